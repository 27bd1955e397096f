using System.Text.Json;
using Paceline.VoiceProtocol;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>What the server does while no call can leave: it waits, says why, and uses up nobody.</summary>
public sealed class LineStory(ServerRig server) : IClassFixture<ServerRig>
{
    [Fact]
    public async Task A_trunk_that_is_down_holds_the_campaign_says_so_and_ends_by_itself_also_over_a_restart()
    {
        var campaign = await server.CampaignAsync();
        server.Node.TrunkIs("does not answer");
        await UntilAsync(async () => await WaitingAsync(campaign) == "Waiting for the trunk: main does not answer.");
        using var imported = await server.ImportAsync(campaign, $"phone\n{Numbers.Awake().Number}\n");
        var (_, _, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;
        var why = JsonSerializer.Deserialize(
            await server.Supervisor.GetStringAsync(Contracts.Api.CampaignWhy(campaign), TestContext.Current.CancellationToken),
            Contracts.ContractsJson.Default.CampaignWhy);
        var line = why.ShouldNotBeNull().Lines[0];
        (line.Kind, line.Sentence, line.Stops).ShouldBe(("Trunk", "Waiting for the trunk: main does not answer.", true));

        await server.RestartAsync();
        await UntilAsync(async () => await WaitingAsync(campaign) == "Waiting for the trunk: main does not answer.");
        server.Node.TrunkIs("refuses calls with 503");
        await UntilAsync(async () => await WaitingAsync(campaign) == "Waiting for the trunk: main refuses calls with 503.");
        server.Node.HasOriginated.ShouldBeFalse();

        server.Node.TrunkIs("");
        (await SoonAsync(server.Node.OriginatedAsync)).Tag.ShouldBe(campaign);
        await UntilAsync(async () => await WaitingAsync(campaign) == "");
    }

    [Fact]
    public async Task Orders_that_the_node_does_not_admit_come_less_often_and_burn_no_record()
    {
        var campaign = await server.CampaignAsync();
        using var imported = await server.ImportAsync(campaign, $"phone\n{Numbers.Awake().Number}\n");
        server.Node.RefusesWith = Refusal.Types.Reason.TrunkFull;
        var (_, _, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;

        await UntilAsync(async () => await WaitingAsync(campaign) == "Waiting for the voice node, which refused a call (TrunkFull: 100 calls).");
        await UntilAsync(() => Task.FromResult(server.Node.Refused >= 3));
        server.Node.RefusesWith = null;

        (await SoonAsync(server.Node.OriginatedAsync)).Tag.ShouldBe(campaign);
        var facts = await server.Supervisor.GetStringAsync(Contracts.Api.Facts, TestContext.Current.CancellationToken);
        facts.Split('\n').Where(static line => line.Contains("dueAgain", StringComparison.Ordinal))
            .Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("change").GetProperty("attempts").GetInt32())
            .ShouldAllBe(static attempts => attempts == 0);
    }

    [Fact]
    public async Task A_server_that_has_no_trunk_says_so_and_what_to_set()
    {
        var campaign = await server.CampaignAsync();
        using var imported = await server.ImportAsync(campaign, $"phone\n{Numbers.Awake().Number}\n");
        server.Node.RefusesWith = Refusal.Types.Reason.TrunkUnknown;
        var (_, _, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;

        await UntilAsync(async () => await WaitingAsync(campaign) == "Waiting for a trunk: this server has none to call by.");
        server.Node.RefusesWith = null;

        (await SoonAsync(server.Node.OriginatedAsync)).Tag.ShouldBe(campaign);
    }

    private async Task<string> WaitingAsync(string campaign) => (await server.BoardAsync(campaign)).Waiting;
}
