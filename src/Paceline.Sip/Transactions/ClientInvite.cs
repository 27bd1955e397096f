using System.Net;

namespace Paceline.Sip;

/// <summary>
/// INVITE client transaction, RFC 3261 §17.1.1 with RFC 6026 §7.2:
/// <code>
///              1xx          2xx         3xx-6xx            A               B            D / M
/// Calling      Proceeding   Accepted    Completed (ACK)    again, A*2      Over, told   -
/// Proceeding   pass         Accepted    Completed (ACK)    -               -            -
/// Completed    -            -           ACK again          -               -            Over
/// Accepted     -            pass        -                  -               -            Over
/// </code>
/// Every 2xx is passed up: its ACK is the user's, because each fork needs its own.
/// </summary>
internal sealed class ClientInvite : ClientTransaction
{
    private readonly byte[] _bytes;
    private State _state = State.Calling;
    private long _intervalMs;
    private long? _againMs;
    private long? _endMs;
    private byte[] _ack = [];

    public ClientInvite(SipRequest invite, IPEndPoint peer, SipSettings settings, Queue<SipDatagram> wire, long nowMs)
        : base(invite, peer, settings, wire)
    {
        _bytes = invite.ToBytes();
        _intervalMs = settings.T1Ms;
        _againMs = nowMs + _intervalMs;
        _endMs = nowMs + GiveUpMs;
        Send(_bytes);
    }

    private enum State
    {
        Calling,
        Proceeding,
        Completed,
        Accepted,
        Over,
    }

    public override long? DueMs => Earliest(_againMs, _endMs);

    public override bool IsOver => _state == State.Over;

    public override bool IsHeard => _state != State.Calling;

    public override TransactionReport Receive(SipResponse response, long nowMs) => _state switch
    {
        State.Calling or State.Proceeding => InProgress(response, nowMs),
        State.Completed => InCompleted(response),
        State.Accepted => response.Status is >= 200 and < 300 ? TransactionReport.Pass : TransactionReport.Nothing,
        State.Over => TransactionReport.Nothing,
    };

    public override TransactionReport Fire(long nowMs)
    {
        if (_endMs <= nowMs)
        {
            bool unanswered = _state == State.Calling;
            Enter(State.Over, null);
            return unanswered ? TransactionReport.TimedOut : TransactionReport.Nothing;
        }

        if (_againMs <= nowMs)
        {
            _intervalMs *= 2;
            _againMs = nowMs + _intervalMs;
            Send(_bytes);
        }

        return TransactionReport.Nothing;
    }

    private TransactionReport InProgress(SipResponse response, long nowMs)
    {
        if (response.Status < 200)
        {
            Enter(State.Proceeding, null);
        }
        else if (response.Status < 300)
        {
            Enter(State.Accepted, nowMs + GiveUpMs);
        }
        else
        {
            _ack = AckFor(response).ToBytes();
            Send(_ack);
            Enter(State.Completed, nowMs + GiveUpMs);
        }

        return TransactionReport.Pass;
    }

    private TransactionReport InCompleted(SipResponse response)
    {
        if (response.Status >= 300)
        {
            Send(_ack);
        }

        return TransactionReport.Nothing;
    }

    private void Enter(State state, long? endMs) => (_state, _againMs, _endMs) = (state, null, endMs);

    /// <summary>RFC 3261 §17.1.1.3: the INVITE's own top Via, Route and number; To as the response has it.</summary>
    private SipRequest AckFor(SipResponse response)
    {
        SipRequest ack = new("ACK", Request.Uri);
        ack.Headers.Add("Via", Request.Headers.First("Via") ?? "");
        ack.Headers.Add("Max-Forwards", "70");
        foreach (string route in Request.Headers.Elements("Route"))
        {
            ack.Headers.Add("Route", route);
        }

        ack.Headers.Add("From", Request.Headers.First("From") ?? "");
        ack.Headers.Add("To", response.Headers.First("To") ?? "");
        ack.Headers.Add("Call-ID", Request.CallId);
        ack.Headers.Add("CSeq", new CSeq(Request.CSeq.Number, "ACK").ToString());
        return ack;
    }
}
