using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Paceline.Contracts;
using Paceline.VoiceProtocol;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>A supervisor and an agent over the API at once: states that are set, and sign-offs (features 6.6, 9.13).</summary>
public sealed class TeamStory(ServerRig server) : IClassFixture<ServerRig>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SU_02_Why_an_agent_who_is_ready_has_no_call_is_said_with_who_comes_first()
    {
        var campaign = await server.CampaignAsync();
        using var imported = await server.ImportAsync(campaign, $"phone\n{Numbers.Awake().Number}\n");
        var (_, _, hub) = await server.ReadyAgentAsync(campaign);
        await using var firstPage = hub;
        var call = await SoonAsync(server.Node.OriginatedAsync);
        server.Node.Say(call, e => e.Placed = new() { Trunk = call.Trunk });
        var (second, _, secondHub) = await server.ReadyAgentAsync(campaign);
        await using var secondPage = secondHub;
        var (third, _, thirdHub) = await server.ReadyAgentAsync(campaign);
        await using var thirdPage = thirdHub;

        await WhyAsync(second, "Nobody is being dialled for them now.");
        await WhyAsync(third, "Nobody is being dialled for them now.");

        Task WhyAsync(string id, string sentence) => UntilAsync(async () => JsonSerializer
            .Deserialize(await server.Supervisor.GetStringAsync(Contracts.Api.Board, TestContext.Current.CancellationToken), ContractsJson.Default.BoardSnapshot)!
            .Agents.Any(a => a.Agent == id && a.Why == sentence)); // The contract says there is one.
    }

    [Fact]
    public async Task SU_02_A_state_is_set_the_agent_is_told_by_whom_and_the_facts_say_it()
    {
        var (id, agent, hub) = await server.ReadyAgentAsync(await server.CampaignAsync());
        await using var connection = hub;

        await OkAsync(server.Supervisor, Contracts.Api.AgentState(id), """{"state":"NotReady","reason":"Break"}""");
        var seen = await SeenAsync(agent);
        (seen.State, seen.NotReadyReason).ShouldBe((AgentState.NotReady, "Break"));
        await OkAsync(server.Supervisor, Contracts.Api.AgentState(id), """{"state":"Ready"}""");
        (await SeenAsync(agent)).State.ShouldBe(AgentState.Ready);

        var told = (await MessagesAsync(agent)).Where(static m => m.Kind is MessageKind.Supervisor).ToList();
        told.Select(static m => (m.Text, m.By)).ShouldBe(
            [("Your supervisor Supervisor set you to Ready.", "Supervisor"), ("Your supervisor Supervisor set you to Not ready (Break).", "Supervisor")]);
        var facts = await server.Supervisor.GetStringAsync(Contracts.Api.Facts, Cancel);
        facts.Split('\n').Count(line => line.Contains($"\"{id}\"", StringComparison.Ordinal) && line.Contains("\"by\":\"supervisor\"", StringComparison.Ordinal))
            .ShouldBe(2);
    }

    [Fact]
    public async Task SU_02_In_a_call_it_is_booked_and_now_is_refused_and_the_same_command_is_done_once()
    {
        var (id, agent, call, hub) = await TalkingAsync();
        await using var connection = hub;

        using var cut = await server.Supervisor.PostAsync(Contracts.Api.AgentState(id), Json("""{"state":"NotReady","reason":"Lunch","now":true}"""), Cancel);
        (await ProblemAsync(cut)).Code.ShouldBe("in-a-call");
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Contracts.Api.AgentState(id)) { Content = Json("""{"state":"NotReady","reason":"Lunch"}""") };
            request.Headers.Add(Contracts.Api.IdempotencyKey, "lunch-for-anna");
            using var answer = await server.Supervisor.SendAsync(request, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        (await SeenAsync(agent)).ThenNotReady.ShouldBe("Lunch");
        (await MessagesAsync(agent)).Count(static m => m.Text.EndsWith("set you to Not ready (Lunch) after this call.", StringComparison.Ordinal)).ShouldBe(1);

        server.Node.End(call);
        await StateAsync(agent, AgentState.WrapUp);
        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{call.Attempt}}","outcome":"agreed","note":""}""");
        (await SeenAsync(agent)).NotReadyReason.ShouldBe("Lunch");
    }

    [Fact]
    public async Task SU_02_What_is_set_back_is_refused_when_the_agent_does_something_else_by_then()
    {
        var (id, agent, hub) = await server.ReadyAgentAsync(await server.CampaignAsync());
        await using var connection = hub;
        await OkAsync(server.Supervisor, Contracts.Api.AgentState(id), """{"state":"NotReady","reason":"Break"}""");
        var since = JsonSerializer.Serialize((await SeenAsync(agent)).Since);
        await OkAsync(agent, Contracts.Api.AgentNotReady, """{"reason":"Lunch"}""");
        (await CodeAsync(Contracts.Api.AgentState(id), $$"""{"state":"Ready","since":{{since}}}""")).ShouldBe("moved-on");
        (await SeenAsync(agent)).NotReadyReason.ShouldBe("Lunch");
        since = JsonSerializer.Serialize((await SeenAsync(agent)).Since);
        await OkAsync(server.Supervisor, Contracts.Api.AgentState(id), $$"""{"state":"Ready","since":{{since}}}""");
        (await SeenAsync(agent)).State.ShouldBe(AgentState.Ready);
    }

    [Fact]
    public async Task Before_Ready_no_sound_is_connected_and_nothing_is_wrong_with_it()
    {
        var (id, agent) = await server.AgentAsync(await server.CampaignAsync());
        await using var hub = server.HubOf(agent);
        await hub.StartAsync(Cancel);
        await hub.InvokeAsync<AgentSnapshot>(Contracts.Hub.WatchAgent, Cancel);
        await UntilAsync(async () => JsonSerializer.Deserialize(await server.Supervisor.GetStringAsync(Contracts.Api.Board, Cancel), ContractsJson.Default.BoardSnapshot)!
            .Agents.Any(a => a.Agent == id && a.Why == "No sound is connected yet: it connects when they choose Ready.")); // The contract says there is one.
    }

    [Fact]
    public async Task SU_02_An_agent_is_put_on_another_campaign_hears_of_it_and_takes_its_calls_and_not_in_a_call()
    {
        var (first, second) = (await server.CampaignAsync(), await server.CampaignAsync());
        var (id, agent, hub) = await server.ReadyAgentAsync(first);
        await using var connection = hub;
        var route = Contracts.Api.AgentCampaign(id);
        MyCampaignsSnapshot? mine = null;
        hub.On<MyCampaignsSnapshot>(Contracts.Hub.MyCampaignsChanged, m => mine = m);
        await hub.InvokeAsync<MyCampaignsSnapshot>(Contracts.Hub.WatchMyCampaigns, Cancel);

        (await CodeAsync(route, $$"""{"campaign":"{{second}}"}""")).ShouldBe("ready");
        (await CodeAsync(route, """{"campaign":"nowhere"}""")).ShouldBe("unknown-id");
        (await CodeAsync(Contracts.Api.AgentCampaign("nobody-here"), $$"""{"campaign":"{{second}}"}""")).ShouldBe("unknown-id");
        using var own = await agent.PostAsync(route, Json($$"""{"campaign":"{{second}}"}"""), Cancel);
        own.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        await OkAsync(agent, Contracts.Api.AgentNotReady, """{"reason":"Break"}""");
        await OkAsync(server.Supervisor, route, $$"""{"campaign":"{{second}}"}""");
        (await SeenAsync(agent)).Campaign.ShouldBe(second);
        (await server.Store.People.FindAsync(id, Cancel)).ShouldNotBeNull().Group?.Value.ShouldBe(second);
        await UntilAsync(() => Task.FromResult(mine is { Campaigns: [{ } only] } && only.Campaign == second));
        (await MessagesAsync(agent)).ShouldContain(m => m.Text == $"Your supervisor Supervisor put you on another campaign: {second}.");

        // The calls of the new one come, and in one of them nothing is changed.
        await OkAsync(agent, Contracts.Api.AgentReady, "{}");
        using var imported = await server.ImportAsync(second, $"phone\n{Numbers.Awake().Number}\n");
        var call = await SoonAsync(server.Node.OriginatedAsync);
        server.Node.Connect(call);
        await StateAsync(agent, AgentState.Talking);
        (await CodeAsync(route, $$"""{"campaign":"{{first}}"}""")).ShouldBe("in-a-call");
        server.Node.End(call);
        await StateAsync(agent, AgentState.WrapUp);
        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{call.Attempt}}","outcome":"agreed","note":""}""");
        await UntilAsync(async () => (await server.BoardAsync(second)).Counts.Outcomes == 1);
    }

    [Fact]
    public async Task SU_02_What_cannot_be_done_is_refused_in_a_sentence_and_it_is_the_supervisors_to_do()
    {
        var (id, agent) = await server.AgentAsync(await server.CampaignAsync());

        (await CodeAsync(Contracts.Api.AgentState(id), """{"state":"Ready"}""")).ShouldBe("signed-out");
        (await CodeAsync(Contracts.Api.AgentSignOut(id), "{}")).ShouldBe("signed-out");
        (await CodeAsync(Contracts.Api.AgentState(id), """{"state":"NotReady","reason":"Tired"}""")).ShouldBe("unknown-reason");
        (await CodeAsync(Contracts.Api.AgentState(id), """{"state":"NotReady"}""")).ShouldBe("bad-state");
        (await CodeAsync(Contracts.Api.AgentState(id), """{"state":"Talking"}""")).ShouldBe("bad-state");
        (await CodeAsync(Contracts.Api.AgentState("nobody-here"), """{"state":"Ready"}""")).ShouldBe("unknown-id");
        (await CodeAsync(Contracts.Api.AgentSignOut("nobody-here"), "{}")).ShouldBe("unknown-id");
        (await CodeAsync(Contracts.Api.AgentStays("nobody-here"), "{}")).ShouldBe("unknown-id");
        using var own = await agent.PostAsync(Contracts.Api.AgentState(id), Json("""{"state":"Ready"}"""), Cancel);
        own.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task NL_12_Signed_off_at_rest_the_page_ends_its_sign_in_is_over_and_the_next_one_says_who_it_was()
    {
        var (id, agent, hub) = await server.ReadyAgentAsync(await server.CampaignAsync());
        await using var connection = hub;
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.On<string>(Contracts.Hub.Ended, ended.SetResult);
        var before = await server.Store.People.SignOutsAsync(id, Cancel);

        (await SignOffAsync(id, now: false)).ShouldBeTrue();
        (await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel)).ShouldBe("Your supervisor signed you off.");
        var seen = await SeenAsync(agent);
        (seen.State, seen.SignedOutBySupervisor).ShouldBe((AgentState.SignedOut, true));
        (await server.Store.People.SignOutsAsync(id, Cancel)).ShouldBe(before + 1);

        await using var again = server.HubOf(agent);
        await again.StartAsync(Cancel);
        (await again.InvokeAsync<AgentSnapshot>(Contracts.Hub.WatchAgent, Cancel)).SignedOutBySupervisor.ShouldBeFalse();
        (await again.InvokeAsync<MessagesSnapshot>(Contracts.Hub.WatchMessages, Cancel)).Messages
            .ShouldContain(static m => m.Text == "Your supervisor Supervisor signed you off.");
    }

    [Fact]
    public async Task NL_12_Now_in_a_call_it_goes_on_until_its_end_and_the_record_is_closed_without_an_outcome()
    {
        var (id, agent, call, hub) = await TalkingAsync();
        await using var connection = hub;

        (await SignOffAsync(id, now: true)).ShouldBeFalse();
        var waiting = await SeenAsync(agent);
        waiting.State.ShouldBe(AgentState.Talking);
        var leaving = waiting.SigningOut.ShouldNotBeNull();
        (leaving.BySupervisor, leaving.Now).ShouldBe((true, true));
        using var stay = await agent.PostAsync(Contracts.Api.AgentStay, Json("{}"), Cancel);
        (await ProblemAsync(stay)).Code.ShouldBe("supervisors-order");

        server.Node.End(call);
        await StateAsync(agent, AgentState.SignedOut);
        await UntilAsync(async () => (await server.Supervisor.GetStringAsync(Contracts.Api.Facts, Cancel)).Split('\n')
            .Any(line => line.Contains("group.outcomeRecorded", StringComparison.Ordinal) && line.Contains(call.Attempt, StringComparison.Ordinal)
                && line.Contains("\"outcome\":\"none\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task NL_12_After_this_call_it_waits_for_the_outcome_and_can_be_taken_back()
    {
        var (id, agent, call, hub) = await TalkingAsync();
        await using var connection = hub;
        (await SignOffAsync(id, now: false)).ShouldBeFalse();
        await OkAsync(server.Supervisor, Contracts.Api.AgentStays(id), "{}");
        (await SeenAsync(agent)).SigningOut.ShouldBeNull();
        (await SignOffAsync(id, now: false)).ShouldBeFalse();

        server.Node.End(call);
        await StateAsync(agent, AgentState.WrapUp);
        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{call.Attempt}}","outcome":"agreed","note":""}""");
        await UntilAsync(async () => await SeenAsync(agent) is { State: AgentState.SignedOut, SignedOutBySupervisor: true });
    }

    [Fact]
    public async Task NL_12_A_record_on_the_desk_of_an_agent_who_is_signed_off_now_goes_to_another()
    {
        var campaign = await server.CampaignAsync();
        await OkAsync(server.Supervisor, Contracts.Api.CampaignStop(campaign), "{}");
        await OkAsync(server.Supervisor, Contracts.Api.CampaignMode(campaign), """{"mode":"Preview"}""");
        await OkAsync(server.Supervisor, Contracts.Api.CampaignStart(campaign), "{}");
        using var imported = await server.ImportAsync(campaign, $"phone\n{Numbers.Awake().Number}\n");
        var (id, agent, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;
        await OkAsync(agent, Contracts.Api.AgentGetRecord, "{}");
        await UntilAsync(async () => await SeenAsync(agent) is { State: AgentState.Previewing, Call: not null });
        var number = (await SeenAsync(agent)).Call!.Number; // It was waited for.

        (await SignOffAsync(id, now: true)).ShouldBeTrue();
        var (_, other, second) = await server.ReadyAgentAsync(campaign);
        await using var line = second;
        await OkAsync(other, Contracts.Api.AgentGetRecord, "{}");
        await UntilAsync(async () => (await SeenAsync(other)).Call?.Number == number);
    }

    private async Task<(string Id, HttpClient Agent, OriginateRequest Call, IAsyncDisposable Hub)> TalkingAsync()
    {
        var campaign = await server.CampaignAsync();
        using var imported = await server.ImportAsync(campaign, $"phone\n{Numbers.Awake().Number}\n");
        var (id, agent, hub) = await server.ReadyAgentAsync(campaign);
        var call = await SoonAsync(server.Node.OriginatedAsync);
        server.Node.Connect(call);
        await StateAsync(agent, AgentState.Talking);
        return (id, agent, call, hub);
    }

    private static Task StateAsync(HttpClient agent, AgentState state) => UntilAsync(async () => (await SeenAsync(agent)).State == state);

    private async Task<bool> SignOffAsync(string agent, bool now)
    {
        using var answer = await server.Supervisor.PostAsync(Contracts.Api.AgentSignOut(agent), Json(now ? """{"now":true}""" : "{}"), Cancel);
        return JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Cancel), ContractsJson.Default.SignOutAnswer).ShouldNotBeNull().Done;
    }

    private async Task<string> CodeAsync(string route, string body)
    {
        using var answer = await server.Supervisor.PostAsync(route, Json(body), Cancel);
        return (await ProblemAsync(answer)).Code;
    }

    private static async Task<IReadOnlyList<Message>> MessagesAsync(HttpClient agent) => JsonSerializer.Deserialize(
        await agent.GetStringAsync(Contracts.Api.AgentMessages, Cancel), ContractsJson.Default.MessagesSnapshot).ShouldNotBeNull().Messages;
}
