using Dapper;
using Microsoft.Data.Sqlite;
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
/// <param name="Chain">The person's numbers and attempts, as they were before this attempt.</param>
/// <param name="BridgedAt">When agent and person heard each other; null: not yet.</param>
/// <param name="EndedAt">When the call was over; null: not yet.</param>
/// <param name="History">Earlier calls of the person, newest first; 20 at most.</param>
public sealed record RecordCard(
    AttemptId Attempt,
    GroupId Group,
    PhoneNumber Number,
    string Contact,
    string Zone,
    IReadOnlyList<KeyValuePair<string, string>> Fields,
    IReadOnlyList<FieldDefinition> Definitions,
    string NumberType,
    Chain Chain,
    Instant? BridgedAt,
    Instant? EndedAt,
    IReadOnlyList<EarlierCall> History)
{
    /// <summary>The promise that is to be kept with this call; null: none.</summary>
    public Callback? Callback { get; init; }

    /// <summary>What was noted with an outcome that was taken back; empty: nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>The code of the outcome that was taken back; empty: none was.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>The call result that was saved with it; empty: what the dialling found stood.</summary>
    public string Result { get; init; } = "";
}

/// <summary>An earlier call of the person.</summary>
/// <param name="Result">The call result; empty: it was closed without a call.</param>
/// <param name="Outcome">What the agent said; empty: nobody talked.</param>
/// <param name="Agent">Who had it, by name; empty: nobody.</param>
public sealed record EarlierCall(Instant At, PhoneNumber Number, string Result, string Outcome, string Note, string Agent);

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
    /// <summary>Earlier calls on a card at most.</summary>
    private const int HistoryMax = 20;

    private readonly SqliteReaders _readers;

    internal Board(SqliteReaders readers) => _readers = readers;

    /// <summary>Null: there is no such attempt.</summary>
    public Task<RecordCard?> CardOfAsync(AttemptId attempt, CancellationToken cancellationToken) => _readers.ReadAsync(
        connection => connection
            .Query<CardRow>(
                """
                select a.group_id, a.chain_id, a.number, a.chain, a.bridged_at, a.ended_at, r.contact, r.zone, r.fields, r.list_id, r.phone_type, a.note,
                    a.said, a.chosen_result
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
                FactJson.Read<Chain>(row.Chain), // As it was before this attempt.
                row.BridgedAt?.At,
                row.EndedAt?.At,
                History(connection, row.ChainId, attempt))
            {
                Callback = Callbacks.OfChain(connection, row.ChainId),
                Note = row.Note ?? "",
                Outcome = row.Said ?? "",
                Result = row.ChosenResult,
            })
            .SingleOrDefault(),
        cancellationToken);

    /// <summary>Earlier calls of the person, newest first.</summary>
    private static IReadOnlyList<EarlierCall> History(SqliteConnection connection, long chain, AttemptId except) =>
    [
        .. connection
            .Query<(long At, string Number, string? Result, string? Said, string? Note, string? Agent)>(
                $"""
                select coalesce(a.ordered_at, a.reserved_at), a.number, coalesce(nullif(a.said_result, ''), a.result), a.said, a.note, coalesce(u.name, a.agent)
                from attempt a left join user u on u.id = a.agent
                where a.chain_id = @chain and a.id <> @Except and (a.invite_left = 1 or a.said is not null)
                order by a.reserved_at desc limit {HistoryMax}
                """,
                new { chain, Except = except.ToString() })
            .Select(static row => new EarlierCall(row.At.At, new(row.Number), row.Result ?? "", row.Said ?? "", row.Note ?? "", row.Agent ?? "")),
    ];

    /// <summary>Whether an agent has an attempt of a campaign that is not closed: a call, a record, or an outcome that the campaign has not heard of.</summary>
    public Task<bool> HasOpenAttemptAsync(AgentId agent, GroupId group, CancellationToken cancellationToken) => _readers.ReadAsync(
        connection => connection.ExecuteScalar<long>(
            "select exists (select 1 from attempt indexed by open_attempt where group_id = @Group and closed_at is null and agent = @Agent)",
            new { Group = group.Value, Agent = agent.Value }) == 1,
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

    /// <param name="from">Where the time begins.</param>
    /// <param name="to">Where it ends: now.</param>
    /// <param name="slices">How many equal parts, at least 1.</param>
    public Task<RecentCalls> RecentAsync(GroupId group, Instant from, Instant to, int slices, CancellationToken cancellationToken) =>
        _readers.ReadAsync(connection => RecentCalls.Read(connection, group, from, to, slices), cancellationToken);

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

        public required long ChainId { get; init; }

        public required string Number { get; init; }

        public required string Chain { get; init; }

        public long? BridgedAt { get; init; }

        public long? EndedAt { get; init; }

        public required string Contact { get; init; }

        public required string Zone { get; init; }

        public required string Fields { get; init; }

        public required long ListId { get; init; }

        public required string PhoneType { get; init; }

        public string? Note { get; init; }

        public string? Said { get; init; }

        public required string ChosenResult { get; init; }
    }
}
