namespace Paceline.Dialing;

/// <summary>A telephone number in international form (E.164). Printing it hides all but the country and the last two digits, so that a
/// log line written by accident gives nobody away; <see cref="Dialable"/> is the number itself.</summary>
public readonly record struct PhoneNumber
{
    /// <param name="dialable">"+" and 4 to 15 digits (ITU-T E.164 §6.2.1).</param>
    /// <exception cref="ArgumentException">Anything else.</exception>
    public PhoneNumber(string dialable)
    {
        if (!IsDialable(dialable))
        {
            throw new ArgumentException("A number is '+' and 4 to 15 digits.", nameof(dialable));
        }

        Dialable = dialable;
    }

    /// <summary>"+" and the digits. Null only in <c>default(PhoneNumber)</c>, which is no number.</summary>
    public string Dialable { get; }

    /// <summary>Whether the text is "+" and 4 to 15 digits.</summary>
    public static bool IsDialable(string? text) =>
        text is ['+', .. { Length: >= 4 and <= 15 } digits] && digits.All(char.IsAsciiDigit);

    public override string ToString() =>
        Dialable is null ? "(none)" : $"{Dialable[..3]}…{Dialable[^2..]}";
}
