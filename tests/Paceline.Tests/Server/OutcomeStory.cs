using System.Text.Json;
using Paceline.Contracts;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>A campaign's own outcomes through the whole server.</summary>
public sealed class OutcomeStory(ServerRig server) : IClassFixture<ServerRig>
{
    private const string Own = """
        {"outcomes":[
            {"code":"sold","label":"Sold","digit":1,"step":"Finish","folder":"Sales / Phone"},
            {"code":"voicemail","label":"Voicemail","digit":2,"step":"TryLater","callResult":"AnsweringMachine","reached":false},
            {"code":"do-not-call","label":"Do not call","digit":9,"step":"DoNotCall"}],
         "mandatory":false,"callResults":["Answer","Busy"]}
        """;

    [Fact]
    public async Task DI_01_DI_02_DI_03_SV_17_The_agent_has_them_at_once_and_both_values_are_stored_and_counted()
    {
        var campaign = await server.CampaignAsync();
        using var imported = await server.ImportAsync(campaign, $"phone\n{Numbers.Awake().Number}\n");
        var (_, agent, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;
        var call = await SoonAsync(server.Node.OriginatedAsync);
        server.Node.Connect(call);
        await UntilAsync(async () => await SeenAsync(agent) is { State: AgentState.Talking, Call: not null });

        await OkAsync(server.Supervisor, Contracts.Api.CampaignOutcomes(campaign), Own);
        var seen = await SeenAsync(agent);
        seen.Outcomes.ShouldBe([
            new("sold", "Sold", 1, "Finished", Confirm: null, "Sales/Phone"),
            new("voicemail", "Voicemail", 2, "Called again", Confirm: null, "", "AnsweringMachine"),
            new("do-not-call", "Do not call", 9, "Never called again", "{number} will never be called again by any campaign."),
        ]);
        seen.OutcomeMandatory.ShouldBeFalse();
        seen.CallResults.ShouldBe(["Answer", "Busy"]);
        await UntilAsync(async () => (await PadAsync(campaign)).Outcomes.Count == 8); // Five of the first pad are retired.
        (await PadAsync(campaign)).Outcomes.Where(static o => o.Retired).Select(static o => o.Code).ShouldContain("agreed", StringComparer.Ordinal);

        server.Node.End(call);
        await UntilAsync(async () => (await SeenAsync(agent)).State is AgentState.WrapUp);
        var attempt = (await SeenAsync(agent)).Call.ShouldNotBeNull().Attempt;
        await RefusedAsync(agent, $$"""{"attempt":"{{attempt}}","outcome":"agreed","note":""}""", "unknown-outcome");
        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{attempt}}","outcome":"sold","note":"","result":"Busy"}""");
        await UntilAsync(async () =>
            (await server.Supervisor.GetStringAsync($"{Contracts.Api.Facts}", Cancel)).Split('\n').Any(line =>
                line.Contains("group.outcomeRecorded", StringComparison.Ordinal) && line.Contains($"{attempt}", StringComparison.Ordinal)
                && line.Contains("\"outcome\":\"sold\"", StringComparison.Ordinal) && line.Contains("\"result\":\"Busy\"", StringComparison.Ordinal)));

        // What was corrected is no hit any more; nobody is left, and the agent was busy for a part of the time at least.
        await UntilAsync(async () =>
            (await server.BoardAsync(campaign)).Recent is { Attempts: 1, Persons: 0, Abandoned: 0, PeopleFinished: 1, MinutesLeft: null, HitRates: [.., 0.0] });
        (await server.BoardAsync(campaign)).Recent.BusyFactor.ShouldNotBeNull().ShouldBeInRange(0, 1);
        (await server.BoardAsync(campaign)).OutcomeLabels.ShouldHaveSingleItem().ShouldBe(new KeyValuePair<string, string>("sold", "Sold"));
    }

    [Fact]
    public async Task Two_supervisors_who_change_the_outcomes_or_fields_at_once_do_not_undo_each_others_work_unseen()
    {
        var campaign = await server.CampaignAsync();
        using var imported = await server.ImportAsync(campaign, $"phone,Policy\n{Numbers.Awake().Number},7\n");
        var outcomes = await PadAsync(campaign);
        var fields = JsonSerializer.Deserialize(
            await server.Supervisor.GetStringAsync(Contracts.Api.CampaignFields(campaign), Cancel), ContractsJson.Default.FieldList).ShouldNotBeNull();
        var changed = JsonSerializer.Serialize(
            outcomes with { Outcomes = [outcomes.Outcomes[0] with { Label = "Yes" }, .. outcomes.Outcomes.Skip(1)] }, ContractsJson.Default.CampaignOutcomes);
        var ordered = JsonSerializer.Serialize(fields with { Fields = [fields.Fields[0] with { Label = "Policy number" }] }, ContractsJson.Default.FieldList);

        await OkAsync(server.Supervisor, Contracts.Api.CampaignOutcomes(campaign), changed);
        await OkAsync(server.Supervisor, Contracts.Api.CampaignFields(campaign), ordered);
        foreach (var (route, late) in ((string, string)[])[
            (Contracts.Api.CampaignOutcomes(campaign), changed.Replace("Yes", "No", StringComparison.Ordinal)),
            (Contracts.Api.CampaignFields(campaign), ordered.Replace("Policy number", "No.", StringComparison.Ordinal))])
        {
            await RefusedAsync(server.Supervisor, route, late, "changed-meanwhile");
        }

        (await PadAsync(campaign)).Outcomes[0].Label.ShouldBe("Yes");

        // Whoever does not say what they have seen, a program for the most part, writes over it as before.
        var (from, until) = (changed.IndexOf(",\"version\"", StringComparison.Ordinal), changed.Length - 1);
        await OkAsync(server.Supervisor, Contracts.Api.CampaignOutcomes(campaign), changed.Remove(from, until - from));
    }

    [Fact]
    public async Task PV_04_An_earlier_call_is_told_by_the_names_of_its_outcome_and_its_agent()
    {
        var campaign = await server.CampaignAsync();
        using var imported = await server.ImportAsync(campaign, $"phone,mobile\n{Numbers.Awake().Number},{Numbers.Awake().Number}\n");
        var (_, agent, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;
        var first = await SoonAsync(server.Node.OriginatedAsync);
        server.Node.Connect(first);
        await UntilAsync(async () => (await SeenAsync(agent)).State is AgentState.Talking);
        server.Node.End(first);
        await UntilAsync(async () => (await SeenAsync(agent)).State is AgentState.WrapUp);
        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{first.Attempt}}","outcome":"wrong-number","note":"A shop"}""");

        server.Node.Connect(await SoonAsync(server.Node.OriginatedAsync)); // The person's other number.
        await UntilAsync(async () => await SeenAsync(agent) is { State: AgentState.Talking, Call: not null });

        var seen = await SeenAsync(agent);
        var earlier = seen.Call.ShouldNotBeNull().History.ShouldHaveSingleItem();
        (earlier.Outcome, earlier.Label, earlier.Note, earlier.Agent).ShouldBe(("wrong-number", "Wrong number", "A shop", seen.Name));
        seen.Name.ShouldNotBe(seen.Agent, StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_pad_that_agents_cannot_work_with_is_refused_in_a_sentence_and_nothing_is_changed()
    {
        var campaign = await server.CampaignAsync();
        using var body = Json("""{"outcomes":[],"mandatory":true,"callResults":[]}""");
        using var answer = await server.Supervisor.PostAsync(Contracts.Api.CampaignOutcomes(campaign), body, Cancel);
        var problem = await ProblemAsync(answer);
        (problem.Code, problem.Detail).ShouldBe(("bad-outcomes", "There is no outcome. Agents need one at least."));
        (await PadAsync(campaign)).Outcomes.Count.ShouldBe(6);
    }

    private async Task<CampaignOutcomes> PadAsync(string campaign) => JsonSerializer.Deserialize(
        await server.Supervisor.GetStringAsync(Contracts.Api.CampaignOutcomes(campaign), Cancel), ContractsJson.Default.CampaignOutcomes).ShouldNotBeNull();

    private static Task RefusedAsync(HttpClient agent, string outcome, string code) => RefusedAsync(agent, Contracts.Api.AgentOutcome, outcome, code);

    private static async Task RefusedAsync(HttpClient client, string route, string command, string code)
    {
        using var body = Json(command);
        using var answer = await client.PostAsync(route, body, Cancel);
        (await ProblemAsync(answer)).Code.ShouldBe(code);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
