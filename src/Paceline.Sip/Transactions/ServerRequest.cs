using System.Net;

namespace Paceline.Sip;

/// <summary>
/// Server transaction of any request but INVITE and ACK, RFC 3261 §17.2.2. The endpoint answers at once with a final
/// response, so Proceeding does not occur:
/// <code>
///              again            respond      J
/// Trying       -                Completed    -
/// Completed    response again   -            Over
/// </code>
/// </summary>
internal sealed class ServerRequest(
    SipRequest request, IPEndPoint peer, SipSettings settings, Queue<SipDatagram> wire)
    : ServerTransaction(request, peer, settings, wire)
{
    private byte[] _final = [];
    private long? _endMs;
    private bool _over;

    public override long? DueMs => _endMs;

    public override bool IsOver => _over;

    public override void ReceiveAgain(SipRequest request, long nowMs)
    {
        if (_final.Length > 0 && !_over)
        {
            Send(_final);
        }
    }

    public override void Respond(SipResponse response, long nowMs)
    {
        if (_final.Length == 0)
        {
            _final = response.ToBytes();
            _endMs = nowMs + GiveUpMs;
            Send(_final);
        }
    }

    public override TransactionReport Fire(long nowMs)
    {
        _over = _endMs <= nowMs;
        _endMs = _over ? null : _endMs;
        return TransactionReport.Nothing;
    }
}
