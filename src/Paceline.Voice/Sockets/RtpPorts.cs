using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Paceline.Voice.Sockets;

/// <summary>
/// Even ports for RTP with the odd ones above for RTCP (RFC 3550 §11), taken in turn, so that a port just given back is the last to be used again and a
/// late packet of an old call does not reach a new one. The first turn begins anywhere: callers of a node that was killed
/// still speak to its ports, and the node after it must not take just those.
/// </summary>
internal sealed class RtpPorts(IPAddress address, int first, int last)
{
    private const int SocketBuffer = 65_536;

    private readonly Lock _lock = new();
    private readonly int _first = first;
    private readonly int _last = last;
    private int _next = first + (2 * RandomNumberGenerator.GetInt32(((last - first) / 2) + 1));

    /// <summary>Two bound sockets; null when no pair of the range is free.</summary>
    public (UdpSocket Sound, UdpSocket Control)? Take()
    {
        lock (_lock)
        {
            for (int tried = _first; tried <= _last; tried += 2)
            {
                int port = _next;
                _next = _next + 2 > _last ? _first : _next + 2;
                if (TryBind(port) is { } sound)
                {
                    if (TryBind(port + 1) is { } control)
                    {
                        return (sound, control);
                    }

                    sound.Dispose();
                }
            }

            return null;
        }
    }

    /// <summary>Null: somebody else has it.</summary>
    private UdpSocket? TryBind(int port)
    {
        try
        {
            return UdpSocket.Bind(new IPEndPoint(address, port), SocketBuffer);
        }
        catch (SocketException inUse) when (inUse.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return null;
        }
    }
}
