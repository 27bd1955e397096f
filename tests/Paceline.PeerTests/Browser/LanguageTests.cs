using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Paceline.Contracts;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>The workspace in the language of the browser, or in the one that the person has chosen there.</summary>
[Collection(nameof(RealBrowser))]
public sealed partial class LanguageTests(CallCentre centre) : IClassFixture<CallCentre>
{
    private readonly List<string> _found = [];

    [Fact]
    public async Task The_browser_says_the_language_and_the_person_may_choose_another_which_this_browser_keeps()
    {
        Chromium.Needed();
        var agent = await centre.AgentAsync("Lena Vogt", await centre.GroupAsync("Words"));
        await using var seat = await Seat.OpenAsync(centre, locale: "de-AT");
        await seat.Page.GotoAsync(await centre.LinkAsync(agent));
        await Expect(seat.Page.GetByRole(AriaRole.Heading, new() { Name = "Anmelden" })).ToBeVisibleAsync();
        await Pictures.TakeAsync(seat.Page, "german-sign-in");
        await seat.Page.ClickAsync("#sign-in");

        var person = seat.Page.Locator(".topbar .person");
        await Expect(person).ToBeVisibleAsync();
        (await seat.Page.EvaluateAsync<string>("document.documentElement.lang")).ShouldBe("de-AT");
        await person.ClickAsync();
        await Expect(seat.Page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Sprache: Deutsch" })).ToBeCheckedAsync();
        await seat.Page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Sprache: English" }).ClickAsync();

        await Expect(seat.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await person.ClickAsync();
        await Expect(seat.Page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Language: English" })).ToBeCheckedAsync();
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_workspace_in_German_says_no_English_word_and_cuts_none_off()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Frühjahr", "Ana Duarte", "Bruno Costa");
        await centre.ModeAsync(group, DialMode.Preview);
        await using var seat = await Seat.OpenAsync(centre, locale: "de-AT");
        var page = seat.Page;
        await seat.SignInAsync(page, await centre.LinkAsync(await centre.AgentAsync("Lena Vogt", group)));
        await LookAsync(page, "not-ready");
        await page.ClickAsync("#primary");
        await seat.StateAsync("Bereit");
        await centre.StartAsync(group);
        await Expect(page.Locator(".toast").First).ToBeVisibleAsync();
        await LookAsync(page, "waiting");
        await page.ClickAsync("#status");
        await LookAsync(page, "status");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator(".side-keys")).ToBeVisibleAsync();
        await LookAsync(page, "keys");
        await page.ClickAsync("#open-messages");
        await page.Locator(".message-line").First.ClickAsync();
        await LookAsync(page, "messages");
        await page.Locator(".rail-entry").Nth(1).ClickAsync();
        await Expect(page.Locator(".table-campaigns")).ToBeVisibleAsync();
        await LookAsync(page, "campaigns");
        await page.Locator(".rail-entry").Nth(3).ClickAsync();
        await Expect(page.Locator(".table-channels")).ToBeVisibleAsync();
        await LookAsync(page, "channels");

        await page.Keyboard.PressAsync("F9");
        await seat.StateAsync("Vorschau");
        await LookAsync(page, "preview");
        await page.ClickAsync("#primary"); // Its key is deaf in the first moment.
        await seat.StateAsync("Im Gespräch");
        await LookAsync(page, "call");
        await page.Keyboard.PressAsync("F4");
        await page.Keyboard.PressAsync("k");
        await Expect(page.Locator(".keypad")).ToBeVisibleAsync();
        await LookAsync(page, "keypad");
        await page.Keyboard.PressAsync("Shift+F9");
        await seat.StateAsync("Nachbearbeitung");
        await LookAsync(page, "wrap-up");
        _found.ShouldBeEmpty();
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_console_in_German_says_no_English_word_and_cuts_none_off()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Sommer", "Carla Dias", "Diogo Faria");
        await centre.ModeAsync(group, DialMode.Predictive);
        await centre.AgentAsync("Eva Gomes", group);
        await using var seat = await Seat.OpenAsync(centre, locale: "de-DE");
        var page = seat.Page;
        await seat.SignInAsync(page, await centre.SupervisorLinkAsync());
        await Expect(page.Locator(".campaign").First).ToBeVisibleAsync();
        await LookAsync(page, "live");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ergebnisse…" }).First.ClickAsync();
        await Expect(page.Locator(".outcomes-editor tbody tr").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Neue Kampagne" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Neuer Agent" }).ClickAsync();
        await LookAsync(page, "forms");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ergebnisse…" }).First.ClickAsync();
        var mine = page.Locator(".campaign").Filter(new() { HasText = "Sommer" }); // The other campaigns may be dialling, and keep their rules then.
        await mine.GetByRole(AriaRole.Button, new() { Name = "Regeln…" }).ClickAsync();
        await page.GetByLabel("Klingeldauer").FillAsync("5");
        await page.GetByLabel("Klingeldauer").PressAsync("Enter");
        await Expect(page.Locator(".rule-wrong")).ToContainTextAsync("15 bis 120 s.");
        await LookAsync(page, "rules");
        var origin = new Uri(page.Url).GetLeftPart(UriPartial.Authority);
        await page.GotoAsync($"{origin}/supervisor/lists/{group}");
        await Expect(page.Locator(".table-imports tbody tr").First).ToBeVisibleAsync();
        await LookAsync(page, "lists");
        await page.GotoAsync($"{origin}/supervisor/do-not-call");
        await page.GetByRole(AriaRole.Button, new() { Name = "Nummer hinzufügen" }).ClickAsync();
        await LookAsync(page, "do-not-call");
        _found.ShouldBeEmpty();
        seat.Errors.ShouldBeEmpty();
    }

    /// <summary>Takes the picture, and reads what stands there and what a voice would read.</summary>
    private async Task LookAsync(IPage page, string name)
    {
        await Pictures.TakeAsync(page, $"german-{name}");
        var words = await page.EvaluateAsync<string[]>(WordsScript);
        _found.AddRange(words.Where(static text => English().IsMatch(text)).Select(text => $"{name}, English: {text}"));
        _found.AddRange((await page.EvaluateAsync<string[]>(CutScript)).Select(text => $"{name}, cut off: {text}"));
    }

    /// <summary>All texts and read attributes, what the server says too, but not what the campaign brings: its outcomes and its description.</summary>
    private const string WordsScript = """
        () => {
          const said = [];
          const all = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, node =>
            node instanceof Element
              && node.matches('script, style, code, .first-paint, .first-failed, .outcome, .outcomes-editor, td > p:first-child')
              ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
          while (all.nextNode()) {
            const node = all.currentNode;
            if (node instanceof Element) {
              said.push(...['title', 'placeholder', 'aria-label'].map(name => node.getAttribute(name)).filter(Boolean));
            } else if (node.data.trim()) {
              said.push(node.data.trim());
            }
          }
          return said;
        }
        """;

    /// <summary>Texts that are wider than their box and hidden there, buttons whose words stand out, and a page that is wider than its window.</summary>
    private const string CutScript = """
        () => [...document.querySelectorAll('main *, .topbar *, .strip, .desk-rail *')]
          .filter(e => e.getClientRects().length > 0 && !e.matches('.hidden, .hidden *, svg, svg *, input, textarea, select'))
          .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0
            && (e.matches('button, .table-box') || ['hidden', 'clip'].includes(getComputedStyle(e).overflowX)))
          .map(e => `${e.className}: ${e.textContent.trim().slice(0, 60)}`)
          .concat(document.documentElement.scrollWidth > innerWidth ? ['the page'] : [])
        """;

    [GeneratedRegex(
        @"\b(the|you|your|are|is|and|to|of|calls?|called|ready|record|saved?|close|wrap-up|messages?|note|hold|muted?|outcome|campaigns?|waiting)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex English();
}
