using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Dispositions;
using Paceline.Dialing.Groups;

namespace Paceline.Simulation.Promises;

/// <summary>An outcome that was acknowledged is in the facts, once, as it was said, and its campaign group knows it in the end.</summary>
internal sealed class NothingLost(World world) : Promise(world)
{
    private readonly Dictionary<AttemptId, string> _set = [];
    private readonly Dictionary<AttemptId, string> _recorded = [];
    private readonly Dictionary<AttemptId, string> _acknowledged = [];
    private readonly Dictionary<AttemptId, string> _takenBack = [];

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
                    else if (fact is AgentFact.OutcomeTakenBack back)
                    {
                        Require(_set.Remove(back.Attempt, out var first), $"{back.Attempt} has no outcome and is taken back");
                        _takenBack[back.Attempt] = first!;
                        _acknowledged.Remove(back.Attempt);
                    }
                    else if (fact is AgentFact.UndoRefused stands)
                    {
                        _set[stands.Attempt] = _takenBack[stands.Attempt]; // The agent is told that what they chose anew does not count.
                        _acknowledged.Remove(stands.Attempt);
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
                case GroupFact.OutcomeReturned returned:
                    _finished.Remove(returned.Chain);
                    Require(
                        _open.TryAdd(returned.Chain, returned.Attempt) || _open[returned.Chain] == returned.Attempt,
                        $"chain {returned.Chain} is given back to {returned.Attempt} and is called by {_open.GetValueOrDefault(returned.Chain)}");
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

/// <summary>A promise to call is delivered, told as missed, disposed of by somebody's word, or still ahead: it is never silently gone.</summary>
internal sealed class CallbacksAreKept(World world) : Promise(world)
{
    private readonly Dictionary<ChainId, Callback> _ahead = [];
    private readonly Dictionary<AttemptId, string> _said = [];

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
                case GroupFact.OutcomeRecorded recorded:
                    _said[recorded.Attempt] = recorded.Outcome;
                    break;
                case GroupFact.OutcomeReturned returned:
                    _said.Remove(returned.Attempt);
                    _ = returned.Promise is { } promise ? _ahead[returned.Chain] = promise : null;
                    break;
                case GroupFact.CallbackMissed { ForGood: false } missed:
                    _ahead[missed.Chain] = missed.Callback with { Missed = true };
                    break;
                case GroupFact.CallbackChanged changed:
                    _ahead[changed.Chain] = changed.Callback;
                    break;
                case GroupFact.CallbackCancelled cancelled:
                    _ahead.Remove(cancelled.Chain);
                    break;
                case GroupFact.ChainChangeOrdered change:
                    Change(change, committed.Facts);
                    break;
            }
        }
    }

    private void Change(GroupFact.ChainChangeOrdered change, IReadOnlyList<DialingFact> facts)
    {
        var next = (change.Change as ChainChange.DueAgain)?.Callback;
        if (_ahead.Remove(change.Chain, out var before) && before.Booked != next?.Booked)
        {
            var isTold = facts.Any(f => f is GroupFact.CallbackMissed { ForGood: true } lost && lost.Callback.Booked == before.Booked);
            Require(
                isTold || (change.Attempt is { } attempt && IsDisposed(attempt, change.Change, next)),
                $"chain {change.Chain}: the promise of {before.Booked} is gone, and nobody was told");
        }

        if (next is not null)
        {
            _ahead[change.Chain] = next;
        }
    }

    /// <summary>Somebody was reached, another promise was made in its place, or an agent took the person out.</summary>
    private bool IsDisposed(AttemptId attempt, ChainChange change, Callback? next) =>
        next?.Booked == attempt
        || change is ChainChange.Finished { Why: "cancelled" or "do not call" }
        || (_said.TryGetValue(attempt, out var said) && said != Disposition.NotReached && World.Rules.Dispositions.Find(said) is not { Reached: false });

    public override void End()
    {
        var books = World.Ledger.GroupIds.SelectMany(id => World.Ledger.RowsOf(id).Callbacks.All).ToList();
        Require(
            books.ToDictionary(static c => c.Chain, static c => c.Callback.Booked) is var kept
                && kept.Count == _ahead.Count && kept.All(k => _ahead.GetValueOrDefault(k.Key)?.Booked == k.Value),
            $"the books have {books.Count} promises and the facts {_ahead.Count}");
        foreach (var (chain, _, due, isTaken) in books)
        {
            Require(!isTaken && World.Ledger.PlaceOf(chain) is ChainPlace.Queue, $"chain {chain} is promised for {due} and is {World.Ledger.PlaceOf(chain)}");
        }

        var told = World.Now - World.Rules.Callbacks.Grace - Duration.FromMinutes(1);
        foreach (var (chain, callback) in _ahead)
        {
            Require(callback.Missed || callback.At > told, $"chain {chain} was promised for {callback.At}; nobody called, and nobody was told");
        }
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
