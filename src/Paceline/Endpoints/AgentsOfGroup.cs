using Paceline.Grains;
using Paceline.Storage;

namespace Paceline.Endpoints;

/// <summary>The agents of a campaign group, to be told what has changed for all of them.</summary>
internal static class AgentsOfGroup
{
    /// <summary>Each learns the rules and the mode anew, and shows them.</summary>
    public static async Task LearnRulesAsync(string campaign, IGrainFactory grains, SqliteStore store, CancellationToken cancellationToken)
    {
        var users = await store.People.AllAsync(cancellationToken);
        await Task.WhenAll(users.Where(u => u is { Role: UserRole.Agent, Group: { } group } && group.Value == campaign)
            .Select(u => grains.GetGrain<IAgentGrain>(u.Id).LearnRulesAsync()));
    }
}
