using System.Text.Json.Serialization;
using NodaTime;

namespace Paceline.Dialing.Campaigns;

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

    /// <summary>As much talk as the abandonment limit allows.</summary>
    public sealed record WholeLimit : PacingGoal;

    /// <summary>Agents talk and wrap up for this share of the time, and dialling ahead goes no further.</summary>
    /// <param name="Target">0 to 1.</param>
    public sealed record BusyFactor(double Target) : PacingGoal;

    /// <summary>Agents wait so long for a call on average, and dialling ahead goes no further.</summary>
    /// <param name="Target">Above zero.</param>
    public sealed record WaitingTime(Duration Target) : PacingGoal;
}
