using System.Globalization;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;
using Paceline.Simulation.Promises;

namespace Paceline.Simulation;

/// <summary>A small call centre under one seed and one clock: the machines that dial in production, and around them a ledger, a server,
/// a voice node, a carrier, people and agents that are not always lucky. Events happen one at a time, in the order of (time, number).</summary>
public sealed class World
{
    /// <summary>Time after the faults in which everything must come to rest: the longest call and its wrap-up, twice.</summary>
    private static readonly Duration _rest = Duration.FromMinutes(14);

    private static readonly string[] _zones = ["America/New_York", "America/Chicago", "America/Los_Angeles", "Europe/London", "Nowhere/Else"];

    private readonly PriorityQueue<Action, (Instant At, long Number)> _events = new();
    private readonly SortedDictionary<string, int> _coverage = new(StringComparer.Ordinal);
    private readonly Logbook _log;
    private readonly Promise[] _promises;
    private long _number;

    private World(ulong seed, WorldOptions options)
    {
        Seed = seed;
        Options = options;
        Chance = Chance.Of(seed, "world");
        People = new(seed);
        Now = Instant.FromUtc(2026, 3, 2, 14, 0) + Chance.Between(Duration.Zero, Duration.FromHours(12));
        Begin = Now;
        _log = new(options.KeepLog);
        Ledger = new(this);
        Carrier = new(this);
        Node = new(this);
        Server = new(this);
        _promises = Promise.All(this);
    }

    public static RunReport Run(ulong seed, WorldOptions options)
    {
        var world = new World(seed, options);
        return world.Run();
    }

    internal ulong Seed { get; }

    internal WorldOptions Options { get; }

    internal Chance Chance { get; }

    internal People People { get; }

    internal Instant Now { get; private set; }

    internal Instant Begin { get; }

    /// <summary>Supervisors have gone home: nothing breaks any more, nobody starts anything.</summary>
    internal bool Ending => Now >= Begin + Options.Length;

    internal Ledger Ledger { get; }

    internal Carrier Carrier { get; }

    internal VoiceNode Node { get; }

    internal Server Server { get; }

    internal int Crashes { get; private set; }

    /// <summary>Everything of the product at its defaults, but for shorter waits, so that an hour sees whole chains.</summary>
    internal static CampaignRules Rules { get; } = CampaignRules.Default with
    {
        RetryInterval = Duration.FromMinutes(6),
        WrapUpLimit = Duration.FromSeconds(90),
        Callbacks = CallbackRules.Default with { Grace = Duration.FromMinutes(4) },
    };

    internal void After(Duration delay, Action what) => _events.Enqueue(what, (Now + delay, _number++));

    internal void Write(string line) => _log.Write(string.Create(CultureInfo.InvariantCulture, $"{(Now - Begin).TotalSeconds,9:0.000} {line}"));

    internal void Covered(string corner) => _coverage[corner] = _coverage.GetValueOrDefault(corner) + 1;

    internal void See(Sight sight)
    {
        foreach (var promise in _promises)
        {
            promise.Saw(sight);
        }
    }

    internal PromiseBrokenException Broken(string promise, string message) =>
        new(Seed, promise, $"{message}\n{string.Join('\n', _log.Last)}");

    private RunReport Run()
    {
        Fill();
        Server.Start();
        foreach (var group in Ledger.GroupIds)
        {
            new Supervisor(this, group).Begin();
        }

        foreach (var agent in Ledger.AgentIds)
        {
            new Operator(this, agent).Begin();
        }

        Trouble(Options.ServerCrashesPerHour, () => Crash(Server.Crash));
        Trouble(Options.NodeCrashesPerHour, () => Crash(Node.Crash));
        Trouble(Options.LinkCutsPerHour, Server.Link.Cut);
        Trouble(Options.SuppressionsPerHour, Suppress);

        var end = Begin + Options.Length + _rest;
        var steps = 0;
        while (_events.TryDequeue(out var what, out var key) && key.At < end)
        {
            Now = key.At;
            steps++;
            what();
            foreach (var promise in _promises)
            {
                promise.Step();
            }
        }

        foreach (var promise in _promises)
        {
            promise.End();
        }

        return new(
            Seed, (Now - Begin).TotalHours, Ledger.AgentIds.Count, Options.Groups * Options.ChainsPerGroup, Crashes, steps, _log.Hash, _coverage, _log.All);
    }

    /// <summary>Chains of one to three numbers out of a pool that the groups share.</summary>
    private void Fill()
    {
        for (var g = 0; g < Options.Groups; g++)
        {
            var group = new GroupId($"g{g + 1}");
            var ahead = Chance.Of(Seed, group.Value).Happens(0.5);
            var first = CampaignGroup.Loaded(group, Rules) with { Mode = ahead ? DialMode.Predictive : DialMode.Progressive };
            Ledger.Add(ahead && Chance.Of(Seed, $"{group.Value}/second day").Happens(0.5) ? SecondDay.Of(first, Now) : first);
            for (var a = 0; a < Options.AgentsPerGroup; a++)
            {
                Ledger.Add(new AgentId($"a{(g * Options.AgentsPerGroup) + a + 1}"), group);
            }

            for (var c = 0; c < Options.ChainsPerGroup; c++)
            {
                var id = (g * Options.ChainsPerGroup) + c + 1;
                var zone = _zones[Chance.Happens(0.02) ? 4 : Chance.Below(4)];
                var records = Enumerable.Range(0, 1 + Chance.Below(3)).Select(r => new CallingRecord(new RecordId((id * 10) + r), Number(), zone));
                Ledger.Add(group, new Chain(new ChainId(id), [.. records], 0, 0, Streak.None), Now + Chance.Seconds(0, 600));
            }
        }
    }

    private PhoneNumber Number() =>
        new(string.Create(CultureInfo.InvariantCulture, $"+1212555{Chance.Below(Options.Groups * Options.ChainsPerGroup * 3 / 2):0000}"));

    private void Trouble(double perHour, Action what)
    {
        if (perHour > 0)
        {
            After(Chance.UntilNext(perHour), () =>
            {
                if (!Ending)
                {
                    what();
                    Trouble(perHour, what);
                }
            });
        }
    }

    private void Crash(Action what)
    {
        Crashes++;
        what();
    }

    private void Suppress()
    {
        var number = Number();
        Write($"dnc {number.Dialable}");
        Ledger.Suppress(number);
    }
}

/// <summary>The lines of a run: all, or the last ones, and a hash of them all.</summary>
internal sealed class Logbook(bool keepAll)
{
    private const int LastKept = 60;

    private readonly List<string> _all = [];
    private readonly Queue<string> _last = new();

    public ulong Hash { get; private set; } = 14695981039346656037UL;

    public IReadOnlyList<string> All => _all;

    public IEnumerable<string> Last => _last;

    public void Write(string line)
    {
        unchecked
        {
            foreach (var c in line)
            {
                Hash = (Hash ^ c) * 1099511628211UL;
            }
        }

        if (keepAll)
        {
            _all.Add(line);
        }

        _last.Enqueue(line);
        if (!keepAll && _last.Count > LastKept)
        {
            _last.Dequeue();
        }
    }
}
