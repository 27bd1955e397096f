using Paceline.PeerTests.Voice;
using Paceline.Voice;
using Paceline.VoiceProtocol;
using static Paceline.PeerTests.Peers.SippScript;

namespace Paceline.PeerTests.Peers;

/// <summary>What carriers do beside the plain call, done by a SIP stack that is not ours: each script ends well only if we answered
/// every step as the RFCs say.</summary>
[Collection(nameof(RealAudio))]
public sealed class SippScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("paceline-script-").FullName;

    [Fact]
    public async Task Reliable_ringing_is_acknowledged_each_time()
    {
        await using var trunk = await SippScript.StartAsync(_folder,
            Reply("183 Session Progress", sdp: true, more: ["Require: 100rel", "RSeq: 71"]),
            Expect("PRACK", "^ *71 1 INVITE", "RAck"),
            Agree(),
            Reply("180 Ringing", more: ["Require: 100rel", "RSeq: 72"]),
            Expect("PRACK", "^ *72 1 INVITE", "RAck"),
            Agree(),
            Reply("200 OK"), // The answer was in the 183.
            Expect("ACK"),
            Expect("BYE"),
            Agree());
        await using var rig = await StartAsync(trunk);
        var agentHears = await rig.AgentUpAsync("anna", Rig.AgentHz);

        await OriginateAsync(rig);

        (await rig.Server.EventAsync("call", static happened => happened.Alerting is { EarlyMedia: true })).ShouldNotBeNull();
        await agentHears.Present();
        await HangUpAsync(rig);
        await trunk.DoneAsync();
    }

    [Fact]
    public async Task Of_several_forks_the_one_that_answers_has_the_call_and_a_second_answer_is_hung_up()
    {
        await using var trunk = await SippScript.StartAsync(_folder,
            Reply("180 Ringing", "one"),
            Reply("183 Session Progress", "two", sdp: true),
            Reply("183 Session Progress", "three", sdp: true),
            Reply("200 OK", "two", sdp: true),
            Expect("ACK", "tag=two", "To"),
            Reply("200 OK", "one", sdp: true),
            Expect("ACK", "tag=one", "To"),
            Expect("BYE", "tag=one", "To"),
            Agree(),
            Expect("BYE", "tag=two", "To"),
            Agree());
        await using var rig = await StartAsync(trunk);
        var agentHears = await rig.AgentUpAsync("anna", Rig.AgentHz);

        await OriginateAsync(rig);

        await agentHears.Present();
        await Task.Delay(1000); // The second answer is on its way; the call is not touched by it.
        rig.Server.Events.ShouldNotContain(static happened => happened.Ended != null);
        await HangUpAsync(rig);
        await trunk.DoneAsync();
    }

    [Fact]
    public async Task Each_kind_of_hold_is_answered_in_kind_and_the_call_goes_on()
    {
        await using var trunk = await SippScript.StartAsync(_folder,
            Reply("200 OK", sdp: true),
            Expect("ACK"),
            Wait(1000),
            Ask("INVITE", 21, Sdp("sendonly")), ExpectReply(200, "a=recvonly"), Ask("ACK", 21),
            Wait(2500), // Longer than a mute line may be: hold without music is no fault.
            Ask("INVITE", 22, Sdp("inactive")), ExpectReply(200, "a=inactive"), Ask("ACK", 22),
            Ask("INVITE", 23, Sdp(address: "0.0.0.0")), ExpectReply(200, "a=recvonly"), Ask("ACK", 23),
            Wait(2500),
            Ask("UPDATE", 24, Sdp()), ExpectReply(200, "a=sendrecv"),
            Expect("BYE"),
            Agree());
        await using var rig = await StartAsync(trunk, static settings => settings with
        {
            Media = settings.Media with { SilenceLimit = TimeSpan.FromSeconds(1.5) },
        });
        var agentHears = await rig.AgentUpAsync("anna", Rig.AgentHz);

        await OriginateAsync(rig);

        await agentHears.Present();
        await agentHears.Absent();
        await agentHears.Present();
        rig.Server.Events.ShouldNotContain(static happened => happened.Ended != null);
        await HangUpAsync(rig);
        await trunk.DoneAsync();
    }

    [Fact]
    public async Task A_re_invite_without_an_offer_gets_ours_and_its_ack_answers()
    {
        await using var trunk = await SippScript.StartAsync(_folder,
            Reply("200 OK", sdp: true),
            Expect("ACK"),
            Wait(500),
            Ask("INVITE", 31), ExpectReply(200, "m=audio [0-9]+ RTP/AVP 0"), Ask("ACK", 31, Sdp("sendonly")),
            Wait(500),
            Ask("INVITE", 32), ExpectReply(200, "a=sendrecv"), Ask("ACK", 32, Sdp()),
            Expect("BYE"),
            Agree());
        await using var rig = await StartAsync(trunk);
        var agentHears = await rig.AgentUpAsync("anna", Rig.AgentHz);

        await OriginateAsync(rig);

        await agentHears.Present();
        await agentHears.Absent();
        await agentHears.Present();
        await HangUpAsync(rig);
        await trunk.DoneAsync();
    }

    [Fact]
    public async Task We_refresh_the_session_when_it_is_ours_to_do_and_agree_to_a_longer_interval()
    {
        await using var trunk = await SippScript.StartAsync(_folder,
            Reply("422 Session Interval Too Small", more: ["Min-SE: 2000"]),
            Expect("ACK"),
            Expect("INVITE", "^ *2000", "Session-Expires"),
            AgreeToInvite(";tag=theirs", "Require: timer", "Session-Expires: 2;refresher=uac"),
            Expect("ACK"),
            Expect("INVITE", "refresher=uac", "Session-Expires"),
            AgreeToInvite("", "Require: timer", "Session-Expires: 2;refresher=uac"),
            Expect("ACK"),
            Expect("INVITE", "refresher=uac", "Session-Expires"),
            AgreeToInvite("", "Require: timer", "Session-Expires: 2000;refresher=uac"),
            Expect("ACK"),
            Expect("BYE"),
            Agree());
        await using var rig = await StartAsync(trunk, static settings => settings with { SipMinSeSeconds = 2 });
        var agentHears = await rig.AgentUpAsync("anna", Rig.AgentHz);

        await OriginateAsync(rig);

        await agentHears.Present();
        await Task.Delay(2500);
        await HangUpAsync(rig);
        await trunk.DoneAsync();
    }

    [Fact]
    public async Task A_session_that_the_far_end_refreshes_goes_on_and_ends_when_it_does_not()
    {
        await using var trunk = await SippScript.StartAsync(_folder,
            Reply("200 OK", sdp: true, more: ["Require: timer", "Session-Expires: 3;refresher=uas"]),
            Expect("ACK"),
            Wait(1500),
            Ask("UPDATE", 41, "", "Supported: timer", "Session-Expires: 3;refresher=uac"), ExpectReply(200, "refresher=uac", "Session-Expires"),
            Wait(1500),
            Ask("UPDATE", 42, "", "Supported: timer", "Session-Expires: 1;refresher=uac"), ExpectReply(422, "2", "Min-SE"),
            Expect("BYE"),
            Agree());
        await using var rig = await StartAsync(trunk, static settings => settings with { SipMinSeSeconds = 2 });
        await rig.AgentUpAsync("anna", Rig.AgentHz);

        await OriginateAsync(rig);

        var ended = await rig.Server.EndedAsync("call");
        (ended.EndedBy, ended.Bridged).ShouldBe((EndedBy.MediaLost, true));
        await trunk.DoneAsync();
    }

    [Fact]
    public async Task A_trunk_by_registration_is_up_when_the_registrar_has_agreed_and_is_refreshed_and_taken_back()
    {
        await using var trunk = await SippScript.StartRegistrarAsync(_folder,
            Reply("401 Unauthorized", more: ["WWW-Authenticate: Digest realm=\"far\", nonce=\"n1\", algorithm=MD5, qop=\"auth\""]),
            ExpectRegister("paceline", "pass-word"),
            Agree("Contact: <sip:paceline@somewhere.else:5060>;expires=900", "Expires: 2"),
            Expect("REGISTER", "^ *600", "Expires"),
            Agree("Expires: 2"),
            Expect("REGISTER", "^ *600", "Expires"),
            Agree("Expires: 600"),
            Expect("REGISTER", "^ *0", "Expires"),
            Agree());
        await using var rig = await Rig.StartAsync(settings => settings with
        {
            Trunks = [.. settings.Trunks, trunk.Trunk with { Register = true, User = "paceline", Password = "pass-word" }],
        });

        await rig.Server.EventAsync(static happened => happened.TrunkState is { Trunk: "sipp", Up: true });
        await Task.Delay(4500); // Two refreshes.
        rig.Node.Stop();
        await trunk.DoneAsync();
        rig.WireLog().ShouldNotContain("pass-word");
        rig.Server.Events.ShouldNotContain(static happened => happened.TrunkState != null && !happened.TrunkState.Up);
    }

    [Fact]
    public async Task A_registration_that_is_refused_keeps_the_trunk_down_and_is_tried_again()
    {
        await using var trunk = await SippScript.StartRegistrarAsync(_folder,
            Reply("403 Forbidden"),
            Expect("REGISTER", "^ *600", "Expires"),
            Agree("Expires: 600"),
            Wait(500));
        await using var rig = await Rig.StartAsync(settings => settings with
        {
            Trunks = [.. settings.Trunks, trunk.Trunk with { Register = true, User = "paceline", Password = "pass-word" }],
        });

        (await rig.Server.EventAsync(static happened => happened.TrunkState is { Trunk: "sipp", Up: false }))
            .TrunkState.Trouble.ShouldBe("refuses our registration with 403");
        (await rig.Server.OriginateAsync("early", "+49300000001", change: static order => order.Trunk = "sipp"))
            .Refused.Reason.ShouldBe(Refusal.Types.Reason.TrunkDown);
        await rig.Server.EventAsync(static happened => happened.TrunkState is { Trunk: "sipp", Up: true });
        await trunk.DoneAsync();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<Rig> StartAsync(SippScript trunk, Func<VoiceSettings, VoiceSettings>? change = null) => Rig.StartAsync(settings =>
    {
        var changed = settings with { Trunks = [.. settings.Trunks, trunk.Trunk] };
        return change?.Invoke(changed) ?? changed;
    });

    private static async Task OriginateAsync(Rig rig) =>
        (await rig.Server.OriginateAsync("call", "+49300000001", "anna", static order => order.Trunk = "sipp")).Admitted.ShouldNotBeNull();

    private static async Task HangUpAsync(Rig rig)
    {
        await rig.Server.Voice.HangUpAsync(new CallCommand { Command = rig.Server.Command, Attempt = "call" }, rig.Server.Token);
        (await rig.Server.EndedAsync("call")).EndedBy.ShouldBe(EndedBy.HangUp);
    }
}
