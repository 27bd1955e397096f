using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Paceline.Dialing;
using Paceline.Dialing.Contacts;

namespace Paceline.Storage;

/// <summary>One person of a file.</summary>
/// <param name="Fields">The other columns as JSON.</param>
internal sealed record ListRow(IReadOnlyList<NewNumber> Numbers, string Contact, string Fields);

/// <summary>One import under way: rows go to the writer in pieces, so that commits of calls pass between them.</summary>
internal sealed class ListImport(SqliteWriter writer, Clock clock, GroupId group, long list)
{
    /// <summary>Rows of one turn: about 20 ms, which is what a commit may wait behind it.</summary>
    private const int RowsOfTurn = 1_000;

    private readonly List<(long Number, ListRow Row)> _waiting = new(RowsOfTurn);
    private readonly List<RefusedRow> _refusals = [];
    private long? _import;
    private long _rows;
    private long _refused;

    public long Accepted { get; private set; }

    public async Task TakeAsync(long number, (ListRow? Row, string Why) read, CancellationToken cancellationToken)
    {
        _rows++;
        if (read.Row is null)
        {
            Refuse(number, read.Why);
            return;
        }

        _waiting.Add((number, read.Row));
        if (_waiting.Count == RowsOfTurn)
        {
            await StoreAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<ImportedList> FinishAsync(string phoneColumn, CancellationToken cancellationToken)
    {
        await StoreAsync(cancellationToken).ConfigureAwait(false);
        return new(_rows, Accepted, _refused, [.. _refusals.OrderBy(static r => r.Row)], phoneColumn);
    }

    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        var rows = _waiting.ToArray();
        var (import, refused) = await writer.WriteAsync(connection => Store(connection, rows), cancellationToken).ConfigureAwait(false);
        _import = import;
        _waiting.Clear();
        Accepted += rows.Length - refused.Count;
        refused.ForEach(r => Refuse(r.Row, r.Reason));
    }

    private void Refuse(long row, string reason)
    {
        _refused++;
        if (_refusals.Count < CallingLists.RefusalsMax)
        {
            _refusals.Add(new(row, reason));
        }
    }

    private (long Import, List<RefusedRow> Refused) Store(SqliteConnection connection, (long Number, ListRow Row)[] rows)
    {
        var now = clock.Now.Stored;
        var import = _import ?? connection.ExecuteScalar<long>(
            "insert into import (list_id, at) values (@list, @now) returning id", new { list, now });
        using var find = Prepared(
            connection, "select import_id, row from record where list_id = $list and number = $number", "$list", "$number");
        using var chain = Prepared(
            connection,
            """
            insert into chain (group_id, position, attempts, streak_word, streak_count, state, zone, due_at)
            values ($group, 0, 0, '', 0, 'untouched', $zone, $due) returning id
            """,
            "$group", "$zone", "$due");
        using var record = Prepared(
            connection,
            """
            insert into record (list_id, chain_id, position, number, zone, contact, fields, import_id, row)
            values ($list, $chain, $position, $number, $zone, $contact, $fields, $import, $row)
            """,
            "$list", "$chain", "$position", "$number", "$zone", "$contact", "$fields", "$import", "$row");
        using var queue = Prepared(
            connection,
            "insert into queue (group_id, zone, due_at, chain_id) values ($group, $zone, $due, $chain)",
            "$group", "$zone", "$due", "$chain");
        var refused = new List<RefusedRow>();
        foreach (var (number, row) in rows)
        {
            var known = row.Numbers.Select(n => Find(find, import, n)).ToList();
            var kept = row.Numbers.Where((_, i) => known[i] is null).ToList();
            if (kept.Count == 0)
            {
                refused.Add(new(number, $"The number is already in the list ({known[0]})."));
                continue;
            }

            var id = (long)With(chain, group.Value, kept[0].Zone, now).ExecuteScalar()!; // "returning id".
            foreach (var (position, placed) in kept.Index())
            {
                With(record, list, id, position, placed.Number.Dialable, placed.Zone, row.Contact, row.Fields, import, number)
                    .ExecuteNonQuery();
            }

            With(queue, group.Value, kept[0].Zone, now, id).ExecuteNonQuery();
        }

        return (import, refused);
    }

    /// <summary>Where the list has a number; null: nowhere.</summary>
    private string? Find(SqliteCommand find, long import, NewNumber number)
    {
        using var reader = With(find, list, number.Number.Dialable).ExecuteReader();
        return !reader.Read() ? null
            : reader.GetInt64(0) == import ? string.Create(CultureInfo.InvariantCulture, $"row {reader.GetInt64(1)}")
            : string.Create(CultureInfo.InvariantCulture, $"row {reader.GetInt64(1)} of an earlier file");
    }

    private static SqliteCommand Prepared(SqliteConnection connection, string sql, params ReadOnlySpan<string> names)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Only the statements above.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var name in names)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }

    private static SqliteCommand With(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }
}
