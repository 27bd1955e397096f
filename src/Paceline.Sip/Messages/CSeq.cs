using System.Globalization;

namespace Paceline.Sip;

/// <summary>Orders the requests of a dialog and tells which of them a response answers.</summary>
/// <param name="Number">0 to 2^31-1 (RFC 3261 §8.1.1.5).</param>
/// <param name="Method">Empty only in <c>default</c>, which no message has.</param>
public readonly record struct CSeq(int Number, string Method)
{
    public static bool TryParse(string? text, out CSeq cseq)
    {
        string[] words = text?.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) ?? [];
        bool read = words.Length == 2
            & int.TryParse(words.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        cseq = read ? new CSeq(number, words[1]) : default;
        return read;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number} {Method}");
}
