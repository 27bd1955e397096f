using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;

namespace Paceline.Simulation.Promises;

/// <summary>An outcome that was acknowledged is in the facts, once, as it was said, and its campaign group knows it in the end.</summary>
internal sealed class NothingLost(World world) : Promise(world)
{
    private readonly Dictionary<AttemptId, string> _set = [];
    private readonly Dictionary<AttemptId, string> _recorded = [];
    private readonly Dictionary<AttemptId, string> _acknowledged = [];

    public override void Saw(Sight sight)
    {
        switch (sight)
        {
            case Sight.Committed committed:
                foreach (var fact in committed.Facts)
                {
                    if (fact is AgentFact.OutcomeSet set)
                    {
                        Require(_set.TryAdd(set.Attempt, set.Outcome), $"{set.Attempt} has an outcome twice");
                    }
                    else if (fact is GroupFact.OutcomeRecorded recorded)
                    {
                        _recorded[recorded.Attempt] = recorded.Outcome;
                    }
                }

                break;
            case Sight.Acknowledged saved:
                Require(_set.GetValueOrDefault(saved.Attempt) == saved.Outcome, $"{saved.Attempt}: \"{saved.Outcome}\" was acknowledged and is not stored");
                _acknowledged[saved.Attempt] = saved.Outcome;
                break;
        }
    }

    public override void End()
    {
        foreach (var (attempt, outcome) in _set)
        {
            Require(_recorded.GetValueOrDefault(attempt) == outcome, $"{attempt}: \"{outcome}\" never reached its campaign group");
        }

        Require(_acknowledged.All(a => _set[a.Key] == a.Value), "an acknowledged outcome has changed");
    }
}

/// <summary>The figures of a campaign group are what a count of its facts gives.</summary>
internal sealed class CountsAddUp(World world) : Promise(world)
{
    private sealed class Life
    {
        public bool Left { get; set; }

        public bool Answered { get; set; }

        public bool Abandoned { get; set; }

        public bool Over { get; set; }

        public string Result { get; set; } = "";
    }

    private readonly Dictionary<(string Writer, AttemptId Attempt), Life> _lives = [];
    private readonly Dictionary<string, int> _connected = new(StringComparer.Ordinal);
    private Instant _next;

    public override void Saw(Sight sight)
    {
        if (sight is not Sight.Committed committed || !committed.Writer.Value.StartsWith("group/", StringComparison.Ordinal))
        {
            return;
        }

        foreach (var fact in committed.Facts.OfType<AttemptFact>())
        {
            var key = (committed.Writer.Value, fact.Attempt);
            var life = _lives.TryGetValue(key, out var known) ? known : _lives[key] = new();
            life.Left |= fact is AttemptFact.Placed or AttemptFact.Alerted or AttemptFact.Answered || fact is AttemptFact.Ended { Evidence.InviteLeft: true };
            life.Answered |= fact is AttemptFact.Answered || fact is AttemptFact.Ended { Evidence.Answered: true };
            life.Abandoned |= AttemptFact.IsAbandonment(fact);
            life.Over |= fact is AttemptFact.Ended or AttemptFact.Interrupted;
            life.Result = fact switch
            {
                AttemptFact.Ended ended => ended.Result.ToString(),
                AttemptFact.Interrupted => "Interrupted",
                _ => life.Result,
            };
            if (fact is AttemptFact.Bridged)
            {
                _connected[committed.Writer.Value] = _connected.GetValueOrDefault(committed.Writer.Value) + 1;
            }
        }
    }

    public override void Step()
    {
        // Counting everything after every event would be most of the run; every minute is enough to blame an event.
        if (World.Now >= _next)
        {
            _next = World.Now + Duration.FromMinutes(1);
            Count();
        }
    }

    public override void End() => Count();

    private void Count()
    {
        foreach (var group in World.Ledger.GroupIds)
        {
            var writer = WriterId.Of(group).Value;
            var mine = _lives.Where(l => l.Key.Writer == writer).Select(static l => l.Value).ToList();
            var counted = (
                Placed: mine.Count(static l => l.Left),
                Dialing: mine.Count(static l => l is { Left: true, Answered: false, Over: false }),
                Answered: mine.Count(static l => l.Answered),
                Connected: _connected.GetValueOrDefault(writer),
                Abandoned: mine.Count(static l => l.Abandoned),
                Interrupted: mine.Count(static l => l.Result == "Interrupted"));
            Compare("stored", World.Ledger.RowsOf(group).Counts, counted);
            if (World.Server.Up && World.Server.Group(group) is { Idle: true } host)
            {
                Compare("shown", host.State.Counts, counted);
            }
        }
    }

    private void Compare(string which, GroupCounts counts, (int Placed, int Dialing, int Answered, int Connected, int Abandoned, int Interrupted) counted) =>
        Require(
            (counts.Placed, counts.Dialing, counts.Answered, counts.Connected, counts.Abandoned, counts.Interrupted) == counted,
            $"figures {which} are {counts} and the facts say {counted}");
}

/// <summary>Every chain is in exactly one place, and it is the place its facts say.</summary>
internal sealed class ChainsAreKept(World world) : Promise(world)
{
    private readonly int _chains = world.Options.Groups * world.Options.ChainsPerGroup;
    private readonly Dictionary<ChainId, AttemptId> _open = [];
    private readonly HashSet<ChainId> _finished = [];

    public override void Saw(Sight sight)
    {
        if (sight is not Sight.Committed committed)
        {
            return;
        }

        foreach (var fact in committed.Facts)
        {
            switch (fact)
            {
                case GroupFact.AttemptBegan begun:
                    Require(!_finished.Contains(begun.Chain.Id), $"chain {begun.Chain.Id} is finished and dialled again");
                    Require(_open.TryAdd(begun.Chain.Id, begun.Attempt), $"chain {begun.Chain.Id} has two open attempts");
                    break;
                case GroupFact.ChainChangeOrdered change:
                    Require(
                        change.Attempt is { } attempt
                            ? _open.GetValueOrDefault(change.Chain) == attempt && _open.Remove(change.Chain) : !_open.ContainsKey(change.Chain),
                        $"chain {change.Chain} is changed by {change.Attempt}, which does not have it");
                    _ = change.Change is ChainChange.Finished && _finished.Add(change.Chain);
                    break;
            }
        }

        foreach (var chain in _open.Keys)
        {
            Require(World.Ledger.PlaceOf(chain) is ChainPlace.Open, $"chain {chain} has an open attempt and is {World.Ledger.PlaceOf(chain)}");
        }
    }

    public override void Step() => Require(World.Ledger.ChainCount == _chains, "a chain is lost");

    public override void End()
    {
        Require(World.Ledger.Chains.Count(static c => c.Place is ChainPlace.Open) == _open.Count, "open chains and open attempts differ");
        Require(World.Ledger.Chains.Count(static c => c.Place is ChainPlace.Finished) == _finished.Count, "finished chains and their facts differ");
    }
}

/// <summary>Nobody waits for something that cannot come: no reservation outlives its call, and after the last call all is at rest.</summary>
internal sealed class ComesToRest(World world) : Promise(world)
{
    public override void End()
    {
        foreach (var agent in World.Ledger.AgentIds)
        {
            var state = World.Ledger.RowsOf(agent).State;
            Require(state is AgentState.SignedOut, $"{agent} is left {state}");
        }

        foreach (var group in World.Ledger.GroupIds.Select(World.Ledger.RowsOf))
        {
            Require(!group.Running, $"{group.Id} still runs");
            Require(group.Open.IsEmpty, $"{group.Id} has open attempts: {string.Join(", ", group.Open.Values)}");
            Require(group.Free.IsEmpty, $"{group.Id} believes that agents wait: {string.Join(", ", group.Free.Keys)}");
        }

        Require(World.Ledger.Undelivered == 0, $"{World.Ledger.Undelivered} orders were never delivered");
        Require(!World.Ledger.Chains.Any(static c => c.Place is ChainPlace.Lease), "a chain is left in a lease");
    }
}
