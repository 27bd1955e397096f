using System.Globalization;
using Dapper;

namespace Paceline.Storage;

/// <summary>One fact as it is kept: the line {"number", "writer", "version", "at", "fact", …} for who reads from outside.</summary>
public sealed record FactLine(long Number, string Json);

/// <summary>Everything that happened, in the order in which it was committed.</summary>
public sealed class FactLog
{
    private readonly SqliteReaders _readers;

    internal FactLog(SqliteReaders readers) => _readers = readers;

    /// <summary>Facts after a number, oldest first, at most so many; empty: there are none yet.</summary>
    public Task<IReadOnlyList<FactLine>> AfterAsync(long number, int limit, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<FactLine>>(
            connection =>
            [
                .. connection
                    .Query<(long Number, string Writer, long Version, long At, string Json)>(
                        "select number, writer, version, at, json from fact where number > @number order by number limit @limit",
                        new { number, limit })
                    .Select(static row => new FactLine(row.Number, Line(row.Number, row.Writer, row.Version, row.At, row.Json))),
            ],
            cancellationToken);

    /// <summary>The number of the newest fact; 0: none.</summary>
    public Task<long> LastAsync(CancellationToken cancellationToken) => _readers.ReadAsync(
        static connection => connection.ExecuteScalar<long?>("select max(number) from fact") ?? 0, cancellationToken);

    /// <summary>The fact's own members follow its place; the text of the fact is never read and written again.</summary>
    private static string Line(long number, string writer, long version, long at, string json) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"number":{{number}},"writer":{{FactJson.Write(writer)}},"version":{{version}},"at":{{FactJson.Write(at.At)}}"""
        + $",{json[1..]}");
}
