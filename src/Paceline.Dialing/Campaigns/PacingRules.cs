using NodaTime;

namespace Paceline.Dialing.Campaigns;

/// <summary>What a campaign that dials ahead is to reach (mode Predictive).</summary>
/// <param name="Goal">The abandonment limit stands above it.</param>
/// <param name="DialingDay">How long the campaign dials on a day: over the rest of it is spread what the limit leaves. 1 to 24 h.</param>
public sealed record PacingRules(PacingGoal Goal, Duration DialingDay)
{
    /// <summary>Within a dialling day the limit may be overdrawn, by at most 0.3 of what the calls still expected on it allow, and is kept again at
    /// its end. False: it is kept at every moment.</summary>
    public bool Lends { get; init; }

    public static PacingRules Default { get; } = new(PacingGoal.UseTheLimit, Duration.FromHours(8));
}
