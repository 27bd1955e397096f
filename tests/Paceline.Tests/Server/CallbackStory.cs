using System.Text.Json;
using NodaTime;
using NodaTime.Extensions;
using Paceline.Contracts;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>A callback through the whole server: booked, looked after, due, and kept, over the public API and the seam.</summary>
public sealed class CallbackStory(ServerRig server) : IClassFixture<ServerRig>
{
    [Fact]
    public async Task CB_05_CB_07_CB_10_A_callback_is_booked_from_a_preview_and_comes_back_to_its_agent_when_it_is_due()
    {
        var (number, zone) = Numbers.Awake();
        var (campaign, me, agent, hub) = await PreviewerAsync($"phone,name\n{number},Ann Example\n");
        await using var connection = hub;
        var card = await ReadAsync(agent);
        var night = SystemClock.Instance.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb[zone]).Date.PlusDays(1).At(new LocalTime(3, 0))
            .InZoneLeniently(DateTimeZoneProviders.Tzdb[zone]).ToInstant();

        (await RefusedAsync(agent, card.Attempt, DateTimeOffset.UtcNow.AddMinutes(-1))).Code.ShouldBe("past");
        var refused = await RefusedAsync(agent, card.Attempt, night.ToDateTimeOffset());
        refused.Code.ShouldBe("outside-hours");
        var morning = refused.Instead.ShouldNotBeNull().ToInstant().InZone(DateTimeZoneProviders.Tzdb[zone]);
        (morning.Hour, morning.Minute).ShouldBe((8, 0));

        // The caller takes the time that was offered.
        await OkAsync(agent, Contracts.Api.AgentCallback, Body(card.Attempt, refused.Instead.Value, """, "personal": true, "note": "Ask for Ann." """));
        await UntilAsync(async () => (await MineAsync(agent)).Count == 1); // The group hears of it a moment after the agent is ready.
        var mine = (await MineAsync(agent)).ShouldHaveSingleItem();
        (mine.Callback, mine.Contact, mine.Number, mine.Owner, mine.Note, mine.State).ShouldBe(
            (card.Attempt, "Ann Example", number, me, "Ask for Ann.", CallbackState.Pending));

        // Moved to a moment from now, it is pushed: nobody asks for it.
        await OkAsync(agent, Contracts.Api.AgentCallbackChange(card.Attempt), $$"""{"at":"{{DateTimeOffset.UtcNow.AddSeconds(2):O}}","owner":"{{me}}"}""");
        await UntilAsync(async () => await SeenAsync(agent) is { State: AgentState.Offered, Call: not null });
        var offered = (await SeenAsync(agent)).Call.ShouldNotBeNull();
        (offered.Contact, offered.Callback?.Note, offered.Callback?.Personal).ShouldBe(("Ann Example", "Ask for Ann.", true));
        (await MineAsync(agent)).ShouldHaveSingleItem().State.ShouldBe(CallbackState.Calling);
        await OkAsync(agent, Contracts.Api.AgentAccept, $$"""{"attempt":"{{offered.Attempt}}"}""");
        await OkAsync(agent, Contracts.Api.AgentCall, $$"""{"attempt":"{{offered.Attempt}}"}""");
        var call = await SoonAsync(server.Node.OriginatedAsync);
        call.To.ShouldBe(number);
        server.Node.Connect(call);
        server.Node.End(call);
        await StateAsync(agent, AgentState.WrapUp);
        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{offered.Attempt}}","outcome":"agreed","note":""}""");
        await UntilAsync(async () => (await MineAsync(agent)).Count == 0);
        (await OfAsync(campaign)).ShouldBeEmpty();
    }

    [Fact]
    public async Task CB_01_CB_04_CB_06_In_wrap_up_it_is_arranged_changed_and_counts_from_the_outcome_on()
    {
        var (agent, call) = await TalkedAsync("{}");
        var attempt = Guid.Parse(call);
        var at = Later();

        await OkAsync(agent, Contracts.Api.AgentCallback, Body(attempt, at, ""));
        var booked = (await SeenAsync(agent)).Booked.ShouldNotBeNull();
        (booked.At, booked.Personal, booked.Position, booked.Note).ShouldBe((at, false, 0, ""));
        await OkAsync(agent, Contracts.Api.AgentCallback, Body(attempt, at, """, "personal": true"""));
        (await MineAsync(agent)).ShouldBeEmpty("it counts from the outcome on");
        await OkAsync(agent, Contracts.Api.AgentCallbackDrop, $$"""{"attempt":"{{attempt}}"}""");
        (await SeenAsync(agent)).Booked.ShouldBeNull();
        await OkAsync(agent, Contracts.Api.AgentCallback, Body(attempt, at, """, "personal": true"""));

        await OkAsync(agent, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{attempt}}","outcome":"try-again","note":""}""");

        await UntilAsync(async () => (await MineAsync(agent)).Count == 1);
        (await SeenAsync(agent)).Booked.ShouldBeNull();
    }

    [Fact]
    public async Task CB_04_A_campaign_that_has_only_personal_callbacks_makes_them_personal_and_refuses_others()
    {
        var (agent, call) = await TalkedAsync("""{"callbacks":"AlwaysPersonal"}""");
        var attempt = Guid.Parse(call);
        (await SeenAsync(agent)).Callbacks.Choice.ShouldBe(CallbackChoice.AlwaysPersonal);

        using var answer = await agent.PostAsync(
            Contracts.Api.AgentCallback, Json(Body(attempt, Later(), """, "personal": false""")), TestContext.Current.CancellationToken);
        (await ProblemAsync(answer)).Code.ShouldBe("always-personal");
        await OkAsync(agent, Contracts.Api.AgentCallback, Body(attempt, Later(), ""));
        (await SeenAsync(agent)).Booked.ShouldNotBeNull().Personal.ShouldBeTrue();
    }

    [Fact]
    public async Task A_supervisor_sees_moves_gives_away_and_cancels_the_callbacks_of_a_campaign()
    {
        var (number, _) = Numbers.Awake();
        var (campaign, me, agent, hub) = await PreviewerAsync($"phone,name\n{number},Ann Example\n");
        await using var connection = hub;
        var (other, _) = await server.AgentAsync(campaign);
        var card = await ReadAsync(agent);
        await OkAsync(agent, Contracts.Api.AgentCallback, Body(card.Attempt, Later(), """, "personal": true"""));
        await UntilAsync(async () => (await OfAsync(campaign)).Count == 1);
        var row = (await OfAsync(campaign))[0];
        (row.Owner, row.By, row.Contact).ShouldBe((me, me, "Ann Example"));
        row.Number.ShouldNotContain(number, Case.Sensitive, "a number is whole for its owner only");

        await OkAsync(server.Supervisor, Contracts.Api.CampaignCallbackChange(campaign, row.Callback), $$"""{"at":"{{row.At:O}}","owner":"{{other}}"}""");
        (await OfAsync(campaign))[0].Owner.ShouldBe(other);
        (await MineAsync(agent)).ShouldBeEmpty();
        using (var stranger = await server.Supervisor.PostAsync(
            Contracts.Api.CampaignCallbackChange(campaign, row.Callback), Json($$"""{"at":"{{row.At:O}}","owner":"nobody"}"""), TestContext.Current.CancellationToken))
        {
            (await ProblemAsync(stranger)).Code.ShouldBe("unknown-agent");
        }

        await OkAsync(server.Supervisor, Contracts.Api.CampaignCallbackCancel(campaign, row.Callback), "{}");
        (await OfAsync(campaign)).ShouldBeEmpty();
    }

    /// <summary>In the permitted hours of every number that is awake for an hour yet.</summary>
    private static DateTimeOffset Later()
    {
        var now = DateTimeOffset.UtcNow.AddMinutes(10);
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }

    private static string Body(Guid attempt, DateTimeOffset at, string more) => $$"""{"attempt":"{{attempt}}","at":"{{at:O}}"{{more}}}""";

    private static async Task<Problem> RefusedAsync(HttpClient agent, Guid attempt, DateTimeOffset at)
    {
        using var answer = await agent.PostAsync(Contracts.Api.AgentCallback, Json(Body(attempt, at, "")), TestContext.Current.CancellationToken);
        return await ProblemAsync(answer);
    }

    private static async Task<IReadOnlyList<CallbackRow>> MineAsync(HttpClient agent) => await ListAsync(agent, Contracts.Api.AgentCallbacks);

    private Task<IReadOnlyList<CallbackRow>> OfAsync(string campaign) => ListAsync(server.Supervisor, Contracts.Api.CampaignCallbacks(campaign));

    private static async Task<IReadOnlyList<CallbackRow>> ListAsync(HttpClient who, string route) => JsonSerializer
        .Deserialize(await who.GetStringAsync(route, TestContext.Current.CancellationToken), ContractsJson.Default.CallbackList)!.Callbacks; // The contract says there is one.

    private static async Task<CallCard> ReadAsync(HttpClient agent)
    {
        await OkAsync(agent, Contracts.Api.AgentGetRecord, "{}");
        await UntilAsync(async () => await SeenAsync(agent) is { State: AgentState.Previewing, Call: not null });
        return (await SeenAsync(agent)).Call.ShouldNotBeNull();
    }

    /// <summary>An agent in wrap-up, with the id of the attempt.</summary>
    private async Task<(HttpClient Agent, string Attempt)> TalkedAsync(string rules)
    {
        var (campaign, _, agent, hub) = await PreviewerAsync($"phone\n{Numbers.Awake().Number}\n", rules);
        _ = (campaign, hub);
        var card = await ReadAsync(agent);
        await OkAsync(agent, Contracts.Api.AgentCall, $$"""{"attempt":"{{card.Attempt}}"}""");
        var call = await SoonAsync(server.Node.OriginatedAsync);
        server.Node.Connect(call);
        server.Node.End(call);
        await UntilAsync(async () => await SeenAsync(agent) is { State: AgentState.WrapUp, Call: not null });
        return (agent, call.Attempt.ToString());
    }

    private async Task<(string Campaign, string Id, HttpClient Agent, IAsyncDisposable Hub)> PreviewerAsync(string csv, string rules = "{}")
    {
        var campaign = await server.CampaignAsync(rules);
        await OkAsync(server.Supervisor, Contracts.Api.CampaignStop(campaign), "{}");
        await OkAsync(server.Supervisor, Contracts.Api.CampaignMode(campaign), """{"mode":"Preview"}""");
        await OkAsync(server.Supervisor, Contracts.Api.CampaignStart(campaign), "{}");
        using var imported = await server.ImportAsync(campaign, csv);
        var (id, agent, hub) = await server.ReadyAgentAsync(campaign);
        await StateAsync(agent, AgentState.Ready);
        return (campaign, id, agent, hub);
    }

    private static Task StateAsync(HttpClient agent, AgentState state) => UntilAsync(async () => (await SeenAsync(agent)).State == state);
}
