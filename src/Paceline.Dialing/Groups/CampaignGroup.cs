using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Pacing;
using static Paceline.Dialing.Groups.GroupInput;

namespace Paceline.Dialing.Groups;

/// <summary>An agent who waits for a call of this group.</summary>
/// <param name="Asked">A record to read was asked for (mode Preview).</param>
public sealed record FreeAgent(AgentId Agent, long Offer, NodeEpoch Epoch, Instant Since, bool Asked = false);

/// <summary>An attempt that is not closed yet: it is dialled or talked, or its outcome is awaited.</summary>
/// <param name="Offer">The offer of the agent it took.</param>
/// <param name="Epoch">The node that has the agent's leg, and dials.</param>
/// <param name="Outcome">What the agent said; null: nothing yet.</param>
public sealed record OpenAttempt(DialAttempt Attempt, Chain Chain, long Offer, NodeEpoch Epoch, string? Outcome)
{
    /// <summary>The callback that was arranged with the outcome, while the call is not over; null: none.</summary>
    public Booking? Booking { get; init; }

    /// <summary>The call result that the agent gave it; empty: what was found stands.</summary>
    public string Result { get; init; } = "";

    /// <summary>The offer with which its agent took an outcome back last: an outcome from before it that is told again is void, and so is the order to
    /// take one back. 0: never.</summary>
    public long TakenBack { get; init; }

    /// <summary>The promise that was being kept when it was closed: it stands again when the outcome is taken back. Null: none, or it is open.</summary>
    public Callback? Kept { get; init; }

    public Handing Handing => Attempt.Handing;

    /// <summary>The agent says what came of it: they talked to somebody, or it is their own call.</summary>
    public bool AwaitsOutcome => Attempt.State is AttemptState.Bridged || Handing is Handing.Record;
}

/// <summary>The ring itself. A due chain is permitted (Compliance), counted (Pacing) and becomes an attempt (Attempts) for a free agent
/// (Agents); its end or the agent's word (Dispositions) chooses what is next (Treatments), and the chain is due again or finished
/// (Contacts). The group is the only writer of its attempts and chains.</summary>
public sealed partial record CampaignGroup(
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

    /// <summary>Who gave a record back last: somebody else gets it, or the same agent later. Not kept: after a new start anybody may.</summary>
    public ImmutableSortedDictionary<ChainId, AgentId> Skipped { get; init; } = ImmutableSortedDictionary<ChainId, AgentId>.Empty;

    /// <summary>The last attempt that each agent finished, as it was before its outcome, until another follows. Not kept: after a new start an
    /// outcome stands.</summary>
    public ImmutableSortedDictionary<AgentId, OpenAttempt> Finished { get; init; } = ImmutableSortedDictionary<AgentId, OpenAttempt>.Empty;

    public bool Running => Phase is GroupPhase.Running;

    /// <summary>Why calls are held back though agents are free.</summary>
    public LineHold Line { get; init; } = LineHold.None;

    /// <summary>How many due chains the group could dial now, and why. The host claims so many and brings them as <see cref="CandidatesDue"/>.</summary>
    public DialOrder Wants(Instant now) => this switch
    {
        { Running: false } => new(0, "Stopped."),
        { Mode: DialMode.Preview } => new(Math.Min(Takeable.Count(static a => a.Asked), Pacer.CountMax), "One record for each agent who asks."),
        { Line.TrunkIsDown: true } => new(0, $"Trunk {Rules.Trunk} {Line.Trouble}."),
        { Mode: DialMode.Predictive } => DialOrder.Of(Pace(now)),
        _ => Pacer.Progressive(Math.Max(0, Takeable.Count() - Open.Values.Count(static o => o.Attempt.MayWantAgent))),
    };

    /// <summary>When the group wants to be told the time; null: never.</summary>
    public Instant? Due => Open.Values.Select(o => o.Attempt.Due(Rules))
        .Append(Callbacks.EarliestUnmissed + Rules.Callbacks.Grace)
        .Append(Running && Mode is DialMode.Predictive && (!Free.IsEmpty || !Open.IsEmpty) ? Pacing.KeptAt + GroupPacing.KeepEvery ?? Instant.MinValue : null)
        .Min();

    /// <summary>What follows from one input. Facts are in the order in which they happened; none is a guess about another machine.</summary>
    public Decision Decide(GroupInput input, Instant now)
    {
        var decision = Settle(On(input, now), now);
        return Phase is GroupPhase.Unloading && input is not (Load or Unload) && ClosesLast(decision.Facts)
            ? decision with { Facts = decision.Facts.Add(new GroupFact.Unloaded()) }
            : decision;
    }

    /// <summary>What follows for those who wait: people who answered a call that was dialled ahead get the agents who are free, and agents
    /// who sign out or pause learn what is on its way to them.</summary>
    private Decision Settle(Decision decision, Instant now)
    {
        if (decision.Facts.IsEmpty
            || (Plans.IsEmpty && !Open.Values.Any(static o => o.Attempt.Ahead) && !decision.Facts.Any(static f => f is GroupFact.AgentPlans)))
        {
            return decision;
        }

        var next = decision.Facts.Aggregate(this, (group, fact) => group.Evolve(fact, now));
        var assigned = next.Assign();
        next = assigned.Aggregate(next, (group, fact) => group.Evolve(fact, now));
        return decision with { Facts = [.. decision.Facts, .. assigned, .. next.AnswerThoseWhoGo()] };
    }

    private bool ClosesLast(ImmutableArray<DialingFact> facts) =>
        Open.Keys.All(id => facts.Any(f => f is GroupFact.ChainChangeOrdered { Attempt: { } closed } && closed == id));

    private Decision On(GroupInput input, Instant now) => input switch
    {
        Load load => Phase is GroupPhase.Unloaded or GroupPhase.Unloading ? Decision.Of(new GroupFact.Loaded(load.By)) : Decision.Nothing,
        Start start => InPhase(start),
        Stop stop => Running ? new([new GroupFact.DialingStopped(stop.By), .. TurnedAway], Refusal: null) : Decision.Nothing,
        Unload unload => InPhase(unload, now),
        SetMode mode => Change(mode),
        SetPacing set => set.Pacing == Rules.Pacing ? Decision.Nothing : Decision.Of(new GroupFact.PacingSet(set.Pacing, set.By)),
        SetDispositions set => Change(set),
        SetRules set => Change(set),
        AgentOffered offered => Join(offered),
        AgentGone gone => Leave(gone, now),
        RecordAsked asked => Ask(asked),
        AgentConfirmed confirmed => Confirm(confirmed, now),
        AgentRefused refused => Refuse(refused, now),
        AgentPlans plans => Plan(plans),
        BridgeRefused refused => LoseAgent(refused),
        CallChosen chosen => Call(chosen, now),
        RecordReturned returned => GiveBack(returned, now),
        OrderExpired expired => Feed(expired.Attempt, NeverLeft(expired), now),
        TrunkChanged changed => changed.Trunk == Rules.Trunk && changed.Trouble != Line.Trouble
            ? Decision.Of(new GroupFact.TrunkChanged(changed.Trunk, changed.Trouble))
            : Decision.Nothing,
        Called called => Feed(called.Attempt, called.What, now),
        NumberClosed closed => Close(closed, now),
        NodeReported reported => Reconcile(reported, now),
        CandidatesDue due => Offer(due.Candidates, now),
        NoneDue none => Await(none),
        OutcomeChosen chosen => Record(chosen, now),
        ChangeCallback change => Change(change, now),
        CancelCallback cancel => Cancel(cancel),
        OutcomeTakenBack back => TakeBack(back),
        HangUpAsked asked => HangUp(asked),
        TimePassed => TellTime(now),
        _ => throw new UnreachableException($"group input {input}"),
    };

    // ---- What facts do to the state, and whom they concern --------------------------------------------------------------

    /// <summary>The next state.</summary>
    public CampaignGroup Evolve(DialingFact fact, Instant at)
    {
        var attempt = fact is AttemptFact { Attempt: var id } && Open.TryGetValue(id, out var open) ? open.Attempt : null;
        return Apply(fact, at) with
        {
            Counts = Counts.After(fact, attempt),
            Line = Line.After(fact, at),
            Pacing = Pacing.After(this, fact, at),
            Callbacks = fact is GroupFact own ? BookAfter(own) : Callbacks,
        };
    }

    private CampaignGroup Apply(DialingFact fact, Instant at) => fact switch
    {
        GroupFact.Loaded => this with { Phase = GroupPhase.Loaded },
        GroupFact.DialingStarted => this with { Phase = GroupPhase.Running, Records = RecordsNeed.Unknown },
        GroupFact.DialingStopped => this with { Phase = GroupPhase.Stopped },
        GroupFact.UnloadOrdered => this with { Phase = GroupPhase.Unloading },
        GroupFact.Unloaded => this with { Phase = GroupPhase.Unloaded },
        GroupFact.ModeSet set => this with { Mode = set.Mode },
        GroupFact.PacingSet set => this with { Rules = Rules with { Pacing = set.Pacing } },
        GroupFact.DispositionsSet set => this with { Rules = Rules with { Dispositions = set.Pad } },
        GroupFact.RulesSet set => this with { Rules = set.Rules },
        GroupFact.AgentJoined joined => this with
        {
            Free = Free.SetItem(joined.Agent, new(joined.Agent, joined.Offer, joined.Epoch, at)),
            Offers = Offers.SetItem(joined.Agent, joined.Offer),
            Plans = Plans.GetValueOrDefault(joined.Agent) switch
            {
                null => Plans,
                { Plan: AgentPlan.Pauses } => Plans.Remove(joined.Agent),
                var leaves => Plans.SetItem(joined.Agent, leaves with { HeldUntil = null }), // This offer has not been answered yet.
            },
        },
        GroupFact.AgentLeft left => this with { Free = Free.Remove(left.Agent), Plans = Plans.Remove(left.Agent) },
        GroupFact.AgentPlans plans => this with
        {
            Plans = plans.Plan is AgentPlan.Stays ? Plans.Remove(plans.Agent) : Plans.SetItem(plans.Agent, new(plans.Plan, plans.Since ?? at)),
        },
        GroupFact.SignOutHeld held => this with { Plans = Plans.SetItem(held.Agent, Plans[held.Agent] with { HeldUntil = held.Until }) },
        GroupFact.SignOutCleared cleared => this with { Free = Free.Remove(cleared.Agent), Plans = Plans.Remove(cleared.Agent) },
        GroupFact.TrunkChanged or GroupFact.CallRefused or GroupFact.CallPossible or GroupFact.PacingDecided or GroupFact.PacingLearned => this,
        GroupFact.NumberAdded or GroupFact.CallbackMissed => this,

        // What was decided about it after the call stands above how it was in the call.
        GroupFact.CallbackChanged changed => this with { Finished = Keeping(changed.Callback.Booked, changed.Callback) },
        GroupFact.CallbackCancelled cancelled => this with
        {
            Records = Callbacks.Of(cancelled.Chain) is { } open ? Records.Sooner(open.Due) : Records,
            Finished = Keeping(cancelled.Callback, null),
        },
        GroupFact.RecordAsked asked => this with { Free = Free.SetItem(asked.Agent, Free[asked.Agent] with { Asked = true }) },
        GroupFact.NoRecord none => this with { Free = Free.SetItem(none.Agent, Free[none.Agent] with { Asked = false }) },
        GroupFact.CallChosen chosen => this with
        {
            Open = Open.SetItem(chosen.Attempt, Open[chosen.Attempt] with { Chain = chosen.Chain, Epoch = chosen.Epoch }),
        },
        GroupFact.RecordsAwaited awaited => this with { Records = RecordsNeed.Until(awaited.Until) },
        GroupFact.ChainDeferred deferred => this with
        {
            Records = Records.Sooner(deferred.Until),
            Skipped = deferred.Because is RefusedBecause.JustSkipped && Callbacks.Of(deferred.Chain.Id) is { Callback.Owner: { } }
                ? Skipped.Remove(deferred.Chain.Id) // It rests, and is its owner's again: nobody else may have it.
                : Skipped,
        },
        GroupFact.ReservationOrdered ordered => this with
        {
            Free = Free.Remove(ordered.Agent),
            Records = RecordsNeed.Unknown,
            Open = Open.Add(ordered.Attempt, new(
                new DialAttempt(ordered.Attempt, ordered.Agent, new AttemptState.Reserving(at), Handing: ordered.Handing),
                ordered.Chain, ordered.Offer, ordered.Epoch, Outcome: null)),
            Skipped = Skipped.Remove(ordered.Chain.Id),
            Finished = Without(ordered.Chain.Id).Remove(ordered.Agent),
        },
        GroupFact.DialedAhead ahead => this with
        {
            Records = RecordsNeed.Unknown,
            Open = Open.Add(ahead.Attempt, new(
                new DialAttempt(ahead.Attempt, Agent: null, new AttemptState.Reserving(at)) { Ahead = true },
                ahead.Chain, Offer: 0, ahead.Epoch, Outcome: null)),
            Finished = Without(ahead.Chain.Id),
        },
        GroupFact.OutcomeRecorded recorded => this with
        {
            Open = Open.SetItem(recorded.Attempt, Open[recorded.Attempt] with
            {
                Outcome = recorded.Outcome,
                Booking = recorded.Booking,
                Result = recorded.Result,
            }),
        },
        GroupFact.OutcomeReturned returned => this with
        {
            Open = Open.SetItem(
                returned.Attempt,
                (Open.GetValueOrDefault(returned.Attempt) ?? Finished[returned.Agent]) with
                {
                    Outcome = null,
                    Booking = null,
                    Result = "",
                    Kept = null,
                    TakenBack = returned.Offer,
                }),
            Finished = Finished.Remove(returned.Agent),
        },

        // Refused once, it is refused for good: the same order may come again when the number is free.
        GroupFact.UndoRefused refused => Finished.GetValueOrDefault(refused.Agent)?.Attempt.Id == refused.Attempt
            ? this with { Finished = Finished.Remove(refused.Agent) }
            : this,
        GroupFact.ChainChangeOrdered ordered => this with
        {
            Finished = ordered.Attempt is { } done
                && Open.GetValueOrDefault(done) is { Outcome: not null, Attempt: { Agent: { } by, State: AttemptState.Ended } } over
                ? Finished.SetItem(by, over with { Kept = Callbacks.Of(ordered.Chain)?.Callback })
                : Finished,
            Open = ordered.Attempt is { } closed ? Open.Remove(closed) : Open,

            // Closed with a promise, it was not given back.
            Skipped = ordered is { Attempt: { } last, Change: ChainChange.DueAgain { Callback.Booked: var booked } } && booked == last
                ? Skipped.Remove(ordered.Chain)
                : Skipped,
            Records = ordered.Change is ChainChange.DueAgain { Callback: null } due ? Records.Sooner(due.At) : Records,
        },
        AttemptFact moved => Moved(moved, at),
        _ => throw new InvalidOperationException($"Group {Id}: {fact.GetType().Name} is no fact of a campaign group."),
    };

    private ImmutableSortedDictionary<AgentId, OpenAttempt> Without(ChainId chain) =>
        Finished.RemoveRange(Finished.Where(f => f.Value.Chain.Id == chain).Select(static f => f.Key));

    /// <summary>Finished attempts that kept this promise, with what became of it.</summary>
    private ImmutableSortedDictionary<AgentId, OpenAttempt> Keeping(AttemptId callback, Callback? now) =>
        Finished.SetItems(Finished.Where(f => f.Value.Kept?.Booked == callback).Select(f => KeyValuePair.Create(f.Key, f.Value with { Kept = now })));

    private CampaignGroup Moved(AttemptFact moved, Instant at)
    {
        var open = Open[moved.Attempt];
        var next = open with { Attempt = open.Attempt.Evolve(moved, at) };
        return this with
        {
            // What an agent was asked about and let go: a record, or a call where they are asked before it is dialled.
            Skipped = moved is AttemptFact.Withdrawn && open.Attempt.Agent is { } agent && (open.Handing is Handing.Record || Rules.Agents.AsksBeforeDialling)
                ? Skipped.SetItem(open.Chain.Id, agent)
                : Skipped,
            Free = moved is AttemptFact.AgentAssigned { Agent: var taken } ? Free.Remove(taken) : Free,
            Open = Open.SetItem(moved.Attempt, moved is AttemptFact.AgentAssigned assigned ? next with { Offer = assigned.Offer } : next),
            Window = CountedBy(moved, at),
        };
    }

    private AbandonmentWindow CountedBy(AttemptFact fact, Instant at) => fact switch
    {
        AttemptFact.Answered => Window.AfterAnswer(at),
        _ when AttemptFact.IsAbandonment(fact) => (Open[fact.Attempt].Attempt.IsBeforeAnswer ? Window.AfterAnswer(at) : Window).AfterAbandonment(at),
        _ => Window,
    };

    /// <summary>What others must be told because of a fact; asked before <see cref="Evolve"/>.</summary>
    public Order? OrderOf(DialingFact fact) => fact switch
    {
        GroupFact.ReservationOrdered o => Reserve(o),
        GroupFact.NoRecord o => new Order.ToAgent(o.Agent, new AgentInput.NoRecord(o.Offer, o.Why)),
        GroupFact.SignOutHeld o => new Order.ToAgent(o.Agent, new AgentInput.SignOutHeld(o.Offer, o.Until)),
        GroupFact.SignOutCleared o => new Order.ToAgent(o.Agent, new AgentInput.SignOutCleared(o.Offer)),
        GroupFact.OutcomeReturned o => new Order.ToAgent(o.Agent, new AgentInput.UndoMade(o.Attempt)),
        GroupFact.UndoRefused o => new Order.ToAgent(o.Agent, new AgentInput.UndoRefused(o.Attempt, o.Why)),
        GroupFact.CallPossible o => ToAgentOf(o.Attempt, new AgentInput.CampaignRuns(o.Attempt)),
        GroupFact.CallRefused o => ToAgentOf(o.Attempt, new AgentInput.CallRefused(o.Attempt, o.Why)),
        AttemptFact.Ordered o => Originate(o, Open[o.Attempt]),
        AttemptFact.Withdrawn o => ToAgentOf(o.Attempt, new AgentInput.Release(o.Attempt)),
        AttemptFact.CancelOrdered o => new Order.ToNode(Open[o.Attempt].Epoch, new CallCommand.HangUp(o.Attempt)),
        AttemptFact.AgentAssigned o => new Order.ToAgent(o.Agent, new AgentInput.Reserve(o.Attempt, o.Offer, Answered: true)),
        AttemptFact.AgentLost o => new Order.ToAgent(o.Agent, new AgentInput.Release(o.Attempt)),
        AttemptFact.BridgeOrdered { Attempt: var id } when Open[id] is { Attempt.Agent: { } agent } open =>
            new Order.ToNode(open.Epoch, new CallCommand.Bridge(id, Id, agent)),
        AttemptFact.Bridged o => ToAgentOf(o.Attempt, new AgentInput.Connect(o.Attempt, Open[o.Attempt].Offer)),
        AttemptFact.Ended or AttemptFact.Interrupted => Over((AttemptFact)fact),
        _ => null,
    };

    /// <summary>Null: it is nobody's yet.</summary>
    private Order.ToAgent? ToAgentOf(AttemptId attempt, AgentInput input) =>
        Open[attempt].Attempt.Agent is { } agent ? new(agent, input) : null;

    private Order.ToNode Originate(AttemptFact.Ordered fact, OpenAttempt open) => new(open.Epoch, new CallCommand.Originate(
        fact.Attempt, Id, open.Chain.Current.Number, open.Attempt.Agent, fact.ValidUntil,
        Rules.RingTimeout, Rules.AnswerLimit, Rules.CallerId, Rules.Trunk, Rules.Message, Rules.ReallyCall));

    /// <summary>Records are asked about unless they were asked for or open by themselves; calls are dialled unless the campaign has agents
    /// asked first.</summary>
    private Order.ToAgent Reserve(GroupFact.ReservationOrdered o)
    {
        var asks = o.Handing is Handing.Record
            ? Free.GetValueOrDefault(o.Agent) is not { Asked: true } && !Rules.Agents.TakesByItself
            : Rules.Agents.AsksBeforeDialling;
        return new(o.Agent, new AgentInput.Reserve(o.Attempt, o.Offer, o.Handing, asks ? Rules.Agents.OfferFor : null));
    }

    private Order.ToAgent? Over(AttemptFact fact)
    {
        var open = Open[fact.Attempt];
        var found = (fact as AttemptFact.Ended)?.Result ?? CallResult.SystemError;
        return ToAgentOf(fact.Attempt, open switch
        {
            { Attempt.State: AttemptState.Bridged } => new AgentInput.CallOver(fact.Attempt),
            { Handing: Handing.Record } => new AgentInput.CallOver(fact.Attempt, found.ToString()),
            _ => new AgentInput.Release(fact.Attempt),
        });
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
