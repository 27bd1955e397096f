using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Paceline.Contracts;
using Hub = Paceline.Contracts.Hub;

namespace Paceline.PeerTests.Demo;

/// <summary>The agent's side of the public API for one robot, with one call for it; its telephone is really called. The first outcome is
/// taken and its answer is lost.</summary>
internal sealed class Desk : IAsyncDisposable
{
    public const double PersonHz = 650;

    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private AgentSnapshot _snapshot = new(
        "robot-1", "Robot 1", 1, AgentState.SignedOut, DateTimeOffset.UnixEpoch, null, null, LegState.Down, "Demo", CampaignRunning: true,
        Call: null, WrapUpUntil: null, [new OutcomeChoice("agreed", "Agreed", 1, "Finished"), new OutcomeChoice("declined", "Declined", 2, "Finished")],
        ["Lunch"]);

    private int _isDisposed;
    private Caller? _node;
    private CallerCall? _leg;

    private Desk(WebApplication app) => _app = app;

    public Guid Attempt { get; } = Guid.NewGuid();

    /// <summary>Idempotency keys of the outcomes that came, in order.</summary>
    public ConcurrentQueue<string> OutcomeKeys { get; } = new();

    public ConcurrentQueue<OutcomeRequest> Outcomes { get; } = new();

    public TaskCompletionSource Worked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the node hears of the robot.</summary>
    public CallerCall Leg => _leg ?? throw new InvalidOperationException("The robot has no leg.");

    public Uri Address => new(_app.Urls.Single());

    public static async Task<Desk> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSignalR().AddJsonProtocol(static json => json.PayloadSerializerOptions = new(ContractsJson.Default.Options));
        builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default));
        Desk? desk = null;
        builder.Services.AddSingleton(_ => desk!); // Set before the first request.
        var app = builder.Build();
        desk = new Desk(app);
        app.MapHub<DeskHub>(Hub.Path);
        app.MapGet(Api.Agent, () => Results.Json(desk.Snapshot, ContractsJson.Default.AgentSnapshot));
        app.MapPost(Api.AgentPhoneLeg, desk.AttachAsync);
        app.MapPost(Api.AgentReady, desk.ReadyAsync);
        app.MapPost(Api.AgentHangUp, desk.HangUpAsync);
        app.MapPost(Api.AgentOutcome, desk.OutcomeAsync);
        app.MapPost(Api.AgentNotReady, () => desk.ShowAsync(static s => s with { State = AgentState.NotReady, NotReadyReason = "Lunch" }));
        app.MapPost(Api.SignOut, () => desk.ShowAsync(static s => s with { State = AgentState.SignedOut }));
        await app.StartAsync();
        return desk;
    }

    public AgentSnapshot Snapshot
    {
        get
        {
            lock (_lock)
            {
                return _snapshot;
            }
        }
    }

    public async Task<IResult> ShowAsync(Func<AgentSnapshot, AgentSnapshot> change)
    {
        AgentSnapshot next;
        lock (_lock)
        {
            _snapshot = next = change(_snapshot) with { Number = _snapshot.Number + 1 };
        }

        await _app.Services.GetRequiredService<IHubContext<DeskHub>>().Clients.All.SendAsync(Hub.AgentChanged, next);
        return Results.NoContent();
    }

    public async ValueTask DisposeAsync()
    {
        // The web host disposes what it was given, and so comes back here.
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        await _app.DisposeAsync();
        if (_node is { } node)
        {
            await node.DisposeAsync();
        }
    }

    private async Task<IResult> AttachAsync(PhoneLegRequest request)
    {
        var address = request.Uri.Split('@')[1];
        _node ??= new Caller(IPEndPoint.Parse(address));
        _leg = await _node.DialAsync(request.Uri.Split(':', '@')[1], credentials: null);
        await _leg.Answered;
        return await ShowAsync(static s => s with { Leg = LegState.Phone });
    }

    /// <summary>Somebody is connected.</summary>
    private async Task<IResult> ReadyAsync()
    {
        await ShowAsync(static s => s with { State = AgentState.Ready });
        Leg.Say(PersonHz);
        return await ShowAsync(s => s with
        {
            State = AgentState.Talking,
            Call = new CallCard(Attempt, "+12125550100", "Ada", "Demo", "America/New_York", CallState.Connected, DateTimeOffset.UnixEpoch, null, [], 0),
        });
    }

    private async Task<IResult> HangUpAsync(CallRequest request)
    {
        request.Attempt.ShouldBe(Attempt);
        Leg.Say(0);
        return await ShowAsync(static s => s with { State = AgentState.WrapUp, Call = s.Call! with { State = CallState.Ended } });
    }

    private async Task<IResult> OutcomeAsync(OutcomeRequest request, HttpContext context)
    {
        OutcomeKeys.Enqueue(context.Request.Headers[Api.IdempotencyKey].ToString());
        if (OutcomeKeys.Count == 1)
        {
            Outcomes.Enqueue(request);
            context.Abort();
            return Results.Empty;
        }

        var shown = await ShowAsync(static s => s with { State = AgentState.Ready, Call = null });
        Worked.TrySetResult();
        return shown;
    }

    /// <summary>The push.</summary>
    internal sealed class DeskHub(Desk desk) : Microsoft.AspNetCore.SignalR.Hub
    {
        public Task<AgentSnapshot> WatchAgent() => Task.FromResult(desk.Snapshot);
    }
}
