namespace Paceline.Voice;

/// <summary>Reads keys that come by SIP INFO instead of RTP: <c>application/dtmf-relay</c> and <c>application/dtmf</c>.</summary>
internal static class DtmfRelay
{
    private const string Keys = "0123456789*#ABCD";

    public static bool TryRead(string contentType, string body, out char key)
    {
        key = default;
        string text = body.Trim();
        if (contentType.StartsWith("application/dtmf-relay", StringComparison.OrdinalIgnoreCase))
        {
            string? signal = body.Split('\n').FirstOrDefault(
                static line => line.TrimStart().StartsWith("Signal", StringComparison.OrdinalIgnoreCase));
            text = signal is null ? "" : signal[(signal.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim();
        }
        else if (!contentType.StartsWith("application/dtmf", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        if (text.Length != 1 || !Keys.Contains(char.ToUpperInvariant(text[0]), StringComparison.Ordinal))
        {
            return false;
        }

        key = char.ToUpperInvariant(text[0]);
        return true;
    }
}
