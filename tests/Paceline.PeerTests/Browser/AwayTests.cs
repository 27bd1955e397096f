using Microsoft.Playwright;
using Paceline.Contracts;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>The sign-in runs out under an open page, and the computer sleeps: sound and drafts stay, and the same page goes on.</summary>
[Collection(nameof(RealBrowser))]
public sealed class AwayTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task LO_01_In_a_call_a_sign_in_that_is_over_leaves_sound_and_note_and_after_signing_in_elsewhere_the_outcome_is_saved_by_itself()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Short sessions", "Sina Session");
        await centre.StartAsync(group);
        var agent = await centre.AgentAsync("Otto Over", group);
        await using var seat = await Seat.ReadyAsync(centre, agent);
        var ear = await seat.OnCallAsync();
        await seat.HearsCustomerAsync();
        var attempt = await seat.AttemptAsync();
        await seat.Page.Keyboard.PressAsync("n");
        await Expect(seat.Page.Locator("#note")).ToBeFocusedAsync();
        await seat.Page.Keyboard.TypeAsync("Two cars, one owner.");

        await seat.Context.ClearCookiesAsync();
        await seat.Page.Keyboard.PressAsync("F8"); // Hold is what brings it to light.
        await Expect(Strip(seat)).ToContainTextAsync("You are signed out. Your call is not affected, and what you write is kept. Sign in again to save it.");
        await LookAsync(seat, "signed-out-call");
        await seat.HearsCustomerAsync();
        await Seat.LineSaysAsync(ear, LineSound.Agent);
        await Expect(seat.Page.Locator("#note")).ToHaveValueAsync("Two cars, one owner.");

        // The customer hangs up, and what is saved now is kept until there is somebody again to save it.
        centre.Carrier.HangUp(centre.Carrier.LastCall("").ShouldNotBeNull());
        await seat.StateAsync("Wrap-up");
        await seat.Page.Keyboard.PressAsync("Escape");
        await seat.FinishAsync("1", "Agreed");
        await Expect(seat.Page.Locator(".pad-sentence [role=alert]"))
            .ToHaveTextAsync("“Agreed” is kept on this computer and is saved when you have signed in again.");
        await Expect(Strip(seat)).ToContainTextAsync("You are signed out. What you write is kept.");

        var again = Strip(seat).GetByRole(AriaRole.Link, new() { Name = "Sign in again" });
        var opened = await seat.Context.RunAndWaitForPageAsync(() => again.ClickAsync());
        await Expect(opened.GetByText("You need a sign-in link to get in.")).ToBeVisibleAsync();
        await SignInElsewhereAsync(opened, await centre.LinkAsync(agent));
        await Expect(Strip(seat)).Not.ToContainTextAsync("signed out");
        await seat.StateAsync("Ready");
        (await centre.FactsAsync()).Split('\n').ShouldContain(
            line => line.Contains(attempt, StringComparison.Ordinal) && line.Contains("Two cars, one owner.", StringComparison.Ordinal)
                && line.Contains("agreed", StringComparison.Ordinal),
            customMessage: "the outcome with its note among the facts");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_whose_clock_stands_as_in_a_tab_that_nobody_sees_keeps_its_line()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Hidden tab");
        await using var seat = await Seat.OpenAsync(centre);
        await seat.SignInAsync(seat.Page, await centre.LinkAsync(await centre.AgentAsync("Hedda Hidden", group)));
        await seat.Context.AddInitScriptAsync("window.setInterval = () => 0;");
        var opened = 0;
        seat.Page.WebSocket += (_, _) => opened++;
        await seat.Page.ReloadAsync();
        await seat.StateAsync("Not ready");
        await Task.Delay(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken); // The server gives a page up that it has not heard for 30 s.
        opened.ShouldBe(1);
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_of_which_a_part_does_not_come_says_so_and_is_loaded_again_by_its_button()
    {
        Chromium.Needed();
        await using var seat = await Seat.OpenAsync(centre);
        await seat.SignInAsync(seat.Page, await centre.LinkAsync(await centre.AgentAsync("Percy Part", await centre.GroupAsync("Parts"))));
        await seat.Context.RouteAsync("**/dotnet.native.*.wasm", static route => route.AbortAsync());
        await seat.Page.ReloadAsync();
        await Expect(seat.Page.Locator(".first-failed")).ToContainTextAsync("The page did not start");
        await Expect(seat.Page.GetByText("Opening your desk …")).ToBeHiddenAsync();
        await LookAsync(seat, "not-started");

        await seat.Context.UnrouteAllAsync();
        await seat.Page.GetByRole(AriaRole.Link, new() { Name = "Load again" }).ClickAsync();
        await seat.StateAsync("Not ready");
        await Expect(seat.Page.Locator(".first-failed")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task LO_01_Somebody_else_who_signs_in_in_the_same_browser_takes_neither_the_call_nor_its_commands()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Shared computer", "Sina Shared");
        await centre.StartAsync(group);
        var (dan, ann) = (await centre.AgentAsync("Dan Desk", group), await centre.AgentAsync("Ann Arrives", group));
        await using var seat = await Seat.ReadyAsync(centre, dan);
        var ear = await seat.OnCallAsync();
        await seat.HearsCustomerAsync();

        var other = await seat.Context.NewPageAsync();
        await other.GotoAsync(await centre.LinkAsync(ann));
        await Expect(other.Locator("#sentence")).ToContainTextAsync("In this browser Dan Desk is signed in. If you are somebody else, their pages stop");
        await Pictures.TakeAsync(other, "sign-in-taken");
        await other.ClickAsync("#sign-in");
        await Expect(other.Locator(".topbar .person")).ToContainTextAsync("Ann Arrives");
        await Expect(Strip(seat)).ToContainTextAsync("Somebody else has signed in in this browser. Your call is not affected");
        await LookAsync(seat, "signed-in-as-other");
        await seat.Page.Keyboard.PressAsync("F8");
        await seat.HearsCustomerAsync();
        await Seat.LineSaysAsync(ear, LineSound.Agent);
        await seat.StateAsync("Not ready", other);

        await SignInElsewhereAsync(await seat.Context.NewPageAsync(), await centre.LinkAsync(dan));
        await Expect(Strip(seat)).Not.ToContainTextAsync("signed in in this browser");
        await seat.HangUpAsync();
        await seat.FinishAsync("1", "Agreed");
        await seat.StateAsync("Ready");
        await Expect(other).ToHaveTitleAsync(Seat.Pattern("^Not ready"));
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task LO_01_While_waiting_a_sign_in_that_is_over_is_noticed_by_itself_no_call_comes_and_after_signing_in_the_page_goes_on()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Idle sessions");
        var agent = await centre.AgentAsync("Ida Idle", group);
        await using var seat = await Seat.ReadyAsync(centre, agent);
        await seat.StateAsync("Ready");

        await seat.Context.ClearCookiesAsync();
        await Expect(Strip(seat)).ToContainTextAsync("You are signed out. You get no calls until you sign in again.");
        await seat.StateAsync("Not ready"); // Its sound has ended, and the server has noticed.
        await LookAsync(seat, "signed-out-waiting");

        await SignInElsewhereAsync(await seat.Context.NewPageAsync(), await centre.LinkAsync(agent));
        await Expect(Strip(seat)).Not.ToContainTextAsync("signed out");
        await seat.Page.Locator(".pad-foot").GetByRole(AriaRole.Button, new() { Name = "Be Ready" }).ClickAsync();
        await seat.StateAsync("Ready");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task ST_03_A_page_that_slept_for_a_minute_and_a_half_says_so_and_its_agent_was_made_not_ready()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Sleepers");
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Sam Sleeper", group));
        await seat.StateAsync("Ready");

        // The page stands still, as on a computer that sleeps, until this answer comes; its sound is the browser's and goes on.
        TaskCompletionSource morning = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await seat.Page.RouteAsync("**/sleep", async route =>
        {
            await morning.Task;
            await route.FulfillAsync(new() { Status = 204 });
        });
        await seat.Page.EvaluateAsync("setTimeout(() => { const night = new XMLHttpRequest(); night.open('GET', '/sleep', false); night.send(); }, 0)");

        // Nobody calls them meanwhile: the server has not heard of the page for a minute.
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(3));
        while (!(await centre.FactsAsync()).Contains("\"Connection lost\"", StringComparison.Ordinal))
        {
            await Task.Delay(2000, limit.Token);
        }

        morning.SetResult();
        await Expect(Strip(seat)).ToContainTextAsync(Seat.Pattern("You were away for 0[1-3]:[0-5][0-9] and are Not ready. No customer came to you meanwhile."));
        await LookAsync(seat, "away");
        await Strip(seat).GetByRole(AriaRole.Button, new() { Name = "Be Ready" }).ClickAsync();
        await seat.StateAsync("Ready");
        await Expect(Strip(seat)).Not.ToContainTextAsync("away");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_leg_that_the_server_has_not_any_more_is_made_again_at_once_though_the_browser_believes_in_it()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Lost legs", "Lea Leg");
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Leo Lost", group));
        var ear = await seat.OnCallAsync();
        await seat.HearsCustomerAsync();
        await Seat.LineSaysAsync(ear, LineSound.Agent);
        var peers = await seat.Page.EvaluateAsync<int>("ear.peers");
        await Task.Delay(3000); // What is younger may be news of the leg before.
        await seat.Page.RouteAsync($"**{Api.AgentBrowserLeg}", static async route =>
        {
            await Task.Delay(route.Request.Method == "POST" ? 1500 : 0); // So that the customer's ear has something to hear.
            await route.ContinueAsync();
        });

        await seat.Page.EvaluateAsync($"fetch('{Api.AgentBrowserLeg}', {{ method: 'DELETE', headers: {{ 'Idempotency-Key': '{Guid.NewGuid():N}' }} }})");

        await Seat.LineSaysAsync(ear, LineSound.HoldAudio);
        await Seat.LineSaysAsync(ear, LineSound.Agent);
        (await seat.Page.EvaluateAsync<int>("ear.peers")).ShouldBeGreaterThan(peers);
        await seat.HearsCustomerAsync();
        await seat.StateAsync("On call");
        seat.Errors.ShouldBeEmpty();
    }

    private static ILocator Strip(Seat seat) => seat.Page.Locator(".strip");

    private static async Task SignInElsewhereAsync(IPage page, string link)
    {
        await page.GotoAsync(link);
        await page.ClickAsync("#sign-in");
        await Expect(page.Locator("#heading")).ToHaveTextAsync("You are signed in again");
        await page.CloseAsync();
    }

    private static async Task LookAsync(Seat seat, string name)
    {
        await Pictures.TakeAsync(seat.Page, $"life-{name}");
        await seat.Page.SetViewportSizeAsync(1366, 768);
    }
}
