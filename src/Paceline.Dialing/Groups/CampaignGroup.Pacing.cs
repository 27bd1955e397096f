using NodaTime;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Pacing;

namespace Paceline.Dialing.Groups;

/// <summary>What pacing sees of the group, derived from its attempts and agents at each decision, and what it may spend.</summary>
public sealed partial record CampaignGroup
{
    /// <summary>A trunk that says nothing of ringing is taken to ring after this time.</summary>
    private static readonly Duration _ringsAfter = Duration.FromSeconds(4);

    /// <summary>Shortest ringing after which a call may be taken back (16 CFR 310.4(b)(4)(ii)).</summary>
    private static readonly Duration _ringMin = Duration.FromSeconds(15);

    /// <summary>What is learned of ringing, talking and wrapping up.</summary>
    public GroupPacing Pacing { get; init; } = GroupPacing.New(Rules);

    /// <summary>How many to dial ahead now.</summary>
    public PacingDecision Pace(Instant now)
    {
        var attempts = Open.Values.ToArray();
        Array.Sort(attempts, static (a, b) => a.Attempt.Id.Value.CompareTo(b.Attempt.Id.Value));
        SeenAttempt[] flying = [.. attempts.Where(static o => o.Attempt.MayWantAgent).Select(o => Seen(o.Attempt, now))];
        var scene = new PacingScene
        {
            Now = now,
            Agents = SeenAgents(attempts, now),
            InFlight = flying,
            Reserved = attempts.Count(static o => o is { Handing: Handing.Call, Attempt: { Ahead: false, Agent: not null, IsBeforeAnswer: true } }),
            Waiting = attempts.Count(static o => o.Attempt.WantsAgent),
            Room = Node is null || Line.Holds(now) ? 0 : Pacer.CountMax,
        };
        var counts = (Today: Window.Of(now), Window: Window.Total(now));

        // A day is the law's (UTC): what is dialled after its end belongs to the next one.
        var ends = now.InUtc().Date.PlusDays(1).AtMidnight().InUtc().ToInstant();
        var left = Duration.Max(Duration.Zero, Duration.Min(Rules.Pacing.DialingDay - Pacing.Dialed.On(now), ends - now));

        // A supervisor may stop at any moment, and a list may end: unless the campaign says so, nothing is lent against calls that may never be made.
        var today = new PacingBudget(Rules.Abandonment, counts.Today, Pacing.Dialed.On(now), left)
        {
            Holds = Rules.Pacing.Lends ? LimitHolds.AtClose : LimitHolds.Always,
        };
        var window = today with { Counts = counts.Window, Expected = today.ExpectedByPace };
        return PredictivePacer.Decide(scene, Pacing.Model, Terms, today, window);
    }

    internal PacingTerms Terms => new(
        Rules.AnswerLimit, Rules.RingTimeout, Rules.RingTimeout > _ringMin ? _ringMin : null) { Goal = Rules.Pacing.Goal };

    /// <summary>Everybody who takes calls of this group: free, in a call that it dialled, or wrapping one up.</summary>
    internal SeenAgent[] SeenAgents(IEnumerable<OpenAttempt> attempts, Instant now)
    {
        var promised = Promised(now);
        return
        [
            .. InReach.Select(a => Seen(a.Agent, AgentActivity.Free, a.Since)),
            .. attempts.Where(static o => o.Handing is Handing.Call).Select(o => o.Attempt switch
            {
                { Agent: { } agent, Ahead: true, State: AttemptState.Answered s } => Seen(agent, AgentActivity.Talking, s.At),
                { Agent: { } agent, State: AttemptState.Bridged s } => Seen(agent, AgentActivity.Talking, s.At),
                { Agent: { } agent, State: AttemptState.Ended s } => Seen(agent, AgentActivity.WrapUp, s.At),
                _ => (SeenAgent?)null,
            }).OfType<SeenAgent>(),
        ];

        SeenAgent Seen(AgentId agent, AgentActivity activity, Instant since) =>
            new(activity, since) { Leaving = Plans.ContainsKey(agent) || promised.Contains(agent) };
    }

    private static SeenAttempt Seen(DialAttempt attempt, Instant now)
    {
        var ordered = attempt.OrderedAt!.Value; // Whatever is on its way was ordered.
        return attempt.State switch
        {
            AttemptState.Dialing { RingsSince: { } rings } => new(AttemptStage.Ringing, ordered, rings),
            AttemptState.Dialing when now >= ordered + _ringsAfter => new(AttemptStage.Ringing, ordered, ordered + _ringsAfter),
            _ => new(AttemptStage.Dialing, ordered, ordered),
        };
    }

    /// <summary>Attempts that waited long enough for their time, those that pacing takes back, and now and then what it thinks.</summary>
    private Decision TellTime(Instant now)
    {
        var due = Each(Open.Keys, new AttemptInput.TimePassed(), now).Facts;
        var missed = Missed(now).ToList();
        if (!Running || Mode is not DialMode.Predictive)
        {
            return new([.. due, .. missed], Refusal: null);
        }

        var decision = Pace(now);
        var isTold = decision.TakeBack > 0 || Pacing.KeptAt is not { } kept || now - kept >= GroupPacing.KeepEvery
            || (Pacing.Last?.Cause != decision.Why.Cause && now - kept >= GroupPacing.KeepNewsEvery);
        var longest = Open.Values
            .Where(o => o.Attempt.MayWantAgent && o.Attempt.Due(Rules) > now
                && Seen(o.Attempt, now) is { Stage: AttemptStage.Ringing, Since: var since } && now - since >= _ringMin)
            .OrderBy(o => Seen(o.Attempt, now).Since).ThenBy(static o => o.Attempt.Id.Value)
            .Take(decision.TakeBack).Select(static o => o.Attempt.Id);
        return Decision.Of([
            .. isTold ? (DialingFact[])[new GroupFact.PacingDecided(decision.Why)] : [],
            .. isTold && Pacing.IsWorthKeeping(now) ? (DialingFact[])[new GroupFact.PacingLearned(Pacing.Model, Pacing.Dialed)] : [],
            .. due,
            .. missed,
            .. Each(longest, new AttemptInput.AgentGone("taken back"), now).Facts,
        ]);
    }
}
