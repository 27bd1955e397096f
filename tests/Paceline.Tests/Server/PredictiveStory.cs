using Paceline.Contracts;
using Paceline.VoiceProtocol;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>A call that is dialled ahead, through the whole server, over the public API and the seam.</summary>
public sealed class PredictiveStory(ServerRig server) : IClassFixture<ServerRig>
{
    [Fact]
    public async Task PD_01_The_number_is_dialled_for_nobody_and_whoever_answers_gets_the_agent_who_is_free()
    {
        var (number, _) = Numbers.Awake();
        var campaign = await server.CampaignAsync();
        await OkAsync(server.Supervisor, Contracts.Api.CampaignMode(campaign), """{"mode":"Predictive"}""");
        await HasDialledAsync(campaign);
        var (id, agent, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;
        await UntilAsync(async () => (await server.BoardAsync(campaign)).Waiting.Length > 0);
        using var imported = await server.ImportAsync(campaign, $"phone,name\n{number},Ann Example\n");

        var call = await SoonAsync(server.Node.OriginatedAsync);
        (call.To, call.Agent).ShouldBe((number, ""));
        (await SeenAsync(agent)).State.ShouldBe(AgentState.Ready, "nobody is reserved");

        server.Node.Say(call, e => e.Placed = new() { Trunk = call.Trunk });
        server.Node.Say(call, static e => e.Answered = new() { AfterInviteMs = 900 });
        (await SoonAsync(server.Node.CommandAsync)).ShouldBe($"Bridge {call.Attempt} {id}");
        server.Node.Say(call, static e => e.Bridged = new() { AfterAnswerMs = 20 });
        await UntilAsync(async () => (await SeenAsync(agent)) is { State: AgentState.Talking, Call.Contact: "Ann Example" });

        server.Node.End(call, EndedBy.FarEnd);
        await UntilAsync(async () => (await SeenAsync(agent)).State is AgentState.WrapUp);
        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{call.Attempt}}","outcome":"agreed","note":""}""");
        await UntilAsync(async () => (await server.BoardAsync(campaign)).Chains.Finished == 1);
        (await server.BoardAsync(campaign)).Counts.Connected.ShouldBe(1);
    }

    [Fact]
    public async Task PD_01_Before_anything_is_known_each_dial_has_its_agent()
    {
        var (number, _) = Numbers.Awake();
        var campaign = await server.CampaignAsync();
        await OkAsync(server.Supervisor, Contracts.Api.CampaignMode(campaign), """{"mode":"Predictive"}""");
        var (id, agent, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;
        await UntilAsync(async () => (await server.BoardAsync(campaign)).Waiting.Length > 0);
        using var imported = await server.ImportAsync(campaign, $"phone,name\n{number},Ann Example\n");

        (await SoonAsync(server.Node.OriginatedAsync)).Agent.ShouldBe(id);
        await OkAsync(agent, Contracts.Api.AgentNotReady, """{"reason":"Break"}""");
        var seen = await SeenAsync(agent);
        (seen.State, seen.ThenNotReady).ShouldBe((AgentState.Reserved, "Break"), "whoever answers is not left with nobody");
    }

    [Fact]
    public async Task ST_03_Not_ready_waits_for_what_was_dialled_ahead_and_begins_after_its_outcome()
    {
        var (number, _) = Numbers.Awake();
        var campaign = await server.CampaignAsync();
        await OkAsync(server.Supervisor, Contracts.Api.CampaignMode(campaign), """{"mode":"Predictive"}""");
        await HasDialledAsync(campaign);
        var (id, agent, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;
        await UntilAsync(async () => (await server.BoardAsync(campaign)).Waiting.Length > 0);

        // Nothing is on its way: the group says so at once.
        await OkAsync(agent, Contracts.Api.AgentNotReady, """{"reason":"Training"}""");
        await UntilAsync(async () => (await SeenAsync(agent)) is { State: AgentState.NotReady, NotReadyReason: "Training" });
        await OkAsync(agent, Contracts.Api.AgentReady, "");
        await UntilAsync(async () => (await SeenAsync(agent)).State is AgentState.Ready);

        using var imported = await server.ImportAsync(campaign, $"phone,name\n{number},Ann Example\n");
        var call = await SoonAsync(server.Node.OriginatedAsync);
        call.Agent.ShouldBe("", "dialled ahead");
        await OkAsync(agent, Contracts.Api.AgentNotReady, """{"reason":"Break"}""");
        await UntilAsync(async () => (await SeenAsync(agent)) is { State: AgentState.Ready, ThenNotReady: "Break", Until: not null });

        server.Node.Say(call, e => e.Placed = new() { Trunk = call.Trunk });
        server.Node.Say(call, static e => e.Answered = new() { AfterInviteMs = 900 });
        (await SoonAsync(server.Node.CommandAsync)).ShouldBe($"Bridge {call.Attempt} {id}", "whoever answers is not left with nobody");
        server.Node.Say(call, static e => e.Bridged = new() { AfterAnswerMs = 20 });
        await UntilAsync(async () => (await SeenAsync(agent)) is { State: AgentState.Talking, ThenNotReady: "Break" });

        server.Node.End(call, EndedBy.FarEnd);
        await UntilAsync(async () => (await SeenAsync(agent)).State is AgentState.WrapUp);
        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{call.Attempt}}","outcome":"agreed","note":""}""");
        await UntilAsync(async () => (await SeenAsync(agent)) is { State: AgentState.NotReady, NotReadyReason: "Break" });
    }

    /// <summary>A day on which enough people answered that the next may be dialled ahead.</summary>
    private async Task HasDialledAsync(string campaign)
    {
        await Morning.WriteAsync(server.Folder, campaign);
        await server.RestartAsync();
    }

    [Fact]
    public async Task A_campaign_is_made_with_what_dialling_ahead_is_to_reach()
    {
        await OkAsync(server.Supervisor, Contracts.Api.Campaigns, """
            {"campaign":"goal","name":"Goal","mode":"Predictive","rules":{"targetBusyFactor":0.85,"dialingHoursPerDay":6}}
            """);
        (await server.BoardAsync("goal")).Pacing.ShouldBe(new(TargetBusyFactor: 0.85, DialingHoursPerDay: 6, LendsWithinDay: false));

        // It is changed while the campaign runs, and a restart keeps the change.
        await OkAsync(server.Supervisor, Contracts.Api.CampaignStart("goal"), "");
        await OkAsync(server.Supervisor, Contracts.Api.CampaignPacing("goal"), """{"targetWaitSeconds":20,"lendsWithinDay":true}""");
        await UntilAsync(async () => (await server.BoardAsync("goal")).Pacing == new Contracts.PacingRequest(TargetWaitSeconds: 20, DialingHoursPerDay: 6, LendsWithinDay: true));
        await server.RestartAsync();
        (await server.BoardAsync("goal")).Pacing.ShouldBe(new(TargetWaitSeconds: 20, DialingHoursPerDay: 6, LendsWithinDay: true));
        using var wild = Json("""{"targetBusyFactor":1.5}""");
        using var bad = await server.Supervisor.PostAsync(Contracts.Api.CampaignPacing("goal"), wild, TestContext.Current.CancellationToken);
        (await ProblemAsync(bad)).Detail.ShouldBe("targetBusyFactor is \"1.5\"; allowed: 0.1 to 0.99 (a ratio).");

        using var two = Json("""{"campaign":"goals","name":"Goals","rules":{"targetBusyFactor":0.85,"targetWaitSeconds":20}}""");
        using var refused = await server.Supervisor.PostAsync(Contracts.Api.Campaigns, two, TestContext.Current.CancellationToken);
        (await ProblemAsync(refused)).Detail.ShouldContain("one of the two");
    }
}
