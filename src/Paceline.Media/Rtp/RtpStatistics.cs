using System.Runtime.InteropServices;

namespace Paceline.Media.Rtp;

/// <summary>What one leg's receiver has seen so far.</summary>
/// <param name="Received">Audio packets that arrived, duplicates and late ones included.</param>
/// <param name="Lost">Expected and never arrived (RFC 3550 §6.4.1), over all sources; late packets are not lost.</param>
/// <param name="Late">Arrived after their time to be played.</param>
/// <param name="Duplicates">Arrived twice.</param>
/// <param name="ConcealedMs">Played out of nothing because nothing was there, in milliseconds.</param>
/// <param name="JitterMs">Interarrival jitter (RFC 3550 §6.4.1) in milliseconds.</param>
/// <param name="DelayMs">The buffer's present target, 20 to 120 ms.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RtpStatistics(
    long Received, long Lost, long Late, long Duplicates, long ConcealedMs, double JitterMs, int DelayMs);
