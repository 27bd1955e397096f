using NodaTime;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Pacing;

namespace Paceline.Dialing.Groups;

/// <summary>What pacing remembers of a campaign group: a fold of the group's facts. A new start goes on from the last
/// <see cref="GroupFact.PacingLearned"/>; what was learned after it, a minute at most, is learned anew.</summary>
/// <param name="Model">Of the calls that were dialled for agents, in whichever mode; a preview is another work.</param>
/// <param name="Dialed">Of the day.</param>
/// <param name="Threshold">Of the latest decision that was kept.</param>
/// <param name="Last">The latest decision that was kept; null: none was.</param>
/// <param name="KeptAt">When it was.</param>
/// <param name="LearnedAt">When the model was kept; null: never.</param>
public sealed record GroupPacing(
    PacingModel Model, DialedTime Dialed, double Threshold, PacingReason? Last, Instant? KeptAt, Instant? LearnedAt)
{
    /// <summary>A decision that dials nobody is kept as often as this.</summary>
    public static Duration KeepEvery { get; } = Duration.FromSeconds(10);

    /// <summary>One whose cause is another than before, at most as often as this: "Why?" names what holds dialling back now.</summary>
    public static Duration KeepNewsEvery { get; } = Duration.FromSeconds(1);

    private static readonly Duration _learnEvery = Duration.FromMinutes(1);

    public static GroupPacing New(CampaignRules rules) => new(PacingModel.New(rules.RingTimeout), DialedTime.None, 0, null, null, null);

    /// <summary>A new start from what was kept.</summary>
    public GroupPacing From(GroupFact.PacingLearned learned, Instant at) => this with { Model = learned.Model, Dialed = learned.Dialed, LearnedAt = at };

    /// <summary>Whether enough time has passed to keep what was learned.</summary>
    public bool IsWorthKeeping(Instant now) =>
        Model.LastResolved is { } last && (LearnedAt is not { } learned || (last > learned && now - learned >= _learnEvery));

    /// <summary>After one more fact.</summary>
    /// <param name="group">Before it.</param>
    internal GroupPacing After(CampaignGroup group, DialingFact fact, Instant at)
    {
        var next = this with { Model = Learn(group, fact, at) };
        return fact switch
        {
            GroupFact.PacingDecided decided => Decided(group, next, decided.Why, at),
            GroupFact.PacingLearned => next with { LearnedAt = at },
            GroupFact.RulesSet set when set.Rules.RingTimeout != group.Rules.RingTimeout => next with { Model = Model.Ringing(set.Rules.RingTimeout) },
            _ when next.Model.Resolved > Model.Resolved => next with { Dialed = Dialed.After(Model.LastResolved, at) },
            _ => next,
        };
    }

    private static GroupPacing Decided(CampaignGroup group, GroupPacing pacing, PacingReason why, Instant at) => pacing with
    {
        Last = why,
        KeptAt = at,
        Threshold = why.Threshold,
        Model = group.Mode is DialMode.Predictive ? pacing.Model.Refreshed(at, group.Terms, group.SeenAgents(group.Open.Values, at)) : pacing.Model,
    };

    private PacingModel Learn(CampaignGroup group, DialingFact fact, Instant at) =>
        AttemptOf(fact) is not { } id || group.Open.GetValueOrDefault(id) is not { Handing: Handing.Call } open
            ? Model
            : (fact, open.Attempt.State) switch
            {
                (AttemptFact.Answered, _) => Presented(open.Attempt, at),
                (AttemptFact.AgentAssigned { Agent: var agent }, _) when group.Free.TryGetValue(agent, out var free) =>
                    Model.AfterWait(at - free.Since, group.Rules.Pacing.Goal),
                (AttemptFact.Bridged, _) => open.Attempt.Ahead ? Model.AfterServed(Threshold) : Model,
                (AttemptFact.Ended { Evidence.InviteLeft: false }, _) => Model, // Our own side refused it: nobody was tried.
                (AttemptFact.Ended ended, AttemptState.Ordered or AttemptState.Dialing) => Unanswered(open.Attempt, ended, at),
                (AttemptFact.Ended { Result: var result }, AttemptState.Answered) =>
                    open.Attempt.Ahead && AttemptFact.IsAbandonment(result) ? Model.AfterAbandoned(Threshold) : Model,
                (AttemptFact.Ended, AttemptState.Bridged bridged) => Model.AfterTalk(at - bridged.At),
                (GroupFact.OutcomeRecorded, AttemptState.Ended ended) => Model.AfterWrapUp(at - ended.At),
                _ => Model,
            };

    private PacingModel Presented(DialAttempt attempt, Instant at) => Model.AfterPresented(attempt.OrderedAt ?? at, at, at);

    private PacingModel Unanswered(DialAttempt attempt, AttemptFact.Ended ended, Instant at) => ended switch
    {
        { Evidence.Answered: true } => Presented(attempt, at),
        _ when attempt.CancelOrdered || ended.Cause is Cause.TakenBack => Model.AfterTakenBack(attempt.OrderedAt ?? at, at),
        _ => Model.AfterUnanswered(attempt.OrderedAt ?? at, at),
    };

    private static AttemptId? AttemptOf(DialingFact fact) => fact switch
    {
        AttemptFact f => f.Attempt,
        GroupFact.OutcomeRecorded f => f.Attempt,
        _ => null,
    };
}

/// <summary>How long was dialled on a day: the time in which attempts ended; a pause counts as a minute.</summary>
/// <param name="Day">UTC.</param>
public sealed record DialedTime(LocalDate Day, Duration Length)
{
    private static readonly Duration _pauseMax = Duration.FromMinutes(1);

    public static DialedTime None { get; } = new(LocalDate.MinIsoValue, Duration.Zero);

    /// <summary>On the day of that moment.</summary>
    public Duration On(Instant now) => now.InUtc().Date == Day ? Length : Duration.Zero;

    /// <summary>After one more attempt has ended.</summary>
    /// <param name="last">The one before; null: it is the first.</param>
    public DialedTime After(Instant? last, Instant at) =>
        new(at.InUtc().Date, On(at) + (last is { } before ? Duration.Max(Duration.Zero, Duration.Min(_pauseMax, at - before)) : Duration.Zero));
}
