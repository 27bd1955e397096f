using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>An agent's work in a real browser, with sound that is recognised at both ends.</summary>
[Collection(nameof(RealBrowser))]
public sealed class WorkspaceTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task A_link_that_is_only_looked_at_stays_good_and_two_people_sign_in_side_by_side_in_one_browser()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Side by side");
        var link = await centre.LinkAsync(await centre.AgentAsync("Sara Side", group));
        await using var seat = await Seat.OpenAsync(centre);

        // A scanner opens the link, and so does the person, who looks and comes back later.
        var scanner = await seat.Context.NewPageAsync();
        await scanner.GotoAsync(link);
        await Expect(scanner.Locator("#sign-in")).ToBeVisibleAsync();
        scanner.Url.ShouldNotContain("#"); // The token does not stay in the address bar or the history.
        await scanner.CloseAsync();

        await seat.SignInAsync(seat.Page, link);
        await Expect(seat.Page.GetByRole(AriaRole.Button, new() { Name = "Sara Side" })).ToBeVisibleAsync();

        var console = await seat.Context.NewPageAsync();
        await seat.SignInAsync(console, await centre.SupervisorLinkAsync());
        await Expect(console.GetByRole(AriaRole.Rowheader, new() { Name = "Sara Side" })).ToBeVisibleAsync();
        (new Uri(seat.Page.Url).Host, new Uri(console.Url).Host).ShouldBe(("localhost", "127.0.0.1"));
        await seat.Page.ReloadAsync();
        await Expect(seat.Page.GetByRole(AriaRole.Button, new() { Name = "Sara Side" })).ToBeVisibleAsync();

        var late = await seat.Context.NewPageAsync();
        await late.GotoAsync(link);
        await late.ClickAsync("#sign-in");
        await Expect(late.Locator("#heading")).ToHaveTextAsync("This link no longer works");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Both_hear_each_other_and_a_whole_call_is_worked_by_keys()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Spring renewals", "Ada Byron", "Grace Murray");
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Kim Keys", group));
        var page = seat.Page;

        // A call lands: the record, and sound both ways.
        var ear = await seat.OnCallAsync();
        await seat.HearsCustomerAsync();
        await Seat.LineSaysAsync(ear, LineSound.Agent);
        await Expect(page.Locator(".callbar h1")).ToHaveTextAsync("Ada Byron");
        await Expect(page.Locator(".callbar-who")).ToContainTextAsync("+1");
        await Expect(page.Locator(".panel-record")).ToContainTextAsync("Family");
        await Expect(page.Locator(".panel-record")).ToContainTextAsync("2027-03-01");

        // Mute: the carrier hears nothing, and the page says so.
        await page.Keyboard.PressAsync("m");
        await Seat.LineSaysAsync(ear, LineSound.Silence);
        await Expect(page.Locator(".callbar").GetByRole(AriaRole.Button, new() { Name = "Unmute", Exact = true })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Locator(".strip")).ToContainTextAsync("You are muted."); // The microphone still says its tone.
        await Pictures.TakeAsync(page, "call-muted");
        await page.Keyboard.PressAsync("m");
        await Seat.LineSaysAsync(ear, LineSound.Agent);

        // Hold: the customer hears hold audio and the agent nothing.
        await page.Keyboard.PressAsync("h");
        await Seat.LineSaysAsync(ear, LineSound.HoldAudio);
        await seat.HearsNothingAsync();
        await Expect(page.Locator(".callbar-time")).ToContainTextAsync("On hold");
        await page.Keyboard.PressAsync("h");
        await Seat.LineSaysAsync(ear, LineSound.Agent);
        await seat.HearsCustomerAsync();

        // Digits go to the carrier as telephone events.
        await page.Keyboard.PressAsync("k");
        await Expect(page.Locator("#keypad")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("4");
        await page.Locator("#keypad").GetByRole(AriaRole.Button, new() { Name = "2", Exact = true }).ClickAsync();
        await page.Locator("#keypad").GetByRole(AriaRole.Button, new() { Name = "#", Exact = true }).ClickAsync();
        (await centre.Carrier.Keys(3)).ShouldBe("42#");
        await Expect(page.Locator(".keypad-sent")).ToHaveTextAsync("42#");
        await Pictures.TakeAsync(page, "call-keypad");

        // The end, an outcome by its digit, and the next person.
        await seat.HangUpAsync();
        await seat.FinishAsync("1", "Agreed");
        await Expect(page.Locator(".callbar h1")).ToHaveTextAsync("Grace Murray");
        await seat.OnCallAsync();
        await seat.HearsCustomerAsync();
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "Agreed" })).Not.ToBeCheckedAsync();
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_outcome_is_taken_back_by_a_key_and_the_record_is_there_again_with_its_note()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Undone", "Uma Undo");
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Ugo Undo", group));
        var page = seat.Page;
        await seat.OnCallAsync();
        await page.Keyboard.TypeAsync("nWants a letter"); // Nobody waits after N.
        await Expect(page.Locator("#note")).ToHaveValueAsync("Wants a letter");
        await Expect(page.Locator("#pad input:checked")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Escape");
        await seat.HangUpAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save and stop" })).ToBeDisabledAsync();
        await Barriers.NoneInAnyLookAsync(page, "wrap-up with its choices");
        await page.GetByLabel("Call result").SelectOptionAsync("Fax");
        await seat.FinishAsync("2", "Declined");
        await seat.StateAsync("Ready");
        await Expect(page.Locator(".strip")).ToContainTextAsync("Saved “Declined”.");
        await Pictures.TakeAsync(page, "outcome-saved");

        await page.Keyboard.PressAsync("Control+z");
        await seat.StateAsync("Wrap-up");
        await page.Keyboard.TypeAsync("hm"); // Two keys in a rush: somebody writes, and neither hold nor mute is meant.
        await Expect(page.Locator(".pad-sentence")).ToContainTextAsync("Press N to write a note.");
        await Expect(page.Locator(".callbar h1")).ToHaveTextAsync("Uma Undo");
        await Expect(page.Locator("#note")).ToHaveValueAsync("Wants a letter");
        await Expect(page.GetByLabel("Call result")).ToHaveValueAsync("Fax");
        await Pictures.TakeAsync(page, "outcome-undone");
        await page.Keyboard.PressAsync("1");
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "Agreed" })).ToBeCheckedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and stop" }).ClickAsync();
        await seat.StateAsync("Not ready");
        await Expect(page.Locator(".strip")).ToContainTextAsync("Saved “Agreed”.");
        (await centre.FactsAsync()).ShouldContain("\"fact\":\"group.outcomeReturned\"");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_that_is_reloaded_in_a_call_has_its_note_and_its_sound_again()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Reloads", "Rosa Reload");
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Rita Rush", group));
        var ear = await seat.OnCallAsync();
        var attempt = await seat.AttemptAsync();
        await seat.Page.Keyboard.PressAsync("n");
        await Expect(seat.Page.Locator("#note")).ToBeFocusedAsync();
        await seat.Page.Keyboard.TypeAsync("Calls back on Monday, about both cars.");
        await seat.Page.ClickAsync("text=Try again later");

        await seat.Page.ReloadAsync();

        await seat.StateAsync("On call");
        await Expect(seat.Page.Locator("#note")).ToHaveValueAsync("Calls back on Monday, about both cars.");
        await Expect(seat.Page.GetByRole(AriaRole.Radio, new() { Name = "Try again later" })).ToBeCheckedAsync();
        await seat.HearsCustomerAsync();
        await Seat.LineSaysAsync(ear, LineSound.Agent);
        (await seat.AttemptAsync()).ShouldBe(attempt);
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_window_takes_the_desk_over_with_its_call_and_the_first_one_says_so()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Windows", "Wanda Window");
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Tom Tabs", group));
        var ear = await seat.OnCallAsync();

        var second = await seat.Context.NewPageAsync();
        await second.GotoAsync(seat.Page.Url);

        await Expect(seat.Page.GetByRole(AriaRole.Heading, new() { Name = "Your desk is open somewhere else" })).ToBeVisibleAsync();
        await Barriers.NoneInAnyLookAsync(seat.Page, "desk that is open somewhere else");
        await seat.StateAsync("On call", second);
        await seat.HearsCustomerAsync(second);
        await Seat.LineSaysAsync(ear, LineSound.Agent);

        await seat.Page.GetByRole(AriaRole.Button, new() { Name = "Use it here" }).ClickAsync();
        await Expect(second.GetByRole(AriaRole.Heading, new() { NameRegex = Seat.Pattern("somewhere else") })).ToBeVisibleAsync();
        await seat.HearsCustomerAsync();
        seat.Errors.ShouldBeEmpty();
    }
}
