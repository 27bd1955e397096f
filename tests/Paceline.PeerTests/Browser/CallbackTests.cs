using System.Globalization;
using Microsoft.Playwright;
using Paceline.Contracts;
using Paceline.PeerTests.Kills;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>Callbacks in a real browser: arranged in wrap-up and from a record, by keys and by hand.</summary>
[Collection(nameof(RealBrowser))]
public sealed class CallbackTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task CB_01_CB_02_CB_06_A_callback_is_arranged_by_keys_and_by_hand_refused_times_are_explained_and_it_counts_from_the_outcome_on()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Callback campaign", "Cora Callback");
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Carl Caller", group));
        var page = seat.Page;
        await seat.OnCallAsync();
        await Expect(page.Locator("#open-callback")).ToBeVisibleAsync();
        await seat.HangUpAsync();
        await Expect(page).ToHaveTitleAsync(Seat.Pattern("^Wrap-up 0?0:0[1-9]|^Wrap-up 0?0:[1-5]"));

        // Three keys: the panel, a time, done.
        await page.Keyboard.PressAsync("b");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Call Cora Callback back" })).ToBeVisibleAsync();
        await Expect(page.Locator("#callback-first")).ToBeFocusedAsync();
        await Expect(page.Locator(".callback-verdict")).ToContainTextAsync("Calls are permitted then.");
        await Expect(page.Locator(".callback-there")).ToContainTextAsync("for you");
        await Pictures.TakeAsync(page, "callback-panel");
        await HelpTests.TakeAsync(page, "callback");
        var times = await page.Locator(".callback-time").CountAsync();
        await page.Keyboard.PressAsync(times.ToString(CultureInfo.InvariantCulture));
        await Expect(page.Locator(".callback-time").Last).ToHaveClassAsync(Seat.Pattern("is-chosen"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".pad-booked")).ToContainTextAsync("anyone");
        await Expect(page.Locator("#primary")).ToContainTextAsync("Save with callback");
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "Try again later" })).ToBeCheckedAsync();
        await Pictures.TakeAsync(page, "callback-booked");

        // By hand: the minute of the day that is not permitted, and the next that is.
        await page.Locator("#open-callback").ClickAsync();
        var day = await page.Locator("#callback-date").InputValueAsync();
        await page.Locator("#callback-clock").FillAsync("23:59");
        await Expect(page.Locator(".callback-verdict")).ToContainTextAsync("allows calls 00:00–23:59.");
        await Pictures.TakeAsync(page, "callback-refused");
        await page.Locator(".callback-verdict button").ClickAsync();
        await Expect(page.Locator("#callback-clock")).ToHaveValueAsync("00:00");
        (await page.Locator("#callback-date").InputValueAsync()).ShouldNotBe(day, StringComparer.Ordinal);
        await Expect(page.Locator(".callback-verdict")).ToContainTextAsync("Calls are permitted then.");
        await page.Locator("#callback-date").FillAsync("2020-01-01");
        await Expect(page.Locator(".callback-verdict")).ToContainTextAsync("This time has passed.");
        await page.Locator("#callback-book").ClickAsync();
        await Expect(page.Locator(".callback-verdict")).ToContainTextAsync("This time has passed.");
        await page.Locator(".callback-verdict button").ClickAsync();
        await page.Locator("#callback-mine").CheckAsync();
        await page.Locator("#callback-note").FillAsync("Ask for Cora.");
        await page.Locator("#callback-book").ClickAsync();
        await Expect(page.Locator(".pad-booked")).ToContainTextAsync("), you.");
        (await ListedAsync(page)).ShouldBe(0, "it counts from the outcome on");

        // Reopened it shows what was set; removed, and arranged again.
        await page.Locator("#open-callback").ClickAsync();
        await Expect(page.Locator("#callback-note")).ToHaveValueAsync("Ask for Cora.");
        await page.Locator("#callback-drop").ClickAsync();
        await Expect(page.Locator(".pad-booked")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("b");
        await Expect(page.Locator("#callback-first")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".callback-form")).ToHaveCountAsync(0);
        await Expect(page.Locator("#open-callback")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("b");
        await Expect(page.Locator(".callback-verdict")).ToContainTextAsync("Calls are permitted then.");
        await page.Locator("#callback-mine").CheckAsync();
        await page.Locator("#callback-book").ClickAsync();
        await Expect(page.Locator(".pad-booked")).ToBeVisibleAsync();
        await page.Locator("#open-callback").FocusAsync();
        await seat.FinishAsync("3", "Try again later");
        await seat.StateAsync("Ready");
        await OneIsListedAsync(page);
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task CB_05_A_record_that_is_read_is_closed_by_a_callback_and_nobody_is_called()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Callback before the call", "Bea Before");
        await centre.ModeAsync(group, DialMode.Preview);
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Berta Books", group));
        var page = seat.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Get record" }).ClickAsync();
        await seat.StateAsync("Preview");

        await page.Keyboard.PressAsync("b");
        await Expect(page.Locator("#callback-book")).ToContainTextAsync("Book and finish");
        await Expect(page.Locator(".callback-verdict")).ToContainTextAsync("Calls are permitted then.");
        await Pictures.TakeAsync(page, "callback-preview");
        await page.Locator("#callback-first").FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await seat.StateAsync("Ready");
        await OneIsListedAsync(page);
        (await centre.FactsAsync()).Split('\n').Where(line => line.Contains($"group/{group}", StringComparison.Ordinal))
            .ShouldAllBe(static line => !line.Contains("attempt.ordered", StringComparison.Ordinal), "nobody was called");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task CB_07_CB_10_An_own_callback_that_is_due_rings_at_its_agents_only_and_is_read_and_called_and_the_list_and_the_console_show_it_before()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Callbacks that come back", "Dora Due");
        await centre.ModeAsync(group, DialMode.Preview);
        await centre.StartAsync(group);
        var owner = await centre.AgentAsync("Olga Owner", group);
        await using var seat = await Seat.ReadyAsync(centre, owner);
        await using var other = await Seat.ReadyAsync(centre, await centre.AgentAsync("Otto Other", group));
        await other.StateAsync("Ready");
        var page = seat.Page;
        await page.Locator(".rail-entry", new() { HasText = "Callbacks" }).ClickAsync();
        await Expect(page.Locator(".side-empty")).ToContainTextAsync("No callbacks booked.");
        await page.Locator(".rail-entry", new() { HasText = "Work" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Get record" }).ClickAsync();
        await seat.StateAsync("Preview");
        await page.Keyboard.PressAsync("b");
        await Expect(page.Locator(".callback-verdict")).ToContainTextAsync("Calls are permitted then.");
        await page.Locator("#callback-mine").CheckAsync();
        await page.Locator("#callback-note").FillAsync("Ask for Dora.");
        await page.Locator("#callback-book").ClickAsync();
        await seat.StateAsync("Ready");

        // In the agent's list and in the console.
        await OneIsListedAsync(page);
        await page.Locator(".rail-entry", new() { HasText = "Callbacks" }).ClickAsync();
        await Expect(page.Locator(".table-callbacks tbody tr")).ToContainTextAsync(["Dora Due"]);
        await page.Locator(".table-callbacks button").First.ClickAsync();
        await Expect(page.Locator(".callback-change")).ToBeVisibleAsync();
        await Pictures.TakeAsync(page, "callbacks-own");
        await page.Keyboard.PressAsync("F1");
        await Expect(page.Locator("#panel-heading")).ToHaveTextAsync("Callbacks");
        await page.Keyboard.PressAsync("F1");
        await using (var console = await Seat.OpenAsync(centre))
        {
            await console.SignInAsync(console.Page, await centre.SupervisorLinkAsync());
            await console.Page.GotoAsync($"{new Uri(console.Page.Url).GetLeftPart(UriPartial.Authority)}/supervisor/callbacks/{group}");
            await Expect(console.Page.Locator(".table-callbacks tbody tr")).ToContainTextAsync(["Dora Due"]);
            await console.Page.Locator(".table-callbacks button").First.ClickAsync();
            await Expect(console.Page.Locator(".callback-owner")).ToHaveValueAsync(owner);
            await Pictures.TakeAsync(console.Page, "callbacks-console");
            console.Errors.ShouldBeEmpty();
        }

        // In a moment it is due: it comes to its owner, who asked for nothing, and to nobody else.
        await page.EvaluateAsync(
            """
            fetch('/api/v1/agent/callbacks').then(a => a.json()).then(l => fetch(`/api/v1/agent/callbacks/${l.callbacks[0].callback}/change`, {
              method: 'POST', headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({ at: new Date(Date.now() + 3000).toISOString(), owner: l.callbacks[0].owner }) }))
            """);
        await seat.StateAsync("Offered");
        await Expect(page.Locator(".record-promise")).ToContainTextAsync("Your callback, promised:");
        await Expect(page.Locator(".record-promise")).ToContainTextAsync("Ask for Dora.");
        await Pictures.TakeAsync(page, "callback-offered");
        await other.StateAsync("Ready");
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await seat.StateAsync("Preview");
        await page.Locator("#primary").ClickAsync();
        await seat.OnCallAsync();
        await seat.HearsCustomerAsync();
        await seat.HangUpAsync();
        await seat.FinishAsync("1", "Agreed");
        await seat.StateAsync("Ready");
        await Waiting.ForAsync("none", async () => await ListedAsync(page) == 0 ? "" : null, static () => "", TestContext.Current.CancellationToken);
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_calls_back_hears_the_sentence_and_stands_in_the_console_with_our_last_call_and_what_is_next()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Returned campaign", "Rita Returns", "Theo Tooagain");
        await using var console = await Seat.OpenAsync(centre);
        await console.SignInAsync(console.Page, await centre.SupervisorLinkAsync());
        await console.Page.GotoAsync($"{new Uri(console.Page.Url).GetLeftPart(UriPartial.Authority)}/supervisor/callbacks/{group}");
        await Expect(console.Page.GetByText("Nobody has called back in the last 30 days.")).ToBeVisibleAsync();
        await Barriers.NoneAsync(console.Page, "nobody called back");
        await Pictures.TakeAsync(console.Page, "returned-nobody");

        await centre.StartAsync(group);
        await using (var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Rob Reached", group)))
        {
            await seat.OnCallAsync();
            await seat.HangUpAsync();
            await seat.FinishAsync("1", "Agreed");
            await seat.OnCallAsync();
            await seat.HangUpAsync();
            await seat.Page.Keyboard.PressAsync("b");
            await Expect(seat.Page.Locator(".callback-verdict")).ToContainTextAsync("Calls are permitted then.");
            await seat.Page.Locator("#callback-book").ClickAsync();
            await Expect(seat.Page.Locator("#primary")).ToContainTextAsync("Save with callback");
            await seat.Page.Locator("#primary").ClickAsync();
            await seat.StateAsync("Ready");
            await centre.StopAsync(group);
        }

        await Task.WhenAll(
            centre.CallsBackAsync("anonymous"), centre.CallsBackAsync(centre.NumberOf("Rita Returns")), centre.CallsBackAsync(centre.NewNumber("Sam Stranger")));
        await centre.CallsBackAsync(centre.NumberOf("Theo Tooagain"));

        var rows = console.Page.Locator(".table-returned tbody tr");
        await Expect(rows).ToHaveCountAsync(4);
        await Expect(rows.First).ToContainTextAsync("Theo Tooagain");
        await Expect(rows.First).ToContainTextAsync("A callback is booked");
        await Expect(rows.Filter(new() { HasText = "Rita Returns" })).ToContainTextAsync("Agreed · Rob Reached");
        await Expect(rows.Filter(new() { HasText = "Number withheld" })).ToHaveCountAsync(1);
        await Expect(rows.Filter(new() { HasText = "No campaign had called this number" })).ToHaveCountAsync(1);
        await Barriers.NoneAsync(console.Page, "returned calls");
        await Pictures.TakeAsync(console.Page, "returned-calls");
        console.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task CB_03_CB_04_CB_08_A_new_number_is_called_for_a_callback_that_is_the_campaigns_by_rule_and_whoever_is_free_gets_it()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync(
            "Everybody's callbacks", new CampaignRulesRequest(Callbacks: CallbackChoice.AlwaysCampaign), "Nadia Newnumber");
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Bert Books", group));
        var page = seat.Page;
        await seat.OnCallAsync();
        await page.Locator("#open-callback").ClickAsync();
        await Expect(page.Locator(".callback-verdict")).ToContainTextAsync("Calls are permitted then.");
        await Expect(page.Locator(".callback-who")).ToHaveCountAsync(0);
        await Expect(page.Locator("#callback-panel")).Not.ToContainTextAsync("You call back.");
        await page.Locator("#callback-number").SelectOptionAsync("new");
        await page.Locator("#callback-new").FillAsync(centre.NewNumber("Nadia elsewhere"));
        await page.Locator("#callback-note").FillAsync("At her mother's.");
        await Expect(page.Locator(".callback-verdict")).ToContainTextAsync("Calls are permitted then.");
        await Pictures.TakeAsync(page, "callback-new-number");
        await page.Locator("#callback-book").ClickAsync();
        await Expect(page.Locator(".pad-booked")).ToContainTextAsync("anyone");
        await page.Locator("#open-callback").FocusAsync();
        await seat.HangUpAsync();
        await seat.FinishAsync("3", "Try again later");
        await seat.StateAsync("Ready");
        await page.Keyboard.PressAsync("Shift+F2");
        await page.GetByRole(AriaRole.Menuitemradio, new() { NameRegex = Seat.Pattern("^Break") }).ClickAsync();
        await seat.StateAsync("Not ready");

        // It is due: whoever is free has it, connected at the new number as the campaign's mode has it.
        await using var other = await Seat.ReadyAsync(centre, await centre.AgentAsync("Fritz Free", group));
        await other.StateAsync("Ready");
        await centre.CallbackIsDueAsync(group, inSeconds: 2);
        await other.OnCallAsync();
        await other.HearsCustomerAsync();
        await Expect(other.Page.Locator(".callbar h1")).ToHaveTextAsync("Nadia Newnumber");
        await Expect(other.Page.Locator(".callbar-who")).ToContainTextAsync(centre.NumberOf("Nadia elsewhere"));
        await Expect(other.Page.Locator(".record-promise")).ToContainTextAsync("A callback, promised:");
        await Expect(other.Page.Locator(".record-promise")).ToContainTextAsync("At her mother's.");
        await Pictures.TakeAsync(other.Page, "callback-called");
        (centre.TimesCalled("Nadia Newnumber"), centre.TimesCalled("Nadia elsewhere")).ShouldBe((1, 1));
        await seat.StateAsync("Not ready");

        // Where the rules make each its agent's own, that is said, and there is nothing to choose.
        var own = await centre.GroupAsync("Own callbacks", new CampaignRulesRequest(Callbacks: CallbackChoice.AlwaysPersonal), "Otto Own");
        await centre.ModeAsync(own, DialMode.Preview);
        await centre.StartAsync(own);
        await using var keeper = await Seat.ReadyAsync(centre, await centre.AgentAsync("Karla Keeps", own));
        await keeper.Page.GetByRole(AriaRole.Button, new() { Name = "Get record" }).ClickAsync();
        await keeper.StateAsync("Preview");
        await keeper.Page.Keyboard.PressAsync("b");
        await Expect(keeper.Page.Locator("#callback-panel")).ToContainTextAsync("You call back. If you are away, anyone does after");
        await Expect(keeper.Page.Locator("#callback-mine")).ToHaveCountAsync(0);
        await Expect(keeper.Page.Locator(".callback-verdict")).ToContainTextAsync("Calls are permitted then.");
        await keeper.Page.Locator("#callback-book").ClickAsync();
        await keeper.StateAsync("Ready");
        await OneIsListedAsync(keeper.Page);

        // As it looks when it was missed, which takes its grace of minutes: the answer says so here.
        await keeper.Page.RouteAsync($"**{Api.AgentCallbacks}", static async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = Text(await answer.TextAsync()) });

            static string Text(string said) => said.Replace("\"state\":\"Pending\"", "\"state\":\"Missed\"", StringComparison.OrdinalIgnoreCase);
        });
        await keeper.Page.ReloadAsync();
        await keeper.Page.Locator(".rail-entry", new() { HasText = "Callbacks" }).ClickAsync();
        await Expect(keeper.Page.Locator(".table-callbacks tbody tr")).ToContainTextAsync(["Missed"]);
        await Barriers.NoneInAnyLookAsync(keeper.Page, "callback that was missed");
        seat.Errors.ShouldBeEmpty();
        other.Errors.ShouldBeEmpty();
        keeper.Errors.ShouldBeEmpty();
    }

    private static Task<string> OneIsListedAsync(IPage page) => Waiting.ForAsync(
        "one callback", async () => await ListedAsync(page) == 1 ? "" : null, static () => "", TestContext.Current.CancellationToken);

    private static Task<int> ListedAsync(IPage page) =>
        page.EvaluateAsync<int>("fetch('/api/v1/agent/callbacks').then(a => a.json()).then(l => l.callbacks.length)");
}
