using Paceline.Contracts;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>A server or a voice node ends in the middle of a call, and another takes over what is left.</summary>
public sealed class ProcessesThatEnd : IAsyncLifetime
{
    private readonly ServerRig _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_new_server_goes_on_where_the_old_one_was_and_delivers_what_was_ordered()
    {
        var campaign = await _server.CampaignAsync();
        string[] numbers = [Numbers.Awake().Number, Numbers.Awake().Number];
        using var imported = await _server.ImportAsync(campaign, $"phone,name\n{numbers[0]},Ann\n{numbers[1]},Bob\n");
        var (anna, _, first) = await _server.ReadyAgentAsync(campaign);
        var talking = await SoonAsync(_server.Node.OriginatedAsync);
        _server.Node.Connect(talking);
        await UntilAsync(async () => (await _server.BoardAsync(campaign)).Counts.Connected == 1);
        _server.Node.IsDeaf = true;
        var (bert, _, second) = await _server.ReadyAgentAsync(campaign);
        await UntilAsync(() => Task.FromResult(_server.Node.Missed > 0)); // Committed, and not delivered.
        await first.DisposeAsync();
        await second.DisposeAsync();

        await _server.RestartAsync();
        _server.Node.IsDeaf = false;

        var ordered = await SoonAsync(_server.Node.OriginatedAsync);
        (ordered.Agent, ordered.To).ShouldBe((bert, numbers.Single(n => n != talking.To)));
        using var anew = _server.ClientOf(await _server.Store.People.NewKeyAsync(anna, TestContext.Current.CancellationToken));
        var seen = await SeenAsync(anew);
        (seen.State, seen.Call?.Attempt.ToString()).ShouldBe((AgentState.Talking, talking.Attempt));

        // The node's events of the time without a server, and after it, still end the call.
        _server.Node.End(talking);
        await UntilAsync(async () => (await SeenAsync(anew)).State is AgentState.WrapUp);
        await OkAsync(anew, Contracts.Api.AgentOutcome, $$"""{"attempt":"{{talking.Attempt}}","outcome":"agreed","note":""}""");
        await UntilAsync(async () => (await _server.BoardAsync(campaign)).Counts.Outcomes == 1);
    }

    [Fact]
    public async Task A_node_that_died_has_ended_its_calls_and_nobody_calls_the_number_at_once()
    {
        var campaign = await _server.CampaignAsync();
        using var imported = await _server.ImportAsync(campaign, $"phone\n{Numbers.Awake().Number}\n");
        var (_, agent, hub) = await _server.ReadyAgentAsync(campaign);
        await using var connection = hub;
        var ringing = await SoonAsync(_server.Node.OriginatedAsync);
        _server.Node.Say(ringing, e => e.Placed = new() { Trunk = ringing.Trunk });
        await UntilAsync(async () => (await _server.BoardAsync(campaign)).Counts.Dialing == 1);

        _server.Node.Restart();

        await UntilAsync(async () => (await _server.BoardAsync(campaign)).Counts.Interrupted == 1);
        await UntilAsync(async () => (await SeenAsync(agent)) is { State: AgentState.NotReady, Leg: LegState.Down });
        var counts = (await _server.BoardAsync(campaign)).Counts;
        (counts.Placed, counts.Dialing, counts.Answered).ShouldBe((1, 0, 0));
        _server.Node.HasOriginated.ShouldBeFalse();
    }
}
