using System.Runtime.InteropServices;

namespace Paceline.Media.Rtp;

/// <summary>How a line is, as both ends see it.</summary>
/// <param name="Received">What we hear.</param>
/// <param name="FarLost">What the far end missed of us since the start, in packets; as its last report says.</param>
/// <param name="FarJitterMs">The far end's interarrival jitter.</param>
/// <param name="RoundTripMs">There and back (RFC 3550 §6.4.1); null: the far end has not reported on a report of ours.</param>
/// <param name="FarReports">Reports of the far end about us.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LineQuality(RtpStatistics Received, int FarLost, double FarJitterMs, double? RoundTripMs, int FarReports);

/// <summary>The reports that go beside one leg's sound: ours about every 5 s, and what the far end's say (RFC 3550 §6.4).</summary>
/// <param name="sender">Our sound.</param>
/// <param name="receiver">Theirs.</param>
/// <param name="cname">ASCII, 1 to 32 characters, the same for the whole leg; not a host name.</param>
public sealed class RtcpSession(RtpSender sender, RtpReceiver receiver, ReadOnlyMemory<byte> cname)
{
    /// <summary>Longest datagram that <see cref="Write"/> makes, in bytes.</summary>
    public const int DatagramLengthMax = 128;

    private const long IntervalMs = 5000;

    /// <summary>A round trip that is longer is a wrong clock.</summary>
    private const double RoundTripMsMax = 60_000;

    private long? _dueMs;
    private uint _reportedPackets;
    private uint _lastSr;
    private ulong _lastSrArrived;
    private int _farLost;
    private double _farJitterMs;
    private double? _roundTripMs;
    private int _farReports;

    public LineQuality Quality => new(receiver.Statistics, _farLost, _farJitterMs, _roundTripMs, _farReports);

    /// <summary>The far end has taken leave, and nothing has come since; sound revokes it.</summary>
    public bool SaidGoodbye { get; private set; }

    /// <summary>Whether it is time for a report.</summary>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    /// <param name="chance">0 to 1: reports of many legs must not keep step (RFC 3550 §6.3.1).</param>
    public bool IsDue(long nowMs, double chance)
    {
        // The first after half the time.
        _dueMs ??= nowMs + (long)(IntervalMs * (0.25 + (0.5 * chance)));
        if (nowMs < _dueMs)
        {
            return false;
        }

        _dueMs = nowMs + (long)(IntervalMs * (0.5 + chance));
        return true;
    }

    /// <summary>Writes the report of now and gives its length.</summary>
    /// <param name="target">At least <see cref="DatagramLengthMax"/> bytes, and room for SRTCP if it follows.</param>
    /// <param name="sampleTime">The tick's number times 160.</param>
    /// <param name="ntp">Now, as a 64-bit NTP timestamp.</param>
    /// <param name="isLast">The leg ends: a BYE goes with it.</param>
    public int Write(Span<byte> target, long sampleTime, ulong ntp, bool isLast)
    {
        SenderInfo? info = sender.Packets == _reportedPackets
            ? null
            : new SenderInfo(ntp, sender.TimestampAt(sampleTime), sender.Packets, sender.Octets);
        _reportedPackets = sender.Packets;
        ReceptionReport? report = receiver.TakeReport() is { } block
            ? block with
            {
                LastSr = _lastSr,
                DelaySinceLastSr = _lastSr == 0 ? 0 : (uint)Math.Min((ntp - _lastSrArrived) >> 16, uint.MaxValue),
            }
            : null;
        var length = Rtcp.WriteReport(target, sender.Ssrc, info, report, cname.Span);
        return isLast && length > 0 ? Rtcp.AddGoodbye(target, length, sender.Ssrc) : length;
    }

    /// <summary>A control datagram of the far end, already decrypted; rubbish changes nothing.</summary>
    public void Hear(ReadOnlySpan<byte> datagram, ulong ntp)
    {
        if (!Rtcp.TryParse(datagram, out var content))
        {
            return;
        }

        SaidGoodbye |= content.IsGoodbye;
        if (content.Sender is { } info)
        {
            (_lastSr, _lastSrArrived) = (Middle(info.NtpTime), ntp);
        }

        if (content.Report is { } report && report.Ssrc == sender.Ssrc)
        {
            _farReports++;
            _farLost = report.CumulativeLost;
            _farJitterMs = report.Jitter / 8.0;
            var there = unchecked((int)(Middle(ntp) - report.LastSr - report.DelaySinceLastSr)) * 1000.0 / 65_536;
            _roundTripMs = report.LastSr != 0 && there is >= 0 and < RoundTripMsMax ? there : _roundTripMs;
        }
    }

    /// <summary>Sound came: whoever said good-bye is there again.</summary>
    public void SoundCame() => SaidGoodbye = false;

    private static uint Middle(ulong ntp) => (uint)(ntp >> 16 & 0xFFFF_FFFF);
}
