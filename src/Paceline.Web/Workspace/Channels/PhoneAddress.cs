using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Paceline.Web.Workspace.Channels;

/// <summary>What is accepted as the address of a SIP phone. The voice node asks for the phone's IP address and looks up no names, and it says so in
/// words for programs: a person is told before anything is called.</summary>
public static class PhoneAddress
{
    /// <summary>As long as the server takes.</summary>
    public const int LengthMax = 300;

    /// <summary>Reads what somebody typed; <c>sip:</c> may be left out.</summary>
    public static bool TryRead(string typed, [NotNullWhen(true)] out string? address)
    {
        var text = typed.Trim();
        address = text.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? text : $"sip:{text}";
        var host = address["sip:".Length..];
        host = host[(host.IndexOf('@', StringComparison.Ordinal) + 1)..];
        var end = host.AsSpan().IndexOfAny(';', '?');
        host = end < 0 ? host : host[..end];
        if (address.Length <= LengthMax && !text.StartsWith("sips:", StringComparison.OrdinalIgnoreCase)
            && !address.Any(static c => c is <= ' ' or '<' or '>' or '"') && IPEndPoint.TryParse(host, out var at)
            && (at.Port > 0 || !host.EndsWith(":0", StringComparison.Ordinal))
            && (at.AddressFamily is AddressFamily.InterNetworkV6 || host.StartsWith(at.Address.ToString(), StringComparison.Ordinal)))
        {
            return true;
        }

        address = null;
        return false;
    }
}
