using System.Globalization;

namespace Paceline.Web;

/// <summary>The languages the screens are written in. One more is a Texts.xx.resx, a line here, one in language.js and one in
/// sign-in-words.js.</summary>
public static class Languages
{
    /// <summary>Each with its own name for itself.</summary>
    public static IReadOnlyList<(string Code, string Name)> All { get; } = [("en", "English"), ("de", "Deutsch")];

    /// <summary>The page's; English where the process has no culture.</summary>
    public static string Current =>
        All.Select(static language => language.Code).FirstOrDefault(static code => code == CultureInfo.CurrentUICulture.Name.Split('-')[0]) ?? "en";

    /// <summary>The culture of a page: its language, with the months and separators of the browser's region.</summary>
    /// <param name="said">What start.js says: the page's language with its region, the group and the decimal separator, the twelve short months
    /// and the seven short days from Sunday, with a tab between; null or anything else: English, and the invariant culture's.</param>
    public static CultureInfo CultureOf(string? said)
    {
        if (said?.Split('\t') is not [var page, var group, { Length: > 0 } point, .. { Length: 12 or 19 } names])
        {
            return new("en");
        }

        // Without its region: that is the name of the satellite, and no data says that de-AT is German.
        CultureInfo culture = new(page.Split('-')[0]);
        (culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NumberDecimalSeparator) = (group, point);
        culture.DateTimeFormat.AbbreviatedMonthNames = culture.DateTimeFormat.AbbreviatedMonthGenitiveNames = [.. names[..12], ""];
        culture.DateTimeFormat.AbbreviatedDayNames = names.Length > 12 ? names[12..] : culture.DateTimeFormat.AbbreviatedDayNames;
        return culture;
    }
}
