using System.Diagnostics;

namespace Paceline.Demo;

/// <summary>Measures whether this machine keeps time: a beat of 100 ms, and how late the latest came.</summary>
internal sealed class Heartbeat
{
    /// <summary>A beat so late means that somebody else had the processor.</summary>
    private static readonly TimeSpan _starved = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan _beat = TimeSpan.FromMilliseconds(100);

    public TimeSpan Latest { get; private set; }

    /// <summary>Names a starved machine; empty: it kept time.</summary>
    public string Sentence(long lateBeats) => Latest >= _starved
        ? FormattableString.Invariant(
            $"The machine was starved: a beat of 100 ms came {Latest.TotalMilliseconds:0} ms late, and {lateBeats} beats of sound.")
        : "";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var before = Stopwatch.GetTimestamp();
                await Task.Delay(_beat, cancellationToken);
                var late = Stopwatch.GetElapsedTime(before) - _beat;
                Latest = late > Latest ? late : Latest;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end of the run.
        }
    }
}
