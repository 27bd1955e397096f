using Microsoft.JSInterop;
using Paceline.Contracts;

namespace Paceline.Web.Connection;

/// <summary>The live line over the browser's own WebSocket: wwwroot/js/hub.js speaks, here stands what is watched and when it is tried again.</summary>
public sealed class HubLine(IJSRuntime script, ApiClient api, TimeProvider time) : ILiveLine, IAsyncDisposable
{
    private readonly EndlessRetry _retry = new(Random.Shared);
    private IJSObjectReference? _module;
    private Watching? _watching;

    /// <summary>The workspace first: with it the agent is signed in, and is told what has begun.</summary>
    public Task WatchAgent(AgentListener listener, CancellationToken cancellation) => Watch(
        [
            new Topic<AgentSnapshot>(Hub.WatchAgent, Hub.AgentChanged, Snapshots.OfAgent, listener.Agent.Changed),
            new Topic<MessagesSnapshot>(Hub.WatchMessages, Hub.MessagesChanged, Snapshots.OfMessages, listener.Messages),
            new Topic<MyCampaignsSnapshot>(Hub.WatchMyCampaigns, Hub.MyCampaignsChanged, Snapshots.OfCampaigns, listener.Campaigns),
        ],
        listener.Agent.Moved,
        listener.Agent.Ended,
        cancellation);

    public Task WatchBoard(Listener<BoardSnapshot> listener, CancellationToken cancellation) => Watch(
        [new Topic<BoardSnapshot>(Hub.WatchBoard, Hub.BoardChanged, ApiClient.Parse<BoardSnapshot>, listener.Changed)],
        listener.Moved,
        listener.Ended,
        cancellation);

    public async Task Close()
    {
        if (_watching is { } watching)
        {
            _watching = null;
            await watching.Stop();
            watching.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        if (_module is not null)
        {
            await _module.DisposeAsync();
        }
    }

    private async Task Watch(IReadOnlyList<Topic> topics, Action<LineState> moved, Action<string> ended, CancellationToken cancellation)
    {
        await Close();
        _watching = new Watching(Module, api, topics, moved, ended, _retry, time, cancellation);
        await _watching.Begin();
    }

    private async Task<IJSObjectReference> Module(CancellationToken cancellation) =>
        _module ??= await script.InvokeAsync<IJSObjectReference>("import", cancellation, "/js/hub.js");

    /// <summary>One page's watch, over all its connections.</summary>
    private sealed class Watching : IDisposable
    {
        private readonly Func<CancellationToken, Task<IJSObjectReference>> _load;
        private readonly ApiClient _api;
        private readonly IReadOnlyList<Topic> _topics;
        private readonly Action<LineState> _moved;
        private readonly Action<string> _ended;
        private readonly EndlessRetry _retry;
        private readonly TimeProvider _time;
        private readonly CancellationTokenSource _stop;
        private readonly CancellationToken _stopped;
        private readonly TaskCompletionSource _begun = new();
        private TaskCompletionSource _lost = new();
        private Task _told = Task.CompletedTask;
        private IJSObjectReference? _module;
        private bool _closed;

        public Watching(
            Func<CancellationToken, Task<IJSObjectReference>> load,
            ApiClient api,
            IReadOnlyList<Topic> topics,
            Action<LineState> moved,
            Action<string> ended,
            EndlessRetry retry,
            TimeProvider time,
            CancellationToken cancellation)
        {
            (_load, _api, _topics, _moved, _ended, _retry, _time) = (load, api, topics, moved, ended, retry, time);
            _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            _stopped = _stop.Token;
        }

        /// <summary>Until everything has been shown once, or the line is over.</summary>
        public async Task Begin()
        {
            var running = Run();
            await (await Task.WhenAny(_begun.Task, running));
        }

        /// <summary>Nothing comes after this. Does not wait for a listener: it may be one that stops.</summary>
        public async Task Stop()
        {
            if (!_closed)
            {
                _closed = true; // Also when whoever watches has given up before: the socket is still open.
                await _stop.CancelAsync();
                await (_module?.InvokeVoidAsync("close") ?? ValueTask.CompletedTask);
            }
        }

        public void Dispose() => _stop.Dispose();

        /// <summary>What a connection tells: what the hub sent, or that it is gone ("Lost"). One after the other, why the server ended it before that it
        /// did; nothing of a connection that another has followed.</summary>
        /// <param name="lost">The connection's own.</param>
        private async Task After(Task before, TaskCompletionSource lost, string what, string json)
        {
            // What went wrong in one is told where it was heard, and stops none after it.
            await before.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            if (_stopped.IsCancellationRequested || lost != _lost)
            {
                return;
            }

            if (what == "Lost")
            {
                lost.TrySetResult();
            }
            else if (what == Hub.Ended)
            {
                await Stop();
                _moved(LineState.Ended);
                _ended(ApiClient.Parse<string>(json) ?? "");
            }
            else if (_topics.FirstOrDefault(t => t.Changed == what) is { } topic)
            {
                _ = await Take(topic, json) || lost.TrySetResult(); // A page that cannot read what is new must not go on showing what is old.
            }
        }

        /// <summary>Whether it could be read. What a listener fails in is told in the browser's console, and takes the line from nobody.</summary>
        private static async Task<bool> Take(Topic topic, string json)
        {
            try
            {
                return await topic.Take(json);
            }
            catch (Exception wrong) when (wrong is not OperationCanceledException)
            {
                await System.Console.Error.WriteLineAsync(wrong.ToString());
                return true;
            }
        }

        private async Task Run()
        {
            try
            {
                await Stay();
            }
            catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
            {
                // Closed by the page, or ended by the server.
            }
        }

        /// <summary>Connects for ever, but not against a server that says that nobody is signed in.</summary>
        private async Task Stay()
        {
            _moved(LineState.Connecting);
            for (var tries = 0; ; tries++)
            {
                TaskCompletionSource lost = _lost = new();
                switch (await Open(lost))
                {
                    case "signedOut":
                        _moved(LineState.SignedOut);
                        return;
                    case "refused":
                        _moved(LineState.Ended);
                        _ended(Texts.SignedOutTitle);
                        return;
                    case "up" when await Show(_module!): // It opened the line.
                        tries = 0;
                        await lost.Task.WaitAsync(_stopped);
                        break;
                }

                _stopped.ThrowIfCancellationRequested();
                _moved(LineState.Lost);
                await Task.Delay(_retry.Delay(tries), _time, _stopped);
            }
        }

        /// <summary>What the script says of a new connection. Of one whose file did not come, too, the line is only lost: another try may have it.</summary>
        private async Task<string> Open(TaskCompletionSource lost)
        {
            try
            {
                _module = await _load(_stopped);
                Told hear = (what, json) => _told = After(_told, lost, what, json);
                return await _module.InvokeAsync<string>("open", _stopped, hear, _api.User);
            }
            catch (JSException)
            {
                return "lost";
            }
        }

        /// <summary>Whether everything was shown: a server that has just come back may need a moment, and is asked again on a new connection.</summary>
        private async Task<bool> Show(IJSObjectReference module)
        {
            try
            {
                _moved(LineState.Up);
                // All are asked at once; the hub answers one after the other, in this order.
                List<(Topic Topic, Task<string> First)> asked = [.. _topics.Select(t => (t, module.InvokeAsync<string>("watch", _stopped, t.Name).AsTask()))];
                foreach (var (topic, first) in asked)
                {
                    if (!await Take(topic, await first))
                    {
                        return false;
                    }
                }

                _begun.TrySetResult();
                return true;
            }
            catch (JSException)
            {
                return false;
            }
        }
    }

    /// <summary>One topic of the hub: how it is begun, and what it sends.</summary>
    private abstract record Topic(string Name, string Changed)
    {
        /// <summary>Whether it is what the contract says; then the listener has it.</summary>
        public abstract Task<bool> Take(string json);
    }

    private sealed record Topic<T>(string Name, string Changed, Func<string, T?> Read, Func<T, Task> Listener) : Topic(Name, Changed)
        where T : class
    {
        public override async Task<bool> Take(string json)
        {
            if (Read(json) is not { } snapshot)
            {
                return false;
            }

            await Listener(snapshot);
            return true;
        }
    }
}
