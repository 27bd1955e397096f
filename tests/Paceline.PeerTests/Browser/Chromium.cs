using Microsoft.Playwright;

namespace Paceline.PeerTests.Browser;

/// <summary>One browser and its processes at a time; its microphone is a file.</summary>
[CollectionDefinition(nameof(RealBrowser), DisableParallelization = true)]
public sealed class RealBrowser;

/// <summary>Debian's Chromium, driven by Playwright; nothing is downloaded.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";

    private readonly IPlaywright _playwright;
    private readonly string _microphone;

    private Chromium(IPlaywright playwright, IBrowser browser, string microphone)
    {
        (_playwright, Browser, _microphone) = (playwright, browser, microphone);
    }

    /// <summary>Whether tests are skipped; never in CI, where a missing peer is a failure.</summary>
    public static bool IsMissing => !File.Exists(Program) && Environment.GetEnvironmentVariable("CI") is not "true";

    public IBrowser Browser { get; }

    /// <summary>What it is started with; the microphone is a file that is played again and again.</summary>
    private static string[] Arguments(string microphone) =>
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream", $"--use-file-for-fake-audio-capture={microphone}",
        "--autoplay-policy=no-user-gesture-required",
    ];

    public static void Needed() => Assert.SkipWhen(IsMissing, "Chromium is missing (Debian: chromium).");

    /// <summary>Starts it with a microphone that says one tone for ever.</summary>
    public static async Task<Chromium> StartAsync(double microphoneHz)
    {
        var microphone = Path.Combine(Path.GetTempPath(), $"paceline-microphone-{Guid.NewGuid():N}.wav");
        await File.WriteAllBytesAsync(microphone, Tone(microphoneHz));
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program,
            Args = Arguments(microphone),
        });
        return new(playwright, browser, microphone);
    }

    /// <summary>One more browser, whose cache and cookies are in this folder and stay there when it is closed.</summary>
    public Task<IBrowserContext> OpenProfileAsync(string folder) => _playwright.Chromium.LaunchPersistentContextAsync(folder, new()
    {
        ExecutablePath = Program,
        Args = Arguments(_microphone),
        ViewportSize = new() { Width = 1366, Height = 768 },
        Permissions = ["microphone"],
        Locale = "en-US",
    });

    public async ValueTask DisposeAsync()
    {
        await Browser.CloseAsync();
        _playwright.Dispose();
        File.Delete(_microphone);
    }

    /// <summary>A second of whole waves as 48 kHz WAV (RIFF, linear, 16 bits): the browser plays it again and again without a click.</summary>
    private static byte[] Tone(double hz)
    {
        const int Rate = 48_000;
        using MemoryStream file = new();
        using BinaryWriter write = new(file);
        write.Write("RIFF"u8);
        write.Write(36 + (Rate * 2));
        write.Write("WAVEfmt "u8);
        write.Write(16);
        write.Write((short)1);
        write.Write((short)1);
        write.Write(Rate);
        write.Write(Rate * 2);
        write.Write((short)2);
        write.Write((short)16);
        write.Write("data"u8);
        write.Write(Rate * 2);
        for (var i = 0; i < Rate; i++)
        {
            write.Write((short)(8_000 * Math.Sin(2 * Math.PI * hz * i / Rate)));
        }

        return file.ToArray();
    }
}
