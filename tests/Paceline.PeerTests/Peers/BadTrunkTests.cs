using System.Globalization;
using System.Text;
using Paceline.PeerTests.Voice;
using Paceline.Sip;
using Paceline.VoiceProtocol;

namespace Paceline.PeerTests.Peers;

/// <summary>Trunks that refuse, mislead, cross or talk rubbish: each call ends with its evidence, and no other call notices.</summary>
[Collection(nameof(RealAudio))]
public sealed class BadTrunkTests
{
    [Theory]
    [InlineData(503, 34)]
    [InlineData(403, 21)]
    public async Task A_trunk_that_refuses_all_is_told_with_status_and_cause(int status, int cause)
    {
        await using var trunk = ScriptedTrunk.Start((self, request) =>
        {
            if (request.Method is "INVITE")
            {
                self.Reply(request, status, "", ("Reason", string.Create(CultureInfo.InvariantCulture, $"Q.850;cause={cause}")));
            }
        });
        await using var rig = await StartAsync(trunk);

        foreach (var attempt in (string[])["one", "two", "three"])
        {
            await OriginateAsync(rig, attempt);
            var ended = await rig.Server.EndedAsync(attempt);
            (ended.SipStatus, ended.Q850, ended.EndedBy, ended.Answered, ended.InviteLeft).ShouldBe((status, cause, EndedBy.FarEnd, false, true));
        }
    }

    [Fact]
    public async Task A_trunk_that_answers_without_sound_loses_the_call_and_keeps_the_agent()
    {
        await using var trunk = ScriptedTrunk.Start(Answers);
        await using var rig = await StartAsync(trunk);
        var agentHears = await rig.AgentUpAsync("anna");

        await OriginateAsync(rig, "mute", "anna");

        var ended = await rig.Server.EndedAsync("mute");
        (ended.EndedBy, ended.Answered, ended.Media, ended.SipStatus).ShouldBe((EndedBy.MediaLost, true, false, 200));
        await trunk.RequestAsync("BYE");
        await rig.Server.OriginateAsync("next", "+49300000001", "anna");
        await agentHears.Present();
    }

    [Theory]
    [InlineData("")]
    [InlineData("v=0\r\nthis is no session\r\n")]
    [InlineData("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 18\r\na=rtpmap:18 G729/8000\r\n")]
    public async Task An_answer_that_nobody_can_use_is_acknowledged_and_hung_up(string sdp)
    {
        await using var trunk = ScriptedTrunk.Start((self, request) =>
        {
            if (request.Method is "INVITE" or "BYE")
            {
                self.Reply(request, 200, request.Method is "INVITE" ? sdp : "");
            }
        });
        await using var rig = await StartAsync(trunk);

        await OriginateAsync(rig, "useless");

        await trunk.RequestAsync("ACK");
        await trunk.RequestAsync("BYE");
        (await rig.Server.EndedAsync("useless")).EndedBy.ShouldBe(EndedBy.NoCommonCodec);
    }

    [Fact]
    public async Task Rubbish_in_and_beside_a_dialog_disturbs_nobody()
    {
        await using var trunk = ScriptedTrunk.Start(Answers);
        await using var rig = await StartAsync(trunk, silenceLimit: TimeSpan.Zero);
        var agentHears = await rig.AgentUpAsync("anna");
        await rig.Server.OriginateAsync("good", "+49300000001", "anna");
        await agentHears.Present();
        await rig.AgentUpAsync("bert");
        await OriginateAsync(rig, "odd", "bert");
        var invite = await trunk.RequestAsync("INVITE");
        await trunk.RequestAsync("ACK");

        foreach (var datagram in Rubbish(invite))
        {
            trunk.Send(datagram);
        }

        trunk.Ask(invite, "FROBNICATE", 11);
        var unknown = await trunk.ResponseAsync(11, "FROBNICATE");
        unknown.Status.ShouldBe(405);
        unknown.Headers.First("Allow").ShouldNotBeNull().ShouldContain("INVITE");
        trunk.Ask(invite, "BYE", 12, tag: "of-somebody-else");
        (await trunk.ResponseAsync(12, "BYE")).Status.ShouldBe(481);

        await rig.Carrier.Call("good").Listen(Rig.AgentHz).Present();
        rig.Server.Events.ShouldNotContain(static happened => happened.Ended != null || happened.AgentLegDown != null);
        rig.Node.Completion.IsCompleted.ShouldBeFalse();
        trunk.Ask(invite, "BYE", 13);
        (await rig.Server.EndedAsync("odd")).EndedBy.ShouldBe(EndedBy.FarEnd);
        await rig.Server.OriginateAsync("later", "+49300000002");
        (await rig.Server.EndedAsync("later")).SipStatus.ShouldBe(486);
    }

    [Fact]
    public async Task Hold_and_resume_of_the_far_end_are_answered_in_kind()
    {
        await using var trunk = ScriptedTrunk.Start(Answers);
        await using var rig = await StartAsync(trunk, silenceLimit: TimeSpan.Zero);
        await rig.AgentUpAsync("anna");
        await OriginateAsync(rig, "held", "anna");
        var invite = await trunk.RequestAsync("INVITE");
        await rig.Server.EventAsync("held", static happened => happened.Bridged is not null);

        (await ReofferAsync(21, "sendonly")).ShouldContain("a=recvonly");
        (await ReofferAsync(22, "inactive")).ShouldContain("a=inactive");
        (await ReofferAsync(23, "sendrecv")).ShouldNotContain("only");
        await trunk.SoundAsync();
        trunk.Ask(invite, "BYE", 24);
        var ended = await rig.Server.EndedAsync("held");
        (ended.EndedBy, ended.Bridged).ShouldBe((EndedBy.FarEnd, true));

        async Task<string> ReofferAsync(int number, string direction)
        {
            trunk.Ask(invite, "INVITE", number, trunk.Sdp(direction));
            var answer = await trunk.ResponseAsync(number, "INVITE");
            answer.Status.ShouldBe(200);
            trunk.Ask(invite, "ACK", number);
            return answer.Body;
        }
    }

    [Fact]
    public async Task A_person_who_put_us_on_hold_is_not_taken_for_lost_and_one_who_is_mute_is()
    {
        await using var trunk = ScriptedTrunk.Start(Answers);
        await using var rig = await StartAsync(trunk);
        await rig.AgentUpAsync("anna");
        await rig.AgentUpAsync("bert");
        await OriginateAsync(rig, "held", "anna");
        var invite = await trunk.RequestAsync("INVITE");
        await rig.Server.EventAsync("held", static happened => happened.Bridged is not null);
        trunk.Ask(invite, "INVITE", 31, trunk.Sdp("inactive"));
        (await trunk.ResponseAsync(31, "INVITE")).Status.ShouldBe(200);
        trunk.Ask(invite, "ACK", 31);

        // Begun later, mute for as long as anybody may be: the one on hold has said nothing for longer.
        await OriginateAsync(rig, "mute", "bert");
        (await rig.Server.EndedAsync("mute")).EndedBy.ShouldBe(EndedBy.MediaLost);

        rig.Server.Events.ShouldNotContain(static happened => happened.Attempt == "held" && happened.Ended != null);
        trunk.Ask(invite, "INVITE", 32, trunk.Sdp());
        (await trunk.ResponseAsync(32, "INVITE")).Status.ShouldBe(200);
        trunk.Ask(invite, "ACK", 32);
        (await rig.Server.EndedAsync("held")).EndedBy.ShouldBe(EndedBy.MediaLost);
    }

    [Fact]
    public async Task A_trunk_that_rings_and_then_says_nothing_more_keeps_no_call()
    {
        await using var trunk = ScriptedTrunk.Start(static (self, request) =>
        {
            if (request.Method is "INVITE")
            {
                self.Reply(request, 180);
            }
        });
        await using var rig = await StartAsync(trunk);
        await OriginateAsync(rig, "stuck");
        await rig.Server.EventAsync("stuck", static happened => happened.Alerting is not null);

        await rig.Server.Voice.HangUpAsync(new CallCommand { Command = rig.Server.Command, Attempt = "stuck" }, rig.Server.Token);

        await trunk.RequestAsync("CANCEL");
        var ended = await rig.Server.EndedAsync("stuck");
        (ended.EndedBy, ended.SipStatus, ended.Answered).ShouldBe((EndedBy.HangUp, 0, false));
    }

    [Fact]
    public async Task A_trunk_that_dies_after_its_answer_keeps_no_call()
    {
        await using var trunk = ScriptedTrunk.Start(static (self, request) =>
        {
            if (request.Method is "INVITE")
            {
                self.Reply(request, 200, self.Sdp());
            }
        });
        await using var rig = await StartAsync(trunk);
        var agentHears = await rig.AgentUpAsync("anna");

        await OriginateAsync(rig, "dead", "anna");

        (await rig.Server.EndedAsync("dead")).EndedBy.ShouldBe(EndedBy.MediaLost);
        await rig.Server.OriginateAsync("next", "+49300000001", "anna");
        await agentHears.Present();
    }

    [Fact]
    public async Task An_answer_that_crosses_our_cancel_is_acknowledged_and_hung_up()
    {
        SipRequest? open = null;
        await using var trunk = ScriptedTrunk.Start((self, request) =>
        {
            switch (request.Method)
            {
                case "INVITE":
                    open = request;
                    self.Reply(request, 180);
                    break;
                case "CANCEL":
                    self.Reply(open!, 200, self.Sdp());
                    self.Reply(request, 200);
                    break;
                case "BYE":
                    self.Reply(request, 200);
                    break;
                default:
                    break;
            }
        });
        await using var rig = await StartAsync(trunk);
        await OriginateAsync(rig, "crossed");
        await rig.Server.EventAsync("crossed", static happened => happened.Alerting is not null);

        await rig.Server.Voice.HangUpAsync(new CallCommand { Command = rig.Server.Command, Attempt = "crossed" }, rig.Server.Token);

        var ended = await rig.Server.EndedAsync("crossed");
        (ended.EndedBy, ended.Bridged).ShouldBe((EndedBy.CancelCrossedAnswer, false));
        await trunk.RequestAsync("ACK");
        (await trunk.RequestAsync("BYE")).ToTag.ShouldBe("theirs");
    }

    [Theory]
    [InlineData(401, "WWW-Authenticate", "Authorization")]
    [InlineData(407, "Proxy-Authenticate", "Proxy-Authorization")]
    public async Task A_challenge_is_met_once_by_the_same_call(int status, string challenge, string credentials)
    {
        await using var trunk = ScriptedTrunk.Start((self, request) =>
        {
            if (request.Method is "INVITE")
            {
                // Also the right words are not believed: a wrong password must not become a flood.
                self.Reply(request, status, "", (challenge, "Digest realm=\"far\", nonce=\"n0nce\", qop=\"auth\", algorithm=MD5"));
            }
        });
        await using var rig = await StartAsync(trunk, user: "paceline");

        await OriginateAsync(rig, "digest");

        var ended = await rig.Server.EndedAsync("digest");
        (ended.SipStatus, ended.EndedBy, ended.Answered).ShouldBe((status, EndedBy.FarEnd, false));
        List<SipRequest> invites = [.. trunk.Received.OfType<SipRequest>().Where(static r => r.Method is "INVITE").DistinctBy(static r => r.CSeq.Number)];
        invites.Count.ShouldBe(2);
        invites.ShouldAllBe(static invite => invite.CallId == "digest");
        invites.Select(static invite => invite.FromTag).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        invites[1].CSeq.Number.ShouldBe(invites[0].CSeq.Number + 1);
        invites[0].Headers.First(credentials).ShouldBeNull();
        invites[1].Headers.First(credentials).ShouldNotBeNull().ShouldSatisfyAllConditions(
            static sent => sent.ShouldContain("username=\"paceline\""),
            static sent => sent.ShouldContain("realm=\"far\""),
            static sent => sent.ShouldNotContain("secret"));
    }

    private static Task<Rig> StartAsync(ScriptedTrunk trunk, TimeSpan? silenceLimit = null, string? user = null) =>
        Rig.StartAsync(settings => settings with
        {
            Trunks = [.. settings.Trunks, trunk.Settings("bad") with { User = user, Password = user is null ? null : "secret" }],
            Media = settings.Media with { SilenceLimit = silenceLimit ?? TimeSpan.FromSeconds(1) },
        });

    private static Task<Admission> OriginateAsync(Rig rig, string attempt, string agent = "") =>
        rig.Server.OriginateAsync(attempt, "+49300000001", agent, static order => order.Trunk = "bad");

    private static void Answers(ScriptedTrunk self, SipRequest request)
    {
        switch (request.Method)
        {
            case "INVITE":
                self.Reply(request, 200, self.Sdp());
                break;
            case "BYE":
                self.Reply(request, 200);
                break;
            default:
                break;
        }
    }

    private static IEnumerable<byte[]> Rubbish(SipRequest invite)
    {
        Random random = new(1);
        for (var i = 0; i < 200; i++)
        {
            var noise = new byte[random.Next(0, 1400)];
            random.NextBytes(noise);
            yield return noise;
        }

        // A good answer with bytes turned over, cut, and with parts that contradict each other.
        var good = SipResponse.To(invite, 200, "OK", "theirs").ToBytes();
        for (var i = 0; i < 200; i++)
        {
            var bad = (byte[])good.Clone();
            bad[random.Next(bad.Length)] = (byte)random.Next(256);
            yield return bad[..random.Next(bad.Length / 2, bad.Length)];
        }

        var text = Encoding.UTF8.GetString(good);
        yield return Encoding.UTF8.GetBytes(text.Replace("SIP/2.0 200 OK", "SIP/2.0 99999999999999999999 OK", StringComparison.Ordinal));
        yield return Encoding.UTF8.GetBytes(text.Replace("SIP/2.0 200 OK", "SIP/2.0 -1 OK", StringComparison.Ordinal));
        yield return Encoding.UTF8.GetBytes(text.Replace("Content-Length: 0", "Content-Length: -5", StringComparison.Ordinal));
        yield return Encoding.UTF8.GetBytes(text.Replace("Content-Length: 0", "Content-Length: 99999999999", StringComparison.Ordinal));
        yield return Encoding.UTF8.GetBytes(text.Replace("CSeq: 1 INVITE", "CSeq: 4294967296 INVITE", StringComparison.Ordinal));
        yield return Encoding.UTF8.GetBytes(text.Replace("CSeq: 1 INVITE", "CSeq: 77 INVITE", StringComparison.Ordinal));
        yield return Encoding.UTF8.GetBytes(text.Replace("Via:", "X-Lost:", StringComparison.Ordinal));
    }
}
