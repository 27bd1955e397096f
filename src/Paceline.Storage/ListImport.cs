using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Paceline.Dialing;

namespace Paceline.Storage;

/// <summary>One import under way: rows go to the writer in pieces, so that commits of calls pass between them.</summary>
internal sealed class ListImport
{
    private readonly SqliteWriter _writer;
    private readonly Clock _clock;
    private readonly GroupId _group;
    private readonly long _list;
    private readonly ListReading _reading;
    private readonly ListColumns _columns;
    private long? _import;

    public ListImport(SqliteWriter writer, Clock clock, GroupId group, long list, ListReading reading, ListColumns columns)
    {
        (_writer, _clock, _group, _list, _reading, _columns) = (writer, clock, group, list, reading, columns);
        Run = new(StoreAsync);
    }

    public ListRun Run { get; }

    /// <summary>Writes what became of it, also when nobody of the file was taken.</summary>
    public async Task<ImportedList> FinishAsync(CancellationToken cancellationToken)
    {
        _import = await _writer.WriteAsync(
            connection =>
            {
                var import = Opened(connection);
                connection.Execute(
                    """
                    update import set rows = @Rows, accepted = @Accepted, refused = @Refused, suppressed = @Suppressed,
                        report = @Report, finished_at = @Now
                    where id = @import
                    """,
                    new
                    {
                        import,
                        Run.Rows,
                        Run.Accepted,
                        Run.Refused,
                        Run.Suppressed,
                        Report = FactJson.Write(Run.Groups),
                        Now = _clock.Now.Stored,
                    });
                return import;
            },
            cancellationToken).ConfigureAwait(false);
        return Run.Report(_import);
    }

    /// <summary>The refusal of a row all of whose numbers are there.</summary>
    public static RefusedRow AlreadyThere(long number, string? where) =>
        new(number, RefusalKind.AlreadyInList, $"The number is already in the list ({where}).");

    private async Task<StoredPiece> StoreAsync(IReadOnlyList<(long Number, ListRow Row)> rows, CancellationToken cancellationToken)
    {
        var (import, stored) = await _writer.WriteAsync(
            connection =>
            {
                var piece = Store(connection, rows);
                Tell(connection, piece.Import, rows.Count, piece.Stored);
                return piece;
            },
            cancellationToken).ConfigureAwait(false);
        _import = import;
        return stored;
    }

    /// <summary>How far it is, with the people themselves: whatever ends the process, the history says who came.</summary>
    private void Tell(SqliteConnection connection, long import, int rows, StoredPiece stored) => connection.Execute(
        "update import set rows = @Rows, accepted = @Accepted, refused = @Refused, suppressed = @Suppressed where id = @import",
        new
        {
            import,
            Run.Rows,
            Accepted = Run.Accepted + rows - stored.Refused.Count,
            Refused = Run.Refused + stored.Refused.Count,
            Suppressed = Run.Suppressed + stored.Suppressed,
        });

    /// <summary>The row of this import, made with the first piece, and the columns that the list has not had yet.</summary>
    private long Opened(SqliteConnection connection)
    {
        if (_import is { } known)
        {
            return connection.ExecuteScalar<long?>("select undone_at from import where id = @known", new { known }) is null
                ? known
                : throw new ImportRefusedException("The import was undone while it ran; the rest of the file was not taken.");
        }

        var (missing, position) = ListFields.Missing(connection, _list, _columns);
        foreach (var name in missing)
        {
            connection.Execute(
                "insert into list_field (list_id, name, position) values (@List, @name, @Position) on conflict do update set imported = 1",
                new { List = _list, name, Position = position++ });
        }

        return connection.ExecuteScalar<long>(
            "insert into import (list_id, at, by, file) values (@List, @Now, @By, @File) returning id",
            new { List = _list, Now = _clock.Now.Stored, _reading.By, _reading.File });
    }

    private (long Import, StoredPiece Stored) Store(SqliteConnection connection, IReadOnlyList<(long Number, ListRow Row)> rows)
    {
        var now = _clock.Now.Stored;
        var import = Opened(connection);
        using var find = Prepared(
            connection, "select import_id, row from record where list_id = $list and number = $number", "$list", "$number");
        using var closed = Prepared(connection, "select 1 from suppression where number = $number", "$number");
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
            insert into record (list_id, chain_id, position, number, zone, contact, fields, import_id, row, phone_type)
            values ($list, $chain, $position, $number, $zone, $contact, $fields, $import, $row, $type)
            """,
            "$list", "$chain", "$position", "$number", "$zone", "$contact", "$fields", "$import", "$row", "$type");
        using var queue = Prepared(
            connection,
            "insert into queue (group_id, zone, due_at, chain_id) values ($group, $zone, $due, $chain)",
            "$group", "$zone", "$due", "$chain");
        var refused = new List<RefusedRow>();
        var suppressed = 0;
        foreach (var (number, row) in rows)
        {
            var known = row.Numbers.Select(n => Find(find, import, n)).ToList();
            var kept = row.Numbers.Where((_, i) => known[i] is null).ToList();
            if (kept.Count == 0)
            {
                refused.Add(AlreadyThere(number, known[0]));
                continue;
            }

            var id = (long)With(chain, _group.Value, kept[0].Zone, now).ExecuteScalar()!; // "returning id".
            foreach (var (position, placed) in kept.Index())
            {
                With(
                    record, _list, id, position, placed.Number.Dialable, placed.Zone, row.Contact, row.Fields, import, number, placed.Type)
                    .ExecuteNonQuery();
            }

            With(queue, _group.Value, kept[0].Zone, now, id).ExecuteNonQuery();
            suppressed += kept.Exists(n => With(closed, n.Number.Dialable).ExecuteScalar() is not null) ? 1 : 0;
        }

        return (import, new(refused, suppressed));
    }

    /// <summary>Where the list has a number; null: nowhere.</summary>
    private string? Find(SqliteCommand find, long import, PlacedNumber number)
    {
        using var reader = With(find, _list, number.Number.Dialable).ExecuteReader();
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
