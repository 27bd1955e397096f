using CsvHelper;
using Dapper;
using Paceline.Dialing;

namespace Paceline.Storage;

/// <summary>What became of a file, or would.</summary>
/// <param name="Rows">Data rows read.</param>
/// <param name="Accepted">Rows that became a chain.</param>
/// <param name="Refused">Rows refused in all.</param>
/// <param name="Refusals">The first 1,000 of them.</param>
/// <param name="Groups">All of them by reason, the commonest first.</param>
/// <param name="Suppressed">Accepted rows with a number on the Do Not Call list: such a number is never dialled.</param>
/// <param name="PhoneColumn">The first column that was taken as a phone number; empty: none was, and a dry run waits to be told.</param>
/// <param name="Columns">What each column was taken as, in the order of the file, with what stands in the first row.</param>
/// <param name="Import">By this number it can be undone; null: nothing was written.</param>
public sealed record ImportedList(
    long Rows,
    long Accepted,
    long Refused,
    IReadOnlyList<RefusedRow> Refusals,
    IReadOnlyList<RefusedGroup> Groups,
    long Suppressed,
    string PhoneColumn,
    IReadOnlyList<ReadColumn> Columns,
    long? Import);

/// <summary>One column as it was read.</summary>
/// <param name="Sample">What stands in the first row; at most 60 characters.</param>
public sealed record ReadColumn(string Column, ColumnUse Use, string Sample);

/// <summary>The people to be called, by campaign group.</summary>
public sealed class CallingLists
{
    /// <summary>Refusals that are told one by one; more are counted.</summary>
    public const int RefusalsMax = 1_000;

    /// <summary>Columns of one file, and fields of one list: what can be imported can be set up, and none of it keeps the writer long.</summary>
    public const int ColumnsMax = 200;

    /// <summary>Longest header of a column, in characters.</summary>
    public const int ColumnLengthMax = 200;

    private const int SampleMax = 60;

    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly Clock _clock;
    private readonly DataDirectory _directory;

    internal CallingLists(SqliteWriter writer, SqliteReaders readers, Clock clock, DataDirectory directory) =>
        (_writer, _readers, _clock, _directory) = (writer, readers, clock, directory);

    /// <summary>Imports a file by its headers alone, for nobody in particular.</summary>
    /// <exception cref="ImportRefusedException">The file is no calling list.</exception>
    /// <exception cref="UnknownIdException">There is no such group.</exception>
    public Task<ImportedList> ImportAsync(GroupId group, Stream csv, string region, CancellationToken cancellationToken) =>
        ImportAsync(group, csv, new(region, [], "", ""), progress: null, cancellationToken);

    /// <summary>Reads a CSV file (UTF-8, header first) while it comes, and makes one chain of each row, due at once. A row's phone
    /// columns are the records of its chain; numbers that are wrong or on the list already are left out, and a row with none left is
    /// refused. Sent again after a crash, the same file brings only what is missing.</summary>
    /// <exception cref="ImportRefusedException">The file is no calling list, or a mapping does not fit it.</exception>
    /// <exception cref="UnknownIdException">There is no such group.</exception>
    public Task<ImportedList> ImportAsync(
        GroupId group, Stream csv, ListReading reading, IProgress<ImportProgress>? progress, CancellationToken cancellationToken) =>
        ReadAsync(
            group, csv, reading, progress,
            async (rows, list, columns, share) =>
            {
                var import = new ListImport(_writer, _clock, group, list, reading, columns);
                await RunAsync(rows, import.Run, columns, new(reading.Region), Told, cancellationToken).ConfigureAwait(false);
                return await import.FinishAsync(cancellationToken).ConfigureAwait(false);

                void Told(ListRun run) => progress?.Report(new(run.Rows, run.Accepted, share()));
            },
            cancellationToken);

    /// <summary>The same report without a row of it being written: what an import would do now.</summary>
    /// <exception cref="ImportRefusedException">The file is no calling list, or a mapping does not fit it.</exception>
    /// <exception cref="UnknownIdException">There is no such group.</exception>
    public Task<ImportedList> CheckAsync(
        GroupId group, Stream csv, ListReading reading, IProgress<ImportProgress>? progress, CancellationToken cancellationToken) =>
        ReadAsync(
            group, csv, reading, progress,
            async (rows, list, columns, share) =>
            {
                var check = new ListCheck(_readers, list);
                await using (check.ConfigureAwait(false))
                {
                    await RunAsync(rows, check.Run, columns, new(reading.Region), Told, cancellationToken).ConfigureAwait(false);
                    return check.Run.Report(import: null);
                }

                void Told(ListRun run) => progress?.Report(new(run.Rows, run.Accepted, share()));
            },
            cancellationToken);

    private async Task<ImportedList> ReadAsync(
        GroupId group,
        Stream csv,
        ListReading reading,
        IProgress<ImportProgress>? progress,
        Func<CsvReader, long, ListColumns, Func<double>, Task<ImportedList>> read,
        CancellationToken cancellationToken)
    {
        _ = new NumberPlan(reading.Region); // A wrong region is told before a gigabyte has come.
        var list = await _readers.ReadAsync(
            connection => connection.ExecuteScalar<long?>("select id from calling_list where group_id = @Id", new { Id = group.Value }),
            cancellationToken).ConfigureAwait(false) ?? throw new UnknownIdException($"There is no campaign group \"{group}\".");
        var file = await SpooledList.ReadAsync(csv, _directory.Path, cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            await ListForm.DemandAsync(file, headers => reading.ColumnsOf(headers), cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            var rows = ListForm.Rows(file);
            await using (rows.ConfigureAwait(false))
            {
                await rows.ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
                var columns = reading.ColumnsOf([.. rows.Headers]);
                await _readers.ReadAsync(connection => ListFields.Missing(connection, list, columns), cancellationToken).ConfigureAwait(false);
                var done = await read(rows, list, columns, () => (double)file.Position / file.Length).ConfigureAwait(false);
                progress?.Report(new(done.Rows, done.Accepted, 1));
                return done;
            }
        }
    }

    private static async Task RunAsync(
        CsvReader rows, ListRun run, ListColumns columns, NumberPlan plan, Action<ListRun> told,
        CancellationToken cancellationToken)
    {
        run.Begin(columns);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (run.Rows == 0)
            {
                run.Sample([.. Enumerable.Range(0, columns.Headers.Count).Select(i => Sample(rows.GetString(i)))]);
            }

            if (await run.TakeAsync(rows.RowNumber + 1, Read(rows, columns, plan), cancellationToken).ConfigureAwait(false))
            {
                told(run);
            }
        }

        await run.StoreAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string Sample(string value) =>
        value.Trim() is { Length: > SampleMax } text ? $"{text[..SampleMax]}…" : value.Trim();

    private static (ListRow? Row, Unplaced Why) Read(CsvReader rows, ListColumns columns, NumberPlan plan)
    {
        string? zone = null;
        if (columns.Zone is { } place && rows.GetString(place).Trim() is { Length: > 0 } named)
        {
            if (!NumberPlan.IsZone(named))
            {
                return (null, new(
                    RefusalKind.UnknownZone, $"Expected a time zone such as Europe/Lisbon; \"{NumberPlan.Shortened(named)}\" is none."));
            }

            zone = named;
        }

        var numbers = new List<PlacedNumber>();
        var why = new Unplaced(RefusalKind.NoNumber, "The row has no phone number.");
        foreach (var column in columns.Phones)
        {
            if (rows.GetString(column).Trim() is { Length: > 0 } text)
            {
                var (number, refused) = plan.Place(text, zone);
                if (number is null)
                {
                    why = refused;
                }
                else if (numbers.TrueForAll(n => n.Number != number.Number))
                {
                    numbers.Add(number with { Type = columns.PhoneType(column) });
                }
            }
        }

        return numbers.Count == 0
            ? (null, why)
            : (new(
                numbers,
                string.Join(' ', columns.Names.Select(n => rows.GetString(n).Trim()).Where(static n => n.Length > 0)),
                FactJson.Write(columns.Fields.Select(f => KeyValuePair.Create(columns.Headers[f], rows.GetString(f))))), default);
    }
}
