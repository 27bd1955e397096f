using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Paceline.Voice.Sockets;

/// <summary>A non-blocking UDP socket for an <see cref="EventLoop"/>; neither receiving nor sending allocates.</summary>
internal sealed unsafe partial class UdpSocket : IDisposable
{
    private const int DoNotWait = 0x40;
    private const int NoSignal = 0x4000;

    private readonly Socket _socket;

    private UdpSocket(Socket socket)
    {
        _socket = socket;
        Descriptor = (int)socket.Handle;
        Local = (IPEndPoint)socket.LocalEndPoint!; // It is bound.
        // Of exactly the family's size: addresses are compared with their whole buffer, and a longer one equals none.
        Source = new SocketAddress(socket.AddressFamily);
    }

    public int Descriptor { get; }

    /// <summary>With the port that the kernel chose, when it was asked to.</summary>
    public IPEndPoint Local { get; }

    /// <summary>Datagrams the kernel did not take (no route, no buffer); media is not sent twice.</summary>
    public long Unsent { get; private set; }

    /// <summary>Where the last <see cref="Receive"/> came from; overwritten by the next.</summary>
    public SocketAddress Source { get; }

    /// <param name="local">Port zero: the kernel's choice.</param>
    /// <param name="buffer">Kernel buffer each way, in bytes; the kernel may give less.</param>
    /// <param name="onlyThisMachine">At an address that others can reach: the kernel drops what comes from any of them.</param>
    /// <exception cref="SocketException">The address is taken or not ours.</exception>
    public static UdpSocket Bind(IPEndPoint local, int buffer, bool onlyThisMachine = false)
    {
        Socket socket = new(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        try
        {
            socket.ReceiveBufferSize = buffer;
            socket.SendBufferSize = buffer;
            if (onlyThisMachine)
            {
                KeepToLoopback(socket);
            }

            socket.Bind(local);
            return new UdpSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A filter of classic BPF, before the address is bound: what this machine sends to itself comes by the loopback interface, whatever the
    /// address, and all else is dropped (socket(7), SO_ATTACH_FILTER; linux/filter.h).</summary>
    private static void KeepToLoopback(Socket socket)
    {
        const int SocketLevel = 1, AttachFilter = 26;
        const ushort LoadWord = 0x20, JumpIfEqual = 0x15, Return = 0x06;
        const uint InterfaceOfDatagram = 0xFFFF_F000 + 8; // SKF_AD_OFF + SKF_AD_IFINDEX
        ReadOnlySpan<FilterStep> steps =
        [
            new(LoadWord, 0, 0, InterfaceOfDatagram),
            new(JumpIfEqual, 0, 1, (uint)NetworkInterface.LoopbackInterfaceIndex),
            new(Return, 0, 0, uint.MaxValue),
            new(Return, 0, 0, 0),
        ];
        fixed (FilterStep* first = steps)
        {
            Filter filter = new((ushort)steps.Length, (nint)first);
            socket.SetRawSocketOption(SocketLevel, AttachFilter, new ReadOnlySpan<byte>(&filter, sizeof(Filter)));
        }
    }

    /// <summary>One datagram; a negative length when there is none.</summary>
    public int Receive(Span<byte> datagram)
    {
        Span<byte> address = Source.Buffer.Span;
        int length = address.Length;
        nint received;
        fixed (byte* bytes = datagram)
        fixed (byte* from = address)
        {
            received = ReceiveFrom(Descriptor, bytes, datagram.Length, DoNotWait, from, &length);
        }

        return (int)received;
    }

    public void Send(ReadOnlySpan<byte> datagram, SocketAddress target)
    {
        fixed (byte* bytes = datagram)
        fixed (byte* to = target.Buffer.Span)
        {
            if (SendTo(Descriptor, bytes, datagram.Length, DoNotWait | NoSignal, to, target.Size) < 0)
            {
                Unsent++;
            }
        }
    }

    /// <summary>The source of the last datagram as an end point of its own.</summary>
    public IPEndPoint SourceEndPoint() => EndPointOf(Source);

    public static IPEndPoint EndPointOf(SocketAddress address)
    {
        IPEndPoint shape = address.Family == AddressFamily.InterNetworkV6
            ? new IPEndPoint(IPAddress.IPv6Any, 0)
            : new IPEndPoint(IPAddress.Any, 0);
        return (IPEndPoint)shape.Create(address);
    }

    /// <summary>A copy that stays when the socket receives again.</summary>
    public static SocketAddress CopyOf(SocketAddress address)
    {
        SocketAddress copy = new(address.Family, address.Size);
        address.Buffer.Span[..address.Size].CopyTo(copy.Buffer.Span);
        return copy;
    }

    public void Dispose() => _socket.Dispose();

    [LibraryImport("libc", EntryPoint = "recvfrom")]
    private static partial nint ReceiveFrom(
        int descriptor, byte* bytes, nint length, int flags, byte* address, int* addressLength);

    [LibraryImport("libc", EntryPoint = "sendto")]
    private static partial nint SendTo(
        int descriptor, byte* bytes, nint length, int flags, byte* address, int addressLength);

    /// <summary>struct sock_filter.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct FilterStep(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    /// <summary>struct sock_fprog.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Filter(ushort Length, nint Steps);
}
