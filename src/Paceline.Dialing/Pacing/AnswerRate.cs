using System.Text.Json.Serialization;

namespace Paceline.Dialing.Pacing;

/// <summary>How sure a rate is: from the long memory, or already from the last minute because it has changed.</summary>
public enum RateSource
{
    Slow,
    FastUp,
    FastDown,
}

/// <summary>Which share of attempts brings somebody who needs an agent. A long memory, and beside it one of 60 attempts that sees a change:
/// a rise is believed at once because it costs abandonment, a fall late because it costs idle time only.</summary>
/// <param name="Presented">Attempts that were presented, discounted.</param>
/// <param name="Attempts">Attempts that ended, discounted.</param>
/// <param name="RecentPresented">The same in the short memory.</param>
/// <param name="RecentAttempts">The same in the short memory; 60 at most.</param>
public sealed record AnswerRate(double Presented, double Attempts, double RecentPresented, double RecentAttempts)
{
    private const double RecentMemory = 60;
    private const double RecentMin = 20;

    /// <summary>One in four, and so little certain that ten attempts outweigh it.</summary>
    public static AnswerRate Prior { get; } = new(2, 8, 0, 0);

    /// <summary>From the long memory alone; more than 0 and less than 1.</summary>
    [JsonIgnore]
    public double Slow => Presented / Attempts;

    /// <summary>The rate to count with: 0.97 at most, because a certainty would make divisions by zero.</summary>
    [JsonIgnore]
    public double Now => Math.Min(0.97, Current(out _));

    [JsonIgnore]
    public RateSource Source
    {
        get
        {
            _ = Current(out var source);
            return source;
        }
    }

    /// <param name="presented">1 or 0; in between for an attempt that was taken back and would perhaps have been answered.</param>
    /// <param name="attemptsPerSecond">The pace of dialling so far.</param>
    internal AnswerRate After(double presented, double attemptsPerSecond)
    {
        // At least 300 attempts, 80 answers and 5 minutes.
        var memory = Math.Max(300, Math.Max(80 / Math.Max(0.02, Slow), 300 * attemptsPerSecond));
        var keep = 1 - (1 / memory);
        const double KeepRecent = 1 - (1 / RecentMemory);
        return new(
            (Presented * keep) + presented,
            (Attempts * keep) + 1,
            (RecentPresented * KeepRecent) + presented,
            (RecentAttempts * KeepRecent) + 1);
    }

    private double Current(out RateSource source)
    {
        var slow = Slow;
        source = RateSource.Slow;
        if (RecentAttempts < RecentMin)
        {
            return slow;
        }

        var recent = RecentPresented / RecentAttempts;
        var error = Math.Sqrt(Math.Max(1e-4, slow * (1 - slow)) / ((RecentAttempts / 2) + 1));
        if (recent > slow + (2.2 * error))
        {
            source = RateSource.FastUp;
            return recent;
        }

        if (recent < slow - (3 * error))
        {
            source = RateSource.FastDown;
            return Math.Max(recent, 0.6 * slow);
        }

        return slow;
    }
}
