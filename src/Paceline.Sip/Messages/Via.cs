using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Paceline.Sip;

/// <summary>One hop a request took; its branch names the transaction and its address is where the response goes.</summary>
public sealed record Via(string Transport, string Host, int Port, IReadOnlyList<string> Parameters)
{
    /// <summary>Branches that start so are unique by themselves (RFC 3261 §8.1.1.7).</summary>
    public const string MagicCookie = "z9hG4bK";

    public string Branch => SipText.Parameter(Parameters, "branch") ?? "";

    public static bool TryParse(string? text, [NotNullWhen(true)] out Via? via)
    {
        via = null;
        List<string> parts = SipText.Split(text ?? "", ';');
        string head = parts.Count > 0 ? parts[0] : "";
        int slash = head.LastIndexOf('/');
        string[] words = slash < 0 ? [] : head[(slash + 1)..].Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || !head.StartsWith("SIP", StringComparison.OrdinalIgnoreCase)
            || !SipUri.TrySplitHost(words[1], out string host, out int port))
        {
            return false;
        }

        via = new Via(words[0].ToUpperInvariant(), host, port, parts[1..]);
        return true;
    }

    /// <summary>Where a response goes over UDP (RFC 3261 §18.2.2, RFC 3581): to the source, at the sent-by port unless rport asks.</summary>
    public IPEndPoint ResponseAddress(IPEndPoint source) =>
        SipText.Parameter(Parameters, "rport") is not null
            ? source
            : new IPEndPoint(source.Address, Port == 0 ? 5060 : Port);

    /// <summary>With received and rport filled in as the server must.</summary>
    public Via SeenFrom(IPEndPoint source)
    {
        bool wantsPort = SipText.Parameter(Parameters, "rport") is not null;
        if (!wantsPort && string.Equals(Host, SipUri.HostOf(source.Address), StringComparison.Ordinal))
        {
            return this;
        }

        List<string> parameters = [.. Parameters.Where(p => !IsNamed(p, "rport") && !IsNamed(p, "received"))];
        parameters.Add($"received={source.Address}");
        if (wantsPort)
        {
            parameters.Add(string.Create(CultureInfo.InvariantCulture, $"rport={source.Port}"));
        }

        return this with { Parameters = parameters };
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
            $"SIP/2.0/{Transport} {Host}{(Port > 0 ? ":" + Port : "")}{string.Concat(Parameters.Select(p => ";" + p))}");

    private static bool IsNamed(string parameter, string name) =>
        parameter.Split('=', 2)[0].Trim().Equals(name, StringComparison.OrdinalIgnoreCase);
}
