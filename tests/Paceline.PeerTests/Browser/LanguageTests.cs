using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>The workspace in the language of the browser, or in the one that the person has chosen there.</summary>
[Collection(nameof(RealBrowser))]
public sealed class LanguageTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task The_browser_says_the_language_and_the_person_may_choose_another_which_this_browser_keeps()
    {
        Chromium.Needed();
        var agent = await centre.AgentAsync("Lena Vogt", await centre.GroupAsync("Words"));
        await using var seat = await Seat.OpenAsync(centre, locale: "de-AT");
        await seat.Page.GotoAsync(await centre.LinkAsync(agent));
        await Expect(seat.Page.GetByRole(AriaRole.Heading, new() { Name = "Anmelden" })).ToBeVisibleAsync();
        await Barriers.NoneAsync(seat.Page, "sign-in in German");
        await Pictures.TakeAsync(seat.Page, "german-sign-in");
        await seat.Page.ClickAsync("#sign-in");

        var person = seat.Page.Locator(".topbar .person");
        await Expect(person).ToBeVisibleAsync();
        (await seat.Page.EvaluateAsync<string>("document.documentElement.lang")).ShouldBe("de-AT");
        await person.ClickAsync();
        await seat.Page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Sprache: English" }).ClickAsync();

        await Expect(seat.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await person.ClickAsync();
        await Expect(seat.Page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Language: English" })).ToBeCheckedAsync();
        seat.Errors.ShouldBeEmpty();
    }
}
