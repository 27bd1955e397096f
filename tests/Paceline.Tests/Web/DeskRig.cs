using System.Net;
using System.Text.Json;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Paceline.Contracts;
using Paceline.Ui;
using Paceline.Web.Connection;
using Paceline.Web.Console;
using Paceline.Web.Sound;
using Paceline.Web.Workspace;
using Paceline.Web.Workspace.Outcomes;

namespace Paceline.Tests.Web;

/// <summary>The real screens over a server, a hub and a script that stand in memory.</summary>
public sealed class DeskRig : BunitContext
{
    public static readonly DateTimeOffset Noon = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    // A second, which is bUnit's own, is too short for a machine that builds beside.
    static DeskRig() => DefaultWaitTimeout = TimeSpan.FromSeconds(20);

    public DeskRig(string role = "agent", string microphone = "granted")
    {
        Server = new FakeServer(role);
        Script = JSInterop.SetupModule("/js/desk.js");
        Script.Mode = JSRuntimeMode.Loose;
        Script.Setup<string>("permission").SetResult(microphone);
        Script.Setup<string>("microphone").SetResult("works");
        Script.Setup<string>("microphoneName").SetResult("Headset");
        Script.Setup<string>("theme", _ => true).SetResult("system");
        Script.Setup<string>("devices").SetResult("");
        Script.Setup<string>("offer").SetResult("v=0 offer");
        Script.Setup<string>("kept", _ => true).SetResult("");
        Script.Setup<string>("kept", call => call.Arguments[0] is string name && name.EndsWith($"{Kept.Attempt:N}", StringComparison.Ordinal))
            .SetResult(Kept.Draft.Write());
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddSingleton<SecondHand>();
        Services.AddSingleton<IFetch>(Server);
        Services.AddSingleton<ApiClient>();
        Services.AddSingleton<ILiveLine>(Line);
        Services.AddSingleton<BrowserModule>();
        Services.AddSingleton<AgentLeg>();
        Services.AddSingleton<Desk>();
        Services.AddSingleton<Board>();
    }

    public FakeTimeProvider Time { get; } = new(Noon);

    public FakeServer Server { get; }

    public FakeLine Line { get; } = new();

    public BunitJSModuleInterop Script { get; }

    /// <summary>A draft the browser kept over a reload.</summary>
    public (Guid Attempt, Draft Draft) Kept { get; } = (Guid.Parse("0190c3a0-0000-7000-8000-00000000000f"), new Draft("promise", "asked for Friday"));

    public Desk Desk => Services.GetRequiredService<Desk>();

    public Board Board => Services.GetRequiredService<Board>();

    /// <summary>Presses a key as the script tells it.</summary>
    public Task Press(string key) => KeyMap.Press(Desk, key);

    /// <summary>What the browser shows, or was sent to.</summary>
    public string Address => Services.GetRequiredService<NavigationManager>().Uri;

    /// <summary>As a click on a link does.</summary>
    public void Navigate(string address) => Services.GetRequiredService<NavigationManager>().NavigateTo(address);

    /// <summary>The workspace with this snapshot on it.</summary>
    public IRenderedComponent<AgentPage> Workspace(AgentSnapshot snapshot)
    {
        var page = Render<AgentPage>();
        page.InvokeAsync(() => Line.Push(snapshot)).GetAwaiter().GetResult();
        return page;
    }

    public IRenderedComponent<SupervisorPage> Console(BoardSnapshot snapshot)
    {
        var page = Render<SupervisorPage>();
        page.InvokeAsync(() => Line.Push(snapshot)).GetAwaiter().GetResult();
        return page;
    }

    public static AgentSnapshot Snapshot(AgentState state, long number = 1, CallCard? call = null) => new(
        "mia", "Mia Reis", number, state, Noon.AddSeconds(-41), state == AgentState.NotReady ? "Break" : null, null, LegState.Phone,
        "Spring renewals", true, call, null,
        [new("renewed", "Renewed", 1, "Finished"), new("promise", "Promised to renew", 2, "Called again in 7 days")],
        ["Break", "Lunch"]);

    public static CallCard Card(CallState state = CallState.Connected, Guid? attempt = null) => new(
        attempt ?? Guid.Parse("0190c3a0-0000-7000-8000-000000000001"), "+351215550142", "Ana Duarte", "Spring renewals", "Europe/Lisbon", state,
        Noon.AddSeconds(-134), state == CallState.Ended ? Noon.AddSeconds(-9) : null, [new("Account", "PT-004417")], 2);
}

/// <summary>Answers each POST as told and remembers what was asked.</summary>
public sealed class FakeServer(string role) : IFetch
{
    /// <summary>What a GET of a route gets; any other tells who is signed in.</summary>
    public IDictionary<string, string> Reads { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Who has signed in last in this browser, by id: the page of another is answered with 401.</summary>
    public string SignedInAs { get; set; } = "mia";

    /// <summary>A route whose GET nobody answers; null: none.</summary>
    public string? Down { get; set; }

    /// <summary>No POST is answered before this.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    public IList<(string Route, string Body, string Key)> Posts { get; } = new List<(string, string, string)>();

    /// <summary>What a POST gets; null body: nobody answers.</summary>
    public Func<string, (HttpStatusCode Code, string? Body)> Answer { get; set; } = static _ => (HttpStatusCode.NoContent, "");

    /// <summary>The routes of the POSTs once there are so many. bUnit looks again only after a render, and a command renders nothing.</summary>
    public async Task<IReadOnlyList<string>> RoutesAsync(int posts)
    {
        var until = TimeProvider.System.GetTimestamp() + (20 * TimeProvider.System.TimestampFrequency);
        while (Posts.Count < posts && TimeProvider.System.GetTimestamp() < until)
        {
            await Task.Delay(5, Xunit.TestContext.Current.CancellationToken);
        }

        return [.. Posts.Select(static p => p.Route)];
    }

    public static string Refusal(string detail) => JsonSerializer.Serialize(new Problem("wrong-state", "Refused", detail, 409), ContractsJson.Default.Problem);

    public async Task<Answer?> Ask(Ask ask, TimeSpan patience, CancellationToken cancellation)
    {
        var route = ask.Route.Split('?')[0];
        if (ask.User.Length > 0 && ask.User != SignedInAs)
        {
            return Found(HttpStatusCode.Unauthorized, "");
        }

        if (ask.Method == "GET")
        {
            return route == Down ? null : Found(
                HttpStatusCode.OK,
                Reads.TryGetValue(route, out var read) ? read : JsonSerializer.Serialize(new SignedInUser("mia", "Mia Reis", role), ContractsJson.Default.SignedInUser));
        }

        Posts.Add((
            ask.Method == "DELETE" ? $"DELETE {ask.Route}" : route,
            ask.File is null ? ask.Body : await new StreamReader(ask.File).ReadToEndAsync(cancellation),
            ask.Key));
        await Held;
        var (code, body) = Answer(route);
        return body is null ? null : Found(code, body);
    }

    private static Answer Found(HttpStatusCode code, string body) => new((int)code, null, body);
}

/// <summary>A hub in memory: what the server would push, a test pushes.</summary>
public sealed class FakeLine : ILiveLine
{
    private AgentListener? _agent;
    private Listener<BoardSnapshot>? _board;

    public Task WatchAgent(AgentListener listener, CancellationToken cancellation)
    {
        _agent = listener;
        listener.Agent.Moved(LineState.Up);
        return Task.CompletedTask;
    }

    public Task WatchBoard(Listener<BoardSnapshot> listener, CancellationToken cancellation)
    {
        _board = listener;
        listener.Moved(LineState.Up);
        return Task.CompletedTask;
    }

    public Task Close() => Task.CompletedTask;

    public Task Push(AgentSnapshot snapshot) => _agent!.Agent.Changed(snapshot);

    public Task Push(MessagesSnapshot snapshot) => _agent!.Messages(snapshot);

    public Task Push(MyCampaignsSnapshot snapshot) => _agent!.Campaigns(snapshot);

    public Task Push(BoardSnapshot snapshot) => _board!.Changed(snapshot);

    public void Move(LineState state)
    {
        _agent?.Agent.Moved(state);
        _board?.Moved(state);
    }

    public void End(string why) => _agent!.Agent.Ended(why);
}
