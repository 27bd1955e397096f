using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Paceline.Contracts;
using Paceline.Demo;
using Paceline.Demo.Check;
using Paceline.Processes;
using Paceline.Settings;
using Paceline.Storage;

namespace Paceline.Commands;

/// <summary><c>paceline demo</c>: a whole contact centre on one machine, with a simulated telephone network, invented people and robot
/// agents, and two links for people who want to sit down at it.</summary>
internal static class DemoCommand
{
    private const string Machine = "demo";
    private const string Visitor = "you";

    /// <summary>How long a check dials when nobody says.</summary>
    private const int CheckSeconds = 60;

    public static Command Create()
    {
        var check = new Option<bool>("--check") { Description = "Dials for --seconds, drains, checks what must always hold, and ends with one line of JSON." };
        var agents = new Option<int>("--agents") { Description = "Robot agents, 1 to 40.", DefaultValueFactory = static _ => 8 };
        var mode = new Option<string?>("--mode")
        {
            Description = "progressive: dials for free agents only; predictive: ahead of them, when it has seen enough calls; " +
                "push-preview: agents get a record and call; preview: they ask for it. Default: progressive; with --data, as it was.",
        }.AcceptOnlyFromAmong("progressive", "predictive", "preview", "push-preview");
        var seconds = new Option<int?>("--seconds") { Description = "How long to dial; default: until Ctrl+C, 60 with --check." };
        var seed = new Option<int>("--seed") { Description = "Chooses the people and their behaviour.", DefaultValueFactory = static _ => 1 };
        var data = new Option<string?>("--data") { Description = "Data directory; a second start with it goes on. Default: a temporary one." };
        var port = new Option<int>("--port") { Description = "Port for browsers; 0: any free one.", DefaultValueFactory = static _ => 0 };
        var list = new Option<string?>("--list") { Description = "CSV file to call instead of invented people." };
        var trunk = new Option<string?>("--trunk") { Description = "sip:ADDRESS:PORT to dial by, instead of the simulated carrier." };
        var really = new Option<bool>("--really-call") { Description = "With a trunk beyond this machine: yes, call these people." };
        var command = new Command("demo", "Runs a whole contact centre with a simulated telephone network.")
        {
            check, agents, mode, seconds, seed, data, port, list, trunk, really,
        };
        command.SetAction((arguments, _) => Exits.GuardAsync(async () =>
        {
            using var ending = ChildProcess.Ending(isChild: false);
            using var scratch = new Scratch(arguments.GetValue(data));
            var settings = new DemoSettings
            {
                Server = new Uri("http://127.0.0.1"),
                SupervisorKey = "",
                Data = Path.Combine(scratch.Path, "demo"),
                Agents = arguments.GetValue(agents),
                Mode = arguments.GetValue(mode) switch
                {
                    "predictive" => DialMode.Predictive,
                    "preview" => DialMode.Preview,
                    "push-preview" => DialMode.PushPreview,
                    "progressive" => DialMode.Progressive,
                    _ => null,
                },
                Dialing = (arguments.GetValue(seconds) ?? (arguments.GetValue(check) ? CheckSeconds : (int?)null)) is { } s ? TimeSpan.FromSeconds(s) : null,
                Seed = arguments.GetValue(seed),
                List = arguments.GetValue(list),
                Trunk = EndPointOf(arguments.GetValue(trunk)),
                ReallyCall = arguments.GetValue(really),
            };
            if (settings.Refusals() is [var first, ..])
            {
                if (settings is { IsBeyondThisMachine: true, ReallyCall: false, List: { } file } && File.Exists(file))
                {
                    await Console.Error.WriteLineAsync(await ListPreview.OfAsync(file, ending.Token));
                }

                await Console.Error.WriteLineAsync(first);
                return Exits.Refused;
            }

            return await RunAsync(settings, scratch.Path, arguments.GetValue(port), arguments.GetValue(check), Console.Error, ending.Token);
        }));
        return command;
    }

    /// <summary>The whole run; what cannot begin is refused before anything is started.</summary>
    internal static async Task<int> RunAsync(
        DemoSettings settings, string data, int port, bool check, TextWriter errors, CancellationToken ending)
    {
        DemandPort(data, port);
        var key = await KeyAsync(data, ending);
        await using var carrier = settings.Trunk is null ? StartCarrier(settings, data, errors) : null;
        var trunk = settings.Trunk ?? await CarrierAddressAsync(carrier!, ending);

        Environment.SetEnvironmentVariable("PACELINE_TRUNKHOST", trunk.Address.ToString());
        Environment.SetEnvironmentVariable("PACELINE_TRUNKPORT", trunk.Port.ToString(CultureInfo.InvariantCulture));
        Environment.SetEnvironmentVariable("PACELINE_TRUNKCALLSPERSECOND", "50");
        Environment.SetEnvironmentVariable("PACELINE_REALLYCALL", settings.ReallyCall ? "yes" : "no");
        Environment.SetEnvironmentVariable("PACELINE_WIRELOG", WireLogOf(data));
        Environment.SetEnvironmentVariable("PACELINE_LOGLEVEL", "warning"); // The screen belongs to the progress of the run.
        await using var server = ChildProcess.Start(["serve", "--data", data, "--port", port.ToString(CultureInfo.InvariantCulture)], errors);
        var ready = await server.LineAsync("Ready", ending);
        var address = new Uri(ready["Ready".Length..].Trim());

        var links = Task.CompletedTask;
        var progress = new ProgressLines(errors, !Console.IsErrorRedirected, ProgressLines.TerminalWidth, phase =>
        {
            if (phase is DemoPhase.Dialing && !check)
            {
                links = LinksAsync(data, address, key, settings.Campaign, errors, ending);
            }
        });
        using var running = CancellationTokenSource.CreateLinkedTokenSource(ending);
        var run = DemoRun.RunAsync(
            settings with
            {
                Server = address,
                SupervisorKey = key,
                CarrierLog = settings.Trunk is null ? CarrierLogOf(data) : null,
                WireLog = WireLogOf(data),
            },
            progress,
            running.Token);
        var ended = Task.WhenAny([server.WaitAsync(running.Token), .. carrier is null ? [] : new[] { carrier.WaitAsync(running.Token) }]);
        if (await Task.WhenAny(run, ended) != run && !ending.IsCancellationRequested)
        {
            progress.End();
            await errors.WriteLineAsync("The server or the simulated carrier has ended; the demo cannot go on.");
            return Exits.Failed;
        }

        var report = await EndedAsync(run, progress);
        await running.CancelAsync();
        await links;
        if (report is null)
        {
            await errors.WriteLineAsync("Stopped. With --data the next start goes on from here; without it, what was done is gone.");
            return Exits.Good;
        }

        return check ? await TellAsync(report, static () => Console.Out, errors) : report.IsOk ? Exits.Good : Exits.Failed;
    }

    private static async Task<DemoReport?> EndedAsync(Task<DemoReport?> run, ProgressLines progress)
    {
        try
        {
            return await run;
        }
        finally
        {
            progress.End();
        }
    }

    /// <summary>The sentence for people, then the JSON for programs.</summary>
    internal static async Task<int> TellAsync(DemoReport report, Func<TextWriter> output, TextWriter errors)
    {
        await errors.WriteLineAsync(report.Sentence);
        try
        {
            var to = output();
            await to.WriteLineAsync(report.ToJson());
            await to.FlushAsync();
            return report.IsOk ? Exits.Good : Exits.Failed;
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            // Denied, too: the number of a closed output goes to the next file that the program opens, perhaps for reading only.
            await errors.WriteLineAsync("The report could not be written: standard output is closed, or does not take it.");
            return Exits.Failed;
        }
    }

    /// <summary>Before anything is made or started.</summary>
    private static void DemandPort(string data, int port)
    {
        Dictionary<string, string> commandLine = new(StringComparer.Ordinal) { ["port"] = port.ToString(CultureInfo.InvariantCulture) };
        ServeCommand.DemandPort(ServerSettings.Read(data, file: null, commandLine, Environment.GetEnvironmentVariable).Port);
    }

    private static string CarrierLogOf(string data) => Path.Combine(data, "demo", "carrier.ndjson");

    private static string WireLogOf(string data) => Path.Combine(data, "demo", "wire.ndjson");

    private static ChildProcess StartCarrier(DemoSettings settings, string data, TextWriter errors) => ChildProcess.Start(
        ["carrier", "--seed", settings.Seed.ToString(CultureInfo.InvariantCulture), "--log", CarrierLogOf(data)], errors);

    private static async Task<IPEndPoint> CarrierAddressAsync(ChildProcess carrier, CancellationToken cancellationToken)
    {
        const string Word = "carrier ready sip:";
        return IPEndPoint.Parse((await carrier.LineAsync(Word, cancellationToken))[Word.Length..].Trim());
    }

    /// <summary>A key for the run itself, made beside the server as an operator would.</summary>
    private static async Task<string> KeyAsync(string data, CancellationToken cancellationToken)
    {
        await using var store = await SqliteStore.OpenAsync(data, TimeProvider.System, cancellationToken);
        Directory.CreateDirectory(Path.Combine(data, "demo")); // After the store, which makes the data directory its owner's alone.
        await store.People.AddAsync(new(Machine, "Demo", UserRole.Supervisor, Group: null), cancellationToken);
        await store.People.RevokeAsync(Machine, cancellationToken); // The key of an earlier run.
        return await store.People.NewKeyAsync(Machine, cancellationToken);
    }

    /// <summary>Two links that work side by side in one browser: an agent's and the supervisor's.</summary>
    private static async Task LinksAsync(
        string data, Uri address, string key, string campaign, TextWriter to, CancellationToken cancellationToken)
    {
        using var api = new HttpClient { BaseAddress = address };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await api.PostAsJsonAsync(
            Api.Agents, new NewAgentRequest(Visitor, "Guest", campaign), ContractsJson.Default.NewAgentRequest, cancellationToken);
        await using var store = await SqliteStore.OpenForCommandAsync(data, TimeProvider.System, cancellationToken);
        await to.WriteLineAsync($"""

            Ready. Two links, side by side in one browser, good once and for 15 minutes
            (a new one: {Self} link {Visitor} --data {data}; the supervisor's: … link {ServeCommand.FirstSupervisor} …):
              agent       {await LinkCommand.LinkAsync(store, Visitor, address, cancellationToken)}
              supervisor  {await LinkCommand.LinkAsync(store, ServeCommand.FirstSupervisor, address, cancellationToken)}

            """);
    }

    /// <summary>How this program is called from where the person is.</summary>
    private static string Self => Path.GetRelativePath(Environment.CurrentDirectory, Environment.ProcessPath ?? "paceline");

    private static IPEndPoint? EndPointOf(string? trunk)
    {
        if (trunk is null)
        {
            return null;
        }

        var text = trunk.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? trunk[4..] : trunk;
        return IPEndPoint.TryParse(text, out var address) && address.Port != 0
            ? address
            : throw new SettingRefusedException($"--trunk is \"{trunk}\"; allowed: sip:ADDRESS:PORT, such as sip:127.0.0.1:5060.");
    }

    /// <summary>The data directory: the one that was named, or a temporary one that goes with the run.</summary>
    private sealed class Scratch : IDisposable
    {
        private readonly bool _temporary;

        public Scratch(string? named)
        {
            _temporary = named is null;
            try
            {
                Path = named ?? Directory.CreateTempSubdirectory("paceline-").FullName;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new DemoRefusedException($"There is no room for temporary data ({failure.Message}). Name a data directory with --data.");
            }
        }

        public string Path { get; }

        public void Dispose()
        {
            if (_temporary)
            {
                Directory.Delete(Path, recursive: true);
            }
        }
    }
}
