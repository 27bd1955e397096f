using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Paceline.Commands;
using Paceline.Contracts;
using Paceline.Processes;
using Paceline.Server;
using Paceline.Settings;
using Paceline.Storage;
using Paceline.Tests.Storage;

namespace Paceline.Tests.Server;

/// <summary>The real server in this process, on a data directory of its own, with a scripted voice node.</summary>
public sealed class ServerRig : IAsyncLifetime
{
    /// <summary>How long a test waits for what must come; no test asserts it.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _log = new();
    private SqliteStore? _store;
    private WebApplication? _server;
    private FakeVoiceNode? _node;
    private int _people;

    internal FakeVoiceNode Node => _node!;

    internal IServiceProvider Services => _server!.Services;

    internal SqliteStore Store => _store!;

    /// <summary>The data directory; gone with the tests.</summary>
    internal string Folder => _folder.Path;

    internal Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Everything the server and its grains have logged, at every level.</summary>
    internal IReadOnlyCollection<string> Log => _log.Lines;

    internal HttpClient Supervisor { get; private set; } = new();

    public async ValueTask InitializeAsync()
    {
        var launch = await StartAsync();
        _node = await FakeVoiceNode.StartAsync(launch.SocketPath, launch.Token);
        await Store.People.AddAsync(new(ServeCommand.FirstSupervisor, "Supervisor", UserRole.Supervisor, Group: null), Cancel);
        Supervisor = ClientOf(await Store.People.NewKeyAsync(ServeCommand.FirstSupervisor, Cancel));
    }

    public async ValueTask DisposeAsync()
    {
        Supervisor.Dispose();
        await StopAsync();
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Ends the server and starts another on the same data; the node goes on.</summary>
    internal async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
        var key = Supervisor.DefaultRequestHeaders.Authorization!.Parameter!; // Set at the start.
        Supervisor.Dispose();
        Supervisor = ClientOf(key);
    }

    /// <summary>A program with a key.</summary>
    internal HttpClient ClientOf(string key)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Makes a campaign group that nobody else uses, and starts it.</summary>
    internal async Task<string> CampaignAsync(string rules = "{}")
    {
        var campaign = $"campaign-{Interlocked.Increment(ref _people)}";
        await OkAsync(Supervisor, Contracts.Api.Campaigns, $$"""{"campaign":"{{campaign}}","name":"{{campaign}}","rules":{{rules}}}""");
        await OkAsync(Supervisor, Contracts.Api.CampaignStart(campaign), "{}");
        return campaign;
    }

    /// <summary>Makes an agent with a key.</summary>
    internal async Task<(string Id, HttpClient Client)> AgentAsync(string campaign)
    {
        var id = $"agent-{Interlocked.Increment(ref _people)}";
        await OkAsync(Supervisor, Contracts.Api.Agents, $$"""{"agent":"{{id}}","name":"Agent {{id}}","campaign":"{{campaign}}"}""");
        return (id, ClientOf(await Store.People.NewKeyAsync(id, Cancel)));
    }

    /// <summary>An agent who is signed in, has a phone and is ready.</summary>
    internal async Task<(string Id, HttpClient Client, HubConnection Hub)> ReadyAgentAsync(string campaign)
    {
        var (id, client) = await AgentAsync(campaign);
        var hub = HubOf(client);
        await hub.StartAsync(Cancel);
        await hub.InvokeAsync<AgentSnapshot>(Contracts.Hub.WatchAgent, Cancel);
        await UntilAsync(async () => (await client.PostAsync(Contracts.Api.AgentPhoneLeg, Json("""{"uri":"sip:phone@127.0.0.1"}"""), Cancel)).IsSuccessStatusCode);
        await UntilAsync(async () => (await SeenAsync(client)).Leg is LegState.Phone);
        await OkAsync(client, Contracts.Api.AgentReady, "{}");
        return (id, client, hub);
    }

    /// <summary>The live connection of a client with a key.</summary>
    internal HubConnection HubOf(HttpClient client) => HubOf(o => o.Headers["Authorization"] = client.DefaultRequestHeaders.Authorization!.ToString()); // Every client here has one.

    internal HubConnection HubOf(Action<HttpConnectionOptions> how) => new HubConnectionBuilder()
        .WithUrl(new Uri(Address, Contracts.Hub.Path), how)
        .AddJsonProtocol(static o => o.PayloadSerializerOptions = ContractsJson.Default.Options)
        .Build();

    internal static async Task<AgentSnapshot> SeenAsync(HttpClient agent) =>
        JsonSerializer.Deserialize(await agent.GetStringAsync(Contracts.Api.Agent, Cancel), ContractsJson.Default.AgentSnapshot)!; // The contract says there is one.

    /// <summary>A campaign group as the board shows it; the board may be a quarter of a second behind.</summary>
    internal async Task<CampaignSnapshot> BoardAsync(string campaign)
    {
        CampaignSnapshot? seen = null;
        await UntilAsync(async () =>
        {
            var board = JsonSerializer.Deserialize(await Supervisor.GetStringAsync(Contracts.Api.Board, Cancel), ContractsJson.Default.BoardSnapshot);
            seen = board?.Campaigns.FirstOrDefault(c => c.Campaign == campaign);
            return seen is not null;
        });
        return seen!; // It was awaited.
    }

    internal static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    internal Task<HttpResponseMessage> ImportAsync(string campaign, string csv) => ImportAsync(campaign, Encoding.UTF8.GetBytes(csv));

    internal async Task<HttpResponseMessage> ImportAsync(string campaign, byte[] csv)
    {
        using var body = new ByteArrayContent(csv);
        return await Supervisor.PostAsync(Contracts.Api.CampaignRecords(campaign), body, Cancel);
    }

    internal static async Task OkAsync(HttpClient client, string route, string body)
    {
        using var content = Json(body);
        using var answer = await client.PostAsync(route, content, Cancel);
        answer.IsSuccessStatusCode.ShouldBeTrue($"POST {route}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancel)}");
    }

    /// <summary>The refusal an answer carries; it must be one.</summary>
    internal static async Task<Problem> ProblemAsync(HttpResponseMessage answer)
    {
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", $"status {(int)answer.StatusCode}");
        var problem = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Cancel), ContractsJson.Default.Problem);
        problem.ShouldNotBeNull().Status.ShouldBe((int)answer.StatusCode);
        return problem;
    }

    /// <summary>Waits for what must come; fails when it does not.</summary>
    internal static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(_patience);
        while (!await holds())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    internal static async Task<T> SoonAsync<T>(Func<CancellationToken, ValueTask<T>> what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(_patience);
        return await what(limit.Token);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<VoiceLaunch> StartAsync()
    {
        var settings = ServerSettings.Read(_folder.Path, file: null, new Dictionary<string, string>(StringComparer.Ordinal) { ["port"] = "0" }, static _ => null);
        _store = await SqliteStore.OpenAsync(_folder.Path, TimeProvider.System, Cancel);
        var launch = await VoiceLaunch.PrepareAsync(settings, Cancel);
        _server = PacelineServer.Build(settings, _store, launch, TimeProvider.System, VoiceNodeKeeper.Other);
        _server.Services.GetRequiredService<ILoggerFactory>().AddProvider(_log);
        await _server.StartAsync(Cancel);
        await _server.Services.GetRequiredService<Screens>().LoadAsync(Cancel);
        Address = PacelineServer.AddressOf(_server);
        return launch;
    }

    private async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.StopAsync(CancellationToken.None);
            await _server.DisposeAsync();
        }

        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
            // The lines outlive the server, and are read after it.
        }
    }
}
