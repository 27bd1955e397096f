using System.Globalization;
using System.Text.Json;

namespace Paceline.Demo.Check;

/// <summary>Where a log of lines comes from, and so what it can prove.</summary>
public enum LineLogSource
{
    /// <summary>The simulated carrier: it hears what a called person hears.</summary>
    Carrier,

    /// <summary>The voice node's own log of SIP messages: order and counts, no sound.</summary>
    Wire,
}

/// <summary>The log of the far end, or of the wire, by Call-ID.</summary>
public sealed class LineLog
{
    private readonly SortedDictionary<string, LineStory> _lines = new(StringComparer.OrdinalIgnoreCase);

    private LineLog(LineLogSource source) => Source = source;

    public LineLogSource Source { get; }

    public IReadOnlyCollection<LineStory> Lines => _lines.Values;

    /// <summary>Unix milliseconds of the first line: what was dialled before is not in this log.</summary>
    public long? Since { get; private set; }

    /// <summary>Beats of the carrier's sound that came late; it names a starved machine.</summary>
    public long LateBeats { get; private set; }

    public LineStory? Find(string callId) => _lines.GetValueOrDefault(callId);

    /// <summary>Reads a log; a last line that a kill cut in half is left out.</summary>
    public static LineLog Read(IEnumerable<string> lines, LineLogSource source)
    {
        LineLog log = new(source);
        foreach (var line in lines)
        {
            if (TryParse(line) is not { } entry)
            {
                continue;
            }

            log.Since ??= FactLine.WholeOf(entry, "at");
            if (source is LineLogSource.Carrier)
            {
                log.TakeCarrier(entry);
            }
            else
            {
                log.TakeWire(entry);
            }
        }

        return log;
    }

    private static JsonElement? TryParse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind is JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void TakeCarrier(JsonElement entry)
    {
        var word = FactLine.TextOf(entry, "event");
        var at = FactLine.WholeOf(entry, "at") ?? 0;
        if (word is "clock")
        {
            LateBeats += FactLine.WholeOf(entry, "lateBeats") ?? 0;
        }

        if (FactLine.TextOf(entry, "callId") is not { Length: > 0 } callId)
        {
            return;
        }

        var line = Line(callId);
        switch (word)
        {
            case "invite":
                line.Invites.Add(at);
                line.Digits = Digits(FactLine.TextOf(entry, "to"));
                break;
            case "ok":
                line.OkAt ??= at;
                line.FinalCode = 200;
                line.ToneHz = FactLine.RatioOf(entry, "toneHz") ?? 0;
                break;
            case "final":
                line.FinalCode = (int)(FactLine.WholeOf(entry, "code") ?? 0);
                line.OverAt = line.FinalCode is 401 or 407 ? line.OverAt : at; // A challenge is no end.
                break;
            case "bye":
                line.OverAt = at;
                line.FirstSoundMs = FactLine.WholeOf(entry, "firstSoundMs");
                line.HeardHz = FactLine.RatioOf(entry, "heardHz") ?? 0;
                line.EndedByPerson = FactLine.TextOf(entry, "ended") is "person";
                line.Heard = FactLine.TextOf(entry, "heard") switch
                {
                    "agent" => LineSound.Agent,
                    "message" => LineSound.Message,
                    "none" => LineSound.None,
                    _ => LineSound.Unknown,
                };
                break;
            default:
                break; // ringing, ack, cancel: for people who read the log.
        }
    }

    private void TakeWire(JsonElement entry)
    {
        var at = FactLine.WholeOf(entry, "at") ?? 0;
        var outgoing = FactLine.TextOf(entry, "dir") is "out";
        var method = (FactLine.TextOf(entry, "cseq") ?? "").Split(' ') is [_, var named] ? named : "";

        // Agents' phones have Call-IDs of their own kind; an attempt's is a UUID.
        if (FactLine.TextOf(entry, "callId") is not { } callId || !Guid.TryParse(callId, CultureInfo.InvariantCulture, out _))
        {
            return;
        }

        var line = Line(callId);
        switch (FactLine.TextOf(entry, "method"), (int)(FactLine.WholeOf(entry, "status") ?? 0), outgoing)
        {
            case ("INVITE", _, true):
                line.Invites.Add(at);
                break;
            case (null, >= 200 and < 300, false) when method is "INVITE":
                line.OkAt ??= at;
                line.FinalCode = 200;
                break;
            case (null, >= 300 and not (401 or 407), false) when method is "INVITE":
                line.FinalCode = (int)(FactLine.WholeOf(entry, "status") ?? 0);
                line.OverAt = at;
                break;
            case ("BYE", _, _):
                line.OverAt = at;
                break;
            default:
                break;
        }
    }

    private LineStory Line(string callId)
    {
        if (!_lines.TryGetValue(callId, out var line))
        {
            line = new LineStory { CallId = callId };
            _lines.Add(callId, line);
        }

        return line;
    }

    internal static string Digits(string? number) => new([.. (number ?? "").Where(char.IsAsciiDigit)]);
}
