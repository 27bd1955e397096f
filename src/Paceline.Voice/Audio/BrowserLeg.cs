using System.Net;
using Paceline.Media.Audio;
using Paceline.Media.Ice;
using Paceline.Media.Rtp;
using Paceline.Media.Srtp;
using Paceline.Sip;
using Paceline.Voice.Dtls;
using Paceline.Voice.Sockets;

namespace Paceline.Voice;

/// <summary>An agent's browser: ICE finds it, DTLS proves it, SRTP carries it, over a port that all browsers share.</summary>
public sealed class BrowserLeg : MediaLeg
{
    /// <summary>Addresses one browser may come from; more is an attack or a very strange network.</summary>
    private const int SourcesMax = 8;

    /// <summary>How long a browser may take to come with its first check, in milliseconds.</summary>
    private const long FirstCheckMs = 30_000;

    private readonly MediaEngine _engine;
    private readonly NegotiatedBrowser _remote;
    private readonly IceLiteAgent _ice;
    private readonly List<SocketAddress> _sources = [];
    private readonly long _bornMs = MonotonicClock.NowMs;
    private DtlsHandshake? _dtls;
    private SrtpKeys? _keys;
    private UdpSocket? _port;
    private SocketAddress? _target;
    private IPEndPoint? _selected;
    private long _lastCheckMs;
    private bool _lost;

    internal BrowserLeg(MediaEngine engine, ILegOwner owner, BrowserLocal local, NegotiatedBrowser remote)
        : base(engine, owner, TypesOf(remote))
    {
        _engine = engine;
        _remote = remote;
        Ufrag = local.IceUfrag;
        Local = local.Candidates[0];
        _ice = new IceLiteAgent(local.IceUfrag, local.IcePassword, remote.IceUfrag);
    }

    public override IPEndPoint Local { get; }

    internal string Ufrag { get; }

    internal IReadOnlyList<SocketAddress> Sources => _sources;

    private protected override bool CanSend =>
        _keys is not null && _target is not null && _remote.Direction is AudioDirection.SendReceive or AudioDirection.SendOnly;

    // A browser that mutes may stop sending; whether it is there is known from its ICE checks.
    private protected override bool IsSoundExpected => false;

    internal bool TryCheck(UdpSocket port, ReadOnlySpan<byte> datagram, long nowMs, Span<byte> response, out int length)
    {
        if (_lost || !_ice.Receive(datagram, port.SourceEndPoint(), nowMs, response, out length))
        {
            length = 0;
            return false;
        }

        _lastCheckMs = nowMs;
        if (_target is null || (_ice.Selected is not null && !_ice.Selected.Equals(_selected)))
        {
            // Before a nomination the proved source is good enough for the handshake.
            _selected = _ice.Selected;
            _target = (_ice.Selected ?? port.SourceEndPoint()).Serialize();
            _port = port;
        }

        return true;
    }

    internal bool TryAddSource(SocketAddress source)
    {
        if (_sources.Count == SourcesMax)
        {
            return false;
        }

        _sources.Add(UdpSocket.CopyOf(source));
        return true;
    }

    internal void Receive(DatagramKind kind, byte[] buffer, int length, long nowMs)
    {
        switch (kind)
        {
            case DatagramKind.Dtls:
                Shake(buffer.AsSpan(0, length));
                break;
            case DatagramKind.Rtp:
                if (_keys is not null && _keys.Inbound.TryUnprotect(buffer, length, out int plain))
                {
                    Hear(buffer.AsSpan(0, plain), nowMs);
                }

                break;
            case DatagramKind.Rtcp:
                if (_keys is not null && _keys.Inbound.TryUnprotectRtcp(buffer, length, out int reports))
                {
                    HearControl(buffer.AsSpan(0, reports));
                }

                break;
            case DatagramKind.Stun or DatagramKind.Unknown:
                // STUN has been answered.
                break;
        }
    }

    internal override void Watch(long nowMs)
    {
        base.Watch(nowMs);
        if (_lost)
        {
            return;
        }

        _dtls?.TimePassed();
        long consent = (long)_engine.Settings.BrowserConsent.TotalMilliseconds;
        if (_lastCheckMs == 0 && nowMs - _bornMs > FirstCheckMs)
        {
            Lose("the browser never came");
        }
        else if (_lastCheckMs != 0 && nowMs - _lastCheckMs > consent)
        {
            Lose("the browser stopped its ICE checks");
        }
    }

    private protected override void Send(byte[] buffer, int length)
    {
        // CanSend was asked: keys, port and target are there.
        if (_keys!.Outbound.TryProtect(buffer, length, out int protectedLength))
        {
            _port!.Send(buffer.AsSpan(0, protectedLength), _target!);
        }
    }

    private protected override void SendControl(byte[] buffer, int length)
    {
        if (length > 0 && _keys is not null && _target is not null && _keys.Outbound.TryProtectRtcp(buffer, length, out int protectedLength))
        {
            _port!.Send(buffer.AsSpan(0, protectedLength), _target); // The port came with the target.
        }
    }

    private protected override void Release()
    {
        _engine.Browsers.Remove(this);
        _dtls?.Dispose();
        _keys?.Dispose();
        _keys = null;
    }

    private void Shake(ReadOnlySpan<byte> datagram)
    {
        if (_lost || _port is null || _target is null)
        {
            return;
        }

        _dtls ??= new DtlsHandshake(
            _engine.Browsers.Identity, _remote.Fingerprint, flight => _port.Send(flight, _target));
        _dtls.Receive(datagram);
        if (_dtls.State == DtlsState.Failed)
        {
            Lose(_dtls.Failure);
        }
        else if (_dtls.State == DtlsState.Done && _keys is null)
        {
            _keys = _dtls.Keys;
            Note(new LegNote.BrowserConnected());
        }
    }

    private void Lose(string why)
    {
        _lost = true;
        _keys?.Dispose();
        _keys = null;
        Note(new LegNote.BrowserLost(why));
    }

    private static PayloadTypes TypesOf(NegotiatedBrowser remote) =>
        new(G711Law.Mu, remote.DtmfPayloadType == 0 ? null : (byte)remote.DtmfPayloadType);
}
