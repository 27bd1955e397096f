using System.Text.Json.Serialization;
using NodaTime;

namespace Paceline.Dialing.Pacing;

/// <summary>What dialling ahead is for. Whatever the goal, the abandonment limit stands above it, and one dial for each free agent below.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "goal")]
[JsonDerivedType(typeof(WholeLimit), "wholeLimit")]
[JsonDerivedType(typeof(BusyFactor), "busyFactor")]
[JsonDerivedType(typeof(WaitingTime), "waitingTime")]
public abstract record PacingGoal
{
    private protected PacingGoal()
    {
    }

    /// <summary>As much talk as the abandonment limit allows.</summary>
    public static PacingGoal UseTheLimit { get; } = new WholeLimit();

    /// <summary>Whether the last calls fell short of the goal: agents had too little to do.</summary>
    internal abstract bool IsShort(GoalTrack track);

    /// <summary>The share of the limit's threshold that is used.</summary>
    internal virtual double ShareOf(GoalTrack track) => track.Share;

    /// <summary>As much talk as the abandonment limit allows.</summary>
    public sealed record WholeLimit : PacingGoal
    {
        internal override bool IsShort(GoalTrack track) => true;

        internal override double ShareOf(GoalTrack track) => 1;
    }

    /// <summary>Agents talk and wrap up for this share of the time, and dialling ahead goes no further.</summary>
    /// <param name="Target">0 to 1.</param>
    public sealed record BusyFactor(double Target) : PacingGoal
    {
        internal override bool IsShort(GoalTrack track) => track.BusyFactor < Target;
    }

    /// <summary>Agents wait so long for a call on average, and dialling ahead goes no further.</summary>
    /// <param name="Target">Above zero.</param>
    public sealed record WaitingTime(Duration Target) : PacingGoal
    {
        internal override bool IsShort(GoalTrack track) => track.MeanWait > Target.TotalSeconds;
    }
}

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
            : next with { Share = Math.Clamp(goal.IsShort(next) ? Share * Step : Share / Step, 0.001, 1) };
    }
}
