using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using NodaTime;
using Paceline.Contracts;
using Paceline.VoiceProtocol;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>One call through the whole server, from the row of a list to the next step of its chain, over the public API and the seam.</summary>
public sealed class CallStory(ServerRig server) : IClassFixture<ServerRig>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_becomes_a_call_a_conversation_and_an_outcome()
    {
        var (number, zone) = Numbers.Awake();
        var campaign = await server.CampaignAsync();
        using var imported = await server.ImportAsync(campaign, $"phone,name,policy\n{number},Ann Example,P-77\n");
        var (id, agent, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;

        var call = await SoonAsync(server.Node.OriginatedAsync);
        (call.To, call.Agent, call.Tag).ShouldBe((number, id, campaign));
        (await SeenAsync(agent)).State.ShouldBe(AgentState.Reserved);

        // The record is there before the first sound, to be read.
        await UntilAsync(async () => (await SeenAsync(agent)) is { State: AgentState.Reserved, Call: null, Coming: not null });
        var coming = (await SeenAsync(agent)).Coming.ShouldNotBeNull();
        (coming.Attempt.ToString(), coming.Number, coming.Contact, coming.State).ShouldBe((call.Attempt, number, "Ann Example", CallState.Calling));

        server.Node.Connect(call);
        await UntilAsync(async () => (await SeenAsync(agent)) is { State: AgentState.Talking, Call: not null });
        (await SeenAsync(agent)).Coming.ShouldBeNull();
        var card = (await SeenAsync(agent)).Call.ShouldNotBeNull();
        (card.Attempt.ToString(), card.Number, card.Contact, card.Zone).ShouldBe((call.Attempt, number, "Ann Example", zone));
        card.Fields.ShouldBe([new RecordField("policy", "P-77")]);

        await OkAsync(agent, Contracts.Api.AgentHold, Named(call));
        (await SoonAsync(server.Node.CommandAsync)).ShouldBe($"Hold {call.Attempt}");
        (await SeenAsync(agent)).Call!.State.ShouldBe(CallState.OnHold);
        await OkAsync(agent, Contracts.Api.AgentResume, Named(call));
        (await SoonAsync(server.Node.CommandAsync)).ShouldBe($"Resume {call.Attempt}");
        await OkAsync(agent, Contracts.Api.AgentDigits, $$"""{"attempt":"{{call.Attempt}}","digits":"12#"}""");
        (await SoonAsync(server.Node.CommandAsync)).ShouldBe("Digits 12#");
        await OkAsync(agent, Contracts.Api.AgentHangUp, Named(call));
        (await SoonAsync(server.Node.CommandAsync)).ShouldBe($"HangUp {call.Attempt}");

        server.Node.End(call, EndedBy.HangUp);
        await StateAsync(agent, AgentState.WrapUp);
        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{call.Attempt}}","outcome":"agreed","note":"will pay"}""");

        await StateAsync(agent, AgentState.Ready);
        await UntilAsync(async () => (await server.BoardAsync(campaign)).Chains.Finished == 1);
        var board = await server.BoardAsync(campaign);
        var counts = board.Counts;
        (counts.Placed, counts.Dialing, counts.Answered, counts.Connected, counts.Abandoned, counts.Outcomes).ShouldBe((1, 0, 1, 1, 0, 1));
        counts.CallResults.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("Answer", 1L));
        counts.Dispositions.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("agreed", 1L));
        board.Chains.ShouldBe(new ChainCounts(1, 0, 0, 1));

        // The facts behind the figures: each word of the story once, in its order.
        var words = (await server.Supervisor.GetStringAsync(Contracts.Api.Facts, Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Contains(call.Attempt, StringComparison.Ordinal))
            .Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("fact").GetString()!) // Each fact has its word.
            .Where(static word => word.StartsWith("attempt.", StringComparison.Ordinal));
        words.ShouldBe(["attempt.ordered", "attempt.placed", "attempt.alerted", "attempt.answered", "attempt.bridged", "attempt.ended"]);

        server.Log.ShouldNotContain(line => line.Contains(number.TrimStart('+'), StringComparison.Ordinal), "a log is no place for a telephone number");
        server.Log.ShouldNotContain(line => line.Contains("will pay", StringComparison.Ordinal), "nor for what an agent notes");
    }

    [Fact]
    public async Task A_call_is_ended_by_its_agent_also_while_no_sound_reaches_them()
    {
        var (number, _) = Numbers.Awake();
        var campaign = await server.CampaignAsync();
        using var imported = await server.ImportAsync(campaign, $"phone\n{number}\n");
        var (id, agent, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;
        var call = await SoonAsync(server.Node.OriginatedAsync);
        server.Node.Connect(call);
        await StateAsync(agent, AgentState.Talking);
        server.Node.PhoneDown(id, "the browser was closed");
        await UntilAsync(async () => (await SeenAsync(agent)) is { State: AgentState.Talking, Leg: LegState.Down });

        await OkAsync(agent, Contracts.Api.AgentHangUp, Named(call));

        string command;
        do
        {
            command = await SoonAsync(server.Node.CommandAsync);
        }
        while (!command.StartsWith("HangUp", StringComparison.Ordinal));
        command.ShouldBe($"HangUp {call.Attempt}");
        server.Node.End(call, EndedBy.HangUp);
        await StateAsync(agent, AgentState.WrapUp);
    }

    [Fact]
    public async Task An_outcome_is_taken_back_and_another_chosen_with_the_note_still_there_also_over_a_restart()
    {
        var (number, _) = Numbers.Awake();
        var campaign = await server.CampaignAsync();
        using var imported = await server.ImportAsync(campaign, $"phone\n{number}\n");
        var (_, agent, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;
        var call = await SoonAsync(server.Node.OriginatedAsync);
        server.Node.Connect(call);
        await StateAsync(agent, AgentState.Talking);
        server.Node.End(call, EndedBy.FarEnd);
        await StateAsync(agent, AgentState.WrapUp);
        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{call.Attempt}}","outcome":"declined","note":"says no","then":"stop"}""");
        await StateAsync(agent, AgentState.NotReady);
        await UntilAsync(async () => (await server.BoardAsync(campaign)).Chains.Finished == 1);
        (await SeenAsync(agent)).CanUndo.ShouldBe(Guid.Parse(call.Attempt));

        await OkAsync(agent, Contracts.Api.AgentOutcomeUndo, Named(call));
        await UntilAsync(async () => (await SeenAsync(agent)) is { State: AgentState.WrapUp, Call.Note: "says no", CanUndo: null });
        var back = (await SeenAsync(agent)).Call.ShouldNotBeNull();
        (back.Outcome, back.EndedAt < (await SeenAsync(agent)).Since).ShouldBe(("declined", true), "the call ended when it ended");
        await UntilAsync(async () => (await server.BoardAsync(campaign)) is { Chains.Finished: 0, Counts.Outcomes: 0 });
        await server.RestartAsync();
        using (var again = server.ClientOf(agent.DefaultRequestHeaders.Authorization!.Parameter!)) // Every client here has one.
        {
            await OkAsync(again, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{call.Attempt}}","outcome":"agreed","note":"says yes"}""");
            await UntilAsync(async () => (await server.BoardAsync(campaign)) is { Chains.Finished: 1 } board && board.Counts.Dispositions.ContainsKey("agreed"));
            (await SeenAsync(again)).NotReadyReason.ShouldBe("Done and stopped");
        }

        // After a new start nobody can say what the record was before: the outcome stands, and the agent is told.
        await server.RestartAsync();
        using var later = server.ClientOf(agent.DefaultRequestHeaders.Authorization!.Parameter!);
        await OkAsync(later, Contracts.Api.AgentOutcomeUndo, Named(call));
        await UntilAsync(async () => (await SeenAsync(later)) is { State: AgentState.NotReady, NotReadyReason: "Too late to undo" });
        await UntilAsync(async () => (await server.BoardAsync(campaign)).Chains.Finished == 1);
    }

    [Fact]
    public async Task Do_not_call_holds_in_every_campaign()
    {
        var (number, _) = Numbers.Awake();
        var (first, second) = (await server.CampaignAsync(), await server.CampaignAsync());
        using var one = await server.ImportAsync(first, $"phone\n{number}\n");
        var (_, agent, hub) = await server.ReadyAgentAsync(first);
        await using var connection = hub;
        var call = await SoonAsync(server.Node.OriginatedAsync);
        server.Node.Connect(call);
        server.Node.End(call);
        await StateAsync(agent, AgentState.WrapUp);
        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{call.Attempt}}","outcome":"do-not-call","note":""}""");
        await UntilAsync(async () => (await server.BoardAsync(first)).Chains.Finished == 1);

        using var two = await server.ImportAsync(second, $"phone\n{number}\n");
        var (_, _, other) = await server.ReadyAgentAsync(second);
        await using var otherConnection = other;

        await UntilAsync(async () => (await server.BoardAsync(second)).Chains.Finished == 1);
        (await server.BoardAsync(second)).Counts.Placed.ShouldBe(0);
        server.Node.HasOriginated.ShouldBeFalse();
    }

    [Fact]
    public async Task Nobody_is_called_while_their_zone_sleeps_and_the_board_says_until_when()
    {
        var campaign = await server.CampaignAsync();
        var (number, zone) = Numbers.Asleep();
        using var imported = await server.ImportAsync(campaign, $"phone\n{number}\n");
        var (_, _, hub) = await server.ReadyAgentAsync(campaign);
        await using var connection = hub;

        await UntilAsync(async () => (await server.BoardAsync(campaign)).WaitingUntil is not null);

        var board = await server.BoardAsync(campaign);
        board.Waiting.ShouldContain("none may be called now");
        var until = Instant.FromDateTimeOffset(board.WaitingUntil.ShouldNotBeNull());
        until.InZone(DateTimeZoneProviders.Tzdb[zone]).TimeOfDay.ShouldBe(new LocalTime(8, 0));
        board.Counts.Placed.ShouldBe(0);
        server.Node.HasOriginated.ShouldBeFalse();
    }

    [Fact]
    public async Task A_second_window_takes_the_workspace_over()
    {
        var (_, agent) = await server.AgentAsync(await server.CampaignAsync());
        await using var first = server.HubOf(agent);
        await using var second = server.HubOf(agent);
        var told = new TaskCompletionSource<string>();
        var closed = new TaskCompletionSource();
        first.On<string>(Contracts.Hub.Ended, told.SetResult);
        first.Closed += _ =>
        {
            closed.SetResult();
            return Task.CompletedTask;
        };
        var news = new TaskCompletionSource<AgentSnapshot>();
        second.On<AgentSnapshot>(Contracts.Hub.AgentChanged, seen => news.TrySetResult(seen));
        await first.StartAsync(Cancel);
        await second.StartAsync(Cancel);
        await first.InvokeAsync<AgentSnapshot>(Contracts.Hub.WatchAgent, Cancel);
        await second.InvokeAsync<AgentSnapshot>(Contracts.Hub.WatchAgent, Cancel);

        (await told.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel)).ShouldContain("another window");
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await OkAsync(agent, Contracts.Api.AgentNotReady, """{"reason":"Lunch"}""");
        (await news.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel)).NotReadyReason.ShouldBe("Lunch");
    }

    private static string Named(OriginateRequest call) => $$"""{"attempt":"{{call.Attempt}}"}""";

    private static Task StateAsync(HttpClient agent, AgentState state) => UntilAsync(async () => (await SeenAsync(agent)).State == state);
}
