using System.Buffers.Binary;
using System.Security.Cryptography;
using Paceline.Media.Rtp;
using static Paceline.Media.Srtp.KeyDerivation;

namespace Paceline.Media.Srtp;

/// <summary>One direction's protection of RTP and RTCP; one owner, not for two threads, nothing allocated per packet.</summary>
public sealed class SrtpSession : IDisposable
{
    /// <summary>Bytes that protection adds at most: RTP the tag, RTCP also its index.</summary>
    public const int RtpOverhead = 16, RtcpOverhead = 20;

    /// <summary>Most sources of one direction; packets of further ones are refused.</summary>
    public const int SourcesMax = 16;

    private const int RtcpHeader = 8;
    private const uint EncryptedFlag = 0x8000_0000;

    private readonly PacketCipher _rtp;
    private readonly PacketCipher _rtcp;
    private readonly Dictionary<uint, ReplayWindow> _rtpSources = new(SourcesMax);
    private readonly Dictionary<uint, ReplayWindow> _rtcpSources = new(SourcesMax);
    private uint _rtcpIndex;

    /// <param name="profile">What DTLS selected.</param>
    /// <param name="masterKey">16 bytes.</param>
    /// <param name="masterSalt">14 bytes, with GCM 12.</param>
    public SrtpSession(SrtpProfile profile, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt)
        : this(
            Cipher(profile, masterKey, masterSalt, RtpKey, RtpAuth, RtpSalt),
            Cipher(profile, masterKey, masterSalt, RtcpKey, RtcpAuth, RtcpSalt))
    {
    }

    internal SrtpSession(PacketCipher rtp, PacketCipher rtcp) => (_rtp, _rtcp) = (rtp, rtcp);

    /// <summary>Encrypts in place; the buffer needs <see cref="RtpOverhead"/> bytes of room after the packet.</summary>
    /// <returns>False for no RTP, no room, or a sequence number used before: its keystream must never be used twice.</returns>
    public bool TryProtect(Span<byte> buffer, int length, out int protectedLength)
    {
        protectedLength = 0;
        if (!Fits(buffer, length, RtpOverhead) || !RtpPacket.TryHeaderLength(buffer[..length], out var header)
            || !TrySource(_rtpSources, SsrcOf(buffer), out var source))
        {
            return false;
        }

        var index = source.IndexOf(SequenceOf(buffer));
        if (!source.IsFresh(index))
        {
            return false;
        }

        var text = buffer[header..length];
        if (_rtp.IsAead)
        {
            _rtp.Seal(text, buffer.Slice(length, _rtp.TagLength), buffer[..header], SsrcOf(buffer), index, isRtcp: false);
        }
        else
        {
            _rtp.Counter(text, SsrcOf(buffer), index);
            WriteRtpTag(buffer, length, index, buffer.Slice(length, _rtp.TagLength));
        }

        Keep(_rtpSources, SsrcOf(buffer), source, index);
        protectedLength = length + _rtp.TagLength;
        return true;
    }

    /// <summary>Verifies and decrypts in place; false (nothing believed) for forged, replayed or malformed packets.</summary>
    public bool TryUnprotect(Span<byte> buffer, int length, out int plainLength)
    {
        plainLength = 0;
        var end = length - _rtp.TagLength;
        if (!Fits(buffer, length, 0) || end <= 0 || !RtpPacket.TryHeaderLength(buffer[..end], out var header)
            || !TrySource(_rtpSources, SsrcOf(buffer), out var source))
        {
            return false;
        }

        var ssrc = SsrcOf(buffer);
        var index = source.IndexOf(SequenceOf(buffer));
        if (!source.IsFresh(index))
        {
            return false;
        }

        if (_rtp.IsAead)
        {
            if (!_rtp.TryOpen(buffer[header..end], buffer[end..length], buffer[..header], ssrc, index, isRtcp: false))
            {
                return false;
            }
        }
        else
        {
            Span<byte> received = stackalloc byte[_rtp.TagLength];
            Span<byte> expected = stackalloc byte[_rtp.TagLength];
            buffer[end..length].CopyTo(received);
            WriteRtpTag(buffer, end, index, expected);
            if (!CryptographicOperations.FixedTimeEquals(received, expected))
            {
                return false;
            }

            _rtp.Counter(buffer[header..end], ssrc, index);
        }

        Keep(_rtpSources, ssrc, source, index);
        plainLength = end;
        return true;
    }

    /// <summary>Encrypts in place; the buffer needs <see cref="RtcpOverhead"/> bytes of room after the packet.</summary>
    public bool TryProtectRtcp(Span<byte> buffer, int length, out int protectedLength)
    {
        protectedLength = 0;
        // RFC 3711 §9.2: after 2^31 packets the key is used up.
        if (!Fits(buffer, length, RtcpOverhead) || length < RtcpHeader || _rtcpIndex == EncryptedFlag - 1)
        {
            return false;
        }

        var ssrc = RtcpSsrcOf(buffer);
        var index = ++_rtcpIndex;
        if (_rtcp.IsAead)
        {
            Span<byte> associated = stackalloc byte[RtcpHeader + 4];
            WriteAssociated(associated, buffer, index | EncryptedFlag);
            _rtcp.Seal(buffer[RtcpHeader..length], buffer.Slice(length, 16), associated, ssrc, index, isRtcp: true);
            BinaryPrimitives.WriteUInt32BigEndian(buffer[(length + 16)..], index | EncryptedFlag);
        }
        else
        {
            _rtcp.Counter(buffer[RtcpHeader..length], ssrc, index);
            BinaryPrimitives.WriteUInt32BigEndian(buffer[length..], index | EncryptedFlag);
            _rtcp.Authenticate(buffer[..(length + 4)], buffer.Slice(length + 4, _rtcp.TagLength));
        }

        protectedLength = length + 4 + _rtcp.TagLength;
        return true;
    }

    /// <summary>Verifies and decrypts in place; false for forged, replayed, malformed or unencrypted packets.</summary>
    public bool TryUnprotectRtcp(Span<byte> buffer, int length, out int plainLength)
    {
        plainLength = 0;
        var end = length - 4 - _rtcp.TagLength;
        if (!Fits(buffer, length, 0) || end < RtcpHeader || !TrySource(_rtcpSources, RtcpSsrcOf(buffer), out var source))
        {
            return false;
        }

        var ssrc = RtcpSsrcOf(buffer);
        var word = BinaryPrimitives.ReadUInt32BigEndian(buffer[(_rtcp.IsAead ? length - 4 : end)..]);
        var index = (long)(word & ~EncryptedFlag);
        if ((word & EncryptedFlag) == 0 || !source.IsFresh(index))
        {
            return false;
        }

        if (_rtcp.IsAead)
        {
            Span<byte> associated = stackalloc byte[RtcpHeader + 4];
            WriteAssociated(associated, buffer, word);
            if (!_rtcp.TryOpen(buffer[RtcpHeader..end], buffer[end..(end + 16)], associated, ssrc, index, isRtcp: true))
            {
                return false;
            }
        }
        else
        {
            Span<byte> expected = stackalloc byte[_rtcp.TagLength];
            _rtcp.Authenticate(buffer[..(end + 4)], expected);
            if (!CryptographicOperations.FixedTimeEquals(buffer[(end + 4)..length], expected))
            {
                return false;
            }

            _rtcp.Counter(buffer[RtcpHeader..end], ssrc, index);
        }

        Keep(_rtcpSources, ssrc, source, index);
        plainLength = end;
        return true;
    }

    public void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
    }

    private static PacketCipher Cipher(
        SrtpProfile profile, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, byte keyLabel, byte authLabel, byte saltLabel) =>
        new(
            profile,
            Derive(key, salt, keyLabel, 16),
            Derive(key, salt, authLabel, 20),
            Derive(key, salt, saltLabel, SrtpKeys.SaltLength(profile)));

    private static bool Fits(Span<byte> buffer, int length, int room) =>
        length > 0 && length + room <= buffer.Length && length <= PacketCipher.LengthMax;

    private static ushort SequenceOf(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);

    private static uint SsrcOf(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt32BigEndian(packet[8..]);

    private static uint RtcpSsrcOf(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);

    /// <summary>A source that is not known yet is kept only when a packet of it has been proved genuine.</summary>
    private static bool TrySource(Dictionary<uint, ReplayWindow> sources, uint ssrc, out ReplayWindow source)
    {
        if (sources.TryGetValue(ssrc, out var known))
        {
            source = known;
            return true;
        }

        source = new ReplayWindow();
        return sources.Count < SourcesMax;
    }

    private static void Keep(Dictionary<uint, ReplayWindow> sources, uint ssrc, ReplayWindow source, long index)
    {
        source.Note(index);
        sources.TryAdd(ssrc, source);
    }

    private static void WriteAssociated(Span<byte> associated, ReadOnlySpan<byte> packet, uint word)
    {
        packet[..RtcpHeader].CopyTo(associated);
        BinaryPrimitives.WriteUInt32BigEndian(associated[RtcpHeader..], word);
    }

    /// <summary>The tag covers the packet and the roll-over counter, which stands for a moment where the tag will be.</summary>
    private void WriteRtpTag(Span<byte> buffer, int length, long index, Span<byte> tag)
    {
        BinaryPrimitives.WriteUInt32BigEndian(buffer[length..], unchecked((uint)(index >> 16)));
        _rtp.Authenticate(buffer[..(length + 4)], tag);
    }
}
