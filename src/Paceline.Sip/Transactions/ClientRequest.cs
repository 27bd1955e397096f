using System.Net;

namespace Paceline.Sip;

/// <summary>
/// Client transaction of any request but INVITE and ACK, RFC 3261 §17.1.2:
/// <code>
///              1xx          2xx-6xx     E                      F              K
/// Trying       Proceeding   Completed   again, min(E*2, T2)    Over, told     -
/// Proceeding   pass         Completed   again after T2         Over, told     -
/// Completed    -            -           -                      -              Over
/// </code>
/// </summary>
internal sealed class ClientRequest : ClientTransaction
{
    private readonly byte[] _bytes;
    private State _state = State.Trying;
    private long _intervalMs;
    private long? _againMs;
    private long? _endMs;

    public ClientRequest(SipRequest request, IPEndPoint peer, SipSettings settings, Queue<SipDatagram> wire, long nowMs)
        : base(request, peer, settings, wire)
    {
        _bytes = request.ToBytes();
        _intervalMs = settings.T1Ms;
        _againMs = nowMs + _intervalMs;
        _endMs = nowMs + GiveUpMs;
        Send(_bytes);
    }

    private enum State
    {
        Trying,
        Proceeding,
        Completed,
        Over,
    }

    public override long? DueMs => Earliest(_againMs, _endMs);

    public override bool IsOver => _state == State.Over;

    public override bool IsHeard => _state != State.Trying;

    public override TransactionReport Receive(SipResponse response, long nowMs)
    {
        if (_state is State.Completed or State.Over)
        {
            return TransactionReport.Nothing;
        }

        if (response.Status < 200)
        {
            _state = State.Proceeding;
            return TransactionReport.Pass;
        }

        (_state, _againMs, _endMs) = (State.Completed, null, nowMs + Settings.T4Ms);
        return TransactionReport.Pass;
    }

    public override TransactionReport Fire(long nowMs)
    {
        if (_endMs <= nowMs)
        {
            bool unanswered = _state != State.Completed;
            (_state, _againMs, _endMs) = (State.Over, null, null);
            return unanswered ? TransactionReport.TimedOut : TransactionReport.Nothing;
        }

        if (_againMs <= nowMs)
        {
            _intervalMs = _state == State.Proceeding ? Settings.T2Ms : Math.Min(_intervalMs * 2, Settings.T2Ms);
            _againMs = nowMs + _intervalMs;
            Send(_bytes);
        }

        return TransactionReport.Nothing;
    }
}
