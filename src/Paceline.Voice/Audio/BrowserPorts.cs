using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
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

    /// <summary>More networks than a person's computer has; each is one more address in every answer.</summary>
    private const int OwnAddressesMax = 3;

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
            Open(engine, UdpSocket.Bind(local, SocketBuffer));
        }

        if (_ports.Count > 0 && _ports.TrueForAll(static port => IPAddress.IsLoopback(port.Socket.Local.Address)))
        {
            OpenForThisMachine(engine);
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

    private void Open(MediaEngine engine, UdpSocket socket)
    {
        Port port = new(this, socket);
        _ports.Add(port);
        engine.Loop.Watch(port.Socket.Descriptor, port);
    }

    /// <summary>Firefox checks no address that begins with 127, so browsers of this machine are told its own as well. Nobody else is let in there.</summary>
    private void OpenForThisMachine(MediaEngine engine)
    {
        foreach (IPAddress own in OwnAddresses().Take(OwnAddressesMax))
        {
            try
            {
                Open(engine, UdpSocket.Bind(new IPEndPoint(own, 0), SocketBuffer, onlyThisMachine: true));
            }
            catch (SocketException)
            {
                // It has gone again, or this system has no such filter: loopback is there.
            }
        }
    }

    private static List<IPAddress> OwnAddresses()
    {
        try
        {
            return
            [
                .. NetworkInterface.GetAllNetworkInterfaces()
                    .Where(static net => net is { OperationalStatus: OperationalStatus.Up, NetworkInterfaceType: not NetworkInterfaceType.Loopback })
                    .SelectMany(static net => net.GetIPProperties().UnicastAddresses)
                    .Select(static unicast => unicast.Address)
                    .Where(static address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address)),
            ];
        }
        catch (NetworkInformationException)
        {
            return []; // A system that does not say.
        }
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
