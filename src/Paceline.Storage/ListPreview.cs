using System.Globalization;
using System.Text;
using CsvHelper;

namespace Paceline.Storage;

/// <summary>A calling list as it is shown before the first real call: its file, how many rows it has and whose they are. Numbers are
/// never shown: a screen is often shared.</summary>
public static class ListPreview
{
    private const int ShownMax = 5;
    private const int NameMax = 40;

    /// <exception cref="ImportRefusedException">The file is no calling list.</exception>
    public static async Task<string> OfAsync(string path, CancellationToken cancellationToken)
    {
        List<string> names = [];
        long rows = 0;
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        await using (file.ConfigureAwait(false))
        {
            await ListForm.DemandAsync(file, cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            await using var csv = ListForm.Rows(file);
            await csv.ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
            var columns = ListColumns.Of(csv.Headers.ToArray()).Names;
            while (await csv.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                rows++;
                if (rows <= ShownMax)
                {
                    names.Add(NameOf(csv, columns));
                }
            }
        }

        StringBuilder shown = new();
        shown.Append(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} has {rows} {(rows == 1 ? "row" : "rows")}");
        shown.Append(names.Count < rows ? $"; the first {ShownMax}:" : rows > 0 ? ":" : ".");
        foreach (var (i, name) in names.Index())
        {
            // As everywhere, the header is row 1.
            shown.AppendLine().Append(CultureInfo.InvariantCulture, $"  row {i + 2}: {name}");
        }

        return shown.ToString();
    }

    /// <summary>Without anything that could be a number, and without what a terminal would obey.</summary>
    private static string NameOf(CsvReader row, IReadOnlyList<int> columns)
    {
        var name = string.Join(' ', columns.Select(column => row.GetString(column).Trim()).Where(static part => part.Length > 0));
        name = new string([.. name.Where(static c => !char.IsControl(c) && !char.IsDigit(c)).Take(NameMax)]);
        return name.Length > 0 ? name : "(no name)";
    }
}
