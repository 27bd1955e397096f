using NodaTime;
using Paceline.Dialing.Compliance;

namespace Paceline.Dialing.Pacing;

/// <summary>When a limit has to hold.</summary>
public enum LimitHolds
{
    /// <summary>When the window closes; until then a debt may be repaid.</summary>
    AtClose,

    /// <summary>At every moment of the window.</summary>
    Always,
}

/// <summary>What may still be abandoned in one legal window.</summary>
/// <param name="Limit">0 allows one dial for each free agent and nothing more.</param>
/// <param name="Counts">Of this window so far; the answered include the abandoned.</param>
/// <param name="Dialed">Dialling time of this window so far.</param>
/// <param name="Left">Dialling time until the window closes or dialling ends, whichever is sooner. Of a window longer than a day: until
/// the end of this day, so that today borrows nothing from a tomorrow that may not come.</param>
public readonly record struct PacingBudget(AbandonmentLimit Limit, AbandonmentCounts Counts, Duration Dialed, Duration Left)
{
    public LimitHolds Holds { get; init; }

    /// <summary>Live answers still expected until <see cref="Left"/> is over; null: as many per second as the window had so far. A window of
    /// many days says it here, by the pace of today.</summary>
    public double? Expected { get; init; }

    /// <summary>Share of the future allowance that may be borrowed. It is repaid one dial per free agent, with about half the answers
    /// where few people answer, so one half would leave no margin; with 0.4 one day in 200 closed over the limit, with 0.3 none.</summary>
    internal const double DebtShare = 0.3;

    // What is in flight still lands.
    private const double Landing = 20;

    /// <summary>Live answers that are expected if people go on to answer as often as in this window so far.</summary>
    public double ExpectedByPace =>
        (Counts.Answered + 2) / Math.Max(600, Dialed.TotalSeconds + 60) * Math.Max(0, Left.TotalSeconds - Landing);

    /// <summary>The threshold of this window, and how many lost calls would break it.</summary>
    internal DialThreshold Threshold(double calibration)
    {
        var expected = Math.Max(0, Expected ?? ExpectedByPace);
        return DialThreshold.Of(Limit.Limit, Counts.Answered, Counts.Abandoned, expected, calibration, Holds is LimitHolds.Always ? 0 : DebtShare);
    }
}

/// <summary>What a window allows at this moment.</summary>
/// <param name="Value">The largest accepted chance that one more answer finds nobody; 0 to 0.9.</param>
/// <param name="BreaksAt">So many lost calls would break the limit; 1 or more.</param>
/// <param name="Slack">Calls that may be abandoned by what has been answered so far; below zero: a debt.</param>
/// <param name="Expected">Live answers still expected in the window.</param>
/// <param name="Reserve">Slack and what may be borrowed.</param>
internal readonly record struct DialThreshold(double Value, int BreaksAt, double Slack, double Expected, double Reserve)
{
    /// <summary>Lost calls that matter to the guard; more are out of reach in one decision.</summary>
    public const int BreaksAtMax = 12;

    // The brake: where it begins, how wide it is, and what it leaves. With a narrow one the threshold swings between full and nothing,
    // and the spells of nothing cost more than a smaller threshold all day.
    private const double BrakeStart = 1.35;
    private const double BrakeWidth = 1.3;
    private const double BrakeLeaves = 0.03;

    // What is left unspent against chance, and how much of tomorrow's morning may be spent today.
    private const double Unspent = 0.5;
    private const double SpendMax = 1.5;

    public static DialThreshold Of(double limit, double answered, double abandoned, double expected, double calibration, double debtShare)
    {
        var total = limit * (answered + expected);
        var deviation = Math.Sqrt(Math.Max(1, total));
        var slack = (limit * answered) - abandoned;
        var spend = Math.Clamp((total - abandoned - (Unspent * deviation)) / Math.Max(expected, 30), 0, SpendMax * limit);
        var threshold = Math.Min(0.9, spend / calibration);
        var debt = debtShare * limit * expected;
        var start = debtShare > 0 ? Math.Min(BrakeStart * deviation, debt) : 0;
        var width = Math.Max(0.5, BrakeWidth * deviation);
        var reserve = slack + debt;
        var braked = reserve < 1
            ? 0
            : threshold * Math.Min(1, Math.Max(BrakeLeaves, (slack + start - 1 + (BrakeLeaves * width)) / width));
        return new(braked, Math.Max(1, (int)Math.Min(1e6, Math.Floor(reserve)) + 1), slack, expected, reserve);
    }

    /// <summary>The stricter of two windows.</summary>
    public DialThreshold Stricter(DialThreshold other) =>
        (other.Value < Value ? other : this) with { BreaksAt = Math.Min(BreaksAt, other.BreaksAt), Reserve = Math.Min(Reserve, other.Reserve) };
}
