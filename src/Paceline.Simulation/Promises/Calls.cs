using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;

namespace Paceline.Simulation.Promises;

/// <summary>No two INVITEs to one number at a time, none twice, none before its attempt is committed, none after its attempt was given up.
/// A line whose node has died is held until its final response: after an answer nobody rings any more, and no node can say BYE.</summary>
internal sealed class NeverTwice(World world) : Promise(world)
{
    private readonly Dictionary<PhoneNumber, AttemptId> _lines = [];
    private readonly HashSet<AttemptId> _ordered = [];
    private readonly HashSet<AttemptId> _invited = [];
    private readonly HashSet<AttemptId> _over = [];
    private readonly HashSet<AttemptId> _answered = [];
    private readonly HashSet<AttemptId> _orphaned = [];

    public override void Saw(Sight sight)
    {
        switch (sight)
        {
            case Sight.Answered answered:
                _answered.Add(answered.Attempt);
                LetGo(answered.Attempt);
                break;
            case Sight.LineOrphaned orphaned:
                _orphaned.Add(orphaned.Attempt);
                LetGo(orphaned.Attempt);
                break;
            case Sight.Committed committed:
                foreach (var fact in committed.Facts.OfType<AttemptFact>())
                {
                    _ = fact is AttemptFact.Ordered && _ordered.Add(fact.Attempt);
                    _ = fact is AttemptFact.Ended or AttemptFact.Interrupted or AttemptFact.Withdrawn && _over.Add(fact.Attempt);
                }

                break;
            case Sight.Invited invited:
                Require(_ordered.Contains(invited.Attempt), $"INVITE {invited.Attempt} left before its attempt was committed");
                Require(!_over.Contains(invited.Attempt), $"INVITE {invited.Attempt} left after its attempt was closed");
                Require(_invited.Add(invited.Attempt), $"INVITE {invited.Attempt} left twice");
                Require(
                    _lines.TryAdd(invited.Number, invited.Attempt),
                    $"{invited.Number.Dialable} is called by {invited.Attempt} while {_lines.GetValueOrDefault(invited.Number)} still has it");
                break;
            case Sight.LineClosed closed when _lines.GetValueOrDefault(closed.Number) == closed.Attempt:
                _lines.Remove(closed.Number);
                break;
        }
    }

    private void LetGo(AttemptId attempt)
    {
        if (_answered.Contains(attempt) && _orphaned.Contains(attempt))
        {
            foreach (var number in _lines.Where(l => l.Value == attempt).Select(static l => l.Key).ToList())
            {
                _lines.Remove(number);
            }
        }
    }
}

/// <summary>Every INVITE: within the window where the number is, before its permission ends, no Do Not Call before its commit, no more than the
/// day's attempts, but for a call that was promised, and none to a person who was left alone.</summary>
internal sealed class WithinTheLaw(World world) : Promise(world)
{
    private readonly HashSet<PhoneNumber> _suppressed = [];
    private readonly Dictionary<AttemptId, (PhoneNumber Number, string Zone, ChainId Chain, bool IsPromised)> _attempts = [];
    private readonly HashSet<ChainId> _promised = [];
    private readonly HashSet<ChainId> _leftAlone = [];
    private readonly Dictionary<AttemptId, Instant> _validUntil = [];
    private readonly Dictionary<PhoneNumber, List<Instant>> _calls = [];

    public override void Saw(Sight sight)
    {
        switch (sight)
        {
            case Sight.Suppressed suppressed:
                _suppressed.Add(suppressed.Number);
                break;
            case Sight.Committed committed:
                foreach (var fact in committed.Facts)
                {
                    if (fact is GroupFact.AttemptBegan begun)
                    {
                        var record = begun.Chain.Records[begun.Chain.Position];
                        _attempts[begun.Attempt] = (
                            record.Number, record.Zone, begun.Chain.Id, _promised.Contains(begun.Chain.Id) && begun.Chain.Streak.Count == 0);
                    }
                    else if (fact is GroupFact.ChainChangeOrdered change)
                    {
                        _ = change.Change is ChainChange.DueAgain { Callback: not null } ? _promised.Add(change.Chain) : _promised.Remove(change.Chain);
                    }
                    else if (fact is GroupFact.CallbackCancelled cancelled)
                    {
                        _promised.Remove(cancelled.Chain);
                    }
                    else if (fact is AttemptFact.Ended ended && AttemptFact.IsAbandonment(ended.Result))
                    {
                        _leftAlone.Add(_attempts[ended.Attempt].Chain);
                    }
                    else if (fact is AttemptFact.Ordered ordered)
                    {
                        Require(!_suppressed.Contains(_attempts[ordered.Attempt].Number), $"{ordered.Attempt} is ordered to a number on the Do Not Call list");
                        _validUntil[ordered.Attempt] = ordered.ValidUntil;
                    }
                }

                break;
            case Sight.Invited invited:
                Judge(invited);
                break;
        }
    }

    private void Judge(Sight.Invited invited)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(_attempts[invited.Attempt].Zone);
        Require(zone is not null, $"{invited.Attempt} is dialled where nobody knows the time");
        var hour = World.Now.InZone(zone!).TimeOfDay;
        Require(hour >= new LocalTime(8, 0) && hour < new LocalTime(21, 0), $"{invited.Attempt} is dialled at {hour} there");
        Require(World.Now < _validUntil[invited.Attempt], $"{invited.Attempt} is dialled after its permission");

        var calls = _calls.TryGetValue(invited.Number, out var known) ? known : _calls[invited.Number] = [];
        calls.Add(World.Now);
        var today = calls.Count(at => at > World.Now - Duration.FromHours(24));
        Require(!_leftAlone.Contains(_attempts[invited.Attempt].Chain), $"{invited.Attempt} is dialled to a person who was left alone");
        Require(
            today <= World.Rules.AttemptsPerNumberPerDay || _attempts[invited.Attempt].IsPromised,
            $"{invited.Number.Dialable} is called {today} times a day");
    }
}

/// <summary>Who picks up hears an agent or the message within the answer limit and one tick, or has hung up before. The answer travels
/// to the node first, and the line is judged from there.</summary>
internal sealed class NoSilentLine(World world) : Promise(world)
{
    private static readonly Duration _travelAndTick = Duration.FromMilliseconds(150 + 20);

    private readonly Queue<(AttemptId Attempt, Instant Deadline)> _deadlines = new();
    private readonly HashSet<AttemptId> _waiting = [];

    public override void Saw(Sight sight)
    {
        switch (sight)
        {
            case Sight.Answered { NodeAlive: true } answered:
                _waiting.Add(answered.Attempt);
                _deadlines.Enqueue((answered.Attempt, World.Now + World.Rules.AnswerLimit + _travelAndTick));
                break;
            case Sight.Heard heard:
                _waiting.Remove(heard.Attempt);
                break;
            case Sight.LineClosed closed:
                _waiting.Remove(closed.Attempt);
                break;
            case Sight.LineOrphaned orphaned:
                _waiting.Remove(orphaned.Attempt);
                break;
        }
    }

    public override void Step()
    {
        while (_deadlines.TryPeek(out var next) && World.Now > next.Deadline)
        {
            _deadlines.Dequeue();
            Require(!_waiting.Contains(next.Attempt), $"{next.Attempt} was answered and heard nobody");
        }
    }
}

/// <summary>No agent on two lines; no conversation on the workspace that the node does not have, and none twice; an agent is reserved for
/// another call only after the last line is closed.</summary>
internal sealed class OneConversation(World world) : Promise(world)
{
    private readonly Dictionary<AgentId, AttemptId> _lines = [];
    private readonly HashSet<(AttemptId, AgentId)> _bridged = [];
    private readonly HashSet<AttemptId> _connected = [];

    public override void Saw(Sight sight)
    {
        switch (sight)
        {
            case Sight.Bridged bridged:
                Require(
                    _lines.TryAdd(bridged.Agent, bridged.Attempt),
                    $"{bridged.Agent} is put on {bridged.Attempt} and is on {_lines.GetValueOrDefault(bridged.Agent)}");
                _bridged.Add((bridged.Attempt, bridged.Agent));
                break;
            case Sight.BridgeEnded { Attempt: var ended }:
                Leave(ended);
                break;
            case Sight.LineOrphaned { Attempt: var orphaned }:
                Leave(orphaned);
                break;
            case Sight.Committed committed:
                foreach (var connected in committed.Facts.OfType<AgentFact.Connected>())
                {
                    Require(_bridged.Contains((connected.Attempt, connected.Agent)), $"{connected.Agent} sees {connected.Attempt} and does not hear it");
                    Require(_connected.Add(connected.Attempt), $"{connected.Agent} sees {connected.Attempt} a second time");
                }

                foreach (var reserved in committed.Facts.OfType<AgentFact.Reserved>())
                {
                    Require(!_lines.ContainsKey(reserved.Agent), $"{reserved.Agent} is reserved for {reserved.Attempt} during a conversation");
                }

                break;
        }
    }

    private void Leave(AttemptId attempt)
    {
        foreach (var agent in _lines.Where(l => l.Value == attempt).Select(static l => l.Key).ToList())
        {
            _lines.Remove(agent);
        }
    }
}

/// <summary>An INVITE leaves only for an agent who confirmed this attempt, and no agent has two attempts under way; one that is dialled
/// ahead leaves only by a pacing decision that its own figures allow, and is connected only with an agent who confirmed it.</summary>
internal sealed class AgentBeforeDial(World world) : Promise(world)
{
    private readonly HashSet<(AgentId, AttemptId)> _confirmed = [];
    private readonly Dictionary<AttemptId, AgentId> _agents = [];
    private readonly Dictionary<AgentId, AttemptId> _underWay = [];

    public override void Saw(Sight sight)
    {
        if (sight is not Sight.Committed committed)
        {
            return;
        }

        var allowed = 0;
        foreach (var fact in committed.Facts)
        {
            switch (fact)
            {
                case GroupFact.PacingDecided { Why: var why }:
                    allowed = why.IsAllowed ? why.Launch : 0;
                    break;
                case GroupFact.DialedAhead ahead:
                    Require(--allowed >= 0, $"{ahead.Attempt} is dialled ahead, and the decision before it does not allow so many");
                    break;
                case AttemptFact.AgentAssigned assigned:
                    _agents[assigned.Attempt] = assigned.Agent;
                    break;
                case AttemptFact.BridgeOrdered { Attempt: var bridged }:
                    Require(_confirmed.Contains((_agents[bridged], bridged)), $"{bridged} is connected before {_agents[bridged]} was reserved for it");
                    break;
                case AgentFact.Reserved reserved:
                    _confirmed.Add((reserved.Agent, reserved.Attempt));
                    break;
                case AgentFact.PreviewOpened opened:
                    _confirmed.Add((opened.Agent, opened.Attempt));
                    break;
                case GroupFact.ReservationOrdered reserve:
                    _agents[reserve.Attempt] = reserve.Agent;
                    break;
                case AttemptFact.Ordered { Attempt: var id } when _agents.TryGetValue(id, out var agent):
                    Require(_confirmed.Contains((agent, id)), $"{id} is dialled before {agent} was reserved for it");
                    Require(_underWay.TryAdd(agent, id), $"{id} is dialled for {agent}, who has {_underWay.GetValueOrDefault(agent)} under way");
                    break;
                case AttemptFact.Ended or AttemptFact.Interrupted when _agents.TryGetValue(((AttemptFact)fact).Attempt, out var was)
                    && _underWay.GetValueOrDefault(was) == ((AttemptFact)fact).Attempt:
                    _underWay.Remove(was);
                    break;
            }
        }
    }
}
