using Paceline.Grains;
using Paceline.Storage;

namespace Paceline.Server;

/// <summary>Sees what a command beside this server did to the lists (<c>paceline lists import</c>), and tells the groups and the board: a
/// group that has found no record to call would not look again by itself.</summary>
internal sealed partial class ListWatch(
    SqliteStore store, IGrainFactory grains, Screens screens, TimeProvider time, ILogger<ListWatch> logger) : BackgroundService
{
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var seen = store.Imports.Now;
        var finished = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(_period, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!finished)
                {
                    await store.Imports.FinishUndosAsync(stoppingToken);
                    finished = true;
                }

                var changes = await store.Imports.ChangesAsync(seen, stoppingToken);
                foreach (var group in changes.Groups)
                {
                    screens.ListChanged();
                    await grains.GetGrain<ICampaignGroupGrain>(group.Value).WakeAsync();
                }

                seen = changes.Until;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                if (!stoppingToken.IsCancellationRequested)
                {
                    NotLooked(failure.GetType().Name);
                }
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The lists could not be looked at ({Failure}); it is tried again in a second.")]
    private partial void NotLooked(string failure);
}
