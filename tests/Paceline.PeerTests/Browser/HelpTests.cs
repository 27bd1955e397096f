using Microsoft.Playwright;
using Paceline.Contracts;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>The help beside the work. Its pictures are made here: always to the build's output, and to the help itself when
/// PACELINE_WRITE_PICTURES is 1; nothing compares them.</summary>
[Collection(nameof(RealBrowser))]
public sealed class HelpTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task An_agent_reads_by_keys_the_page_for_what_is_seen_and_the_call_goes_on()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Spring renewals", "Ana Duarte", "Bruno Costa");
        await centre.ModeAsync(group, DialMode.Preview);
        await using var seat = await Seat.OpenAsync(centre);
        var page = seat.Page;
        await seat.SignInAsync(page, await centre.LinkAsync(await centre.AgentAsync("Mia Reis", group)));
        var help = page.Locator(".side-help");
        var title = page.Locator("#panel-heading");
        await Expect(page.Locator(".topbar .level")).Not.ToHaveAttributeAsync("data-level", "0");
        await TakeAsync(page, "waiting");

        // The page for the state, a link, what is looked for, and back to the work.
        await page.Keyboard.PressAsync("F1");
        await Expect(title).ToHaveTextAsync("Your status");
        await Expect(title).ToBeFocusedAsync();
        await Pictures.TakeAsync(page, "help");
        await help.GetByRole(AriaRole.Link, new() { Name = "signing out" }).ClickAsync();
        await Expect(title).ToHaveTextAsync("Signing out");
        await page.FillAsync("#help-search", "microphone");
        await page.Keyboard.PressAsync("Enter");
        await Expect(title).ToContainTextAsync("Pages with");
        await Pictures.TakeAsync(page, "help-found");
        await help.GetByRole(AriaRole.Link, new() { Name = "When something does not work" }).ClickAsync();
        await Expect(title).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(help).ToHaveCountAsync(0);
        await Expect(page.Locator("#open-help")).ToBeFocusedAsync();

        // The views, each with its page.
        await page.GetByRole(AriaRole.Button, new() { Name = "Be Ready" }).ClickAsync();
        await seat.StateAsync("Ready");
        await centre.StartAsync(group);
        await page.GetByRole(AriaRole.Button, new() { Name = "Got it" }).Last.ClickAsync();
        foreach (var (name, heading) in ((string, string)[])[("Campaigns", "Your campaigns"), ("Channels", "Channels and sound")])
        {
            await page.Locator(".rail-entry", new() { HasText = name }).ClickAsync();
            await TakeAsync(page, name.ToLowerInvariant(), page.Locator(".panel-view"));
            await page.Keyboard.PressAsync("F1");
            await Expect(title).ToHaveTextAsync(heading);
            await page.Keyboard.PressAsync("F1");
        }

        await page.Locator("#open-messages").ClickAsync();
        await Expect(page.Locator(".message").First).ToBeVisibleAsync();
        await TakeAsync(page, "messages", page.Locator(".side-panel"));
        await page.Keyboard.PressAsync("F1");
        await Expect(title).ToHaveTextAsync("Messages");
        await page.Keyboard.PressAsync("Escape");

        // In a preview and in a call. The keys of the call work while the help is read.
        await page.Keyboard.PressAsync("F9");
        await seat.StateAsync("Preview");
        await TakeAsync(page, "preview");
        await page.ClickAsync("#primary"); // Its key is deaf in the first moment.
        await seat.OnCallAsync();
        await page.Keyboard.PressAsync("1");
        await page.FillAsync("#note", "Would like the receipt by mail.");
        await TakeAsync(page, "call");
        await TakeAsync(page, "outcome", page.Locator("#pad"));
        await page.Keyboard.PressAsync("F1");
        await Expect(title).ToHaveTextAsync("In a call");
        await Pictures.TakeAsync(page, "help-call");
        await seat.HearsCustomerAsync();
        await help.GetByRole(AriaRole.Link, new() { Name = "outcome" }).First.ClickAsync();
        await Expect(title).ToHaveTextAsync("The outcome");
        await page.Keyboard.PressAsync("F4");
        await Expect(page.Locator(".callbar").GetByRole(AriaRole.Button, new() { Name = "Unmute" })).ToBeVisibleAsync();
        await seat.HearsCustomerAsync();
        await page.Keyboard.PressAsync("Escape");
        await seat.HangUpAsync();
        await seat.FinishAsync("1", "Agreed");
        await seat.StateAsync("Ready");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_supervisor_reads_beside_the_console_and_in_a_tab_and_every_picture_is_there()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Winter offers", "Carla Dias", "Diogo Faria");
        await centre.AgentAsync("Eva Gomes", group);
        await using var seat = await Seat.OpenAsync(centre);
        var page = seat.Page;
        await seat.SignInAsync(page, await centre.SupervisorLinkAsync());
        await Expect(page.Locator(".campaign").First).ToBeVisibleAsync();
        await TakeAsync(page, "live", width: 1366);
        await page.Keyboard.PressAsync("F1");
        var title = page.Locator("#panel-heading");
        await Expect(title).ToHaveTextAsync("Live");
        await Pictures.TakeAsync(page, "help-console");
        await page.Locator(".side-help").GetByRole(AriaRole.Link, new() { Name = "lists", Exact = true }).ClickAsync();
        await Expect(title).ToHaveTextAsync("Lists");
        await Expect(page.Locator(".campaign").First).ToBeVisibleAsync(); // The console has stayed.
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#open-help")).ToBeFocusedAsync();
        await page.GotoAsync($"{Origin(page)}/supervisor/lists/{group}");
        await Expect(page.Locator(".table-imports tbody tr").First).ToBeVisibleAsync();
        await TakeAsync(page, "lists", width: 1366);

        // By links alone through every page, in German and in a tab of its own.
        await using var german = await Seat.OpenAsync(centre, "de-DE");
        page = german.Page;
        title = page.Locator("#panel-heading");
        await german.SignInAsync(page, await centre.SupervisorLinkAsync());
        await page.GotoAsync($"{Origin(page)}/help/start");
        await Expect(title).ToHaveTextAsync("Hilfe");
        await Pictures.TakeAsync(page, "help-tab");
        var links = page.Locator(".help-page a");
        var all = await links.CountAsync();
        all.ShouldBeGreaterThan(10);
        for (var i = 0; i < all; i++)
        {
            var address = await links.Nth(i).GetAttributeAsync("href") ?? "";
            await links.Nth(i).ClickAsync();
            await Expect(page).ToHaveURLAsync(Seat.Pattern($"{address}$"));
            await Expect(title).Not.ToHaveTextAsync("Hilfe");
            foreach (var picture in await page.Locator(".help-page img").AllAsync())
            {
                await Expect(picture).Not.ToHaveJSPropertyAsync("naturalWidth", 0);
            }

            await page.Locator(".help-tools a").ClickAsync();
            await Expect(title).ToHaveTextAsync("Hilfe");
        }

        seat.Errors.ShouldBeEmpty();
        german.Errors.ShouldBeEmpty();
    }

    private static string Origin(IPage page) => new Uri(page.Url).GetLeftPart(UriPartial.Authority);

    /// <summary>A picture of a part or of the page, as large as the help needs it.</summary>
    internal static async Task TakeAsync(IPage page, string name, ILocator? part = null, int width = 1093)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
        await page.SetViewportSizeAsync(width, width * 9 / 16);
        await page.Mouse.MoveAsync(0, 0);
        var taken = part is null ? await page.ScreenshotAsync() : await part.ScreenshotAsync();
        await page.SetViewportSizeAsync(1366, 768);
        await Pictures.WriteAsync("artifacts", $"help-page-{name}", taken);
        if (Environment.GetEnvironmentVariable("PACELINE_WRITE_PICTURES") is "1")
        {
            await Pictures.WriteAsync("src/Paceline.Web/wwwroot/help", name, taken);
        }
    }
}
