namespace Paceline.PeerTests.Kills;

/// <summary>Waits by looking again and again; after a generous stop it says what was waited for, and what there was instead.</summary>
internal static class Waiting
{
    private static readonly TimeSpan _stop = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(5);

    public static async Task<T> ForAsync<T>(string what, Func<Task<T?>> look, Func<string> dump, CancellationToken cancellationToken)
        where T : class
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await look() is { } seen)
            {
                return seen;
            }

            if (TimeProvider.System.GetElapsedTime(since) > _stop)
            {
                throw new TimeoutException($"{what} did not come within {_stop.TotalSeconds:0} s.\n{dump()}");
            }

            await Task.Delay(_look, cancellationToken);
        }
    }
}
