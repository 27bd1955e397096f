using System.Text.Json;
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
            var line = facts.Split('\n').FirstOrDefault(static l => l.Contains("call.returned", StringComparison.Ordinal));
            returned = line is null ? default : JsonDocument.Parse(line).RootElement;
            return line is not null;
        });
        (Text("trunk"), Text("caller"), Text("group")).ShouldBe(("main", number, campaign));
        server.Log.ShouldNotContain(line => line.Contains(number, StringComparison.Ordinal));

        string? Text(string name) => returned.GetProperty(name).GetString();
    }
}
