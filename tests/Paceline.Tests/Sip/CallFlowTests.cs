using System.Net;
using Paceline.Sip;
using static Paceline.Sip.SipEvent;

namespace Paceline.Tests.Sip;

/// <summary>Ladders of whole calls between two endpoints: what goes over the wire and when, and what is told.</summary>
public sealed class CallFlowTests
{
    private readonly SipNet _net = new();
    private readonly SipNet.Peer _a;
    private readonly SipNet.Peer _b;

    public CallFlowTests()
    {
        _a = _net.Join('A');
        _b = _net.Join('B');
    }

    [Fact]
    public void A_call_rings_is_answered_and_is_hung_up_by_the_callee()
    {
        SipCallRef call = _a.Invite(_b);
        _net.Run(10);
        _b.Agent.Ring(_b.Incoming(), _net.NowMs).ShouldBe(SipRefusal.None);
        _net.Run(990);
        _b.Agent.Accept(_b.Incoming(), _b.Media, _net.NowMs).ShouldBe(SipRefusal.None);
        _net.Run(1000);
        _b.Agent.HangUp(_b.Incoming(), 16, _net.NowMs).ShouldBe(SipRefusal.None);
        _net.Run(100_000);

        _net.Ladder.ShouldBe(
            """
                 0 A>B INVITE 1 +sdp
                 0 B>A 100 1 INVITE
                10 B>A 180 1 INVITE
              1000 B>A 200 1 INVITE +sdp
              1000 A>B ACK 1
              2000 B>A BYE 1 (Q.850 16)
              2000 A>B 200 1 BYE

            """);
        _a.Told.Select(told => told.GetType().Name).ShouldBe(["Trying", "Ringing", "Answered", "Ended"]);
        Ended ended = _a.Told.OfType<Ended>().Single();
        (ended.Call, ended.Ending.By, ended.Ending.WasAnswered, ended.Ending.Q850Cause)
            .ShouldBe((call, SipSide.FarEnd, true, 16));
        NegotiatedAudio audio = _a.Told.OfType<Answered>().Single().Audio;
        (audio.Codec, audio.Remote, audio.DtmfPayloadType)
            .ShouldBe((AudioCodec.Pcmu, new IPEndPoint(_b.Address.Address, 4000), 101));
        (_a.Agent.Calls, _b.Agent.Calls, _a.Agent.Transactions, _b.Agent.Transactions).ShouldBe((0, 0, 0, 0));
    }

    [Fact]
    public void A_hang_up_while_it_rings_cancels()
    {
        SipCallRef call = _a.Invite(_b);
        _net.Run(10);
        _b.Agent.Ring(_b.Incoming(), _net.NowMs);
        _net.Run(10);
        _a.Agent.HangUp(call, 0, _net.NowMs);
        _net.Run(100_000);

        _net.Ladder.ShouldEndWith(
            """
                20 A>B CANCEL 1
                20 B>A 200 1 CANCEL
                20 B>A 487 1 INVITE
                20 A>B ACK 1

            """);
        SipEnding ending = _a.Told.OfType<Ended>().Single().Ending;
        (ending.By, ending.Status, ending.WasAnswered).ShouldBe((SipSide.Us, 487, false));
        _b.Told.OfType<Ended>().Single().Ending.By.ShouldBe(SipSide.FarEnd);
    }

    [Fact]
    public void A_200_that_crosses_our_CANCEL_is_acknowledged_and_hung_up()
    {
        SipCallRef call = _a.Invite(_b);
        _net.Run(10);
        _b.Agent.Accept(_b.Incoming(), _b.Media, _net.NowMs);
        _a.Agent.HangUp(call, 0, _net.NowMs);
        _net.Run(100_000);

        _net.Ladder.ShouldEndWith(
            """
                10 A>B CANCEL 1
                10 B>A 200 1 INVITE +sdp
                10 B>A 200 1 CANCEL
                10 A>B ACK 1
                10 A>B BYE 2
                10 B>A 200 2 BYE

            """);
        _a.Told.Select(told => told.GetType().Name).ShouldBe(["Trying", "AnsweredDespiteCancel", "Ended"]);
        _b.Told.OfType<Ended>().Single().Ending.WasAnswered.ShouldBeTrue();
    }

    [Fact]
    public void Busy_comes_with_the_cause_of_its_Reason_header()
    {
        _a.Invite(_b);
        _net.Run(10);
        _b.Agent.Reject(_b.Incoming(), 486, 17, [new SipHeader("Retry-After", "30")], _net.NowMs);
        _net.Run(100_000);

        _net.Ladder.ShouldEndWith(
            """
                10 B>A 486 1 INVITE (Q.850 17)
                10 A>B ACK 1

            """);
        SipEnding ending = _a.Told.OfType<Ended>().Single().Ending;
        (ending.Status, ending.Q850Cause, ending.RetryAfterSeconds, ending.Phrase).ShouldBe((486, 17, 30, "Busy Here"));
    }

    [Fact]
    public void A_peer_that_is_not_there_ends_the_call_by_timer_B_after_seven_INVITEs()
    {
        SipNet.Peer nobody = new SipNet().Join('C');
        _a.Invite(nobody);
        _net.Run(100_000);

        _net.Ladder.Split('\n').Where(line => line.Length > 0).Select(line => line[..6].Trim())
            .ShouldBe(["0", "500", "1500", "3500", "7500", "15500", "31500"]);
        SipEnding ending = _a.Told.OfType<Ended>().Single().Ending;
        (ending.Timer, ending.Status, ending.WasAnswered).ShouldBe((SipTimer.InviteUnanswered, 0, false));
        _a.Agent.Transactions.ShouldBe(0);
    }

    [Fact]
    public void Hold_and_resume_are_agreed_by_re_INVITE_and_told_to_both()
    {
        SipCallRef call = Connect();
        int before = _net.Ladder.Length;
        _a.Agent.Reoffer(call, _a.Media with { Direction = AudioDirection.SendOnly }, _net.NowMs).ShouldBe(SipRefusal.None);
        _net.Run(10);
        _b.Told.OfType<MediaChanged>().Last().Audio.IsHeld.ShouldBeTrue();
        _a.Told.OfType<MediaChanged>().Last().Audio.Direction.ShouldBe(AudioDirection.SendOnly);
        _a.Agent.Reoffer(call, _a.Media, _net.NowMs).ShouldBe(SipRefusal.None);
        _net.Run(10);

        _b.Told.OfType<MediaChanged>().Last().Audio.Direction.ShouldBe(AudioDirection.SendReceive);
        _net.Ladder[before..].ShouldBe(
            """
                10 A>B INVITE 2 +sdp
                10 B>A 200 2 INVITE +sdp
                10 A>B ACK 2
                20 A>B INVITE 3 +sdp
                20 B>A 200 3 INVITE +sdp
                20 A>B ACK 3

            """);
    }

    [Fact]
    public void When_both_offer_at_once_both_are_told_491_and_the_call_stays_as_it_was()
    {
        SipCallRef call = Connect();
        int before = _net.Ladder.Length;
        _a.Agent.Reoffer(call, _a.Media with { Direction = AudioDirection.SendOnly }, _net.NowMs);
        _b.Agent.Reoffer(_b.Incoming(), _b.Media with { Direction = AudioDirection.SendOnly }, _net.NowMs);
        _net.Run(10);

        _a.Told[^1].ShouldBe(new ReofferRefused(call, 491));
        _b.Told[^1].ShouldBe(new ReofferRefused(_b.Incoming(), 491));
        _net.Ladder[before..].ShouldBe(
            """
                10 A>B INVITE 2 +sdp
                10 B>A INVITE 1 +sdp
                10 B>A 491 2 INVITE
                10 A>B 491 1 INVITE
                10 A>B ACK 2
                10 B>A ACK 1

            """);
    }

    [Fact]
    public void A_session_is_refreshed_half_way_and_a_vanished_peer_ends_it()
    {
        Connect();
        _net.Run(905_000);
        _net.Ladder.Split('\n').Count(line => line.Contains("INVITE 2 +sdp", StringComparison.Ordinal)).ShouldBe(1);
        _b.Agent.Calls.ShouldBe(1);

        _b.On = _ => { };
        _net.Vanish('A');
        _net.Run(2_000_000);
        SipEnding ending = _b.Told.OfType<Ended>().Single().Ending;
        (ending.Timer, ending.WasAnswered).ShouldBe((SipTimer.SessionExpired, true));
    }

    [Fact]
    public void A_200_whose_ACK_never_comes_is_repeated_and_then_hung_up()
    {
        _a.Invite(_b);
        _net.Run(10);
        _net.Vanish('A');
        _b.Agent.Accept(_b.Incoming(), _b.Media, _net.NowMs);
        _net.Run(100_000);

        _b.Told.OfType<Ended>().Single().Ending.Timer.ShouldBe(SipTimer.AckMissing);
        string[] lines = _net.Ladder.Split('\n');
        lines.Count(line => line.Contains("200 1 INVITE", StringComparison.Ordinal)).ShouldBe(11);
        lines.Count(line => line.Is(" 32010 B>A BYE 1")).ShouldBe(1);
    }

    [Fact]
    public void OPTIONS_tells_who_is_there_draining_or_gone()
    {
        _a.Agent.Options("up", new SipUri("", _b.Address), _b.Address, _net.NowMs);
        _net.Run(10);
        _b.Agent.IsDraining = true;
        _a.Agent.Options("draining", new SipUri("", _b.Address), _b.Address, _net.NowMs);
        _net.Run(10);
        _net.Vanish('B');
        _a.Agent.Options("gone", new SipUri("", _b.Address), _b.Address, _net.NowMs);
        _net.Run(100_000);

        _a.Told.ShouldBe([
            new OptionsAnswered("up", 200, 0), new OptionsAnswered("draining", 503, 0), new OptionsAnswered("gone", 0, 32_000),
        ]);
    }

    [Fact]
    public void An_INVITE_without_an_offer_gets_ours_and_its_ACK_answers()
    {
        _net.Vanish('A');
        _net.Inject(Texts.Invite("d1", body: ""), 'A', 'B');
        _net.Run(10);
        _b.Told.OfType<IncomingInvite>().Single().Offer.ShouldBeNull();
        _b.Agent.Accept(_b.Incoming(), _b.Media, _net.NowMs);
        _net.Run(10);
        _net.Inject(Texts.InDialog("ACK", 1, _b.Incoming().LocalTag, "d2", Texts.Sdp("10.0.0.1", 6000)), 'A', 'B');
        _net.Run(10);
        _b.Told.OfType<Confirmed>().Single().Audio.Remote.ShouldBe(new IPEndPoint(_a.Address.Address, 6000));
    }

    [Fact]
    public void A_reliable_180_is_repeated_until_its_PRACK_and_the_183_waits_for_it()
    {
        SipNet.Peer insists = _net.Join('C', new SipSettings { Local = _a.Address, ReliableRinging = true });
        _a.Invite(insists);
        _net.Run(10);
        insists.Agent.Ring(insists.Incoming(), _net.NowMs);
        insists.Agent.Progress(insists.Incoming(), insists.Media, _net.NowMs);
        _net.Run(10);
        insists.Agent.Accept(insists.Incoming(), insists.Media, _net.NowMs);
        _net.Run(60_000);

        _net.Ladder.ShouldBe(
            """
                 0 A>C INVITE 1 +sdp
                 0 C>A 100 1 INVITE
                10 C>A 180 1 INVITE
                10 A>C PRACK 2
                10 C>A 200 2 PRACK
                10 C>A 183 1 INVITE +sdp
                10 A>C PRACK 3
                10 C>A 200 3 PRACK
                20 C>A 200 1 INVITE +sdp
                20 A>C ACK 1

            """);
    }

    [Fact]
    public void A_caller_that_requires_100rel_and_sends_no_PRACK_is_refused_in_the_end()
    {
        _net.Vanish('A');
        _net.Inject(Texts.Invite("p1", Texts.Sdp("10.0.0.1", 4000), "Require: 100rel"), 'A', 'B');
        _net.Run(10);
        _b.Agent.Ring(_b.Incoming(), _net.NowMs);
        _net.Run(100_000);
        _net.Ladder.Split('\n').Count(line => line.Contains(" 180 ", StringComparison.Ordinal)).ShouldBe(7);
        _b.Told.OfType<Ended>().Single().Ending.Status.ShouldBe(504);
    }

    [Fact]
    public void A_full_endpoint_says_503_with_Retry_After_and_refuses_its_own_host()
    {
        SipNet.Peer small = _net.Join('C', new SipSettings { Local = _a.Address, CallsMax = 1 });
        _a.Invite(small, callId: "one");
        _a.Invite(small, callId: "two");
        _net.Run(10);
        SipEnding ending = _a.Told.OfType<Ended>().Single().Ending;
        (ending.Status, ending.RetryAfterSeconds).ShouldBe((503, 5));
        small.Agent.Invite(
            new InviteOrder
            {
                CallId = "three", Target = new SipUri("x", _a.Address), Destination = _a.Address, Media = small.Media,
                From = new NameAddress("", new SipUri("y", small.Address)),
            },
            _net.NowMs, out SipCallRef _).ShouldBe(SipRefusal.TooMany);
    }

    [Fact]
    public void A_line_end_in_a_caller_id_is_refused_and_nothing_is_sent()
    {
        _a.Agent.Invite(
            new InviteOrder
            {
                CallId = "x", Target = new SipUri("bob", _b.Address), Destination = _b.Address, Media = _a.Media,
                From = new NameAddress("Eve\r\nVia: evil", new SipUri("eve", _a.Address)),
            },
            0, out SipCallRef _).ShouldBe(SipRefusal.Malformed);
        _a.Agent.TrySend(out SipDatagram _).ShouldBeFalse();
    }

    private SipCallRef Connect()
    {
        SipCallRef call = _a.Invite(_b);
        _net.Run(5);
        _b.Agent.Accept(_b.Incoming(), _b.Media, _net.NowMs);
        _net.Run(5);
        return call;
    }
}
