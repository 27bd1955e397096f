using System.Globalization;
using System.Net;
using System.Text.Json;
using Paceline.Grains;

namespace Paceline.Settings;

/// <summary>One setting: its name in the file, its unit or kind, what is allowed, the default, and what it means. The name in the environment
/// is PACELINE_ and the name in capitals.</summary>
internal sealed record Setting(string Name, string Unit, string Allowed, string Default, string Meaning, Func<string, bool> IsAllowed);

/// <summary>A setting, or the file of settings, that cannot be used; the message says which, what came and what is allowed.</summary>
internal sealed class SettingRefusedException(string message) : Exception(message);

/// <summary>How this installation runs: one file and the environment, each value checked at the start.</summary>
internal sealed class ServerSettings
{
    /// <summary>Every setting there is; docs/reference/settings.md is this table.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new("port", "TCP port", "0 to 65535; 0: any free port", "5080", "Where browsers and programs come in, on loopback.",
            static v => IsWhole(v, 0, 65535)),
        new("allowedHosts", "names", "host names, separated by commas", "localhost,127.0.0.1", "Names this server answers to; all others are refused.",
            static v => v.Length > 0),
        new("region", "country", "two capital letters (ISO 3166)", "US", "Where numbers without a country code are.",
            static v => v.Length == 2 && v.All(char.IsAsciiLetterUpper)),
        new("trunkHost", "host", "an address or name; empty: no trunk, nothing is dialled", "", "The SIP trunk that calls go out by.",
            static v => v.Length <= 253),
        new("trunkPort", "UDP port", "1 to 65535", "5060", "The trunk's port.", static v => IsWhole(v, 1, 65535)),
        new("trunkUser", "text", "at most 64 characters; empty: known by address", "", "Digest user of the trunk.", static v => v.Length <= 64),
        new("trunkPassword", "secret", "at most 128 characters", "", "Digest password of the trunk; never printed.", static v => v.Length <= 128),
        new("trunkRegister", "yes or no", "yes, no", "no",
            "Whether the trunk is told where we are (REGISTER) with trunkUser and trunkPassword; with no, it knows us by our address.",
            static v => v is "yes" or "no"),
        new("trunkCalls", "calls", "1 to 4000", "100", "Calls on the trunk at once.", static v => IsWhole(v, 1, 4000)),
        new("trunkCallsPerSecond", "calls per second", "1 to 1000", "10", "New calls on the trunk.", static v => IsWhole(v, 1, 1000)),
        new("reallyCall", "yes or no", "yes, no", "no", "Whether people beyond this machine may be called. With no, only a trunk on loopback dials.",
            static v => v is "yes" or "no"),
        new("sipAddress", "IP address", "an address of this machine", "127.0.0.1", "Where the voice node speaks SIP.",
            static v => IPAddress.TryParse(v, out _)),
        new("sipPort", "UDP port", "0 to 65535; 0: any free port", "0", "The voice node's SIP port.", static v => IsWhole(v, 0, 65535)),
        new("rtpFirst", "UDP port", "1024 to 65534, even", "20000", "First port for sound.", static v => IsWhole(v, 1024, 65534)),
        new("rtpLast", "UDP port", "rtpFirst to 65535, outside 32768 to 60999", "29999", "Last port for sound.", static v => IsWhole(v, 1024, 65535)),
        new("browserAddresses", "IP addresses", "addresses of this machine, separated by commas", "127.0.0.1",
            "Where browsers send their sound. With 127.0.0.1, browsers of this machine only, at its other addresses as well (Firefox uses no 127).",
            static v => v.Split(',').All(static a => IPAddress.TryParse(a, out _))),
        new("logLevel", "word", "information, warning, error", "information",
            "The least that the log says: each event, only what needs somebody, only what is broken.", static v => v is "information" or "warning" or "error"),
        new("phoneAddresses", "IP addresses", "addresses, separated by commas; empty: this machine only", "", "Where agents' SIP phones may be.",
            static v => v.Length == 0 || v.Split(',').All(static a => IPAddress.TryParse(a, out _))),
        new("phoneRing", "seconds", "1 to 120", "45", "How long an agent's SIP phone rings before it counts as not answered.",
            static v => IsWhole(v, 1, 120)),
        new("notReadyReasons", "words", "1 to 20 with a comma between, each with = and its minutes (1 to 600) or without; not those of the system",
            NotReadyReasons.Usual,
            "Why agents take no calls, in the order in which they choose, and after how many minutes it is shown that it lasts longer than it should.",
            static v => NotReadyReasons.Read(v) is not null),
        new("wireLog", "file", "a path; empty: none", "", "File for one JSON line per SIP message of the voice node.", static _ => true),
    ];

    private readonly Dictionary<string, string> _values;

    private ServerSettings(string data, Dictionary<string, string> values)
    {
        Data = data;
        _values = values;
    }

    /// <summary>The data directory: database, keys, prompts; owner only.</summary>
    public string Data { get; }

    public int Port => Whole("port");

    public IReadOnlyList<string> AllowedHosts => Text("allowedHosts").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public LogLevel LogLevel => Enum.Parse<LogLevel>(Text("logLevel"), ignoreCase: true);

    public bool ReallyCall => Text("reallyCall") == "yes";

    /// <summary>Why agents take no calls; what is written otherwise was refused at the start.</summary>
    public NotReadyReasons NotReadyReasons => NotReadyReasons.Read(Text("notReadyReasons"))!;

    public string Text(string name) => _values.GetValueOrDefault(name) ?? All.Single(s => s.Name == name).Default;

    public int Whole(string name) => int.Parse(Text(name), CultureInfo.InvariantCulture);

    /// <summary>Reads the file (when there is one), then the environment, then what the command line says; the later wins.</summary>
    /// <exception cref="SettingRefusedException">A name or value that is not allowed.</exception>
    public static ServerSettings Read(string data, string? file, IReadOnlyDictionary<string, string> commandLine, Func<string, string?> environment)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var path = file ?? Path.Combine(data, "paceline.json");
        if (file is not null && !File.Exists(path))
        {
            throw new SettingRefusedException($"The settings file {path} does not exist.");
        }

        if (File.Exists(path))
        {
            ReadFile(path, values);
        }

        foreach (var setting in All)
        {
            if (environment($"PACELINE_{setting.Name.ToUpperInvariant()}") is { } value)
            {
                Take(values, setting, value, "the environment");
            }

            if (commandLine.TryGetValue(setting.Name, out var option))
            {
                Take(values, setting, option, "the command line");
            }
        }

        return new(data, values);
    }

    private static void ReadFile(string path, Dictionary<string, string> values)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            foreach (var property in document.RootElement.EnumerateObject())
            {
                var setting = All.FirstOrDefault(s => s.Name == property.Name)
                    ?? throw new SettingRefusedException(
                        $"{path}: there is no setting \"{property.Name}\". Settings are: {string.Join(", ", All.Select(static s => s.Name))}.");
                Take(values, setting, property.Value.ToString(), path);
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new SettingRefusedException($"{path} is no JSON object of settings: {failure.Message}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SettingRefusedException($"{path} cannot be read ({failure.Message}).");
        }
    }

    private static void Take(Dictionary<string, string> values, Setting setting, string value, string source)
    {
        if (!setting.IsAllowed(value))
        {
            var shown = setting.Unit == "secret" ? $"{value.Length} characters" : $"\"{value}\"";
            throw new SettingRefusedException($"{setting.Name} is {shown} (from {source}); allowed: {setting.Allowed}.");
        }

        values[setting.Name] = value;
    }

    private static bool IsWhole(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most;
}
