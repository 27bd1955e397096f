using Microsoft.Playwright;
using Paceline.Contracts;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>The clock of a record that calls by itself, and what is offered until its time is over, in a real browser.</summary>
[Collection(nameof(RealBrowser))]
public sealed class OfferTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task PV_15_A_record_that_calls_by_itself_is_given_time_by_a_key_and_its_clock_is_stopped()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Timed campaign", new CampaignRulesRequest(CallAfterSeconds: 50), "Tina Timed");
        await centre.ModeAsync(group, DialMode.Preview);
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Tom Timed", group));
        var page = seat.Page;
        await seat.StateAsync("Ready");
        await page.Keyboard.PressAsync("F9");
        await seat.StateAsync("Preview");
        var clock = page.Locator(".callbar-clock");
        await Expect(clock).ToContainTextAsync("Calls by itself in 00:");
        await Expect(page.Locator("#primary")).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("x");
        await Expect(clock).ToContainTextAsync("Calls by itself in 01:");
        await Expect(page.Locator(".desk > [aria-live=polite]")).ToHaveTextAsync("30 seconds more.");
        await Pictures.TakeAsync(page, "preview-clock");

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop the clock" }).ClickAsync();
        await Expect(clock).ToHaveCountAsync(0);
        await Expect(page.Locator("#primary")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("F9");
        await seat.OnCallAsync();
        await seat.HearsCustomerAsync();
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task PP_07_PV_15_What_is_left_alone_opens_and_then_calls_by_itself()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync(
            "Hands-free campaign", new CampaignRulesRequest(CallAfterSeconds: 5, OfferSeconds: 5, OfferIsTaken: true, WrapUpLimitSeconds: 5), "Fritz Free");
        await centre.ModeAsync(group, DialMode.PushPreview);
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Frieda Free", group));
        await seat.StateAsync("Offered");
        await Expect(seat.Page.Locator(".pad-clock")).ToContainTextAsync("Opens by itself in 00:0");
        await seat.StateAsync("Preview");
        await seat.OnCallAsync();
        await seat.HearsCustomerAsync();
        await seat.HangUpAsync();
        await seat.StateAsync("Not ready");
        await Expect(seat.Page.Locator(".strip")).ToContainTextAsync("Wrap-up time ran out.");
        await Barriers.NoneInAnyLookAsync(seat.Page, "wrap-up that ran out");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task PP_05_CA_01_An_offered_record_is_taken_out_unread_and_who_may_not_has_no_button()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Discard campaign", "Doris Discarded");
        await centre.ModeAsync(group, DialMode.PushPreview);
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Dirk Discards", group), "de-DE");
        var page = seat.Page;
        await seat.StateAsync("Angeboten");
        await Expect(page.Locator(".pad-clock")).ToContainTextAsync("in die Liste zurück");
        await Pictures.TakeAsync(page, "offer-german");
        await page.GetByRole(AriaRole.Button, new() { Name = "Nicht in dieser Kampagne" }).ClickAsync();
        await Expect(page.Locator(".question")).ToBeVisibleAsync();
        await Pictures.TakeAsync(page, "offer-asks");
        await page.GetByRole(AriaRole.Button, new() { Name = "Herausnehmen" }).ClickAsync();
        await seat.StateAsync("Bereit");

        var other = await centre.GroupAsync("Strict campaign", new CampaignRulesRequest(
            OfferSeconds: 5, Agents: AgentMay.Everything with { Decline = false, NotInCampaign = false }), "Stella Strict");
        await centre.ModeAsync(other, DialMode.PushPreview);
        await centre.StartAsync(other);
        await using var strict = await Seat.ReadyAsync(centre, await centre.AgentAsync("Sten Strict", other));
        await strict.StateAsync("Offered");
        await Expect(strict.Page.Locator(".pad-choices")).ToHaveCountAsync(0);

        // Nobody takes it: the agent is told why they are not ready.
        await strict.StateAsync("Not ready");
        await Expect(strict.Page.Locator(".pad-sentence")).ToContainTextAsync("Time ran out on it");
        await Pictures.TakeAsync(strict.Page, "offer-missed");
        seat.Errors.ShouldBeEmpty();
        strict.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task PV_12_PV_13_A_record_is_saved_with_the_next_one_in_one_and_the_last_one_stops_until_a_record_is_asked_for()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Stopping campaign", "Nora Next", "Stine Stop", "Ruth Resumed");
        await centre.ModeAsync(group, DialMode.Preview);
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Sam Stops", group));
        var page = seat.Page;
        await seat.StateAsync("Ready");
        await page.Keyboard.PressAsync("F9");
        await Expect(page.Locator(".callbar h1")).ToHaveTextAsync("Nora Next");
        await page.Keyboard.PressAsync("1");
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "Agreed" })).ToBeCheckedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and get next" }).ClickAsync();
        await Expect(page.Locator(".callbar h1")).ToHaveTextAsync("Stine Stop");
        await page.Locator("#primary").FocusAsync();
        await page.Keyboard.PressAsync("2");
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "Declined" })).ToBeCheckedAsync();
        await Pictures.TakeAsync(page, "preview-stop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and stop" }).ClickAsync();
        await seat.StateAsync("Not ready");
        await page.GetByRole(AriaRole.Button, new() { Name = "Campaigns" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Get record" }).ClickAsync();
        await Expect(page.Locator(".callbar h1")).ToHaveTextAsync("Ruth Resumed");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task PP_02_PP_06_PV_08_What_is_not_taken_in_time_or_skipped_goes_to_another_agent_and_to_nobody_who_is_not_ready()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Passed on", new CampaignRulesRequest(OfferSeconds: 15), "Paul Passed");
        await centre.ModeAsync(group, DialMode.PushPreview);
        await using var resting = await Seat.OpenAsync(centre);
        await resting.SignInAsync(resting.Page, await centre.LinkAsync(await centre.AgentAsync("Rosa Resting", group)));
        await using var away = await Seat.ReadyAsync(centre, await centre.AgentAsync("Abel Away", group));
        await centre.StartAsync(group);

        // Only one is Ready. When the time is over, the record has gone back, and there is still nobody for it.
        await away.StateAsync("Offered");
        await resting.StateAsync("Not ready");
        await away.StateAsync("Not ready");
        await Expect(away.Page.Locator(".pad-sentence")).ToContainTextAsync("Time ran out on it");
        await Barriers.NoneInAnyLookAsync(away.Page, "offer that was missed");
        await resting.StateAsync("Not ready");

        // It is another's as soon as they are Ready.
        await resting.Page.Locator("#primary").ClickAsync();
        await resting.StateAsync("Offered");
        await Expect(resting.Page.Locator(".callbar h1")).ToHaveTextAsync("Paul Passed");
        await Expect(resting.Page.Locator("#primary")).ToBeFocusedAsync();
        await resting.Page.Locator("#primary").ClickAsync();
        await resting.StateAsync("Preview");
        await away.StateAsync("Not ready");

        // Read and given back, it goes to whoever is Ready then, and whoever skipped it is not asked again.
        await away.Page.Locator("#primary").ClickAsync();
        await away.StateAsync("Ready");
        await resting.Page.Keyboard.PressAsync("s");
        await resting.StateAsync("Ready");
        await away.StateAsync("Offered");
        await Expect(away.Page.Locator(".callbar h1")).ToHaveTextAsync("Paul Passed");
        await away.Page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await away.StateAsync("Preview");
        await resting.StateAsync("Ready");
        away.Errors.ShouldBeEmpty();
        resting.Errors.ShouldBeEmpty();
    }
}
