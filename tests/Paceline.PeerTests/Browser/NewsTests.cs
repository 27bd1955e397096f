using System.Globalization;
using Microsoft.Playwright;
using Paceline.Contracts;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>What agents are told and where they see it: warnings, My Campaigns, My Messages, status, channels. Two agents in two campaigns:
/// only the assigned one is warned.</summary>
[Collection(nameof(RealBrowser))]
public sealed class NewsTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task OV_02_OV_04_OV_05_MC_01_MC_03_Only_the_assigned_agent_is_warned_of_each_operation_and_what_is_closed_stays_readable()
    {
        Chromium.Needed();
        var mine = await centre.GroupAsync("Blue campaign");
        var other = await centre.GroupAsync("Grey campaign");
        await centre.UnloadAsync(mine);
        await centre.UnloadAsync(other);
        await using var anna = await SignedInAsync(await centre.AgentAsync("Anna Assigned", mine));
        await using var otto = await SignedInAsync(await centre.AgentAsync("Otto Other", other));
        await Expect(anna.Page.Locator(".toast")).ToHaveCountAsync(0);
        await OpenAsync(anna.Page, "Campaigns");
        await Expect(anna.Page.Locator(".side-empty")).ToContainTextAsync("No campaign of yours is loaded");
        await Barriers.NoneInAnyLookAsync(anna.Page, "campaigns, none");

        await centre.LoadAsync(mine);
        await Expect(Toast(anna.Page, "Blue campaign is loaded")).ToContainTextAsync("You are assigned to it");
        await Expect(Row(anna.Page, "Blue campaign")).ToContainTextAsync("Loaded");
        await centre.StartAsync(mine);
        await Expect(Toast(anna.Page, "Blue campaign has started")).ToContainTextAsync("You are assigned to it");
        await Toast(anna.Page, "has started").HoverAsync(); // Under the hand it waits.
        await Expect(Row(anna.Page, "Blue campaign")).ToContainTextAsync("Started");
        await Barriers.NoneAsync(anna.Page, "campaigns with toasts");
        await Pictures.TakeOfPassingAsync(anna.Page, "campaigns-toasts"); // No longer under the hand.

        // Acknowledged, and found again.
        await Toast(anna.Page, "has started").GetByRole(AriaRole.Button, new() { Name = "Got it" }).ClickAsync();
        await Expect(Toast(anna.Page, "has started")).ToHaveCountAsync(0);
        await centre.StopAsync(mine);
        await Expect(Toast(anna.Page, "Blue campaign has stopped")).ToBeVisibleAsync();
        await Expect(Row(anna.Page, "Blue campaign")).ToContainTextAsync("Stopped");
        await centre.UnloadAsync(mine);
        await Expect(Toast(anna.Page, "Blue campaign is not loaded any more")).ToBeVisibleAsync();
        await Expect(Row(anna.Page, "Blue campaign")).ToHaveCountAsync(0);
        await OpenAsync(anna.Page, "Messages");
        await Expect(anna.Page.Locator(".message-title")).ToHaveTextAsync(
        [
            "Blue campaign is not loaded any more", "Blue campaign has stopped", "Blue campaign has started", "Blue campaign is loaded",
        ]);
        await Expect(Message(anna.Page, "has started")).Not.ToContainTextAsync("Got it");
        await anna.Page.GetByRole(AriaRole.Button, new() { NameRegex = Seat.Pattern("Blue campaign has started") }).ClickAsync();
        await Expect(Message(anna.Page, "has started").Locator(".message-body")).ToContainTextAsync("Progressive");

        // The other has heard of none of it.
        await Expect(otto.Page.Locator(".toast")).ToHaveCountAsync(0);
        await OpenAsync(otto.Page, "Messages");
        await Expect(otto.Page.Locator(".side-empty")).ToHaveTextAsync("No messages. Campaign news will appear here.");
        await Barriers.NoneInAnyLookAsync(otto.Page, "messages, none");
        anna.Errors.ShouldBeEmpty();
        otto.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task OV_03_A_campaign_that_began_before_the_sign_in_is_told_with_its_time_and_not_again_after_a_reload()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Early campaign");
        await centre.StartAsync(group);
        await using var seat = await SignedInAsync(await centre.AgentAsync("Lea Late", group));

        await Expect(Toast(seat.Page, "before you signed in").Locator("h2")).ToHaveTextAsync(Seat.Pattern("^Early campaign started at [0-2][0-9]:[0-5][0-9], before you signed in$"));
        await Toast(seat.Page, "before you signed in").HoverAsync(); // Under the hand it waits.
        await LookAsync(seat.Page, "sign-in-warning");
        await Toast(seat.Page, "before you signed in").GetByRole(AriaRole.Button, new() { Name = "Got it" }).ClickAsync();
        await seat.Page.ReloadAsync();
        await OpenAsync(seat.Page, "Messages");
        await Expect(seat.Page.Locator(".message")).ToHaveCountAsync(1);
        await Expect(seat.Page.Locator(".toast, .badge")).ToHaveCountAsync(0);
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task MC_01_MC_02_MC_04_My_campaigns_compare_with_the_configuration_and_move_without_a_reload()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Red campaign", "Rob Red", "Rita Red");
        await centre.GroupAsync("Nobody's campaign");
        await using var seat = await SignedInAsync(await centre.AgentAsync("Mo Modes", group));
        await OpenAsync(seat.Page, "Campaigns");
        await Expect(seat.Page.Locator("#view-heading")).ToBeFocusedAsync();
        await Expect(seat.Page.Locator(".table-campaigns tbody tr")).ToHaveCountAsync(1);
        var row = Row(seat.Page, "Red campaign").Locator("> *");
        await Expect(row.Nth(0)).ToHaveTextAsync("Loaded");
        await Expect(row.Nth(1)).ToHaveTextAsync("Red campaign");
        await Expect(row.Nth(2)).ToHaveTextAsync("Automatic");
        await Expect(row.Nth(3)).ToContainTextAsync("Progressive: we call a customer for you when you are Ready.");
        await Expect(row.Nth(4)).ToContainTextAsync("For the people of Red campaign");
        await Expect(row.Nth(4)).ToContainTextAsync("2 records left");

        await centre.ModeAsync(group, DialMode.Preview);
        await Expect(row.Nth(2)).ToHaveTextAsync("Manual");
        await Expect(Toast(seat.Page, "Red campaign is Preview from now on")).ToContainTextAsync("you ask for a record, then you call");
        await centre.ModeAsync(group, DialMode.PushPreview);
        await Expect(row.Nth(3)).ToContainTextAsync("Push preview: a record comes to you");
        await centre.StartAsync(group);
        await Expect(row.Nth(0)).ToHaveTextAsync("Started");
        await LookAsync(seat.Page, "campaigns");
        await seat.Page.SetViewportSizeAsync(683, 312); // Zoomed to 200 %.
        await Barriers.NoneInAnyLookAsync(seat.Page, "campaigns, zoomed");
        (await seat.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue("the page does not scroll sideways");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task MS_01_MS_02_MS_03_Messages_are_shown_dismissed_or_left_alone_marked_and_deleted_and_high_priority_is_told_apart()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Message campaign");
        await centre.UnloadAsync(group);
        var agent = await centre.AgentAsync("Mary Messages", group);
        await using var seat = await SignedInAsync(agent);
        var page = seat.Page;

        // Show reads it.
        await centre.TellAsync("The price list is new from noon.", MessagePriority.High, agent);
        var high = Toast(page, "The price list is new from noon");
        await Expect(high).ToHaveClassAsync(Seat.Pattern("is-high"));
        await Expect(high).ToContainTextAsync("High priority · Supervisor");
        await high.HoverAsync();
        await LookAsync(page, "message-high");
        await high.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(Message(page, "price list")).Not.ToHaveClassAsync(Seat.Pattern("is-unread"));
        await Expect(Message(page, "price list").Locator(".message-priority")).ToHaveTextAsync("High");
        await Message(page, "price list").GetByRole(AriaRole.Button, new() { Name = "I have read this" }).ClickAsync();
        await Expect(Message(page, "price list")).Not.ToContainTextAsync("I have read this");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#open-messages")).ToBeFocusedAsync();

        // Dismissed and left alone: unread.
        await centre.TellAsync("The kitchen is closed.", MessagePriority.Normal, agent);
        await Toast(page, "kitchen").GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).ClickAsync();
        await Expect(page.Locator(".toast")).ToHaveCountAsync(0);
        await page.Mouse.MoveAsync(0, 0);
        await centre.TellAsync("The car park is full.", MessagePriority.Normal, agent);
        await Expect(Toast(page, "car park")).ToBeVisibleAsync();
        await Expect(page.Locator(".toast")).ToHaveCountAsync(0); // It folds by itself.
        await Expect(page.Locator(".badge")).ToContainTextAsync("2");

        // The list: newest first, unread in bold, marked, deleted.
        await OpenAsync(page, "Messages");
        await Expect(page.Locator("#panel-heading")).ToBeFocusedAsync();
        await Expect(page.Locator(".message-title")).ToHaveTextAsync(["The car park is full", "The kitchen is closed", "The price list is new from noon"]);
        (await WeightAsync(Message(page, "car park"))).ShouldBe(700);
        (await WeightAsync(Message(page, "price list"))).ShouldBeLessThan(600);
        await LookAsync(page, "messages");
        await Message(page, "car park").GetByRole(AriaRole.Button, new() { Name = "Mark read" }).ClickAsync();
        await Expect(Message(page, "car park")).Not.ToHaveClassAsync(Seat.Pattern("is-unread"));
        await Message(page, "price list").GetByRole(AriaRole.Button, new() { Name = "Mark unread" }).ClickAsync();
        await Expect(Message(page, "price list")).ToHaveClassAsync(Seat.Pattern("is-unread"));
        await Message(page, "kitchen").GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.Locator(".message")).ToHaveCountAsync(2);
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task ST_01_ST_02_CH_01_Status_is_chosen_by_key_and_said_in_full_and_channels_name_every_part()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Status campaign");
        await using var seat = await SignedInAsync(await centre.AgentAsync("Stan Status", group));
        var page = seat.Page;
        await seat.StateAsync("Not ready");

        await page.Keyboard.PressAsync("Shift+F2");
        await Expect(page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Ready", Exact = true })).ToBeFocusedAsync();
        await LookAsync(page, "status-menu");
        await page.Keyboard.PressAsync("1");
        await seat.StateAsync("Ready");
        await page.Keyboard.PressAsync("Shift+F2");
        await page.Keyboard.PressAsync("3");
        await Expect(page.Locator(".pill")).ToContainTextAsync("Lunch");
        await Expect(page.Locator("#status .timer")).ToHaveTextAsync(Seat.Pattern("^00:0[0-9]$"));

        // The tooltip, by pointer and by focus.
        await Expect(page.Locator("#status-tip")).ToBeVisibleAsync(); // The menu gave the focus back to its button.
        await Expect(page.Locator("#status-tip")).ToContainTextAsync("Status campaign (Progressive, loaded)");
        await LookAsync(page, "status-tooltip");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#status-tip")).ToBeHiddenAsync();

        await OpenAsync(page, "Channels");
        await Expect(page.Locator(".table-channels")).ToContainTextAsync("Not ready – Lunch");
        await Expect(page.Locator(".table-channels")).ToContainTextAsync("This computer");
        await Expect(page.Locator(".channel-lines")).ToContainTextAsync("Connected since");
        await Expect(page.Locator(".channel-line").Nth(1).Locator("option").First).ToBeAttachedAsync();
        await Expect(page.Locator(".view-head .state")).ToHaveTextAsync("Everything is working");
        await LookAsync(page, "channels");
        await seat.HearsNothingAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Hear yourself" }).ClickAsync();
        await seat.HearsAsync(CallCentre.AgentHz);
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Ready", Exact = true }).ClickAsync();
        await seat.StateAsync("Ready");

        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#panel-heading")).ToBeFocusedAsync();
        await LookAsync(page, "keyboard-help");
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator(".side-keys")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out of this channel" }).ClickAsync();
        await Expect(page.Locator(".table-channels")).ToContainTextAsync("Signed out");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_lands_on_a_view_brings_its_record_and_moves_nothing_and_a_message_waits_until_it_is_over()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Landing campaign", "Lana Lands");
        var agent = await centre.AgentAsync("Luc Landing", group);
        await using var seat = await Seat.ReadyAsync(centre, agent);
        var page = seat.Page;
        await seat.StateAsync("Ready");
        await OpenAsync(page, "Campaigns");
        var pad = await page.Locator("#pad").BoundingBoxAsync();
        var bar = await page.Locator(".callbar").BoundingBoxAsync();

        await centre.StartAsync(group);
        await seat.OnCallAsync();

        await Expect(page.Locator(".panel-record")).ToContainTextAsync("Family");
        await Expect(page.Locator(".toast")).ToHaveCountAsync(0);
        Same(await page.Locator("#pad").BoundingBoxAsync(), pad);
        Same(await page.Locator(".callbar").BoundingBoxAsync(), bar);
        await Expect(page.Locator("#pad input:focus")).ToHaveCountAsync(1);
        await centre.TellAsync("Well done today.", MessagePriority.High, agent);
        await Expect(page.Locator(".badge")).ToBeVisibleAsync();
        await Expect(page.Locator(".toast")).ToHaveCountAsync(0);

        // The agent looks elsewhere, and the call stays in the hand.
        await OpenAsync(page, "Channels");
        await Expect(page.Locator(".callbar h1")).ToHaveTextAsync("Lana Lands");
        await LookAsync(page, "channels-call");
        await OpenAsync(page, "Messages");
        await LookAsync(page, "messages-call");
        await page.Keyboard.PressAsync("F4");
        await Expect(page.Locator(".callbar").GetByRole(AriaRole.Button, new() { Name = "Unmute", Exact = true })).ToBeVisibleAsync();
        await seat.HangUpAsync();
        await seat.FinishAsync("1", "Agreed");
        await seat.StateAsync("Ready");
        seat.Errors.ShouldBeEmpty();
    }

    private static void Same(LocatorBoundingBoxResult? now, LocatorBoundingBoxResult? before)
    {
        before.ShouldNotBeNull();
        now.ShouldNotBeNull();
        (now.X, now.Y, now.Width, now.Height).ShouldBe((before.X, before.Y, before.Width, before.Height));
    }

    private async Task<Seat> SignedInAsync(string agent)
    {
        var seat = await Seat.OpenAsync(centre);
        await seat.SignInAsync(seat.Page, await centre.LinkAsync(agent));
        return seat;
    }

    private static Task OpenAsync(IPage page, string entry) =>
        page.GetByRole(AriaRole.Navigation, new() { Name = "Views" }).GetByRole(AriaRole.Button, new() { NameRegex = Seat.Pattern($"^{entry}") }).ClickAsync();

    private static ILocator Toast(IPage page, string text) => page.Locator(".toast").Filter(new() { HasText = text });

    private static ILocator Message(IPage page, string text) => page.Locator(".message").Filter(new() { HasText = text });

    private static ILocator Row(IPage page, string name) => page.Locator(".table-campaigns tbody tr").Filter(new() { HasText = name });

    private static async Task<int> WeightAsync(ILocator message) => int.Parse(
        await message.Locator(".message-title").EvaluateAsync<string>("e => getComputedStyle(e).fontWeight"), CultureInfo.InvariantCulture);

    /// <summary>For people to look at, in the build's output.</summary>
    private static Task LookAsync(IPage page, string name) => Pictures.TakeAsync(page, name);
}
