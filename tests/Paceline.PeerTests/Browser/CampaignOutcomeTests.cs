using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>A campaign's own outcomes, made by a supervisor and used by an agent, in real browsers.</summary>
[Collection(nameof(RealBrowser))]
public sealed class CampaignOutcomeTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task DI_01_DI_02_DI_03_A_supervisor_makes_folders_and_the_agent_in_a_call_has_them_finds_one_and_corrects_the_result()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Outcome campaign", "Otto Outcome");
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Oda Outcome", group));
        await seat.OnCallAsync();

        await using var desk = await Seat.OpenAsync(centre);
        await desk.SignInAsync(desk.Page, await centre.SupervisorLinkAsync());
        var panel = desk.Page.Locator(".campaign").Filter(new() { HasText = "Outcome campaign" });
        await panel.GetByRole(AriaRole.Button, new() { Name = "Outcomes…" }).ClickAsync();
        var editor = panel.Locator(".outcomes-editor");
        await Expect(editor.Locator("tbody tr")).ToHaveCountAsync(6);
        foreach (var (name, folder) in ((string, string)[])[("Pays on Friday", "Promised/Soon"), ("Sends a letter", "Promised"), ("Wants an offer", "Sales")])
        {
            await editor.GetByRole(AriaRole.Button, new() { Name = "Add an outcome" }).ClickAsync();
            var added = editor.Locator("tbody tr").Last;
            await added.GetByLabel("Name of the outcome").FillAsync(name);
            await added.GetByLabel("Name of the outcome").BlurAsync();
            await added.GetByLabel("Folder of").FillAsync(folder);
            await added.GetByLabel("Folder of").BlurAsync();
        }

        await editor.GetByRole(AriaRole.Button, new() { Name = "Retire Declined" }).ClickAsync();
        await Expect(editor.GetByLabel("Key of Do not call")).ToHaveValueAsync("9");
        await Expect(editor.GetByLabel("Key of Try again later")).ToHaveValueAsync("3");
        await Pictures.TakeAsync(desk.Page, "outcomes-editor");
        await editor.GetByRole(AriaRole.Button, new() { Name = "Save outcomes" }).ClickAsync();
        await Expect(editor).ToContainTextAsync("Agents have them now.");

        // In the middle of the call.
        var page = seat.Page;
        await Expect(page.Locator(".outcome-toggle")).ToHaveTextAsync(["Promised", "Sales"]);
        await Expect(page.Locator("#pad")).Not.ToContainTextAsync("Declined");
        await seat.HangUpAsync();
        await Expect(page).ToHaveTitleAsync(Seat.Pattern("^Wrap-up 00:0[1-9]")); // The keys that save are deaf before.
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".pad-sentence [role=alert]")).ToHaveTextAsync("Choose an outcome to finish.");
        await Pictures.TakeAsync(page, "outcome-folders");
        await page.GetByLabel("Search outcomes").FillAsync("frid");
        await page.Locator("#pad .outcome").Filter(new() { HasText = "Pays on Friday" }).ClickAsync();
        await Expect(page.Locator(".outcome-selected")).ToContainTextAsync("Pays on Friday");
        await Pictures.TakeAsync(page, "outcome-search");
        await Expect(page.GetByLabel("Call result")).ToHaveValueAsync("Answer");
        await page.Keyboard.PressAsync("5");
        await Expect(page.GetByLabel("Call result")).ToHaveValueAsync("AnsweringMachine");
        await page.Locator("#pad .outcome").Filter(new() { HasText = "Pays on Friday" }).ClickAsync();
        await page.GetByLabel("Call result").SelectOptionAsync("Fax");
        await page.Keyboard.PressAsync("Control+Enter");
        await seat.StateAsync("Ready");
        var facts = await centre.FactsAsync();
        facts.ShouldContain("\"outcome\":\"pays-on-friday\"");
        facts.ShouldContain("\"result\":\"Fax\"");
        seat.Errors.ShouldBeEmpty();
        desk.Errors.ShouldBeEmpty();
    }
}
