using NodaTime;

namespace Paceline.Dialing.Pacing;

/// <summary>How many more dials to make, and the sentence that says why.</summary>
public sealed record DialOrder(int Count, string Reason)
{
    /// <summary>The answer changes with time alone; null: only something that happens changes it.</summary>
    public Instant? AskAgainAt { get; private init; }

    /// <summary>Calls that ring to take back instead.</summary>
    public int TakeBack { get; private init; }

    /// <summary>Of dialling ahead; null: the mode dials for free agents only. Its sentence is made when it is asked for.</summary>
    public PacingReason? Why { get; private init; }

    public static DialOrder Of(in PacingDecision decision) => new(Math.Min(decision.Launch, Pacer.CountMax), "")
    {
        AskAgainAt = decision.AskAgainAt,
        TakeBack = decision.TakeBack,
        Why = decision.Why,
    };

    /// <summary>One sentence; of dialling ahead the one with its figures.</summary>
    public override string ToString() => Why?.Sentence ?? Reason;
}

/// <summary>How many dials now. Progressive: one for each free agent, never more; the agent is reserved before the number is dialled.</summary>
public static class Pacer
{
    /// <summary>Dials of one decision at most, so that a commit stays small; the next decision follows at once.</summary>
    public const int CountMax = 50;

    /// <param name="free">Agents who wait, less those whom a call on its way may want.</param>
    public static DialOrder Progressive(int free) => free switch
    {
        0 => new(0, "No agent is free."),
        1 => new(1, "One agent is free: one dial."),
        _ => new(Math.Min(free, CountMax), $"{free} agents are free, one dial each."),
    };
}
