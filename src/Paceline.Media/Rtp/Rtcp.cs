using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Paceline.Media.Rtp;

/// <summary>One report block about one source (RFC 3550 §6.4.1).</summary>
/// <param name="Ssrc">The source that is reported on.</param>
/// <param name="FractionLost">Since the last report, in 256ths.</param>
/// <param name="CumulativeLost">Since the start; duplicates can make it negative.</param>
/// <param name="ExtendedHighest">Highest sequence number with the count of its wraps above.</param>
/// <param name="Jitter">In timestamp units (1/8000 s).</param>
/// <param name="LastSr">Middle 32 bits of the NTP time of the last sender report; zero for none.</param>
/// <param name="DelaySinceLastSr">In 1/65536 s.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ReceptionReport(
    uint Ssrc, byte FractionLost, int CumulativeLost, uint ExtendedHighest, uint Jitter, uint LastSr = 0, uint DelaySinceLastSr = 0)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Length = 24;
}

/// <summary>What a sender says of itself (RFC 3550 §6.4.1).</summary>
/// <param name="NtpTime">64-bit NTP timestamp of the report.</param>
/// <param name="RtpTimestamp">The same moment on the media clock.</param>
/// <param name="Packets">Sent since the start.</param>
/// <param name="Octets">Payload bytes sent since the start.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SenderInfo(ulong NtpTime, uint RtpTimestamp, uint Packets, uint Octets);

/// <summary>What one compound RTCP datagram said, as far as it matters here; unknown packets are stepped over.</summary>
/// <param name="Ssrc">Sender of the first packet.</param>
/// <param name="Sender">Present in a sender report.</param>
/// <param name="Report">The first report block; null when it carries none.</param>
/// <param name="IsGoodbye">A BYE is in it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RtcpContent(uint Ssrc, SenderInfo? Sender, ReceptionReport? Report, bool IsGoodbye);

/// <summary>Reads and writes the control packets beside RTP (RFC 3550 §6).</summary>
public static class Rtcp
{
    private const byte SenderReport = 200, ReceiverReport = 201, SourceDescription = 202, Goodbye = 203;
    private const int SenderInfoLength = 20;

    public static bool TryParse(ReadOnlySpan<byte> datagram, out RtcpContent content)
    {
        content = default;
        if (datagram.Length < 8)
        {
            return false;
        }

        content = new RtcpContent(BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]), null, null, IsGoodbye: false);
        while (!datagram.IsEmpty)
        {
            if (datagram.Length < 4 || (datagram[0] & 0xC0) != 0x80)
            {
                return false;
            }

            var length = (BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) + 1) * 4;
            if (length > datagram.Length)
            {
                return false;
            }

            content = Read(datagram[..length], content);
            datagram = datagram[length..];
        }

        return true;
    }

    /// <summary>Writes SR (with <paramref name="sender"/>) or RR and a CNAME (RFC 3550 §6.1); zero when it does not fit.</summary>
    /// <param name="target">120 bytes are enough for a CNAME of up to 32.</param>
    /// <param name="ssrc">Our own source.</param>
    /// <param name="sender">Null when nothing was sent since the last two reports.</param>
    /// <param name="report">Null when nothing was received.</param>
    /// <param name="cname">ASCII, 1 to 32 characters, the same for the whole leg; not a host name.</param>
    public static int WriteReport(Span<byte> target, uint ssrc, SenderInfo? sender, ReceptionReport? report, ReadOnlySpan<byte> cname)
    {
        cname = cname[..Math.Min(cname.Length, 32)];
        var reportLength = 8 + (sender is null ? 0 : SenderInfoLength) + (report is null ? 0 : ReceptionReport.Length);
        // At least one null byte ends the list of items, and the chunk ends on a word.
        var chunkLength = (4 + 2 + cname.Length + 4) / 4 * 4;
        var total = reportLength + 4 + chunkLength;
        if (target.Length < total)
        {
            return 0;
        }

        target[..total].Clear();
        WriteHead(target, sender is null ? ReceiverReport : SenderReport, report is null ? 0 : 1, reportLength);
        BinaryPrimitives.WriteUInt32BigEndian(target[4..], ssrc);
        var at = 8;
        if (sender is { } info)
        {
            BinaryPrimitives.WriteUInt64BigEndian(target[8..], info.NtpTime);
            BinaryPrimitives.WriteUInt32BigEndian(target[16..], info.RtpTimestamp);
            BinaryPrimitives.WriteUInt32BigEndian(target[20..], info.Packets);
            BinaryPrimitives.WriteUInt32BigEndian(target[24..], info.Octets);
            at += SenderInfoLength;
        }

        if (report is { } block)
        {
            WriteBlock(target[at..], block);
        }

        var description = target[reportLength..total];
        WriteHead(description, SourceDescription, 1, description.Length);
        BinaryPrimitives.WriteUInt32BigEndian(description[4..], ssrc);
        (description[8], description[9]) = (1, (byte)cname.Length);
        cname.CopyTo(description[10..]);
        return total;
    }

    /// <summary>Adds a BYE to a report of the same source (RFC 3550 §6.6); the report's length when it does not fit.</summary>
    public static int AddGoodbye(Span<byte> target, int length, uint ssrc)
    {
        if (target.Length < length + 8)
        {
            return length;
        }

        WriteHead(target[length..], Goodbye, 1, 8);
        BinaryPrimitives.WriteUInt32BigEndian(target[(length + 4)..], ssrc);
        return length + 8;
    }

    private static RtcpContent Read(ReadOnlySpan<byte> packet, RtcpContent content)
    {
        var count = packet[0] & 0x1F;
        switch (packet[1])
        {
            case SenderReport when packet.Length >= 8 + SenderInfoLength:
                content = content with
                {
                    Sender = new SenderInfo(
                        BinaryPrimitives.ReadUInt64BigEndian(packet[8..]),
                        BinaryPrimitives.ReadUInt32BigEndian(packet[16..]),
                        BinaryPrimitives.ReadUInt32BigEndian(packet[20..]),
                        BinaryPrimitives.ReadUInt32BigEndian(packet[24..])),
                };
                return WithBlock(packet[(8 + SenderInfoLength)..], count, content);
            case ReceiverReport when packet.Length >= 8:
                return WithBlock(packet[8..], count, content);
            case Goodbye:
                return content with { IsGoodbye = true };
            default:
                return content;
        }
    }

    private static RtcpContent WithBlock(ReadOnlySpan<byte> blocks, int count, RtcpContent content)
    {
        if (count == 0 || content.Report is not null || blocks.Length < ReceptionReport.Length)
        {
            return content;
        }

        // 24 bits with a sign.
        var lost = unchecked((int)(BinaryPrimitives.ReadUInt32BigEndian(blocks[4..]) << 8)) >> 8;
        return content with
        {
            Report = new ReceptionReport(
                BinaryPrimitives.ReadUInt32BigEndian(blocks),
                blocks[4],
                lost,
                BinaryPrimitives.ReadUInt32BigEndian(blocks[8..]),
                BinaryPrimitives.ReadUInt32BigEndian(blocks[12..]),
                BinaryPrimitives.ReadUInt32BigEndian(blocks[16..]),
                BinaryPrimitives.ReadUInt32BigEndian(blocks[20..])),
        };
    }

    private static void WriteHead(Span<byte> packet, byte type, int count, int length)
    {
        packet[0] = (byte)(0x80 | count);
        packet[1] = type;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)((length / 4) - 1));
    }

    private static void WriteBlock(Span<byte> target, in ReceptionReport block)
    {
        BinaryPrimitives.WriteUInt32BigEndian(target, block.Ssrc);
        var lost = Math.Clamp(block.CumulativeLost, -0x800000, 0x7FFFFF);
        BinaryPrimitives.WriteUInt32BigEndian(target[4..], ((uint)block.FractionLost << 24) | unchecked((uint)lost & 0xFFFFFF));
        BinaryPrimitives.WriteUInt32BigEndian(target[8..], block.ExtendedHighest);
        BinaryPrimitives.WriteUInt32BigEndian(target[12..], block.Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(target[16..], block.LastSr);
        BinaryPrimitives.WriteUInt32BigEndian(target[20..], block.DelaySinceLastSr);
    }
}
