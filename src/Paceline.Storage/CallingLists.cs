using CsvHelper;
using Dapper;
using Paceline.Dialing;
using Paceline.Dialing.Contacts;

namespace Paceline.Storage;

/// <summary>What became of an imported file.</summary>
/// <param name="Rows">Data rows read.</param>
/// <param name="Accepted">Rows that became a chain.</param>
/// <param name="Refused">Rows refused in all.</param>
/// <param name="Refusals">The first 1,000 of them.</param>
/// <param name="PhoneColumn">The first column that was taken as a phone number.</param>
public sealed record ImportedList(long Rows, long Accepted, long Refused, IReadOnlyList<RefusedRow> Refusals, string PhoneColumn);

/// <summary>One refused row of an import.</summary>
/// <param name="Row">Row in the file; the header is row 1, and empty lines are not counted.</param>
/// <param name="Reason">A sentence: what was expected and what came.</param>
public sealed record RefusedRow(long Row, string Reason);

/// <summary>The people to be called, by campaign group.</summary>
public sealed class CallingLists
{
    /// <summary>Refusals that are told one by one; more are counted.</summary>
    public const int RefusalsMax = 1_000;

    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly Clock _clock;
    private readonly DataDirectory _directory;

    internal CallingLists(SqliteWriter writer, SqliteReaders readers, Clock clock, DataDirectory directory) =>
        (_writer, _readers, _clock, _directory) = (writer, readers, clock, directory);

    /// <summary>Reads a CSV file (UTF-8, header first) while it comes, and makes one chain of each row, due at once. A row's phone
    /// columns are the records of its chain; numbers that are wrong or on the list already are left out, and a row with none left is
    /// refused. Sent again after a crash, the same file brings only what is missing.</summary>
    /// <param name="region">Where numbers without a country code are: ISO 3166 two letters, such as "US".</param>
    /// <exception cref="ImportRefusedException">The file is no calling list.</exception>
    /// <exception cref="UnknownIdException">There is no such group.</exception>
    public async Task<ImportedList> ImportAsync(GroupId group, Stream csv, string region, CancellationToken cancellationToken)
    {
        var plan = new NumberPlan(region);
        var list = await _readers.ReadAsync(
            connection => connection.ExecuteScalar<long?>("select id from calling_list where group_id = @Id", new { Id = group.Value }),
            cancellationToken).ConfigureAwait(false) ?? throw new UnknownIdException($"There is no campaign group \"{group}\".");
        var file = await SpooledList.ReadAsync(csv, _directory.Path, cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            await ListForm.DemandAsync(file, cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            var rows = ListForm.Rows(file);
            await using (rows.ConfigureAwait(false))
            {
                return await ImportAsync(rows, new ListImport(_writer, _clock, group, list), plan, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<ImportedList> ImportAsync(
        CsvReader rows, ListImport import, NumberPlan plan, CancellationToken cancellationToken)
    {
        await rows.ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
        var columns = ListColumns.Of([.. rows.Headers]);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            await import.TakeAsync(rows.RowNumber + 1, Read(rows, columns, plan), cancellationToken).ConfigureAwait(false);
        }

        return await import.FinishAsync(columns.Headers[columns.Phones[0]], cancellationToken).ConfigureAwait(false);
    }

    private static (ListRow? Row, string Why) Read(CsvReader rows, ListColumns columns, NumberPlan plan)
    {
        var numbers = new List<NewNumber>();
        var why = "The row has no phone number.";
        foreach (var column in columns.Phones)
        {
            if (rows.GetString(column).Trim() is { Length: > 0 } text)
            {
                var (number, refused) = plan.Place(text);
                if (number is null)
                {
                    why = refused;
                }
                else if (numbers.TrueForAll(n => n.Number != number.Number))
                {
                    numbers.Add(number);
                }
            }
        }

        return numbers.Count == 0
            ? (null, why)
            : (new(
                numbers,
                string.Join(' ', columns.Names.Select(n => rows.GetString(n).Trim()).Where(static n => n.Length > 0)),
                FactJson.Write(columns.Fields.Select(f => KeyValuePair.Create(columns.Headers[f], rows.GetString(f))))), "");
    }
}
