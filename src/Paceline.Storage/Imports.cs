using Dapper;
using Microsoft.Data.Sqlite;
using NodaTime;
using Paceline.Dialing;

namespace Paceline.Storage;

/// <summary>One import of a list as it is remembered.</summary>
/// <param name="By">Who imported it; empty: nobody was told.</param>
/// <param name="File">The file's name; empty: unknown.</param>
/// <param name="FinishedAt">Null: it is under way, or its process ended before it did.</param>
/// <param name="TakenAt">When the first of its people was taken to be called; null: nobody was, and it can be undone.</param>
public sealed record StoredImport(
    long Id,
    Instant At,
    string By,
    string File,
    long Rows,
    long Accepted,
    long Refused,
    long Suppressed,
    IReadOnlyList<RefusedGroup> Groups,
    Instant? FinishedAt,
    Instant? TakenAt,
    Instant? UndoneAt,
    string? UndoneBy);

/// <summary>What became of an undo.</summary>
public abstract record UndoOutcome
{
    private protected UndoOutcome()
    {
    }

    /// <param name="People">Chains that are gone; 0: it had been undone before.</param>
    public sealed record Undone(long People) : UndoOutcome;

    /// <summary>Somebody of it was taken to be called.</summary>
    public sealed record Refused(Instant TakenAt) : UndoOutcome;

    public sealed record Unknown : UndoOutcome;
}

/// <summary>Groups whose lists were changed by an import or an undo, whoever made it.</summary>
/// <param name="Until">The newest change seen: what to ask from next time.</param>
public sealed record ListChanges(IReadOnlyList<GroupId> Groups, Instant Until);

/// <summary>The imports of the lists, and their undo.</summary>
public sealed class Imports
{
    /// <summary>Chains of one turn, as many as an import writes.</summary>
    private const int ChainsOfTurn = 500;

    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly Clock _clock;

    internal Imports(SqliteWriter writer, SqliteReaders readers, Clock clock) => (_writer, _readers, _clock) = (writer, readers, clock);

    /// <summary>The newest first.</summary>
    public Task<IReadOnlyList<StoredImport>> OfAsync(GroupId group, int limit, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<StoredImport>>(
            connection =>
            [
                .. connection
                    .Query<Row>(
                        """
                        select i.id, i.at, i.by, i.file, i.rows, i.accepted, i.refused, i.suppressed, i.report, i.finished_at, i.taken_at,
                            i.undone_at, i.undone_by
                        from import i join calling_list l on l.id = i.list_id where l.group_id = @Id order by i.id desc limit @limit
                        """,
                        new { Id = group.Value, limit })
                    .Select(static r => r.Import),
            ],
            cancellationToken);

    /// <summary>Takes the people of an import off the list again, as long as none of them was taken to be called. From the first moment
    /// none can be; they go in pieces, so that commits of calls pass between them.</summary>
    public async Task<UndoOutcome> UndoAsync(GroupId group, long import, string by, CancellationToken cancellationToken)
    {
        var outcome = await _writer.WriteAsync(connection => Close(connection, group, import, by), cancellationToken).ConfigureAwait(false);
        return outcome is UndoOutcome.Undone
            ? new UndoOutcome.Undone(await EmptyAsync(import, cancellationToken).ConfigureAwait(false))
            : outcome;
    }

    /// <summary>Undoes to their end what a process that ended had begun to undo.</summary>
    public async Task FinishUndosAsync(CancellationToken cancellationToken)
    {
        var open = await _readers.ReadAsync(
            static connection => connection.Query<long>("select id from import where undone_at is not null and emptied_at is null").AsList(),
            cancellationToken).ConfigureAwait(false);
        foreach (var import in open)
        {
            await EmptyAsync(import, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What other processes (and this one) changed since; a server must look at a group that has got people.</summary>
    public Task<ListChanges> ChangesAsync(Instant since, CancellationToken cancellationToken) => _readers.ReadAsync(
        connection =>
        {
            var rows = connection.Query<(string Group, long At)>(
                """
                select l.group_id, max(coalesce(i.finished_at, 0), coalesce(i.emptied_at, 0)) as at
                from import i join calling_list l on l.id = i.list_id
                where i.finished_at > @Since or i.emptied_at > @Since
                """,
                new { Since = since.Stored }).AsList();
            return new ListChanges(
                [.. rows.Select(static r => r.Group).Distinct(StringComparer.Ordinal).Select(static g => new GroupId(g))],
                rows.Count == 0 ? since : rows.Max(static r => r.At).At);
        },
        cancellationToken);

    /// <summary>Now, by the clock that stamps imports.</summary>
    public Instant Now => _clock.Now;

    private UndoOutcome Close(SqliteConnection connection, GroupId group, long import, string by)
    {
        var found = connection.Query<(long Id, long? TakenAt, long? UndoneAt)>(
            """
            select i.id, i.taken_at, i.undone_at from import i join calling_list l on l.id = i.list_id
            where i.id = @import and l.group_id = @Id
            """,
            new { import, Id = group.Value }).AsList();
        switch (found)
        {
            case []:
                return new UndoOutcome.Unknown();
            case [{ UndoneAt: not null }]:
                return new UndoOutcome.Undone(0);
            case [{ TakenAt: { } taken }]:
                return new UndoOutcome.Refused(taken.At);
            default:
                connection.Execute(
                    "update import set undone_at = @Now, undone_by = @by where id = @import", new { import, by, Now = _clock.Now.Stored });
                return new UndoOutcome.Undone(0);
        }
    }

    private async Task<long> EmptyAsync(long import, CancellationToken cancellationToken)
    {
        var people = 0L;
        int removed;
        do
        {
            removed = await _writer.WriteAsync(connection => Remove(connection, import), cancellationToken).ConfigureAwait(false);
            people += removed;
        }
        while (removed == ChainsOfTurn);
        return people;
    }

    private int Remove(SqliteConnection connection, long import)
    {
        var chains = connection.Query<long>(
            "select distinct chain_id from record where import_id = @import order by chain_id limit @ChainsOfTurn",
            new { import, ChainsOfTurn }).AsList();
        foreach (var chain in chains)
        {
            connection.Execute(
                """
                delete from queue
                where (group_id, zone, due_at, chain_id) = (select group_id, zone, due_at, id from chain where id = @chain);
                delete from lease where chain_id = @chain;
                delete from record where chain_id = @chain;
                delete from chain where id = @chain;
                """,
                new { chain });
        }

        if (chains.Count < ChainsOfTurn)
        {
            connection.Execute("update import set emptied_at = @Now where id = @import", new { import, Now = _clock.Now.Stored });
        }

        return chains.Count;
    }

    private sealed record Row
    {
        public required long Id { get; init; }

        public required long At { get; init; }

        public required string By { get; init; }

        public required string File { get; init; }

        public required long Rows { get; init; }

        public required long Accepted { get; init; }

        public required long Refused { get; init; }

        public required long Suppressed { get; init; }

        public required string Report { get; init; }

        public long? FinishedAt { get; init; }

        public long? TakenAt { get; init; }

        public long? UndoneAt { get; init; }

        public string? UndoneBy { get; init; }

        public StoredImport Import => new(
            Id, At.At, By, File, Rows, Accepted, Refused, Suppressed, FactJson.Read<RefusedGroup[]>(Report), FinishedAt?.At, TakenAt?.At,
            UndoneAt?.At, UndoneBy);
    }
}
