using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Paceline.Contracts;
using Paceline.Dialing.Agents;
using Paceline.Grains;
using Paceline.Storage;

namespace Paceline.Server;

/// <summary>The real-time hub. An agent watches their own workspace and no other; the board is the supervisor's.</summary>
[Authorize]
internal sealed class DeskHub(IGrainFactory grains, Screens screens, Mailboxes mailboxes, Desks desks, SqliteStore store)
    : Microsoft.AspNetCore.SignalR.Hub
{
    public const string BoardTopic = "board";

    public static string TopicOf(string agent) => $"agent/{agent}";

    public static string MailTopicOf(string agent) => $"messages/{agent}";

    public static string CampaignTopicOf(string campaign) => $"campaign/{campaign}";

    /// <summary>Opens the workspace on this connection; one that was open elsewhere is told, and gets nothing more.</summary>
    public async Task<AgentSnapshot> WatchAgent()
    {
        var id = AgentOfDesk();
        if (desks.Take(id, Context.ConnectionId) is { } before)
        {
            await Groups.RemoveFromGroupAsync(before, TopicOf(id));
            await desks.EndAsync(Clients.Client(before), [before], "Your workspace was opened in another window.");
        }

        await Groups.AddToGroupAsync(Context.ConnectionId, TopicOf(id));
        var agent = grains.GetGrain<IAgentGrain>(id);
        await agent.PostAsync([new AgentInput.SignIn()]);
        return screens.Shown(await agent.ViewAsync());
    }

    /// <summary>Watches the agent's own messages. The topic before the rows: a change between the two is pushed, and an older picture is dropped.</summary>
    public async Task<MessagesSnapshot> WatchMessages()
    {
        var agent = AgentOfDesk();
        await Groups.AddToGroupAsync(Context.ConnectionId, MailTopicOf(agent));
        return await mailboxes.OfAsync(new(agent), Context.ConnectionAborted);
    }

    /// <summary>Watches the campaigns the agent works on.</summary>
    public async Task<MyCampaignsSnapshot> WatchMyCampaigns()
    {
        var agent = AgentOfDesk();
        await screens.Loaded.WaitAsync(Context.ConnectionAborted);
        await Groups.AddToGroupAsync(Context.ConnectionId, screens.CampaignTopicOf(agent));
        return screens.CampaignsOf(agent);
    }

    private string AgentOfDesk()
    {
        var user = Caller.Of(Context.User);
        return user.Role is Caller.Agent ? user.Id : throw new HubException("Only an agent has a workspace.");
    }

    /// <summary>Watches every campaign and agent.</summary>
    public async Task<BoardSnapshot> WatchBoard()
    {
        if (Caller.Of(Context.User).Role is not Caller.Supervisor)
        {
            throw new HubException("Only a supervisor sees the board.");
        }

        await screens.Loaded.WaitAsync(Context.ConnectionAborted);
        await Groups.AddToGroupAsync(Context.ConnectionId, BoardTopic);
        return screens.Board;
    }

    public override async Task OnConnectedAsync()
    {
        desks.Enter(Context);

        // Asked again now that a sign-out can find this connection: one that came in between would stay open for ever.
        if (await Caller.HasSignedOutAsync(Context.User, store, Context.ConnectionAborted))
        {
            Context.Abort();
        }
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        desks.Leave(Context.ConnectionId);
        return Task.CompletedTask;
    }
}

/// <summary>Who is connected, and which connection has an agent's workspace open: one at a time.</summary>
internal sealed class Desks(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, LeftDesk> _left = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, HubCallerContext> _connections = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _desks = new(StringComparer.Ordinal);

    public void Enter(HubCallerContext connection) => _connections[connection.ConnectionId] = connection;

    public void Leave(string connection)
    {
        _connections.TryRemove(connection, out _);
        foreach (var desk in _desks.Where(d => d.Value == connection))
        {
            _left[desk.Key] = new(time.GetUtcNow(), Seen: true);
            _desks.TryRemove(desk);
        }
    }

    /// <summary>Takes the desk; returns the connection that had it, if it was another one.</summary>
    public string? Take(string agent, string connection)
    {
        string? before = null;
        _left.TryRemove(agent, out _);
        _desks.AddOrUpdate(agent, connection, (_, had) =>
        {
            before = had;
            return connection;
        });
        return before == connection ? null : before;
    }

    /// <summary>Whose workspace was open and is nowhere.</summary>
    public IReadOnlyList<KeyValuePair<string, LeftDesk>> Left => [.. _left.Where(l => !_desks.ContainsKey(l.Key))];

    /// <summary>Their workspace may have been open before this program started; if it is not open now, it has left now.</summary>
    public void LeftUnseen(string agent)
    {
        if (!_desks.ContainsKey(agent))
        {
            _left.TryAdd(agent, new(time.GetUtcNow(), Seen: false));
        }
    }

    /// <summary>The absence has had its consequence.</summary>
    public void Forget(string agent) => _left.TryRemove(agent, out _);

    /// <summary>Whose workspace is open somewhere.</summary>
    public IReadOnlyList<string> Agents => [.. _desks.Keys];

    /// <summary>All connections of a user.</summary>
    public IReadOnlyList<string> Of(string user) =>
        [.. _connections.Where(c => Caller.Of(c.Value.User).Id == user).Select(static c => c.Key)];

    /// <summary>Tells why, and closes: what was sent before still arrives, and nothing after it.</summary>
    public async Task EndAsync(IClientProxy clients, IReadOnlyList<string> connections, string why)
    {
        await clients.SendAsync(Contracts.Hub.Ended, why);
        foreach (var connection in connections)
        {
            if (_connections.TryGetValue(connection, out var open))
            {
                open.Abort();
            }
        }
    }
}

/// <summary>A workspace that was open and is nowhere.</summary>
/// <param name="At">Since when.</param>
/// <param name="Seen">This program saw it go; else it only knows that the agent may have had one before it started.</param>
internal readonly record struct LeftDesk(DateTimeOffset At, bool Seen);
