using Microsoft.Playwright;
using Paceline.Contracts;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>The rules of a campaign, changed by a supervisor and felt by an agent, in real browsers.</summary>
[Collection(nameof(RealBrowser))]
public sealed class RulesTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task CA_01_A_supervisor_changes_hours_and_takes_a_right_and_its_control_is_gone_from_the_agents_page()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Ruled campaign", "Rita Ruled", "Rolf Ruled");
        await centre.ModeAsync(group, DialMode.Preview);
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Ruth Ruled", group));
        var skip = seat.Page.GetByRole(AriaRole.Button, new() { Name = "Skip – back to list", Exact = true });
        await seat.StateAsync("Ready");
        await seat.Page.Keyboard.PressAsync("F9");
        await seat.StateAsync("Preview");
        await skip.ClickAsync();
        await seat.StateAsync("Ready");

        await using var desk = await Seat.OpenAsync(centre);
        await desk.SignInAsync(desk.Page, await centre.SupervisorLinkAsync());
        var panel = desk.Page.Locator(".campaign").Filter(new() { HasText = "Ruled campaign" });
        var opens = panel.GetByRole(AriaRole.Button, new() { Name = "Rules…" });
        await opens.FocusAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        var form = panel.Locator(".rules");
        await Expect(form.GetByRole(AriaRole.Heading, new() { Name = "Rules of Ruled campaign" })).ToBeFocusedAsync();
        await Expect(form).ToContainTextAsync("Stop it first");
        await Expect(form.GetByLabel("Calls until")).ToHaveValueAsync("23:59");
        await Expect(form.GetByLabel("Calls until")).ToBeDisabledAsync();
        await Pictures.TakeAsync(desk.Page, "rules-running");

        await centre.StopAsync(group);
        await Expect(form.GetByLabel("Calls until")).ToBeEnabledAsync();
        await form.GetByLabel("Calls until").FillAsync("23:58");
        await form.GetByLabel("Ring time").FillAsync("5");
        await form.GetByLabel("Wrap-up limit").FillAsync("0");
        await form.GetByLabel("Skip a record for somebody else").UncheckAsync();
        await form.GetByLabel("Ring time").PressAsync("Enter");
        await Expect(form.GetByLabel("Ring time")).ToBeFocusedAsync();
        await Expect(form).ToContainTextAsync("15 to 120 s.");
        await Pictures.TakeAsync(desk.Page, "rules");

        await form.GetByLabel("Ring time").FillAsync("30");
        await form.GetByLabel("Ring time").PressAsync("Enter");
        await Expect(form).ToHaveCountAsync(0);
        await Expect(opens).ToBeFocusedAsync();
        await Expect(panel).ToContainTextAsync("They hold from the next call on.");
        await desk.Page.Keyboard.PressAsync("Enter");
        await Expect(form.GetByLabel("Calls until")).ToHaveValueAsync("23:58");
        await Expect(form.GetByLabel("Wrap-up limit")).ToHaveValueAsync("0");
        await Expect(form.GetByLabel("For each person")).ToHaveValueAsync("8");
        await Expect(form.GetByLabel("Skip a record for somebody else")).Not.ToBeCheckedAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(opens).ToBeFocusedAsync();

        await centre.StartAsync(group);
        await seat.Page.Keyboard.PressAsync("F9");
        await seat.StateAsync("Preview");
        await Expect(seat.Page.GetByRole(AriaRole.Button, new() { Name = "Not in this campaign" })).ToBeVisibleAsync();
        await Expect(skip).ToHaveCountAsync(0);
        await seat.Page.Keyboard.PressAsync("s");
        await seat.StateAsync("Preview");
        await Pictures.TakeAsync(seat.Page, "rules-agent");
        seat.Errors.ShouldBeEmpty();
        desk.Errors.ShouldBeEmpty();
    }
}
