using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;

namespace Paceline.Simulation;

/// <summary>One activation of a writer: inbox → decide each → one commit → evolve → deliver → timer. Between the commit and what follows
/// it some milliseconds pass, in which a crash may come.</summary>
internal abstract class Host(World world, Server server, WriterId writer)
{
    private readonly List<Action> _suspended = [];
    private bool _paused;

    public WriterId Writer { get; } = writer;

    protected World World { get; } = world;

    protected Server Server { get; } = server;

    protected bool Dead { get; set; }

    /// <summary>Reads the rows.</summary>
    public abstract void Begin();

    /// <summary>The process is gone, or stands still: nothing it had planned happens now.</summary>
    public void Pause() => _paused = true;

    /// <summary>A process that stood still goes on with what it was about to do, not knowing that another has taken over.</summary>
    public void WakeStale()
    {
        if (_paused && !Dead)
        {
            _paused = false;
            TellTime();
            foreach (var next in _suspended)
            {
                next();
            }
        }
    }

    protected abstract void TellTime();

    /// <summary>Happens later in this activation, or never.</summary>
    protected void Later(Duration delay, Action what) => World.After(delay, () =>
    {
        if (_paused)
        {
            _suspended.Add(what);
        }
        else if (!Dead)
        {
            what();
        }
    });
}

/// <summary>The loop, for either machine.</summary>
internal abstract class Host<TState, TInput>(World world, Server server, WriterId writer) : Host(world, server, writer)
    where TState : class
{
    private readonly List<(TInput Input, Action<Refusal?>? Done)> _inbox = [];
    private readonly Delivery _delivery = new(world, server);
    private bool _turning;
    private long _version;
    private Instant? _armed;

    public TState State { get; protected set; } = null!; // Set by Begin.

    /// <summary>All it has been given is committed, and seen in <see cref="State"/>.</summary>
    public bool Idle => !_turning;

    /// <summary>Attempts whose order to dial may still reach the node.</summary>
    public IReadOnlyList<AttemptId> OnTheWay => _delivery.OnTheWay;

    /// <param name="done">Called when what it led to is committed; never, if this activation ends before.</param>
    public void Post(TInput input, Action<Refusal?>? done)
    {
        _inbox.Add((input, done));
        if (!_turning)
        {
            _turning = true;
            Later(World.Chance.Seconds(0.001, 0.005), Turn);
        }
    }

    /// <summary>One timer, for whichever comes first.</summary>
    public void Arm()
    {
        if (Next() is { } next && (_armed is null || next < _armed))
        {
            var at = Instant.Max(next, World.Now);
            _armed = at;
            Later(at - World.Now, () =>
            {
                if (_armed == at)
                {
                    _armed = null;
                    Tick();
                    if (!_turning)
                    {
                        Arm(); // Else the turn does, when its facts have moved what is due.
                    }
                }
            });
        }
    }

    protected void Open(long version, TState state, IReadOnlyList<StoredOrder> undelivered)
    {
        (_version, State) = (version, state);
        _delivery.Add(undelivered, Later);
        Arm();
    }

    protected abstract Decision Decide(TState state, TInput input);

    protected abstract TState Evolve(TState state, DialingFact fact, Instant at);

    protected abstract Order? OrderOf(TState state, DialingFact fact);

    protected abstract TInput AfterClosed(TInput input, CommitOutcome.NumberClosed closed);

    /// <summary>When this host must look again; null: never.</summary>
    protected abstract Instant? Next();

    protected abstract void Tick();

    protected virtual void Committed(IReadOnlyList<DialingFact> facts)
    {
    }

    /// <summary>Another activation has taken over.</summary>
    protected virtual void Replaced()
    {
    }

    private void Turn()
    {
        var turn = _inbox.ToList();
        _inbox.Clear();
        while (true)
        {
            var next = State;
            var facts = new List<DialingFact>();
            var orders = new List<Order>();
            var refusals = new List<Refusal?>();
            foreach (var (input, _) in turn)
            {
                var decision = Decide(next, input);
                refusals.Add(decision.Refusal);
                foreach (var fact in decision.Facts)
                {
                    if (OrderOf(next, fact) is { } order)
                    {
                        orders.Add(order);
                    }

                    next = Evolve(next, fact, World.Now);
                    facts.Add(fact);
                }
            }

            switch (facts.Count == 0 ? null : World.Ledger.Commit(new(Writer, _version, World.Now, facts, orders)))
            {
                case CommitOutcome.NumberClosed closed:
                    turn = [.. turn.Select(t => (AfterClosed(t.Input, closed), t.Done))];
                    continue;
                case CommitOutcome.Stale:
                    Dead = true;
                    Server.Forget(this);
                    Replaced();
                    return;
                case CommitOutcome.Committed done:
                    World.Write($"{Writer} {string.Join(' ', facts.Select(Word))}");
                    Later(World.Chance.Seconds(0.001, 0.008), () => AfterCommit(turn, refusals, next, facts, orders, done));
                    return;
                default:
                    AfterCommit(turn, refusals, State, facts, orders, null);
                    return;
            }
        }
    }

    private void AfterCommit(
        List<(TInput Input, Action<Refusal?>? Done)> turn,
        List<Refusal?> refusals,
        TState next,
        List<DialingFact> facts,
        List<Order> orders,
        CommitOutcome.Committed? done)
    {
        State = next;
        if (done is not null)
        {
            _version = done.Version;
            _delivery.Add([.. done.Orders.Zip(orders, static (number, order) => new StoredOrder(number, order))], Later);
            Committed(facts);
        }

        foreach (var (waiting, refusal) in turn.Zip(refusals))
        {
            waiting.Done?.Invoke(refusal);
        }

        _turning = false;
        if (_inbox.Count > 0)
        {
            _turning = true;
            Later(World.Chance.Seconds(0.001, 0.005), Turn);
        }

        Arm();
    }

    private static string Word(DialingFact fact) => fact switch
    {
        AttemptFact.Ended ended => $"Ended({Text.Of(ended.Attempt)} {ended.Result})",
        AttemptFact attempt => $"{attempt.GetType().Name}({Text.Of(attempt.Attempt)})",
        GroupFact.DialedAhead o => $"DialedAhead({Text.Of(o.Attempt)} chain {o.Chain.Id})",
        GroupFact.ReservationOrdered o => $"ReservationOrdered({Text.Of(o.Attempt)} chain {o.Chain.Id} {o.Agent})",
        GroupFact.ChainChangeOrdered { Change: ChainChange.DueAgain { Callback: { } c } } o => $"Chain({o.Chain} promised {Text.Of(c.Booked)})",
        GroupFact.ChainChangeOrdered o => $"Chain({o.Chain} {o.Change.GetType().Name})",
        GroupFact.CallbackMissed o => $"CallbackMissed({o.Chain} {Text.Of(o.Callback.Booked)}{(o.ForGood ? " for good" : "")})",
        GroupFact.CallbackChanged o => $"CallbackChanged({o.Chain} {Text.Of(o.Callback.Booked)})",
        GroupFact.CallbackCancelled o => $"CallbackCancelled({o.Chain} {Text.Of(o.Callback)})",
        GroupFact.OutcomeRecorded o => $"OutcomeRecorded({Text.Of(o.Attempt)} {o.Outcome})",
        GroupFact.OutcomeReturned o => $"OutcomeReturned({Text.Of(o.Attempt)} chain {o.Chain})",
        AgentFact.OutcomeSet o => $"OutcomeSet({Text.Of(o.Attempt)} {o.Outcome})",
        AgentFact.Reserved o => $"Reserved({Text.Of(o.Attempt)})",
        AgentFact.Connected o => $"Connected({Text.Of(o.Attempt)})",
        AgentFact.BecameNotReady o => $"BecameNotReady({o.Reason})",
        _ => fact.GetType().Name,
    };
}

/// <summary>Hosts a campaign group, and claims due chains for it.</summary>
internal sealed class GroupHost(World world, Server server, GroupId group) : Host<CampaignGroup, GroupInput>(world, server, WriterId.Of(group))
{
    private static readonly Duration _lookAgainAfter = Duration.FromSeconds(5);

    private readonly List<ChainId> _claimed = [];
    private bool _claiming;
    private Instant _lookAt = Instant.MinValue;
    private Instant _lookForCallbacksAt = Instant.MinValue;

    public override void Begin()
    {
        var rows = World.Ledger.OpenGroup(group);
        Open(rows.Version, rows.Group, rows.Undelivered);
    }

    protected override Decision Decide(CampaignGroup state, GroupInput input) => state.Decide(input, World.Now);

    protected override CampaignGroup Evolve(CampaignGroup state, DialingFact fact, Instant at) => state.Evolve(fact, at);

    protected override Order? OrderOf(CampaignGroup state, DialingFact fact) => state.OrderOf(fact);

    protected override GroupInput AfterClosed(GroupInput input, CommitOutcome.NumberClosed closed) => input switch
    {
        GroupInput.CandidatesDue due => new GroupInput.CandidatesDue(
            [.. due.Candidates.Select(c => c.Attempt == closed.Attempt ? (c.Attempt, c.Candidate with { ClosedUntil = closed.Until }) : c)]),
        GroupInput.CallChosen chosen when chosen.Attempt == closed.Attempt =>
            new GroupInput.NumberClosed(closed.Attempt, closed.Why, closed.Until),
        GroupInput.AgentConfirmed confirmed when confirmed.Attempt == closed.Attempt =>
            new GroupInput.NumberClosed(closed.Attempt, closed.Why, closed.Until),
        GroupInput.OutcomeTakenBack back when back.Attempt == closed.Attempt => back with { TooLate = true },
        _ => input,
    };

    protected override Instant? Next()
    {
        var wants = State.Wants(World.Now);
        var look = wants.TakeBack > 0 && Server.Link.CaughtUp ? World.Now
            : wants.Count > 0 && !_claiming ? Instant.Max(_lookAt, State.Line.Until)
            : wants.AskAgainAt;
        var callbacks = State.CallbacksWanted(World.Now);
        Instant? promised = callbacks.Chains.Length > 0 && !_claiming ? Instant.Max(_lookForCallbacksAt, World.Now) : callbacks.AskAgainAt;
        return ((Instant?[])[look, promised, Due]).Min();
    }

    protected override void Tick()
    {
        if (Due <= World.Now || (Server.Link.CaughtUp && State.Wants(World.Now).TakeBack > 0))
        {
            TellTime();
        }

        if (State.CallbacksWanted(World.Now) is { Chains: { Length: > 0 } promised } && !_claiming && World.Now >= _lookForCallbacksAt)
        {
            ClaimCallbacks(promised);
        }

        if (State.Wants(World.Now) is { Count: > 0 } wants && !_claiming && World.Now >= _lookAt && !State.Line.Holds(World.Now))
        {
            Claim(wants.Count);
        }
    }

    protected override void TellTime() => Post(new GroupInput.TimePassed(), null);

    protected override void Committed(IReadOnlyList<DialingFact> facts)
    {
        if (World.Options.Plant == PlantedFault.HostMiscounts && facts.Any(static f => f is AttemptFact.Answered))
        {
            State = State with { Counts = State.Counts with { Answered = State.Counts.Answered + 1 } };
        }

        foreach (var begun in facts.OfType<GroupFact.AttemptBegan>().Where(_ => World.Chance.Happens(0.003)))
        {
            World.Ledger.Suppress(begun.Chain.Current.Number); // Of all moments, this is the one to complain.
        }

        if (World.Options.Plant == PlantedFault.HostConfirmsForTheAgent)
        {
            foreach (var ordered in facts.OfType<GroupFact.ReservationOrdered>())
            {
                Post(new GroupInput.AgentConfirmed(ordered.Attempt), null);
            }
        }
    }

    /// <summary>An attempt is not given up for want of news while the news cannot come: the group is told the time only after what its
    /// node kept is committed. Else a conversation that began while the server was away would be closed as interrupted.</summary>
    private Instant? Due => Server.Link.CaughtUp || World.Options.Plant == PlantedFault.HostTellsTimeBeforeReport ? State.Due : null;

    /// <summary>Sometimes the store is slow, and what it said is old when it arrives.</summary>
    private void Claim(int count)
    {
        _claiming = true;
        Offer(World.Ledger.Claim(group, count, holder: this));
    }

    private void ClaimCallbacks(IReadOnlyList<ChainId> chains)
    {
        var due = World.Ledger.ClaimCallbacks(group, chains, holder: this);
        if (due.IsEmpty)
        {
            _lookForCallbacksAt = World.Now + _lookAgainAfter;
            return;
        }

        _claiming = true;
        Offer(new(due, NextDue: null));
    }

    private void Offer(DueRecords due)
    {
        _claimed.AddRange(due.Candidates.Select(static c => c.Chain.Id));
        Later(World.Chance.Seconds(0.001, World.Chance.Happens(0.05) ? 3 : 0.01), () =>
        {
            if (due.Candidates.Length == 0)
            {
                _lookAt = Instant.Min(due.NextDue ?? Instant.MaxValue, World.Now + _lookAgainAfter);
                Post(new GroupInput.NoneDue(due.NextDue), _ => _claiming = false);
                return;
            }

            Post(
                new GroupInput.CandidatesDue([.. due.Candidates.Select(c => (NewAttempt(), c))]),
                _ =>
                {
                    GiveBack();
                    _claiming = false;
                });
        });
    }

    /// <summary>What was claimed by an activation that is over would stay in its lease until the next one opens.</summary>
    protected override void Replaced() => GiveBack();

    private void GiveBack()
    {
        World.Ledger.GiveBack(_claimed, holder: this);
        _claimed.Clear();
    }

    private AttemptId NewAttempt()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, World.Chance.Next());
        BitConverter.TryWriteBytes(bytes[8..], World.Chance.Next());
        return new(new Guid(bytes));
    }
}

/// <summary>Hosts an agent.</summary>
internal sealed class AgentHost(World world, Server server, AgentId agent) : Host<Agent, AgentInput>(world, server, WriterId.Of(agent))
{
    public override void Begin()
    {
        var rows = World.Ledger.OpenAgent(agent);
        Open(rows.Version, rows.Agent, rows.Undelivered);
    }

    /// <summary>With the mode of the group, as the rows of an agent are read.</summary>
    private CampaignRules Rules => World.Rules with { DialsAhead = World.Ledger.RowsOf(State.Group).Mode is DialMode.Predictive };

    protected override Decision Decide(Agent state, AgentInput input) => state.Decide(input, World.Now, Rules);

    protected override Agent Evolve(Agent state, DialingFact fact, Instant at) => state.Evolve((AgentFact)fact, at);

    protected override Order? OrderOf(Agent state, DialingFact fact) => Order.Of(state, (AgentFact)fact);

    protected override AgentInput AfterClosed(AgentInput input, CommitOutcome.NumberClosed closed) => input;

    protected override Instant? Next() => State.Due(Rules);

    protected override void Tick()
    {
        if (State.Due(Rules) <= World.Now)
        {
            TellTime();
        }
    }

    protected override void TellTime() => Post(new AgentInput.TimePassed(), null);
}
