using Paceline.Dialing;
using Paceline.Dialing.Campaigns;

namespace Paceline.Storage;

/// <summary>A campaign group as it was made, and whether it dials.</summary>
/// <param name="Name">For people.</param>
public sealed record StoredGroup(GroupId Id, string Name, CampaignRules Rules, bool Running);

/// <summary>The campaign groups there are.</summary>
public sealed class CampaignGroups
{
    internal CampaignGroups()
    {
    }

    /// <summary>Makes a stopped group; false: the id is taken and nothing was changed.</summary>
    public Task<bool> AddAsync(GroupId id, string name, CampaignRules rules, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>All groups by id.</summary>
    public Task<IReadOnlyList<StoredGroup>> AllAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Null: there is no such group.</summary>
    public Task<StoredGroup?> FindAsync(GroupId id, CancellationToken cancellationToken) => throw new NotSupportedException();
}
