using System.Net;
using System.Text.Json;
using Paceline.Contracts;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>A person who was called calls back.</summary>
public sealed class ReturnedCallStory(ServerRig server) : IClassFixture<ServerRig>
{
    [Fact]
    public async Task It_is_a_fact_with_the_campaign_that_called_them_and_no_number_is_in_the_log()
    {
        var (number, _) = Numbers.Awake();
        var campaign = await server.CampaignAsync();
        using var imported = await server.ImportAsync(campaign, $"phone\n{number}\n");
        var (_, _, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;
        (await SoonAsync(server.Node.OriginatedAsync)).To.ShouldBe(number);

        server.Node.CallsBack(number);

        JsonElement returned = default;
        await UntilAsync(async () =>
        {
            var facts = await server.Supervisor.GetStringAsync(Contracts.Api.Facts, TestContext.Current.CancellationToken);
            var line = facts.Split('\n').FirstOrDefault(
                l => l.Contains("call.returned", StringComparison.Ordinal) && l.Contains(number, StringComparison.Ordinal));
            returned = line is null ? default : JsonDocument.Parse(line).RootElement;
            return line is not null;
        });
        (Text("trunk"), Text("caller"), Text("group")).ShouldBe(("main", number, campaign));
        server.Log.ShouldNotContain(line => line.Contains(number, StringComparison.Ordinal));

        string? Text(string name) => returned.GetProperty(name).GetString();
    }

    [Fact]
    public async Task The_supervisor_reads_who_called_back_with_the_call_of_the_campaign_and_no_number_whole_and_agents_do_not()
    {
        var (number, _) = Numbers.Awake();
        var campaign = await server.CampaignAsync();
        var other = await server.CampaignAsync();
        using var imported = await server.ImportAsync(campaign, $"phone,name\n{number},Ann Example\n");
        var (_, agent, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;
        var call = await SoonAsync(server.Node.OriginatedAsync);
        server.Node.Connect(call);
        server.Node.End(call);
        await UntilAsync(async () => (await SeenAsync(agent)).State == AgentState.WrapUp);
        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{call.Attempt}}","outcome":"agreed","note":""}""");

        server.Node.CallsBack(number);
        server.Node.CallsBack("");
        server.Node.CallsBack(number);
        await UntilAsync(async () => (await OfAsync(campaign)) is [{ Times: 2 }, { Number: "" }]);

        var row = (await OfAsync(campaign))[0];
        (row.Campaign, row.Contact, row.Next).ShouldBe((campaign, "Ann Example", ReturnedCallNext.Nothing));
        (row.Last?.Result, row.Last?.Outcome, row.Last?.Label).ShouldBe(("Answer", "agreed", "Agreed"));
        (row.Number, row.Last?.Number).ShouldBe(($"{number[..3]}…{number[^2..]}", $"{number[..3]}…{number[^2..]}"));
        (await OfAsync(other)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            r => (r.Campaign, r.Number, r.Contact, r.Last).ShouldBe(("", "", "", null), "whom no campaign had called is on the list of each"),
            r => r.Times.ShouldBeGreaterThanOrEqualTo(1));
        using var refused = await agent.GetAsync(Contracts.Api.CampaignReturnedCalls(campaign), TestContext.Current.CancellationToken);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var nowhere = await server.Supervisor.GetAsync(Contracts.Api.CampaignReturnedCalls("nowhere"), TestContext.Current.CancellationToken);
        nowhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<IReadOnlyList<ReturnedCallRow>> OfAsync(string campaign) => JsonSerializer.Deserialize(
        await server.Supervisor.GetStringAsync(Contracts.Api.CampaignReturnedCalls(campaign), TestContext.Current.CancellationToken),
        ContractsJson.Default.ReturnedCallList)!.Calls; // The contract says there is one.
}
