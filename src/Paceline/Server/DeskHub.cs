using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Paceline.Contracts;
using Paceline.Dialing.Agents;
using Paceline.Grains;

namespace Paceline.Server;

/// <summary>The real-time hub. An agent watches their own workspace and no other; the board is the supervisor's.</summary>
[Authorize]
internal sealed class DeskHub(IGrainFactory grains, Screens screens, Desks desks) : Microsoft.AspNetCore.SignalR.Hub
{
    public const string BoardTopic = "board";

    public static string TopicOf(string agent) => $"agent/{agent}";

    /// <summary>Opens the workspace on this connection; one that was open elsewhere is told, and gets nothing more.</summary>
    public async Task<AgentSnapshot> WatchAgent()
    {
        var user = Caller.Of(Context.User);
        if (user.Role is not Caller.Agent)
        {
            throw new HubException("Only an agent has a workspace.");
        }

        if (desks.Take(user.Id, Context.ConnectionId) is { } before)
        {
            await Groups.RemoveFromGroupAsync(before, TopicOf(user.Id));
            await Clients.Client(before).SendAsync(Contracts.Hub.Ended, "Your workspace was opened in another window.");
        }

        await Groups.AddToGroupAsync(Context.ConnectionId, TopicOf(user.Id));
        var agent = grains.GetGrain<IAgentGrain>(user.Id);
        await agent.PostAsync([new AgentInput.SignIn()]);
        return screens.Shown(await agent.ViewAsync());
    }

    /// <summary>Watches every campaign and agent.</summary>
    public async Task<BoardSnapshot> WatchBoard()
    {
        if (Caller.Of(Context.User).Role is not Caller.Supervisor)
        {
            throw new HubException("Only a supervisor sees the board.");
        }

        await Groups.AddToGroupAsync(Context.ConnectionId, BoardTopic);
        return screens.Board;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        desks.Leave(Context.ConnectionId);
        return Task.CompletedTask;
    }
}

/// <summary>Which connection has an agent's workspace open: one at a time.</summary>
internal sealed class Desks
{
    private readonly ConcurrentDictionary<string, string> _connections = new(StringComparer.Ordinal);

    /// <summary>Takes the desk; returns the connection that had it, if it was another one.</summary>
    public string? Take(string agent, string connection)
    {
        string? before = null;
        _connections.AddOrUpdate(agent, connection, (_, had) =>
        {
            before = had;
            return connection;
        });
        return before == connection ? null : before;
    }

    public void Leave(string connection)
    {
        foreach (var desk in _connections.Where(d => d.Value == connection))
        {
            _connections.TryRemove(desk);
        }
    }

    /// <summary>The connection that has the desk; null: none.</summary>
    public string? Of(string agent) => _connections.GetValueOrDefault(agent);
}
