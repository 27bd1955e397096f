using Dapper;
using Microsoft.Data.Sqlite;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;

namespace Paceline.Storage;

/// <summary>A callback that is to be kept, with the person.</summary>
/// <param name="Contact">The person's name; empty: the list has none.</param>
/// <param name="Number">The number that will be called.</param>
/// <param name="OwnerName">For people; empty: it is anybody's.</param>
/// <param name="MissedAt">When it was missed; null: it was not.</param>
/// <param name="Lost">Why nobody keeps it any more, such as "attempts used up"; empty: it is still to be kept.</param>
public sealed record StoredCallback(
    GroupId Group, OpenCallback Open, string Contact, PhoneNumber Number, string OwnerName, Instant? MissedAt, string Lost);

/// <summary>Callbacks as people read them; only the group's facts change them.</summary>
public sealed class Callbacks
{
    /// <summary>In one answer at most.</summary>
    public const int Max = 1_000;

    /// <summary>How long one that nobody can keep any more is shown.</summary>
    public static Duration LostShownFor { get; } = Duration.FromDays(7);

    private const string Columns =
        """
        c.id, c.group_id, c.chain_id, c.at, c.zone, c.agent, c.by, c.note, c.state, c.missed_by, c.missed_at, c.not_before, c.lost,
        ch.due_at, ch.state = 'open' as taken, r.contact, r.number, coalesce(u.name, '') as owner_name
        from callback c
        join chain ch on ch.id = c.chain_id
        join record r on r.chain_id = ch.id and r.position = ch.position
        left join user u on u.id = c.agent
        """;

    private readonly SqliteReaders _readers;

    internal Callbacks(SqliteReaders readers) => _readers = readers;

    /// <summary>Those that are to be kept, earliest first: an agent's own, those that they promised for anybody, and those that they missed and
    /// nobody has called since.</summary>
    public Task<IReadOnlyList<StoredCallback>> OfAsync(AgentId agent, CancellationToken cancellationToken) => _readers.ReadAsync<IReadOnlyList<StoredCallback>>(
        connection => Read(
            connection,
            "where (c.agent = @Agent or c.missed_by = @Agent or (c.by = @Agent and c.agent is null)) and c.state in ('pending', 'missed')",
            new { Agent = agent.Value }),
        cancellationToken);

    /// <summary>Those of a campaign group that are to be kept, earliest first.</summary>
    public Task<IReadOnlyList<StoredCallback>> OfAsync(GroupId group, CancellationToken cancellationToken) => _readers.ReadAsync<IReadOnlyList<StoredCallback>>(
        connection => Read(connection, "where c.group_id = @Group and c.state in ('pending', 'missed')", new { Group = group.Value }),
        cancellationToken);

    /// <summary>How many the campaign group of an agent has to keep.</summary>
    public Task<long> CountAsync(AgentId agent, CancellationToken cancellationToken) => _readers.ReadAsync(
        connection => connection.ExecuteScalar<long>(
            "select count(*) from callback where group_id = (select group_id from agent where id = @Agent) and state in ('pending', 'missed')",
            new { Agent = agent.Value }),
        cancellationToken);

    /// <summary>Those of a campaign group that came to nothing for good, for <see cref="LostShownFor"/>; earliest first.</summary>
    public Task<IReadOnlyList<StoredCallback>> LostAsync(GroupId group, Instant now, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<StoredCallback>>(
            connection => Read(
                connection,
                "where c.group_id = @Group and c.lost is not null and c.closed_at > @Since",
                new { Group = group.Value, Since = (now - LostShownFor).Stored }),
            cancellationToken);

    /// <summary>Whether a number belongs to somebody else of the list that an attempt is made from.</summary>
    public Task<bool> IsSomebodyElsesAsync(AttemptId attempt, PhoneNumber number, CancellationToken cancellationToken) => _readers.ReadAsync(
        connection => connection.ExecuteScalar<long?>(
            """
            select 1 from attempt a join record mine on mine.id = a.record_id join record r on r.list_id = mine.list_id
            where a.id = @Id and r.number = @Number and r.chain_id <> a.chain_id
            """,
            new { Id = attempt.ToString(), Number = number.Dialable }) is not null,
        cancellationToken);

    /// <summary>The rules of the campaign an agent works in.</summary>
    public Task<CampaignRules> RulesOfAsync(AgentId agent, CancellationToken cancellationToken) =>
        _readers.ReadAsync(connection => AgentRow.Read(connection, agent).Rules, cancellationToken);

    /// <summary>The book a campaign group starts from.</summary>
    internal static CallbackBook BookOf(SqliteConnection connection, GroupId group) => connection
        .Query<OpenRow>(
            """
            select c.id, c.chain_id, c.at, c.zone, c.agent, c.by, c.note, c.state, c.missed_by, c.not_before, ch.due_at, ch.state = 'open' as taken
            from callback c join chain ch on ch.id = c.chain_id
            where c.group_id = @Id and c.state in ('pending', 'missed')
            """,
            new { Id = group.Value })
        .Aggregate(CallbackBook.Empty, static (book, row) => book.With(row.Open));

    /// <summary>The callback of a chain that is to be kept; null: none.</summary>
    internal static Callback? OfChain(SqliteConnection connection, long chain) => connection
        .Query<OpenRow>(
            """
            select id, chain_id, at, zone, agent, by, note, state, missed_by, not_before, at as due_at, 0 as taken from callback
            where chain_id = @chain and state in ('pending', 'missed')
            """,
            new { chain })
        .SingleOrDefault()?.Open.Callback;

    private static List<StoredCallback> Read(SqliteConnection connection, string which, object values) =>
    [
        .. connection.Query<Row>($"select {Columns} {which} order by c.at, c.id limit {Max}", values).Select(static row => new StoredCallback(
            new(row.GroupId), row.Open, row.Contact, new(row.Number), row.OwnerName, row.MissedAt?.At, row.Lost ?? "")),
    ];

    private record OpenRow
    {
        public required string Id { get; init; }

        public required long ChainId { get; init; }

        public required long At { get; init; }

        public required string Zone { get; init; }

        public string? Agent { get; init; }

        public required string By { get; init; }

        public required string Note { get; init; }

        public required string State { get; init; }

        public string? MissedBy { get; init; }

        public long? NotBefore { get; init; }

        public required long DueAt { get; init; }

        public required long Taken { get; init; }

        public OpenCallback Open => new(
            new(ChainId),
            new(
                new(Guid.Parse(Id)),
                At.At,
                Zone,
                Agent is null ? null : new AgentId(Agent),
                new(By),
                Note,
                State is "missed",
                MissedBy is null ? null : new AgentId(MissedBy),
                NotBefore?.At),
            DueAt.At,
            Taken != 0);
    }

    private sealed record Row : OpenRow
    {
        public required string GroupId { get; init; }

        public required string Contact { get; init; }

        public required string Number { get; init; }

        public required string OwnerName { get; init; }

        public long? MissedAt { get; init; }

        public string? Lost { get; init; }
    }
}
