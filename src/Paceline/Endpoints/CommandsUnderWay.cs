namespace Paceline.Endpoints;

/// <summary>Commands with an idempotency key that are being done: the same command waits at the door until the first has its answer. One
/// server has a data directory, so its memory is enough; each command leaves when it is answered.</summary>
internal sealed class CommandsUnderWay
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string User, string Route, string Key), TaskCompletionSource> _underWay = [];

    /// <summary>Comes in when nobody is there with the same key; dispose to leave.</summary>
    /// <exception cref="TimeoutException">Somebody is, and has not left within the limit.</exception>
    public async Task<IDisposable> EnterAsync(
        (string User, string Route, string Key) command, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            TaskCompletionSource? before;
            lock (_lock)
            {
                if (!_underWay.TryGetValue(command, out before))
                {
                    var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    _underWay.Add(command, left);
                    return new Place(this, command, left);
                }
            }

            var more = limit - time.GetElapsedTime(since);
            await before.Task.WaitAsync(more > TimeSpan.Zero ? more : TimeSpan.Zero, time, cancellationToken);
        }
    }

    private sealed class Place(CommandsUnderWay all, (string User, string Route, string Key) command, TaskCompletionSource left) : IDisposable
    {
        public void Dispose()
        {
            lock (all._lock)
            {
                all._underWay.Remove(command);
            }

            left.TrySetResult();
        }
    }
}
