using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace Paceline.Dialing.Contacts;

/// <summary>What a field of a record may hold.</summary>
public enum FieldType
{
    /// <summary>Anything.</summary>
    Text,

    /// <summary>Yes or no.</summary>
    Check,

    /// <summary>A day of the calendar.</summary>
    Date,

    /// <summary>A whole or decimal number.</summary>
    Number,

    /// <summary>One of the choices.</summary>
    List,
}

/// <summary>What was made of a text that somebody entered into a field.</summary>
public abstract record FieldValue
{
    private protected FieldValue()
    {
    }

    /// <param name="Value">As it is stored.</param>
    public sealed record Kept(string Value) : FieldValue;

    /// <param name="Sentence">What was expected and what came.</param>
    public sealed record Refused(string Sentence) : FieldValue;
}

/// <summary>What one column of a calling list means to people, and what an agent may write into it.</summary>
/// <param name="Column">The column's header in the file.</param>
/// <param name="Label">The name people read; empty: the column's.</param>
/// <param name="Editable">Whether agents may change it.</param>
/// <param name="Shown">Whether agents see it at all.</param>
/// <param name="Choices">What a list offers, in order; empty for every other type.</param>
public sealed record FieldDefinition(
    string Column, string Label, FieldType Type, bool Editable, bool Shown, ImmutableArray<string> Choices)
{
    /// <summary>Longest value, in characters.</summary>
    public const int ValueLengthMax = 1_000;

    private const string Yes = "yes";
    private const string No = "no";

    private static readonly ImmutableArray<string> _yes = ["yes", "true", "1", "x", "y", "on"];
    private static readonly ImmutableArray<string> _no = ["no", "false", "0", "n", "off"];

    /// <summary>A column as every list has it before anybody says otherwise.</summary>
    public static FieldDefinition Default(string column) => new(column, "", FieldType.Text, Editable: false, Shown: true, []);

    public string Name => Label.Length > 0 ? Label : Column;

    /// <summary>Whether a stored value means yes, whatever word the file used.</summary>
    public static bool MeansYes(string value) => _yes.Contains(value.Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>What is stored for a text, or why it is not. An empty text empties the field of any type.</summary>
    public FieldValue Read(string text)
    {
        var value = text.Trim();
        if (value.Length > ValueLengthMax)
        {
            return new FieldValue.Refused($"{Name} has at most {ValueLengthMax} characters; this has {value.Length}.");
        }

        return value.Length == 0 ? new FieldValue.Kept("") : Type switch
        {
            FieldType.Text => new FieldValue.Kept(value),
            FieldType.Check => ReadCheck(value),
            FieldType.Date => ReadDate(value),
            FieldType.Number => ReadNumber(value),
            FieldType.List => Choices.Contains(value, StringComparer.Ordinal)
                ? new FieldValue.Kept(value)
                : Expected($"one of: {string.Join(", ", Choices)}", value),
            _ => throw new UnreachableException($"field type {Type}"),
        };
    }

    private FieldValue ReadCheck(string value) =>
        MeansYes(value) ? new FieldValue.Kept(Yes)
        : _no.Contains(value, StringComparer.OrdinalIgnoreCase) ? new FieldValue.Kept(No)
        : Expected("yes or no", value);

    private FieldValue ReadDate(string value) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new FieldValue.Kept(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            : Expected("a date such as 2027-03-31", value);

    /// <summary>Kept as it was written: 007 and 1.50 are what somebody meant.</summary>
    private FieldValue ReadNumber(string value) =>
        decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
            ? new FieldValue.Kept(value)
            : Expected("a number such as 12 or 12.50", value);

    private FieldValue.Refused Expected(string what, string value) =>
        new($"{Name} takes {what}; “{(value.Length <= 40 ? value : $"{value[..40]}…")}” is not.");
}
