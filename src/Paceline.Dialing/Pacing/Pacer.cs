namespace Paceline.Dialing.Pacing;

/// <summary>What pacing sees of a campaign group.</summary>
/// <param name="ReadyAgents">Agents who wait and are not reserved.</param>
/// <param name="Reserving">Reservations that no agent has confirmed yet.</param>
public readonly record struct PacingObservation(int ReadyAgents, int Reserving);

/// <summary>How many more dials to make, and the sentence that says why.</summary>
public sealed record DialOrder(int Count, string Reason);

/// <summary>How many dials now. Progressive: one for each free agent, never more; the agent is reserved before the number is dialled.</summary>
public static class Pacer
{
    /// <summary>Dials of one decision at most, so that a commit stays small; the next decision follows at once.</summary>
    public const int CountMax = 50;

    public static DialOrder Progressive(PacingObservation seen) => seen.ReadyAgents switch
    {
        0 => new(0, "No agent is free."),
        1 => new(1, "One agent is free: one dial."),
        var free => new(Math.Min(free, CountMax), $"{free} agents are free, one dial each."),
    };
}
