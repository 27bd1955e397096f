using System.Net;
using Paceline.Sip;
using static Paceline.Sip.SipEvent;

namespace Paceline.Tests.Sip;

/// <summary>We register at a registrar written by hand (RFC 3261 §10).</summary>
public sealed class RegistrationTests
{
    private const string Challenge = "WWW-Authenticate: Digest realm=\"carrier\", nonce=\"abc\", qop=\"auth\", algorithm=MD5";

    private readonly SipNet _net = new();
    private readonly SipNet.Peer _us;

    public RegistrationTests() => _us = _net.Join('A');

    private List<SipRequest> Requests =>
        [.. _net.SentTo('B').OfType<SipRequest>().DistinctBy(static request => request.CSeq.Number).Where(static request => request.Method is "REGISTER")];

    [Fact]
    public void A_challenge_is_met_and_the_registrar_says_for_how_long()
    {
        Register();
        Reply(401, Challenge);
        Reply(200, "Contact: <sip:other@10.9.9.9:5060>;expires=5, <sip:paceline@10.0.0.1:5060>;expires=300");

        Requests.Count.ShouldBe(2);
        SipRequest first = Requests[0];
        first.Uri.ShouldBe("sip:carrier.example");
        first.Headers.First("To").ShouldBe("<sip:paceline@carrier.example>");
        first.Headers.First("Contact").ShouldBe("<sip:paceline@10.0.0.1:5060>");
        first.Headers.First("Expires").ShouldBe("600");
        first.Headers.First("Authorization").ShouldBeNull();
        Requests[1].Headers.First("Authorization").ShouldNotBeNull().ShouldContain("uri=\"sip:carrier.example\"");
        (Requests[1].CallId, Requests[1].CSeq.Number).ShouldBe((first.CallId, 2));
        _us.Told.ShouldBe([new Registered("trunk", 200, 300, 0)]);
    }

    [Fact]
    public void A_refresh_has_the_same_Call_ID_and_the_next_number()
    {
        Register();
        Reply(200, "Expires: 120");
        Register();
        Reply(200);

        (Requests[1].CallId, Requests[1].CSeq.Number).ShouldBe((Requests[0].CallId, 2));
        _us.Told.OfType<Registered>().Select(static told => told.ExpiresSeconds).ShouldBe([120, 600]);
    }

    [Fact]
    public void A_wrong_password_is_tried_once()
    {
        Register();
        Reply(401, Challenge);
        Reply(401, Challenge);

        Requests.Count.ShouldBe(2);
        _us.Told.ShouldBe([new Registered("trunk", 401, 0, 0)]);
    }

    [Fact]
    public void A_longer_interval_is_agreed_to_once_and_a_registrar_that_waits_is_heard()
    {
        Register();
        Reply(423, "Min-Expires: 900");
        Requests[1].Headers.First("Expires").ShouldBe("900");
        Reply(503, "Retry-After: 30");
        _us.Told.ShouldBe([new Registered("trunk", 503, 0, 30)]);
    }

    [Fact]
    public void Nobody_there_is_told_after_timer_F_and_nothing_is_kept()
    {
        Register();
        _net.Run(60_000);
        _us.Told.ShouldBe([new Registered("trunk", 0, 0, 0)]);
        _us.Agent.Transactions.ShouldBe(0);
    }

    [Fact]
    public void What_is_printed_of_it_has_no_secret() => Order().ToString().ShouldNotContain("pass-word");

    private static RegisterOrder Order() => new()
    {
        Id = "trunk",
        Registrar = new SipUri("sip", "", "carrier.example", 0, ""),
        Credentials = new SipCredentials("paceline", "pass-word"),
        Destination = new IPEndPoint(IPAddress.Parse("10.0.0.2"), 5060),
        ExpiresSeconds = 600,
    };

    private void Register()
    {
        _us.Agent.Register(Order(), _net.NowMs).ShouldBe(SipRefusal.None);
        _net.Run(100);
    }

    private void Reply(int status, string extra = "X-Nothing: 1")
    {
        SipResponse response = SipResponse.To(Requests[^1], status, "Scripted", "theirs");
        string[] line = extra.Split(": ", 2);
        response.Headers.Add(line[0], line[1]);
        _net.Inject(response.ToBytes(), 'B', 'A');
        _net.Run(100);
    }
}
