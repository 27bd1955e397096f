using System.Net;
using Paceline.Media.Audio;
using Paceline.Media.Rtp;
using Paceline.Sip;
using Paceline.Voice.Sockets;

namespace Paceline.Voice;

/// <summary>
/// A leg over plain RTP with a port of its own. It sends where the SDP says, and once sound came, where that came from
/// (symmetric RTP); after that no other address is believed until the SDP changes. Sound from where the SDP says settles it at once.
/// </summary>
public sealed class RtpLeg : MediaLeg, IReadable
{
    /// <summary>How long after a change of SDP another source may take over, in milliseconds.</summary>
    private const long LatchWindowMs = 2000;
    private const int DatagramMax = 2048;

    private readonly UdpSocket _socket;
    private readonly UdpSocket _controlSocket;
    private readonly ControlPort _controlPort;
    private readonly byte[] _received = new byte[DatagramMax];
    private NegotiatedAudio? _audio;
    private SocketAddress? _agreed;
    private SocketAddress? _target;
    private SocketAddress? _controlTarget;
    private long _latchOpenUntilMs;
    private bool _isLatched;

    internal RtpLeg(MediaEngine engine, ILegOwner owner, (UdpSocket Sound, UdpSocket Control) ports, PayloadTypes types)
        : base(engine, owner, types)
    {
        (_socket, _controlSocket) = ports;
        _controlPort = new ControlPort(this);
    }

    public override IPEndPoint Local => _socket.Local;

    /// <summary>Both its ports are read from now on; on the engine's thread.</summary>
    internal void Open()
    {
        Loop.Watch(_socket.Descriptor, this);
        Loop.Watch(_controlSocket.Descriptor, _controlPort);
    }

    /// <summary>Datagrams from addresses that are not the far end's.</summary>
    public long Strangers { get; private set; }

    private protected override bool CanSend =>
        _target is not null && _audio is { Direction: AudioDirection.SendReceive or AudioDirection.SendOnly };

    private protected override bool IsSoundExpected =>
        _audio is { Direction: AudioDirection.SendReceive } && _target is not null;

    /// <summary>Takes what offer and answer agreed, at first and after every change.</summary>
    public void Connect(NegotiatedAudio audio) => Do(() =>
    {
        long nowMs = MonotonicClock.NowMs;
        bool moved = _audio is null || !_audio.Remote.Equals(audio.Remote);
        _audio = audio;
        PayloadTypes types = new(
            audio.Codec == AudioCodec.Pcma ? G711Law.A : G711Law.Mu,
            audio.DtmfPayloadType == 0 ? null : (byte)audio.DtmfPayloadType);
        Sender.Agree(types);
        Receiver.Agree(types);
        if (moved)
        {
            // 0.0.0.0 is the hold of RFC 2543: there is nowhere to send.
            bool nowhere = audio.Remote.Address.Equals(IPAddress.Any) || audio.Remote.Port == 0;
            _target = nowhere ? null : audio.Remote.Serialize();
            _agreed = _target;
            _controlTarget = null;
            _isLatched = false;
            _latchOpenUntilMs = nowMs + LatchWindowMs;
        }

        ExpectSoundFromNow(nowMs);
    });

    void IReadable.Readable()
    {
        int length = _socket.Receive(_received);
        if (length <= 0 || _target is null)
        {
            return;
        }

        if (Demux.KindOf(_received.AsSpan(0, length)) == DatagramKind.Rtcp)
        {
            // On one port though nobody agreed to it (RFC 5761): read where it is.
            HearControlFrom(_socket, length);
            return;
        }

        long nowMs = MonotonicClock.NowMs;
        if (!IsFarEnd(nowMs))
        {
            Strangers++;
            return;
        }

        Hear(_received.AsSpan(0, length), nowMs);
    }

    private protected override void Send(byte[] buffer, int length) =>
        _socket.Send(buffer.AsSpan(0, length), _target!); // CanSend was asked.

    private protected override void SendControl(byte[] buffer, int length)
    {
        if (_target is not null && length > 0)
        {
            _controlTarget ??= NextPort(_target);
            _controlSocket.Send(buffer.AsSpan(0, length), _controlTarget);
        }
    }

    private protected override void Release()
    {
        Loop.Forget(_socket.Descriptor);
        Loop.Forget(_controlSocket.Descriptor);
        _socket.Dispose();
        _controlSocket.Dispose();
    }

    private void ReadControl()
    {
        int length = _controlSocket.Receive(_received);
        if (length > 0)
        {
            HearControlFrom(_controlSocket, length);
        }
    }

    /// <summary>Believed from the far end's address, whatever its port: behind NAT it is not the one above that of the sound.</summary>
    private void HearControlFrom(UdpSocket socket, int length)
    {
        if (_target is null || !UdpSocket.EndPointOf(_target).Address.Equals(socket.SourceEndPoint().Address))
        {
            Strangers++;
            return;
        }

        if (socket == _controlSocket)
        {
            _controlTarget = UdpSocket.CopyOf(socket.Source);
        }

        HearControl(_received.AsSpan(0, length));
    }

    /// <summary>RFC 3550 §11: control goes to the port above.</summary>
    private static SocketAddress NextPort(SocketAddress sound)
    {
        IPEndPoint end = UdpSocket.EndPointOf(sound);
        return new IPEndPoint(end.Address, Math.Min(end.Port + 1, 65_535)).Serialize();
    }

    private sealed class ControlPort(RtpLeg leg) : IReadable
    {
        public void Readable() => leg.ReadControl();
    }

    private bool IsFarEnd(long nowMs)
    {
        if (_socket.Source.Equals(_agreed))
        {
            // Whoever spoke before was a stranger: on a port that a dead node had, its callers still speak.
            _target = _agreed;
            _isLatched = true;
            _latchOpenUntilMs = nowMs;
            return true;
        }

        if (_socket.Source.Equals(_target))
        {
            _isLatched = true;
            return true;
        }

        // The first sound may come from another address than the SDP's (NAT), later sound may not (RTP bleed).
        if (_isLatched && nowMs >= _latchOpenUntilMs)
        {
            return false;
        }

        _target = UdpSocket.CopyOf(_socket.Source);
        _isLatched = true;
        return true;
    }
}
