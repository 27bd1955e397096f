using System.Net;
using System.Text;
using Paceline.Sip;

namespace Paceline.Tests.Sip;

/// <summary>Each transaction alone under a clock of its own: when it repeats itself, when it gives up, what it passes on.</summary>
public sealed class TransactionTests
{
    private static readonly IPEndPoint _peer = new(IPAddress.Loopback, 5060);
    private static readonly SipSettings _settings = new() { Local = _peer, T1Ms = 50, T2Ms = 400, T4Ms = 500 };

    private readonly Queue<SipDatagram> _wire = new();

    [Fact]
    public void A_client_INVITE_is_repeated_in_doubling_steps_until_timer_B()
    {
        ClientInvite invite = NewInvite();
        Times(invite).ShouldBe([0, 50, 150, 350, 750, 1550, 3150]);
        (invite.IsOver, _reports[^1]).ShouldBe((true, (3200, TransactionReport.TimedOut)));
    }

    [Fact]
    public void A_provisional_response_stops_the_repetition_for_good()
    {
        ClientInvite invite = NewInvite();
        Hear(invite, 100, 10).ShouldBe(TransactionReport.Pass);
        Times(invite).ShouldBe([0]);
        invite.IsOver.ShouldBeFalse();
    }

    [Fact]
    public void A_refused_INVITE_is_acknowledged_each_time_and_forgotten_after_timer_D()
    {
        ClientInvite invite = NewInvite();
        Hear(invite, 486, 10).ShouldBe(TransactionReport.Pass);
        Hear(invite, 486, 20).ShouldBe(TransactionReport.Nothing);
        Methods().ShouldBe(["INVITE", "ACK", "ACK"]);
        invite.DueMs.ShouldBe(10 + 3200);
        invite.Fire(3210).ShouldBe(TransactionReport.Nothing);
        invite.IsOver.ShouldBeTrue();
    }

    [Fact]
    public void An_accepted_INVITE_passes_every_2xx_up_and_sends_no_ACK_itself()
    {
        ClientInvite invite = NewInvite();
        Hear(invite, 200, 10).ShouldBe(TransactionReport.Pass);
        Hear(invite, 200, 20).ShouldBe(TransactionReport.Pass);
        Hear(invite, 486, 30).ShouldBe(TransactionReport.Nothing);
        Methods().ShouldBe(["INVITE"]);
        invite.DueMs.ShouldBe(10 + 3200);
    }

    [Fact]
    public void Another_request_is_repeated_up_to_T2_and_after_a_provisional_every_T2_until_timer_F()
    {
        ClientRequest alone = new(Request("BYE"), _peer, _settings, _wire, 0) { Purpose = Purpose.Bye };
        Times(alone).ShouldBe([0, 50, 150, 350, 750, 1150, 1550, 1950, 2350, 2750, 3150]);
        _reports[^1].ShouldBe((3200, TransactionReport.TimedOut));

        ClientRequest heard = new(Request("BYE"), _peer, _settings, _wire, 0) { Purpose = Purpose.Bye };
        Hear(heard, 100, 10);
        Times(heard).ShouldBe([0, 50, 450, 850, 1250, 1650, 2050, 2450, 2850]);
    }

    [Fact]
    public void A_final_response_ends_another_request_after_timer_K()
    {
        ClientRequest request = new(Request("BYE"), _peer, _settings, _wire, 0) { Purpose = Purpose.Bye };
        Hear(request, 200, 10).ShouldBe(TransactionReport.Pass);
        Hear(request, 200, 20).ShouldBe(TransactionReport.Nothing);
        Times(request).ShouldBe([0]);
        _reports.ShouldBe([(510, TransactionReport.Nothing)]);
    }

    [Fact]
    public void A_refusal_is_repeated_up_to_T2_until_the_ACK_or_timer_H()
    {
        ServerInvite silent = NewServed();
        silent.Respond(Response(silent.Request, 486), 0);
        Times(silent).ShouldBe([0, 50, 150, 350, 750, 1150, 1550, 1950, 2350, 2750, 3150]);
        _reports[^1].ShouldBe((3200, TransactionReport.TimedOut));

        ServerInvite polite = NewServed();
        polite.Respond(Response(polite.Request, 486), 0);
        polite.ReceiveAgain(Request("ACK"), 10);
        Times(polite).ShouldBe([0]);
        _reports.ShouldBe([(510, TransactionReport.Nothing)]);
    }

    [Fact]
    public void A_repeated_INVITE_gets_the_last_provisional_and_after_a_2xx_nothing()
    {
        ServerInvite served = NewServed();
        served.Respond(Response(served.Request, 180), 0);
        served.ReceiveAgain(served.Request, 10);
        _wire.Count.ShouldBe(2);
        served.Respond(Response(served.Request, 200), 20);
        served.ReceiveAgain(served.Request, 30);
        served.Respond(Response(served.Request, 486), 40);
        _wire.Count.ShouldBe(3);
        served.DueMs.ShouldBe(20 + 3200);
    }

    [Fact]
    public void A_repeated_request_gets_the_same_final_response_until_timer_J()
    {
        ServerRequest served = new(Request("OPTIONS"), _peer, _settings, _wire);
        served.ReceiveAgain(served.Request, 0);
        _wire.ShouldBeEmpty();
        served.Respond(Response(served.Request, 200), 10);
        served.ReceiveAgain(served.Request, 20);
        _wire.Count.ShouldBe(2);
        served.Fire(3210);
        served.IsOver.ShouldBeTrue();
    }

    private readonly List<(long AtMs, TransactionReport Report)> _reports = [];

    private ClientInvite NewInvite() => new(Request("INVITE"), _peer, _settings, _wire, 0) { Purpose = Purpose.Invite };

    private ServerInvite NewServed() => new(Request("INVITE"), _peer, _settings, _wire);

    private static TransactionReport Hear(ClientTransaction transaction, int status, long nowMs) =>
        transaction.Receive(Response(transaction.Request, status), nowMs);

    private static SipResponse Response(SipRequest request, int status) => SipResponse.To(request, status, "", "far");

    private static SipRequest Request(string method)
    {
        SipReader.TryParse(Encoding.UTF8.GetBytes(Texts.Request(method, "b")), out SipMessage? message, out string? _).ShouldBeTrue();
        return (SipRequest)message!;
    }

    private string[] Methods() => [.. _wire.Select(datagram => Encoding.UTF8.GetString(datagram.Bytes).Split(' ')[0])];

    /// <summary>Fires the transaction whenever it is due until it waits no more; the times at which something was sent.</summary>
    private long[] Times(Transaction transaction)
    {
        List<long> times = [.. _wire.Take(1).Select(_ => 0L)];
        _wire.Clear();
        _reports.Clear();
        while (transaction.DueMs is { } due)
        {
            _reports.Add((due, transaction.Fire(due)));
            times.AddRange(_wire.Select(_ => due));
            _wire.Clear();
        }

        return [.. times];
    }
}
