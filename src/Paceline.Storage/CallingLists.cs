using Paceline.Dialing;

namespace Paceline.Storage;

/// <summary>What became of an imported file.</summary>
/// <param name="Rows">Data rows read.</param>
/// <param name="Accepted">Rows that became a chain.</param>
/// <param name="Refused">Rows refused in all.</param>
/// <param name="Refusals">The first 1,000 of them.</param>
/// <param name="PhoneColumn">The first column that was taken as a phone number.</param>
public sealed record ImportedList(long Rows, long Accepted, long Refused, IReadOnlyList<RefusedRow> Refusals, string PhoneColumn);

/// <summary>One refused row of an import.</summary>
/// <param name="Row">Row in the file; the header is row 1.</param>
/// <param name="Reason">A sentence: what was expected and what came.</param>
public sealed record RefusedRow(long Row, string Reason);

/// <summary>The people to be called, by campaign group.</summary>
public sealed class CallingLists
{
    internal CallingLists()
    {
    }

    /// <summary>Reads a CSV file (UTF-8, header first) while it comes, and makes one chain of each row, due at once.</summary>
    /// <param name="region">Where numbers without a country code are: ISO 3166 two letters, such as "US".</param>
    /// <exception cref="ImportRefusedException">The file is no calling list.</exception>
    /// <exception cref="KeyNotFoundException">There is no such group.</exception>
    public Task<ImportedList> ImportAsync(GroupId group, Stream csv, string region, CancellationToken cancellationToken) => throw new NotSupportedException();
}
