using Dapper;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Contacts;

namespace Paceline.Storage;

/// <summary>What an agent sees of the person in a call.</summary>
/// <param name="Contact">The contact's name from the list; empty when the list has none.</param>
/// <param name="Fields">The other columns of the list, in the order of the row.</param>
/// <param name="Definitions">What the columns of the list mean, in the order in which agents see them.</param>
/// <param name="NumberType">The telephone the number belongs to: "mobile", "home", "work"; empty: nobody said.</param>
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
    IReadOnlyList<FieldDefinition> Definitions,
    string NumberType,
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
    private readonly SqliteReaders _readers;

    internal Board(SqliteReaders readers) => _readers = readers;

    /// <summary>Null: there is no such attempt.</summary>
    public Task<RecordCard?> CardOfAsync(AttemptId attempt, CancellationToken cancellationToken) => _readers.ReadAsync(
        connection => connection
            .Query<CardRow>(
                """
                select a.group_id, a.number, a.chain, a.bridged_at, a.ended_at, r.contact, r.zone, r.fields, r.list_id, r.phone_type
                from attempt a join record r on r.id = a.record_id where a.id = @Id
                """,
                new { Id = attempt.ToString() })
            .Select(row => new RecordCard(
                attempt,
                new(row.GroupId),
                new(row.Number),
                row.Contact,
                row.Zone,
                FactJson.Read<KeyValuePair<string, string>[]>(row.Fields),
                [.. ListFields.OfList(connection, row.ListId).Select(static f => f.Definition)],
                row.PhoneType,
                FactJson.Read<Chain>(row.Chain).Attempts, // As it was before this attempt.
                row.BridgedAt?.At,
                row.EndedAt?.At))
            .SingleOrDefault(),
        cancellationToken);

    public Task<ChainCounts> ChainCountsAsync(GroupId group, CancellationToken cancellationToken) => _readers.ReadAsync(
        connection =>
        {
            var by = connection
                .Query<(string State, long Chains)>("select state, chains from chain_count where group_id = @Id", new { Id = group.Value })
                .ToDictionary(static row => row.State, static row => row.Chains, StringComparer.Ordinal);
            return new ChainCounts(
                by.Values.Sum(),
                by.GetValueOrDefault("untouched"),
                by.GetValueOrDefault("waiting"),
                by.GetValueOrDefault("open"),
                by.GetValueOrDefault("finished"));
        },
        cancellationToken);

    /// <summary>All agents of all groups by id.</summary>
    public Task<IReadOnlyList<NamedAgent>> AgentsAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<NamedAgent>>(
            static connection =>
            [
                .. connection
                    .Query<AgentRow>($"select {AgentRow.Columns} from agent join user using (id) order by agent.id")
                    .Select(static row => new NamedAgent(row.Name, row.Agent)),
            ],
            cancellationToken);

    private sealed record CardRow
    {
        public required string GroupId { get; init; }

        public required string Number { get; init; }

        public required string Chain { get; init; }

        public long? BridgedAt { get; init; }

        public long? EndedAt { get; init; }

        public required string Contact { get; init; }

        public required string Zone { get; init; }

        public required string Fields { get; init; }

        public required long ListId { get; init; }

        public required string PhoneType { get; init; }
    }
}
