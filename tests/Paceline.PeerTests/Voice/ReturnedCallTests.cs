using System.Globalization;
using System.Net;
using Paceline.PeerTests.Peers;
using Paceline.Sip;
using Paceline.VoiceProtocol;

namespace Paceline.PeerTests.Voice;

/// <summary>People who call back hear a sentence; nobody else comes in.</summary>
[Collection(nameof(RealAudio))]
public sealed class ReturnedCallTests
{
    [Fact]
    public async Task Who_calls_back_by_the_trunk_hears_the_sentence_and_good_bye_and_the_server_is_told()
    {
        await using Rig rig = await Rig.StartAsync();

        FarCall call = rig.Carrier.Place("back", rig.Node.SipAddress, "+49301111111");

        await call.Listen(Rig.ReturnHz).Present();
        ReturnedCall told = (await rig.Server.EventAsync(static happened => happened.ReturnedCall is not null)).ReturnedCall;
        (told.Trunk, told.Number, told.Called).ShouldBe(("carrier", "+49301111111", "+493012345"));
        SipEnding ending = await rig.Carrier.Ending("back").WaitAsync(TimeSpan.FromSeconds(20));
        (ending.By, ending.WasAnswered).ShouldBe((SipSide.FarEnd, true));
        rig.WireLog().ShouldNotContain("1111111");
    }

    [Fact]
    public async Task A_call_from_an_address_that_is_no_trunk_is_refused_and_told_to_nobody()
    {
        await using Rig rig = await Rig.StartAsync();
        await using FarEnd stranger = FarEnd.Start(22_000, static _ => new Manner(200), IPAddress.Parse("127.0.0.2"));

        stranger.Place("way-in", rig.Node.SipAddress, "+49301111111");

        (await stranger.Ending("way-in").WaitAsync(TimeSpan.FromSeconds(20))).Status.ShouldBe(403);
        rig.Server.Events.ShouldNotContain(static happened => happened.ReturnedCall != null);
    }

    [Fact]
    public async Task Without_the_sentence_the_line_is_not_answered_and_the_call_is_told_nevertheless()
    {
        await using Rig rig = await Rig.StartAsync(static settings => settings with { ReturnPrompt = "none" });

        rig.Carrier.Place("unheard", rig.Node.SipAddress, "anonymous");

        (await rig.Carrier.Ending("unheard").WaitAsync(TimeSpan.FromSeconds(20))).Status.ShouldBe(480);
        (await rig.Server.EventAsync(static happened => happened.ReturnedCall is not null)).ReturnedCall.Number.ShouldBe("");
    }

    [Fact]
    public async Task A_caller_with_another_sip_stack_is_answered_and_told_good_bye()
    {
        string folder = Directory.CreateTempSubdirectory("paceline-caller-").FullName;
        await using Rig rig = await Rig.StartAsync();
        string scenario = Path.Combine(folder, "caller.xml");
        await File.WriteAllTextAsync(scenario, SippScript.Caller);

        await using Peer sipp = Peer.Start(Peer.Need("/usr/bin/sipp", "sip-tester"), folder,
        [
            "-sf", scenario, "-m", "1", "-s", "+493012345", "-i", "127.0.0.1", "-mi", "127.0.0.1", "-nostdin", "-timeout", "30s", "-timeout_error",
            string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{rig.Node.SipAddress.Port}"),
        ]);

        (await sipp.ExitAsync(TimeSpan.FromSeconds(60))).ShouldBe(0, sipp.Complained + sipp.Said);
        Directory.Delete(folder, recursive: true);
    }
}
