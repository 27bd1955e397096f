using System.Text.Json;
using Grpc.Core;
using Paceline.VoiceProtocol;
using static Paceline.VoiceProtocol.Refusal.Types;

namespace Paceline.PeerTests.Voice;

/// <summary>The evidence of calls that do not become a conversation.</summary>
[Collection(nameof(RealAudio))]
public sealed class CallOutcomeTests
{
    [Fact]
    public async Task A_busy_line_is_told_with_its_status_and_cause()
    {
        await using Rig rig = await Rig.StartAsync();

        await rig.Server.OriginateAsync("busy", "+49300000002");

        Ended ended = await rig.Server.EndedAsync("busy");
        ended.ShouldSatisfyAllConditions(
            () => ended.SipStatus.ShouldBe(486),
            () => ended.Q850.ShouldBe(17),
            () => ended.EndedBy.ShouldBe(EndedBy.FarEnd),
            () => ended.Answered.ShouldBeFalse(),
            () => ended.InviteLeft.ShouldBeTrue());
    }

    [Fact]
    public async Task A_phone_that_rings_too_long_is_cancelled()
    {
        await using Rig rig = await Rig.StartAsync();

        await rig.Server.OriginateAsync("rings", "+49300000003");

        Ended ended = await rig.Server.EndedAsync("rings");
        ended.EndedBy.ShouldBe(EndedBy.RingTimeout);
        ended.SipStatus.ShouldBe(487);
        ended.AlertingAfterMs.ShouldBeLessThan(ended.EndedAfterMs);
        (await rig.Carrier.Ending("rings")).WasAnswered.ShouldBeFalse();
    }

    [Fact]
    public async Task A_busy_tone_before_any_answer_is_heard()
    {
        await using Rig rig = await Rig.StartAsync();

        await rig.Server.OriginateAsync("tone", "+49300000004");

        Ended ended = await rig.Server.EndedAsync("tone");
        ended.Heard.ShouldBe(Heard.Busy);
        ended.Answered.ShouldBeFalse();
        ended.Media.ShouldBeFalse();
        (await rig.Server.EventAsync(static happened => happened.Alerting is { EarlyMedia: true })).Attempt.ShouldBe("tone");
    }

    [Fact]
    public async Task Sound_before_the_answer_and_sound_after_it_are_told_apart()
    {
        await using Rig rig = await Rig.StartAsync();
        ToneEar agentHears = await rig.AgentUpAsync("anna");

        await rig.Server.OriginateAsync("early", "+49300000005", "anna");

        await agentHears.Present();
        rig.Carrier.HangUp(rig.Carrier.Call("early"));
        (await rig.Server.EndedAsync("early")).Media.ShouldBeTrue();
    }

    [Fact]
    public async Task A_hang_up_while_it_rings_is_a_cancel_of_ours_and_a_second_one_is_nothing()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Server.OriginateAsync("rings", "+49300000003");
        await rig.Server.EventAsync(static happened => happened.Alerting is not null);

        CallCommand command = new() { Command = rig.Server.Command, Attempt = "rings" };
        await rig.Server.Voice.HangUpAsync(command, rig.Server.Token);
        await rig.Server.Voice.HangUpAsync(command, rig.Server.Token);

        (await rig.Server.EndedAsync("rings")).EndedBy.ShouldBe(EndedBy.HangUp);
        await rig.Server.Voice.HangUpAsync(command, rig.Server.Token);
        rig.Server.Events.Count(static happened => happened.Ended is not null).ShouldBe(1);
    }

    [Fact]
    public async Task A_person_without_an_agent_hears_the_message_within_the_limit_and_is_hung_up()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Server.OriginateAsync("alone", "+49300000001", agent: "nobody");
        VoiceEvent answered = await rig.Server.EventAsync(static happened => happened.Answered is not null);
        answered.Answered.Bridged.ShouldBeFalse();
        ToneEar personHears = rig.Carrier.Call("alone").Listen(Rig.MessageHz);

        await personHears.Present();

        Ended ended = await rig.Server.EndedAsync("alone");
        MessageStarted started = (await rig.Server.EventAsync(static happened => happened.MessageStarted is not null)).MessageStarted;
        started.AfterAnswerMs.ShouldBeInRange(1000, 2000);
        ended.ShouldSatisfyAllConditions(
            () => ended.EndedBy.ShouldBe(EndedBy.AnswerLimit),
            () => ended.MessagePlayed.ShouldBeTrue(),
            () => ended.Bridged.ShouldBeFalse(),
            () => ended.Media.ShouldBeTrue());
    }

    [Fact]
    public async Task A_person_who_hangs_up_is_the_far_end()
    {
        await using Rig rig = await Rig.StartAsync();
        ToneEar agentHears = await rig.AgentUpAsync("anna");
        await rig.Server.OriginateAsync("leaves", "+49300000001", "anna");
        await agentHears.Present();

        rig.Carrier.HangUp(rig.Carrier.Call("leaves"));

        Ended ended = await rig.Server.EndedAsync("leaves");
        ended.EndedBy.ShouldBe(EndedBy.FarEnd);
        ended.Q850.ShouldBe(16);
        ended.Bridged.ShouldBeTrue();
    }

    [Fact]
    public async Task The_wire_log_tells_each_message_of_a_call_and_no_number()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Server.OriginateAsync("logged", "+49300000002");
        await rig.Server.EndedAsync("logged");

        string[] lines = [.. rig.WireLog().Split('\n').Where(static line => line.Contains("\"callId\":\"logged\"", StringComparison.Ordinal))];
        string[] story = [.. lines.Select(static line => JsonDocument.Parse(line).RootElement).Select(static message =>
            $"{message.GetProperty("dir")} {(message.TryGetProperty("method", out JsonElement method) ? method : message.GetProperty("status"))} {message.GetProperty("cseq")}")];

        story.ShouldBe(["out INVITE 1 INVITE", "in 100 1 INVITE", "in 180 1 INVITE", "in 486 1 INVITE", "out ACK 1 ACK"]);
        rig.WireLog().ShouldNotContain("49300000002");
    }

    [Fact]
    public async Task A_known_attempt_is_admitted_again_and_dialled_once()
    {
        await using Rig rig = await Rig.StartAsync();

        (await rig.Server.OriginateAsync("once", "+49300000002")).Admitted.ShouldNotBeNull();
        await rig.Server.EndedAsync("once");
        (await rig.Server.OriginateAsync("once", "+49300000002")).Admitted.ShouldNotBeNull();

        rig.Server.Events.Count(static happened => happened.Placed is not null).ShouldBe(1);
        rig.Carrier.Invites.Count.ShouldBe(1);
        rig.Carrier.Invites.Single().CallId.ShouldBe("once");
    }

    [Fact]
    public async Task What_is_not_admitted_says_why()
    {
        await using Rig rig = await Rig.StartAsync(settings => settings with
        {
            Trunks =
            [
                settings.Trunks[0] with { CallsMax = 1 },
                settings.Trunks[0] with { Name = "slow", CallsPerSecond = 1 },
                new Paceline.Voice.TrunkSettings { Name = "world", Host = "192.0.2.1", KeepAlive = TimeSpan.Zero },
            ],
        });
        await rig.Server.OriginateAsync("first", "+49300000003");

        (await Refusal("second", "+49300000003")).ShouldBe(Reason.TrunkFull);
        (await Refusal("unknown", "+49300000003", "nowhere")).ShouldBe(Reason.TrunkUnknown);
        (await Refusal("words", "emergency", "slow")).ShouldBe(Reason.Destination);
        (await Refusal("really", "+49300000003", "world")).ShouldBe(Reason.NotMeant);
        (await rig.Server.OriginateAsync("pace-1", "+49300000003", change: static order => order.Trunk = "slow")).Admitted.ShouldNotBeNull();
        (await Refusal("pace-2", "+49300000003", "slow")).ShouldBe(Reason.TrunkFull);
        rig.Carrier.Invites.Count(static invite => invite.CallId is not ("first" or "pace-1")).ShouldBe(0);

        async Task<Reason> Refusal(string attempt, string to, string trunk = "carrier") =>
            (await rig.Server.OriginateAsync(attempt, to, change: order => order.Trunk = trunk)).Refused.Reason;
    }

    [Fact]
    public async Task An_order_outside_the_rules_is_an_error_and_not_a_refusal()
    {
        await using Rig rig = await Rig.StartAsync();

        await Refused(static order => order.RingTimeoutMs = 4999);
        await Refused(static order => order.AnswerLimitMs = 5001);
        await Refused(static order => order.Message = "no-such-prompt");
        await Refused(static order => order.Attempt = "two words");

        async Task Refused(Action<OriginateRequest> change) =>
            (await Should.ThrowAsync<RpcException>(rig.Server.OriginateAsync("odd", "+49300000003", change: change)))
            .StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task A_silent_trunk_is_down_and_refuses_at_once()
    {
        using System.Net.Sockets.UdpClient silent = new(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        int port = ((System.Net.IPEndPoint)silent.Client.LocalEndPoint!).Port;
        await using Rig rig = await Rig.StartAsync(settings => settings with
        {
            Trunks = [settings.Trunks[0] with { Port = port, KeepAliveLimit = TimeSpan.FromSeconds(2) }],
        });

        (await rig.Server.OriginateAsync("try-0", "+49300000001")).Admitted.ShouldNotBeNull();
        await rig.Server.EventAsync(static happened => happened.TrunkState is { Up: false });
        (await rig.Server.OriginateAsync("try-1", "+49300000001")).Refused.Reason.ShouldBe(Reason.TrunkDown);
        // Placed before the trunk was known to be down: Timer B ends it, nothing waits for ever.
        (await rig.Server.EndedAsync("try-0")).EndedBy.ShouldBe(EndedBy.NoResponse);
    }
}
