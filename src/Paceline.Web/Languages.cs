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
        All.Select(static language => language.Code).FirstOrDefault(static code => code == CultureInfo.CurrentUICulture.TwoLetterISOLanguageName) ?? "en";
}
