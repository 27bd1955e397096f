using CsvHelper;
using Dapper;
using Microsoft.Data.Sqlite;
using NodaTime;
using Paceline.Dialing;

namespace Paceline.Storage;

/// <summary>A number that nobody calls.</summary>
public sealed record Suppression(PhoneNumber Number, string Reason, string By, Instant At);

/// <summary>A number that was taken off the list again, and what had put it there.</summary>
public sealed record RemovedSuppression(Suppression Had, string Reason, string By, Instant At);

/// <summary>A piece of the list.</summary>
/// <param name="Total">How many numbers the whole list has.</param>
/// <param name="More">Whether more follow that fit the search.</param>
/// <param name="Removed">The newest removals that fit the search; at most 20.</param>
public sealed record SuppressionPage(long Total, IReadOnlyList<Suppression> Entries, bool More, IReadOnlyList<RemovedSuppression> Removed);

/// <summary>What became of a file of numbers.</summary>
/// <param name="Added">Numbers that are on the list now and were not.</param>
/// <param name="Known">Numbers that were on it already, or twice in the file.</param>
public sealed record ImportedSuppressions(long Rows, long Added, long Known, long Refused, IReadOnlyList<RefusedRow> Refusals);

/// <summary>The Do Not Call list over all campaigns: effective with its commit, for every dial that commits after it.</summary>
public sealed class Suppressions
{
    /// <summary>Refusals that are told one by one; more are counted.</summary>
    private const int RefusalsMax = 1_000;

    private const int RowsOfTurn = 1_000;
    private const int RemovedMax = 20;

    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly Clock _clock;
    private readonly DataDirectory _directory;

    internal Suppressions(SqliteWriter writer, SqliteReaders readers, Clock clock, DataDirectory directory) =>
        (_writer, _readers, _clock, _directory) = (writer, readers, clock, directory);

    /// <summary>False: the number was on the list already, and the older entry stays.</summary>
    public Task<bool> AddAsync(PhoneNumber number, string reason, string by, CancellationToken cancellationToken) => _writer.WriteAsync(
        connection => Add(connection, number, reason, by), cancellationToken);

    /// <summary>False: the number is not on the list. Who removed it and why is kept.</summary>
    public Task<bool> RemoveAsync(PhoneNumber number, string reason, string by, CancellationToken cancellationToken) => _writer.WriteAsync(
        connection =>
        {
            connection.Execute(
                """
                insert into suppression_removal (number, reason, by, at, had_reason, had_by, had_at)
                select number, @reason, @by, @At, reason, by, at from suppression where number = @Number
                """,
                new { Number = number.Dialable, reason, by, At = _clock.Now.Stored });
            return connection.Execute("delete from suppression where number = @Number", new { Number = number.Dialable }) == 1;
        },
        cancellationToken);

    public Task<bool> ContainsAsync(PhoneNumber number, CancellationToken cancellationToken) =>
        _readers.ReadAsync(connection => NumberGuard.IsSuppressed(connection, number.Dialable), cancellationToken);

    /// <summary>The newest entries first.</summary>
    public async Task<IReadOnlyList<Suppression>> NewestAsync(int limit, CancellationToken cancellationToken) =>
        (await PageAsync("", 0, limit, cancellationToken).ConfigureAwait(false)).Entries;

    /// <summary>The newest entries first, from one on.</summary>
    /// <param name="digits">Only numbers with these digits in them; empty: all.</param>
    public Task<SuppressionPage> PageAsync(string digits, int skip, int limit, CancellationToken cancellationToken) => _readers.ReadAsync(
        connection =>
        {
            var values = new { Like = $"%{digits}%", skip, Limit = limit + 1, RemovedMax };
            var which = digits.Length == 0 ? "" : "where number like @Like";
            var entries = connection
                .Query<(string Number, string Reason, string By, long At)>(
                    $"select number, reason, by, at from suppression {which} order by at desc, number limit @Limit offset @skip", values)
                .Select(static row => new Suppression(new(row.Number), row.Reason, row.By, row.At.At))
                .ToList();
            var removed = connection
                .Query<(string Number, string HadReason, string HadBy, long HadAt, string Reason, string By, long At)>(
                    $"""
                    select number, had_reason, had_by, had_at, reason, by, at from suppression_removal {which}
                    order by id desc limit @RemovedMax
                    """,
                    values)
                .Select(static row => new RemovedSuppression(
                    new(new(row.Number), row.HadReason, row.HadBy, row.HadAt.At), row.Reason, row.By, row.At.At));
            return new SuppressionPage(
                connection.ExecuteScalar<long>("select count(*) from suppression"),
                [.. entries.Take(limit)],
                entries.Count > limit,
                [.. removed]);
        },
        cancellationToken);

    /// <summary>Reads a CSV file with a phone column, or a text with one number a line, while it comes.</summary>
    /// <exception cref="ImportRefusedException">The file is no list of numbers.</exception>
    public async Task<ImportedSuppressions> ImportAsync(
        Stream file, string region, string reason, string by, CancellationToken cancellationToken)
    {
        var plan = new NumberPlan(region);
        var spooled = await SpooledList.ReadAsync(file, _directory.Path, cancellationToken).ConfigureAwait(false);
        await using (spooled.ConfigureAwait(false))
        {
            var rows = ListForm.Rows(spooled);
            await using (rows.ConfigureAwait(false))
            {
                try
                {
                    return await ImportAsync(rows, plan, reason, by, cancellationToken).ConfigureAwait(false);
                }
                catch (CsvFormatException failure)
                {
                    throw new ImportRefusedException($"Row {failure.RecordNumber} cannot be read. Probably a quote is not closed.");
                }
            }
        }
    }

    private async Task<ImportedSuppressions> ImportAsync(
        CsvReader rows, NumberPlan plan, string reason, string by, CancellationToken cancellationToken)
    {
        await rows.ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
        string[] headers = [.. rows.Headers];
        var waiting = new List<PhoneNumber>(RowsOfTurn);
        var refusals = new List<RefusedRow>();
        var (read, added, known, refused) = (0L, 0L, 0L, 0L);

        // A list of nothing but numbers has no header: its first line is one of them.
        var column = 0;
        if (headers is [var first] && plan.Place(first.Trim(), zone: "UTC").Number is { } firstNumber)
        {
            read++;
            waiting.Add(firstNumber.Number);
        }
        else
        {
            column = ListColumns.Of(headers).Phones[0];
        }

        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            read++;
            var cell = rows.GetString(column).Trim();

            // Where a number is does not matter for never calling it.
            var (number, why) = cell.Length == 0
                ? (null, new Unplaced(RefusalKind.NoNumber, "The row has no phone number."))
                : plan.Place(cell, zone: "UTC");
            if (number is not null)
            {
                waiting.Add(number.Number);
            }
            else
            {
                refused++;
                if (refusals.Count < RefusalsMax)
                {
                    refusals.Add(new(rows.RowNumber + 1, why.Kind, why.Sentence));
                }
            }

            if (waiting.Count >= RowsOfTurn)
            {
                await StoreAsync().ConfigureAwait(false);
            }
        }

        await StoreAsync().ConfigureAwait(false);
        return new(read, added, known, refused, refusals);

        async Task StoreAsync()
        {
            var numbers = waiting.ToArray();
            waiting.Clear();
            var fresh = numbers.Length == 0 ? 0 : await _writer.WriteAsync(
                connection => numbers.Count(n => Add(connection, n, reason, by)), cancellationToken).ConfigureAwait(false);
            added += fresh;
            known += numbers.Length - fresh;
        }
    }

    private bool Add(SqliteConnection connection, PhoneNumber number, string reason, string by) => connection.Execute(
        "insert into suppression (number, reason, by, at) values (@Number, @reason, @by, @At) on conflict do nothing",
        new { Number = number.Dialable, reason, by, At = _clock.Now.Stored }) == 1;
}
