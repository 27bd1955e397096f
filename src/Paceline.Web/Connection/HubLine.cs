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

    public Task WatchAgent(Listener<AgentSnapshot> listener, CancellationToken cancellation) =>
        Watch(Hub.WatchAgent, Hub.AgentChanged, listener, cancellation);

    public Task WatchBoard(Listener<BoardSnapshot> listener, CancellationToken cancellation) =>
        Watch(Hub.WatchBoard, Hub.BoardChanged, listener, cancellation);

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

    private async Task Watch<T>(string watch, string changed, Listener<T> listener, CancellationToken cancellation)
    {
        await Close();
        var hub = new HubConnectionBuilder()
            .WithUrl(navigation.ToAbsoluteUri(Hub.Path))
            .WithAutomaticReconnect(_retry)
            .AddJsonProtocol(json => json.PayloadSerializerOptions = ApiClient.Json)
            .Build();
        _hub = hub;
        hub.On<T>(changed, listener.Changed);
        hub.On<string>(Hub.Ended, why =>
        {
            // Stopping waits for the handlers, so a handler cannot await it; Close does.
            _ending = hub.StopAsync(CancellationToken.None);
            listener.Moved(LineState.Ended);
            listener.Ended(why);
        });
        hub.Reconnecting += _ =>
        {
            listener.Moved(LineState.Lost);
            return Task.CompletedTask;
        };
        hub.Reconnected += _ => Begin(hub, watch, listener, cancellation);
        await Start(hub, listener, cancellation);
        await Begin(hub, watch, listener, cancellation);
    }

    private async Task Start<T>(HubConnection hub, Listener<T> listener, CancellationToken cancellation)
    {
        listener.Moved(LineState.Connecting);
        for (var tries = 0; ; tries++)
        {
            try
            {
                await hub.StartAsync(cancellation);
                return;
            }
            catch (HttpRequestException refused) when (refused.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                listener.Moved(LineState.Ended);
                listener.Ended("You are signed out.");
                return;
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                listener.Moved(LineState.Lost);
                await Task.Delay(_retry.Delay(tries), time, cancellation);
            }
        }
    }

    /// <summary>The snapshot is asked again while the connection lasts: a server that has just come back may need a moment.</summary>
    private async Task Begin<T>(HubConnection hub, string watch, Listener<T> listener, CancellationToken cancellation)
    {
        for (var tries = 0; hub.State == HubConnectionState.Connected; tries++)
        {
            try
            {
                listener.Moved(LineState.Up);
                await listener.Changed(await hub.InvokeAsync<T>(watch, cancellation));
                return;
            }
            catch (Exception problem) when (problem is HubException or InvalidOperationException or IOException)
            {
                listener.Moved(LineState.Lost);
                await Task.Delay(_retry.Delay(tries), time, cancellation);
            }
        }
    }
}
