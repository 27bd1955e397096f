using System.Text.Json;
using Bunit;
using Paceline.Contracts;
using Paceline.Web.Console;
using static Paceline.Tests.Web.DeskRig;

namespace Paceline.Tests.Web;

public sealed class ConsolePageTests
{
    private const string Renewals = "renewals";

    [Fact]
    public async Task The_rail_leads_to_every_page_and_says_which_is_open()
    {
        await using var rig = new DeskRig("supervisor");
        var page = Open(rig, "lists");
        page.FindAll(".rail a").Select(static a => a.GetAttribute("href")).ShouldBe(["/supervisor", "/supervisor/lists", "/supervisor/callbacks", "/supervisor/do-not-call"]);
        page.Find(".rail [aria-current=page]").TextContent.Trim().ShouldBe("Lists");
        page.Find("h1").TextContent.ShouldBe("Lists");
        Open(rig, "nothing").Markup.ShouldContain("This address belongs to no page");
    }

    [Fact]
    public async Task A_list_shows_its_imports_and_an_undo_asks_first()
    {
        await using var rig = new DeskRig("supervisor");
        ImportEntry entry = new(7, Noon, "kim", "people.csv", 120, 100, 20, 3, [new("noNumber", "No phone number stands in the row.", 20, [4, 9], [new(4, "The row has no phone number.")])], true, null, null, null);
        rig.Server.Reads[Api.CampaignImports(Renewals)] = JsonSerializer.Serialize(
            new ImportHistory([entry, entry with { Import = 6, TakenAt = Noon }, entry with { Import = 5, UndoneAt = Noon, UndoneBy = "lee" }]), ContractsJson.Default.ImportHistory);
        rig.Server.Reads[Api.CampaignFields(Renewals)] = JsonSerializer.Serialize(new FieldList([]), ContractsJson.Default.FieldList);
        var page = Open(rig, "lists", Renewals);

        page.WaitForAssertion(() => page.Find("main").TextContent.ShouldContain("people.csv"));
        page.WaitForElement(".table-imports tbody tr").TextContent.ShouldContain("people.csv");
        page.Find(".table-imports").TextContent.ShouldContain("by lee");
        page.FindAll(".table-imports button").Count.ShouldBe(1, "one can be undone");
        await page.Find(".table-imports button").ClickAsync(new());
        rig.Server.Posts.ShouldBeEmpty();
        page.Find(".confirm").TextContent.ShouldContain("100 people leave the list");
        await page.Find(".confirm .button-end").ClickAsync(new());
        (await rig.Server.RoutesAsync(1)).ShouldBe([Api.CampaignImportUndo(Renewals, 7)]);
    }

    [Fact]
    public async Task Fields_are_changed_in_a_table_and_saved_together()
    {
        await using var rig = new DeskRig("supervisor");
        rig.Server.Reads[Api.CampaignImports(Renewals)] = JsonSerializer.Serialize(new ImportHistory([]), ContractsJson.Default.ImportHistory);
        rig.Server.Reads[Api.CampaignFields(Renewals)] = JsonSerializer.Serialize(
            new FieldList([new("policy", "", FieldType.Text, false, true, [], true), new("tariff", "", FieldType.Text, false, true, [], true)]), ContractsJson.Default.FieldList);
        var page = Open(rig, "lists", Renewals);
        page.WaitForElement(".button-save").HasAttribute("disabled").ShouldBeTrue();
        await page.Find("[aria-label='Type of tariff']").ChangeAsync(new() { Value = "List" });
        await page.Find("[aria-label^='Choices of tariff']").ChangeAsync(new() { Value = "Gold; Silver;" });
        await page.Find("[aria-label='Agents may change tariff']").ChangeAsync(new() { Value = true });
        await page.Find("[aria-label='tariff up']").ClickAsync(new());
        await page.Find(".button-save").ClickAsync(new());

        var sent = JsonSerializer.Deserialize(rig.Server.Posts.ShouldHaveSingleItem().Body, ContractsJson.Default.FieldList).ShouldNotBeNull().Fields;
        sent.Select(static f => (f.Column, f.Type, f.Editable)).ShouldBe([("tariff", FieldType.List, true), ("policy", FieldType.Text, false)]);
        sent[0].Choices.ShouldBe(["Gold", "Silver"]);
    }

    [Fact]
    public async Task A_number_leaves_the_do_not_call_list_only_with_a_reason()
    {
        await using var rig = new DeskRig("supervisor");
        rig.Server.Reads[Api.Suppressions] = JsonSerializer.Serialize(
            new SuppressionList(1, [new("+12125550141", "by letter", "kim", Noon)], false, [new(new("+12125550199", "by post", "lee", Noon), "a slip", "kim", Noon)]), ContractsJson.Default.SuppressionList);
        var page = Open(rig, "do-not-call");
        page.WaitForElement(".table-dnc tbody").TextContent.ShouldContain("by letter");
        page.Markup.ShouldContain("Taken off the list");
        await page.Find("[aria-label='Remove +12125550141']").ClickAsync(new());
        await page.Find(".confirm input").ChangeAsync(new() { Value = "asked again" });
        await page.Find("form.confirm").SubmitAsync();
        rig.Server.Posts.ShouldHaveSingleItem().Route.ShouldBe("DELETE /api/v1/suppressions?number=%2B12125550141&reason=asked%20again");
    }

    [Fact]
    public async Task A_page_that_the_server_does_not_answer_says_so_and_asks_again()
    {
        await using var rig = new DeskRig("supervisor");
        rig.Server.Reads[Api.Suppressions] = "";
        rig.Server.Down = Api.Suppressions;
        var page = Open(rig, "do-not-call");
        page.WaitForElement("[role=alert]").TextContent.ShouldContain("did not answer");
        rig.Server.Down = null;
        rig.Server.Reads[Api.Suppressions] = JsonSerializer.Serialize(new SuppressionList(0, [], false, []), ContractsJson.Default.SuppressionList);
        await page.FindAll("button").Single(static b => b.TextContent is "Try again").ClickAsync(new());
        page.WaitForAssertion(() => page.Find("main").TextContent.ShouldContain("The list is empty"));
    }

    private static IRenderedComponent<SupervisorPage> Open(DeskRig rig, string slug, string? item = null)
    {
        var page = rig.Render<SupervisorPage>(p => p.Add(x => x.Slug, slug).Add(x => x.Item, item));
        page.InvokeAsync(() => rig.Line.Push(new BoardSnapshot(1, [Campaign()], []))).GetAwaiter().GetResult();
        return page;
    }

    private static CampaignSnapshot Campaign() => new(
        Renewals, "Spring renewals", DialMode.Progressive, CampaignState.Loaded, "", null,
        new(0, 0, 0, 0, 0, 0, 0, new Dictionary<string, long>(StringComparer.Ordinal), new Dictionary<string, long>(StringComparer.Ordinal)),
        new ChainCounts(100, 100, 0, 0), new Dictionary<AgentState, int>(), 0.03);
}
