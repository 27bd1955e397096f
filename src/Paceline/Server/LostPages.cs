using Paceline.Dialing.Agents;
using Paceline.Grains;

namespace Paceline.Server;

/// <summary>An agent whose page has been gone for a minute would get a call and no record with it: until the page is back they are not
/// ready. A conversation, a record and its outcome are left alone, and a shorter absence is nobody's business.</summary>
internal sealed partial class LostPages(Desks desks, IGrainFactory grains, TimeProvider time, ILogger<LostPages> logger) : BackgroundService
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(_period, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var agent in desks.LeftBefore(time.GetUtcNow() - _patience))
            {
                await TryAsync(agent);
            }
        }
    }

    private async Task TryAsync(string id)
    {
        try
        {
            var agent = grains.GetGrain<IAgentGrain>(id);
            var state = (await agent.ViewAsync()).State;
            if (state is Contracts.AgentState.Ready or Contracts.AgentState.Offered)
            {
                await agent.PostAsync([new AgentInput.MakeNotReady(Agent.PageLost)]);
            }

            if (state is not (Contracts.AgentState.Reserved or Contracts.AgentState.Previewing or Contracts.AgentState.Calling
                or Contracts.AgentState.Talking or Contracts.AgentState.WrapUp))
            {
                desks.Forget(id);
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // It is tried again in a moment.
            NotTold(id, failure.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Agent {Agent}, whose page is gone, could not be made not ready ({Failure}); it is tried again.")]
    private partial void NotTold(string agent, string failure);
}
