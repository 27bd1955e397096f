using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Paceline.Voice.Sockets;

namespace Paceline.PeerTests.Voice;

public sealed class UdpSocketTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void A_source_equals_the_address_of_the_sender(string loopback)
    {
        using UdpSocket receiver = UdpSocket.Bind(new IPEndPoint(IPAddress.Parse(loopback), 0), 65_536);
        using UdpSocket sender = UdpSocket.Bind(new IPEndPoint(IPAddress.Parse(loopback), 0), 65_536);
        byte[] datagram = new byte[100];
        receiver.Receive(datagram).ShouldBeLessThan(0);

        sender.Send([1, 2, 3], receiver.Local.Serialize());

        SpinWait.SpinUntil(() => receiver.Receive(datagram) == 3, TimeSpan.FromSeconds(5)).ShouldBeTrue();
        SocketAddress expected = sender.Local.Serialize();
        receiver.Source.ShouldBe(expected);
        receiver.Source.GetHashCode().ShouldBe(expected.GetHashCode());
        receiver.SourceEndPoint().ShouldBe(sender.Local);
    }

    [Fact]
    public void A_port_that_is_kept_to_this_machine_hears_it_at_an_address_that_is_not_loopback()
    {
        var own = NetworkInterface.GetAllNetworkInterfaces()
            .Where(static net => net is { OperationalStatus: OperationalStatus.Up, NetworkInterfaceType: not NetworkInterfaceType.Loopback })
            .SelectMany(static net => net.GetIPProperties().UnicastAddresses)
            .FirstOrDefault(static unicast => unicast.Address.AddressFamily == AddressFamily.InterNetwork)?.Address ?? IPAddress.Loopback;
        using UdpSocket receiver = UdpSocket.Bind(new IPEndPoint(own, 0), 65_536, onlyThisMachine: true);
        using UdpSocket sender = UdpSocket.Bind(new IPEndPoint(own, 0), 65_536);
        byte[] datagram = new byte[100];

        sender.Send([1, 2, 3], receiver.Local.Serialize());

        SpinWait.SpinUntil(() => receiver.Receive(datagram) == 3, TimeSpan.FromSeconds(5)).ShouldBeTrue();
        receiver.SourceEndPoint().ShouldBe(sender.Local);
    }
}
