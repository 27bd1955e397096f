using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;

namespace Paceline.Storage;

/// <summary>What an agent sees of the person in a call.</summary>
/// <param name="Contact">The contact's name from the list; empty when the list has none.</param>
/// <param name="Fields">The other columns of the list, in its order.</param>
/// <param name="AttemptsBefore">Attempts at this person before this one.</param>
/// <param name="BridgedAt">When agent and person heard each other; null: not yet.</param>
/// <param name="EndedAt">When the call was over; null: not yet.</param>
public sealed record RecordCard(
    AttemptId Attempt,
    GroupId Group,
    PhoneNumber Number,
    string Contact,
    string Zone,
    IReadOnlyList<KeyValuePair<string, string>> Fields,
    int AttemptsBefore,
    Instant? BridgedAt,
    Instant? EndedAt);

/// <summary>The people of a group's lists by where they stand. The four add up to the total.</summary>
/// <param name="Untouched">Never dialled.</param>
/// <param name="Waiting">Dialled before, and due again now or later.</param>
/// <param name="Open">With an attempt that is not closed yet.</param>
public sealed record ChainCounts(long Total, long Untouched, long Waiting, long Open, long Finished);

/// <summary>An agent with the name for people.</summary>
public sealed record NamedAgent(string Name, Agent Agent);

/// <summary>What screens read beside the writers: rows, never a fold of all facts.</summary>
public sealed class Board
{
    internal Board()
    {
    }

    /// <summary>Null: there is no such attempt.</summary>
    public Task<RecordCard?> CardOfAsync(AttemptId attempt, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ChainCounts> ChainCountsAsync(GroupId group, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>All agents of all groups by id.</summary>
    public Task<IReadOnlyList<NamedAgent>> AgentsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
