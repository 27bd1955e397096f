using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>A supervisor and an agent at the same time, each in a browser of their own: states, sign-offs and words (features 6.6, 9.4, 9.13).</summary>
[Collection(nameof(RealBrowser))]
public sealed class TeamTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task SU_02_By_keys_a_supervisor_sets_a_state_at_once_and_after_a_call_sets_it_back_and_the_agent_is_told()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Team campaign", "Tina Talker");
        var agent = await centre.AgentAsync("Mia Member", group);
        await using var seat = await Seat.ReadyAsync(centre, agent);
        await seat.StateAsync("Ready");
        await using var desk = await ConsoleAsync();
        var page = desk.Page;

        await OpenMenuAsync(page, agent);
        await Barriers.NoneInAnyLookAsync(page, "menu of an agent");
        await TakeAsync(page, "team-menu", page.Locator("[role=menu]"));
        await page.Keyboard.PressAsync("2");
        await Expect(page.Locator(".row-open")).ToContainTextAsync("Mia Member is set to Not ready (Break).");
        await Expect(page.Locator($"#acts-{agent}")).ToBeFocusedAsync();
        await seat.StateAsync("Not ready");
        await Expect(seat.Page.Locator(".toast").Last).ToContainTextAsync("Your supervisor Supervisor set you to Not ready (Break)");
        await Barriers.NoneInAnyLookAsync(page, "state that was set");
        await TakeAsync(page, "team-set", page.Locator(".row-open"));
        await TakeAsync(seat.Page, "team-told", seat.Page.Locator(".toast").Last);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set back" }).ClickAsync();
        await seat.StateAsync("Ready");
        await Expect(page.Locator(".row-open")).ToContainTextAsync("Mia Member is set to Ready.");

        // In a call it is booked, and the call is not touched.
        await centre.StartAsync(group);
        await seat.OnCallAsync();
        await OpenMenuAsync(page, agent);
        await page.Keyboard.PressAsync("3");
        await Expect(page.Locator(".row-open")).ToContainTextAsync("Mia Member will be Not ready (Lunch) after this call.");
        await Expect(RowOf(page, "Mia Member")).ToContainTextAsync("On call · then Lunch");
        await Expect(RowOf(page, "Mia Member")).ToContainTextAsync("Tina Talker");
        await Expect(seat.Page.Locator("#status .pill")).ToContainTextAsync("then Lunch");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".row-open")).ToHaveCountAsync(0);
        await seat.HangUpAsync();
        await seat.FinishAsync("1", "Agreed");
        await seat.StateAsync("Not ready");
        seat.Errors.ShouldBeEmpty();
        desk.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task NL_12_The_supervisor_reads_what_becomes_of_the_call_which_goes_on_and_the_agents_page_says_who_ended_it()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Sign-off campaign", "Nora Longcall");
        var agent = await centre.AgentAsync("Olaf Off", group);
        await using var seat = await Seat.ReadyAsync(centre, agent);
        await centre.StartAsync(group);
        await seat.OnCallAsync();
        await using var desk = await ConsoleAsync();
        var page = desk.Page;

        // After this call is what is chosen unless somebody chooses otherwise; it can be taken back.
        await OpenMenuAsync(page, agent);
        await page.Keyboard.PressAsync("o");
        await Expect(page.Locator("#sign-off-heading")).ToBeFocusedAsync();
        await Expect(page.Locator(".row-ask")).ToContainTextAsync("Nora Longcall");
        await Expect(page.Locator(".row-ask input[type=radio]").First).ToBeCheckedAsync();
        await Expect(page.Locator(".row-ask")).ToContainTextAsync("The call is not cut: it goes on until one of the two hangs up.");
        await Barriers.NoneInAnyLookAsync(page, "sign-off");
        await TakeAsync(page, "team-sign-off", page.Locator(".row-open"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign off Olaf Off" }).ClickAsync();
        await Expect(page.Locator(".row-open")).ToContainTextAsync("Olaf Off is being signed off");
        await Expect(seat.Page.Locator(".strip")).ToContainTextAsync("Your supervisor signs you out after this call.");
        await Expect(seat.Page.GetByRole(AriaRole.Button, new() { Name = "Stay signed in" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set back" }).ClickAsync();
        await Expect(page.Locator(".row-open")).ToContainTextAsync("Olaf Off stays signed in");
        await Expect(seat.Page.Locator(".strip")).Not.ToContainTextAsync("Your supervisor");

        // Now: the two still hear each other, and nothing follows the call.
        await OpenMenuAsync(page, agent);
        await page.Keyboard.PressAsync("o");
        await page.Locator(".row-ask input[type=radio]").Nth(1).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign off Olaf Off" }).ClickAsync();
        await Expect(page.Locator(".row-open")).ToContainTextAsync("Olaf Off is signed off when this call ends, without wrap-up.");
        await Expect(RowOf(page, "Olaf Off")).ToContainTextAsync("On call · signing off");
        await Expect(seat.Page.Locator(".strip")).ToContainTextAsync("Your supervisor signs you out when this call ends, without wrap-up.");
        await Barriers.NoneInAnyLookAsync(seat.Page, "signed off in a call");
        await TakeAsync(seat.Page, "team-signed-off-in-call", seat.Page.Locator(".strip"));
        await seat.HearsCustomerAsync();
        await seat.Page.Keyboard.PressAsync("Shift+F9");
        await Expect(seat.Page.Locator("#heading")).ToHaveTextAsync("You are signed out");
        await Expect(seat.Page.Locator("#sentence")).ToContainTextAsync("Your supervisor signed you off.");
        await Barriers.NoneInAnyLookAsync(seat.Page, "signed off");
        await TakeAsync(seat.Page, "team-signed-off", seat.Page.Locator("#sentence"));
        await Expect(seat.Page.Locator("#sign-in")).ToBeHiddenAsync();
        await Expect(RowOf(page, "Olaf Off")).ToContainTextAsync("Signed out");

        // The way back is a sign-in; the messages say who it was.
        await seat.SignInAsync(seat.Page, await centre.LinkAsync(agent));
        await seat.Page.GetByRole(AriaRole.Navigation, new() { Name = "Views" }).GetByRole(AriaRole.Button, new() { NameRegex = Seat.Pattern("^Messages") }).ClickAsync();
        await Expect(seat.Page.Locator("body")).ToContainTextAsync("Your supervisor Supervisor signed you off");
        seat.Errors.ShouldBeEmpty();
        desk.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task MS_02_A_supervisor_writes_to_the_agents_of_a_campaign_or_to_one_and_sees_who_has_read_it()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Words campaign");
        var agent = await centre.AgentAsync("Rita Reader", group);
        await using var seat = await Seat.OpenAsync(centre);
        await seat.SignInAsync(seat.Page, await centre.LinkAsync(agent));
        await using var desk = await ConsoleAsync();
        var page = desk.Page;

        await page.Locator("#tell").ClickAsync();
        await Expect(page.Locator("#tell-text")).ToBeFocusedAsync();
        await page.Locator(".tell select").SelectOptionAsync(new SelectOptionValue { Label = "The agents of Words campaign" });
        await page.FillAsync("#tell-text", "New price list from noon.");
        await Expect(page.Locator("#tell-left")).ToHaveTextAsync("475 characters left");
        await page.GetByLabel("High priority").CheckAsync();
        await Barriers.NoneInAnyLookAsync(page, "message to agents");
        await TakeAsync(page, "team-message", page.Locator(".tell"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Expect(page.Locator(".tell")).ToContainTextAsync("Sent to 1 agent. 0 of 1 have confirmed it.");
        await Expect(page.Locator(".tell")).ToContainTextAsync("Not yet: Rita Reader");
        await TakeAsync(page, "team-message-sent", page.Locator(".tell"));
        await seat.Page.Locator(".toast.is-high").GetByRole(AriaRole.Button, new() { Name = "I have read this" }).ClickAsync();
        await Expect(page.Locator(".tell")).ToContainTextAsync("Everybody has confirmed it.");
        await page.Locator(".tell").GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(page.Locator("#tell")).ToBeFocusedAsync();

        // To one, from the row.
        await OpenMenuAsync(page, agent);
        await page.Keyboard.PressAsync("m");
        await Expect(page.Locator(".row-open #tell-text")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Come by, please.");
        await Expect(page.Locator(".row-open select")).ToHaveValueAsync("agent");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Expect(page.Locator(".row-open")).ToContainTextAsync("Sent to 1 agent.");
        await Expect(seat.Page.Locator(".toast").Last).ToContainTextAsync("Come by, please");
        seat.Errors.ShouldBeEmpty();
        desk.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task LO_01_A_supervisor_makes_an_agents_link_on_the_page_and_the_agent_signs_in_by_it()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Link campaign");
        var agent = await centre.AgentAsync("Lena Link", group);
        await using var desk = await ConsoleAsync();
        var page = desk.Page;

        await OpenMenuAsync(page, agent);
        await page.Keyboard.PressAsync("l");
        await Expect(page.Locator("#link-heading")).ToBeFocusedAsync();
        await Expect(page.Locator("#link-made")).ToHaveValueAsync(Seat.Pattern("^http://localhost:[0-9]+/sign-in#.{20,}$"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy", Exact = true }).ClickAsync();
        await Expect(page.Locator(".row-open [role=status]")).ToHaveTextAsync("Copied.");
        await Barriers.NoneInAnyLookAsync(page, "sign-in link");
        await TakeAsync(page, "team-link", page.Locator(".row-open"));
        var link = await page.Locator("#link-made").InputValueAsync();
        await using var seat = await Seat.OpenAsync(centre);
        await seat.SignInAsync(seat.Page, link);
        await Expect(seat.Page.Locator("#status")).ToBeVisibleAsync();
        await Expect(seat.Page.Locator(".topbar-end .chip").First).ToContainTextAsync("Link campaign");

        // Put on another campaign, in the same menu; the agent's page changes with it.
        await centre.GroupAsync("Other campaign");
        await OpenMenuAsync(page, agent);
        await page.Keyboard.PressAsync("c");
        await Expect(page.Locator("#assign-campaign")).ToBeFocusedAsync();
        await page.Locator("#assign-campaign").SelectOptionAsync(new SelectOptionValue { Label = "Other campaign" });
        await Barriers.NoneInAnyLookAsync(page, "campaign of an agent");
        await TakeAsync(page, "team-campaign", page.Locator(".row-open"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Put on this campaign" }).ClickAsync();
        await Expect(page.Locator(".row-open")).ToContainTextAsync("Lena Link takes the calls of Other campaign now.");
        await Expect(seat.Page.Locator(".topbar-end .chip").First).ToContainTextAsync("Other campaign");
        desk.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_needs_attention_is_first_with_how_far_they_are_over_and_the_counts_filter()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Attention campaign");
        var lost = await centre.AgentAsync("Zoe Zero", group);
        await using var ready = await Seat.ReadyAsync(centre, await centre.AgentAsync("Adam Able", group));
        await ready.StateAsync("Ready");
        await using (var seat = await Seat.ReadyAsync(centre, lost))
        {
            await seat.StateAsync("Ready");
        }

        // Her page is closed, and with it the sound: nobody chose that.
        await using var desk = await ConsoleAsync();
        var page = desk.Page;
        await Expect(page.Locator(".table-agents tbody tr").First).ToContainTextAsync(Seat.Pattern(@"Zoe Zero[\s\S]*No audio[\s\S]*0[0-9]:[0-9]{2} over"));
        await page.Locator(".filter", new() { HasText = "Over limit" }).ClickAsync();
        await Expect(RowOf(page, "Adam Able")).ToHaveCountAsync(0);
        await Barriers.NoneInAnyLookAsync(page, "agents over a limit");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show all" }).ClickAsync();
        await Expect(RowOf(page, "Adam Able")).ToHaveCountAsync(1);
        await TakeAsync(page, "team-attention", page.Locator(".table-agents"));
        desk.Errors.ShouldBeEmpty();
    }

    private async Task<Seat> ConsoleAsync()
    {
        var desk = await Seat.OpenAsync(centre);
        await desk.SignInAsync(desk.Page, await centre.SupervisorLinkAsync());
        return desk;
    }

    /// <summary>Light and dark, with this part in sight.</summary>
    private static async Task TakeAsync(IPage page, string name, ILocator part)
    {
        foreach (var look in (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = look, ReducedMotion = ReducedMotion.Reduce });
            await part.ScrollIntoViewIfNeededAsync();
            await Pictures.WriteAsync("artifacts", $"{name}-{look}".ToLowerInvariant(), await page.ScreenshotAsync());
        }
    }

    private static ILocator RowOf(IPage page, string name) => page.Locator(".table-agents tbody tr").Filter(new() { Has = page.Locator("th", new() { HasText = name }) });

    /// <summary>By keys; the first act has the focus.</summary>
    private static async Task OpenMenuAsync(IPage page, string agent)
    {
        await page.Locator($"#acts-{agent}").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator($"#acts-of-{agent} [role=menuitem]").First).ToBeFocusedAsync();
    }
}
