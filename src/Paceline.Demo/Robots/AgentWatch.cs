using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Paceline.Contracts;
using Hub = Paceline.Contracts.Hub;

namespace Paceline.Demo.Robots;

/// <summary>An agent's workspace, pushed: the newest snapshot, and a wait for the next. After a lost connection it comes back by itself
/// and starts again from a fresh snapshot.</summary>
internal sealed class AgentWatch : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly HubConnection _hub;
    private readonly TimeProvider _time;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AgentSnapshot? _newest;

    public AgentWatch(ApiClient api, TimeProvider time)
    {
        _time = time;
        _hub = new HubConnectionBuilder()
            .WithUrl(new Uri(api.Server, Hub.Path), options => options.AccessTokenProvider = () => Task.FromResult<string?>(api.Key))
            .WithAutomaticReconnect(new AgainAndAgain())
            .AddJsonProtocol(static json => json.PayloadSerializerOptions = ApiClient.Json)
            .Build();
        _hub.On<AgentSnapshot>(Hub.AgentChanged, snapshot => Take(snapshot, isFresh: false));
        _hub.Reconnected += _ => WatchAsync(CancellationToken.None);
    }

    /// <summary>Null before the first.</summary>
    public AgentSnapshot? Newest
    {
        get
        {
            lock (_lock)
            {
                return _newest;
            }
        }
    }

    /// <summary>Connects, for as long as it takes.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await _hub.StartAsync(cancellationToken);
                await WatchAsync(cancellationToken);
                return;
            }
            catch (Exception refused) when (refused is HttpRequestException or IOException or HubException or InvalidOperationException
                || (refused is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), _time, cancellationToken);
            }
        }
    }

    /// <summary>Also from an answer of the API: a hub that says nothing is no reason to stand still.</summary>
    public void Take(AgentSnapshot snapshot, bool isFresh)
    {
        lock (_lock)
        {
            if (!isFresh && _newest is { } known && known.Number >= snapshot.Number)
            {
                return;
            }

            _newest = snapshot;
            _changed.TrySetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits for a snapshot that is not the given one; false when none came in time.</summary>
    public async Task<bool> ChangeAsync(AgentSnapshot? seen, TimeSpan limit, CancellationToken cancellationToken)
    {
        Task changed;
        lock (_lock)
        {
            if (!ReferenceEquals(seen, _newest))
            {
                return true;
            }

            changed = _changed.Task;
        }

        try
        {
            await changed.WaitAsync(limit, _time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            Take(await _hub.InvokeAsync<AgentSnapshot>(Hub.WatchAgent, cancellationToken), isFresh: true);
        }
        catch (Exception refused) when (refused is HubException or InvalidOperationException or IOException)
        {
            // The robot asks the API when no push comes; the connection itself reconnects.
        }
    }

    private sealed class AgainAndAgain : IRetryPolicy
    {
        public TimeSpan? NextRetryDelay(RetryContext retryContext) =>
            TimeSpan.FromMilliseconds(retryContext.PreviousRetryCount == 0 ? 0 : Math.Min(2000, 200 * retryContext.PreviousRetryCount));
    }
}
