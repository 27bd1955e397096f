using System.Globalization;

namespace Paceline.Endpoints;

/// <summary>Short texts that people give and others read on a screen: names and reasons.</summary>
internal static class Wording
{
    /// <summary>Null: the text can be shown as it is. Else the refusal, with the field and its rule.</summary>
    public static IResult? Refusal(string field, string? text, int least, int most)
    {
        var why = text is null || text.Length < least || text.Length > most ? $"it has {text?.Length ?? 0}"
            : least > 0 && text.All(IsBlank) ? "it is blank"
            : text.Any(Obeyed) ? "it has a control character"
            : null;
        return why is null ? null : Problems.Of(
            400, $"bad-{field}", $"The {field} cannot be used.",
            FormattableString.Invariant($"{field} has {least} to {most} characters, not all of them blank, and no control character; {why}."));
    }

    /// <summary>Null: it is one of the reasons for being not ready.</summary>
    public static IResult? NoReason(string reason, IReadOnlyList<string> reasons) => reasons.Contains(reason, StringComparer.Ordinal)
        ? null
        : Problems.Of(400, "unknown-reason", "There is no such reason.", $"\"{reason}\" is none of the reasons: {string.Join(", ", reasons)}.");

    /// <summary>The text as it can be shown, its length at most this: without what a page would obey, and no character is cut in two.</summary>
    public static string Short(string text, int most)
    {
        var shown = string.Concat(text.Where(static c => !Obeyed(c)));
        return shown.Length <= most ? shown : shown[..(char.IsHighSurrogate(shown[most - 1]) ? most - 1 : most)];
    }

    /// <summary>Nothing to see: also a character that only changes its neighbours.</summary>
    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format;

    /// <summary>What a terminal or a page would obey and not show: controls, line ends, and characters that turn the direction of the text
    /// (Unicode UAX 9).</summary>
    private static bool Obeyed(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
