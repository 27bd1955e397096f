using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Paceline.Sip;

/// <summary>Answers a digest challenge (RFC 3261 §22, RFC 8760): MD5 and SHA-256, qop=auth or the older form without qop.</summary>
internal static class Digest
{
    /// <summary>
    /// The header that answers the best challenge of a 401 or 407; null with none we can answer. SHA-256 is preferred.
    /// </summary>
    public static SipHeader? Answer(
        SipResponse response, string method, string uri, SipCredentials credentials, string cnonce)
    {
        string asked = response.Status == 407 ? "Proxy-Authenticate" : "WWW-Authenticate";
        List<string>? best = null;
        foreach (SipHeader header in response.Headers.Where(h => h.Name.Is(asked)))
        {
            if (Challenge(header.Value) is { } challenge
                && (best is null || (Algorithm(challenge) is "SHA-256" && Algorithm(best) is "MD5")))
            {
                best = challenge;
            }
        }

        return best is null ? null : new SipHeader(
            response.Status == 407 ? "Proxy-Authorization" : "Authorization",
            Credentials(best, method, uri, credentials, cnonce));
    }

    /// <summary>The nonce was merely old: the same password is worth another try.</summary>
    public static bool IsStale(SipResponse response) =>
        response.Headers.Where(h => h.Name is "WWW-Authenticate" or "Proxy-Authenticate")
            .Any(h => Challenge(h.Value) is { } challenge
                && string.Equals(SipText.Parameter(challenge, "stale"), "true", StringComparison.OrdinalIgnoreCase));

    private static List<string>? Challenge(string value)
    {
        if (!value.StartsWith("Digest ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        List<string> parameters = SipText.Split(value[7..], ',');
        string? qop = SipText.Parameter(parameters, "qop");
        bool answerable = SipText.Parameter(parameters, "nonce") is not null
            && Algorithm(parameters) is "MD5" or "SHA-256"
            && (qop is null || qop.Split(',').Any(option => option.Trim() is "auth"));
        return answerable ? parameters : null;
    }

    private static string Algorithm(List<string> challenge) =>
        SipText.Parameter(challenge, "algorithm")?.ToUpperInvariant() ?? "MD5";

    private static string Credentials(
        List<string> challenge, string method, string uri, SipCredentials credentials, string cnonce)
    {
        string algorithm = Algorithm(challenge);
        string realm = SipText.Parameter(challenge, "realm") ?? "";
        string nonce = SipText.Parameter(challenge, "nonce") ?? "";
        string ha1 = Hash(algorithm, $"{credentials.User}:{realm}:{credentials.Password}");
        string ha2 = Hash(algorithm, $"{method}:{uri}");
        bool qop = SipText.Parameter(challenge, "qop") is not null;
        string response = Hash(algorithm, qop ? $"{ha1}:{nonce}:00000001:{cnonce}:auth:{ha2}" : $"{ha1}:{nonce}:{ha2}");

        StringBuilder text = new("Digest ");
        text.Append($"username={Quoted(credentials.User)}, realm={Quoted(realm)}, nonce={Quoted(nonce)}, ");
        text.Append($"uri={Quoted(uri)}, response=\"{response}\", algorithm={algorithm}");
        text.Append(qop ? $", qop=auth, nc=00000001, cnonce=\"{cnonce}\"" : "");
        text.Append(SipText.Parameter(challenge, "opaque") is { } opaque ? $", opaque={Quoted(opaque)}" : "");
        return text.ToString();
    }

    private static string Quoted(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    [SuppressMessage("Security", "CA5351", Justification = "RFC 3261 §22.4: most carriers offer nothing but MD5.")]
    private static string Hash(string algorithm, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return Convert.ToHexStringLower(algorithm is "MD5" ? MD5.HashData(bytes) : SHA256.HashData(bytes));
    }
}
