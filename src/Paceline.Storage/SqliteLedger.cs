using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization;
using Dapper;
using Microsoft.Data.Sqlite;
using NodaTime;
using Paceline.Dialing;

namespace Paceline.Storage;

/// <summary>The two writers' store: one commit is one savepoint of the writer's transaction.</summary>
internal sealed class SqliteLedger(SqliteWriter writer, SqliteReaders readers, Messages messages, Clock clock) : ILedger
{
    private static readonly Dictionary<Type, string> _words = typeof(DialingFact)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(static a => a.DerivedType, static a => (string)a.TypeDiscriminator!); // Each has one; a golden file says so.

    public Task<GroupRows> OpenGroupAsync(GroupId group, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            var opened = GroupState.Read(connection, group);
            SqliteQueue.ReturnLeases(connection, group);
            return new GroupRows(
                VersionOf(connection, WriterId.Of(group)), opened, Undelivered(connection, WriterId.Of(group)));
        },
        cancellationToken);

    public Task<AgentRows> OpenAgentAsync(AgentId agent, CancellationToken cancellationToken) => readers.ReadAsync(
        connection =>
        {
            // One transaction, so that the version belongs to the rows.
            using var transaction = connection.BeginTransaction(deferred: true);
            var (state, rules) = AgentRow.Read(connection, agent);
            return new AgentRows(VersionOf(connection, WriterId.Of(agent)), state, rules, Undelivered(connection, WriterId.Of(agent)));
        },
        cancellationToken);

    public async Task<CommitOutcome> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        var outcome = await writer.TurnAsync(connection => Commit(connection, commit, clock.Now), cancellationToken).ConfigureAwait(false);
        if (outcome is CommitOutcome.Committed && commit.Facts.Any(CampaignNotices.Follow))
        {
            messages.Told();
        }

        return outcome;
    }

    public async Task DeliveredAsync(IReadOnlyList<long> orders, CancellationToken cancellationToken)
    {
        if (orders.Count > 0)
        {
            await writer.WriteAsync(
                connection => connection.Execute(
                    "delete from outgoing_order where number = @number", orders.Select(static number => new { number })),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private static Turned<CommitOutcome> Commit(SqliteConnection connection, Commit commit, Instant now)
    {
        if (VersionOf(connection, commit.Writer) != commit.ExpectedVersion)
        {
            return Turned<CommitOutcome>.Undone(new CommitOutcome.Stale());
        }

        var version = commit.ExpectedVersion + 1;
        connection.Execute(
            "insert into writer (id, version) values (@Id, @version) on conflict do update set version = excluded.version",
            new { Id = commit.Writer.Value, version });
        foreach (var fact in commit.Facts)
        {
            if (NumberGuard.Closes(connection, fact, now) is { } closed)
            {
                return Turned<CommitOutcome>.Undone(closed);
            }

            foreach (var change in Projection.Of(commit.Writer, fact, commit.At))
            {
                connection.Execute(change.Sql, change.Values);
            }

            connection.Execute(
                "insert into fact (writer, version, at, word, json) values (@Writer, @version, @At, @Word, @Json)",
                new
                {
                    Writer = commit.Writer.Value,
                    version,
                    At = commit.At.Stored,
                    Word = _words[fact.GetType()],
                    Json = FactJson.Write(fact),
                });
        }

        if (commit.Receipt is { } receipt)
        {
            Receipts.Keep(connection, receipt, now);
        }

        return Turned<CommitOutcome>.Kept(new CommitOutcome.Committed(
            version,
            [
                .. commit.Orders.Select(order => connection.ExecuteScalar<long>(
                    "insert into outgoing_order (writer, json) values (@Writer, @Json) returning number",
                    new { Writer = commit.Writer.Value, Json = FactJson.Write(order) })),
            ]));
    }

    private static long VersionOf(SqliteConnection connection, WriterId writer) =>
        connection.ExecuteScalar<long?>("select version from writer where id = @Id", new { Id = writer.Value }) ?? 0;

    private static ImmutableArray<StoredOrder> Undelivered(SqliteConnection connection, WriterId writer) =>
    [
        .. connection
            .Query<(long Number, string Json)>(
                "select number, json from outgoing_order where writer = @Id order by number", new { Id = writer.Value })
            .Select(static row => new StoredOrder(row.Number, FactJson.Read<Order>(row.Json))),
    ];
}
