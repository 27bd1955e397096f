using NodaTime;

namespace Paceline.Dialing.Groups;

/// <summary>What a campaign group that does not dial, or dials slowly, waits for.</summary>
public enum WhyKind
{
    /// <summary>It is not started.</summary>
    Phase,

    /// <summary>The trunk is down.</summary>
    Trunk,

    /// <summary>The voice node refuses calls.</summary>
    Node,

    /// <summary>Nobody is left to call.</summary>
    NoRecords,

    /// <summary>People are left, and none may be called now.</summary>
    NotYetDue,

    /// <summary>No agent is free.</summary>
    Agents,

    /// <summary>Agents are free and ask for no record (mode Preview).</summary>
    NobodyAsks,

    /// <summary>Pacing holds back (mode Predictive).</summary>
    Pacing,

    /// <summary>It dials: calls are on their way.</summary>
    OnTheWay,

    /// <summary>Nothing holds it back.</summary>
    Nothing,
}

/// <summary>One reason, in words for people.</summary>
/// <param name="Sentence">What is so, with its figures.</param>
/// <param name="Remedy">What can be done about it; empty: nothing, or nothing needs to be.</param>
/// <param name="Until">When it ends by itself; null: it does not.</param>
public sealed record WhyCause(WhyKind Kind, string Sentence, string Remedy = "", Instant? Until = null)
{
    /// <summary>While it is so, nothing is dialled.</summary>
    public bool Stops => Kind is not (WhyKind.OnTheWay or WhyKind.Nothing or WhyKind.Pacing);
}
