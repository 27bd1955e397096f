using NodaTime;

namespace Paceline.Dialing.Pacing;

/// <summary>What an agent does, as far as pacing cares.</summary>
public enum AgentActivity
{
    Free,

    /// <summary>In a conversation, on hold, or being connected with one.</summary>
    Talking,

    WrapUp,
}

/// <summary>An agent at this moment. One who previews is not seen at all.</summary>
/// <param name="Since">When the activity began.</param>
public readonly record struct SeenAgent(AgentActivity Activity, Instant Since)
{
    /// <summary>Asked to sign out, to pause or for a break: busy now, and nobody later. Counted from the request on.</summary>
    public bool Leaving { get; init; }
}

/// <summary>How far an attempt has come.</summary>
public enum AttemptStage
{
    /// <summary>On its way, not ringing yet.</summary>
    Dialing,

    Ringing,

    /// <summary>Answered, and not yet known by whom.</summary>
    Detecting,
}

/// <summary>An attempt in flight: from its order until it ends or a person needs an agent.</summary>
/// <param name="LaunchedAt">When it was ordered.</param>
/// <param name="Since">When its stage began.</param>
public readonly record struct SeenAttempt(AttemptStage Stage, Instant LaunchedAt, Instant Since);

/// <summary>Everything a decision to dial ahead looks at, as it is now: derived from the attempts and agents themselves.</summary>
public readonly ref struct PacingScene
{
    public required Instant Now { get; init; }

    /// <summary>All agents of the group who are signed in and not paused.</summary>
    public required ReadOnlySpan<SeenAgent> Agents { get; init; }

    public required ReadOnlySpan<SeenAttempt> InFlight { get; init; }

    /// <summary>Agents who are kept for an attempt in flight each: the pair is outside of all sums, and named among the figures.</summary>
    public int Reserved { get; init; }

    /// <summary>People who need an agent and have none yet.</summary>
    public int Waiting { get; init; }

    /// <summary>Dials possible now: free lines and calls per second, whichever is fewer.</summary>
    public required int Room { get; init; }
}
