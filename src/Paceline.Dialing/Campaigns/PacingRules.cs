using NodaTime;

namespace Paceline.Dialing.Campaigns;

/// <summary>What a campaign that dials ahead is to reach (mode Predictive).</summary>
/// <param name="Goal">The abandonment limit stands above it.</param>
/// <param name="DialingDay">How long the campaign dials on a day: over the rest of it is spread what the limit leaves. 1 to 24 h.</param>
public sealed record PacingRules(PacingGoal Goal, Duration DialingDay)
{
    public static PacingRules Default { get; } = new(PacingGoal.UseTheLimit, Duration.FromHours(8));
}
