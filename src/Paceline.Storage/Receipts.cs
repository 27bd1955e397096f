using Dapper;
using Microsoft.Data.Sqlite;
using NodaTime;
using Paceline.Dialing;

namespace Paceline.Storage;

/// <summary>Answers to commands with an idempotency key, kept for a day.</summary>
public sealed class Receipts
{
    private static readonly Duration _kept = Duration.FromDays(1);

    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly Clock _clock;

    internal Receipts(SqliteWriter writer, SqliteReaders readers, Clock clock) => (_writer, _readers, _clock) = (writer, readers, clock);

    /// <summary>The stored answer; null: this command is new.</summary>
    public Task<Receipt?> FindAsync(string user, string route, string key, CancellationToken cancellationToken) => _readers.ReadAsync(
        connection => connection
            .Query<(string BodyHash, int Status, string Answer)>(
                "select body_hash, status, answer from receipt where user = @user and route = @route and key = @key and at > @Oldest",
                new { user, route, key, Oldest = (_clock.Now - _kept).Stored })
            .Select(row => new Receipt(user, route, key, row.BodyHash, row.Status, row.Answer))
            .SingleOrDefault(),
        cancellationToken);

    /// <summary>Keeps the answer of a command that no writer commits, such as an import. The first answer to a key stays.</summary>
    public Task KeepAsync(Receipt receipt, CancellationToken cancellationToken) =>
        _writer.WriteAsync(connection => Keep(connection, receipt, _clock.Now), cancellationToken);

    internal static int Keep(SqliteConnection connection, Receipt receipt, Instant now)
    {
        connection.Execute("delete from receipt where at <= @Oldest", new { Oldest = (now - _kept).Stored });
        return connection.Execute(
            """
            insert into receipt (user, route, key, body_hash, status, answer, at)
            values (@User, @Route, @Key, @BodyHash, @Status, @Answer, @At) on conflict do nothing
            """,
            new { receipt.User, receipt.Route, receipt.Key, receipt.BodyHash, receipt.Status, receipt.Answer, At = now.Stored });
    }
}
