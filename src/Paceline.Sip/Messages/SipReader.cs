using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Paceline.Sip;

/// <summary>Bytes of one datagram to a message; refuses in words and never throws, whatever the bytes are.</summary>
public static class SipReader
{
    /// <summary>Header lines of one message, folded ones counted once.</summary>
    public const int HeadersMax = 128;

    /// <summary>Bytes of one message: what a UDP datagram can hold.</summary>
    public const int BytesMax = 65_535;

    /// <summary>Characters of one header line after unfolding; an Identity token (RFC 8224) is the longest in use.</summary>
    public const int LineMax = 8192;

    // RFC 3261 §7.3.3, RFC 3515, 3892, 4028, 6665, 8224.
    private static readonly Dictionary<char, string> _compactNames = new()
    {
        ['b'] = "Referred-By", ['c'] = "Content-Type", ['e'] = "Content-Encoding", ['f'] = "From", ['i'] = "Call-ID",
        ['k'] = "Supported", ['l'] = "Content-Length", ['m'] = "Contact", ['o'] = "Event", ['r'] = "Refer-To",
        ['s'] = "Subject", ['t'] = "To", ['u'] = "Allow-Events", ['v'] = "Via", ['x'] = "Session-Expires",
        ['y'] = "Identity",
    };

    private static readonly FrozenSet<string> _knownNames = ((IEnumerable<string>)
    [
        .. _compactNames.Values, "CSeq", "Max-Forwards", "Record-Route", "Route", "Require", "Reason", "Allow", "RSeq",
        "RAck", "Min-SE", "Retry-After", "WWW-Authenticate", "Proxy-Authenticate", "Authorization",
        "Proxy-Authorization", "User-Agent", "Server",
    ]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // A second one of these is how two readers are made to see two messages.
    private static readonly string[] _single = ["From", "To", "Call-ID", "CSeq", "Content-Length", "Max-Forwards"];

    private static readonly string[] _required = ["Via", "From", "To", "Call-ID", "CSeq"];

    public static bool TryParse(
        ReadOnlySpan<byte> datagram, [NotNullWhen(true)] out SipMessage? message, [NotNullWhen(false)] out string? refusal)
    {
        message = null;
        ReadOnlySpan<byte> bytes = datagram.TrimStart("\r\n"u8);
        if (bytes.IsEmpty || datagram.Length > BytesMax)
        {
            refusal = bytes.IsEmpty ? "empty (keep-alive)" : "larger than a datagram";
            return false;
        }

        int bodyAt = EndOfHeaders(bytes);
        if (bodyAt < 0)
        {
            refusal = "headers do not end";
            return false;
        }

        string[] lines = Encoding.UTF8.GetString(bytes[..bodyAt]).Split('\n');
        refusal = ReadStart(lines[0].TrimEnd('\r'), out SipMessage? read)
            ?? ReadHeaders(lines, read!.Headers)
            ?? Check(read)
            ?? ReadBody(bytes[bodyAt..], read);
        message = refusal is null ? read : null;
        return refusal is null;
    }

    private static int EndOfHeaders(ReadOnlySpan<byte> bytes)
    {
        int strict = bytes.IndexOf("\r\n\r\n"u8);
        int lenient = bytes.IndexOf("\n\n"u8);
        return lenient >= 0 && (strict < 0 || lenient < strict) ? lenient + 2 : strict < 0 ? -1 : strict + 4;
    }

    private static string? ReadStart(string line, out SipMessage? message)
    {
        message = null;
        string[] words = line.Split(' ', 3);
        if (words.Length < 2 || line.Length > LineMax || line.Contains('\r', StringComparison.Ordinal))
        {
            return "no start line";
        }

        if (words[0].Equals("SIP/2.0", StringComparison.OrdinalIgnoreCase))
        {
            bool numbered = words[1].Length == 3
                & int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int status);
            message = numbered && status is >= 100 and <= 699
                ? new SipResponse(status, words.Length == 3 ? words[2] : "")
                : null;
            return message is null ? "status is not 100 to 699" : null;
        }

        if (words.Length < 3 || !words[2].Equals("SIP/2.0", StringComparison.OrdinalIgnoreCase))
        {
            return "not SIP/2.0";
        }

        if (!IsToken(words[0]) || words[0].Length > 32 || words[1].Length == 0)
        {
            return "no method or no Request-URI";
        }

        message = new SipRequest(words[0], words[1]);
        return null;
    }

    private static string? ReadHeaders(string[] lines, SipHeaders headers)
    {
        for (int i = 1; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd('\r');
            if (line.Length == 0)
            {
                continue;
            }

            while (i + 1 < lines.Length && lines[i + 1] is [' ' or '\t', ..] && line.Length <= LineMax)
            {
                line = $"{line} {lines[++i].Trim()}";
            }

            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string name = colon < 0 ? "" : line[..colon].TrimEnd(' ', '\t');
            if (line.Length > LineMax || headers.Count == HeadersMax)
            {
                return "too many or too long header lines";
            }

            if (!IsToken(name) || !SipText.IsOneLine(line))
            {
                return "header line without a name, or with a control character";
            }

            headers.Add(LongName(name), line[(colon + 1)..].Trim());
        }

        return null;
    }

    private static string? Check(SipMessage message)
    {
        string? missing = _required.FirstOrDefault(name => message.Headers.First(name) is null);
        string? twice = _single.FirstOrDefault(name => message.Headers.Count(header => header.Name.Is(name)) > 1);
        return (missing, twice) switch
        {
            ({ } name, _) => $"no {name}",
            (_, { } name) => $"{name} twice",
            _ when message.CallId.Length == 0 || message.CallId.Contains(' ', StringComparison.Ordinal) => "Call-ID is not a word",
            _ when message.TopVia is null => "Via cannot be read",
            _ when !NameAddress.TryParse(message.Headers.First("From"), out NameAddress? _) => "From cannot be read",
            _ when !NameAddress.TryParse(message.Headers.First("To"), out NameAddress? _) => "To cannot be read",
            _ when message.CSeq.Method is null => "CSeq cannot be read",
            _ when message is SipRequest request && !message.CSeq.Method.Is(request.Method) => "CSeq names another method",
            _ => null,
        };
    }

    private static string? ReadBody(ReadOnlySpan<byte> rest, SipMessage message)
    {
        string? announced = message.Headers.First("Content-Length");
        int length = rest.Length;
        bool read = announced is null
            || int.TryParse(announced, NumberStyles.None, CultureInfo.InvariantCulture, out length);
        if (!read || length > rest.Length)
        {
            return "Content-Length is not the body's";
        }

        message.Body = Encoding.UTF8.GetString(rest[..length]);
        return null;
    }

    private static string LongName(string name) =>
        name.Length == 1 && _compactNames.TryGetValue(char.ToLowerInvariant(name[0]), out string? full) ? full
        : _knownNames.TryGetValue(name, out string? known) ? known
        : name;

    private static bool IsToken(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "-.!%*_+`'~".Contains(c, StringComparison.Ordinal));
}
