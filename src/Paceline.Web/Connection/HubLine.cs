using System.Net;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Paceline.Contracts;

namespace Paceline.Web.Connection;

/// <summary>The live line over SignalR.</summary>
public sealed class HubLine(NavigationManager navigation, TimeProvider time) : ILiveLine, IAsyncDisposable
{
    private readonly EndlessRetry _retry = new(Random.Shared);
    private HubConnection? _hub;
    private Task _ending = Task.CompletedTask;

    /// <summary>The workspace first: with it the agent is signed in, and is told what has begun.</summary>
    public Task WatchAgent(AgentListener listener, CancellationToken cancellation) => Watch(
        [
            new Topic<AgentSnapshot>(Hub.WatchAgent, Hub.AgentChanged, listener.Agent.Changed),
            new Topic<MessagesSnapshot>(Hub.WatchMessages, Hub.MessagesChanged, listener.Messages),
            new Topic<MyCampaignsSnapshot>(Hub.WatchMyCampaigns, Hub.MyCampaignsChanged, listener.Campaigns),
        ],
        listener.Agent.Moved,
        listener.Agent.Ended,
        cancellation);

    public Task WatchBoard(Listener<BoardSnapshot> listener, CancellationToken cancellation) => Watch(
        [new Topic<BoardSnapshot>(Hub.WatchBoard, Hub.BoardChanged, listener.Changed)], listener.Moved, listener.Ended, cancellation);

    public async Task Close()
    {
        await _ending;
        if (_hub is { } hub)
        {
            _hub = null;
            await hub.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await Close();

    private async Task Watch(IReadOnlyList<Topic> topics, Action<LineState> moved, Action<string> ended, CancellationToken cancellation)
    {
        await Close();
        var hub = new HubConnectionBuilder()
            .WithUrl(navigation.ToAbsoluteUri(Hub.Path))
            .WithAutomaticReconnect(new UnlessSignedOut(_retry))
            .AddJsonProtocol(json => json.PayloadSerializerOptions = ApiClient.Json)
            .Build();
        _hub = hub;
        foreach (var topic in topics)
        {
            topic.Listen(hub);
        }

        hub.On<string>(Hub.Ended, why =>
        {
            // Stopping waits for the handlers, so a handler cannot await it; Close does.
            _ending = hub.StopAsync(CancellationToken.None);
            moved(LineState.Ended);
            ended(why);
        });
        hub.Reconnecting += _ =>
        {
            moved(LineState.Lost);
            return Task.CompletedTask;
        };
        hub.Closed += why =>
        {
            if (UnlessSignedOut.Is(why))
            {
                moved(LineState.SignedOut);
            }

            return Task.CompletedTask;
        };
        hub.Reconnected += _ => Begin(hub, topics, moved, cancellation);
        await Start(hub, moved, ended, cancellation);
        await Begin(hub, topics, moved, cancellation);
    }

    private async Task Start(HubConnection hub, Action<LineState> moved, Action<string> ended, CancellationToken cancellation)
    {
        moved(LineState.Connecting);
        for (var tries = 0; ; tries++)
        {
            try
            {
                await hub.StartAsync(cancellation);
                return;
            }
            catch (HttpRequestException refused) when (UnlessSignedOut.Is(refused))
            {
                moved(LineState.SignedOut);
                return;
            }
            catch (HttpRequestException refused) when (refused.StatusCode is HttpStatusCode.Forbidden)
            {
                moved(LineState.Ended);
                ended(Texts.SignedOutTitle);
                return;
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                moved(LineState.Lost);
                await Task.Delay(_retry.Delay(tries), time, cancellation);
            }
        }
    }

    /// <summary>The snapshots are asked again while the connection lasts: a server that has just come back may need a moment.</summary>
    private async Task Begin(HubConnection hub, IReadOnlyList<Topic> topics, Action<LineState> moved, CancellationToken cancellation)
    {
        for (var tries = 0; hub.State == HubConnectionState.Connected; tries++)
        {
            try
            {
                moved(LineState.Up);
                foreach (var topic in topics)
                {
                    await topic.Watch(hub, cancellation);
                }

                return;
            }
            catch (Exception problem) when (problem is HubException or InvalidOperationException or IOException)
            {
                moved(LineState.Lost);
                await Task.Delay(_retry.Delay(tries), time, cancellation);
            }
        }
    }

    /// <summary>Tries again for ever, but not against a server that says that nobody is signed in.</summary>
    private sealed class UnlessSignedOut(EndlessRetry retry) : IRetryPolicy
    {
        public static bool Is(Exception? problem) => problem is HttpRequestException { StatusCode: HttpStatusCode.Unauthorized };

        public TimeSpan? NextRetryDelay(RetryContext retryContext) => Is(retryContext.RetryReason) ? null : retry.NextRetryDelay(retryContext);
    }

    /// <summary>One topic of the hub: what it sends, and how it is begun.</summary>
    private abstract record Topic
    {
        private protected Topic()
        {
        }

        public abstract void Listen(HubConnection hub);

        public abstract Task Watch(HubConnection hub, CancellationToken cancellation);
    }

    private sealed record Topic<T>(string Name, string Changed, Func<T, Task> Take) : Topic
    {
        public override void Listen(HubConnection hub) => hub.On(Changed, Take);

        public override async Task Watch(HubConnection hub, CancellationToken cancellation) => await Take(await hub.InvokeAsync<T>(Name, cancellation));
    }
}
