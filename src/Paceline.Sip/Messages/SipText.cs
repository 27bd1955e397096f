using System.Globalization;

namespace Paceline.Sip;

/// <summary>The grammar's small change: lists, parameters and quoted strings that must not be cut in the middle.</summary>
internal static class SipText
{
    /// <summary>Splits outside quotes and angle brackets; elements are trimmed, empty ones left out.</summary>
    public static List<string> Split(string value, char separator)
    {
        List<string> parts = [];
        bool quoted = false;
        int depth = 0;
        int start = 0;
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (quoted)
            {
                if (c == '\\')
                {
                    i++;
                }
                else if (c == '"')
                {
                    quoted = false;
                }
            }
            else if (c == '"')
            {
                quoted = true;
            }
            else if (c == '<')
            {
                depth++;
            }
            else if (c == '>')
            {
                depth = Math.Max(0, depth - 1);
            }
            else if (c == separator && depth == 0)
            {
                Keep(parts, value[start..i]);
                start = i + 1;
            }
        }

        Keep(parts, value[start..]);
        return parts;
    }

    /// <summary>The parameters after the first element of a value cut at semicolons; a flag has an empty value.</summary>
    public static string? Parameter(IEnumerable<string> parameters, string name)
    {
        foreach (string parameter in parameters)
        {
            int equals = parameter.IndexOf('=', StringComparison.Ordinal);
            string key = (equals < 0 ? parameter : parameter[..equals]).Trim();
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return equals < 0 ? "" : Unquote(parameter[(equals + 1)..].Trim());
            }
        }

        return null;
    }

    public static string Unquote(string value) =>
        value.Length >= 2 && value[0] == '"' && value[^1] == '"'
            ? value[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)
            : value;

    public static int LeadingNumber(string? value)
    {
        int end = 0;
        while (value is not null && end < value.Length && char.IsAsciiDigit(value[end]))
        {
            end++;
        }

        return value is not null && int.TryParse(
            value.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
    }

    /// <summary>A word that can stand in a header without quoting and cannot end the line.</summary>
    public static bool IsWord(string value) =>
        value.Length is > 0 and <= 256 && value.All(c => c is > ' ' and < '\x7f' and not (',' or ';' or '"'));

    /// <summary>Equal byte for byte.</summary>
    public static bool Is(this string text, string? other) => string.Equals(text, other, StringComparison.Ordinal);

    public static bool IsOneLine(string value) => !value.AsSpan().ContainsAny('\r', '\n', '\0');

    private static void Keep(List<string> parts, string part)
    {
        string trimmed = part.Trim();
        if (trimmed.Length > 0)
        {
            parts.Add(trimmed);
        }
    }
}
