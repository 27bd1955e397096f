using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Paceline.Media.Audio;
using Paceline.Media.Rtp;
using Paceline.Media.Srtp;
using Paceline.Media.Tones;
using Paceline.Voice.Dtls;

namespace Paceline.PeerTests.Voice;

/// <summary>
/// What a browser does on the wire, without the browser: ICE checks with nomination, DTLS as the client, SRTP. Its checks
/// are written here by hand from RFC 8489, so that the node's reading is not tested against its own writing.
/// </summary>
internal sealed class BrowserEnd : IAsyncDisposable
{
    private const string Ufrag = "page";
    private readonly DtlsIdentity _identity = new(DtlsEnd.Client);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly RtpReceiver _receiver = new(new PayloadTypes(G711Law.Mu, null));
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly double _toneHz;
    private DtlsHandshake? _dtls;
    private IPEndPoint? _node;
    private string _username = "";
    private byte[] _password = [];
    private Task _loops = Task.CompletedTask;
    private volatile bool _checks = true;

    public BrowserEnd(double toneHz, double listenHz)
    {
        _toneHz = toneHz;
        Ear = new ToneEar(listenHz);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    public ToneEar Ear { get; }

    /// <summary>Keys are agreed, as this end sees it.</summary>
    public Task Connected => _connected.Task.WaitAsync(TimeSpan.FromSeconds(20));

    /// <param name="fingerprint">Null: of the certificate that will really be shown.</param>
    public string Offer(string? fingerprint = null) => string.Join("\r\n",
    [
        "v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111 0 110 126", "c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0",
        $"a=ice-ufrag:{Ufrag}", "a=ice-pwd:the-password-of-the-page", "a=ice-options:trickle",
        $"a=fingerprint:sha-256 {fingerprint ?? _identity.Fingerprint}", "a=setup:actpass", "a=mid:0", "a=sendrecv",
        "a=rtcp-mux", "a=rtpmap:111 opus/48000/2", "a=rtpmap:0 PCMU/8000", "a=rtpmap:110 telephone-event/48000",
        "a=rtpmap:126 telephone-event/8000", "",
    ]);

    public void Take(string answer)
    {
        string Attribute(string name) => answer.Split("\r\n").First(line => line.StartsWith($"a={name}:", StringComparison.Ordinal))[(name.Length + 3)..];
        string[] candidate = Attribute("candidate").Split(' ');
        _node = new IPEndPoint(IPAddress.Parse(candidate[4]), int.Parse(candidate[5], CultureInfo.InvariantCulture));
        _username = $"{Attribute("ice-ufrag")}:{Ufrag}";
        _password = Encoding.UTF8.GetBytes(Attribute("ice-pwd"));
        _dtls = new DtlsHandshake(_identity, Attribute("fingerprint").Split(' ')[1], Send);
        _loops = Task.WhenAll(Receive(), Check(), Speak());
    }

    /// <summary>The laptop's lid is shut: no more checks.</summary>
    public void FallSilent() => _checks = false;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loops;
        _dtls?.Keys?.Dispose();
        _dtls?.Dispose();
        _identity.Dispose();
        _socket.Dispose();
        _end.Dispose();
    }

    private void Send(ReadOnlySpan<byte> datagram) => _socket.SendTo(datagram, SocketFlags.None, _node!);

    private async Task Receive()
    {
        byte[] buffer = new byte[2048];
        try
        {
            while (true)
            {
                SocketReceiveFromResult received = await _socket.ReceiveFromAsync(buffer, _node!, _end.Token);
                Take(buffer, received.ReceivedBytes);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private void Take(byte[] buffer, int length)
    {
        lock (_lock)
        {
            switch (Demux.KindOf(buffer.AsSpan(0, length)))
            {
                case DatagramKind.Stun when _dtls!.State == DtlsState.Shaking:
                    // The address is proved: the client may begin.
                    _dtls.Start();
                    break;
                case DatagramKind.Dtls:
                    _dtls!.Receive(buffer.AsSpan(0, length));
                    if (_dtls.State == DtlsState.Done)
                    {
                        _connected.TrySetResult();
                    }

                    break;
                case DatagramKind.Rtp when _dtls!.Keys is { } keys && keys.Inbound.TryUnprotect(buffer, length, out int plain):
                    _receiver.Receive(buffer.AsSpan(0, plain), Environment.TickCount64);
                    break;
                default:
                    break;
            }
        }
    }

    private async Task Check()
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(200));
        try
        {
            do
            {
                if (_checks)
                {
                    Send(BindingRequest());
                }
            }
            while (await timer.WaitForNextTickAsync(_end.Token));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task Speak()
    {
        RtpSender sender = new(new PayloadTypes(G711Law.Mu, null), 77, 1, 1);
        ToneSource tone = new(Tone.Continuous(_toneHz));
        byte[] datagram = new byte[RtpSender.DatagramLengthMax + SrtpSession.RtpOverhead];
        short[] frame = new short[Frame.Samples];
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(Frame.Milliseconds));
        try
        {
            for (long tick = 0; await timer.WaitForNextTickAsync(_end.Token); tick++)
            {
                lock (_lock)
                {
                    tone.Fill(frame);
                    int length = sender.Write(frame, tick * Frame.Samples, datagram);
                    if (_dtls!.Keys is { } keys && keys.Outbound.TryProtect(datagram, length, out int protectedLength))
                    {
                        Send(datagram.AsSpan(0, protectedLength));
                    }

                    _receiver.Fill(frame);
                    Ear.Hear(frame);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    /// <summary>USERNAME, PRIORITY, ICE-CONTROLLING, USE-CANDIDATE, MESSAGE-INTEGRITY (RFC 8489 §14, RFC 8445 §7.1).</summary>
    private byte[] BindingRequest()
    {
        using MemoryStream message = new();
        message.Write([0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42]);
        message.Write(RandomNumberGenerator.GetBytes(12));
        Attribute(0x0006, Encoding.UTF8.GetBytes(_username));
        Attribute(0x0024, [0x6E, 0, 0x1E, 0xFF]);
        Attribute(0x802A, RandomNumberGenerator.GetBytes(8));
        Attribute(0x0025, []);
        // The length in the header counts the integrity itself.
        byte[] signed = message.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(signed.AsSpan(2), (ushort)(signed.Length - 20 + 24));
        // What RFC 8489 §14.5 demands; not our choice of hash.
#pragma warning disable CA5350
        byte[] integrity = HMACSHA1.HashData(_password, signed);
#pragma warning restore CA5350
        return [.. signed, 0, 8, 0, 20, .. integrity];

        void Attribute(int type, byte[] value)
        {
            message.Write([(byte)(type >> 8), (byte)(type & 0xFF), 0, (byte)value.Length]);
            message.Write(value);
            message.Write(new byte[(4 - (value.Length % 4)) % 4]);
        }
    }
}
