using Grpc.Core;
using Paceline.VoiceProtocol;
using static Paceline.VoiceProtocol.Refusal.Types;

namespace Paceline.PeerTests.Voice;

/// <summary>What a node does when its server is gone, comes back, or is replaced.</summary>
[Collection(nameof(RealAudio))]
public sealed class LeaseTests
{
    [Fact]
    public async Task Without_its_server_a_node_keeps_conversations_cancels_ringing_calls_and_places_none()
    {
        await using Rig rig = await Rig.StartAsync();
        ToneEar agentHears = await rig.AgentUpAsync("anna");
        await rig.Server.OriginateAsync("talking", "+49300000001", "anna");
        await agentHears.Present();
        await rig.Server.OriginateAsync("ringing", "+49300000003", change: static order => order.RingTimeoutMs = 60_000);
        await rig.Server.EventAsync("ringing", static happened => happened.Alerting is not null);
        long seen = rig.Server.Events[^1].Number;

        await rig.Server.StopWatchingAsync();
        await rig.Carrier.Ending("ringing");
        (await rig.Server.OriginateAsync("refused", "+49300000001")).Refused.Reason.ShouldBe(Reason.NoLease);

        await using ServerEnd next = await rig.AnotherServerAsync();
        NodeSnapshot snapshot = await next.Voice.SnapshotAsync(new SnapshotRequest { Command = next.Command }, next.Token);
        snapshot.Calls.Single(static call => call.Attempt is "talking").Phase.ShouldBe(CallPhase.Bridged);
        snapshot.Calls.Single(static call => call.Attempt is "ringing").Phase.ShouldBe(CallPhase.Ended);
        await next.WatchAsync(seen);
        (await next.EndedAsync("ringing")).EndedBy.ShouldBe(EndedBy.LeaseLost);
        next.Events[0].Number.ShouldBe(seen + 1);
        await agentHears.Present();
    }

    [Fact]
    public async Task A_person_who_waits_when_the_server_is_lost_hears_the_message()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Server.OriginateAsync("waits", "+49300000001", change: static order => order.AnswerLimitMs = 5000);
        await rig.Server.EventAsync(static happened => happened.Answered is not null);
        ToneEar personHears = rig.Carrier.Call("waits").Listen(Rig.MessageHz);

        await rig.Server.StopWatchingAsync();

        await personHears.Present();
        await rig.Carrier.Ending("waits");
        await using ServerEnd next = await rig.AnotherServerAsync();
        await next.WatchAsync();
        Ended ended = await next.EndedAsync("waits");
        ended.MessagePlayed.ShouldBeTrue();
        // The lease of a second was shorter than the answer limit of five.
        ended.EndedAfterMs.ShouldBeLessThan(5000);
    }

    [Fact]
    public async Task A_replaced_server_can_neither_act_nor_read()
    {
        await using Rig rig = await Rig.StartAsync();
        await using ServerEnd next = await rig.AnotherServerAsync();
        await next.WatchAsync();

        RpcException refused = await Should.ThrowAsync<RpcException>(rig.Server.OriginateAsync("old", "+49300000001"));
        refused.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        (await next.OriginateAsync("new", "+49300000002")).Admitted.ShouldNotBeNull();
        await next.EndedAsync("new");
        rig.Server.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task Acknowledged_calls_are_forgotten()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Server.OriginateAsync("done", "+49300000002");
        await rig.Server.EndedAsync("done");

        await rig.Server.Voice.AcknowledgeAsync(
            new AcknowledgeRequest { Command = rig.Server.Command, Through = rig.Server.Events[^1].Number }, rig.Server.Token);

        NodeSnapshot snapshot = await rig.Server.Voice.SnapshotAsync(new SnapshotRequest { Command = rig.Server.Command }, rig.Server.Token);
        snapshot.Calls.ShouldBeEmpty();
        snapshot.LastEvent.ShouldBe(rig.Server.Events[^1].Number);
    }

    [Fact]
    public async Task An_order_that_is_told_again_after_its_call_was_acknowledged_dials_nothing()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Server.OriginateAsync("done", "+49300000002");
        await rig.Server.EndedAsync("done");
        await rig.Server.Voice.AcknowledgeAsync(
            new AcknowledgeRequest { Command = rig.Server.Command, Through = rig.Server.Events[^1].Number }, rig.Server.Token);

        (await rig.Server.OriginateAsync("done", "+49300000002")).Admitted.ShouldNotBeNull();

        await rig.Server.OriginateAsync("next", "+49300000002");
        await rig.Server.EndedAsync("next");
        rig.Carrier.Invites.Count(static invite => invite.CallId is "done").ShouldBe(1);
    }

    [Fact]
    public async Task A_wrong_token_gets_nothing()
    {
        await using Rig rig = await Rig.StartAsync();
        await using ServerEnd thief = new(rig.SocketPath, "another-token-of-some-length");

        (await Should.ThrowAsync<RpcException>(thief.AdoptAsync())).StatusCode.ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task A_node_that_stops_says_farewell_to_every_call_and_phone()
    {
        await using Rig rig = await Rig.StartAsync();
        ToneEar agentHears = await rig.AgentUpAsync("anna");
        await rig.Server.OriginateAsync("talking", "+49300000001", "anna");
        await agentHears.Present();
        await rig.Server.OriginateAsync("ringing", "+49300000003");
        await rig.Server.EventAsync("ringing", static happened => happened.Alerting is not null);

        rig.Node.Stop();

        (await rig.Server.EndedAsync("ringing")).EndedBy.ShouldBe(EndedBy.NodeStopping);
        (await rig.Server.EndedAsync("talking")).EndedBy.ShouldBe(EndedBy.NodeStopping);
        await rig.Phones.Ending(rig.Phones.LastCall("agent-anna-")!.Sip.CallId);
        await rig.Server.EventAsync(static happened => happened.AgentLegDown is not null);
        await rig.Server.Voice.AcknowledgeAsync(
            new AcknowledgeRequest { Command = rig.Server.Command, Through = rig.Server.Events[^1].Number }, rig.Server.Token);
        await rig.Node.Completion.WaitAsync(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_node_that_nobody_wants_ends_itself()
    {
        await using Rig rig = await Rig.StartAsync(static settings => settings with { OrphanLimit = TimeSpan.FromSeconds(1) });

        await rig.Server.StopWatchingAsync();

        await rig.Node.Completion.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
