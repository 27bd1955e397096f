using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Paceline.Grains;
using Paceline.Settings;
using Paceline.Voice;

namespace Paceline.Processes;

/// <summary>What a voice node is started with: a file that only its owner can read, so that no secret is on a command line.</summary>
internal sealed record VoiceLaunch(
    string SocketPath,
    string Token,
    string SipAddress,
    int SipPort,
    int RtpFirst,
    int RtpLast,
    IReadOnlyList<string> BrowserAddresses,
    IReadOnlyList<string> PhoneAddresses,
    int PhoneRing,
    string Prompts,
    string? WireLog,
    LogLevel LogLevel,
    IReadOnlyList<TrunkSettings> Trunks)
{
    private const string FileName = "voice.json";

    /// <summary>The one trunk an installation has today.</summary>
    public const string TrunkName = "main";

    public VoiceAddress Address => new(SocketPath, Token);

    /// <summary>The launch of a data directory. The token stays the same, so that a server finds the node an earlier one started.</summary>
    public static async Task<VoiceLaunch> PrepareAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Text("trunkRegister") is "yes" && (settings.Text("trunkUser").Length == 0 || settings.Text("trunkPassword").Length == 0))
        {
            throw new SettingRefusedException("trunkRegister is \"yes\" without trunkUser and trunkPassword; allowed: all three, or no registration.");
        }

        var path = Path.Combine(settings.Data, FileName);
        var token = File.Exists(path)
            ? (await ReadAsync(path, cancellationToken)).Token
            : Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var launch = new VoiceLaunch(
            SocketOf(settings.Data),
            token,
            settings.Text("sipAddress"),
            settings.Whole("sipPort"),
            settings.Whole("rtpFirst"),
            settings.Whole("rtpLast"),
            settings.Text("browserAddresses").Split(','),
            settings.Text("phoneAddresses").Split(',', StringSplitOptions.RemoveEmptyEntries),
            settings.Whole("phoneRing"),
            Path.Combine(settings.Data, "prompts"),
            settings.Text("wireLog") is { Length: > 0 } log ? log : null,
            settings.LogLevel,
            settings.Text("trunkHost") is { Length: > 0 } host
                ?
                [
                    new TrunkSettings
                    {
                        Name = TrunkName,
                        Host = host,
                        Port = settings.Whole("trunkPort"),
                        User = settings.Text("trunkUser") is { Length: > 0 } user ? user : null,
                        Password = settings.Text("trunkPassword") is { Length: > 0 } password ? password : null,
                        Register = settings.Text("trunkRegister") is "yes",
                        CallsMax = settings.Whole("trunkCalls"),
                        CallsPerSecond = settings.Whole("trunkCallsPerSecond"),
                    },
                ]
                : []);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new FileStream(path, options);
        await JsonSerializer.SerializeAsync(file, launch, cancellationToken: cancellationToken);
        return launch;
    }

    public static string FileOf(string data) => Path.Combine(data, FileName);

    public static async Task<VoiceLaunch> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync<VoiceLaunch>(file, cancellationToken: cancellationToken)
            ?? throw new SettingRefusedException($"{path} is empty.");
    }

    public VoiceSettings ToSettings() => new()
    {
        SocketPath = SocketPath,
        Token = Token,
        SipBind = new(IPAddress.Parse(SipAddress), SipPort),
        Media = new()
        {
            RtpPortFirst = RtpFirst,
            RtpPortLast = RtpLast,
            BrowserEndpoints = [.. BrowserAddresses.Select(static a => new IPEndPoint(IPAddress.Parse(a), 0))],
        },
        PhoneAddresses = [.. PhoneAddresses.Select(IPAddress.Parse)],
        PhoneRing = TimeSpan.FromSeconds(PhoneRing),
        Trunks = Trunks,
        Prompts = Prompts,
        SipWireLog = WireLog,
    };

    /// <summary>A Unix socket's path has at most 107 bytes; a deep data directory gets one in the temporary folder, of the same owner only.</summary>
    private static string SocketOf(string data)
    {
        var inside = Path.Combine(Path.GetFullPath(data), "voice.sock");
        if (inside.Length <= 100)
        {
            return inside;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(inside)));
        var folder = Path.Combine(Path.GetTempPath(), $"paceline-{hash[..16]}");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return Path.Combine(folder, "voice.sock");
    }
}
