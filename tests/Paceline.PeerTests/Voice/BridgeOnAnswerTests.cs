using Grpc.Core;
using Paceline.Media.Tones;
using Paceline.VoiceProtocol;

namespace Paceline.PeerTests.Voice;

[Collection(nameof(RealAudio))]
public sealed class BridgeOnAnswerTests
{
    [Fact]
    public async Task An_answered_person_and_the_reserved_agent_hear_each_other()
    {
        await using Rig rig = await Rig.StartAsync();
        ToneEar agentHears = await rig.AgentUpAsync("anna");

        (await rig.Server.OriginateAsync("attempt-1", "+49300000001", "anna")).Admitted.ShouldNotBeNull();

        VoiceEvent answered = await rig.Server.EventAsync(static happened => happened.Answered is not null);
        answered.Answered.Bridged.ShouldBeTrue();
        answered.Tag.ShouldBe("campaign-1");
        ToneEar personHears = rig.Carrier.Call("attempt-1").Listen(Rig.AgentHz);
        await personHears.Present();
        await agentHears.Present();
        await rig.Server.EventAsync(static happened => happened.Bridged is not null);

        await rig.Server.Voice.HangUpAsync(new CallCommand { Command = rig.Server.Command, Attempt = "attempt-1" }, rig.Server.Token);

        Ended ended = await rig.Server.EndedAsync("attempt-1");
        ended.ShouldSatisfyAllConditions(
            () => ended.EndedBy.ShouldBe(EndedBy.HangUp),
            () => ended.SipStatus.ShouldBe(200),
            () => ended.Answered.ShouldBeTrue(),
            () => ended.Bridged.ShouldBeTrue(),
            () => ended.Media.ShouldBeTrue(),
            () => ended.MessagePlayed.ShouldBeFalse());
        await agentHears.Absent();
        rig.Server.Events.Select(static happened => happened.Number).ShouldBe(Enumerable.Range(1, rig.Server.Events.Count).Select(static i => (long)i));
    }

    [Fact]
    public async Task The_agent_hears_a_zip_tone_when_somebody_is_connected_and_none_when_a_held_call_goes_on()
    {
        await using Rig rig = await Rig.StartAsync();
        ToneEar zip = await rig.AgentUpAsync("anna", ZipTone.Hz);
        await rig.Server.OriginateAsync("zip", "+49300000001", "anna");
        await zip.Present();
        await zip.Absent();

        Task again = zip.Present();
        CallCommand command = new() { Command = rig.Server.Command, Attempt = "zip" };
        await rig.Server.Voice.HoldAsync(command, rig.Server.Token);
        await rig.Carrier.Call("zip").Listen(Rig.HoldHz).Present();
        command.Command = rig.Server.Command;
        await rig.Server.Voice.ResumeAsync(command, rig.Server.Token);
        await rig.Carrier.Call("zip").Listen(Rig.AgentHz).Present();
        await Task.Delay(300, TestContext.Current.CancellationToken); // Longer than the tone.

        again.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task PD_01_A_call_that_is_dialled_ahead_gets_its_agent_after_the_answer()
    {
        await using Rig rig = await Rig.StartAsync();
        ToneEar agentHears = await rig.AgentUpAsync("anna");
        await rig.Server.OriginateAsync("ahead", "+49300000001");
        (await rig.Server.EventAsync("ahead", static happened => happened.Answered is not null)).Answered.Bridged.ShouldBeFalse();

        (await Should.ThrowAsync<RpcException>(BridgeAsync(rig, "ahead", "ben"))).StatusCode.ShouldBe(StatusCode.FailedPrecondition, "ben has no leg");
        await BridgeAsync(rig, "ahead", "anna");
        await BridgeAsync(rig, "ahead", "anna"); // Told again, it is done already.

        await rig.Carrier.Call("ahead").Listen(Rig.AgentHz).Present();
        await agentHears.Present();
        await rig.Server.EventAsync("ahead", static happened => happened.Bridged is not null);
    }

    [Fact]
    public async Task Who_hears_the_message_is_connected_with_nobody_any_more()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.AgentUpAsync("anna");
        await rig.Server.OriginateAsync("ahead", "+49300000001", change: static order => order.AnswerLimitMs = 500);
        await rig.Server.EventAsync("ahead", static happened => happened.MessageStarted is not null);

        (await Should.ThrowAsync<RpcException>(BridgeAsync(rig, "ahead", "anna"))).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    private static async Task BridgeAsync(Rig rig, string attempt, string agent) => await rig.Server.Voice.BridgeAsync(
        new BridgeRequest { Command = rig.Server.Command, Attempt = attempt, Agent = agent }, rig.Server.Token);
}
