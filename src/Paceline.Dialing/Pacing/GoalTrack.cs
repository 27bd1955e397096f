using System.Text.Json.Serialization;
using Paceline.Dialing.Campaigns;

namespace Paceline.Dialing.Pacing;

/// <summary>How near the last calls came to the goal, and which share of the limit's threshold was enough for it.</summary>
/// <param name="Busy">Seconds of talk and wrap-up, discounted.</param>
/// <param name="Waited">Seconds agents waited for a call, discounted.</param>
/// <param name="Calls">Calls, discounted.</param>
/// <param name="Share">0.001 to 1 of the threshold the limit allows.</param>
public sealed record GoalTrack(double Busy, double Waited, double Calls, double Share)
{
    // A few calls of each agent in a small group, and small steps: the answer to a step is seen a minute later.
    private const double Keep = 1 - (1.0 / 60);
    private const double Step = 1.04;
    private const double CallsMin = 10;

    public static GoalTrack None { get; } = new(0, 0, 0, 0.1);

    [JsonIgnore]
    public double BusyFactor => Busy / Math.Max(1, Busy + Waited);

    /// <summary>Seconds.</summary>
    [JsonIgnore]
    public double MeanWait => Waited / Math.Max(1, Calls);

    internal GoalTrack AfterWork(double seconds) => this with { Busy = Busy + seconds };

    internal GoalTrack AfterWait(double seconds, PacingGoal goal)
    {
        var next = new GoalTrack(Busy * Keep, (Waited * Keep) + seconds, (Calls * Keep) + 1, Share);
        return next.Calls < CallsMin
            ? next
            : next with { Share = Math.Clamp(next.IsShortOf(goal) ? Share * Step : Share / Step, 0.001, 1) };
    }

    /// <summary>The share of the limit's threshold that is used.</summary>
    internal double ShareFor(PacingGoal goal) => goal is PacingGoal.WholeLimit ? 1 : Share;

    /// <summary>Whether the last calls fell short of the goal: agents had too little to do.</summary>
    private bool IsShortOf(PacingGoal goal) => goal switch
    {
        PacingGoal.BusyFactor busy => BusyFactor < busy.Target,
        PacingGoal.WaitingTime waiting => MeanWait > waiting.Target.TotalSeconds,
        _ => true,
    };
}
