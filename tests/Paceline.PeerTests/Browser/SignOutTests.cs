using Microsoft.Playwright;
using Paceline.Contracts;
using Paceline.PeerTests.Demo;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>A negotiated sign-out as the agent sees it: asked for while a number is dialled for them, by both doors (features 6).</summary>
[Collection(nameof(RealBrowser))]
public sealed class SignOutTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task NL_01_NL_02_NL_03_NL_04_NL_10_By_both_doors_it_counts_down_in_every_place_also_dismissed_and_can_be_taken_back()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Leaving campaign", "Rings Longly");
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Lea Leaver", group));
        var page = seat.Page;
        await centre.StartAsync(group);
        await seat.StateAsync("Dialling");

        await page.Locator("#status").ClickAsync();
        await page.Locator("#status-menu").GetByText("Sign out").ClickAsync();
        await Expect(page.Locator(".strip")).ToContainTextAsync("Signing out. A call may already be on its way to you.");
        await Expect(page.Locator(".strip")).ToContainTextAsync(Seat.Pattern("00:[0-3][0-9]"));
        await Expect(page).ToHaveTitleAsync(Seat.Pattern("\\(00:[0-3][0-9]\\) Signing out"));
        await Pictures.TakeAsync(page, "signing-out");
        await page.GetByRole(AriaRole.Button, new() { Name = "Got it" }).ClickAsync();
        await HelpTests.TakeAsync(page, "sign-out");

        // Dismissed, it goes on: in the messages, in the tooltip and in the title.
        await page.Locator(".strip").GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).ClickAsync();
        await Expect(page.Locator(".strip")).Not.ToContainTextAsync("Signing out");
        await page.Locator(".status").HoverAsync();
        await Expect(page.Locator("#status-tip")).ToContainTextAsync("Signing out");
        await Expect(page.Locator("#status-tip")).ToContainTextAsync(Seat.Pattern("00:[0-3][0-9]"));
        await Expect(page).ToHaveTitleAsync(Seat.Pattern("Signing out"));
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Views" }).GetByRole(AriaRole.Button, new() { NameRegex = Seat.Pattern("^Messages") }).ClickAsync();
        await Expect(page.Locator(".messages-pinned")).ToContainTextAsync("A call may already be on its way to you.");
        await Expect(page.Locator(".messages-pinned")).ToContainTextAsync(Seat.Pattern("00:[0-3][0-9]"));
        await Pictures.TakeAsync(page, "signing-out-messages");
        await page.Locator(".messages-pinned").GetByRole(AriaRole.Button, new() { Name = "Stay signed in" }).ClickAsync();
        await Expect(page.Locator(".messages-pinned")).ToHaveCountAsync(0);
        await Expect(page.Locator("#status .pill")).ToContainTextAsync("then Not ready");

        // The other door: the voice channel.
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Views" }).GetByRole(AriaRole.Button, new() { NameRegex = Seat.Pattern("^Channels") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out of this channel" }).ClickAsync();
        await Expect(page).ToHaveTitleAsync(Seat.Pattern("Signing out"));
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task NL_02_NL_05_AC_01_By_keys_in_a_predictive_campaign_it_counts_down_is_allowed_and_is_confirmed_after_it_and_at_the_next_sign_in()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Leaving a predictive campaign", "Rings Predictively");
        await centre.ModeAsync(group, DialMode.Predictive);
        var agent = await centre.AgentAsync("Pia Predictive", group);
        await using var seat = await Seat.ReadyAsync(centre, agent);
        var page = seat.Page;
        await DialsAheadAsync(group);

        // The menu of the status, and its letter for signing out: a whole negotiated sign-out without a mouse.
        await page.Keyboard.PressAsync("Shift+F2");
        await Expect(page.Locator("#status-menu").GetByText("Sign out")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("q");
        await Expect(page.Locator(".strip")).ToContainTextAsync(Seat.Pattern("A call may already be on its way to you.*00:[0-3][0-9]"));
        await Expect(page.Locator(".waiting")).ToContainTextAsync("Nothing new is dialled for you.");
        await Pictures.TakeOfPassingAsync(page, "signing-out-predictive");

        await Expect(page.Locator(".strip")).ToContainTextAsync("You can go now.");
        await Expect(page.Locator("#heading")).ToHaveTextAsync("You are signed out");
        await Expect(page.Locator("#sentence")).ToContainTextAsync("Your sign-out was allowed");
        await Pictures.TakeAsync(page, "signed-out");

        await seat.SignInAsync(page, await centre.LinkAsync(agent));
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Views" }).GetByRole(AriaRole.Button, new() { NameRegex = Seat.Pattern("^Messages") }).ClickAsync();
        await Expect(page.Locator("body")).ToContainTextAsync("Your sign-out was allowed: no call was on its way to you any more.");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task NL_02_NL_05_A_server_that_is_killed_in_the_countdown_keeps_the_promise_when_it_is_back()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Leaving while it falls", "Rings Enduringly");
        await centre.ModeAsync(group, DialMode.Predictive);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Kai Killed", group));
        var page = seat.Page;
        var placed = await DialsAheadAsync(group);
        await page.Keyboard.PressAsync("Shift+F2");
        await Expect(page.Locator("#status-menu").GetByText("Sign out")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("q");
        await Expect(page.Locator(".strip")).ToContainTextAsync("A call may already be on its way to you.");

        centre.KillServer();
        await Expect(page.Locator(".strip")).ToContainTextAsync("Reconnecting… Your sign-out goes on by itself when the server is back.");
        await Expect(page.Locator(".callbar")).ToContainTextAsync("Signing out");
        await Pictures.TakeAsync(page, "signing-out-reconnecting");
        await centre.StartServerAsync();

        // Until what was dialled before has ended, and nothing new is dialled for whoever goes.
        await Expect(page.Locator("#heading")).ToHaveTextAsync("You are signed out");
        await Expect(page.Locator("#sentence")).ToContainTextAsync("Your sign-out was allowed");
        centre.Carrier.Invites.Count.ShouldBe(placed);
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task NL_01_CH_01_The_voice_channel_is_signed_out_alone_and_the_page_stays_without_sound_until_the_agent_is_ready_again()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Channel campaign");
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Chloe Channel", group));
        var page = seat.Page;
        await seat.StateAsync("Ready");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Views" }).GetByRole(AriaRole.Button, new() { NameRegex = Seat.Pattern("^Channels") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out of this channel" }).ClickAsync();

        await Expect(page.Locator(".table-channels")).ToContainTextAsync("Signed out");
        await Expect(page.Locator(".channel-lines")).ToContainTextAsync("Not connected");
        await seat.StateAsync("Not ready");
        await Pictures.TakeAsync(page, "channel-signed-out");
        await page.Locator(".table-channels").GetByRole(AriaRole.Button, new() { Name = "Ready", Exact = true }).ClickAsync();
        await seat.StateAsync("Ready");
        await Expect(page.Locator(".channel-lines")).ToContainTextAsync("Connected");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task NL_06_NL_07_What_is_dialled_later_goes_to_another_agent_and_the_call_on_its_way_is_still_delivered_to_the_one_who_leaves()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync(
            "Leaving while others come", new CampaignRulesRequest(RingTimeoutSeconds: 60), "Late Lara", "Nele Next", "Nina Next", "Nora Never");
        await centre.ModeAsync(group, DialMode.Predictive);
        await using var other = await Seat.OpenAsync(centre);
        await other.SignInAsync(other.Page, await centre.LinkAsync(await centre.AgentAsync("Otis Onward", group)));
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Vera Vanishes", group));
        var page = seat.Page;
        await seat.StateAsync("Ready");
        await centre.StartAsync(group);
        var late = await centre.CalledAsync("Late Lara");
        await Expect(page.Locator(".callbar h1")).ToHaveTextAsync("Late Lara"); // To be read before she answers.
        await Pictures.TakeAsync(page, "predictive-ringing");
        await page.Keyboard.PressAsync("Shift+F2");
        await Expect(page.Locator("#status-menu").GetByText("Sign out")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("q");
        await Expect(page.Locator(".strip")).ToContainTextAsync("A call may already be on its way to you.");
        centre.TimesCalled("Nele Next").ShouldBe(0, "one agent, one number");

        // Dialling goes on with the other one: two calls come and are answered, and neither is for whoever leaves.
        await other.Page.Locator("#primary").ClickAsync();
        foreach (var person in (string[])["Nele Next", "Nina Next"])
        {
            await other.StateAsync("On call");
            await Expect(other.Page.Locator(".callbar h1")).ToHaveTextAsync(person);
            await other.HearsCustomerAsync();
            await Expect(page).ToHaveTitleAsync(Seat.Pattern("\\(00:[0-5][0-9]\\) Signing out"));
            if (person is "Nele Next")
            {
                await other.HangUpAsync();
                await other.FinishAsync("1", "Agreed");
            }
        }

        await Expect(page.Locator(".waiting")).ToContainTextAsync("Nothing new is dialled for you.");
        await Pictures.TakeAsync(page, "signing-out-waits");

        // What was on its way before comes, and they talk as ever.
        LineEar ear = new();
        late.Leg.ShouldNotBeNull().Listen(ear);
        centre.Carrier.Answer(late);
        await seat.StateAsync("On call");
        await Expect(page.Locator(".callbar h1")).ToHaveTextAsync("Late Lara");
        await seat.HearsCustomerAsync();
        await Seat.LineSaysAsync(ear, LineSound.Agent);
        await Expect(page.Locator(".strip")).ToContainTextAsync("You will be signed out after this call.");
        await Pictures.TakeAsync(page, "signing-out-call");
        await seat.HangUpAsync();
        await seat.FinishAsync("1", "Agreed");
        await Expect(page.Locator("#heading")).ToHaveTextAsync("You are signed out");
        await other.StateAsync("On call");
        centre.TimesCalled("Nora Never").ShouldBe(0, "nobody is dialled for whoever has left");
        seat.Errors.ShouldBeEmpty();
        other.Errors.ShouldBeEmpty();
    }

    /// <summary>Starts it and waits for its call. How many have been placed then.</summary>
    private async Task<int> DialsAheadAsync(string group)
    {
        var before = centre.Carrier.Invites.Count;
        await centre.StartAsync(group);
        await DemoLine.UntilAsync(() => centre.Carrier.Invites.Count > before, "a call that is dialled ahead");
        return before + 1;
    }
}
