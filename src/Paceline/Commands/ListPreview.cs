using System.Globalization;
using System.Text;
using CsvHelper;
using Paceline.Settings;

namespace Paceline.Commands;

/// <summary>A calling list as it is shown before the first real call: its file, how many rows it has and whose they are. Numbers are
/// never shown: a screen is often shared.</summary>
internal static class ListPreview
{
    private const int ShownMax = 5;
    private const int NameMax = 40;

    /// <exception cref="SettingRefusedException">The file is no CSV.</exception>
    public static async Task<string> OfAsync(string path, CancellationToken cancellationToken)
    {
        List<string> names = [];
        long rows = 0;
        try
        {
            using StreamReader text = new(path, Encoding.UTF8);
            await using var csv = CsvReader.Create(text, new CsvReaderOptions { MaxRecordSize = 1 << 20 }, leaveOpen: true);
            await csv.ReadHeaderAsync(cancellationToken);
            List<int> columns = [.. csv.Headers.ToArray().Index().Where(static header => IsName(header.Item)).Select(static header => header.Index)];
            while (await csv.ReadAsync(cancellationToken))
            {
                rows++;
                if (rows <= ShownMax)
                {
                    names.Add(NameOf(csv, columns));
                }
            }
        }
        catch (CsvFormatException failure)
        {
            throw new SettingRefusedException($"Row {failure.RecordNumber} of {path} cannot be read. Probably a quote is not closed.");
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

    private static bool IsName(string header)
    {
        var word = new string([.. header.Where(char.IsLetter)]).ToLowerInvariant();
        return word is "name" or "fullname" or "contact" or "contactname" or "customername" or "firstname" or "lastname" or "surname";
    }

    /// <summary>Without anything that could be a number, and without what a terminal would obey.</summary>
    private static string NameOf(CsvReader row, List<int> columns)
    {
        var name = string.Join(' ', columns.Select(column => row.GetString(column).Trim()).Where(static part => part.Length > 0));
        name = new string([.. name.Where(static c => !char.IsControl(c) && !char.IsDigit(c)).Take(NameMax)]);
        return name.Length > 0 ? name : "(no name)";
    }
}
