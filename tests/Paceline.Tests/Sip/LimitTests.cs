using System.Globalization;
using Paceline.Sip;
using static Paceline.Sip.SipEvent;

namespace Paceline.Tests.Sip;

/// <summary>Everything an endpoint keeps has an end that can be reached, and what happens there is said on the wire.</summary>
public sealed class LimitTests
{
    private readonly SipNet _net = new();
    private readonly SipNet.Peer _us;

    public LimitTests() => _us = _net.Join('A', new SipSettings { Local = new(0, 0), TransactionsMax = 3 });

    [Fact]
    public void Past_the_last_transaction_strangers_get_503_and_calls_go_on()
    {
        _net.Inject(Texts.Invite("i", Texts.Sdp("10.0.0.1", 4000)), 'B', 'A');
        _net.Inject(Texts.Request("OPTIONS", "o1", "other"), 'B', 'A');
        _net.Inject(Texts.Request("OPTIONS", "o2", "other"), 'B', 'A');
        _net.Inject(Texts.Request("OPTIONS", "o3", "other"), 'B', 'A');
        _net.Inject(Texts.Request("CANCEL", "i"), 'B', 'A');
        _net.Run(10);

        _net.SentTo('B').OfType<SipResponse>().Select(r => $"{r.Status} {r.CSeq.Method}").ShouldBe([
            "100 INVITE", "200 OPTIONS", "200 OPTIONS", "503 OPTIONS", "200 CANCEL", "487 INVITE",
        ]);
        _us.Agent.Transactions.ShouldBe(4);
    }

    [Fact]
    public void Sixteen_forks_are_told_apart_and_no_more()
    {
        _us.Invite(new SipNet().Join('B'));
        _net.Run(0);
        SipRequest invite = _net.SentTo('B').OfType<SipRequest>().Single();
        for (int i = 0; i < 20; i++)
        {
            _net.Inject(Texts.Response(invite, 180, string.Create(CultureInfo.InvariantCulture, $"fork{i}")), 'B', 'A');
        }

        _net.Run(10);
        _us.Told.OfType<Ringing>().Count().ShouldBe(16);
    }

    [Fact]
    public void A_thousand_stray_answers_are_hung_up_and_a_flood_is_not()
    {
        SipRequest old = new("INVITE", "sip:bob@10.0.0.2");
        old.Headers.Add("Via", "SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKold");
        old.Headers.Add("From", "<sip:alice@10.0.0.1>;tag=before");
        old.Headers.Add("To", "<sip:bob@10.0.0.2>");
        old.Headers.Add("Call-ID", "lost");
        old.Headers.Add("CSeq", "4 INVITE");
        for (int i = 0; i < 1100; i++)
        {
            _net.Inject(Texts.Response(old, 200, string.Create(CultureInfo.InvariantCulture, $"f{i}")), 'B', 'A');
        }

        _net.Run(10);
        _us.Told.OfType<StrayAnswerEnded>().Count().ShouldBe(1000);
        _net.Run(100_000);
        (_us.Agent.DueMs, _us.Agent.Transactions).ShouldBe((null, 0));
    }
}
