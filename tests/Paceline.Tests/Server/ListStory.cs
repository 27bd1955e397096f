using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Paceline.Commands;
using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Dialing.Campaigns;
using Paceline.Server;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>Lists, their fields and the Do Not Call list over the public API, and by the command beside the server.</summary>
public sealed class ListStory(ServerRig server) : IClassFixture<ServerRig>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>As at a start of the server: the board is made four times a second, also while the campaigns are still coming to it.</summary>
    [Fact]
    public async Task A_campaign_comes_to_the_board_with_its_people_counted()
    {
        const string Campaign = "comes-late";
        await server.Store.Groups.AddAsync(new(Campaign), "Comes late", CampaignRules.Default, Paceline.Dialing.Campaigns.DialMode.Progressive, description: "", Cancel);
        using MemoryStream list = new(Encoding.UTF8.GetBytes($"phone\n{Numbers.Awake().Number}\n"));
        await server.Store.Lists.ImportAsync(new(Campaign), list, "US", Cancel);
        var screens = server.Services.GetRequiredService<Screens>();
        var before = screens.Board.Number;
        screens.ListChanged(); // All are counted with the next board.
        await UntilAsync(() => Task.FromResult(screens.Board.Number > before));

        await screens.AddAsync(new GroupId(Campaign), description: "");
        (await server.BoardAsync(Campaign)).Chains.Total.ShouldBe(1);
    }

    /// <summary>Pages come back while a server that was started again still reads who there is.</summary>
    [Fact]
    public async Task Who_watches_while_the_server_reads_everybody_waits_and_then_has_their_campaign()
    {
        var campaign = await server.CampaignAsync();
        var (agent, _) = await server.AgentAsync(campaign);
        using var screens = ActivatorUtilities.CreateInstance<Screens>(server.Services);
        screens.CampaignsOf(agent).Campaigns.ShouldBeEmpty();
        screens.Loaded.IsCompleted.ShouldBeFalse("the hub waits for this");
        await screens.LoadAsync(Cancel);
        screens.Loaded.IsCompletedSuccessfully.ShouldBeTrue();
        screens.CampaignsOf(agent).Campaigns.ShouldHaveSingleItem().Campaign.ShouldBe(campaign);
    }

    [Fact]
    public async Task A_dry_run_reports_what_the_import_then_does_and_the_import_can_be_undone()
    {
        var campaign = await StoppedAsync();
        var (one, two) = (Numbers.Awake().Number, Numbers.Awake().Number);
        var csv = $"Telefone,Nome\n{one},Ann\nhello,Bob\n{two},Cid\n";
        // A name turned around, or cut in the middle of a sign, would be read as another one.
        var route = $"{Contracts.Api.CampaignRecords(campaign)}?map=phone:Telefone&map=name:Nome&file=people.csv{Uri.EscapeDataString("\u202e")}";

        var dry = await ReportAsync($"{route}&dryRun=true", csv);
        (dry.DryRun, dry.Rows, dry.Accepted, dry.Refused, dry.Import).ShouldBe((true, 3, 2, 1, null));
        var group = dry.Groups.ShouldNotBeNull().ShouldHaveSingleItem();
        (group.Code, group.Count, group.Rows.Single()).ShouldBe(("notANumber", 1, 3));
        (await ReadAsync(Contracts.Api.CampaignImports(campaign), ContractsJson.Default.ImportHistory)).Imports.ShouldBeEmpty();

        var done = await ReportAsync(route, csv);
        (done.DryRun, done.Accepted, done.PhoneColumn).ShouldBe((false, 2, "Telefone"));
        await UntilAsync(async () => (await server.BoardAsync(campaign)).Chains.Total == 2);
        var entry = (await ReadAsync(Contracts.Api.CampaignImports(campaign), ContractsJson.Default.ImportHistory)).Imports.ShouldHaveSingleItem();
        (entry.By, entry.File, entry.Rows, entry.Accepted, entry.Refused, entry.Finished, entry.CanUndo).ShouldBe(("supervisor", "people.csv", 3, 2, 1, true, true));

        await OkAsync(server.Supervisor, Contracts.Api.CampaignImportUndo(campaign, entry.Import), "{}");
        await UntilAsync(async () => (await server.BoardAsync(campaign)).Chains.Total == 0);
        (await ReadAsync(Contracts.Api.CampaignImports(campaign), ContractsJson.Default.ImportHistory)).Imports.Single().UndoneBy.ShouldBe("supervisor");
    }

    [Fact]
    public async Task A_check_of_a_file_without_a_phone_column_shows_its_columns_and_the_import_refuses_it()
    {
        var campaign = await StoppedAsync();
        var csv = $"Telefone,city\n{Numbers.Awake().Number},Paris\n";

        var check = await ReportAsync($"{Contracts.Api.CampaignRecords(campaign)}?dryRun=true", csv);

        (check.PhoneColumn, check.Rows, check.Accepted).ShouldBe(("", 1, 0));
        check.Columns.ShouldNotBeNull().Select(static c => (c.Column, c.Use)).ShouldBe([("Telefone", "field"), ("city", "field")]);
        using var refused = await server.ImportAsync(campaign, csv);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ProblemAsync(refused)).Detail.ShouldNotBeNull().ShouldContain("no column for the phone number");
    }

    [Fact]
    public async Task An_import_whose_people_are_being_called_cannot_be_undone()
    {
        var campaign = await server.CampaignAsync();
        using var imported = await server.ImportAsync(campaign, $"phone\n{Numbers.Awake().Number}\n");
        var (_, agent, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;
        var call = await SoonAsync(server.Node.OriginatedAsync);
        var import = (await ReadAsync(Contracts.Api.CampaignImports(campaign), ContractsJson.Default.ImportHistory)).Imports.Single();
        import.CanUndo.ShouldBeFalse();

        using var body = Json("{}");
        using var answer = await server.Supervisor.PostAsync(Contracts.Api.CampaignImportUndo(campaign, import.Import), body, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await ProblemAsync(answer)).Code.ShouldBe("already-called");
        server.Node.Connect(call);
        server.Node.End(call);
        await UntilAsync(async () => (await SeenAsync(agent)).State == AgentState.WrapUp);
        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{call.Attempt}}","outcome":"agreed","note":""}""");
    }

    [Fact]
    public async Task An_agent_changes_what_may_be_changed_and_the_screen_has_it_at_once()
    {
        var campaign = await server.CampaignAsync();
        using var imported = await server.ImportAsync(campaign, $"phone,policy,tariff,since\n{Numbers.Awake().Number},P-1,Gold,2020-01-01\n");
        await OkAsync(server.Supervisor, Contracts.Api.CampaignFields(campaign), """
            {"fields":[{"column":"tariff","label":"Tariff","type":"List","editable":true,"shown":true,"choices":["Gold","Silver"]},
            {"column":"policy","label":"","type":"Text","editable":false,"shown":true,"choices":[]},
            {"column":"since","label":"","type":"Date","editable":true,"shown":false,"choices":[]}]}
            """);
        var (_, agent, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;
        var call = await SoonAsync(server.Node.OriginatedAsync);
        server.Node.Connect(call);
        await UntilAsync(async () => (await SeenAsync(agent)).Call is not null);
        var fields = (await SeenAsync(agent)).Call!.Fields;
        fields.Select(static f => (f.Name, f.Label, f.Value, f.Type, f.Editable)).ShouldBe(
            [("tariff", "Tariff", "Gold", FieldType.List, true), ("policy", null, "P-1", FieldType.Text, false)]);
        fields[0].Choices.ShouldBe(["Gold", "Silver"]);

        var before = (await SeenAsync(agent)).Number;
        await OkAsync(agent, Contracts.Api.AgentRecord, Edit(call.Attempt, "tariff", "Silver"));
        var after = await SeenAsync(agent);
        after.Number.ShouldBeGreaterThan(before);
        after.Call!.Fields[0].Value.ShouldBe("Silver");

        (await RefusedAsync(agent, Edit(call.Attempt, "tariff", "Bronze"))).Detail.ShouldBe("Tariff takes one of: Gold, Silver; “Bronze” is not.");
        (await RefusedAsync(agent, Edit(call.Attempt, "policy", "P-2"))).Code.ShouldBe("not-editable");
        (await RefusedAsync(agent, Edit(call.Attempt, "since", "2021-01-01"))).Code.ShouldBe("unknown-field");
        (await RefusedAsync(agent, Edit(Guid.NewGuid().ToString(), "tariff", "Gold"))).Code.ShouldBe("unknown-field");

        // Also after the call, and for good: a server that starts again reads it.
        server.Node.End(call);
        await UntilAsync(async () => (await SeenAsync(agent)).State == AgentState.WrapUp);
        await OkAsync(agent, Contracts.Api.AgentRecord, Edit(call.Attempt, "tariff", ""));
        (await SeenAsync(agent)).Call!.Fields[0].Value.ShouldBe("");
        (await server.Store.Board.CardOfAsync(new(Guid.Parse(call.Attempt)), Cancel)).ShouldNotBeNull().Fields.Single(static f => f.Key == "tariff").Value.ShouldBe("");
        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{call.Attempt}}","outcome":"agreed","note":""}""");
        (await RefusedAsync(agent, Edit(call.Attempt, "tariff", "Gold"))).Code.ShouldBe("wrong-state");
        server.Log.ShouldNotContain(static line => line.Contains("Silver", StringComparison.Ordinal), "a log is no place for what a record says");
    }

    [Theory]
    [InlineData("""{"fields":[{"column":"a","label":"","type":"List","editable":true,"shown":true,"choices":[]}]}""", "A list offers 1 to 100 choices")]
    [InlineData("""{"fields":[{"column":"a","label":"","type":"Text","editable":true,"shown":true,"choices":["x"]}]}""", "Only a list has choices")]
    [InlineData("""{"fields":[{"column":"","label":"","type":"Text","editable":true,"shown":true,"choices":[]}]}""", "A column has 1 to 200 characters")]
    public async Task Fields_that_cannot_be_are_refused_in_a_sentence(string fields, string sentence)
    {
        using var body = Json(fields);
        using var answer = await server.Supervisor.PostAsync(Contracts.Api.CampaignFields(await StoppedAsync()), body, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ProblemAsync(answer)).Detail.ShouldContain(sentence);
    }

    [Fact]
    public async Task What_a_file_brings_can_be_set_up_as_it_came_up_to_the_same_limit()
    {
        var campaign = await StoppedAsync();
        var headers = string.Join(',', Enumerable.Range(1, 199).Select(static i => i == 1 ? new string('x', 200) : $"Question {i}"));
        await ReportAsync(Contracts.Api.CampaignRecords(campaign), $"phone,{headers}\n{Numbers.Awake().Number},yes\n");

        var fields = await ReadAsync(Contracts.Api.CampaignFields(campaign), ContractsJson.Default.FieldList);
        fields.Fields.Count.ShouldBe(199);
        await OkAsync(server.Supervisor, Contracts.Api.CampaignFields(campaign), JsonSerializer.Serialize(fields, ContractsJson.Default.FieldList));
        (await ReadAsync(Contracts.Api.CampaignFields(campaign), ContractsJson.Default.FieldList)).Fields.Select(static f => f.Column)
            .ShouldBe(fields.Fields.Select(static f => f.Column));

        // The columns of the file stay, named or not.
        var others = new FieldList([.. Enumerable.Range(1, 2).Select(static i => new ListField($"Added {i}", "", FieldType.Text, true, true, []))]);
        using var body = Json(JsonSerializer.Serialize(others, ContractsJson.Default.FieldList));
        using var answer = await server.Supervisor.PostAsync(Contracts.Api.CampaignFields(campaign), body, Cancel);
        (await ProblemAsync(answer)).Detail.ShouldBe("A list has at most 200 fields; with those of its files, which stay, it would have 201.");
        using var many = Json(JsonSerializer.Serialize(new FieldList([.. Enumerable.Repeat(others.Fields[0], 201)]), ContractsJson.Default.FieldList));
        using var refused = await server.Supervisor.PostAsync(Contracts.Api.CampaignFields(campaign), many, Cancel);
        (await ProblemAsync(refused)).Detail.ShouldBe("A list has at most 200 fields.");
    }

    [Fact]
    public async Task The_do_not_call_list_is_searched_added_to_brought_by_file_and_taken_from_with_a_reason()
    {
        var (one, two) = (Numbers.Awake().Number, Numbers.Awake().Number);
        await OkAsync(server.Supervisor, Contracts.Api.Suppressions, $$"""{"number":"{{one}}","reason":"by letter"}""");
        using var file = new StringContent($"{one}\n{two}\nnobody\n", Encoding.UTF8, "text/csv");
        using var brought = await server.Supervisor.PostAsync($"{Contracts.Api.SuppressionFile}?reason=national%20list", file, Cancel);
        var done = JsonSerializer.Deserialize(await brought.Content.ReadAsStringAsync(Cancel), ContractsJson.Default.SuppressionImport).ShouldNotBeNull();
        (done.Rows, done.Added, done.Known, done.Refused).ShouldBe((3, 1, 1, 1));

        var found = await ReadAsync($"{Contracts.Api.Suppressions}?number={two[^8..]}", ContractsJson.Default.SuppressionList);
        var entry = found.Entries.ShouldHaveSingleItem();
        (entry.Number, entry.Reason, entry.By).ShouldBe((two, "national list", "supervisor"));

        var address = $"{Contracts.Api.Suppressions}?number={Uri.EscapeDataString(one)}";
        using var without = await server.Supervisor.DeleteAsync(address, Cancel);
        (await ProblemAsync(without)).Code.ShouldBe("bad-reason");
        using var removed = await server.Supervisor.DeleteAsync($"{address}&reason=a%20slip%20of%20the%20pen", Cancel);
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var again = await server.Supervisor.DeleteAsync($"{address}&reason=again", Cancel);
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var left = await ReadAsync($"{Contracts.Api.Suppressions}?number={one[^8..]}", ContractsJson.Default.SuppressionList);
        left.Entries.ShouldBeEmpty();
        var gone = left.Removed.ShouldHaveSingleItem();
        (gone.Had.Reason, gone.Reason, gone.By).ShouldBe(("by letter", "a slip of the pen", "supervisor"));
        server.Log.ShouldNotContain(line => line.Contains(one.TrimStart('+'), StringComparison.Ordinal), "a log is no place for a telephone number");
    }

    [Fact]
    public async Task The_command_imports_beside_the_server_and_the_campaign_dials_it()
    {
        var campaign = await server.CampaignAsync();
        var (_, agent, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;
        var (number, other) = (Numbers.Awake().Number, Numbers.Awake().Number);
        var path = Path.Combine(server.Folder, "people of tomorrow.csv");
        await File.WriteAllTextAsync(path, $"Telefone;Telemóvel;Nome\n{number};{other};Ana\nx;;Bob\n", Cancel);

        var dry = await CommandAsync(new(path, campaign, "US", ["phone=Telefone", "mobile=Telemóvel", "name=Nome"], DryRun: true, Json: false, server.Folder));
        dry.ShouldContain($"1 of 2 rows would come to {campaign}. Nothing was written.");
        dry.ShouldContain("Columns: Telefone → phone, Telemóvel → mobile, Nome → name");
        dry.ShouldContain("row 3: Expected a telephone number; \"x\" is none.");
        (await server.BoardAsync(campaign)).Chains.Total.ShouldBe(0);

        var said = await CommandAsync(new(path, campaign, "US", ["phone=Telefone", "mobile=Telemóvel", "name=Nome"], DryRun: false, Json: true, server.Folder));
        said.Trim().Split('\n').ShouldHaveSingleItem();
        var report = JsonSerializer.Deserialize(said, ContractsJson.Default.ImportReport).ShouldNotBeNull();
        (report.Rows, report.Accepted, report.Refused, report.DryRun).ShouldBe((2, 1, 1, false));

        var call = await SoonAsync(server.Node.OriginatedAsync);
        call.To.ShouldBe(number);
        server.Node.Connect(call);
        server.Node.End(call);
        await UntilAsync(async () => (await SeenAsync(agent)).State == AgentState.WrapUp);
        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{call.Attempt}}","outcome":"agreed","note":""}""");
    }

    [Theory]
    [InlineData("nobody.csv", "campaign", "cannot be read")]
    [InlineData("server.lock", "no such list", "There is no list \"no such list\". Campaigns are: ")]
    public async Task A_command_that_cannot_begin_says_why_and_ends_with_two(string file, string list, string why)
    {
        await server.CampaignAsync();
        using var errors = new StringWriter();

        var exit = await Exits.GuardAsync(
            () => ListsCommand.ImportAsync(
                new(Path.Combine(server.Folder, file == "server.lock" ? "paceline.db" : file), list, "US", [], DryRun: false, Json: false, server.Folder), TextWriter.Null, errors, Cancel),
            errors);

        exit.ShouldBe(Exits.Refused);
        errors.ToString().ShouldContain(why);
    }

    private static async Task<string> CommandAsync(ListsCommand.Order order)
    {
        using var output = new StringWriter();
        (await ListsCommand.ImportAsync(order, output, TextWriter.Null, Cancel)).ShouldBe(Exits.Good);
        return output.ToString();
    }

    private async Task<string> StoppedAsync()
    {
        var campaign = await server.CampaignAsync();
        await OkAsync(server.Supervisor, Contracts.Api.CampaignStop(campaign), "{}");
        return campaign;
    }

    private static string Edit(string attempt, string field, string value) => $$"""{"attempt":"{{attempt}}","field":"{{field}}","value":"{{value}}"}""";

    private static async Task<Problem> RefusedAsync(HttpClient agent, string body)
    {
        using var content = Json(body);
        using var answer = await agent.PostAsync(Contracts.Api.AgentRecord, content, Cancel);
        answer.IsSuccessStatusCode.ShouldBeFalse();
        return await ProblemAsync(answer);
    }

    private async Task<ImportReport> ReportAsync(string route, string csv)
    {
        using var body = new StringContent(csv, Encoding.UTF8, "text/csv");
        using var answer = await server.Supervisor.PostAsync(route, body, Cancel);
        var said = await answer.Content.ReadAsStringAsync(Cancel);
        answer.IsSuccessStatusCode.ShouldBeTrue(said);
        return JsonSerializer.Deserialize(said, ContractsJson.Default.ImportReport).ShouldNotBeNull();
    }

    private async Task<T> ReadAsync<T>(string route, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(await server.Supervisor.GetStringAsync(route, Cancel), type)!; // The contract says there is one.
}
