using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>The console moves and can be used, and every screen can be used by everybody.</summary>
[Collection(nameof(RealBrowser))]
public sealed class ScreenTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task A_supervisor_starts_sees_figures_move_and_stops_and_no_screen_has_a_barrier()
    {
        Chromium.Needed();
        const string Group = "Summer offers";
        var group = await centre.GroupAsync(Group, "Sven Summer", "Una Untouched");
        await using var seat = await Seat.OpenAsync(centre);
        var link = await centre.LinkAsync(await centre.AgentAsync("Ann Axe", group));
        await seat.Page.GotoAsync(link);
        await Expect(seat.Page.Locator("#sign-in")).ToBeVisibleAsync();
        await Barriers.NoneInAnyLookAsync(seat.Page, "sign-in");
        await seat.Page.ClickAsync("#sign-in");
        await seat.Page.GetByRole(AriaRole.Button, new() { Name = "Be Ready" }).ClickAsync();
        await seat.StateAsync("Ready");
        await Expect(seat.Page.Locator(".callbar")).ToContainTextAsync($"{Group} has not started");
        await Barriers.NoneInAnyLookAsync(seat.Page, "waiting");

        // A stopped campaign dials nobody; Start is one click, and everything after it moves by itself.
        var console = await seat.Context.NewPageAsync();
        await seat.SignInAsync(console, await centre.SupervisorLinkAsync());
        var campaign = console.GetByRole(AriaRole.Article, new() { Name = Group });
        await Expect(Figure(campaign, "Placed")).ToHaveTextAsync("0");
        await campaign.GetByRole(AriaRole.Button, new() { Name = "Why?" }).ClickAsync();
        await Expect(campaign.Locator(".why")).ToContainTextAsync("It is loaded and not started.");
        await campaign.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await Expect(campaign.Locator(".pill")).ToHaveTextAsync("Started");
        await seat.OnCallAsync();
        await Barriers.NoneInAnyLookAsync(seat.Page, "call");
        await seat.Page.GetByRole(AriaRole.Button, new() { Name = "Keypad" }).ClickAsync();
        await Barriers.NoneInAnyLookAsync(seat.Page, "call with keypad");
        await Expect(Figure(campaign, "Placed")).ToHaveTextAsync("1");
        await Expect(Figure(campaign, "Connected")).ToHaveTextAsync("1");
        await Expect(Figure(campaign, "Outcomes")).ToHaveTextAsync("0");
        await Expect(console.GetByRole(AriaRole.Row, new() { Name = "Ann Axe" })).ToContainTextAsync("On call");
        await Expect(campaign.Locator(".why")).ToContainTextAsync("Waiting for agents: 1 in a call, none is ready.");
        await Pictures.TakeAsync(console, "why");

        // Stop asks first. The call goes on, and nobody else is dialled.
        await campaign.GetByRole(AriaRole.Button, new() { Name = "Stop…" }).ClickAsync();
        await console.GetByRole(AriaRole.Button, new() { Name = "New campaign" }).ClickAsync();
        await console.GetByRole(AriaRole.Button, new() { Name = "New agent" }).ClickAsync();
        await Barriers.NoneInAnyLookAsync(console, "console that asks");
        await campaign.GetByRole(AriaRole.Button, new() { Name = $"Stop {Group}" }).ClickAsync();
        await Expect(campaign.Locator(".pill")).ToHaveTextAsync("Stopped");
        await seat.HearsCustomerAsync();
        await seat.HangUpAsync();
        await Barriers.NoneInAnyLookAsync(seat.Page, "wrap-up");
        await seat.FinishAsync("2", "Declined");
        await seat.StateAsync("Ready");
        await Expect(Figure(campaign, "Outcomes")).ToHaveTextAsync("1");
        await Expect(campaign.GetByRole(AriaRole.Table, new() { Name = "Outcomes" })).ToContainTextAsync("Declined");
        await Expect(Figure(campaign, "Placed")).ToHaveTextAsync("1");
        seat.Errors.ShouldBeEmpty();
    }

    private static ILocator Figure(ILocator campaign, string name) =>
        campaign.Locator(".figure").Filter(new() { HasText = name }).Locator("dd").First;
}
