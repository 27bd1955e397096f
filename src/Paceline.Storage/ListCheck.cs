using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Paceline.Storage;

/// <summary>One check of a file: what the list has is read, and what the file itself has had is kept in a database of its own that
/// SQLite throws away, so that a file of any length needs the same memory.</summary>
internal sealed class ListCheck : IAsyncDisposable
{
    private readonly SqliteReaders _readers;
    private readonly long _list;
    private readonly SqliteConnection _seen;

    public ListCheck(SqliteReaders readers, long list)
    {
        (_readers, _list) = (readers, list);
        Run = new(AskAsync);

        // A name that is empty is a database in a temporary file that only this connection sees.
        _seen = new("Data Source=;Pooling=False");
        _seen.Open();
        _seen.Execute("create table seen (number text primary key, row integer not null) strict, without rowid");
    }

    public ListRun Run { get; }

    private async Task<StoredPiece> AskAsync(IReadOnlyList<(long Number, ListRow Row)> rows, CancellationToken cancellationToken)
    {
        var (known, suppressed) = await _readers.ReadAsync(connection => Known(connection, rows), cancellationToken).ConfigureAwait(false);
        var refused = new List<RefusedRow>();
        var warned = 0;
        using var transaction = _seen.BeginTransaction();
        foreach (var (number, row) in rows)
        {
            var where = row.Numbers.Select(n => known.GetValueOrDefault(n.Number.Dialable) ?? Seen(n.Number.Dialable)).ToList();
            var kept = row.Numbers.Where((_, i) => where[i] is null).ToList();
            if (kept.Count == 0)
            {
                refused.Add(ListImport.AlreadyThere(number, where[0]));
                continue;
            }

            foreach (var placed in kept)
            {
                _seen.Execute("insert into seen (number, row) values (@Number, @number)", new { Number = placed.Number.Dialable, number });
            }

            warned += kept.Exists(n => suppressed.Contains(n.Number.Dialable)) ? 1 : 0;
        }

        transaction.Commit();
        return new(refused, warned);
    }

    private string? Seen(string number) =>
        _seen.ExecuteScalar<long?>("select row from seen where number = @number", new { number }) is { } row
            ? string.Create(CultureInfo.InvariantCulture, $"row {row}")
            : null;

    private (Dictionary<string, string> Known, HashSet<string> Suppressed) Known(
        SqliteConnection connection, IReadOnlyList<(long Number, ListRow Row)> rows)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var suppressed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var number in rows.SelectMany(static r => r.Row.Numbers).Select(static n => n.Number.Dialable))
        {
            if (connection.ExecuteScalar<long?>(
                "select row from record where list_id = @List and number = @number", new { List = _list, number }) is { } row)
            {
                known[number] = string.Create(CultureInfo.InvariantCulture, $"row {row} of an earlier file");
            }

            if (NumberGuard.IsSuppressed(connection, number))
            {
                suppressed.Add(number);
            }
        }

        return (known, suppressed);
    }

    public ValueTask DisposeAsync() => _seen.DisposeAsync();
}
