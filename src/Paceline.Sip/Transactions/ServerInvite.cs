using System.Net;

namespace Paceline.Sip;

/// <summary>
/// INVITE server transaction, RFC 3261 §17.2.1 with RFC 6026 §7.1:
/// <code>
///              INVITE again     ACK          respond 1xx   respond 2xx   respond 3xx-6xx   G               H            I / L
/// Proceeding   last 1xx again   -            send          Accepted      Completed         -               -            -
/// Completed    response again   Confirmed    -             -             -                 again, G*2,T2   Over, told   -
/// Confirmed    -                -            -             -             -                 -               -            Over
/// Accepted     -                (the call's) -             (the call's)  -                 -               -            Over
/// </code>
/// In Accepted the 2xx is repeated by the call until its ACK comes, and a repeated INVITE is absorbed here.
/// </summary>
internal sealed class ServerInvite(
    SipRequest invite, IPEndPoint peer, SipSettings settings, Queue<SipDatagram> wire)
    : ServerTransaction(invite, peer, settings, wire)
{
    private State _state = State.Proceeding;
    private byte[] _last = [];
    private long _intervalMs;
    private long? _againMs;
    private long? _endMs;

    private enum State
    {
        Proceeding,
        Completed,
        Confirmed,
        Accepted,
        Over,
    }

    public override long? DueMs => Earliest(_againMs, _endMs);

    public override bool IsOver => _state == State.Over;

    /// <summary>No final response is out.</summary>
    public bool IsOpen => _state == State.Proceeding;

    /// <summary>A 2xx is out; its ACK belongs to the call even when it reuses our branch.</summary>
    public bool IsAccepted => _state == State.Accepted;

    /// <summary>The call it belongs to; null when it was refused before there was one.</summary>
    public Call? Call { get; set; }

    public override void ReceiveAgain(SipRequest request, long nowMs)
    {
        if (request.Method is "ACK")
        {
            Acknowledge(nowMs);
        }
        else if (_state is State.Proceeding or State.Completed && _last.Length > 0)
        {
            Send(_last);
        }
    }

    public override void Respond(SipResponse response, long nowMs)
    {
        if (_state != State.Proceeding)
        {
            return;
        }

        _last = response.ToBytes();
        Send(_last);
        if (response.Status >= 300)
        {
            _intervalMs = Settings.T1Ms;
            (_state, _againMs, _endMs) = (State.Completed, nowMs + _intervalMs, nowMs + GiveUpMs);
        }
        else if (response.Status >= 200)
        {
            (_state, _endMs) = (State.Accepted, nowMs + GiveUpMs);
        }
    }

    public override TransactionReport Fire(long nowMs)
    {
        if (_endMs <= nowMs)
        {
            bool unacknowledged = _state == State.Completed;
            (_state, _againMs, _endMs) = (State.Over, null, null);
            return unacknowledged ? TransactionReport.TimedOut : TransactionReport.Nothing;
        }

        if (_againMs <= nowMs)
        {
            _intervalMs = Math.Min(_intervalMs * 2, Settings.T2Ms);
            _againMs = nowMs + _intervalMs;
            Send(_last);
        }

        return TransactionReport.Nothing;
    }

    private void Acknowledge(long nowMs)
    {
        if (_state == State.Completed)
        {
            (_state, _againMs, _endMs) = (State.Confirmed, null, nowMs + Settings.T4Ms);
        }
    }
}
