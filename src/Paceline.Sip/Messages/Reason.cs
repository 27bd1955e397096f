using System.Globalization;

namespace Paceline.Sip;

/// <summary>Why, in the words of the telephone network: the Q.850 value of a Reason header (RFC 3326).</summary>
/// <param name="Cause">1 to 127; zero when the header has no Q.850 value.</param>
/// <param name="Text">As the far end wrote it.</param>
public readonly record struct Reason(int Cause, string Text)
{
    public static Reason Of(SipMessage message)
    {
        Reason found = new(0, "");
        foreach (string element in message.Headers.Elements("Reason"))
        {
            List<string> parts = SipText.Split(element, ';');
            string text = SipText.Parameter(parts, "text") ?? "";
            if (parts[0].Equals("Q.850", StringComparison.OrdinalIgnoreCase))
            {
                return new Reason(SipText.LeadingNumber(SipText.Parameter(parts, "cause")), text);
            }

            found = found with { Text = found.Text.Length == 0 ? text : found.Text };
        }

        return found;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Q.850;cause={Cause}");
}
