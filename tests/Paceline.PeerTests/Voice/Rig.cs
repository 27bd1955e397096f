using System.Net;
using Paceline.Media.Audio;
using Paceline.Media.Tones;
using Paceline.Voice;

namespace Paceline.PeerTests.Voice;

/// <summary>Real sound on the real clock: one test at a time, or two cores make every one of them late.</summary>
[CollectionDefinition(nameof(RealAudio), DisableParallelization = true)]
public sealed class RealAudio;

/// <summary>A node in this process between a carrier, phones and a server, all on loopback sockets.</summary>
internal sealed class Rig : IAsyncDisposable
{
    public const double CustomerHz = 1000;
    public const double AgentHz = 600;
    public const double MessageHz = 1500;
    public const double HoldHz = 2000;
    public const double ReturnHz = 1200;
    private const string Token = "a-token-for-tests-only";

    private readonly string _folder;

    private Rig(string folder, FarEnd carrier, FarEnd phones, VoiceNode node, ServerEnd server)
    {
        _folder = folder;
        Carrier = carrier;
        Phones = phones;
        Node = node;
        Server = server;
    }

    public FarEnd Carrier { get; }

    public FarEnd Phones { get; }

    public VoiceNode Node { get; }

    public ServerEnd Server { get; private set; }

    public string SocketPath => Path.Combine(_folder, "voice.sock");

    public static async Task<Rig> StartAsync(Func<VoiceSettings, VoiceSettings>? change = null)
    {
        string folder = Directory.CreateTempSubdirectory("paceline-voice-").FullName;
        WriteTone(folder, "abandonment", MessageHz, 600);
        WriteTone(folder, "hold", HoldHz, 1000);
        WriteTone(folder, "returned", ReturnHz, 1500);
        FarEnd carrier = FarEnd.Start(24_000, Carries);
        FarEnd phones = FarEnd.Start(26_000, static phone => phone switch
        {
            "engaged" => new Manner(486),
            "nobody-home" => new Manner(0),
            _ => new Manner(200, AgentHz),
        });
        VoiceSettings settings = new()
        {
            SocketPath = Path.Combine(folder, "voice.sock"),
            Token = Token,
            SipBind = new IPEndPoint(IPAddress.Loopback, 0),
            Prompts = folder,
            Lease = TimeSpan.FromSeconds(1),
            SipT1Ms = 100,
            StopLimit = TimeSpan.FromSeconds(5),
            Trunks = [new TrunkSettings { Name = "carrier", Host = "127.0.0.1", Port = carrier.Address.Port }],
            SipWireLog = Path.Combine(folder, "sip.jsonl"),
        };
        VoiceNode node = await VoiceNode.StartAsync(change?.Invoke(settings) ?? settings, null, CancellationToken.None);
        ServerEnd server = new(settings.SocketPath, Token);
        await server.AdoptAsync();
        await server.WatchAsync();
        return new Rig(folder, carrier, phones, node, server);
    }

    /// <summary>Another server process takes the node.</summary>
    public async Task<ServerEnd> AnotherServerAsync()
    {
        ServerEnd another = new(SocketPath, Token);
        await another.AdoptAsync();
        return another;
    }

    public async Task<ToneEar> AgentUpAsync(string agent, double listenHz = CustomerHz)
    {
        await Server.AttachPhoneAsync(agent, PhoneUri(agent));
        await Server.EventAsync(happened => string.Equals(happened.Agent, agent, StringComparison.Ordinal) && happened.AgentLegUp is not null);
        return Phones.LastCall($"agent-{agent}-")!.Listen(listenHz);
    }

    public string PhoneUri(string phone) => $"sip:{phone}@127.0.0.1:{Phones.Address.Port}";

    public string WireLog() => File.ReadAllText(Path.Combine(_folder, "sip.jsonl"));

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Node.DisposeAsync();
        await Carrier.DisposeAsync();
        await Phones.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Manner Carries(string number) => number[^1] switch
    {
        '1' => new Manner(200, CustomerHz),
        '2' => new Manner(486, Q850: 17),
        '3' => new Manner(0),
        '4' => new Manner(0, EarlyTone: TonePlan.For("US")!.Busy),
        '5' => new Manner(200, CustomerHz, EarlyTone: TonePlan.For("US")!.Ringback),
        _ => new Manner(404, Q850: 1),
    };

    private static void WriteTone(string folder, string name, double hz, int ms)
    {
        short[] samples = new short[ms * Frame.SampleRate / 1000];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)(8000 * Math.Sin(2 * Math.PI * hz * i / Frame.SampleRate));
        }

        File.WriteAllBytes(Path.Combine(folder, name + ".wav"), Wav.Write(samples));
    }
}
