using Grpc.Core;
using Paceline.VoiceProtocol;

namespace Paceline.PeerTests.Voice;

/// <summary>An agent hears how they sound, and nothing of it reaches a customer.</summary>
[Collection(nameof(RealAudio))]
public sealed class EchoTestTests
{
    [Fact]
    public async Task An_agent_by_browser_hears_their_own_tone_until_the_test_is_ended()
    {
        await using Rig rig = await Rig.StartAsync();
        await using BrowserEnd browser = new(Rig.AgentHz, Rig.AgentHz);
        string answer = (await rig.Server.Voice.AttachBrowserAsync(
            new AttachBrowserRequest { Command = rig.Server.Command, Agent = "anna", Sdp = browser.Offer() }, rig.Server.Token)).Sdp;
        browser.Take(answer);
        await rig.Server.EventAsync(static happened => happened.AgentLegUp is not null);

        await EchoAsync(rig, on: true);
        await browser.Ear.Present();
        await EchoAsync(rig, on: false);
        await browser.Ear.Absent();
    }

    [Fact]
    public async Task It_ends_by_itself_after_ten_seconds()
    {
        await using Rig rig = await Rig.StartAsync();
        ToneEar agentHears = await rig.AgentUpAsync("anna", Rig.AgentHz);

        await EchoAsync(rig, on: true);

        await agentHears.Present();
        await agentHears.Absent();
    }

    [Fact]
    public async Task A_customer_who_comes_ends_it_and_during_a_call_there_is_none()
    {
        await using Rig rig = await Rig.StartAsync();
        ToneEar agentHears = await rig.AgentUpAsync("anna");
        ToneEar echo = new(Rig.AgentHz);
        rig.Phones.LastCall("agent-anna-")!.Leg!.Listen(echo);
        await EchoAsync(rig, on: true);
        await echo.Present();

        await rig.Server.OriginateAsync("comes", "+49300000001", "anna");

        await echo.Absent();
        rig.Phones.LastCall("agent-anna-")!.Leg!.Listen(agentHears);
        await agentHears.Present();
        await rig.Carrier.Call("comes").Listen(Rig.AgentHz).Present();
        (await Should.ThrowAsync<RpcException>(EchoAsync(rig, on: true))).StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        (await Should.ThrowAsync<RpcException>(EchoAsync(rig, on: true, agent: "nobody"))).Status.Detail.ShouldBe("the leg of agent nobody is down");
    }

    private static async Task EchoAsync(Rig rig, bool on, string agent = "anna") =>
        await rig.Server.Voice.EchoTestAsync(new EchoTestRequest { Command = rig.Server.Command, Agent = agent, On = on }, rig.Server.Token);
}
