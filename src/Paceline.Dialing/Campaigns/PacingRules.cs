using NodaTime;

namespace Paceline.Dialing.Campaigns;

/// <summary>What a campaign that dials ahead is to reach (mode Predictive).</summary>
/// <param name="Goal">The abandonment limit stands above it.</param>
/// <param name="DialingDay">How long the campaign dials on a day: a lost call may be lent against the answers of the rest of it, and
/// nothing is lent when it is over. 1 to 24 h.</param>
public sealed record PacingRules(PacingGoal Goal, Duration DialingDay)
{
    public static PacingRules Default { get; } = new(PacingGoal.UseTheLimit, Duration.FromHours(8));
}
