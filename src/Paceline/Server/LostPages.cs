using Paceline.Contracts;
using Paceline.Dialing.Agents;
using Paceline.Grains;
using Paceline.Storage;
using AgentState = Paceline.Contracts.AgentState;

namespace Paceline.Server;

/// <summary>Agents whose page has been gone for longer than a moment: nobody is called for them, and after some minutes what lay on their desk
/// goes on without them. A conversation is not cut: the person hears hold audio until the agent is back, or hangs up (features 6.6). Only who
/// has been left alone for those minutes, a machine for the most part, is let go: nobody else could end that call.</summary>
internal sealed partial class LostPages(
    Desks desks, IGrainFactory grains, SqliteStore store, TimeProvider time, ILogger<LostPages> logger) : BackgroundService
{
    /// <summary>Who is gone for that long would get a call and no record with it.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A computer that crashed is there again in less; who comes back later finds the desk empty.</summary>
    internal static readonly TimeSpan Stranded = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan _period = TimeSpan.FromSeconds(2);

    /// <summary>What becomes of an agent now; null: nothing.</summary>
    /// <param name="agent">As they are now.</param>
    /// <param name="gone">How long the page has been nowhere.</param>
    internal static AgentInput? Consequence(AgentSnapshot agent, TimeSpan gone) => agent.State switch
    {
        // With a phone for their sound they are reserved nearly all the time: what rings for a desk where nobody is, is taken back.
        AgentState.Ready or AgentState.Offered or AgentState.Reserved when gone >= Patience => new AgentInput.MakeNotReady(Agent.PageLost, Now: true),

        // The record goes to somebody else, or stays without an outcome, as when wrap-up runs out.
        AgentState.Previewing or AgentState.WrapUp when gone >= Stranded => agent.SigningOut is null
            ? new AgentInput.MakeNotReady(Agent.PageLost, Now: true)
            : new AgentInput.SignOut("the page is gone", Now: true),
        AgentState.Talking when gone >= Stranded && agent is { Leg: LegState.Down, Call: { } call } => new AgentInput.HangUp(new(call.Attempt)),
        _ => null,
    };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Nobody knows whose page was open before this start: who does not come back has left now.
        foreach (var agent in await store.Board.AgentsAsync(stoppingToken))
        {
            desks.LeftUnseen(agent.Agent.Id.Value);
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(_period, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var (agent, left) in desks.Left)
            {
                if (time.GetUtcNow() - left.At >= Patience)
                {
                    await TryAsync(agent, left);
                }
            }
        }
    }

    private async Task TryAsync(string id, LeftDesk left)
    {
        try
        {
            var grain = grains.GetGrain<IAgentGrain>(id);
            var agent = await grain.ViewAsync();

            // Whoever works by a telephone and the API has no page to lose.
            var isNobody = !left.Seen && agent.Leg is LegState.Phone;
            if (!isNobody && Consequence(agent, time.GetUtcNow() - left.At) is { } consequence)
            {
                await grain.PostAsync([consequence]);
            }

            if (isNobody || agent.State is AgentState.SignedOut or AgentState.NotReady)
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
