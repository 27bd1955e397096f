using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Paceline.Media.Audio;
using Paceline.Media.Tones;
using Paceline.Voice.Sockets;

namespace Paceline.PeerTests.Peers;

/// <summary>baresip as a telephone that takes every call at once and plays one tone.</summary>
internal sealed class Baresip : IAsyncDisposable
{
    private readonly Peer _phone;

    private readonly string _folder;
    private readonly int _control;

    private Baresip(Peer phone, string folder, int port, int control) => (_phone, _folder, Port, _control) = (phone, folder, port, control);

    public int Port { get; }

    public string Uri => string.Create(CultureInfo.InvariantCulture, $"sip:+49300000001@127.0.0.1:{Port}");

    public string Said => _phone.Said + _phone.Complained;

    /// <param name="minutes">How long its tone is: it hangs up at the end of it.</param>
    public static async Task<Baresip> StartAsync(string folder, double hz, int minutes = 2)
    {
        var program = Peer.Need("/usr/bin/baresip", "baresip-core");
        var modules = Directory.Exists("/usr/lib/baresip/modules") ? "/usr/lib/baresip/modules" : "/usr/local/lib/baresip/modules";
        var (port, control) = (FreePort(), FreeTcpPort());
        var tone = Path.Combine(folder, "tone.wav");
        await File.WriteAllBytesAsync(tone, Tone(hz, minutes));

        // net_interface wants the address, not the name, of the loopback; ausine cannot do 8 kHz, so the tone is a file.
        await File.WriteAllLinesAsync(Path.Combine(folder, "config"),
        [
            string.Create(CultureInfo.InvariantCulture, $"sip_listen 127.0.0.1:{port}"),
            "net_interface 127.0.0.1", "rtp_ports 28000-28998", "call_max_calls 4", $"module_path {modules}",
            "module g711.so", "module aufile.so", "module_tmp account.so", "module_app menu.so", $"audio_source aufile,{tone}",
            "module sndfile.so", $"snd_path {folder}", "module_app ctrl_tcp.so", string.Create(CultureInfo.InvariantCulture, $"ctrl_tcp_listen 127.0.0.1:{control}"),
        ]);
        await File.WriteAllTextAsync(Path.Combine(folder, "accounts"), "<sip:+49300000001@127.0.0.1>;regint=0;answermode=auto\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "contacts"), "");
        Baresip made = new(Peer.Start(program, folder, ["-4", "-f", folder]), folder, port, control);
        for (var tries = 0; !made.Said.Contains("baresip is ready", StringComparison.Ordinal); tries++)
        {
            tries.ShouldBeLessThan(400, made.Said);
            await Task.Delay(50);
        }

        return made;
    }

    /// <summary>How often it has been called and has answered.</summary>
    public int Answered => Said.Split("Call established").Length - 1;

    /// <summary>Whether this tone comes out of its earpiece in this moment.</summary>
    public bool Hears(double hz)
    {
        var file = Directory.GetFiles(_folder, "*-dec.wav").MaxBy(File.GetLastWriteTimeUtc);
        var sound = file is null ? [] : Latest(file);
        return sound.Length == Frame.SampleRate / 2 && Goertzel.Share(sound, hz) > 0.7;
    }

    /// <summary>As when a person puts the receiver down.</summary>
    public async Task HangUpAsync()
    {
        using TcpClient remote = new();
        await remote.ConnectAsync(IPAddress.Loopback, _control);
        await remote.GetStream().WriteAsync("20:{\"command\":\"hangup\"},"u8.ToArray());
    }

    public ValueTask DisposeAsync() => _phone.DisposeAsync();

    /// <summary>The last half second of what it writes down.</summary>
    private static short[] Latest(string file)
    {
        const int WavHeader = 44;
        using FileStream open = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var octets = new byte[Frame.SampleRate];
        if (open.Length < WavHeader + octets.Length)
        {
            return [];
        }

        open.Seek(-octets.Length - ((open.Length - WavHeader) % 2), SeekOrigin.End);
        open.ReadExactly(octets);
        return MemoryMarshal.Cast<byte, short>(octets).ToArray();
    }

    private static byte[] Tone(double hz, int minutes)
    {
        var samples = new short[minutes * 60 * Frame.SampleRate];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)(8000 * Math.Sin(2 * Math.PI * hz * i / Frame.SampleRate));
        }

        return Wav.Write(samples);
    }

    private static int FreePort()
    {
        using var probe = UdpSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0), 65_536);
        return probe.Local.Port;
    }

    private static int FreeTcpPort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
