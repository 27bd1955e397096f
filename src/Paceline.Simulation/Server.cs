using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Groups;

namespace Paceline.Simulation;

/// <summary>The server process: one activation for each writer, and the link to the voice node. A crash takes all of it.</summary>
internal sealed class Server
{
    private readonly World _world;
    private readonly SortedDictionary<string, Host> _hosts = new(StringComparer.Ordinal);

    public Server(World world)
    {
        _world = world;
        Link = new(world, this);
    }

    public bool Up { get; private set; }

    public NodeLink Link { get; }

    public IEnumerable<GroupHost> Groups => _hosts.Values.OfType<GroupHost>();

    public IEnumerable<AgentHost> Agents => _hosts.Values.OfType<AgentHost>();

    public void Start()
    {
        Up = true;
        _world.Write("server starts");
        foreach (var group in _world.Ledger.GroupIds)
        {
            Group(group);
        }

        foreach (var agent in _world.Ledger.AgentIds)
        {
            Agent(agent);
        }

        Link.Reconnect();
    }

    /// <summary>Nothing in memory is left. Sometimes the old process was only paused, and wakes up beside the new one.</summary>
    public void Crash()
    {
        if (!Up)
        {
            return;
        }

        _world.Write("server crashes");
        _world.Covered("crash of server");
        Up = false;
        var old = _hosts.Values.ToList();
        var paused = _world.Chance.Happens(0.3);
        _hosts.Clear();
        foreach (var host in old)
        {
            host.Pause();
        }

        Link.Lost();
        var down = _world.Chance.Happens(0.25) ? _world.Chance.Seconds(60, 240) : _world.Chance.Seconds(1, 20);
        _world.After(down, () =>
        {
            Start();
            if (paused)
            {
                _world.Covered("old activation wakes up");
                _world.After(_world.Chance.Seconds(0.001, 1), () => old.ForEach(static h => h.WakeStale()));
            }
        });
    }

    public GroupHost Group(GroupId group) => Find(WriterId.Of(group), () => new GroupHost(_world, this, group));

    public AgentHost Agent(AgentId agent) => Find(WriterId.Of(agent), () => new AgentHost(_world, this, agent));

    /// <summary>The activation found that another has written.</summary>
    public void Forget(Host host)
    {
        if (_hosts.GetValueOrDefault(host.Writer.Value) == host)
        {
            _hosts.Remove(host.Writer.Value);
        }
    }

    private THost Find<THost>(WriterId writer, Func<THost> open)
        where THost : Host
    {
        if (!_hosts.TryGetValue(writer.Value, out var host))
        {
            _hosts.Add(writer.Value, host = open());
            host.Begin();
        }

        return (THost)host;
    }
}

/// <summary>The server's side of the voice seam: adopt, snapshot, reconcile, then the events after the last acknowledged one.</summary>
internal sealed class NodeLink(World world, Server server)
{
    private long _session;
    private long _sent;
    private long _acknowledged;
    private long _kept;
    private string _epoch = "";
    private Instant _lastArrival;
    private readonly SortedSet<long> _committed = [];

    /// <summary>Commands can go out.</summary>
    public bool Connected { get; private set; }

    /// <summary>What the node had kept when the link came up is committed: only now is no news a sign of anything.</summary>
    public bool CaughtUp => Connected && _acknowledged >= _kept;

    /// <summary>The network between server and node breaks: mostly for a moment, sometimes for minutes.</summary>
    public void Cut()
    {
        if (!Connected)
        {
            return;
        }

        world.Covered("link cut");
        Lost();
        if (world.Chance.Happens(0.3))
        {
            // The whole office is off: browsers too, and the node cannot say so.
            foreach (var agent in world.Ledger.AgentIds)
            {
                world.Node.Detach(agent);
            }
        }

        var back = world.Chance.Happens(0.6) ? world.Chance.Seconds(0.05, 1) : world.Chance.Seconds(2, 200);
        world.Write("link cut");
        world.After(back, Reconnect);
    }

    public void Lost()
    {
        Connected = false;
        _session++;
        world.Node.ServerGone();
    }

    public void Reconnect()
    {
        var session = ++_session;
        world.After(world.Chance.Seconds(0.05, 1), () =>
        {
            if (session == _session && server.Up && world.Node.Up)
            {
                Connect();
            }
        });
    }

    /// <summary>Sends what is new.</summary>
    public void Flow()
    {
        if (!Connected)
        {
            return;
        }

        foreach (var told in world.Node.EventsAfter(_sent))
        {
            _sent = told.Number;
            _lastArrival = Instant.Max(_lastArrival, world.Now + world.Chance.Seconds(0.001, world.Chance.Happens(0.02) ? 1.5 : 0.02));
            var session = _session;
            world.After(_lastArrival - world.Now, () =>
            {
                if (session == _session)
                {
                    Arrive(told, session);
                }
            });
        }
    }

    private void Connect()
    {
        var node = world.Node;
        node.Adopt();
        if (_epoch != node.Epoch)
        {
            (_epoch, _acknowledged) = (node.Epoch, 0);
        }

        Connected = true;
        _sent = _acknowledged;
        _kept = node.LastEvent;
        _committed.Clear();
        world.Write($"link to {_epoch}, events after {_acknowledged}");
        foreach (var group in world.Ledger.GroupIds)
        {
            var host = server.Group(group);
            host.Post(new GroupInput.NodeReported(new(_epoch), node.Known, host.OnTheWay), null);
        }

        foreach (var agent in world.Ledger.AgentIds)
        {
            var host = server.Agent(agent);
            if (host.State.Leg is { } leg && (leg.Epoch.Value != _epoch || !node.HasLeg(agent)))
            {
                host.Post(new AgentInput.LegDown(leg.Epoch, "The voice node was restarted"), null);
            }
        }

        Flow();
        ArmIfCaughtUp();
    }

    private void ArmIfCaughtUp()
    {
        if (CaughtUp)
        {
            foreach (var host in server.Groups)
            {
                host.Arm();
            }
        }
    }

    /// <summary>Acknowledged when its facts are committed.</summary>
    private void Arrive(NodeEvent told, long session)
    {
        void Done(Refusal? refusal)
        {
            if (session == _session)
            {
                _committed.Add(told.Number);
                while (_committed.Remove(_acknowledged + 1))
                {
                    _acknowledged++;
                }

                world.Node.Acknowledge(_acknowledged);
                ArmIfCaughtUp();
            }
        }

        if (told.Group is { } group)
        {
            world.Write($"event {told.Number} {Text.Of(((GroupInput.Called)told.ForGroup!).Attempt)} {((GroupInput.Called)told.ForGroup).What.GetType().Name}");
            server.Group(group).Post(told.ForGroup!, Done);
        }
        else
        {
            server.Agent(told.Agent!.Value).Post(told.ForAgent!, Done);
        }
    }
}
