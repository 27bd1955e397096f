using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Paceline.Media.Srtp;

/// <summary>The arithmetic of one session key: AES counter mode with HMAC-SHA1, or AES-GCM. Nothing in it knows of RTP.</summary>
internal sealed class PacketCipher : IDisposable
{
    /// <summary>Longest datagram that is ever protected, in bytes.</summary>
    public const int LengthMax = 2048;

    private const int HashLength = 20;

    private readonly byte[] _salt;
    private readonly byte[] _authKey;
    private readonly AesGcm? _gcm;
    private readonly Aes? _aes;
    private readonly ICryptoTransform? _blocks;
    private readonly byte[] _counters = new byte[LengthMax];
    private readonly byte[] _keystream = new byte[LengthMax];

    public PacketCipher(SrtpProfile profile, byte[] key, byte[] authKey, byte[] salt)
    {
        (_salt, _authKey) = (salt, authKey);
        if (profile == SrtpProfile.AeadAes128Gcm)
        {
            _gcm = new AesGcm(key, 16);
            return;
        }

        _aes = Aes.Create();
        (_aes.Key, _aes.Mode, _aes.Padding) = (key, CipherMode.ECB, PaddingMode.None);
        // Kept: the one-shot calls make a cipher for each packet.
        _blocks = _aes.CreateEncryptor();
    }

    public bool IsAead => _gcm is not null;

    public int TagLength => IsAead ? 16 : 10;

    public void Seal(Span<byte> text, Span<byte> tag, ReadOnlySpan<byte> associated, uint ssrc, long index, bool isRtcp)
    {
        Span<byte> iv = stackalloc byte[12];
        WriteIv(iv, ssrc, index, isRtcp);
        Gcm.Encrypt(iv, text, text, tag, associated);
    }

    public bool TryOpen(
        Span<byte> text, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associated, uint ssrc, long index, bool isRtcp)
    {
        Span<byte> iv = stackalloc byte[12];
        WriteIv(iv, ssrc, index, isRtcp);
        try
        {
            Gcm.Decrypt(iv, text, tag, text, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <summary>Encrypts and decrypts (RFC 3711 §4.1.1).</summary>
    public void Counter(Span<byte> text, uint ssrc, long index)
    {
        Span<byte> iv = stackalloc byte[16];
        iv.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(iv[4..], ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(iv[8..], unchecked((uint)(index >> 16)));
        BinaryPrimitives.WriteUInt16BigEndian(iv[12..], unchecked((ushort)index));
        for (var i = 0; i < 14; i++)
        {
            iv[i] ^= _salt[i];
        }

        var blocks = (text.Length + 15) / 16;
        for (var i = 0; i < blocks; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(iv[14..], (ushort)i);
            iv.CopyTo(_counters.AsSpan(i * 16));
        }

        if (blocks > 0)
        {
            Blocks.TransformBlock(_counters, 0, blocks * 16, _keystream, 0);
        }

        for (var i = 0; i < text.Length; i++)
        {
            text[i] ^= _keystream[i];
        }
    }

    /// <summary>The 80-bit tag of a message (RFC 3711 §4.2.1).</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 3711 prescribes HMAC-SHA1; its collisions do not touch HMAC.")]
    public void Authenticate(ReadOnlySpan<byte> message, Span<byte> tag)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        HMACSHA1.HashData(_authKey, message, hash);
        hash[..tag.Length].CopyTo(tag);
    }

    public void Dispose()
    {
        _gcm?.Dispose();
        _blocks?.Dispose();
        _aes?.Dispose();
        CryptographicOperations.ZeroMemory(_authKey);
        CryptographicOperations.ZeroMemory(_salt);
    }

    private AesGcm Gcm => _gcm ?? throw new InvalidOperationException("counter mode has no AEAD");

    private ICryptoTransform Blocks => _blocks ?? throw new InvalidOperationException("GCM has no counter mode of its own");

    /// <summary>RFC 7714 §8.1 (RTP: 48-bit index) and §9.1 (RTCP: 31-bit index).</summary>
    private void WriteIv(Span<byte> iv, uint ssrc, long index, bool isRtcp)
    {
        iv.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(iv[2..], ssrc);
        if (isRtcp)
        {
            BinaryPrimitives.WriteUInt32BigEndian(iv[8..], (uint)index);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(iv[6..], unchecked((uint)(index >> 16)));
            BinaryPrimitives.WriteUInt16BigEndian(iv[10..], unchecked((ushort)index));
        }

        for (var i = 0; i < 12; i++)
        {
            iv[i] ^= _salt[i];
        }
    }
}
