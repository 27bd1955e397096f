using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Pacing;
using Paceline.Dialing.Treatments;
using static Paceline.Dialing.Groups.GroupInput;

namespace Paceline.Dialing.Groups;

/// <summary>An agent who waits for a call of this group.</summary>
public sealed record FreeAgent(AgentId Agent, long Offer, NodeEpoch Epoch, Instant Since);

/// <summary>An attempt that is not closed yet: it is dialled or talked, or its outcome is awaited.</summary>
/// <param name="Offer">The offer of the agent it took.</param>
/// <param name="Epoch">The node that has the agent's leg, and dials.</param>
/// <param name="Outcome">What the agent said; null: nothing yet.</param>
public sealed record OpenAttempt(DialAttempt Attempt, Chain Chain, long Offer, NodeEpoch Epoch, string? Outcome);

/// <summary>The ring itself. A due chain is permitted (Compliance), counted (Pacing) and becomes an attempt (Attempts) for a free agent
/// (Agents); its end or the agent's word (Dispositions) chooses what is next (Treatments), and the chain is due again or finished
/// (Contacts). The group is the only writer of its attempts and chains.</summary>
public sealed record CampaignGroup(
    GroupId Id,
    CampaignRules Rules,
    GroupPhase Phase,
    DialMode Mode,
    ImmutableSortedDictionary<AgentId, FreeAgent> Free,
    ImmutableDictionary<AttemptId, OpenAttempt> Open,
    AbandonmentWindow Window,
    RecordsNeed Records,
    GroupCounts Counts)
{
    public static CampaignGroup Loaded(GroupId id, CampaignRules rules) => new(
        id,
        rules,
        GroupPhase.Loaded,
        DialMode.Progressive,
        ImmutableSortedDictionary<AgentId, FreeAgent>.Empty,
        ImmutableDictionary<AttemptId, OpenAttempt>.Empty,
        AbandonmentWindow.Empty,
        RecordsNeed.Unknown,
        GroupCounts.Zero);

    /// <summary>The latest offer of each agent who was ever free here: one that comes again must not bring back an agent who has left.</summary>
    public ImmutableSortedDictionary<AgentId, long> Offers { get; init; } = ImmutableSortedDictionary<AgentId, long>.Empty;

    public bool Running => Phase is GroupPhase.Running;

    /// <summary>Why calls are held back though agents are free.</summary>
    public LineHold Line { get; init; } = LineHold.None;

    /// <summary>How many due chains the group could dial now, and why. The host claims so many and brings them as <see cref="CandidatesDue"/>.</summary>
    public DialOrder Wants => this switch
    {
        { Running: false } => new(0, "Stopped."),
        { Line.TrunkIsDown: true } => new(0, $"Trunk {Rules.Trunk} {Line.Trouble}."),
        _ => Pacer.Progressive(new(Takeable.Count(), Open.Values.Count(static o => o.Attempt.State is AttemptState.Reserving))),
    };

    /// <summary>When the group wants to be told the time; null: never.</summary>
    public Instant? Due => Open.Values.Select(o => o.Attempt.Due(Rules)).Min();

    /// <summary>What follows from one input. Facts are in the order in which they happened; none is a guess about another machine.</summary>
    public Decision Decide(GroupInput input, Instant now)
    {
        var decision = On(input, now);
        return Phase is GroupPhase.Unloading && input is not (Load or Unload) && ClosesLast(decision.Facts)
            ? decision with { Facts = decision.Facts.Add(new GroupFact.Unloaded()) }
            : decision;
    }

    private bool ClosesLast(ImmutableArray<DialingFact> facts) =>
        Open.Keys.All(id => facts.Any(f => f is GroupFact.ChainChangeOrdered { Attempt: { } closed } && closed == id));

    private Decision On(GroupInput input, Instant now) => input switch
    {
        Load load => Phase is GroupPhase.Unloaded or GroupPhase.Unloading ? Decision.Of(new GroupFact.Loaded(load.By)) : Decision.Nothing,
        Start start => InPhase(start),
        Stop stop => Running ? Decision.Of(new GroupFact.DialingStopped(stop.By)) : Decision.Nothing,
        Unload unload => InPhase(unload, now),
        SetMode mode => Change(mode),
        AgentOffered offered => Join(offered),
        AgentGone gone => Leave(gone, now),
        AgentConfirmed confirmed => Dial(confirmed.Attempt, now),
        AgentRefused refused => Feed(refused.Attempt, new AttemptInput.AgentGone(refused.Why), now),
        OrderExpired expired => Feed(expired.Attempt, NeverLeft(expired), now),
        TrunkChanged changed => changed.Trunk == Rules.Trunk && changed.Trouble != Line.Trouble
            ? Decision.Of(new GroupFact.TrunkChanged(changed.Trunk, changed.Trouble))
            : Decision.Nothing,
        Called called => Feed(called.Attempt, called.What, now),
        NumberClosed closed => Close(closed, now),
        NodeReported reported => Reconcile(reported, now),
        CandidatesDue due => Offer(due.Candidates, now),
        NoneDue none => Records.Awaits(none.Until) ? Decision.Nothing : Decision.Of(new GroupFact.RecordsAwaited(none.Until)),
        OutcomeChosen chosen => Record(chosen, now),
        TimePassed => Each(Open.Keys, new AttemptInput.TimePassed(), now),
        _ => throw new UnreachableException($"group input {input}"),
    };

    // ---- Operations of the supervisor (features 14.2) -----------------------------------------------------------------

    private Decision InPhase(Start start) => Phase switch
    {
        GroupPhase.Loaded => Decision.Of(new GroupFact.DialingStarted(start.By)),
        GroupPhase.Running => Decision.Nothing,
        GroupPhase.Unloaded => Decision.Refuse("wrong-state", "The campaign is not loaded. Load it first, then start it."),
        GroupPhase.Unloading => Decision.Refuse("wrong-state", "The campaign is being unloaded: its last calls are ending. Load it again, then start it."),
    };

    /// <summary>An unload waits for open calls and outcomes; a forced one takes back what nobody has answered yet and waits for nothing.</summary>
    private Decision InPhase(Unload unload, Instant now)
    {
        if (Phase is GroupPhase.Unloaded || (Phase is GroupPhase.Unloading && !unload.Force))
        {
            return Decision.Nothing;
        }

        var facts = ImmutableArray.CreateBuilder<DialingFact>();
        if (Phase is not GroupPhase.Unloading)
        {
            facts.Add(new GroupFact.UnloadOrdered(unload.By, unload.Force));
        }

        if (unload.Force)
        {
            facts.AddRange(Each(Open.Keys, new AttemptInput.AgentGone("the campaign was unloaded"), now).Facts);
        }

        if (unload.Force || Open.IsEmpty)
        {
            facts.Add(new GroupFact.Unloaded());
        }

        return new(facts.ToImmutable(), Refusal: null);
    }

    /// <summary>While it runs, only between the two modes that dial by themselves (features 14.2).</summary>
    private Decision Change(SetMode set) => set.Mode == Mode ? Decision.Nothing
        : Running && !(IsDialled(Mode) && IsDialled(set.Mode)) ? Decision.Refuse(
            "wrong-state", "A running campaign changes between progressive and predictive only. Stop it, change the mode, then start it again.")
        : Decision.Of(new GroupFact.ModeSet(set.Mode, set.By));

    private static bool IsDialled(DialMode mode) => mode is DialMode.Progressive or DialMode.Predictive;

    // ---- Agents -------------------------------------------------------------------------------------------------------

    private Decision Join(AgentOffered offered) =>
        Offers.GetValueOrDefault(offered.Agent) >= offered.Offer || TakenOffer(offered.Agent) >= offered.Offer
            ? Decision.Nothing
            : Decision.Of(new GroupFact.AgentJoined(offered.Agent, offered.Offer, offered.Epoch));

    /// <summary>The agent is free no more; a call on its way to them and not yet answered is taken back, so that nobody answers to silence.</summary>
    private Decision Leave(AgentGone gone, Instant now)
    {
        var facts = ImmutableArray.CreateBuilder<DialingFact>();
        if (Free.TryGetValue(gone.Agent, out var free) && free.Offer <= gone.Offer)
        {
            facts.Add(new GroupFact.AgentLeft(gone.Agent, gone.Offer, gone.Why));
        }

        foreach (var open in Ordered(Open.Values.Where(o => o.Attempt.Agent == gone.Agent && o.Offer <= gone.Offer && o.Attempt.IsBeforeAnswer)))
        {
            facts.AddRange(Consequences(open, open.Attempt.Decide(new AttemptInput.AgentGone(gone.Why), now, Rules), now));
        }

        return new(facts.ToImmutable(), Refusal: null);
    }

    /// <summary>Free agents whose last call is over. One who left while it rang and came back may still be given it: an answer can
    /// cross the CANCEL, and two calls for one agent would be one too many.</summary>
    private IEnumerable<FreeAgent> Takeable
    {
        get
        {
            var called = Open.Values.Where(static o => !o.Attempt.IsOver).Select(static o => o.Attempt.Agent).ToHashSet();
            return Free.Values.Where(a => !called.Contains(a.Agent));
        }
    }

    private long TakenOffer(AgentId agent) =>
        Open.Values.Where(o => o.Attempt.Agent == agent).Select(static o => o.Offer).DefaultIfEmpty(0).Max();

    // ---- Records to attempts ------------------------------------------------------------------------------------------

    /// <summary>Takes the chains one by one: refused ones are deferred or finished, permitted ones go to the agent who has waited longest,
    /// and those that find no agent are left to the host, which gives them back.</summary>
    private Decision Offer(IReadOnlyList<(AttemptId Attempt, DialCandidate Candidate)> candidates, Instant now)
    {
        if (!Running || Line.Holds(now))
        {
            return Decision.Nothing;
        }

        var facts = ImmutableArray.CreateBuilder<DialingFact>();
        var agents = new Queue<FreeAgent>(Takeable.OrderBy(static a => a.Since).ThenBy(static a => a.Agent).Take(Wants.Count));
        var numbers = Open.Values.Select(static o => o.Chain.Current.Number).ToHashSet();
        foreach (var (attempt, candidate) in candidates)
        {
            var chain = candidate.Chain;
            switch (DialPermission.For(candidate, Rules.Limits, now))
            {
                case DialPermission.Refused { Until: { } until } refused:
                    facts.Add(new GroupFact.ChainDeferred(chain, refused.Because, until));
                    break;
                case DialPermission.Refused refused:
                    facts.Add(new GroupFact.ChainChangeOrdered(null, chain.Id, new ChainChange.Finished(chain.Attempts, Why(refused.Because))));
                    break;
                case DialPermission.Allowed when !numbers.Add(chain.Current.Number):
                    facts.Add(new GroupFact.ChainDeferred(chain, RefusedBecause.NumberInUse, now + DialAttempt.QuarantineAfter(Rules)));
                    break;
                case DialPermission.Allowed when agents.TryDequeue(out var agent):
                    facts.Add(new GroupFact.ReservationOrdered(attempt, chain, agent.Agent, agent.Offer, agent.Epoch));
                    break;
                default:
                    break; // Permitted, and nobody is free: the host gives it back.
            }
        }

        return new(facts.ToImmutable(), Refusal: null);
    }

    /// <summary>The agent is reserved: permission and guard are asked once more, for this dial.</summary>
    private Decision Dial(AttemptId id, Instant now)
    {
        if (!Open.TryGetValue(id, out var open) || open.Attempt.State is not AttemptState.Reserving)
        {
            return Decision.Nothing;
        }

        if (!Running)
        {
            return GiveUp(open, "the campaign was stopped", now, now);
        }

        if (Line.Holds(now))
        {
            return GiveUp(open, "no call can leave now", Line.Until, now);
        }

        // The reserved agent covers this dial, so the abandonment limit allows it: the floor to which all pacing falls back.
        var counts = Window.Total(now);
        return DialPermission.For(new(open.Chain, Suppressed: false, ClosedUntil: null, AttemptsToday: 0), Rules.Limits, now) switch
        {
            DialPermission.Allowed allowed => Decision.Of(new AttemptFact.Ordered(
                id, allowed.ValidUntil, Free.Count + 1, counts.Answered, counts.Abandoned, UncoveredInFlight: 0, Rules.Abandonment.Limit)),
            DialPermission.Refused refused => GiveUp(open, Why(refused.Because), refused.Until ?? (now + Duration.FromHours(1)), now),
            _ => throw new UnreachableException("a permission is allowed or refused"),
        };
    }

    /// <summary>The transaction found what the decision could not know: another campaign dials the number, or it is on the Do Not Call list.</summary>
    private Decision Close(NumberClosed closed, Instant now) =>
        Open.TryGetValue(closed.Attempt, out var open) && open.Attempt.State is AttemptState.Reserving
            ? GiveUp(open, closed.Why, Instant.Min(closed.Until, now + Duration.FromHours(1)), now)
            : Decision.Nothing;

    private static Decision GiveUp(OpenAttempt open, string why, Instant dueAgain, Instant now) =>
        Decision.Of(new AttemptFact.Withdrawn(open.Attempt.Id, why), Untried(open, dueAgain, now));

    private static GroupFact.ChainChangeOrdered Untried(OpenAttempt open, Instant dueAgain, Instant now)
    {
        var chain = open.Chain;
        return new(open.Attempt.Id, chain.Id, new ChainChange.DueAgain(Instant.Max(now, dueAgain), chain.Position, chain.Attempts, chain.Streak));
    }

    // ---- Attempts to what is next -------------------------------------------------------------------------------------

    private Decision Feed(AttemptId id, AttemptInput input, Instant now) =>
        Open.TryGetValue(id, out var open)
            ? new(Consequences(open, open.Attempt.Decide(input, now, Rules), now), Refusal: null)
            : Decision.Nothing;

    private Decision Each(IEnumerable<AttemptId> attempts, AttemptInput input, Instant now) =>
        new([.. Ordered(attempts.Select(id => Open[id])).SelectMany(o => Consequences(o, o.Attempt.Decide(input, now, Rules), now))], Refusal: null);

    private Decision Reconcile(NodeReported reported, Instant now)
    {
        var known = reported.Known.Concat(reported.OnTheWay).ToHashSet();
        var lost = Open.Values.Where(o => !o.Attempt.IsOver && o.Attempt.State is not AttemptState.Reserving
            && (o.Epoch != reported.Epoch || (!known.Contains(o.Attempt.Id) && !MayStillArrive(o.Attempt.State, now))));
        return Each(Ordered(lost).Select(static o => o.Attempt.Id), new AttemptInput.NodeForgot("its voice node does not know it"), now);
    }

    /// <summary>The report was on its way while the order was being committed: while its permission holds, a node that does not know it
    /// may just not know it yet. Closed here, the INVITE would leave for an attempt that is over.</summary>
    private static bool MayStillArrive(AttemptState state, Instant now) => state is AttemptState.Ordered ordered && now < ordered.ValidUntil;

    /// <summary>What else follows when an attempt has moved: an end without a conversation has its treatment at once, one with waits
    /// for the agent's outcome, if that has not come already.</summary>
    private ImmutableArray<DialingFact> Consequences(OpenAttempt open, AttemptFact? fact, Instant now) => fact switch
    {
        null => [],
        AttemptFact.Withdrawn withdrawn => GiveUp(open, withdrawn.Why, now, now).Facts,
        AttemptFact.Ended or AttemptFact.Interrupted when open.Attempt.State is AttemptState.Bridged =>
            open.Outcome is { } outcome ? [fact, AfterConversation(open, outcome, now)] : [fact],
        // Nobody was reached for: the record stands where it stood, and waits as long as the line does.
        AttemptFact.Ended { Cause: Cause.NotAdmitted } => [fact, Untried(open, Line.After(fact, now).Until, now)],
        AttemptFact.Ended ended => [fact, WithoutConversation(open, ended.Result, ended.Evidence.InviteLeft, now)],
        AttemptFact.Interrupted lost => [fact, WithoutConversation(open, CallResult.SystemError, inviteLeft: true, Instant.Max(now, lost.QuarantineUntil))],
        _ => [fact],
    };

    private Decision Record(OutcomeChosen chosen, Instant now)
    {
        if (!Open.TryGetValue(chosen.Attempt, out var open) || open.Outcome is not null)
        {
            return Decision.Nothing;
        }

        var recorded = new GroupFact.OutcomeRecorded(chosen.Attempt, chosen.Agent, chosen.Outcome);
        return open.Attempt.IsOver
            ? Decision.Of(recorded, AfterConversation(open, chosen.Outcome, now))
            : Decision.Of(recorded);
    }

    private GroupFact.ChainChangeOrdered AfterConversation(OpenAttempt open, string outcome, Instant now) =>
        new(open.Attempt.Id, open.Chain.Id, Treatment.AfterConversation(outcome, open.Chain, Rules, now));

    private GroupFact.ChainChangeOrdered WithoutConversation(OpenAttempt open, CallResult result, bool inviteLeft, Instant now) =>
        new(open.Attempt.Id, open.Chain.Id, Treatment.After(result, inviteLeft, open.Chain, Rules, now));

    private static AttemptInput.CallOver NeverLeft(OrderExpired expired) => new(new Evidence(
        0, 0, expired.Why, expired.NumberRefused ? EndedBy.NumberRefused : EndedBy.NotAdmitted, Heard.Nothing,
        InviteLeft: false, Answered: false, Bridged: false, MessagePlayed: false, Media: false, 0, 0, 0));

    private static string Why(RefusedBecause because) => because switch
    {
        RefusedBecause.DoNotCall => "do not call",
        RefusedBecause.AttemptsUsedUp => "attempts used up",
        RefusedBecause.AttemptsToday => "attempts of the day used up",
        RefusedBecause.NumberInUse => "number in use",
        RefusedBecause.OutsideWindow => "outside the calling window",
        RefusedBecause.UnknownZone => "unknown time zone",
    };

    /// <summary>Decisions never depend on hash order.</summary>
    private static IEnumerable<OpenAttempt> Ordered(IEnumerable<OpenAttempt> attempts) => attempts.OrderBy(static o => o.Attempt.Id.Value);

    // ---- What facts do to the state, and whom they concern --------------------------------------------------------------

    /// <summary>The next state.</summary>
    public CampaignGroup Evolve(DialingFact fact, Instant at)
    {
        var attempt = fact is AttemptFact { Attempt: var id } && Open.TryGetValue(id, out var open) ? open.Attempt : null;
        return Apply(fact, at) with { Counts = Counts.After(fact, attempt), Line = Line.After(fact, at) };
    }

    private CampaignGroup Apply(DialingFact fact, Instant at) => fact switch
    {
        GroupFact.Loaded => this with { Phase = GroupPhase.Loaded },
        GroupFact.DialingStarted => this with { Phase = GroupPhase.Running, Records = RecordsNeed.Unknown },
        GroupFact.DialingStopped => this with { Phase = GroupPhase.Loaded },
        GroupFact.UnloadOrdered => this with { Phase = GroupPhase.Unloading },
        GroupFact.Unloaded => this with { Phase = GroupPhase.Unloaded },
        GroupFact.ModeSet set => this with { Mode = set.Mode },
        GroupFact.AgentJoined joined => this with
        {
            Free = Free.SetItem(joined.Agent, new(joined.Agent, joined.Offer, joined.Epoch, at)),
            Offers = Offers.SetItem(joined.Agent, joined.Offer),
        },
        GroupFact.AgentLeft left => this with { Free = Free.Remove(left.Agent) },
        GroupFact.TrunkChanged => this,
        GroupFact.RecordsAwaited awaited => this with { Records = RecordsNeed.Until(awaited.Until) },
        GroupFact.ChainDeferred deferred => this with { Records = Records.Sooner(deferred.Until) },
        GroupFact.ReservationOrdered ordered => this with
        {
            Free = Free.Remove(ordered.Agent),
            Records = RecordsNeed.Unknown,
            Open = Open.Add(ordered.Attempt, new(
                new DialAttempt(ordered.Attempt, ordered.Agent, new AttemptState.Reserving(at)), ordered.Chain, ordered.Offer, ordered.Epoch, Outcome: null)),
        },
        GroupFact.OutcomeRecorded recorded => this with { Open = Open.SetItem(recorded.Attempt, Open[recorded.Attempt] with { Outcome = recorded.Outcome }) },
        GroupFact.ChainChangeOrdered ordered => this with
        {
            Open = ordered.Attempt is { } closed ? Open.Remove(closed) : Open,
            Records = ordered.Change is ChainChange.DueAgain due ? Records.Sooner(due.At) : Records,
        },
        AttemptFact moved => this with
        {
            Open = Open.SetItem(moved.Attempt, Open[moved.Attempt] with { Attempt = Open[moved.Attempt].Attempt.Evolve(moved, at) }),
            Window = CountedBy(moved, at),
        },
        _ => throw new InvalidOperationException($"Group {Id}: {fact.GetType().Name} is no fact of a campaign group."),
    };

    private AbandonmentWindow CountedBy(AttemptFact fact, Instant at) => fact switch
    {
        AttemptFact.Answered => Window.AfterAnswer(at),
        AttemptFact.Ended ended when AttemptFact.IsAbandonment(ended.Result) =>
            (Open[ended.Attempt].Attempt.IsBeforeAnswer ? Window.AfterAnswer(at) : Window).AfterAbandonment(at),
        _ => Window,
    };

    /// <summary>What others must be told because of a fact; asked before <see cref="Evolve"/>.</summary>
    public Order? OrderOf(DialingFact fact) => fact switch
    {
        GroupFact.ReservationOrdered o => new Order.ToAgent(o.Agent, new Agents.AgentInput.Reserve(o.Attempt, o.Offer)),
        AttemptFact.Ordered o => Originate(o, Open[o.Attempt]),
        AttemptFact.Withdrawn o => new Order.ToAgent(Open[o.Attempt].Attempt.Agent, new Agents.AgentInput.Release(o.Attempt)),
        AttemptFact.CancelOrdered o => new Order.ToNode(Open[o.Attempt].Epoch, new CallCommand.HangUp(o.Attempt)),
        AttemptFact.Bridged o => new Order.ToAgent(Open[o.Attempt].Attempt.Agent, new Agents.AgentInput.Connect(o.Attempt)),
        AttemptFact.Ended or AttemptFact.Interrupted => Over(((AttemptFact)fact).Attempt),
        _ => null,
    };

    private Order.ToNode Originate(AttemptFact.Ordered fact, OpenAttempt open) => new(open.Epoch, new CallCommand.Originate(
        fact.Attempt, Id, open.Chain.Current.Number, open.Attempt.Agent, fact.ValidUntil,
        Rules.RingTimeout, Rules.AnswerLimit, Rules.CallerId, Rules.Trunk, Rules.Message, Rules.ReallyCall));

    private Order.ToAgent Over(AttemptId id)
    {
        var attempt = Open[id].Attempt;
        return new(attempt.Agent, attempt.State is AttemptState.Bridged ? new Agents.AgentInput.CallOver(id) : new Agents.AgentInput.Release(id));
    }
}

/// <summary>What the group knows about records to come.</summary>
/// <param name="Known">Whether anything is known.</param>
/// <param name="At">When the next is due; null: none waits at all.</param>
public readonly record struct RecordsNeed(bool Known, Instant? At)
{
    public static RecordsNeed Unknown => default;

    public static RecordsNeed Until(Instant? at) => new(Known: true, at);

    public bool Awaits(Instant? at) => Known && At == at;

    /// <summary>A chain has become due by the group itself, perhaps before what the queue said.</summary>
    public RecordsNeed Sooner(Instant at) => Known && (At is null || at < At) ? Until(at) : this;
}
