using System.Buffers.Binary;
using Paceline.PeerTests.Peers;
using Paceline.Sip;
using Paceline.VoiceProtocol;

namespace Paceline.PeerTests.Voice;

/// <summary>Reports beside the sound (RFC 3550 §6.4), read and written here by hand.</summary>
[Collection(nameof(RealAudio))]
public sealed class LineQualityTests
{
    private const byte SenderReport = 200, ReceiverReport = 201, Goodbye = 203;

    [Fact]
    public async Task Reports_leave_beside_the_sound_and_what_the_far_end_says_is_told_with_the_end()
    {
        await using var trunk = ScriptedTrunk.Start(Answers);
        await using var rig = await StartAsync(trunk);

        var (report, node) = await ReportAsync(trunk);
        report[1].ShouldBe(SenderReport);
        var ssrc = report.AsSpan(4, 4);
        BinaryPrimitives.ReadUInt32BigEndian(report.AsSpan(20)).ShouldBeGreaterThan(0u); // Packets sent.
        var middle = report.AsSpan(10, 4); // Of the 64 bits of NTP time.

        // One block about the node's sound: 7 packets lost, received and sent back at once.
        byte[] block = [.. ssrc, 0, 0, 0, 7, 0, 0, 0, 9, 0, 0, 0, 80, .. middle, 0, 0, 0, 0];
        await trunk.SendControlAsync([0x81, ReceiverReport, 0, 7, 1, 2, 3, 4, .. block], node);
        await Task.Delay(500); // The node looks ten times a second.
        await rig.Server.Voice.HangUpAsync(new CallCommand { Command = rig.Server.Command, Attempt = "call" }, rig.Server.Token);

        var quality = (await rig.Server.EndedAsync("call")).Quality;
        (quality.FarLost, quality.FarReports, quality.FarJitterMs).ShouldBe((7, 1, 10));
        quality.RoundTripMs.ShouldBeInRange(0, 20_000);
        byte[] last;
        do
        {
            (last, _) = await ReportAsync(trunk);
        }
        while (last[^7] != Goodbye);
    }

    [Fact]
    public async Task Who_takes_leave_and_says_nothing_more_is_not_waited_for_as_a_quiet_line_is()
    {
        await using var trunk = ScriptedTrunk.Start(Answers);
        await using var rig = await StartAsync(trunk);
        var (_, node) = await ReportAsync(trunk);

        await trunk.SendControlAsync([0x80, ReceiverReport, 0, 1, 1, 2, 3, 4, 0x81, Goodbye, 0, 1, 1, 2, 3, 4], node);

        (await rig.Server.EndedAsync("call")).EndedBy.ShouldBe(EndedBy.MediaLost);
    }

    [Fact]
    public async Task Both_our_ends_report_to_each_other()
    {
        await using Rig rig = await Rig.StartAsync();
        ToneEar agentHears = await rig.AgentUpAsync("anna");
        await rig.Server.OriginateAsync("long", "+49300000001", "anna");
        await agentHears.Present();
        FarCall call = rig.Carrier.Call("long");

        for (int i = 0; i < 200 && call.Leg!.Quality.RoundTripMs is null; i++)
        {
            await Task.Delay(100);
        }

        call.Leg!.Quality.RoundTripMs.ShouldNotBeNull();
        call.Leg.Quality.FarLost.ShouldBeLessThan(100);
    }

    /// <summary>A call that stands, with a silence limit that no test reaches.</summary>
    private static async Task<Rig> StartAsync(ScriptedTrunk trunk)
    {
        Rig rig = await Rig.StartAsync(settings => settings with
        {
            Trunks = [.. settings.Trunks, trunk.Settings("bad")],
            Media = settings.Media with { SilenceLimit = TimeSpan.FromMinutes(5) },
        });
        await rig.AgentUpAsync("anna");
        await rig.Server.OriginateAsync("call", "+49300000001", "anna", static order => order.Trunk = "bad");
        await rig.Server.EventAsync("call", static happened => happened.Bridged is not null);
        return rig;
    }

    private static async Task<(byte[] Report, System.Net.IPEndPoint Node)> ReportAsync(ScriptedTrunk trunk)
    {
        var came = await trunk.ControlAsync();
        return (came.Buffer, came.RemoteEndPoint);
    }

    private static void Answers(ScriptedTrunk self, SipRequest request)
    {
        if (request.Method is "INVITE" or "BYE")
        {
            self.Reply(request, 200, request.Method is "INVITE" ? self.Sdp() : "");
        }
    }
}
