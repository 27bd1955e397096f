using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>Pictures of the demo for people to look at: always to the build's output, and to docs/pictures when PACELINE_WRITE_PICTURES
/// is 1. Nothing compares them.</summary>
[Collection(nameof(RealBrowser))]
public sealed class PictureTests
{
    private const int LengthMax = 150_000;

    [Fact]
    public async Task The_demo_has_its_pictures_taken_in_both_looks()
    {
        Chromium.Needed();
        await using var demo = await RunningDemo.StartAsync();
        await using var chromium = await Chromium.StartAsync(CallCentre.AgentHz);
        await using var context = await chromium.Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = 1366, Height = 768 },
            Permissions = ["microphone"],
            ReducedMotion = ReducedMotion.Reduce,
        });
        SetDefaultExpectTimeout(120_000);
        context.SetDefaultTimeout(120_000);

        var desk = await context.NewPageAsync();
        await desk.GotoAsync(demo.AgentLink);
        await Expect(desk.Locator("#sign-in")).ToBeVisibleAsync();
        await TakeAsync(desk, "sign-in");
        await desk.ClickAsync("#sign-in");
        var ready = desk.GetByRole(AriaRole.Button, new() { Name = "Be Ready" });
        await Expect(ready).ToBeVisibleAsync();
        await Expect(desk.Locator(".level")).Not.ToHaveAttributeAsync("data-level", "0");
        await TakeAsync(desk, "workspace-waiting");

        var console = await context.NewPageAsync();
        await console.GotoAsync(demo.SupervisorLink);
        await console.ClickAsync("#sign-in");
        await Expect(console.GetByRole(AriaRole.Table, new() { Name = "Outcomes" }).GetByRole(AriaRole.Rowheader).Nth(2)).ToBeVisibleAsync();

        await desk.BringToFrontAsync();
        await ready.ClickAsync();
        await Expect(desk).ToHaveTitleAsync(Seat.Pattern("^On call"));
        await desk.Keyboard.PressAsync("1");
        await Expect(desk.Locator(".outcome.is-chosen")).ToBeVisibleAsync();
        await TakeAsync(desk, "workspace-call-light");
        await TakeAsync(desk, "workspace-call-dark", ColorScheme.Dark);

        await console.BringToFrontAsync();
        await TakeAsync(console, "supervisor-light");
        await TakeAsync(console, "supervisor-dark", ColorScheme.Dark);
    }

    /// <summary>Takes the page as a notebook shows it, and for the eye only, as a large screen does.</summary>
    private static async Task TakeAsync(IPage page, string name, ColorScheme look = ColorScheme.Light)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = look });
        await page.SetViewportSizeAsync(1920, 1080);
        await WriteAsync("artifacts", $"{name}-large", await page.ScreenshotAsync());
        await page.SetViewportSizeAsync(1366, 768);
        var taken = await page.ScreenshotAsync();
        taken.Length.ShouldBeLessThan(LengthMax, name);
        await WriteAsync("artifacts", name, taken);
        if (Environment.GetEnvironmentVariable("PACELINE_WRITE_PICTURES") is "1")
        {
            await WriteAsync("docs", name, taken);
        }
    }

    private static async Task WriteAsync(string place, string name, byte[] picture)
    {
        var folder = Path.Combine(Root(), place, "pictures");
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.png"), picture);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Paceline.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }

    /// <summary><c>paceline demo</c> with the two links it prints.</summary>
    private sealed class RunningDemo : IAsyncDisposable
    {
        private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

        private readonly Process _process;
        private readonly string _data;
        private readonly Task _reading;

        private RunningDemo(Process process, string data, string agentLink, string supervisorLink)
        {
            (_process, _data, AgentLink, SupervisorLink) = (process, data, agentLink, supervisorLink);
            _reading = process.StandardError.ReadToEndAsync();
        }

        public string AgentLink { get; }

        public string SupervisorLink { get; }

        public static async Task<RunningDemo> StartAsync()
        {
            var data = Directory.CreateTempSubdirectory("paceline-pictures-").FullName;
            var process = Process.Start(new ProcessStartInfo(BuiltProgram.Path)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardError = true,
                ArgumentList = { "demo", "--data", data, "--port", LocalPort.Free().ToString(CultureInfo.InvariantCulture) },
            }) ?? throw new InvalidOperationException("The demo could not be started.");
            using CancellationTokenSource limit = new(_limit);
            Dictionary<string, string> links = new(StringComparer.Ordinal);
            List<string> said = [];
            while (links.Count < 2 && await process.StandardError.ReadLineAsync(limit.Token) is { } line)
            {
                said.Add(line);
                if (line.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries) is [("agent" or "supervisor") and var who, var link])
                {
                    links[who] = link;
                }
            }

            links.Count.ShouldBe(2, string.Join('\n', said));
            return new(process, data, links["agent"], links["supervisor"]);
        }

        public async ValueTask DisposeAsync()
        {
            using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            {
                await kill.WaitForExitAsync();
            }

            using CancellationTokenSource limit = new(_limit);
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }

            await _reading;
            _process.Dispose();
            VoiceNodes.End(_data);
            Directory.Delete(_data, recursive: true);
        }
    }
}
