using System.Diagnostics;

namespace Paceline.Voice.Sockets;

/// <summary>Milliseconds that only go forwards; the zero is the start of the machine and means nothing to people.</summary>
internal static class MonotonicClock
{
    public static long NowMs => (long)Stopwatch.GetElapsedTime(0).TotalMilliseconds;
}
