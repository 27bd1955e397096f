using System.Text;
using CsvHelper;

namespace Paceline.Storage;

/// <summary>Whether a text has the form of a calling list, looked at from its first byte to its last before any of it is a record: a quote
/// that nobody closes makes one row of all that follow, and half of such a list must not be called.</summary>
internal static class ListForm
{
    /// <summary>Longest row, in bytes: a quote that nobody closes must not read the whole file into memory.</summary>
    private const int RowBytesMax = 1 << 20;

    private const string Expected = "Expected CSV in UTF-8: a header with a phone column, and one row for each person.";

    /// <summary>The rows from where the stream stands; it stays open.</summary>
    public static CsvReader Rows(Stream text) => Rows(text, malformed: null);

    /// <summary>Reads to the end.</summary>
    /// <exception cref="ImportRefusedException">It is something else, has no rows, or a quote in it is not closed.</exception>
    public static Task DemandAsync(Stream text, CancellationToken cancellationToken) =>
        DemandAsync(text, static headers => ListColumns.Of(headers), cancellationToken);

    /// <param name="columns">Refuses columns that are no calling list's.</param>
    /// <exception cref="ImportRefusedException">It is something else, has no rows, or a quote in it is not closed.</exception>
    public static async Task DemandAsync(Stream text, Action<string[]> columns, CancellationToken cancellationToken)
    {
        var start = text.Position;
        var head = new byte[64];
        var read = await text.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (Other(Encoding.UTF8.GetString(head, 0, read)) is { } other)
        {
            throw new ImportRefusedException($"{Expected} {other}");
        }

        text.Position = start;
        var rows = Rows(text, static row =>
        {
            if (Open(row) is { } why)
            {
                throw new ImportRefusedException(why);
            }
        });
        await using (rows.ConfigureAwait(false))
        {
            await DemandAsync(rows, columns, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task DemandAsync(CsvReader rows, Action<string[]> columns, CancellationToken cancellationToken)
    {
        try
        {
            await rows.ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
            columns([.. rows.Headers]); // Before the rows: a file of another kind is best told by its columns.
            if (!await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                throw new ImportRefusedException($"{Expected} The header came, and no row after it. Add the people, and send the file again.");
            }

            while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                // Only to the end: what is wrong on the way is told by the reader.
            }
        }
        catch (CsvFormatException failure)
        {
            throw new ImportRefusedException(
                $"{TooLong(failure.RecordNumber)} Nothing was imported: look at that row, and send the file again.");
        }
    }

    private static CsvReader Rows(Stream text, Action<CsvMalformedRecord>? malformed) =>
        CsvReader.Create(text, new CsvReaderOptions { MaxRecordSize = RowBytesMax, OnMalformedRecord = malformed }, leaveOpen: true);

    /// <summary>Why the row has swallowed others; null: it has a quote in an odd place, and is one row.</summary>
    private static string? Open(CsvMalformedRecord row) =>
        row.Reason is CsvMalformedReason.UnterminatedQuote
            ? $"{NeverClosed(row.RecordNumber)} Nothing was imported: close the quote, and send the file again."
        : row.RawRecord.AsSpan().ContainsAny('\r', '\n')
            ? $"{NeverClosed(row.RecordNumber)} The next one is in a later line, in the middle of a value. "
                + "Nothing was imported: close the quote, or write a quote that belongs to a value twice, and send the file again."
        : null;

    private static string TooLong(long row) =>
        FormattableString.Invariant($"Row {row} is longer than 1 MiB: a quote in it is never closed, or it has no line end.");

    private static string NeverClosed(long row) => FormattableString.Invariant($"The quote opened at row {row} is never closed.");

    /// <summary>What the text is, by how it begins, if it is known not to be CSV.</summary>
    private static string? Other(string head) => head.TrimStart('\uFEFF', ' ', '\t', '\r', '\n') switch
    {
        "" => "Nothing came but empty lines. Add header and people, and send the file again.",
        ['{' or '[', ..] => "JSON came. Export the list as CSV from where it is kept, and send that.",
        ['<', ..] => "A page or XML came. Export the list as CSV from where it is kept, and send that.",
        ['%', 'P', 'D', 'F', ..] => "A PDF came. Export the list as CSV from where it is kept, and send that.",
        _ => null,
    };
}
