using Dapper;
using NodaTime;
using Paceline.Dialing;

namespace Paceline.Storage;

/// <summary>A number that nobody calls.</summary>
public sealed record Suppression(PhoneNumber Number, string Reason, string By, Instant At);

/// <summary>The Do Not Call list over all campaigns: effective with its commit, for every dial that commits after it.</summary>
public sealed class Suppressions
{
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly Clock _clock;

    internal Suppressions(SqliteWriter writer, SqliteReaders readers, Clock clock) =>
        (_writer, _readers, _clock) = (writer, readers, clock);

    /// <summary>False: the number was on the list already, and the older entry stays.</summary>
    public Task<bool> AddAsync(PhoneNumber number, string reason, string by, CancellationToken cancellationToken) => _writer.WriteAsync(
        connection => connection.Execute(
            "insert into suppression (number, reason, by, at) values (@Number, @reason, @by, @At) on conflict do nothing",
            new { Number = number.Dialable, reason, by, At = _clock.Now.Stored }) == 1,
        cancellationToken);

    public Task<bool> ContainsAsync(PhoneNumber number, CancellationToken cancellationToken) =>
        _readers.ReadAsync(connection => NumberGuard.IsSuppressed(connection, number.Dialable), cancellationToken);

    /// <summary>The newest entries first.</summary>
    public Task<IReadOnlyList<Suppression>> NewestAsync(int limit, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<Suppression>>(
            connection =>
            [
                .. connection
                    .Query<(string Number, string Reason, string By, long At)>(
                        "select number, reason, by, at from suppression order by at desc, number limit @limit", new { limit })
                    .Select(static row => new Suppression(new(row.Number), row.Reason, row.By, row.At.At)),
            ],
            cancellationToken);
}
