using Paceline.Contracts;
using Paceline.VoiceProtocol;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>Preview through the whole server: a record is asked for, read, called and closed, over the public API and the seam.</summary>
public sealed class PreviewStory(ServerRig server) : IClassFixture<ServerRig>
{
    [Fact]
    public async Task PV_01_A_record_is_asked_for_read_and_called()
    {
        var (number, _) = Numbers.Awake();
        var (agent, hub) = await PreviewerAsync($"phone,name\n{number},Ann Example\n");
        await using var connection = hub;
        server.Node.HasOriginated.ShouldBeFalse();

        await OkAsync(agent, Contracts.Api.AgentGetRecord, "{}");
        await UntilAsync(async () => await SeenAsync(agent) is { State: AgentState.Previewing, Call: not null });
        var card = (await SeenAsync(agent)).Call.ShouldNotBeNull();
        (card.Number, card.Contact, card.State, card.Numbers.Count).ShouldBe((number, "Ann Example", CallState.Preview, 1));
        server.Node.HasOriginated.ShouldBeFalse();

        await OkAsync(agent, Contracts.Api.AgentCall, $$"""{"attempt":"{{card.Attempt}}"}""");
        var call = await SoonAsync(server.Node.OriginatedAsync);
        (call.To, call.Attempt).ShouldBe((number, card.Attempt.ToString()));
        server.Node.Say(call, static e => e.Ended = new Ended { SipStatus = 486, EndedBy = EndedBy.FarEnd, InviteLeft = true });
        await StateAsync(agent, AgentState.WrapUp);
        (await SeenAsync(agent)).Found.ShouldBe("Busy");

        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{card.Attempt}}","outcome":"not-reached","note":""}""");
        await StateAsync(agent, AgentState.Ready);
        await OkAsync(agent, Contracts.Api.AgentGetRecord, "{}");
        await UntilAsync(async () => (await SeenAsync(agent)).Problem.StartsWith("No contact is available", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PV_07_A_new_number_is_called_and_belongs_to_the_person_from_then_on()
    {
        var (agent, hub) = await PreviewerAsync($"phone\n{Numbers.Awake().Number}\n");
        await using var connection = hub;
        await OkAsync(agent, Contracts.Api.AgentGetRecord, "{}");
        await UntilAsync(async () => await SeenAsync(agent) is { State: AgentState.Previewing, Call: not null });
        var card = (await SeenAsync(agent)).Call.ShouldNotBeNull();
        var (another, _) = Numbers.Awake();

        await OkAsync(agent, Contracts.Api.AgentCall, $$"""{"attempt":"{{card.Attempt}}","number":"{{another}}"}""");
        var call = await SoonAsync(server.Node.OriginatedAsync);
        call.To.ShouldBe(another);
        server.Node.Connect(call);
        server.Node.End(call);
        await StateAsync(agent, AgentState.WrapUp);
        await UntilAsync(async () => (await SeenAsync(agent)).Call?.Number == another);
        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{card.Attempt}}","outcome":"agreed","note":""}""");
        await StateAsync(agent, AgentState.Ready);
    }

    [Fact]
    public async Task PV_15_A_timed_preview_is_given_time_stopped_and_else_calls_by_itself()
    {
        var (agent, hub) = await PreviewerAsync($"phone\n{Numbers.Awake().Number}\n", """{"callAfterSeconds":300}""");
        await using var connection = hub;
        await OkAsync(agent, Contracts.Api.AgentGetRecord, "{}");
        await UntilAsync(async () => await SeenAsync(agent) is { State: AgentState.Previewing, Call: not null }); // The record comes a moment after the state.
        var before = await SeenAsync(agent);
        var (attempt, until) = (before.Call.ShouldNotBeNull().Attempt, before.Until.ShouldNotBeNull());
        before.MoreTimesLeft.ShouldBe(10);

        await OkAsync(agent, Contracts.Api.AgentMoreTime, $$"""{"attempt":"{{attempt}}"}""");
        var later = await SeenAsync(agent);
        (later.Until, later.MoreTimesLeft).ShouldBe((until.AddSeconds(30), 9));
        await OkAsync(agent, Contracts.Api.AgentStopClock, $$"""{"attempt":"{{attempt}}"}""");
        (await SeenAsync(agent)).Until.ShouldBeNull();

        var (another, second) = await PreviewerAsync($"phone\n{Numbers.Awake().Number}\n", """{"callAfterSeconds":1}""");
        await using var line = second;
        await OkAsync(another, Contracts.Api.AgentGetRecord, "{}");
        var call = await SoonAsync(server.Node.OriginatedAsync);
        await StateAsync(another, AgentState.Calling);
        server.Node.Say(call, static e => e.Ended = new Ended { SipStatus = 486, EndedBy = EndedBy.FarEnd, InviteLeft = true });
        await StateAsync(another, AgentState.WrapUp);
    }

    private async Task<(HttpClient Agent, IAsyncDisposable Hub)> PreviewerAsync(string csv, string rules = "{}")
    {
        var campaign = await server.CampaignAsync(rules);
        await OkAsync(server.Supervisor, Contracts.Api.CampaignStop(campaign), "{}");
        await OkAsync(server.Supervisor, Contracts.Api.CampaignMode(campaign), """{"mode":"Preview"}""");
        await OkAsync(server.Supervisor, Contracts.Api.CampaignStart(campaign), "{}");
        using var imported = await server.ImportAsync(campaign, csv);
        var (_, agent, hub) = await server.ReadyAgentAsync(campaign);
        await StateAsync(agent, AgentState.Ready);
        return (agent, hub);
    }

    private static Task StateAsync(HttpClient agent, AgentState state) => UntilAsync(async () => (await SeenAsync(agent)).State == state);
}
