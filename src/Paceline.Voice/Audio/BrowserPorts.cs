using System.Net;
using Paceline.Media.Ice;
using Paceline.Media.Rtp;
using Paceline.Voice.Dtls;
using Paceline.Voice.Sockets;

namespace Paceline.Voice;

/// <summary>
/// The UDP ports that all browsers share, one per address (RFC 7983): a leg is found by the name in its ICE check, and
/// after that check has been proved by the address it came from.
/// </summary>
internal sealed class BrowserPorts : IDisposable
{
    private const int SocketBuffer = 1 << 20;
    private const int DatagramMax = 2048;

    private readonly List<Port> _ports = [];
    private readonly Dictionary<string, BrowserLeg> _byUfrag = new(StringComparer.Ordinal);
    private readonly Dictionary<SocketAddress, BrowserLeg> _bySource = [];
    private readonly byte[] _received = new byte[DatagramMax];
    private readonly byte[] _response = new byte[IceLiteAgent.ResponseLengthMax];

    private BrowserPorts(MediaEngine engine)
    {
        Identity = new DtlsIdentity(DtlsEnd.Server);
        foreach (IPEndPoint local in engine.Settings.BrowserEndpoints)
        {
            Port port = new(this, UdpSocket.Bind(local, SocketBuffer));
            _ports.Add(port);
            engine.Loop.Watch(port.Socket.Descriptor, port);
        }
    }

    public DtlsIdentity Identity { get; }

    /// <summary>Candidates of every browser leg.</summary>
    public IReadOnlyList<IPEndPoint> Local => [.. _ports.Select(static port => port.Socket.Local)];

    /// <summary>Datagrams that belong to no leg or were not proved.</summary>
    public long Strangers { get; private set; }

    public static BrowserPorts Open(MediaEngine engine) => new(engine);

    public void Add(BrowserLeg leg) => _byUfrag.Add(leg.Ufrag, leg);

    public void Remove(BrowserLeg leg)
    {
        _byUfrag.Remove(leg.Ufrag);
        foreach (SocketAddress source in leg.Sources)
        {
            // Another leg of the same browser may have taken the address over meanwhile.
            if (_bySource.TryGetValue(source, out BrowserLeg? owner) && owner == leg)
            {
                _bySource.Remove(source);
            }
        }
    }

    public void Dispose()
    {
        foreach (Port port in _ports)
        {
            port.Socket.Dispose();
        }

        Identity.Dispose();
    }

    private void Receive(UdpSocket socket)
    {
        int length = socket.Receive(_received);
        if (length <= 0)
        {
            return;
        }

        long nowMs = MonotonicClock.NowMs;
        Span<byte> datagram = _received.AsSpan(0, length);
        DatagramKind kind = Demux.KindOf(datagram);
        if (kind == DatagramKind.Stun)
        {
            Check(socket, datagram, nowMs);
        }
        else if (_bySource.TryGetValue(socket.Source, out BrowserLeg? leg))
        {
            leg.Receive(kind, _received, length, nowMs);
        }
        else
        {
            Strangers++;
        }
    }

    private void Check(UdpSocket socket, ReadOnlySpan<byte> datagram, long nowMs)
    {
        if (!IceLiteAgent.TryLocalUfrag(datagram, out string ufrag)
            || !_byUfrag.TryGetValue(ufrag, out BrowserLeg? leg)
            || !leg.TryCheck(socket, datagram, nowMs, _response, out int length))
        {
            Strangers++;
            return;
        }

        socket.Send(_response.AsSpan(0, length), socket.Source);
        if ((!_bySource.TryGetValue(socket.Source, out BrowserLeg? known) || known != leg) && leg.TryAddSource(socket.Source))
        {
            _bySource[leg.Sources[^1]] = leg;
        }
    }

    private sealed class Port(BrowserPorts owner, UdpSocket socket) : IReadable
    {
        public UdpSocket Socket => socket;

        public void Readable() => owner.Receive(socket);
    }
}
