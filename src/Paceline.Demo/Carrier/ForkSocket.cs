using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Paceline.Sip;

namespace Paceline.Demo.Carrier;

/// <summary>The other telephones of a number that rings at several: each sends 180 with a tag of its own, as a forking proxy passes them
/// on (RFC 3261 §12.1, §16.7), and none of them ever answers.</summary>
internal sealed class ForkSocket : IDisposable
{
    private const int Telephones = 2;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public ForkSocket() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    /// <param name="invite">As it came; its topmost Via says where responses go.</param>
    /// <param name="contact">The carrier's address.</param>
    public void Ring(SipRequest invite, IPEndPoint contact)
    {
        // The endpoint has filled in received and rport, so the Via has the address as seen.
        if (invite.TopVia is not { Port: > 0 } via || !IPAddress.TryParse(via.Host, out var address) || !IPAddress.IsLoopback(address))
        {
            return;
        }

        for (var i = 0; i < Telephones; i++)
        {
            var tag = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
            SipResponse ringing = SipResponse.To(invite, 180, "Ringing", tag);
            ringing.Headers.Add("Contact", $"<{new SipUri("fork", contact)}>");
            _socket.SendTo(ringing.ToBytes(), new IPEndPoint(address, via.Port));
        }
    }

    public void Dispose() => _socket.Dispose();
}
