using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Paceline.Sip;

namespace Paceline.Demo.Carrier;

/// <summary>Asks callers for user and password as carriers do: MD5, qop=auth, each nonce good for one call (RFC 3261 §22).</summary>
internal sealed class DigestGate(CarrierAccount account)
{
    /// <summary>Nonces that wait for their answer; the oldest is forgotten first.</summary>
    private const int NoncesMax = 4096;

    private readonly HashSet<string> _nonces = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public SipHeader Challenge()
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _nonces.Add(nonce);
        _order.Enqueue(nonce);
        if (_order.Count > NoncesMax)
        {
            _nonces.Remove(_order.Dequeue());
        }

        return new SipHeader("WWW-Authenticate", $"Digest realm=\"{account.Realm}\", nonce=\"{nonce}\", algorithm=MD5, qop=\"auth\"");
    }

    /// <summary>Whether the request carries the right answer to a challenge of ours that was not used yet.</summary>
    public bool Admits(SipRequest request)
    {
        var words = Words(request.Headers.First("Authorization") ?? "");
        string Word(string name) => words.GetValueOrDefault(name, "");

        if (Word("username") != account.User || Word("realm") != account.Realm || !_nonces.Remove(Word("nonce")))
        {
            return false;
        }

        var secret = Hash($"{account.User}:{account.Realm}:{account.Password}");
        var asked = Hash($"{request.Method}:{Word("uri")}");
        var expected = Hash($"{secret}:{Word("nonce")}:{Word("nc")}:{Word("cnonce")}:{Word("qop")}:{asked}");
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(Word("response")));
    }

    private static Dictionary<string, string> Words(string header)
    {
        Dictionary<string, string> words = new(StringComparer.OrdinalIgnoreCase);
        if (!header.StartsWith("Digest ", StringComparison.OrdinalIgnoreCase))
        {
            return words;
        }

        foreach (var part in header[7..].Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', 2) is [var name, var value])
            {
                words[name.Trim()] = value.Trim().Trim('"');
            }
        }

        return words;
    }

    [SuppressMessage("Security", "CA5351", Justification = "RFC 3261 §22.4: what most carriers ask for.")]
    private static string Hash(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
}
