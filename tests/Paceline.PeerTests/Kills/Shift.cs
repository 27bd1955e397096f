using System.Globalization;
using Paceline.Demo;
using Paceline.Demo.Carrier;
using Paceline.Demo.Check;
using Paceline.Demo.Robots;

namespace Paceline.PeerTests.Kills;

/// <summary>A working day in which things are killed: a simulated carrier, an installation, robots who work by the public API, and the
/// harness that sees the moment, kills, and sees to it that work goes on.</summary>
internal sealed class Shift : IAsyncDisposable
{
    private readonly string _data;
    private readonly SimulatedCarrier _carrier;
    private readonly Installation _installation;
    private readonly ApiClient _supervisor;
    private readonly Sightings _sightings;
    private readonly CancellationTokenSource _endOfDialing;
    private readonly CancellationTokenSource _cancelled;
    private readonly Task<DemoReport?> _work;
    private readonly CancellationToken _stop;
    private readonly List<Kill> _kills = [];

    private Shift(
        string data, SimulatedCarrier carrier, Installation installation, DemoSettings settings, PatientTown town, CancellationToken cancellationToken)
    {
        (_data, _carrier, _installation, _stop) = (data, carrier, installation, cancellationToken);
        _supervisor = new ApiClient(installation.Address, installation.Key, TimeProvider.System);
        _sightings = new Sightings(CarrierLogOf(data), Path.Combine(settings.Data, "robots.ndjson"), _supervisor, town);
        _endOfDialing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _work = DemoRun.RunAsync(settings with { EndOfDialing = _endOfDialing.Token }, new Words(), _cancelled.Token);
    }

    public IReadOnlyList<Kill> Kills => _kills;

    public static async Task<Shift> BeginAsync(int seed, CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("paceline-kills-").FullName;
        PatientTown town = new(seed);
        var carrier = SimulatedCarrier.Start(new CarrierSettings { Seed = seed, Log = CarrierLogOf(data) }, town.Called);
        try
        {
            var installation = await Installation.StartAsync(Path.Combine(data, "data"), carrier.Local, cancellationToken);
            DemoSettings settings = new()
            {
                Server = installation.Address,
                SupervisorKey = installation.Key,
                Data = Path.Combine(data, "demo"),
                Agents = 6,
                Seed = seed,
                Drain = TimeSpan.FromSeconds(120),
                CarrierLog = CarrierLogOf(data),
            };
            return new(data, carrier, installation, settings, town, cancellationToken);
        }
        catch
        {
            await carrier.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until calls are made and connected anew, sees the moment at some attempt, kills, and waits for the successor.</summary>
    /// <param name="victim">Who.</param>
    /// <param name="moment">When.</param>
    /// <param name="pauseMs">How much later than seen.</param>
    public async Task<Kill> KillAsync(Victim victim, Moment moment, int pauseMs = 0)
    {
        await WorksAsync();
        var node = OneNode();
        var seen = await NextAsync(moment);
        if (pauseMs > 0)
        {
            await Task.Delay(pauseMs, _stop);
        }

        long at;
        if (victim is Victim.Server)
        {
            _installation.KillServer();
            at = NowMs();
            await _installation.StartServerAsync(_stop);
        }
        else
        {
            Installation.KillNode(node);
            at = NowMs();
            await Waiting.ForAsync(
                "another voice node", () => Task.FromResult(_installation.Nodes() is [var other] && other != node ? "there" : null), Dump, _stop);
        }

        Kill kill = new(victim, seen, at, NowMs(), node, OneNode());
        _kills.Add(kill);
        return kill;
    }

    /// <summary>Ends the dialing, lets calls and outcomes end, and judges.</summary>
    public async Task<Aftermath> EndAsync()
    {
        await WorksAsync();
        await _endOfDialing.CancelAsync();
        var report = await _work ?? throw new OperationCanceledException("The shift was cancelled.");
        await _sightings.LookAsync(_stop);
        return new Aftermath(report, new Ledger(_sightings.Facts, "demo"), await File.ReadAllLinesAsync(CarrierLogOf(_data), _stop), _kills);
    }

    /// <summary>Facts, the carrier's log and the processes' last words.</summary>
    public string Dump() => string.Create(CultureInfo.InvariantCulture, $"""
        {(_work.IsFaulted ? $"The robots gave up: {_work.Exception.InnerException}" : "The robots work.")}
        Last facts:
        {string.Join('\n', _sightings.Facts.TakeLast(40).Select(static f => f.Members.GetRawText()))}
        Carrier:
        {string.Join('\n', File.ReadLines(CarrierLogOf(_data)).TakeLast(30))}
        Processes:
        {_installation.LogEnd()}
        """);

    public async ValueTask DisposeAsync()
    {
        await _cancelled.CancelAsync();
        await _work.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await _installation.DisposeAsync();
        await _carrier.DisposeAsync();
        _supervisor.Dispose();
        _endOfDialing.Dispose();
        _cancelled.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private static string CarrierLogOf(string data) => Path.Combine(data, "carrier.ndjson");

    private static long NowMs() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Adopted, never doubled.</summary>
    private int OneNode() => _installation.Nodes() is [var node]
        ? node
        : throw new InvalidOperationException($"There must be one voice node. {_installation.LogEnd()}");

    /// <summary>A call that is placed and connected after now says that everything works.</summary>
    private async Task WorksAsync()
    {
        await NextAsync(Moment.InviteAtCarrier);
        await NextAsync(Moment.Bridged);
    }

    private async Task<Sighting> NextAsync(Moment moment)
    {
        await _sightings.LookAsync(_stop);
        return await Waiting.ForAsync(
            $"The moment {moment}",
            async () => _work.IsCompleted
                ? throw new InvalidOperationException("The robots have stopped.", _work.Exception)
                : (await _sightings.LookAsync(_stop)).LastOrDefault(seen => seen.Moment == moment && IsTelling(seen)),
            Dump,
            _stop);
    }

    /// <summary>Of the moments of a call those are taken whose story goes on long enough: the person answers, and talks.</summary>
    private bool IsTelling(Sighting seen) => seen.Moment switch
    {
        Moment.InviteAtCarrier or Moment.Ringing or Moment.Answered or Moment.Bridged => PatientTown.Talks(_sightings.CallOf(seen)),
        Moment.OutcomeSent or Moment.OutcomeAcknowledged => !_sightings.IsInterrupted(seen),
        _ => true,
    };

    private sealed class Words : IProgress<DemoProgress>
    {
        public void Report(DemoProgress value)
        {
            // Nobody watches; a failure dumps facts and logs.
        }
    }
}
