using System.Globalization;
using Paceline.Contracts;

namespace Paceline.Demo;

/// <summary>The rows of a list that cannot be called, in words for the person who brought it.</summary>
internal static class RefusedRows
{
    /// <summary>More would push everything else off the screen.</summary>
    private const int ShownMax = 20;

    /// <summary>One line per row, the first 20; then how many there are in all. Empty: none was refused.</summary>
    public static string Listed(ImportReport report)
    {
        if (report.Refused == 0)
        {
            return "";
        }

        var shown = report.Refusals.Take(ShownMax).ToList();
        List<string> lines =
        [
            string.Create(CultureInfo.InvariantCulture, $"{report.Refused} of {report.Rows} rows were refused:"),
            .. shown.Select(static row => string.Create(CultureInfo.InvariantCulture, $"  row {row.Row}: {row.Reason}")),
        ];
        if (report.Refused > shown.Count)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"  and {report.Refused - shown.Count} more"));
        }

        return string.Join(Environment.NewLine, lines);
    }
}
