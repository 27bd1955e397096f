using NodaTime;
using Paceline.Dialing.Campaigns;

namespace Paceline.Dialing.Pacing;

/// <summary>What the campaign sets for pacing.</summary>
/// <param name="Grace">How long a person who answered may wait for an agent before the call counts as abandoned: the legal time less
/// what detection takes of it. Zero: not at all.</param>
/// <param name="RingTimeout">From the first ring to giving up.</param>
/// <param name="TakeBackAfter">Attempts that rang so long without an answer may be taken back when people would find nobody
/// (at least 15 s or four rings, 16 CFR 310.4(b)(4)(ii)); null: never.</param>
public sealed record PacingTerms(Duration Grace, Duration RingTimeout, Duration? TakeBackAfter)
{
    public PacingGoal Goal { get; init; } = PacingGoal.UseTheLimit;

    /// <summary>The chance, at each decision, that its dials lose as many calls as would break the limit.</summary>
    internal const double Risk = 0.0005;

    /// <summary>Distance of the horizons in seconds; the last must lie beyond the longest ring.</summary>
    internal double Step => RingTimeout.TotalSeconds <= 22 ? 2 : (RingTimeout.TotalSeconds + 8) / PacingTables.Horizons;
}
