using System.Globalization;
using Paceline.Sip;
using static Paceline.Sip.SipEvent;

namespace Paceline.Tests.Sip;

/// <summary>Far ends written by hand: forks, challenges, methods and races that two of our own endpoints never show.</summary>
public sealed class FarEndTests
{
    private readonly SipNet _net = new();
    private readonly SipNet.Peer _us;

    public FarEndTests() => _us = _net.Join('A');

    /// <summary>Our INVITEs, in order.</summary>
    private List<SipRequest> Invites => [.. _net.SentTo('B').OfType<SipRequest>().Where(request => request.Method is "INVITE")];

    [Fact]
    public void Forks_ring_apart_and_a_second_answer_is_hung_up()
    {
        SipCallRef call = Call();
        Reply(183, "desk", Texts.Sdp("10.0.0.2", 5000));
        Reply(180, "mobile");
        Reply(180, "mobile");
        Reply(200, "mobile", Texts.Sdp("10.0.0.2", 6000));
        Reply(200, "desk", Texts.Sdp("10.0.0.2", 5000));
        Reply(200, "desk", Texts.Sdp("10.0.0.2", 5000));
        Reply(200, "mobile", Texts.Sdp("10.0.0.2", 6000));
        _net.Run(100);

        _us.Told.Select(Brief).ShouldBe(["EarlyMedia desk", "Ringing mobile", "Answered mobile", "StrayAnswerEnded desk"]);
        _us.Told.OfType<Answered>().Single().Audio.Remote.Port.ShouldBe(6000);
        _net.Ladder.Split('\n').Where(line => line.Contains("A>B", StringComparison.Ordinal)).ShouldBe([
            "     0 A>B INVITE 1 +sdp", "     3 A>B ACK 1", "     4 A>B ACK 1", "     4 A>B BYE 2", "     5 A>B ACK 1", "     6 A>B ACK 1",
        ]);
        _us.Agent.HangUp(call, 0, _net.NowMs).ShouldBe(SipRefusal.None);
    }

    [Theory]
    [InlineData(407, "Proxy-Authenticate", "MD5")]
    [InlineData(401, "WWW-Authenticate", "SHA-256")]
    public void A_challenge_is_answered_once_with_the_same_Call_ID_and_the_next_number(int status, string header, string algorithm)
    {
        Call(new SipCredentials("trunk", "secret"));
        string challenge = $"{header}: Digest realm=\"carrier\", nonce=\"abc\", qop=\"auth,auth-int\", algorithm={algorithm}, opaque=\"o\"";
        Reply(status, "x", extra: challenge);

        SipRequest second = Invites[1];
        (second.CallId, second.CSeq.Number, second.FromTag).ShouldBe(("call-1", 2, Invites[0].FromTag));
        second.TopVia!.Branch.Is(Invites[0].TopVia!.Branch).ShouldBeFalse();
        string answer = second.Headers.First(status == 407 ? "Proxy-Authorization" : "Authorization")!;
        answer.ShouldContain($"username=\"trunk\", realm=\"carrier\", nonce=\"abc\", uri=\"sip:bob@10.0.0.2:5060\"");
        answer.ShouldContain($"algorithm={algorithm}, qop=auth, nc=00000001");

        Reply(status, "x", extra: challenge.Replace("abc", "new", StringComparison.Ordinal) + ", stale=true");
        Invites.Count.ShouldBe(3);
        Reply(status, "x", extra: challenge);
        Invites.Count.ShouldBe(3);
        _us.Told.OfType<Ended>().Single().Ending.Status.ShouldBe(status);
    }

    [Fact]
    public void The_digest_is_the_one_of_RFC_2617_section_3_5()
    {
        SipResponse challenge = new(401, "");
        challenge.Headers.Add("WWW-Authenticate",
            "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"");
        Digest.Answer(challenge, "GET", "/dir/index.html", new SipCredentials("Mufasa", "Circle Of Life"), "0a4f113b")!
            .Value.Value.ShouldContain("response=\"6629fae49393a05397450978507c4ef1\"");
    }

    [Fact]
    public void An_interval_that_is_too_short_for_the_far_end_is_asked_for_again_with_its_minimum()
    {
        Call();
        Reply(422, "x", extra: "Min-SE: 3600");
        Invites[1].Headers.First("Session-Expires").ShouldBe("3600");
        Invites[1].Headers.First("Min-SE").ShouldBe("3600");
        Reply(422, "x", extra: "Min-SE: 7200");
        _us.Told.OfType<Ended>().Single().Ending.Status.ShouldBe(422);
    }

    [Fact]
    public void A_reliable_183_is_acknowledged_once_and_its_answer_counts_for_the_200()
    {
        Call();
        string reliable = "Require: 100rel\r\nRSeq: 7";
        Reply(183, "x", Texts.Sdp("10.0.0.2", 5000), reliable);
        Reply(183, "x", Texts.Sdp("10.0.0.2", 5000), reliable);
        Reply(200, "x");

        SipRequest prack = _net.SentTo('B').OfType<SipRequest>().Single(request => request.Method is "PRACK");
        prack.Headers.First("RAck").ShouldBe("7 1 INVITE");
        _us.Told.OfType<Answered>().Single().Audio.Remote.Port.ShouldBe(5000);
    }

    [Fact]
    public void A_200_nobody_waits_for_is_acknowledged_and_hung_up()
    {
        SipRequest old = new("INVITE", "sip:bob@10.0.0.2");
        old.Headers.Add("Via", "SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKbefore-the-restart");
        old.Headers.Add("From", "<sip:alice@10.0.0.1>;tag=before");
        old.Headers.Add("To", "<sip:bob@10.0.0.2>");
        old.Headers.Add("Call-ID", "lost");
        old.Headers.Add("CSeq", "4 INVITE");
        _net.Inject(Texts.Response(old, 200, "far", Texts.Sdp("10.0.0.2", 5000)), 'B', 'A');
        _net.Run(10);

        _us.Told.ShouldBe([new StrayAnswerEnded("lost", "far")]);
        _net.Ladder.ShouldContain("A>B ACK 4\n");
        _net.Ladder.ShouldContain("A>B BYE 104\n");
    }

    [Fact]
    public void Every_request_in_a_dialog_gets_an_answer()
    {
        string ourTag = Answered();
        string[] requests = ["INFO", "OPTIONS", "REFER", "PRACK", "PUBLISH", "UPDATE", "MESSAGE"];
        for (int i = 0; i < requests.Length; i++)
        {
            Ask(requests[i], i + 1, ourTag, requests[i] is "UPDATE" ? Texts.Sdp("10.0.0.2", 5000, "sendonly") : "");
        }

        Ask("INFO", 3, ourTag);
        Ask("BYE", 20, ourTag);
        Ask("BYE", 21, ourTag);
        _net.SentTo('B').OfType<SipResponse>().Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.CSeq.Method} {r.Status}"))
            .ShouldBe([
                "INFO 200", "OPTIONS 200", "REFER 603", "PRACK 481", "PUBLISH 405", "UPDATE 200", "MESSAGE 405",
                "INFO 500", "BYE 200", "BYE 481",
            ]);
        _net.SentTo('B').OfType<SipResponse>().First(r => r.Status == 405).Headers.First("Allow")!.ShouldContain("INVITE, ACK");
        _us.Told.OfType<MediaChanged>().Single().Audio.IsHeld.ShouldBeTrue();
        _us.Told.OfType<Ended>().Single().Ending.By.ShouldBe(SipSide.FarEnd);
    }

    [Fact]
    public void A_far_end_that_offers_a_codec_we_lack_keeps_the_call_with_488()
    {
        string ourTag = Answered();
        string g729 = Texts.Sdp("10.0.0.2", 5000)
            .Replace("RTP/AVP 0 101", "RTP/AVP 18", StringComparison.Ordinal);
        Ask("INVITE", 1, ourTag, g729);
        _net.SentTo('B').OfType<SipResponse>().Single().Status.ShouldBe(488);
        _us.Agent.Calls.ShouldBe(1);
    }

    [Theory]
    [InlineData("BYE", 481)]
    [InlineData("INFO", 481)]
    [InlineData("REFER", 405)]
    [InlineData("SUBSCRIBE", 405)]
    [InlineData("FROBNICATE", 405)]
    [InlineData("OPTIONS", 200)]
    [InlineData("CANCEL", 481)]
    public void Outside_a_dialog_the_answer_says_what_is_missing(string method, int status)
    {
        _net.Inject(Texts.Request(method, "o1"), 'B', 'A');
        _net.Run(10);
        _net.SentTo('B').OfType<SipResponse>().Single().Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("Require: timer, precondition", 420, "Unsupported", "precondition")]
    [InlineData("Session-Expires: 30", 422, "Min-SE", "90")]
    public void An_INVITE_we_cannot_serve_is_refused_with_the_reason(string extra, int status, string header, string value)
    {
        _net.Inject(Texts.Invite("r1", Texts.Sdp("10.0.0.1", 5000), extra), 'B', 'A');
        _net.Run(10);
        SipResponse response = _net.SentTo('B').OfType<SipResponse>()
            .Single(r => r.Status != 100);
        (response.Status, response.Headers.First(header)).ShouldBe((status, value));
        _us.Told.ShouldBeEmpty();
    }

    [Fact]
    public void The_same_INVITE_over_two_ways_is_one_call()
    {
        _net.Inject(Texts.Invite("way1", Texts.Sdp("10.0.0.1", 5000)), 'B', 'A');
        _net.Inject(Texts.Invite("way2", Texts.Sdp("10.0.0.1", 5000)), 'B', 'A');
        _net.Run(10);
        _us.Told.OfType<IncomingInvite>().Count().ShouldBe(1);
        _net.Ladder.ShouldContain("482 1 INVITE");
    }

    [Fact]
    public void Requests_follow_the_record_route_and_responses_keep_it()
    {
        Call();
        Reply(200, "x", Texts.Sdp("10.0.0.2", 5000), "Record-Route: <sip:10.0.0.9;lr>, <sip:10.0.0.8;lr>");
        SipRequest ack = _net.SentTo('H').OfType<SipRequest>().Single();
        ack.Uri.ShouldBe("sip:bob@10.0.0.2");
        ack.Headers.Elements("Route").ShouldBe(["<sip:10.0.0.8;lr>", "<sip:10.0.0.9;lr>"]);
    }

    private static string Brief(SipEvent told) => told switch
    {
        EarlyMedia early => $"EarlyMedia {early.RemoteTag}",
        Ringing ringing => $"Ringing {ringing.RemoteTag}",
        Answered answered => $"Answered {answered.RemoteTag}",
        StrayAnswerEnded stray => $"StrayAnswerEnded {stray.RemoteTag}",
        _ => told.GetType().Name,
    };

    private SipCallRef Call(SipCredentials? credentials = null)
    {
        SipNet.Peer far = new SipNet().Join('B');
        SipCallRef call = _us.Invite(far, credentials);
        _net.Run(0);
        return call;
    }

    private string Answered()
    {
        SipCallRef call = Call();
        Reply(200, "far", Texts.Sdp("10.0.0.2", 5000));
        return call.LocalTag;
    }

    private void Reply(int status, string tag, string body = "", string extra = "X-Nothing: 1")
    {
        _net.Inject(Texts.Response(Invites[^1], status, tag, body, extra), 'B', 'A');
        _net.Run(1);
    }

    private void Ask(string method, int number, string ourTag, string body = "")
    {
        string branch = string.Create(CultureInfo.InvariantCulture, $"{method}{number}{_net.NowMs}");
        string text = Texts.InDialog(method, number, ourTag, branch, body, callId: "call-1", theirTag: "far")
            .Replace("10.0.0.1:5060;branch", "10.0.0.2:5060;branch", StringComparison.Ordinal);
        _net.Inject(text, 'B', 'A');
        _net.Run(1);
    }
}
