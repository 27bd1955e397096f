using Microsoft.Playwright;
using Paceline.Contracts;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>A supervisor chooses how a campaign's calls come about, and the agent's open page follows.</summary>
[Collection(nameof(RealBrowser))]
public sealed class DeliveryTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task OV_01_PV_02_The_mode_that_a_supervisor_chooses_is_on_the_agents_page_with_what_fits_it_and_a_record_is_refused_where_none_is_given()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Chosen campaign", "Chris Chosen");
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Alma Agent", group));
        var page = seat.Page;
        await seat.StateAsync("Ready");
        await page.Locator(".rail-entry", new() { HasText = "Campaigns" }).ClickAsync();
        await page.EvaluateAsync("window.samePage = true");
        var row = page.Locator(".table-campaigns tbody tr").Locator("> *");
        var gets = page.GetByRole(AriaRole.Button, new() { NameRegex = Seat.Pattern("^Get record") });
        await using var desk = await Seat.OpenAsync(centre);
        await desk.SignInAsync(desk.Page, await centre.SupervisorLinkAsync());
        var panel = desk.Page.Locator(".campaign").Filter(new() { HasText = "Chosen campaign" });
        var mode = panel.GetByLabel("Mode of Chosen campaign");

        // Each of the four, and none of them offers a record while nothing runs.
        foreach (var (chosen, delivery, how) in ((DialMode, string, string)[])
        [
            (DialMode.Predictive, "Automatic", "Predictive: connected calls come to you"),
            (DialMode.PushPreview, "Automatic", "Push preview: a record comes to you"),
            (DialMode.Progressive, "Automatic", "Progressive: we call a customer for you"),
            (DialMode.Preview, "Manual", "Preview: you ask for a record"),
        ])
        {
            await mode.SelectOptionAsync(chosen.ToString());
            await Expect(row.Nth(2)).ToHaveTextAsync(delivery);
            await Expect(row.Nth(3)).ToContainTextAsync(how);
            await Expect(gets).ToHaveCountAsync(0);
            if (chosen == DialMode.Predictive)
            {
                await panel.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
                await Expect(panel.GetByRole(AriaRole.Form, new() { Name = "Goal of Chosen campaign" })).ToBeVisibleAsync();
                await Pictures.TakeAsync(desk.Page, "pacing-goal");
            }
        }

        // Asked all the same, as by a click that crossed the stop: refused in a sentence, and no record.
        (await seat.CommandAsync(Api.AgentGetRecord)).ShouldNotContain("Chris");
        await Expect(page.Locator(".pad-sentence")).ToContainTextAsync("The campaign has not started; no record can be taken from it.");
        await Pictures.TakeAsync(page, "delivery-refused");

        // Started: the record is to be asked for, in both places.
        await panel.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await Expect(row.Nth(0)).ToHaveTextAsync("Started");
        await Expect(gets).ToHaveCountAsync(2);
        await Expect(mode).ToHaveCountAsync(0);
        await Pictures.TakeAsync(page, "delivery-manual");
        await Pictures.TakeAsync(desk.Page, "delivery-console");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Stop…" }).ClickAsync();
        await panel.GetByRole(AriaRole.Button, new() { Name = "Stop Chosen campaign" }).ClickAsync();
        await Expect(row.Nth(0)).ToHaveTextAsync("Stopped");
        await Expect(gets).ToHaveCountAsync(0);

        // And where records come by themselves, none is asked for: here one comes.
        await mode.SelectOptionAsync(nameof(DialMode.PushPreview));
        await Expect(row.Nth(2)).ToHaveTextAsync("Automatic");
        await Expect(panel.Locator(".changed")).ToContainTextAsync("Push preview from now on.");
        await Pictures.TakeAsync(desk.Page, "mode-changed");
        (await seat.CommandAsync(Api.AgentGetRecord)).ShouldNotContain("Chris");
        await Expect(page.Locator(".pad-sentence")).ToContainTextAsync("Records are not asked for in this campaign: they come by themselves.");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await seat.StateAsync("Offered");
        await Expect(gets).ToHaveCountAsync(0);

        // While a record is read the campaign waits for it to be unloaded, unless it is forced.
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await seat.StateAsync("Preview");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Stop…" }).ClickAsync();
        await panel.GetByRole(AriaRole.Button, new() { Name = "Stop and unload" }).ClickAsync();
        await panel.GetByRole(AriaRole.Button, new() { Name = "Force unload…" }).ClickAsync();
        await Expect(panel.Locator(".confirm")).ToContainTextAsync("Unload Chosen campaign at once?");
        await Barriers.NoneInAnyLookAsync(desk.Page, "question before a forced unload");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Force unload", Exact = true }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        (await page.EvaluateAsync<bool>("window.samePage === true")).ShouldBeTrue("the page was never loaded again");
        seat.Errors.ShouldBeEmpty();
        desk.Errors.ShouldBeEmpty();
    }
}
