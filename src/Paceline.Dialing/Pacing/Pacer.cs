using NodaTime;

namespace Paceline.Dialing.Pacing;

/// <summary>How many more dials to make, and the sentence that says why.</summary>
/// <param name="AskAgainAt">The answer changes with time alone; null: only something that happens changes it.</param>
/// <param name="TakeBack">Calls that ring to take back instead.</param>
public sealed record DialOrder(int Count, string Reason, Instant? AskAgainAt = null, int TakeBack = 0)
{
    public static DialOrder Of(in PacingDecision decision) =>
        new(Math.Min(decision.Launch, Pacer.CountMax), decision.Why.Sentence, decision.AskAgainAt, decision.TakeBack);
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
