using System.Net;
using System.Security.Cryptography;
using Paceline.Sip;
using Paceline.Voice.Sockets;

namespace Paceline.Voice;

/// <summary>The party behind a <see cref="SipHost"/>: told what happens, on the host's thread, where it may command the endpoint.</summary>
public interface ISipParty
{
    /// <summary>Something happened at the endpoint.</summary>
    void Happened(SipEvent happened, long nowMs);

    /// <summary>When <see cref="TimePassed"/> is wanted next, monotonic milliseconds; null: never.</summary>
    long? DueMs { get; }

    void TimePassed(long nowMs);
}

/// <summary>Address and limits of one <see cref="SipHost"/>.</summary>
public sealed record SipHostSettings
{
    /// <summary>Default 127.0.0.1 with the kernel's choice of port.</summary>
    public IPEndPoint Bind { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Sources that are listened to beside loopback: the addresses of trunks and phones. Default none.</summary>
    public IReadOnlyList<IPAddress> Peers { get; init; } = [];

    /// <summary>File that gets one JSON line per message; null: none.</summary>
    public string? WireLog { get; init; }

    /// <summary>Timers and limits; its address is replaced by the bound one.</summary>
    public SipSettings Sip { get; init; } = new() { Local = new IPEndPoint(IPAddress.Loopback, 0) };
}

/// <summary>
/// A SIP endpoint on a UDP socket of its own and the thread that owns both: datagrams, commands and time go in, datagrams
/// go out, and the party is told the rest. A trunk that is silent costs a timer, never a wait.
/// </summary>
public sealed class SipHost : IAsyncDisposable, IReadable
{
    private const int SocketBuffer = 4 << 20;
    private const int DatagramsPerTurn = 64;

    private readonly UdpSocket _socket;
    private readonly EventLoop _loop;
    private readonly HashSet<IPAddress> _peers;
    private readonly ISipParty _party;
    private readonly SipWireLog? _wireLog;
    private readonly byte[] _received = new byte[65_536];
    private long _dropped;

    private SipHost(SipHostSettings settings, Func<SipHost, ISipParty> party)
    {
        _socket = UdpSocket.Bind(settings.Bind, SocketBuffer);
        _peers = [.. settings.Peers];
        _wireLog = settings.WireLog is { } path ? SipWireLog.Open(path) : null;
        Endpoint = new SipEndpoint(settings.Sip with { Local = _socket.Local }, Word);
        _loop = new EventLoop("paceline-sip", Turn);
        _loop.Watch(_socket.Descriptor, this);
        _party = party(this);
    }

    /// <summary>The bound address.</summary>
    public IPEndPoint Local => _socket.Local;

    /// <summary>Only for the party, on the host's thread.</summary>
    public SipEndpoint Endpoint { get; }

    /// <summary>Ends when the thread has ended, with its failure if it had one.</summary>
    public Task Completion => _loop.Completion;

    /// <summary>Datagrams from addresses that are no peers of ours.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The clock of every <c>nowMs</c> here.</summary>
    public static long NowMs => MonotonicClock.NowMs;

    internal EventLoop Loop => _loop;

    /// <param name="settings">Address and limits.</param>
    /// <param name="party">Made before the thread starts; it keeps the host to command it.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The address is taken.</exception>
    public static SipHost Start(SipHostSettings settings, Func<SipHost, ISipParty> party)
    {
        SipHost host = new(settings, party);
        host._loop.Start();
        return host;
    }

    /// <summary>From any thread: does the work on the host's thread, where the endpoint may be commanded.</summary>
    public void Post(Action work) => _loop.Post(work);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _loop.DisposeAsync();
        }
        finally
        {
            _socket.Dispose();
            _wireLog?.Dispose();
        }
    }

    void IReadable.Readable()
    {
        for (int i = 0; i < DatagramsPerTurn; i++)
        {
            int length = _socket.Receive(_received);
            if (length < 0)
            {
                return;
            }

            IPEndPoint source = _socket.SourceEndPoint();
            if (!IPAddress.IsLoopback(source.Address) && !_peers.Contains(source.Address))
            {
                Interlocked.Increment(ref _dropped);
                continue;
            }

            long nowMs = MonotonicClock.NowMs;
            ReadOnlySpan<byte> datagram = _received.AsSpan(0, length);
            _wireLog?.Received(datagram, source);
            Endpoint.Receive(datagram, source, nowMs);
            Settle(nowMs);
        }
    }

    private int Turn()
    {
        long nowMs = MonotonicClock.NowMs;
        if (Endpoint.DueMs <= nowMs)
        {
            Endpoint.TimePassed(nowMs);
        }

        if (_party.DueMs <= nowMs)
        {
            _party.TimePassed(nowMs);
        }

        Settle(nowMs);
        _wireLog?.Flush();
        long due = Math.Min(Endpoint.DueMs ?? long.MaxValue, _party.DueMs ?? long.MaxValue);
        // A minute at most, so that the sum fits an int whatever a timer says.
        return due == long.MaxValue ? -1 : (int)Math.Clamp(due - MonotonicClock.NowMs, 0, 60_000);
    }

    /// <summary>Events may bring commands and these datagrams and events, until it is quiet.</summary>
    private void Settle(long nowMs)
    {
        Flush();
        while (Endpoint.TryEvent(out SipEvent? happened))
        {
            _party.Happened(happened, nowMs);
            Flush();
        }
    }

    private void Flush()
    {
        while (Endpoint.TrySend(out SipDatagram datagram))
        {
            _wireLog?.Sent(datagram.Bytes, datagram.Destination);
            _socket.Send(datagram.Bytes, datagram.Destination.Serialize());
        }
    }

    /// <summary>96 bits as letters and digits.</summary>
    private static string Word()
    {
        Span<byte> chance = stackalloc byte[12];
        RandomNumberGenerator.Fill(chance);
        return Convert.ToHexStringLower(chance);
    }
}
