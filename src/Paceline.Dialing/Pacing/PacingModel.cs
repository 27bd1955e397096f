using System.Text.Json.Serialization;
using NodaTime;
using Paceline.Dialing.Campaigns;

namespace Paceline.Dialing.Pacing;

/// <summary>What pacing has learned of a campaign: a fold of what happened, and nothing else, so that a replay gives the same decisions.
/// It holds no attempt and no agent; those are derived at each decision and never counted up and down.</summary>
/// <param name="Rate">How many attempts bring a person.</param>
/// <param name="Answered">Ages at which attempts that were presented stopped ringing.</param>
/// <param name="Others">Ages at which all others stopped ringing.</param>
/// <param name="Resolved">Attempts whose end was seen, those that were taken back included. Ones that our own side refused (no line, no
/// permission) were none and are not reported.</param>
/// <param name="DialedSeconds">Time in which attempts ended; a pause counts as a minute.</param>
/// <param name="LastResolved">When the last one ended.</param>
public sealed record PacingModel(
    AnswerRate Rate,
    RingTimes Answered,
    RingTimes Others,
    Detection Detection,
    LifeTable Talk,
    LifeTable WrapUp,
    Calibration Calibration,
    GoalTrack Track,
    long Resolved,
    double DialedSeconds,
    Instant? LastResolved)
{
    private const double PauseMax = 60;

    /// <summary>Attempts that must be known before anybody is dialled ahead; never fewer than there are agents.</summary>
    internal const int HistoryMin = 30;

    /// <summary>Derived: never stored, rebuilt by <see cref="Refreshed"/>.</summary>
    [JsonIgnore]
    internal PacingTables? Tables { get; init; }

    /// <summary>Nothing seen yet.</summary>
    public static PacingModel New(Duration ringTimeout) => new(
        AnswerRate.Prior,
        RingTimes.OfAnswers(ringTimeout.TotalSeconds),
        RingTimes.OfOthers(ringTimeout.TotalSeconds),
        Detection.Prior,
        LifeTable.Talk,
        LifeTable.WrapUp,
        Calibration.None,
        GoalTrack.None,
        Resolved: 0,
        DialedSeconds: 0,
        LastResolved: null);

    /// <summary>With another ring time-out: how long phones ring is learned anew, everything else stays.</summary>
    public PacingModel Ringing(Duration timeout) => this with
    {
        Answered = RingTimes.OfAnswers(timeout.TotalSeconds),
        Others = RingTimes.OfOthers(timeout.TotalSeconds),
    };

    // ---- Attempts -----------------------------------------------------------------------------------------------------

    /// <summary>Somebody answered and needs an agent.</summary>
    /// <param name="answered">When the ringing stopped.</param>
    /// <param name="at">When it was known that an agent is needed: the same moment where nothing is detected.</param>
    public PacingModel AfterPresented(Instant launched, Instant answered, Instant at) => After(1, at) with
    {
        Answered = Answered.After(Seconds(launched, answered)),
        Detection = Detection.AfterPerson(Seconds(answered, at)),
    };

    /// <summary>A machine answered and was known as one.</summary>
    public PacingModel AfterMachine(Instant launched, Instant answered, Instant at) => After(0, at) with
    {
        Others = Others.After(Seconds(launched, answered)),
        Detection = Detection.AfterMachine(),
    };

    /// <summary>Busy, no answer, a tone, a failure of the network.</summary>
    public PacingModel AfterUnanswered(Instant launched, Instant at) => After(0, at) with { Others = Others.After(Seconds(launched, at)) };

    /// <summary>We took it back while it rang. It would have been answered with some chance: to forget it would count only those that
    /// were answered early, and the rate would run away.</summary>
    public PacingModel AfterTakenBack(Instant launched, Instant at)
    {
        var age = Seconds(launched, at);
        var share = PresentedBeyond(Rate.Now, Answered.By(age), Others.By(age));
        return After(share, at) with
        {
            Answered = Answered.AfterCensored(age, share),
            Others = Others.AfterCensored(age, 1 - share),
        };
    }

    /// <summary>The chance that an attempt which still rings would have been presented.</summary>
    internal static double PresentedBeyond(double rate, double answeredBy, double othersBy)
    {
        var presented = rate * Math.Max(1e-12, 1 - answeredBy);
        return presented / (presented + ((1 - rate) * Math.Max(1e-12, 1 - othersBy)));
    }

    private PacingModel After(double presented, Instant at)
    {
        var seconds = DialedSeconds + (LastResolved is { } last ? Math.Min(PauseMax, Seconds(last, at)) : 0);
        return this with
        {
            Rate = Rate.After(presented, (Resolved + 1) / Math.Max(60, seconds)),
            Resolved = Resolved + 1,
            DialedSeconds = seconds,
            LastResolved = at,
        };
    }

    // ---- People and agents ----------------------------------------------------------------------------------------------

    /// <summary>A person who answered got an agent in time.</summary>
    /// <param name="threshold"><see cref="PacingDecision.Threshold"/> of the latest decision.</param>
    public PacingModel AfterServed(double threshold) => this with { Calibration = Calibration.After(0, threshold) };

    /// <summary>A person who answered got no agent in time.</summary>
    /// <param name="threshold"><see cref="PacingDecision.Threshold"/> of the latest decision.</param>
    public PacingModel AfterAbandoned(double threshold) => this with { Calibration = Calibration.After(1, threshold) };

    /// <summary>An agent who was free so long is talking.</summary>
    public PacingModel AfterWait(Duration waited, PacingGoal goal) =>
        this with { Track = Track.AfterWait(Math.Max(0, waited.TotalSeconds), goal) };

    /// <summary>A conversation is over.</summary>
    public PacingModel AfterTalk(Duration length) =>
        this with { Talk = Talk.After(Math.Max(0, length.TotalSeconds)), Track = Track.AfterWork(Math.Max(0, length.TotalSeconds)) };

    /// <summary>A wrap-up is over, and the agent is free again or leaves.</summary>
    public PacingModel AfterWrapUp(Duration length) =>
        this with { WrapUp = WrapUp.After(Math.Max(0, length.TotalSeconds)), Track = Track.AfterWork(Math.Max(0, length.TotalSeconds)) };

    // ---- Tables -----------------------------------------------------------------------------------------------------------

    /// <summary>With tables that fit this moment. A host that keeps the result pays for them every 15 seconds and not at each decision.</summary>
    public PacingModel Refreshed(Instant now, PacingTerms terms, ReadOnlySpan<SeenAgent> agents) =>
        Tables?.Fits(now, terms) is true ? this : this with { Tables = PacingTables.Build(this, terms, now, agents) };

    private static double Seconds(Instant from, Instant to) => Math.Max(0, (to - from).TotalSeconds);
}
