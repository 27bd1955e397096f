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
        await desk.Mouse.MoveAsync(0, 0); // Nothing is pointed at in a picture.
        await TakeCallAsync(desk);

        await console.BringToFrontAsync();
        await Expect(console.Locator(".campaign-progress")).ToBeVisibleAsync(); // The longest line of the panel.
        var over = await console.EvaluateAsync<int>("(e => e.scrollWidth - e.clientWidth)(document.querySelector('.campaign-bars'))");
        over.ShouldBe(0, "pixels of it lie under the call results");
        await TakeAsync(console, "supervisor-light");
        await TakeAsync(console, "supervisor-dark", ColorScheme.Dark);
    }

    /// <summary>A call with a note and an outcome. Who was talked to too shortly for both looks is finished, and the next one is taken.</summary>
    private static async Task TakeCallAsync(IPage desk)
    {
        for (var tries = 1; ; tries++)
        {
            await Expect(desk).ToHaveTitleAsync(Seat.Pattern("^(On call|Wrap-up)"));
            await desk.Locator(".outcome").First.ClickAsync();
            await desk.FillAsync("#note", "Pays by bank transfer on Friday. Would like the receipt by mail, and calls in the evening only.");
            await TakeAsync(desk, "workspace-call-light");
            await TakeAsync(desk, "workspace-call-dark", ColorScheme.Dark);
            if ((await desk.TitleAsync()).StartsWith("On call", StringComparison.Ordinal))
            {
                return;
            }

            tries.ShouldBeLessThan(5, "calls too short for a picture");
            await desk.GetByRole(AriaRole.Button, new() { Name = "Save and next" }).ClickAsync();
        }
    }

    /// <summary>Takes the page as a notebook shows it, and for the eye only, as a large screen does.</summary>
    private static async Task TakeAsync(IPage page, string name, ColorScheme look = ColorScheme.Light)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = look });
        await page.SetViewportSizeAsync(1920, 1080);
        await Pictures.WriteAsync("artifacts", $"{name}-large", await page.ScreenshotAsync());
        await page.SetViewportSizeAsync(1366, 768);
        var taken = await page.ScreenshotAsync();
        taken.Length.ShouldBeLessThan(LengthMax, name);
        await Pictures.WriteAsync("artifacts", name, taken);
        if (Environment.GetEnvironmentVariable("PACELINE_WRITE_PICTURES") is "1")
        {
            await Pictures.WriteAsync("docs", name, taken);
        }
    }
}
