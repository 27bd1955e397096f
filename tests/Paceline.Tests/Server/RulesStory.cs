using System.Net;
using System.Text.Json;
using Paceline.Contracts;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>The rules of a campaign, read and changed through the whole server.</summary>
public sealed class RulesStory(ServerRig server) : IClassFixture<ServerRig>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CA_01_A_right_that_is_taken_is_gone_from_the_agent_at_once_and_a_restart_keeps_it()
    {
        var campaign = await server.CampaignAsync("""{"ringTimeoutSeconds":40,"windowUntil":"20:00","targetBusyFactor":0.8}""");
        var (_, agent) = await server.AgentAsync(campaign);
        (await SeenAsync(agent)).May.Skip.ShouldBeTrue();
        var before = await RulesAsync(campaign);
        (before.RingTimeoutSeconds, before.WindowFrom, before.WindowUntil, before.TargetBusyFactor).ShouldBe((40, "08:00", "20:00", null));
        before.Agents.ShouldBe(AgentMay.Everything);

        // While it runs, calls are placed under the rules that are to be changed.
        var change = JsonSerializer.Serialize(
            new CampaignRulesRequest(WindowFrom: "09:30", WrapUpLimitSeconds: 0, AbandonmentLimit: 0.02, Agents: AgentMay.Everything with { Skip = false }),
            ContractsJson.Default.CampaignRulesRequest);
        var running = await RefusedAsync(campaign, change);
        (running.Status, running.Code).ShouldBe((409, "wrong-state"));
        running.Detail.ShouldEndWith("Stop it, then change them.");

        await OkAsync(server.Supervisor, Contracts.Api.CampaignStop(campaign), "{}");
        await OkAsync(server.Supervisor, Contracts.Api.CampaignRules(campaign), change);

        (await SeenAsync(agent)).May.ShouldBe(AgentMay.Everything with { Skip = false });
        var expected = before with
        {
            WindowFrom = "09:30",
            WrapUpLimitSeconds = 0,
            AbandonmentLimit = 0.02,
            Agents = AgentMay.Everything with { Skip = false },
        };
        (await RulesAsync(campaign)).ShouldBe(expected, "what is not said is kept, the end of the hours too");
        await UntilAsync(async () => (await server.BoardAsync(campaign)) is { AbandonmentLimit: 0.02, Pacing.TargetBusyFactor: 0.8 });

        await server.RestartAsync();
        (await RulesAsync(campaign)).ShouldBe(expected);
        (await server.BoardAsync(campaign)).Pacing.TargetBusyFactor.ShouldBe(0.8);
    }

    [Fact]
    public async Task CA_01_Each_right_is_taken_by_itself()
    {
        var campaign = await server.CampaignAsync();
        var (_, agent) = await server.AgentAsync(campaign);
        await OkAsync(server.Supervisor, Contracts.Api.CampaignStop(campaign), "{}");
        var rights = typeof(AgentMay).GetProperties().Where(static p => p.PropertyType == typeof(bool)).ToList();
        rights.Count.ShouldBe(13);
        foreach (var right in rights)
        {
            var may = AgentMay.Everything with { };
            right.SetValue(may, value: false);
            await OkAsync(server.Supervisor, Contracts.Api.CampaignRules(campaign), $$"""{"agents":{{JsonSerializer.Serialize(may, ContractsJson.Default.AgentMay)}}}""");
            (await SeenAsync(agent)).May.ShouldBe(may, right.Name);
        }
    }

    [Theory]
    [InlineData("""{"ringTimeoutSeconds":14}""", "ringTimeoutSeconds", "ringTimeoutSeconds is \"14\"; allowed: 15 to 120.")]
    [InlineData("""{"abandonmentLimit":"NaN"}""", "abandonmentLimit", "abandonmentLimit is \"NaN\"; allowed: 0 to 0.03 (a ratio).")]
    [InlineData("""{"wrapUpLimitSeconds":"NaN"}""", "wrapUpLimitSeconds", "wrapUpLimitSeconds is \"NaN\"; allowed: 0 (no limit) to 3600.")]
    [InlineData("""{"abandonmentLimit":0.04}""", "abandonmentLimit", "abandonmentLimit is \"0.04\"; allowed: 0 to 0.03 (a ratio).")]
    [InlineData("""{"callbackDaysAhead":0}""", "callbackDaysAhead", "callbackDaysAhead is \"0\"; allowed: 1 to 365.")]
    [InlineData("""{"windowFrom":"21:00"}""", null, "windowFrom, windowUntil is \"21:00–21:00\"; allowed: two times HH:mm, the first earlier.")]
    [InlineData("""{"windowUntil":"9 pm"}""", null, "windowFrom, windowUntil is \"08:00–9 pm\"; allowed: two times HH:mm, the first earlier.")]
    [InlineData("""{"targetWaitSeconds":20}""", null, "/pacing, also while the campaign runs.")]
    public async Task A_rule_that_cannot_be_is_refused_with_its_field_and_nothing_is_changed(string body, string? field, string says)
    {
        var campaign = await server.CampaignAsync();
        await OkAsync(server.Supervisor, Contracts.Api.CampaignStop(campaign), "{}");
        var before = await RulesAsync(campaign);

        var refused = await RefusedAsync(campaign, body);

        (refused.Status, refused.Code, refused.Field).ShouldBe((400, "bad-rule", field));
        refused.Detail.ShouldEndWith(says);
        (await RulesAsync(campaign)).ShouldBe(before);
    }

    [Fact]
    public async Task They_are_a_supervisors_and_of_a_campaign_that_is_there()
    {
        var (_, agent) = await server.AgentAsync(await server.CampaignAsync());
        using var body = Json("{}");
        using var nobody = await server.Supervisor.PostAsync(Contracts.Api.CampaignRules("nowhere"), body, Cancel);
        nobody.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var read = await agent.GetAsync(Contracts.Api.CampaignRules("campaign-1"), Cancel);
        read.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<Problem> RefusedAsync(string campaign, string rules)
    {
        using var body = Json(rules);
        using var answer = await server.Supervisor.PostAsync(Contracts.Api.CampaignRules(campaign), body, Cancel);
        return await ProblemAsync(answer);
    }

    private async Task<CampaignRulesRequest> RulesAsync(string campaign) => JsonSerializer.Deserialize(
        await server.Supervisor.GetStringAsync(Contracts.Api.CampaignRules(campaign), Cancel), ContractsJson.Default.CampaignRulesRequest).ShouldNotBeNull();
}
