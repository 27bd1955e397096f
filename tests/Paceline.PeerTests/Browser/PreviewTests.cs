using Microsoft.Playwright;
using Paceline.Contracts;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>Records that agents read before they call, in a real browser and by keys alone; who is called hears them.</summary>
[Collection(nameof(RealBrowser))]
public sealed class PreviewTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task PV_01_PV_03_PV_04_PV_05_AC_01_A_record_is_got_read_called_and_finished_by_keys_and_then_none_is_left()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Preview campaign", "Paula Preview");
        await centre.ModeAsync(group, DialMode.Preview);
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Piet Pull", group));
        var page = seat.Page;
        await seat.StateAsync("Ready");
        var primary = page.Locator("#primary");
        await Expect(primary).ToContainTextAsync("Get record");
        await Pictures.TakeAsync(page, "preview-ready");
        var pad = await page.Locator("#pad").BoundingBoxAsync();
        var button = await primary.BoundingBoxAsync();

        // The record, before anybody is called.
        var before = centre.Carrier.LastCall("");
        await page.Keyboard.PressAsync("F9");
        await seat.StateAsync("Preview");
        await Expect(page.Locator(".callbar h1")).ToHaveTextAsync("Paula Preview");
        await Expect(page.Locator(".panel-record")).ToContainTextAsync("Family");
        await Expect(page.Locator(".history")).ToContainTextAsync("None in this campaign.");
        await Expect(page.Locator(".number").First).ToContainTextAsync(Seat.Pattern("New York|Denver"));
        await Expect(primary).ToBeFocusedAsync();
        (centre.Carrier.LastCall("")?.Sip.CallId).ShouldBe(before?.Sip.CallId, "reading calls nobody");
        Same(await page.Locator("#pad").BoundingBoxAsync(), pad);
        Same(await primary.BoundingBoxAsync(), button);
        await Pictures.TakeAsync(page, "preview");

        // The call, and its end.
        await page.Keyboard.PressAsync("F9");
        await seat.OnCallAsync();
        await seat.HearsCustomerAsync();
        Same(await page.Locator("#pad").BoundingBoxAsync(), pad);
        await seat.HangUpAsync();
        await seat.FinishAsync("1", "Agreed");

        // The list is empty now.
        await seat.StateAsync("Ready");
        await Expect(primary).ToContainTextAsync("Get record");
        await Expect(page).ToHaveTitleAsync(Seat.Pattern("^Ready 00:0[1-9]|^Ready 00:[1-5]"));
        await page.Keyboard.PressAsync("F9");
        await Expect(page.Locator(".pad-sentence")).ToContainTextAsync("No contact is available");
        await Barriers.NoneInAnyLookAsync(page, "preview, none left");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task PP_01_PP_03_PP_04_A_pushed_record_that_is_declined_goes_to_another_who_accepts_and_calls()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Push campaign", "Pia Pushed");
        await centre.ModeAsync(group, DialMode.PushPreview);
        await using var first = await Seat.ReadyAsync(centre, await centre.AgentAsync("Dora Declines", group));
        await first.StateAsync("Ready");
        await using var second = await Seat.ReadyAsync(centre, await centre.AgentAsync("Axel Accepts", group));
        var page = second.Page;
        await second.StateAsync("Ready");
        await Expect(page.Locator(".pad-waiting")).ToHaveTextAsync("Push campaign has not started yet");
        await centre.StartAsync(group);
        await first.StateAsync("Offered");
        await Expect(page.Locator(".pad-waiting")).ToHaveTextAsync("Waiting for a record");
        await Expect(first.Page.Locator("#outcome-heading")).ToHaveTextAsync("A record is offered");
        await Expect(first.Page.Locator(".pad-clock")).ToContainTextAsync("Goes back to the list in 0");
        await Pictures.TakeAsync(first.Page, "offer");

        await first.Page.GetByRole(AriaRole.Button, new() { NameRegex = Seat.Pattern("^Decline") }).ClickAsync();
        await second.StateAsync("Offered");
        await first.StateAsync("Ready");
        await Expect(page.Locator(".callbar h1")).ToHaveTextAsync("Pia Pushed");
        await Expect(page.Locator("#primary")).ToBeFocusedAsync();
        await Expect(page).ToHaveTitleAsync(Seat.Pattern("^Offered 00:0[1-9]"));
        await page.Keyboard.PressAsync("Enter");
        await second.StateAsync("Preview");
        await Expect(page).ToHaveTitleAsync(Seat.Pattern("^Preview 00:0[1-9]"));
        await page.Keyboard.PressAsync("F9");
        await second.OnCallAsync();
        await second.HearsCustomerAsync();
        await second.HangUpAsync();
        await second.FinishAsync("2", "Declined");
        await second.StateAsync("Ready");
        first.Errors.ShouldBeEmpty();
        second.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task PV_09_A_busy_line_is_wrapped_up_by_Enter_and_a_record_leaves_the_campaign_after_a_question()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Busy campaign", "Busy Berta", "Olga Out");
        await centre.ModeAsync(group, DialMode.Preview);
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Bea Busy", group));
        var page = seat.Page;
        await seat.StateAsync("Ready");
        await page.Keyboard.PressAsync("F9");
        await seat.StateAsync("Preview");
        var pad = await page.Locator("#pad").BoundingBoxAsync();
        var button = await page.Locator("#primary").BoundingBoxAsync();
        await Expect(page).ToHaveTitleAsync(Seat.Pattern("^Preview 00:0[1-9]"));
        await page.Keyboard.PressAsync("F9");
        await seat.StateAsync("Wrap-up");
        await Expect(page.GetByRole(AriaRole.Radio, new() { NameRegex = Seat.Pattern("Not reached: Busy") })).ToBeCheckedAsync();
        await Expect(page.GetByRole(AriaRole.Radio, new() { NameRegex = Seat.Pattern("Not reached: Busy") })).ToBeFocusedAsync();
        Same(await page.Locator("#pad").BoundingBoxAsync(), pad);
        Same(await page.Locator("#primary").BoundingBoxAsync(), button);
        await Pictures.TakeAsync(page, "preview-not-reached");
        await page.Keyboard.PressAsync("Enter");

        await seat.StateAsync("Ready");
        await Expect(page).ToHaveTitleAsync(Seat.Pattern("^Ready 00:0[1-9]"));
        await page.Keyboard.PressAsync("F9");
        await Expect(page.Locator(".callbar h1")).ToHaveTextAsync("Olga Out");
        await page.GetByRole(AriaRole.Button, new() { Name = "Not in this campaign" }).ClickAsync();
        await Expect(page.Locator(".question")).ToContainTextAsync("Olga Out will not be called in this campaign any more.");
        await page.SetViewportSizeAsync(1366, 625);
        await Barriers.NoneInAnyLookAsync(page, "preview that asks");
        await Pictures.WriteAsync("artifacts", "preview-asks-low", await page.ScreenshotAsync());
        await page.SetViewportSizeAsync(1366, 768);
        await page.GetByRole(AriaRole.Button, new() { Name = "Take it out" }).ClickAsync();
        await seat.StateAsync("Ready");
        await Expect(page).ToHaveTitleAsync(Seat.Pattern("^Ready 00:0[1-9]"));
        await page.Keyboard.PressAsync("F9");
        await Expect(page.Locator(".pad-sentence")).ToContainTextAsync("No contact is available");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task PV_06_PV_07_PV_11_PV_14_Another_number_and_a_new_one_are_called_a_record_is_closed_without_a_call_and_no_second_one_is_given()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Numbers campaign");
        var (first, second, typed) = (centre.NewNumber("Carl at home"), centre.NewNumber("Carl at work"), centre.NewNumber("Late Nils elsewhere"));
        await centre.ListAsync(
            group,
            $"name,phone,work phone\nCarl Chain,{first},{second}\nNils New,{centre.NewNumber("Nils")},\nClara Closed,{centre.NewNumber("Clara")},\n",
            people: 3);
        await centre.ModeAsync(group, DialMode.Preview);
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Nora Numbers", group));
        var page = seat.Page;
        await GetAsync(seat, "Carl Chain");
        await Expect(page.Locator(".number bdi")).ToHaveTextAsync([first, second]);
        await Pictures.TakeAsync(page, "preview-numbers");

        // A second record is refused, and the one that is read stays.
        (await seat.CommandAsync(Api.AgentGetRecord)).ShouldContain("one record is open at a time");
        await Expect(page.Locator(".callbar h1")).ToHaveTextAsync("Carl Chain");

        // The second number of the person, and no call to the first.
        await page.Locator(".number input[type=radio]").Nth(1).CheckAsync();
        await Expect(page.Locator(".callbar-who")).ToContainTextAsync(second);
        await page.Locator("#primary").ClickAsync();
        await seat.OnCallAsync();
        await seat.HearsCustomerAsync();
        (centre.TimesCalled("Carl at home"), centre.TimesCalled("Carl at work")).ShouldBe((0, 1));
        await seat.HangUpAsync();
        await seat.FinishAsync("1", "Agreed");

        // One that is typed in joins the person's numbers, in the list too.
        await seat.StateAsync("Ready");
        await GetAsync(seat, "Nils New");
        await page.Locator(".number-new").FillAsync("555");
        await page.Locator("#primary").ClickAsync();
        await Expect(page.Locator(".pad-sentence [role=alert]")).ToContainTextAsync("555");
        await Barriers.NoneInAnyLookAsync(page, "preview, number refused");
        await page.Locator(".number-new").FillAsync(typed);
        await page.Locator("#primary").ClickAsync();
        await seat.StateAsync("Calling");
        await Barriers.NoneInAnyLookAsync(page, "calling");
        centre.Carrier.Answer(await centre.CalledAsync("Late Nils elsewhere"));
        await seat.OnCallAsync();
        (centre.TimesCalled("Nils"), centre.TimesCalled("Late Nils elsewhere")).ShouldBe((0, 1));
        await Expect(page.Locator(".panel-record")).ToContainTextAsync(typed);
        await page.ReloadAsync();
        await Expect(page.Locator(".number bdi")).ToHaveTextAsync([centre.NumberOf("Nils"), typed]);
        await seat.HearsCustomerAsync();
        await Pictures.TakeAsync(page, "preview-new-number");
        await seat.HangUpAsync();
        await seat.FinishAsync("1", "Agreed");

        // Closed without a call: nobody was called, and the record is finished.
        await seat.StateAsync("Ready");
        await GetAsync(seat, "Clara Closed");
        await Expect(page).ToHaveTitleAsync(Seat.Pattern("^Preview 00:0[1-9]")); // Its keys are deaf in the first moment.
        await page.Keyboard.PressAsync("2");
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "Declined" })).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await seat.StateAsync("Ready");
        await Expect(page).ToHaveTitleAsync(Seat.Pattern("^Ready 00:0[1-9]"));
        await page.Keyboard.PressAsync("F9");
        await Expect(page.Locator(".pad-sentence")).ToContainTextAsync("No contact is available");
        centre.TimesCalled("Clara").ShouldBe(0);

        // Who may neither sees the number that is due, and no box for another one.
        var strict = await centre.GroupAsync(
            "Strict numbers", new CampaignRulesRequest(Agents: AgentMay.Everything with { OtherNumber = false, NewNumber = false }));
        await centre.ListAsync(strict, $"name,phone,work phone\nClaus Chain,{centre.NewNumber("Claus")},{centre.NewNumber("Claus at work")}\n", people: 1);
        await centre.ModeAsync(strict, DialMode.Preview);
        await centre.StartAsync(strict);
        await using var bound = await Seat.ReadyAsync(centre, await centre.AgentAsync("Bo Bound", strict));
        await GetAsync(bound, "Claus Chain");
        await Expect(bound.Page.Locator(".number bdi")).ToHaveTextAsync([centre.NumberOf("Claus")]);
        await Expect(bound.Page.Locator(".number-new")).ToHaveCountAsync(0);
        seat.Errors.ShouldBeEmpty();
        bound.Errors.ShouldBeEmpty();
    }

    private static async Task GetAsync(Seat seat, string person)
    {
        await seat.StateAsync("Ready");
        await seat.Page.GetByRole(AriaRole.Button, new() { Name = "Get record" }).ClickAsync();
        await seat.StateAsync("Preview");
        await Expect(seat.Page.Locator(".callbar h1")).ToHaveTextAsync(person);
    }

    private static void Same(LocatorBoundingBoxResult? now, LocatorBoundingBoxResult? before)
    {
        before.ShouldNotBeNull();
        now.ShouldNotBeNull();
        (now.X, now.Y, now.Width, now.Height).ShouldBe((before.X, before.Y, before.Width, before.Height));
    }
}
