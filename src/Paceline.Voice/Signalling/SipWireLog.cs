using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Paceline.Voice;

/// <summary>
/// One JSON line per SIP message as it was on the wire: <c>at</c> (Unix ms), <c>dir</c> (in, out), <c>peer</c>,
/// <c>method</c> or <c>status</c>, <c>callId</c>, <c>cseq</c>. Names and numbers of people are not in it.
/// </summary>
internal sealed class SipWireLog : IDisposable
{
    private readonly FileStream _file;
    private readonly Utf8JsonWriter _json;

    private SipWireLog(FileStream file)
    {
        _file = file;
        _json = new Utf8JsonWriter(file);
    }

    public static SipWireLog Open(string path) =>
        new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, 64 * 1024));

    public void Received(ReadOnlySpan<byte> datagram, IPEndPoint source) => Write("in", datagram, source);

    public void Sent(ReadOnlySpan<byte> datagram, IPEndPoint destination) => Write("out", datagram, destination);

    /// <summary>Before the owner sleeps, so that the file is behind by one turn at most.</summary>
    public void Flush() => _file.Flush();

    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }

    private void Write(string direction, ReadOnlySpan<byte> datagram, IPEndPoint peer)
    {
        string text = Encoding.UTF8.GetString(datagram);
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0)
        {
            return; // A keep-alive of line ends, or no SIP.
        }

        string start = text[..end].TrimEnd('\r');
        string[] words = start.Split(' ', 3);
        _json.WriteStartObject();
        _json.WriteNumber("at", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        _json.WriteString("dir", direction);
        _json.WriteString("peer", peer.ToString());
        if (words[0].StartsWith("SIP/", StringComparison.Ordinal) && words.Length > 1 && int.TryParse(words[1], CultureInfo.InvariantCulture, out int status))
        {
            _json.WriteNumber("status", status);
        }
        else
        {
            _json.WriteString("method", words[0]);
        }

        _json.WriteString("callId", Header(text, "Call-ID:", "i:"));
        _json.WriteString("cseq", Header(text, "CSeq:", "CSeq:"));
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _file.WriteByte((byte)'\n');
    }

    private static string Header(string text, string name, string compact)
    {
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
            {
                break;
            }

            if (line.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                return line[name.Length..].Trim().ToString();
            }

            if (line.StartsWith(compact, StringComparison.OrdinalIgnoreCase))
            {
                return line[compact.Length..].Trim().ToString();
            }
        }

        return "";
    }
}
