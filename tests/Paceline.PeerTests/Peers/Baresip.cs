using System.Globalization;
using System.Net;
using Paceline.Media.Audio;
using Paceline.Voice.Sockets;

namespace Paceline.PeerTests.Peers;

/// <summary>baresip as a telephone that takes every call at once and plays one tone.</summary>
internal sealed class Baresip : IAsyncDisposable
{
    private readonly Peer _phone;

    private Baresip(Peer phone, int port) => (_phone, Port) = (phone, port);

    public int Port { get; }

    public string Uri => string.Create(CultureInfo.InvariantCulture, $"sip:+49300000001@127.0.0.1:{Port}");

    public string Said => _phone.Said + _phone.Complained;

    public static async Task<Baresip> StartAsync(string folder, double hz)
    {
        var program = Peer.Need("/usr/bin/baresip", "baresip-core");
        var modules = Directory.Exists("/usr/lib/baresip/modules") ? "/usr/lib/baresip/modules" : "/usr/local/lib/baresip/modules";
        var port = FreePort();
        var tone = Path.Combine(folder, "tone.wav");
        await File.WriteAllBytesAsync(tone, Tone(hz));

        // net_interface wants the address, not the name, of the loopback; ausine cannot do 8 kHz, so the tone is a file.
        await File.WriteAllLinesAsync(Path.Combine(folder, "config"),
        [
            string.Create(CultureInfo.InvariantCulture, $"sip_listen 127.0.0.1:{port}"),
            "net_interface 127.0.0.1", "rtp_ports 28000-28998", "call_max_calls 4", $"module_path {modules}",
            "module g711.so", "module aufile.so", "module_tmp account.so", "module_app menu.so", $"audio_source aufile,{tone}",
        ]);
        await File.WriteAllTextAsync(Path.Combine(folder, "accounts"), "<sip:+49300000001@127.0.0.1>;regint=0;answermode=auto\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "contacts"), "");
        Baresip made = new(Peer.Start(program, folder, ["-4", "-f", folder]), port);
        for (var tries = 0; !made.Said.Contains("baresip is ready", StringComparison.Ordinal); tries++)
        {
            tries.ShouldBeLessThan(400, made.Said);
            await Task.Delay(50);
        }

        return made;
    }

    public ValueTask DisposeAsync() => _phone.DisposeAsync();

    /// <summary>Two minutes: baresip hangs up at the end of its file.</summary>
    private static byte[] Tone(double hz)
    {
        var samples = new short[120 * Frame.SampleRate];
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
}
