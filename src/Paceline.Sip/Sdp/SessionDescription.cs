using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Paceline.Sip;

/// <summary>An SDP document (RFC 8866) by lines: what is before the first m= line, and each media line.</summary>
public sealed record SessionDescription(SdpSection Session, IReadOnlyList<SdpMediaLine> MediaLines)
{
    /// <summary>Lines of one document; Chromium with video has about 150.</summary>
    public const int LinesMax = 1000;

    /// <summary>Media lines of one document.</summary>
    public const int MediaLinesMax = 16;

    public static bool TryParse(
        string text, [NotNullWhen(true)] out SessionDescription? sdp, [NotNullWhen(false)] out string? refusal)
    {
        sdp = null;
        string[] lines = text.Split('\n', LinesMax + 2);
        if (lines.Length > LinesMax || !lines[0].StartsWith("v=0", StringComparison.Ordinal))
        {
            refusal = lines.Length > LinesMax ? "too many lines" : "does not begin with v=0";
            return false;
        }

        List<KeyValuePair<char, string>> session = [];
        List<KeyValuePair<char, string>> section = session;
        List<SdpMediaLine> media = [];
        foreach (string line in lines.Select(l => l.TrimEnd('\r', ' ')).Where(l => l.Length > 0))
        {
            if (line.Length < 2 || line[1] != '=' || line.Contains('\r', StringComparison.Ordinal))
            {
                refusal = "a line is not type=value";
                return false;
            }

            if (line[0] == 'm')
            {
                section = [];
                if (media.Count == MediaLinesMax || ReadMedia(line[2..], section) is not { } read)
                {
                    refusal = "an m= line cannot be read, or there are too many";
                    return false;
                }

                media.Add(read);
            }
            else
            {
                section.Add(new(line[0], line[2..]));
            }
        }

        sdp = new SessionDescription(new SdpSection(session), media);
        refusal = null;
        return true;
    }

    public override string ToString()
    {
        StringBuilder text = new();
        Write(text, Session);
        foreach (SdpMediaLine media in MediaLines)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"m={media.Kind} {media.Port} {media.Protocol} {string.Join(' ', media.Formats)}\r\n");
            Write(text, media.Section);
        }

        return text.ToString();
    }

    private static SdpMediaLine? ReadMedia(string value, List<KeyValuePair<char, string>> section)
    {
        string[] words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool read = words.Length is >= 4 and <= 68;
        return read && int.TryParse(
            words[1].Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port < 65536
            ? new SdpMediaLine(words[0], port, words[2], words[3..], new SdpSection(section))
            : null;
    }

    private static void Write(StringBuilder text, SdpSection section)
    {
        foreach ((char type, string value) in section.Lines)
        {
            text.Append(type).Append('=').Append(value).Append("\r\n");
        }
    }
}

/// <summary>Lines of one part in their order, each as type and value; attributes are the a= lines.</summary>
public sealed record SdpSection(IReadOnlyList<KeyValuePair<char, string>> Lines)
{
    /// <summary>Value of <c>a=name:value</c>; empty for a flag, null when absent.</summary>
    public string? Attribute(string name) => Attributes(name).FirstOrDefault();

    public IEnumerable<string> Attributes(string name)
    {
        foreach ((char type, string value) in Lines)
        {
            if (type == 'a' && value.StartsWith(name, StringComparison.Ordinal)
                && (value.Length == name.Length || value[name.Length] == ':'))
            {
                yield return value.Length == name.Length ? "" : value[(name.Length + 1)..].Trim();
            }
        }
    }

    /// <summary>First line of that type; null when absent.</summary>
    public string? Line(char type)
    {
        foreach ((char lineType, string value) in Lines)
        {
            if (lineType == type)
            {
                return value;
            }
        }

        return null;
    }
}

/// <summary>One m= line and what belongs to it.</summary>
/// <param name="Kind">audio, video, application.</param>
/// <param name="Port">Zero: refused or not used.</param>
/// <param name="Protocol">RTP/AVP, UDP/TLS/RTP/SAVPF.</param>
/// <param name="Formats">Payload types as text, in order of preference.</param>
/// <param name="Section">The lines below.</param>
public sealed record SdpMediaLine(
    string Kind, int Port, string Protocol, IReadOnlyList<string> Formats, SdpSection Section)
{
    /// <summary>The same line with port zero: we do not take this one (RFC 3264 §6).</summary>
    internal SdpMediaLine Declined()
    {
        string? mid = Section.Attribute("mid");
        return this with { Port = 0, Section = new SdpSection(mid is null ? [] : [new('a', "mid:" + mid)]) };
    }

    /// <summary>Encoding name and clock rate of a payload type, in upper case without channels; static types need no rtpmap.</summary>
    internal string Encoding(string format)
    {
        foreach (string map in Section.Attributes("rtpmap"))
        {
            string[] words = map.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length == 2 && words[0].Is(format))
            {
                string name = words[1].ToUpperInvariant();
                return name.EndsWith("/1", StringComparison.Ordinal) ? name[..^2] : name;
            }
        }

        return format switch { "0" => "PCMU/8000", "8" => "PCMA/8000", _ => "" };
    }
}
