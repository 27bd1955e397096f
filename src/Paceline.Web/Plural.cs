using System.Globalization;

namespace Paceline.Web;

/// <summary>Texts with a number in them: each form of a language is a text of its own, named by the Unicode category it is for (_one, _other,
/// and where a language has more of them _two, _few, _many); _zero is said for nothing at all, in any language that has it.</summary>
public static class Plural
{
    private const string Other = "_other";

    /// <param name="name">Of the text for the category "other": <c>nameof(Texts.RecordsLeft_other)</c>. Its place is {count}.</param>
    public static string Of(string name, long count)
    {
        var stem = name.EndsWith(Other, StringComparison.Ordinal)
            ? name[..^Other.Length]
            : throw new ArgumentException($"“{name}” does not end in {Other}.", nameof(name));
        var text = (count == 0 ? Texts.ResourceManager.GetString($"{stem}_zero", Texts.Culture) : null)
            ?? Texts.ResourceManager.GetString($"{stem}_{Category(Languages.Current, count)}", Texts.Culture)
            ?? Texts.ResourceManager.GetString(name, Texts.Culture)
            ?? throw new ArgumentException($"There is no text “{name}”.", nameof(name));
        return text.Replace("{count}", count.ToString("N0", CultureInfo.CurrentCulture), StringComparison.Ordinal);
    }

    /// <summary>The category of a whole number (Unicode CLDR, cardinal plural rules).</summary>
    public static string Category(string language, long count) => language switch
    {
        "en" or "de" => count == 1 ? "one" : "other",
        _ => throw new ArgumentException($"The plural rule of “{language}” is not known: add it here.", nameof(language)),
    };

    /// <summary>Every category that a language's texts must have.</summary>
    public static IReadOnlyList<string> Categories(string language) =>
        [.. Enumerable.Range(0, 200).Select(count => Category(language, count)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
