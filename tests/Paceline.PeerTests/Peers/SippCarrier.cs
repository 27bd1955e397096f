using System.Globalization;
using Paceline.Voice.Sockets;

namespace Paceline.PeerTests.Peers;

/// <summary>SIPp in the place of a carrier: answers probes, answers every call after a ring and sends all sound back.</summary>
internal sealed class SippCarrier : IAsyncDisposable
{
    private const string Scenario = """
        <?xml version="1.0" encoding="ISO-8859-1" ?>
        <scenario name="carrier">
          <recv request="OPTIONS" optional="true" next="probe"/>
          <recv request="INVITE"/>
          <send>
            <![CDATA[
              SIP/2.0 180 Ringing
              [last_Via:]
              [last_From:]
              [last_To:];tag=[pid]carrier[call_number]
              [last_Call-ID:]
              [last_CSeq:]
              Contact: <sip:[local_ip]:[local_port]>
              Content-Length: 0

            ]]>
          </send>
          <pause milliseconds="200"/>
          <send retrans="500">
            <![CDATA[
              SIP/2.0 200 OK
              [last_Via:]
              [last_From:]
              [last_To:];tag=[pid]carrier[call_number]
              [last_Call-ID:]
              [last_CSeq:]
              Contact: <sip:[local_ip]:[local_port]>
              Content-Type: application/sdp
              Content-Length: [len]

              v=0
              o=carrier 1 1 IN IP4 [local_ip]
              s=-
              c=IN IP4 [media_ip]
              t=0 0
              m=audio [media_port] RTP/AVP 0
              a=rtpmap:0 PCMU/8000

            ]]>
          </send>
          <recv request="ACK"/>
          <recv request="BYE"/>
          <send next="over">
            <![CDATA[
              SIP/2.0 200 OK
              [last_Via:]
              [last_From:]
              [last_To:]
              [last_Call-ID:]
              [last_CSeq:]
              Content-Length: 0

            ]]>
          </send>
          <label id="probe"/>
          <send>
            <![CDATA[
              SIP/2.0 200 OK
              [last_Via:]
              [last_From:]
              [last_To:];tag=[pid]probe[call_number]
              [last_Call-ID:]
              [last_CSeq:]
              Content-Length: 0

            ]]>
          </send>
          <label id="over"/>
          <nop/>
        </scenario>
        """;

    private readonly Peer _sipp;

    private SippCarrier(Peer sipp, int port) => (_sipp, Port) = (sipp, port);

    public int Port { get; }

    public string Complained => _sipp.Complained;

    /// <param name="folder">For its files.</param>
    /// <param name="port">Where it takes calls; zero: any free one.</param>
    public static async Task<SippCarrier> StartAsync(string folder, int port = 0)
    {
        var sipp = Peer.Need("/usr/bin/sipp", "sip-tester");
        var scenario = Path.Combine(folder, "carrier.xml");
        await File.WriteAllTextAsync(scenario, Scenario);
        port = port == 0 ? FreePort() : port;
        return new SippCarrier(
            Peer.Start(sipp, folder,
            [
                "-sf", scenario, "-rtp_echo", "-i", "127.0.0.1", "-mi", "127.0.0.1", "-p", Text(port), "-mp", Text(FreePort()),
                "-nostdin", "-trace_err",
            ]),
            port);
    }

    public ValueTask DisposeAsync() => _sipp.DisposeAsync();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static int FreePort()
    {
        using var probe = UdpSocket.Bind(new(System.Net.IPAddress.Loopback, 0), 65_536);
        return probe.Local.Port & ~1;
    }
}
