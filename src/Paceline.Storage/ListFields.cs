using Dapper;
using Microsoft.Data.Sqlite;
using Paceline.Dialing;
using Paceline.Dialing.Contacts;

namespace Paceline.Storage;

/// <summary>A column's definition with what the files say of it.</summary>
/// <param name="Imported">Whether a file had it; false: a supervisor added it.</param>
public sealed record StoredField(FieldDefinition Definition, bool Imported);

/// <summary>What the columns of each calling list mean to people.</summary>
public sealed class ListFields
{
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;

    internal ListFields(SqliteWriter writer, SqliteReaders readers) => (_writer, _readers) = (writer, readers);

    /// <summary>In the order in which agents see them.</summary>
    public Task<IReadOnlyList<StoredField>> OfAsync(GroupId group, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<StoredField>>(
            connection => Read(
                connection, "list_id = (select id from calling_list where group_id = @Id)", new { Id = group.Value }), cancellationToken);

    /// <summary>The definition of one column of the list that an attempt's record is on; null: it has none.</summary>
    public Task<FieldDefinition?> FindAsync(AttemptId attempt, string column, CancellationToken cancellationToken) => _readers.ReadAsync(
        connection => Read(
            connection,
            "name = @column and list_id = (select r.list_id from attempt a join record r on r.id = a.record_id where a.id = @Id)",
            new { column, Id = attempt.ToString() }).SingleOrDefault()?.Definition,
        cancellationToken);

    /// <summary>Sets all definitions, in this order. A column of a file that is not among them follows as it was first; one that a
    /// supervisor had added goes. False: there is no such group.</summary>
    public Task<bool> SetAsync(GroupId group, IReadOnlyList<FieldDefinition> fields, CancellationToken cancellationToken) => _writer.WriteAsync(
        connection =>
        {
            if (connection.ExecuteScalar<long?>("select id from calling_list where group_id = @Id", new { Id = group.Value }) is not { } list)
            {
                return false;
            }

            connection.Execute("delete from list_field where list_id = @list and imported = 0", new { list });
            connection.Execute(
                """
                update list_field set position = position + @Count, label = '', type = 'text', editable = 0, shown = 1, choices = '[]'
                where list_id = @list
                """,
                new { list, fields.Count });
            foreach (var (position, field) in fields.Index())
            {
                connection.Execute(
                    """
                    insert into list_field (list_id, name, position, label, type, editable, shown, choices, imported)
                    values (@list, @Column, @position, @Label, @Type, @Editable, @Shown, @Choices, 0)
                    on conflict do update set position = excluded.position, label = excluded.label, type = excluded.type,
                        editable = excluded.editable, shown = excluded.shown, choices = excluded.choices
                    """,
                    new
                    {
                        list,
                        position,
                        field.Column,
                        field.Label,
                        Type = field.Type.ToString().ToLowerInvariant(),
                        field.Editable,
                        field.Shown,
                        Choices = FactJson.Write<IEnumerable<string>>(field.Choices),
                    });
            }

            return true;
        },
        cancellationToken);

    /// <summary>The fields of a file that the list has not had from a file yet, and the position that follows its last.</summary>
    /// <exception cref="ImportRefusedException">With them it would have too many.</exception>
    internal static (IReadOnlyList<string> Names, long Position) Missing(SqliteConnection connection, long list, ListColumns columns)
    {
        var known = connection.Query<(string Name, long Position, long Imported)>(
            "select name, position, imported from list_field where list_id = @list", new { list }).ToList();
        var named = columns.Fields.Select(f => columns.Headers[f]).Distinct(StringComparer.Ordinal).ToList();
        var all = known.Select(static k => k.Name).Union(named, StringComparer.Ordinal).Count();
        return all <= CallingLists.ColumnsMax
            ? ([.. named.Except(known.Where(static k => k.Imported != 0).Select(static k => k.Name), StringComparer.Ordinal)],
                known.Count == 0 ? 0 : known.Max(static k => k.Position) + 1)
            : throw new ImportRefusedException(
                $"With this file the list would have {all} fields; it has at most {CallingLists.ColumnsMax}. "
                + "Name its columns as in the earlier files, or skip those that agents do not need.");
    }

    internal static IReadOnlyList<StoredField> OfList(SqliteConnection connection, long list) =>
        Read(connection, "list_id = @list", new { list });

    private static List<StoredField> Read(SqliteConnection connection, string which, object values) =>
    [
        .. connection
            .Query<(string Name, string Label, string Type, long Editable, long Shown, string Choices, long Imported)>(
                $"select name, label, type, editable, shown, choices, imported from list_field where {which} order by position, name", values)
            .Select(static r => new StoredField(
                new(
                    r.Name,
                    r.Label,
                    Enum.Parse<FieldType>(r.Type, ignoreCase: true),
                    r.Editable != 0,
                    r.Shown != 0,
                    [.. FactJson.Read<string[]>(r.Choices)]),
                r.Imported != 0)),
    ];
}
