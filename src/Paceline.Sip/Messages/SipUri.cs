using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Paceline.Sip;

/// <summary>A sip: or sips: address; the user part stays escaped as it came.</summary>
/// <param name="Scheme">sip or sips, lower case.</param>
/// <param name="User">Empty for an address of a host; a password part is kept in it.</param>
/// <param name="Host">Name or address; IPv6 keeps its brackets.</param>
/// <param name="Port">Zero: not given, which means 5060.</param>
/// <param name="Parameters">As text, starting with a semicolon, URI headers included; empty when none.</param>
public sealed record SipUri(string Scheme, string User, string Host, int Port, string Parameters)
{
    public SipUri(string user, IPEndPoint address)
        : this("sip", user, HostOf(address.Address), address.Port, "")
    {
    }

    /// <summary>Whether the route's next hop is a loose router (RFC 3261 §16.12).</summary>
    public bool IsLooseRouter => SipText.Parameter(SipText.Split(Parameters, ';'), "lr") is not null;

    /// <summary>Where to send when the host is an address; null when it is a name, which is for the host program to resolve.</summary>
    public IPEndPoint? Address =>
        IPAddress.TryParse(Host, out IPAddress? address) ? new IPEndPoint(address, Port == 0 ? 5060 : Port) : null;

    public static bool TryParse(string? text, [NotNullWhen(true)] out SipUri? uri)
    {
        uri = null;
        int colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (text is null || colon < 0 || text.Length > 1024 || text.Any(static c => c is <= ' ' or '<' or '>' or '"'))
        {
            return false;
        }

        string scheme = text[..colon];
        bool known = scheme.Equals("sip", StringComparison.OrdinalIgnoreCase)
            || scheme.Equals("sips", StringComparison.OrdinalIgnoreCase);
        if (!known)
        {
            return false;
        }

        string rest = text[(colon + 1)..];
        int at = rest.IndexOf('@', StringComparison.Ordinal);
        string user = at < 0 ? "" : rest[..at];
        string hostAndMore = rest[(at + 1)..];
        int end = hostAndMore.AsSpan().IndexOfAny(';', '?');
        string hostPort = end < 0 ? hostAndMore : hostAndMore[..end];
        string parameters = end < 0 ? "" : hostAndMore[end..];
        if (!TrySplitHost(hostPort, out string host, out int port))
        {
            return false;
        }

        uri = new SipUri(scheme.Length == 4 ? "sips" : "sip", user, host, port, parameters);
        return true;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
            $"{Scheme}:{(User.Length > 0 ? User + "@" : "")}{Host}{(Port > 0 ? ":" + Port : "")}{Parameters}");

    internal static string HostOf(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    internal static bool TrySplitHost(string text, out string host, out int port)
    {
        int bracket = text.IndexOf(']', StringComparison.Ordinal);
        int colon = text.IndexOf(':', Math.Max(0, bracket));
        host = (colon < 0 ? text : text[..colon]).Trim();
        port = 0;
        bool numbered = colon < 0 || (int.TryParse(
            text.AsSpan(colon + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and < 65536);
        return numbered && host.Length > 0 && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '[' or ']' or ':');
    }
}
