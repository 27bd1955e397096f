using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Paceline.Commands;
using Paceline.Contracts;
using Paceline.PeerTests.Demo;
using Paceline.PeerTests.Voice;
using Paceline.Storage;

namespace Paceline.PeerTests.Browser;

/// <summary>Everything real on loopback: the server with its voice node as processes of their own, a carrier at which every number answers
/// with one tone, and a browser whose microphone says another.</summary>
public sealed class CallCentre : IAsyncLifetime
{
    /// <summary>What everybody who is called says.</summary>
    internal const double CustomerHz = 750;

    /// <summary>What the browser's microphone says.</summary>
    internal const double AgentHz = 1000;

    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("paceline-browser-").FullName;
    private FarEnd? _carrier;
    private Chromium? _chromium;
    private HttpClient? _supervisor;
    private Process? _server;
    private Uri _address = new("http://127.0.0.1");
    private int _people;
    private int _groups;

    internal FarEnd Carrier => _carrier ?? throw new InvalidOperationException("There is no carrier.");

    internal IBrowser Browser => _chromium?.Browser ?? throw new InvalidOperationException("There is no browser.");

    private HttpClient Supervisor => _supervisor ?? throw new InvalidOperationException("There is no server.");

    private string Data => Path.Combine(_folder, "data");

    private string Log => Path.Combine(_folder, "server.log");

    public async ValueTask InitializeAsync()
    {
        if (Chromium.IsMissing)
        {
            return;
        }

        string key;
        await using (var store = await SqliteStore.OpenAsync(Data, TimeProvider.System, CancellationToken.None))
        {
            await store.People.AddAsync(new("test", "Test", UserRole.Supervisor, Group: null), CancellationToken.None);
            key = await store.People.NewKeyAsync("test", CancellationToken.None);
        }

        _carrier = FarEnd.Start(28_000, static _ => new Manner(200, CustomerHz));
        _address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LocalPort.Free()}"));
        _supervisor = new HttpClient { BaseAddress = _address };
        _supervisor.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        await StartServerAsync();
        _chromium = await Chromium.StartAsync(AgentHz);
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        if (_server is not null)
        {
            _server.StandardInput.Close();
            using CancellationTokenSource limit = new(_stopLimit);
            await _server.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_server.HasExited)
            {
                KillServer();
            }

            _server.Dispose();
            VoiceNodes.End(Data);
        }

        if (_carrier is not null)
        {
            await _carrier.DisposeAsync();
        }

        _supervisor?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // ---- the server's process ----

    /// <summary>Starts it, or starts it again with the same data on the same port, and waits until it says Ready.</summary>
    internal async Task StartServerAsync()
    {
        _server?.Dispose();
        await File.WriteAllTextAsync(Log, "");

        // The shell becomes the server: its output goes to a file, because the node inherits it and outlives the server.
        ProcessStartInfo start = new("/bin/sh")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            ArgumentList =
            {
                "-c", "log=$0; exec \"$@\" >>\"$log\" 2>&1", Log, BuiltProgram.Path, "serve", "--data", Data,
                "--port", _address.Port.ToString(CultureInfo.InvariantCulture), "--child",
            },
        };
        start.Environment["PACELINE_TRUNKHOST"] = Carrier.Address.Address.ToString();
        start.Environment["PACELINE_TRUNKPORT"] = Carrier.Address.Port.ToString(CultureInfo.InvariantCulture);
        var server = Process.Start(start) ?? throw new InvalidOperationException("The server could not be started.");
        _server = server;
        await DemoLine.UntilAsync(
            () => server.HasExited
                ? throw new InvalidOperationException($"The server ended with {server.ExitCode}.\n{LogEnd()}")
                : LogEnd().Contains("Ready  http", StringComparison.Ordinal),
            "Ready of the server");
    }

    /// <summary>kill -9, and waits until the system has taken the process away.</summary>
    internal void KillServer()
    {
        var server = _server ?? throw new InvalidOperationException("There is no server.");
        server.Kill();
        server.WaitForExit();
    }

    /// <summary>The last words of server and node, for a failure's message.</summary>
    internal string LogEnd()
    {
        using FileStream file = new(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(-Math.Min(file.Length, 6_000), SeekOrigin.End);
        using StreamReader reader = new(file);
        return reader.ReadToEnd();
    }

    // ---- what a test needs in it ----

    /// <summary>A campaign group of its own with these people, stopped.</summary>
    internal async Task<string> GroupAsync(string name, params string[] people)
    {
        var group = string.Create(CultureInfo.InvariantCulture, $"group-{++_groups}");
        await CommandAsync(Api.Campaigns, new NewCampaignRequest(group, name, CallerId: null, new CampaignRulesRequest(
            WindowFrom: "00:00", WindowUntil: "23:59", WrapUpLimitSeconds: 600)));
        StringBuilder list = new("name,phone,membership,renewal date\n");
        foreach (var person in people)
        {
            list.Append(CultureInfo.InvariantCulture, $"{person},{NextNumber()},Family,2027-03-01\n");
        }

        using StringContent file = new(list.ToString(), Encoding.UTF8, "text/csv");
        using var answer = await Supervisor.PostAsync(Api.CampaignRecords(group), file);
        var said = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(said);
        var report = JsonSerializer.Deserialize(said, ContractsJson.Default.ImportReport);
        report.ShouldNotBeNull().Accepted.ShouldBe(people.Length, said);
        return group;
    }

    /// <summary>A new agent; the id.</summary>
    internal async Task<string> AgentAsync(string name, string group)
    {
        var agent = $"{name.Split(' ')[0].ToLowerInvariant()}-{group}";
        await CommandAsync(Api.Agents, new NewAgentRequest(agent, name, group));
        return agent;
    }

    internal Task StartAsync(string group) => CommandAsync<string?>(Api.CampaignStart(group), null);

    internal async Task<string> LinkAsync(string user)
    {
        await using var store = await SqliteStore.OpenForCommandAsync(Data, TimeProvider.System, CancellationToken.None);
        return await LinkCommand.LinkAsync(store, user, _address, CancellationToken.None);
    }

    internal Task<string> SupervisorLinkAsync() => LinkAsync(ServeCommand.FirstSupervisor);

    internal Task<string> FactsAsync() => Supervisor.GetStringAsync(Api.Facts);

    private async Task CommandAsync<T>(string route, T body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, route);
        request.Headers.Add(Api.IdempotencyKey, Guid.NewGuid().ToString("N"));
        request.Content = body is null ? null : JsonContent.Create(body, options: ContractsJson.Default.Options);
        using var answer = await Supervisor.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Numbers for fiction; in the minute before midnight, when nobody may be called, those of another zone.</summary>
    private string NextNumber()
    {
        var newYork = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("America/New_York"));
        var area = newYork is { Hour: 23, Minute: > 40 } ? "303" : "212";
        return string.Create(CultureInfo.InvariantCulture, $"+1{area}55501{_people++:00}");
    }
}

/// <summary>The program beside its own files in the build's output.</summary>
internal static class BuiltProgram
{
    public static string Path { get; } =
        System.IO.Path.GetFullPath(System.IO.Path.Combine(AppContext.BaseDirectory, "..", "..", "Paceline", "release", "paceline"));
}

/// <summary>Ports nobody has, outside those that the kernel gives away.</summary>
internal static class LocalPort
{
    public static int Free()
    {
        for (var tries = 0; ; tries++)
        {
            var port = Random.Shared.Next(10_000, 15_000);
            try
            {
                using Socket probe = new(SocketType.Stream, ProtocolType.Tcp);
                probe.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
                return port;
            }
            catch (SocketException) when (tries < 100)
            {
                // Taken; another one.
            }
        }
    }
}

/// <summary>Voice nodes outlive a server that was killed, and must not outlive a test.</summary>
internal static class VoiceNodes
{
    public static void End(string data)
    {
        var launch = Path.Combine(data, "voice.json");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process))
            {
                continue;
            }

            try
            {
                if (File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0').Contains(launch, StringComparer.Ordinal))
                {
                    using var node = Process.GetProcessById(process);
                    node.Kill();
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
            {
                // It ended while we looked, or is somebody else's.
            }
        }
    }
}
