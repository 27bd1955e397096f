using System.Globalization;
using Paceline.Voice;
using Paceline.Voice.Sockets;

namespace Paceline.PeerTests.Peers;

/// <summary>SIPp as a trunk that takes one call by a script and sends all sound back; it ends well only if every message it expected
/// came, in its order.</summary>
internal sealed class SippScript : IAsyncDisposable
{
    /// <summary>Keeps what later messages need: SIPp's own memory is the last message, and that is a PRACK or an ACK by then. SIPp refuses
    /// a script in which a variable stands only once.</summary>
    private const string Begin = """
        <?xml version="1.0" encoding="ISO-8859-1" ?>
        <scenario name="trunk">
          <recv request="INVITE">
            <action>
              <ereg regexp=".*" search_in="hdr" header="Via:" assign_to="via"/>
              <ereg regexp=".*" search_in="hdr" header="From:" assign_to="from"/>
              <ereg regexp=".*" search_in="hdr" header="To:" assign_to="to"/>
              <ereg regexp=".*" search_in="hdr" header="CSeq:" assign_to="cseq"/>
              <ereg regexp=".*" search_in="hdr" header="Call-ID:" assign_to="seen"/>
              <ereg regexp="&lt;([^&gt;]*)&gt;" search_in="hdr" header="Contact:" assign_to="contact,target"/>
            </action>
          </recv>
          <Reference variables="via,from,to,cseq,seen,contact,target"/>

        """;

    /// <summary>SIPp as a caller: answered, it stays until the other side hangs up.</summary>
    public const string Caller = """
        <?xml version="1.0" encoding="ISO-8859-1" ?>
        <scenario name="caller">
          <send retrans="500">
            <![CDATA[
              INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
              Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
              From: <sip:+49301111111@[local_ip]:[local_port]>;tag=[call_number]
              To: <sip:[service]@[remote_ip]:[remote_port]>
              Call-ID: [call_id]
              CSeq: 1 INVITE
              Contact: <sip:caller@[local_ip]:[local_port]>
              Max-Forwards: 70
              Content-Type: application/sdp
              Content-Length: [len]

              v=0
              o=caller 1 1 IN IP4 [local_ip]
              s=-
              c=IN IP4 [media_ip]
              t=0 0
              m=audio [media_port] RTP/AVP 8 0
              a=rtpmap:8 PCMA/8000
              a=rtpmap:0 PCMU/8000

            ]]>
          </send>
          <recv response="100" optional="true"/>
          <recv response="200" rrs="true"/>
          <send>
            <![CDATA[
              ACK [next_url] SIP/2.0
              Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
              From: <sip:+49301111111@[local_ip]:[local_port]>;tag=[call_number]
              To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
              Call-ID: [call_id]
              CSeq: 1 ACK
              Max-Forwards: 70
              Content-Length: 0

            ]]>
          </send>
          <recv request="BYE"/>
          <send>
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
        </scenario>
        """;

    private readonly Peer _sipp;
    private readonly string _folder;

    private SippScript(Peer sipp, string folder, int port) => (_sipp, _folder, Port) = (sipp, folder, port);

    public int Port { get; }

    /// <summary>A trunk that is not probed: its script knows of one call only.</summary>
    public TrunkSettings Trunk => new() { Name = "sipp", Host = "127.0.0.1", Port = Port, KeepAlive = TimeSpan.Zero };

    public static Task<SippScript> StartAsync(string folder, params IEnumerable<string> steps) => StartAsync("INVITE", folder, steps);

    /// <summary>The same for registrations instead of calls.</summary>
    public static Task<SippScript> StartRegistrarAsync(string folder, params IEnumerable<string> steps) => StartAsync("REGISTER", folder, steps);

    private static async Task<SippScript> StartAsync(string first, string folder, IEnumerable<string> steps)
    {
        var sipp = Peer.Need("/usr/bin/sipp", "sip-tester");
        var scenario = Path.Combine(folder, "trunk.xml");
        await File.WriteAllTextAsync(scenario, $"{Begin.Replace("INVITE", first, StringComparison.Ordinal)}{string.Concat(steps)}</scenario>\n");
        var port = FreePort();
        return new(
            Peer.Start(sipp, folder,
            [
                "-sf", scenario, "-m", "1", "-rtp_echo", "-i", "127.0.0.1", "-mi", "127.0.0.1", "-p", Text(port), "-mp", Text(FreePort()),
                "-nostdin", "-trace_err", "-error_file", Path.Combine(folder, "errors.log"), "-timeout", "40s", "-timeout_error",
            ]),
            folder,
            port);
    }

    /// <summary>A response to the INVITE.</summary>
    /// <param name="status">With its phrase.</param>
    /// <param name="tag">Of the fork that says it.</param>
    /// <param name="sdp">Whether it has an answer.</param>
    /// <param name="more">Further headers.</param>
    public static string Reply(string status, string tag = "theirs", bool sdp = false, params IEnumerable<string> more) => Send(
        $"SIP/2.0 {status}",
        ["Via:[$via]", "From:[$from]", $"To:[$to];tag={tag}", "Call-ID: [call_id]", "CSeq:[$cseq]", "Contact: <sip:[local_ip]:[local_port]>", .. more],
        sdp ? Sdp() : "",
        retransmits: status.StartsWith('2'));

    /// <summary>200 for the request that came last.</summary>
    public static string Agree(params IEnumerable<string> more) => Send(
        "SIP/2.0 200 OK", ["[last_Via:]", "[last_From:]", "[last_To:]", "[last_Call-ID:]", "[last_CSeq:]", .. more], "");

    /// <summary>Our answer to the INVITE that came last.</summary>
    /// <param name="tag">Our tag if it begins the dialog; empty in one.</param>
    /// <param name="more">Further headers.</param>
    public static string AgreeToInvite(string tag, params IEnumerable<string> more) => Send(
        "SIP/2.0 200 OK",
        ["[last_Via:]", "[last_From:]", $"[last_To:]{tag}", "[last_Call-ID:]", "[last_CSeq:]", "Contact: <sip:[local_ip]:[local_port]>", .. more],
        Sdp(),
        retransmits: true);

    /// <summary>A request of ours in the dialog.</summary>
    public static string Ask(string method, int number, string sdp = "", params IEnumerable<string> more) => Send(
        $"{method} [$target] SIP/2.0",
        [
            "Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]", "Max-Forwards: 70", "From:[$to];tag=theirs", "To:[$from]",
            "Call-ID: [call_id]", string.Create(CultureInfo.InvariantCulture, $"CSeq: {number} {method}"), "Contact: <sip:[local_ip]:[local_port]>",
            .. more,
        ],
        sdp,
        retransmits: method is not "ACK");

    /// <param name="method">What must come next.</param>
    /// <param name="header">Header that is looked at; null: the body.</param>
    /// <param name="expression">What must be in it; empty: nothing is looked at.</param>
    public static string Expect(string method, string expression = "", string? header = null) =>
        $"  <recv request=\"{method}\">{Looks(expression, header)}</recv>\n";

    /// <summary>A REGISTER with the right digest of user and password must come next; SIPp itself does the sum.</summary>
    public static string ExpectRegister(string user, string password) => $"""
          <recv request="REGISTER">
            <action><verifyauth assign_to="right" username="{user}" password="{password}"/></action>
          </recv>
          <nop condexec="right" condexec_inverse="true"><action><error message="wrong digest"/></action></nop>

        """;

    /// <summary>What must be answered to our request.</summary>
    public static string ExpectReply(int status, string expression = "", string? header = null) => string.Create(CultureInfo.InvariantCulture,
        $"  <recv response=\"100\" optional=\"true\"/>\n  <recv response=\"{status}\">{Looks(expression, header)}</recv>\n");

    public static string Wait(int milliseconds) => string.Create(CultureInfo.InvariantCulture, $"  <pause milliseconds=\"{milliseconds}\"/>\n");

    public static string Sdp(string direction = "sendrecv", string address = "[media_ip]") => $"""
        v=0
        o=trunk 1 1 IN IP4 [local_ip]
        s=-
        c=IN IP4 {address}
        t=0 0
        m=audio [media_port] RTP/AVP 0
        a=rtpmap:0 PCMU/8000
        a={direction}

        """;

    /// <summary>Waits until the script is through; an unexpected or missing message fails the test.</summary>
    public async Task DoneAsync()
    {
        var exit = await _sipp.ExitAsync(TimeSpan.FromSeconds(60));
        var errors = Path.Combine(_folder, "errors.log");
        exit.ShouldBe(0, $"{_sipp.Complained}\n{(File.Exists(errors) ? await File.ReadAllTextAsync(errors) : "")}");
    }

    public ValueTask DisposeAsync() => _sipp.DisposeAsync();

    private static string Send(string start, IEnumerable<string> headers, string body, bool retransmits = false)
    {
        string[] all = [start, .. headers, .. body.Length > 0 ? (string[])["Content-Type: application/sdp"] : [], "Content-Length: [len]"];
        var again = retransmits ? " retrans=\"500\"" : "";
        return $"  <send{again}>\n<![CDATA[\n{string.Join('\n', all)}\n\n{body}\n]]>\n  </send>\n";
    }

    private static string Looks(string expression, string? header) => expression.Length == 0
        ? ""
        : $"<action><ereg regexp=\"{expression}\" {(header is null ? "search_in=\"body\"" : $"search_in=\"hdr\" header=\"{header}:\"")}"
            + " check_it=\"true\" assign_to=\"seen\"/></action>";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var probe = UdpSocket.Bind(new(System.Net.IPAddress.Loopback, 0), 65_536);
        return probe.Local.Port & ~1;
    }
}
