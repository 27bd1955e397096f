using Paceline.Contracts;
using Paceline.Dialing;

namespace Paceline.Grains;

/// <summary>What the grains tell screens: the newest picture wins, and whoever is slow misses pictures, never the last one.</summary>
public interface IScreens
{
    /// <summary>An agent's workspace has changed.</summary>
    void Changed(AgentSnapshot agent);

    /// <summary>A campaign group has changed. <paramref name="campaign"/> carries no agents and no chains; the board adds them.</summary>
    void Changed(CampaignSnapshot campaign);

    /// <summary>A supervisor has signed an agent off: their pages end, after the picture that says so.</summary>
    Task SignedOffAsync(AgentId agent);
}

/// <summary>What a workspace shows of a record.</summary>
public interface IRecordCards
{
    /// <summary>The card of an attempt, as if connected now; null: nobody knows the attempt.</summary>
    Task<CallCard?> OfAsync(AttemptId attempt, CancellationToken cancellationToken);
}

/// <summary>Who exists, so that a node's report reaches everybody it may concern, and the names people read.</summary>
public interface IRoster
{
    Task<IReadOnlyList<GroupId>> GroupsAsync(CancellationToken cancellationToken);

    Task<IReadOnlyList<AgentId>> AgentsAsync(CancellationToken cancellationToken);

    Task<string> NameOfAsync(GroupId group, CancellationToken cancellationToken);

    Task<string> NameOfAsync(AgentId agent, CancellationToken cancellationToken);
}

/// <summary>Keeps that somebody called back.</summary>
public interface IReturnedCalls
{
    /// <summary>Returns when it is on disk; the same event again changes nothing.</summary>
    /// <param name="epoch">The life of the node that saw it.</param>
    /// <param name="number">Of its event.</param>
    /// <param name="trunk">By which it came.</param>
    /// <param name="caller">As the trunk writes it; empty: withheld.</param>
    /// <param name="called">Which of our numbers; empty: not known.</param>
    /// <param name="cancellationToken">The wait is over; it may be kept nevertheless.</param>
    Task KeepAsync(NodeEpoch epoch, long number, string trunk, string caller, string called, CancellationToken cancellationToken);
}
