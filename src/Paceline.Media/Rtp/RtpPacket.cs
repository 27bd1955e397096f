using System.Buffers.Binary;

namespace Paceline.Media.Rtp;

/// <summary>One RTP packet as a view on its datagram (RFC 3550 §5.1); CSRCs, extension and padding are stepped over.</summary>
public readonly ref struct RtpPacket
{
    /// <summary>Length of the header we write, in bytes: no CSRC, no extension.</summary>
    public const int HeaderLength = 12;

    /// <summary>Where the payload starts in the datagram, in bytes.</summary>
    public int PayloadOffset { get; private init; }

    public ReadOnlySpan<byte> Payload { get; private init; }

    /// <summary>0 to 127.</summary>
    public byte PayloadType { get; private init; }

    public bool Marker { get; private init; }

    public ushort Sequence { get; private init; }

    /// <summary>In samples of the codec's clock (8 kHz here).</summary>
    public uint Timestamp { get; private init; }

    public uint Ssrc { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> datagram, out RtpPacket packet)
    {
        packet = default;
        if (!TryHeaderLength(datagram, out var offset))
        {
            return false;
        }

        var end = datagram.Length;
        if ((datagram[0] & 0x20) != 0)
        {
            int padding = datagram[^1];
            if (padding == 0 || padding > end - offset)
            {
                return false;
            }

            end -= padding;
        }

        packet = new RtpPacket
        {
            PayloadOffset = offset,
            Payload = datagram[offset..end],
            PayloadType = (byte)(datagram[1] & 0x7F),
            Marker = (datagram[1] & 0x80) != 0,
            Sequence = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]),
            Timestamp = BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]),
            Ssrc = BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]),
        };
        return true;
    }

    /// <summary>Writes header and payload and gives their length; zero when the target is too small.</summary>
    public static int Write(
        Span<byte> target, byte payloadType, bool marker, ushort sequence, uint timestamp, uint ssrc, ReadOnlySpan<byte> payload)
    {
        if (target.Length < HeaderLength + payload.Length)
        {
            return 0;
        }

        target[0] = 0x80;
        target[1] = (byte)((payloadType & 0x7F) | (marker ? 0x80 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(target[4..], timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(target[8..], ssrc);
        payload.CopyTo(target[HeaderLength..]);
        return HeaderLength + payload.Length;
    }

    /// <summary>Length of header, CSRCs and extension; false when the datagram is no RTP version 2 or ends before it.</summary>
    internal static bool TryHeaderLength(ReadOnlySpan<byte> datagram, out int length)
    {
        length = HeaderLength;
        if (datagram.Length < HeaderLength || (datagram[0] & 0xC0) != 0x80)
        {
            return false;
        }

        length += (datagram[0] & 0x0F) * 4;
        if ((datagram[0] & 0x10) != 0)
        {
            if (datagram.Length < length + 4)
            {
                return false;
            }

            length += 4 + (BinaryPrimitives.ReadUInt16BigEndian(datagram[(length + 2)..]) * 4);
        }

        return length <= datagram.Length;
    }
}
