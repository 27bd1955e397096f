using System.Text;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Paceline.Contracts;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>A supervisor brings a list and says what may be changed, an agent changes it in a call, and a number is never called again.</summary>
[Collection(nameof(RealBrowser))]
public sealed class ListTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task A_list_is_checked_imported_and_undone_and_its_fields_are_set()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Autumn list");
        await using var seat = await Seat.OpenAsync(centre);
        var page = seat.Page;
        await seat.SignInAsync(page, await centre.SupervisorLinkAsync());
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Console" }).GetByRole(AriaRole.Link, new() { Name = "Lists" }).ClickAsync();
        await page.GetByRole(AriaRole.Table, new() { Name = "Lists" }).GetByRole(AriaRole.Link, new() { Name = "Autumn list" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(Seat.Pattern($"/supervisor/lists/{group}$"));
        await Expect(page.Locator(".detail")).ToContainTextAsync("Nothing was imported yet.");

        // The check says what would come, by reason what would not, and writes nothing.
        await page.GetByLabel("Choose file", new() { Exact = true }).SetInputFilesAsync(Csv(
            "people.csv", "Telefone,Nome,tariff\n+12125550171,Ann Autumn,Gold\nhello,Bob,Gold\n,Cid,\n+12125550172,Dora,Silver\n"));
        await Expect(page.Locator(".check")).ToContainTextAsync("Which column is the phone number?");
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = Seat.Pattern("^Import .* people$") })).ToBeHiddenAsync();
        await NoBarrierAsync(page, "question for the phone column");
        await page.GetByLabel("Telefone becomes").SelectOptionAsync("phone");
        await Expect(page.Locator(".check")).ToContainTextAsync("2 of 4 rows can be imported");
        await page.GetByLabel("Choose file", new() { Exact = true }).SetInputFilesAsync(Csv(
            "people.csv", "Phone,Nome,tariff\n+12125550171,Ann Autumn,Gold\nhello,Bob,Gold\n,Cid,\n+12125550172,Dora,Silver\n"));
        await Expect(page.Locator(".check")).ToContainTextAsync("2 of 4 rows can be imported");
        await page.GetByLabel("Nome becomes").SelectOptionAsync("name");
        await Expect(page.Locator(".check")).ToContainTextAsync("Nothing is written yet.");
        await page.Locator(".check details").First.ClickAsync();
        await NoBarrierAsync(page, "check");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 2 people" }).ClickAsync();
        await Expect(page.Locator(".note-good")).ToContainTextAsync("2 of 4 rows imported.");
        var imports = page.GetByRole(AriaRole.Table, new() { Name = "Imports" });
        await Expect(imports).ToContainTextAsync("people.csv");
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Lists" }).GetByRole(AriaRole.Row, new() { Name = "Autumn list" })).ToContainTextAsync("2");

        // The fields of the file are there, and are made what they are.
        await page.GetByLabel("Type of tariff").SelectOptionAsync("List");
        await page.GetByLabel("Choices of tariff, with ; between").FillAsync("Gold; Silver");
        await page.GetByLabel("Agents may change tariff").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save fields" }).ClickAsync();
        await Expect(page.Locator(".detail")).ToContainTextAsync("Agents have it with their next record.");
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Agents may change tariff")).ToBeCheckedAsync();
        await NoBarrierAsync(page, "lists");

        // Nobody was called: it can be taken back, after a question.
        await imports.GetByRole(AriaRole.Button).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo import" }).ClickAsync();
        await Expect(imports).ToContainTextAsync("Undone");
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Lists" }).GetByRole(AriaRole.Row, new() { Name = "Autumn list" })).ToContainTextAsync("0");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task DN_01_A_record_is_corrected_by_keys_in_a_call_and_do_not_call_asks_first_and_is_on_the_list()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Corrections", "Rita Record");
        await centre.FieldsAsync(group);
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Eddy Edit", group));
        var page = seat.Page;
        await seat.OnCallAsync();

        // By keys alone: Enter opens, Enter saves; a value that does not fit stays with its sentence, Escape gives it up.
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit Membership: Family" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("select.field-edit")).ToBeFocusedAsync();
        await page.Locator("select.field-edit").SelectOptionAsync("Single");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".field").Filter(new() { HasText = "Membership" })).ToContainTextAsync("Saved");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Edit Membership: Single" })).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit renewal date: 2027-03-01" }).ClickAsync();
        await page.Locator(".field-edit").FillAsync("soon");
        await NoBarrierAsync(page, "record that is edited");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".field [role=alert]")).ToContainTextAsync("renewal date takes a number");
        await Expect(page.Locator(".field-edit")).ToHaveValueAsync("soon");
        await page.Locator(".field-edit").PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Edit renewal date: 2027-03-01" })).ToBeVisibleAsync();
        (await centre.FactsAsync()).ShouldContain("\"fact\":\"agent.recordEdited\"");

        // A reload brings what was saved.
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Edit Membership: Single" })).ToBeVisibleAsync();
        await seat.HearsCustomerAsync(); // Before its sound is back nobody can hang up.
        await seat.HangUpAsync();

        // The first key asks, the second one says yes.
        var number = await page.EvaluateAsync<string>("fetch('/api/v1/agent').then(a => a.json()).then(s => s.call.number)");
        await seat.FinishAsync("9", "Do not call");
        await Expect(page.Locator(".pad-sentence")).ToHaveTextAsync($"{number} will never be called again by any campaign.");
        await NoBarrierAsync(page, "question");
        await page.Keyboard.PressAsync("Control+Enter");
        await seat.StateAsync("Ready");

        var console = await seat.Context.NewPageAsync();
        await seat.SignInAsync(console, await centre.SupervisorLinkAsync());
        await console.GetByRole(AriaRole.Link, new() { Name = "Do not call" }).ClickAsync();
        await console.GetByLabel("Search a number").FillAsync(number[^6..]);
        await console.Keyboard.PressAsync("Enter");
        await Expect(console).ToHaveURLAsync(Seat.Pattern($"/supervisor/do-not-call/{number[^6..]}$"));
        await Expect(console.GetByRole(AriaRole.Row, new() { Name = number })).ToContainTextAsync("asked an agent not to be called");
        await console.GetByRole(AriaRole.Button, new() { Name = $"Remove {number}" }).ClickAsync();
        await console.GetByLabel("Why it may be called again").FillAsync("A slip of the key.");
        await NoBarrierAsync(console, "do not call");
        await console.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(console.GetByRole(AriaRole.Table, new() { Name = "Taken off the list" })).ToContainTextAsync("A slip of the key.");

        // One by hand, and a file.
        await console.GetByRole(AriaRole.Button, new() { Name = "Add a number" }).ClickAsync();
        await console.GetByLabel("Number", new() { Exact = true }).FillAsync("+12125550188");
        await console.GetByLabel("Why", new() { Exact = true }).FillAsync("Asked by letter.");
        await console.GetByRole(AriaRole.Button, new() { Name = "Never call it" }).ClickAsync();
        await console.GetByRole(AriaRole.Button, new() { Name = "Import a file" }).ClickAsync();
        await console.GetByLabel("Where they come from").FillAsync("National list");
        await console.GetByLabel("Choose file of numbers").SetInputFilesAsync(Csv("numbers.txt", "+12125550188\n+12125550189\n"));
        await Expect(console.GetByRole(AriaRole.Group, new() { Name = "Import a file of numbers" })).ToContainTextAsync("1 of 2 numbers added.");
        await console.GetByRole(AriaRole.Button, new() { Name = "Show all" }).ClickAsync();
        await Expect(console.GetByRole(AriaRole.Row, new() { Name = "+12125550189" })).ToContainTextAsync("National list");
        await NoBarrierAsync(console, "do not call with forms");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task RI_01_RI_02_RI_03_RI_04_CA_02_DI_04_Every_type_of_field_is_corrected_in_the_call_and_after_it_and_is_there_in_the_next_one()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Typed fields", new CampaignRulesRequest(RetryMinutes: 0.1));
        await centre.ListAsync(
            group,
            "name,phone,remark,vip,since,points,tariff,page,code\n" +
            $"Tessa Typed,{centre.NewNumber("Tessa")},none,no,2020-01-31,12,Silver,{centre.Address}sign-in?about=tessa,T-1\n",
            people: 1);
        await centre.FieldsAsync(
            group,
            new("remark", "Remark", FieldType.Text, Editable: true, Shown: true, []),
            new("vip", "Good customer", FieldType.Check, Editable: true, Shown: true, []),
            new("since", "Customer since", FieldType.Date, Editable: true, Shown: true, []),
            new("points", "Points", FieldType.Number, Editable: true, Shown: true, []),
            new("tariff", "Tariff", FieldType.List, Editable: true, Shown: true, ["Gold", "Silver"]),
            new("page", "Page", FieldType.Text, Editable: false, Shown: true, []),
            new("code", "Code", FieldType.Text, Editable: false, Shown: true, []));
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Tina Types", group));
        var page = seat.Page;
        await seat.OnCallAsync();

        // What is not to be changed has no pencil; an address is a link that says where it goes.
        var record = page.Locator(".panel-record");
        await Expect(record.Locator(".field").Filter(new() { HasText = "T-1" }).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        var link = record.GetByRole(AriaRole.Link);
        await Expect(link).ToHaveAttributeAsync("title", $"{centre.Address}sign-in?about=tessa");
        List<string> asked = [];
        seat.Context.Request += (_, request) => asked.Add(request.Url);
        var opened = await seat.Context.RunAndWaitForPageAsync(() => link.ClickAsync());
        asked.ShouldContain($"{centre.Address}sign-in?about=tessa", StringComparer.Ordinal); // The page clears its address by itself.
        await opened.CloseAsync();
        await seat.HearsCustomerAsync();

        // In the call, each by the control of its type.
        await ChangeAsync(page, "Remark", "none", box => box.FillAsync("Likes mornings"));
        await record.GetByRole(AriaRole.Checkbox, new() { Name = "Good customer" }).CheckAsync();
        await ChangeAsync(page, "Customer since", "2020-01-31", box => box.FillAsync("2021-12-24"));
        await ChangeAsync(page, "Points", "12", box => box.FillAsync("13.5"));
        await ChangeAsync(page, "Tariff", "Silver", static box => box.SelectOptionAsync("Gold"));
        await Expect(record.Locator(".field-state").Filter(new() { HasText = "Saved" })).ToHaveCountAsync(5);
        await NoBarrierAsync(page, "record of all types");
        await Pictures.TakeAsync(page, "record-types");

        // An outcome may be chosen now; the record stays open after the call until it is saved, and both are changed once more.
        await page.Locator("#pad .outcome").Filter(new() { HasText = "Agreed" }).ClickAsync();
        await seat.HangUpAsync();
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "Agreed" })).ToBeCheckedAsync();
        await ChangeAsync(page, "Remark", "Likes mornings", box => box.FillAsync("Likes evenings"));
        await page.Locator("#pad .outcome").First.FocusAsync();
        await seat.FinishAsync("3", "Try again later");

        // The next call has what was saved, from the list.
        await seat.StateAsync("On call");
        foreach (var (name, value) in ((string, string)[])
            [("Remark", "Likes evenings"), ("Customer since", "2021-12-24"), ("Points", "13.5"), ("Tariff", "Gold")])
        {
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Edit {name}: {value}" })).ToBeVisibleAsync();
        }

        await Expect(record.GetByRole(AriaRole.Checkbox, new() { Name = "Good customer" })).ToBeCheckedAsync();
        await Expect(page.Locator(".history")).ToContainTextAsync("Try again later");
        var facts = await centre.FactsAsync();
        facts.ShouldContain("Likes mornings");
        facts.ShouldContain("Likes evenings");
        seat.Errors.ShouldBeEmpty();
    }

    private static async Task ChangeAsync(IPage page, string name, string from, Func<ILocator, Task> write)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = $"Edit {name}: {from}" }).ClickAsync();
        var box = page.Locator(".field-edit");
        await Expect(box).ToBeFocusedAsync();
        await write(box);
        await box.PressAsync("Enter");
        await Expect(box).ToHaveCountAsync(0);
    }

    private static FilePayload Csv(string name, string text) => new() { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text) };

    /// <summary>Axe finds nothing, light or dark.</summary>
    private static async Task NoBarrierAsync(IPage page, string screen)
    {
        foreach (var look in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = look, ReducedMotion = ReducedMotion.Reduce });
            var found = await page.RunAxe();
            found.Violations
                .SelectMany(static v => v.Nodes.Select(n => $"{v.Id}: {n.Html}"))
                .ShouldBeEmpty($"{screen}, {look}");
        }
    }
}
