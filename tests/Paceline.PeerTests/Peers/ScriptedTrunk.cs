using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Paceline.Sip;
using Paceline.Voice;

namespace Paceline.PeerTests.Peers;

/// <summary>A far end without a SIP stack: it says what a script says, right or wrong. Only probes are answered by themselves.</summary>
internal sealed class ScriptedTrunk : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly UdpClient _media;
    private readonly UdpClient _control;
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _lock = new();
    private readonly List<SipMessage> _received = [];
    private readonly Action<ScriptedTrunk, SipRequest> _script;
    private readonly Task _reading;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _probed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _answersProbes = true;
    private IPEndPoint? _node;

    private ScriptedTrunk(Action<ScriptedTrunk, SipRequest> script)
    {
        _script = script;
        (_media, _control) = Pair();
        _reading = ReadAsync();
    }

    /// <summary>False: deaf to probes.</summary>
    public bool AnswersProbes
    {
        get => _answersProbes;
        set => _answersProbes = value;
    }

    /// <summary>Comes back when a probe has been answered.</summary>
    public Task ProbedAsync() => _probed.Task.WaitAsync(_limit);

    /// <summary>Everything heard, in order, probes left out.</summary>
    public IReadOnlyList<SipMessage> Received
    {
        get
        {
            lock (_lock)
            {
                return [.. _received];
            }
        }
    }

    private IPEndPoint Local => (IPEndPoint)_socket.Client.LocalEndPoint!;

    /// <param name="script">What is done about each request; repetitions are requests too.</param>
    public static ScriptedTrunk Start(Action<ScriptedTrunk, SipRequest> script) => new(script);

    public TrunkSettings Settings(string name) => new() { Name = name, Host = "127.0.0.1", Port = Local.Port };

    /// <summary>Answers a request, with a tag of ours where one belongs.</summary>
    public void Reply(SipRequest request, int status, string body = "", params (string Name, string Value)[] more)
    {
        SipResponse response = SipResponse.To(request, status, "Scripted", status == 100 ? "" : "theirs");
        response.Headers.Add("Contact", $"<sip:{Local}>");
        foreach (var (name, value) in more)
        {
            response.Headers.Add(name, value);
        }

        AddBody(response, body);
        Send(response.ToBytes());
    }

    /// <summary>Sends a request of ours in the dialog of their INVITE.</summary>
    public void Ask(SipRequest invite, string method, int number, string body = "", string tag = "theirs")
    {
        var contact = invite.Headers.First("Contact") ?? "";
        SipRequest request = new(method, contact[(contact.IndexOf('<', StringComparison.Ordinal) + 1)..contact.IndexOf('>', StringComparison.Ordinal)]);
        request.Headers.Add("Via", $"SIP/2.0/UDP {Local};branch=z9hG4bK{Guid.NewGuid():N}");
        request.Headers.Add("Max-Forwards", "70");
        request.Headers.Add("From", $"{invite.Headers.First("To")};tag={tag}");
        request.Headers.Add("To", invite.Headers.First("From") ?? "");
        request.Headers.Add("Call-ID", invite.CallId);
        request.Headers.Add("CSeq", string.Create(CultureInfo.InvariantCulture, $"{number} {method}"));
        request.Headers.Add("Contact", $"<sip:{Local}>");
        AddBody(request, body);
        Send(request.ToBytes());
    }

    /// <summary>Whatever it is, to whoever called us.</summary>
    public void Send(ReadOnlySpan<byte> datagram) =>
        _socket.Send(datagram, _node ?? throw new InvalidOperationException("Nobody has called yet."));

    /// <summary>Our sound would come to and from here; nothing ever comes from it.</summary>
    public string Sdp(string direction = "sendrecv") => string.Join("\r\n",
    [
        "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0",
        string.Create(CultureInfo.InvariantCulture, $"m=audio {((IPEndPoint)_media.Client.LocalEndPoint!).Port} RTP/AVP 0"),
        "a=rtpmap:0 PCMU/8000", $"a={direction}", "",
    ]);

    /// <summary>Throws away the sound that has come and waits for more.</summary>
    public async Task SoundAsync()
    {
        while (_media.Available > 0)
        {
            await _media.ReceiveAsync(_over.Token);
        }

        await _media.ReceiveAsync(_over.Token).AsTask().WaitAsync(_limit);
    }

    /// <summary>The next control datagram beside the sound, and where it came from.</summary>
    public async Task<UdpReceiveResult> ControlAsync() => await _control.ReceiveAsync(_over.Token).AsTask().WaitAsync(_limit);

    public ValueTask<int> SendControlAsync(byte[] datagram, IPEndPoint to) => _control.SendAsync(datagram, to, _over.Token);

    public Task<SipRequest> RequestAsync(string method, Func<SipRequest, bool>? fits = null) => MessageAsync<SipRequest>(
        method, request => request.Method.Equals(method, StringComparison.Ordinal) && fits?.Invoke(request) is not false);

    public Task<SipResponse> ResponseAsync(int number, string method) => MessageAsync<SipResponse>(
        string.Create(CultureInfo.InvariantCulture, $"response to {number} {method}"),
        response => response.Status >= 200 && response.CSeq.Number == number && response.CSeq.Method.Equals(method, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _reading;
        _socket.Dispose();
        _media.Dispose();
        _control.Dispose();
        _over.Dispose();
    }

    /// <summary>A port for sound and the one above it for control (RFC 3550 §11).</summary>
    private static (UdpClient Media, UdpClient Control) Pair()
    {
        for (var tries = 0; ; tries++)
        {
            UdpClient media = new(new IPEndPoint(IPAddress.Loopback, 0));
            try
            {
                return (media, new UdpClient(new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)media.Client.LocalEndPoint!).Port + 1)));
            }
            catch (Exception taken) when (taken is SocketException or ArgumentOutOfRangeException && tries < 100)
            {
                media.Dispose();
            }
        }
    }

    private static void AddBody(SipMessage message, string body)
    {
        if (body.Length > 0)
        {
            message.Headers.Add("Content-Type", "application/sdp");
            message.Body = body;
        }
    }

    private async Task<T> MessageAsync<T>(string what, Func<T, bool> fits)
        where T : SipMessage
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_received.OfType<T>().FirstOrDefault(fits) is { } found)
                {
                    return found;
                }

                more = _more.Task;
            }

            try
            {
                await more.WaitAsync(_limit);
            }
            catch (TimeoutException late)
            {
                throw new TimeoutException($"No {what} came; there were: {string.Join(" | ", Received)}", late);
            }
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var datagram = await _socket.ReceiveAsync(_over.Token);
                _node = datagram.RemoteEndPoint;
                if (!SipReader.TryParse(datagram.Buffer, out var message, out _))
                {
                    continue;
                }

                if (message is SipRequest { Method: "OPTIONS" } probe)
                {
                    if (AnswersProbes)
                    {
                        Reply(probe, 200);
                        _probed.TrySetResult();
                    }

                    continue;
                }

                TaskCompletionSource signal;
                lock (_lock)
                {
                    _received.Add(message);
                    signal = _more;
                    _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                if (message is SipRequest request)
                {
                    _script(this, request);
                }

                signal.TrySetResult();
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
