using System.Globalization;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Groups;
using Paceline.Simulation.Promises;

namespace Paceline.Simulation;

/// <summary>What a node tells the server: a number without gaps, and an input for one writer.</summary>
internal sealed record NodeEvent(long Number, GroupId? Group, GroupInput? ForGroup, AgentId? Agent, AgentInput? ForAgent);

/// <summary>What a node says to a command.</summary>
internal enum NodeAnswer
{
    Taken,
    Refused,

    /// <summary>The call is over, or hears the message: no agent can have it.</summary>
    TooLate,

    /// <summary>That epoch has ended.</summary>
    Over,
}

/// <summary>The voice node by its contract (voice.proto): commands have the effect of one, an ended epoch is refused, events are kept until
/// acknowledged, and without a server for 5 s nobody is called, ringing calls are taken back, answered ones hear the message and
/// conversations go on.</summary>
internal sealed class VoiceNode(World world)
{
    private static readonly Duration _lease = Duration.FromSeconds(5);
    private static readonly Duration _tick = Duration.FromMilliseconds(20);
    private static readonly Duration _messageLength = Duration.FromSeconds(4);

    private readonly Dictionary<AttemptId, Line> _lines = [];
    private readonly HashSet<AttemptId> _seen = [];
    private readonly SortedDictionary<string, bool> _legs = new(StringComparer.Ordinal);
    private readonly List<NodeEvent> _events = [];
    private int _life = 1;
    private long _number;
    private bool _leased = true;
    private long _cut;

    public string Epoch => string.Create(CultureInfo.InvariantCulture, $"n{_life}");

    public bool Up { get; private set; } = true;

    /// <summary>Attempts whose end is not acknowledged.</summary>
    public IReadOnlyList<AttemptId> Known => [.. _lines.Keys];

    public long LastEvent => _number;

    public bool HasLeg(AgentId agent) => _legs.GetValueOrDefault(agent.Value);

    public IReadOnlyList<NodeEvent> EventsAfter(long number) => [.. _events.Where(e => e.Number > number)];

    public void Crash()
    {
        if (!Up)
        {
            return;
        }

        world.Write($"node {Epoch} crashes");
        world.Covered("crash of node");
        Up = false;
        foreach (var line in _lines.Values.Where(static l => !l.Over))
        {
            world.See(new Sight.LineOrphaned(line.Far.Attempt));
        }

        _lines.Clear();
        _seen.Clear();
        _legs.Clear();
        _events.Clear();
        _number = 0;
        world.Server.Link.Lost();
        world.After(world.Chance.Seconds(1, 30), () =>
        {
            _life++;
            Up = true;
            world.Write($"node {Epoch} starts");
            world.Server.Link.Reconnect();
        });
    }

    // ---- The server ---------------------------------------------------------------------------------------------------

    public void Adopt()
    {
        _cut++;
        _leased = true;
    }

    public void ServerGone()
    {
        var (cut, life) = (++_cut, _life);
        world.After(_lease, () =>
        {
            if (cut != _cut || life != _life || !Up)
            {
                return;
            }

            _leased = false;
            world.Covered("lease lost");
            foreach (var line in _lines.Values.Where(static l => !l.Over).ToList())
            {
                if (!line.Answered)
                {
                    Cancel(line, EndedBy.LeaseLost);
                }
                else if (line.Bridged is null)
                {
                    PlayMessage(line);
                }
            }
        });
    }

    public void Acknowledge(long through)
    {
        foreach (var done in _events.Where(e => e.Number <= through && e.ForGroup is GroupInput.Called { What: AttemptInput.CallOver }))
        {
            _lines.Remove(((GroupInput.Called)done.ForGroup!).Attempt);
        }

        _events.RemoveAll(e => e.Number <= through);
    }

    public NodeAnswer Take(Order.ToNode order)
    {
        if (order.Epoch.Value != Epoch)
        {
            return NodeAnswer.Over;
        }

        switch (order.Command)
        {
            case CallCommand.Originate originate:
                return Originate(originate);
            case CallCommand.HangUp hangUp when _lines.TryGetValue(hangUp.Attempt, out var line) && !line.Over:
                if (line.Answered)
                {
                    HangUp(line, EndedBy.HangUp);
                }
                else
                {
                    Cancel(line, EndedBy.HangUp);
                }

                return NodeAnswer.Taken;
            case CallCommand.Bridge bridge:
                return Bridge(bridge);
            default:
                return NodeAnswer.Taken; // An unknown attempt is done already; holding changes no state of a call.
        }
    }

    private NodeAnswer Originate(CallCommand.Originate order)
    {
        if (_seen.Contains(order.Attempt))
        {
            return NodeAnswer.Taken;
        }

        if (!_leased || world.Now >= order.ValidUntil)
        {
            return NodeAnswer.Refused;
        }

        _seen.Add(order.Attempt);
        var far = world.Carrier.Invite(order.Attempt, order.Number, Epoch);
        var line = new Line(far, order, world.Now);
        _lines.Add(order.Attempt, line);
        Tell(line, new AttemptInput.InviteLeft());
        Later(order.RingTimeout, () =>
        {
            if (!line.Over && !line.Answered)
            {
                Cancel(line, EndedBy.RingTimeout);
            }
        });
        return NodeAnswer.Taken;
    }

    // ---- Agents' legs -------------------------------------------------------------------------------------------------

    public void Attach(AgentId agent)
    {
        if (!HasLeg(agent))
        {
            _legs[agent.Value] = true;
            Tell(agent, new AgentInput.LegUp(new(Epoch), Browser: true));
        }
    }

    /// <summary>The browser is gone. A conversation stays up without it.</summary>
    public void Detach(AgentId agent)
    {
        if (HasLeg(agent))
        {
            _legs[agent.Value] = false;
            Tell(agent, new AgentInput.LegDown(new(Epoch), "The browser is gone"));
        }
    }

    // ---- The far end --------------------------------------------------------------------------------------------------

    public void Alerted(FarEnd far)
    {
        if (Live(far) is { Answered: false } line)
        {
            Tell(line, new AttemptInput.Alerting());
        }
    }

    public void Refused(FarEnd far, int sipCode, int q850)
    {
        if (Live(far) is { } line)
        {
            Over(line, line.Cancelling ?? EndedBy.FarEnd, sipCode, q850);
        }
    }

    public void HungUp(FarEnd far)
    {
        if (Live(far) is { } line)
        {
            Over(line, EndedBy.FarEnd, 200, 0);
        }
    }

    public void Answered(FarEnd far)
    {
        if (Live(far) is not { } line)
        {
            return;
        }

        line.AnsweredAt = world.Now;
        if (line.Cancelling is not null)
        {
            world.Covered("answer crossed cancel");
            HangUp(line, EndedBy.CancelCrossedAnswer);
            return;
        }

        Tell(line, new AttemptInput.PersonAnswered());
        if (line.Order.Agent is { } agent && HasLeg(agent) && (!Talks(agent) || world.Options.Plant == PlantedFault.NodeBridgesToABusyAgent))
        {
            Bridge(line, agent);
        }
        else if (world.Options.Plant == PlantedFault.NodeBridgesToABusyAgent
            && _lines.Values.FirstOrDefault(static l => l is { Bridged: not null, Over: false }) is { Bridged: { } busy })
        {
            Bridge(line, busy);
        }
        else if (!_leased)
        {
            PlayMessage(line);
        }
        else if (world.Options.Plant != PlantedFault.NodeForgetsAnswerLimit)
        {
            Later(line.Order.AnswerLimit, () => PlayMessage(line));
        }
    }

    private bool Talks(AgentId agent) => _lines.Values.Any(l => !l.Over && l.Bridged == agent);

    /// <summary>The server has found an agent for somebody who answered a call that was dialled ahead.</summary>
    private NodeAnswer Bridge(CallCommand.Bridge order)
    {
        if (!_lines.TryGetValue(order.Attempt, out var line) || line.Over || line.MessagePlayed || !line.Answered)
        {
            return NodeAnswer.TooLate;
        }

        if (line.Bridged is null && (!HasLeg(order.Agent) || Talks(order.Agent)))
        {
            return NodeAnswer.Refused;
        }

        if (line.Bridged is null)
        {
            Bridge(line, order.Agent);
        }

        return NodeAnswer.Taken;
    }

    private void Bridge(Line line, AgentId agent)
    {
        line.Bridged = agent;
        Tell(line, new AttemptInput.BridgeMade());
        world.See(new Sight.Bridged(line.Far.Attempt, agent));
        Later(_tick, () => HearIfLive(line, agent.Value));
    }

    private void PlayMessage(Line line)
    {
        if (line.Over || line.Bridged is not null || line.MessagePlayed)
        {
            return;
        }

        line.MessagePlayed = true;
        Tell(line, new AttemptInput.MessageBegan());
        HearIfLive(line, "message");
        Later(_messageLength, () => HangUp(line, EndedBy.AnswerLimit));
    }

    private void HearIfLive(Line line, string whom)
    {
        if (!line.Over && !line.Far.Over)
        {
            world.Carrier.Hear(line.Far, whom);
        }
    }

    private void Cancel(Line line, EndedBy by)
    {
        if (line.Cancelling is null)
        {
            line.Cancelling = by;
            world.Write($"CANCEL {Text.Of(line.Far.Attempt)} {by}");
            world.After(world.Carrier.Travel, () => CancelArrives(line.Far));
        }
    }

    private void CancelArrives(FarEnd far)
    {
        if (!far.Answered)
        {
            world.Carrier.End(far);
        }
    }

    /// <summary>BYE; for us it is over at once.</summary>
    private void HangUp(Line line, EndedBy by)
    {
        if (!line.Over)
        {
            world.After(world.Carrier.Travel, () => world.Carrier.End(line.Far));
            Over(line, by, 200, 0);
        }
    }

    private void Over(Line line, EndedBy by, int sipCode, int q850)
    {
        line.Over = true;
        world.See(new Sight.BridgeEnded(line.Far.Attempt));
        Tell(line, new AttemptInput.CallOver(new Evidence(
            sipCode, q850, "", by, line.Far.Call is PhoneCall.Fax && line.Answered ? Heard.Fax : Heard.Nothing,
            InviteLeft: true, line.Answered, line.Bridged is not null, line.MessagePlayed, Media: line.Answered && line.Far.Call is not PhoneCall.Silent,
            Since(line, line.AnsweredAt), 0, Since(line, world.Now))));
    }

    private static long Since(Line line, Instant? at) => at is { } then ? (long)(then - line.InvitedAt).TotalMilliseconds : 0;

    private Line? Live(FarEnd far) => _lines.TryGetValue(far.Attempt, out var line) && !line.Over ? line : null;

    private void Later(Duration delay, Action what)
    {
        var life = _life;
        world.After(delay, () =>
        {
            if (life == _life && Up)
            {
                what();
            }
        });
    }

    private void Tell(Line line, AttemptInput what) =>
        Tell(new NodeEvent(++_number, line.Order.Group, new GroupInput.Called(line.Far.Attempt, what), null, null));

    private void Tell(AgentId agent, AgentInput what) => Tell(new NodeEvent(++_number, null, null, agent, what));

    private void Tell(NodeEvent told)
    {
        _events.Add(told);
        world.Server.Link.Flow();
    }

    private sealed class Line(FarEnd far, CallCommand.Originate order, Instant invitedAt)
    {
        public FarEnd Far { get; } = far;

        public CallCommand.Originate Order { get; } = order;

        public Instant InvitedAt { get; } = invitedAt;

        public Instant? AnsweredAt { get; set; }

        public bool Answered => AnsweredAt is not null;

        /// <summary>Who is on the line; null: nobody yet.</summary>
        public AgentId? Bridged { get; set; }

        public bool MessagePlayed { get; set; }

        public EndedBy? Cancelling { get; set; }

        public bool Over { get; set; }
    }
}
