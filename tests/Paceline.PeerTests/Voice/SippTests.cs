using System.Diagnostics;
using System.Globalization;
using System.Net;
using Paceline.PeerTests.Peers;
using Paceline.Voice;
using Paceline.Voice.Sockets;
using Paceline.VoiceProtocol;

namespace Paceline.PeerTests.Voice;

/// <summary>A SIP stack that is not ours: SIPp answers, and echoes the sound.</summary>
[Collection(nameof(RealAudio))]
public sealed class SippTests
{
    [Fact]
    public async Task An_agent_hears_the_echo_of_another_sip_stack_and_hangs_up_on_it()
    {
        string program = Peer.Need("/usr/bin/sipp", "sip-tester");
        int port = FreePort();
        using Process sipp = Process.Start(new ProcessStartInfo(program)
        {
            Arguments = string.Create(CultureInfo.InvariantCulture, $"-sn uas -rtp_echo -i 127.0.0.1 -mi 127.0.0.1 -p {port} -nostdin"),
            WorkingDirectory = Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        sipp.BeginOutputReadLine();
        sipp.BeginErrorReadLine();
        try
        {
            await using Rig rig = await Rig.StartAsync(settings => settings with
            {
                Trunks = [.. settings.Trunks, new TrunkSettings { Name = "sipp", Host = "127.0.0.1", Port = port, KeepAlive = TimeSpan.Zero }],
            });
            // The agent's own tone comes back, a little later.
            ToneEar agentHears = await rig.AgentUpAsync("anna", Rig.AgentHz);

            await rig.Server.OriginateAsync("echo", "+49300000001", "anna", static order => order.Trunk = "sipp");

            await agentHears.Present();
            await rig.Server.Voice.HangUpAsync(new CallCommand { Command = rig.Server.Command, Attempt = "echo" }, rig.Server.Token);
            Ended ended = await rig.Server.EndedAsync("echo");
            ended.Media.ShouldBeTrue();
            ended.EndedBy.ShouldBe(EndedBy.HangUp);
            await agentHears.Absent();
        }
        finally
        {
            sipp.Kill();
            await sipp.WaitForExitAsync();
        }
    }

    private static int FreePort()
    {
        using UdpSocket probe = UdpSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0), 65_536);
        return probe.Local.Port;
    }
}
