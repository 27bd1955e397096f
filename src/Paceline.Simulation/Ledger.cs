using System.Collections.Immutable;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;
using Paceline.Simulation.Promises;

namespace Paceline.Simulation;

/// <summary>Where a chain is: in exactly one place.</summary>
internal abstract record ChainPlace
{
    internal sealed record Queue(Instant Due) : ChainPlace;

    /// <param name="Holder">The activation that claimed it.</param>
    internal sealed record Lease(object Holder) : ChainPlace;

    internal sealed record Open(AttemptId Attempt) : ChainPlace;

    internal sealed record Finished(string Why) : ChainPlace;
}

/// <summary>The store as the rules see it (<see cref="ILedger"/>, <see cref="IDueRecords"/>), in memory and durable: what is committed
/// survives every crash. The rows are the fold of the facts.</summary>
internal sealed class Ledger(World world)
{
    private readonly SortedDictionary<string, (long Version, CampaignGroup State)> _groups = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (long Version, Agent State)> _agents = new(StringComparer.Ordinal);
    private readonly SortedDictionary<ChainId, (GroupId Group, Chain Chain, ChainPlace Place)> _chains = [];
    private readonly Dictionary<AttemptId, (ChainId Chain, PhoneNumber Number)> _attempts = [];
    private readonly Dictionary<PhoneNumber, AttemptId> _open = [];
    private readonly Dictionary<PhoneNumber, Instant> _quarantine = [];
    private readonly Dictionary<PhoneNumber, Instant> _peace = [];
    private readonly Dictionary<PhoneNumber, List<(AttemptId Attempt, Instant At)>> _dialled = [];
    private readonly HashSet<PhoneNumber> _suppressed = [];
    private readonly HashSet<ChainId> _takenFromHolder = [];
    private readonly SortedDictionary<long, (WriterId Writer, Order Order)> _outbox = [];
    private long _orders;

    public IReadOnlyList<GroupId> GroupIds => [.. _groups.Keys.Select(static k => new GroupId(k))];

    public IReadOnlyList<AgentId> AgentIds => [.. _agents.Keys.Select(static k => new AgentId(k))];

    public IEnumerable<(GroupId Group, Chain Chain, ChainPlace Place)> Chains => _chains.Values;

    public int ChainCount => _chains.Count;

    public int Undelivered => _outbox.Count;

    public void Add(CampaignGroup group) => _groups.Add(group.Id.Value, (0, group));

    public void Add(AgentId agent, GroupId group) =>
        _agents.Add(agent.Value, (0, new Agent(agent, group, new AgentState.SignedOut(world.Now), Leg: null, ThenNotReady: null, Offer: 0)));

    public void Add(GroupId group, Chain chain, Instant due) => _chains.Add(chain.Id, (group, chain, new ChainPlace.Queue(due)));

    public void Suppress(PhoneNumber number)
    {
        _suppressed.Add(number);
        world.See(new Sight.Suppressed(number));
    }

    public ChainPlace PlaceOf(ChainId chain) => _chains[chain].Place;

    public CampaignGroup RowsOf(GroupId group) => _groups[group.Value].State;

    public Agent RowsOf(AgentId agent) => _agents[agent.Value].State;

    public GroupRows OpenGroup(GroupId group)
    {
        foreach (var (_, chain, place) in _chains.Values.Where(c => c.Group == group).ToList())
        {
            if (place is ChainPlace.Lease)
            {
                Move(chain.Id, new ChainPlace.Queue(world.Now));
            }
        }

        // Opening is a fence: an older activation that wakes up again is stale from here on, not only from the first commit on.
        var (version, state) = _groups[group.Value];
        _groups[group.Value] = (++version, state);
        return new(version, state with { Records = RecordsNeed.Unknown }, UndeliveredOf(WriterId.Of(group)));
    }

    public AgentRows OpenAgent(AgentId agent)
    {
        var (version, state) = _agents[agent.Value];
        _agents[agent.Value] = (++version, state);
        return new(version, state, World.Rules, UndeliveredOf(WriterId.Of(agent)));
    }

    public void Delivered(long order) => _outbox.Remove(order);

    public DueRecords Claim(GroupId group, int count, object holder)
    {
        var candidates = ImmutableArray.CreateBuilder<DialCandidate>();
        Instant? next = null;
        foreach (var (owner, chain, place) in _chains.Values.ToList())
        {
            if (owner != group || place is not ChainPlace.Queue queue || IsPromised(group, chain.Id))
            {
                continue;
            }

            // An unknown zone is claimed: the permission finishes it with its reason.
            var opens = World.Rules.Window.At(chain.Current.Zone, world.Now) is WindowVerdict.Closed closed ? closed.Until : world.Now;
            var due = Instant.Max(queue.Due, opens);
            if (due > world.Now)
            {
                next = next is { } n ? Instant.Min(n, due) : due;
            }
            else if (candidates.Count < count)
            {
                Move(chain.Id, new ChainPlace.Lease(holder));
                candidates.Add(Candidate(chain));
            }
        }

        return new(candidates.ToImmutable(), candidates.Count == 0 ? next : null);
    }

    /// <summary>Chains whose callbacks are due; one that is not to be had is left out.</summary>
    public ImmutableArray<DialCandidate> ClaimCallbacks(GroupId group, IEnumerable<ChainId> chains, object holder)
    {
        var candidates = ImmutableArray.CreateBuilder<DialCandidate>();
        foreach (var id in chains.Where(id => _chains[id].Place is ChainPlace.Queue && IsPromised(group, id)))
        {
            Move(id, new ChainPlace.Lease(holder));
            candidates.Add(Candidate(_chains[id].Chain) with { Promised = true });
        }

        return candidates.ToImmutable();
    }

    /// <summary>Caps on attempts do not hold for it; for those after it, which reached nobody, they do.</summary>
    private bool IsTheCallThatWasPromised(ChainId chain) => IsPromised(_chains[chain].Group, chain) && _chains[chain].Chain.Streak == Streak.None;

    /// <summary>Where the person of an attempt is called now.</summary>
    public string ZoneOf(AttemptId attempt) => _chains[_attempts[attempt].Chain].Chain.Current.Zone;

    private bool IsPromised(GroupId group, ChainId chain) => _groups[group.Value].State.Callbacks.Of(chain) is not null;

    /// <summary>As the store does, which does not ask whose lease it is: one that a later activation holds goes back as well, and its commit takes
    /// the chain from where it then is.</summary>
    public void GiveBack(IEnumerable<ChainId> chains, object holder)
    {
        foreach (var id in chains.ToList())
        {
            if (_chains[id].Place is not ChainPlace.Lease lease)
            {
                continue;
            }

            if (world.Options.Plant == PlantedFault.LedgerLosesReturnedChains)
            {
                _chains.Remove(id);
                continue;
            }

            Move(id, new ChainPlace.Queue(world.Now));
            if (lease.Holder != holder)
            {
                _takenFromHolder.Add(id);
            }
        }
    }

    /// <summary>All or nothing.</summary>
    public CommitOutcome Commit(Commit commit)
    {
        var group = commit.Writer.Value.StartsWith("group/", StringComparison.Ordinal);
        var key = commit.Writer.Value[6..];
        var version = group ? _groups[key].Version : _agents[key].Version;
        if (version != commit.ExpectedVersion && world.Options.Plant != PlantedFault.LedgerForgetsVersions)
        {
            world.Covered("commit stale");
            return new CommitOutcome.Stale();
        }

        if (commit.Facts.Select(f => Closed(f, commit)).FirstOrDefault(static c => c is not null) is { } closed)
        {
            world.Covered($"number closed: {closed.Why}");
            return closed;
        }

        var kept = world.Options.Plant switch
        {
            PlantedFault.LedgerLosesOutcomes => [.. commit.Facts.Where(static f => f is not AgentFact.OutcomeSet)],
            PlantedFault.LedgerForgetsMissed => [.. commit.Facts.Where(static f => f is not GroupFact.CallbackMissed)],
            _ => commit.Facts,
        };
        foreach (var fact in kept)
        {
            Apply(key, fact, commit.At);
        }

        if (group)
        {
            _groups[key] = (version + 1, _groups[key].State);
        }
        else
        {
            _agents[key] = (version + 1, _agents[key].State);
        }

        var numbers = commit.Orders.Select(order =>
        {
            _outbox.Add(++_orders, (commit.Writer, order));
            return _orders;
        }).ToImmutableArray();
        world.See(new Sight.Committed(commit.Writer, kept));
        return new CommitOutcome.Committed(version + 1, numbers);
    }

    /// <summary>What the writer could not know: another campaign has the number, it rests, or nobody may call it any more.</summary>
    private CommitOutcome.NumberClosed? Closed(DialingFact fact, Commit commit)
    {
        var plant = world.Options.Plant;
        var (chain, number) = fact is AttemptFact.Ordered { Attempt: var ordered } ? Of(ordered, commit) : default;
        switch (fact)
        {
            case GroupFact.OutcomeReturned o when _suppressed.Contains(_attempts[o.Attempt].Number) || ClosedUntil(_attempts[o.Attempt].Number) is not null:
                return new(o.Attempt, o.Chain, "in use again", world.Now + Duration.FromMinutes(1));
            case GroupFact.AttemptBegan o when plant != PlantedFault.LedgerForgetsOpenNumbers
                && ClosedUntil(o.Chain.Current.Number) is { } until:
                return new(o.Attempt, o.Chain.Id, "in use", until);
            case AttemptFact.Ordered o when plant != PlantedFault.LedgerForgetsSuppressions
                && _suppressed.Contains(number):
                return new(o.Attempt, chain, "do not call", world.Now + Duration.FromMinutes(1));
            case AttemptFact.Ordered o when Today(number) >= World.Rules.AttemptsPerNumberPerDay && !IsTheCallThatWasPromised(chain):
                return new(o.Attempt, chain, "attempts of the day", world.Now + Duration.FromHours(1));
            default:
                return null;
        }
    }

    /// <summary>Chain and number of an attempt, which may have begun in the same commit.</summary>
    private (ChainId Chain, PhoneNumber Number) Of(AttemptId attempt, Commit commit) =>
        commit.Facts.OfType<GroupFact.AttemptBegan>().FirstOrDefault(b => b.Attempt == attempt) is { } begun
            ? (begun.Chain.Id, begun.Chain.Current.Number)
            : _attempts[attempt];

    private void Apply(string writer, DialingFact fact, Instant at)
    {
        if (fact is AttemptFact call && AttemptFact.IsAbandonment(call))
        {
            _peace[_attempts[call.Attempt].Number] = at + Peace.Length;
        }

        switch (fact)
        {
            case GroupFact.AttemptBegan o:
                if (_chains[o.Chain.Id].Place is not ChainPlace.Lease && !_takenFromHolder.Contains(o.Chain.Id))
                {
                    throw world.Broken("ChainsAreKept", $"attempt {o.Attempt} takes chain {o.Chain.Id}, which is {_chains[o.Chain.Id].Place}");
                }

                _attempts[o.Attempt] = (o.Chain.Id, o.Chain.Current.Number);
                _open[o.Chain.Current.Number] = o.Attempt;
                Move(o.Chain.Id, new ChainPlace.Open(o.Attempt));
                break;
            case GroupFact.OutcomeReturned o:
                Move(o.Chain, new ChainPlace.Open(o.Attempt));
                break;
            case GroupFact.CallbackChanged o:
                Move(o.Chain, new ChainPlace.Queue(o.Callback.At));
                break;
            case GroupFact.CallbackCancelled o when _groups[writer].State.Callbacks.Of(o.Chain) is { Due: var promised }:
                Move(o.Chain, new ChainPlace.Queue(promised));
                break;
            case GroupFact.ChainDeferred o:
                Move(o.Chain.Id, new ChainPlace.Queue(o.Until));
                break;
            case GroupFact.ChainChangeOrdered { Change: ChainChange.DueAgain due } o:
                var (group, chain, _) = _chains[o.Chain];
                chain = chain with { Position = due.Position, Attempts = due.Attempts, Streak = due.Streak };
                _chains[o.Chain] = (group, chain, new ChainPlace.Queue(due.At));
                break;
            case GroupFact.ChainChangeOrdered { Change: ChainChange.Finished done } o:
                Move(o.Chain, new ChainPlace.Finished(done.Why));
                break;
            case AttemptFact.Ordered o:
                var number = _attempts[o.Attempt].Number;
                (_dialled.TryGetValue(number, out var calls) ? calls : _dialled[number] = []).Add((o.Attempt, at));
                break;
            case AttemptFact.Withdrawn o:
                _open.Remove(_attempts[o.Attempt].Number);
                break;
            case AttemptFact.Ended o:
                _open.Remove(_attempts[o.Attempt].Number);
                if (!o.Evidence.InviteLeft)
                {
                    _dialled[_attempts[o.Attempt].Number].RemoveAll(d => d.Attempt == o.Attempt);
                }

                break;
            case AttemptFact.Interrupted o:
                _open.Remove(_attempts[o.Attempt].Number);
                _quarantine[_attempts[o.Attempt].Number] = o.QuarantineUntil;
                break;
            case AgentFact.OutcomeSet { IsForEver: true } o:
                Suppress(_attempts[o.Attempt].Number);
                break;
        }

        Fold(writer, fact, at);
    }

    private void Fold(string writer, DialingFact fact, Instant at)
    {
        if (fact is AgentFact own)
        {
            var (version, before) = _agents[writer];
            var after = before.Evolve(own, at);
            _agents[writer] = (version, after);
            Crossed("agent", before.State, after.State, fact);
        }
        else
        {
            var (version, before) = _groups[writer];
            var after = before.Evolve(fact, at);
            _groups[writer] = (version, after);
            if (fact is AttemptFact { Attempt: var id })
            {
                Crossed("attempt", before.Open[id].Attempt.State, after.Open[id].Attempt.State, fact);
            }
            else
            {
                world.Covered($"group {fact.GetType().Name}");
            }
        }
    }

    private void Crossed(string machine, object before, object after, DialingFact fact) => world.Covered(fact switch
    {
        AttemptFact.Ended ended => $"{machine} {before.GetType().Name}→{ended.Result} ({ended.Evidence.EndedBy})",
        AttemptFact.CancelOrdered or AttemptFact.MessageStarted or AttemptFact.Interrupted => $"{machine} {before.GetType().Name} {fact.GetType().Name}",
        _ => $"{machine} {before.GetType().Name}→{after.GetType().Name}",
    });

    private void Move(ChainId chain, ChainPlace place)
    {
        _takenFromHolder.Remove(chain);
        _chains[chain] = _chains[chain] with { Place = place };
    }

    private DialCandidate Candidate(Chain chain) => new(
        chain,
        world.Options.Plant != PlantedFault.LedgerForgetsSuppressions && _suppressed.Contains(chain.Current.Number),
        world.Options.Plant == PlantedFault.LedgerForgetsOpenNumbers ? null : ClosedUntil(chain.Current.Number),
        Today(chain.Current.Number));

    private Instant? ClosedUntil(PhoneNumber number) =>
        _open.ContainsKey(number) ? world.Now + DialAttempt.QuarantineAfter(World.Rules)
        : _peace.TryGetValue(number, out var peace) && peace > world.Now ? peace
        : _quarantine.TryGetValue(number, out var until) && until > world.Now ? until
        : null;

    private int Today(PhoneNumber number) =>
        _dialled.TryGetValue(number, out var calls) ? calls.Count(c => c.At > world.Now - Duration.FromHours(24)) : 0;

    private ImmutableArray<StoredOrder> UndeliveredOf(WriterId writer) =>
        [.. _outbox.Where(o => o.Value.Writer == writer).Select(static o => new StoredOrder(o.Key, o.Value.Order))];
}
