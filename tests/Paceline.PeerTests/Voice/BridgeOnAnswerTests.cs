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
}
