using Paceline.PeerTests.Peers;
using Paceline.VoiceProtocol;

namespace Paceline.PeerTests.Voice;

/// <summary>The node tells how its trunks are: when they go, and when they are there again.</summary>
[Collection(nameof(RealAudio))]
public sealed class TrunkHealthTests
{
    [Fact]
    public async Task A_trunk_that_falls_silent_is_told_and_told_again_when_it_answers()
    {
        await using var trunk = ScriptedTrunk.Start(static (_, _) => { });
        await using var rig = await StartAsync(trunk);
        await trunk.ProbedAsync();
        trunk.AnswersProbes = false;

        (await StateAsync(rig, static state => !state.Up)).Trouble.ShouldBe("does not answer");
        (await RefusalAsync(rig)).Reason.ShouldBe(Refusal.Types.Reason.TrunkDown);
        (await SnapshotAsync(rig)).Trouble.ShouldBe("does not answer");

        trunk.AnswersProbes = true;
        (await StateAsync(rig, static state => state.Up)).Trouble.ShouldBe("");
        (await SnapshotAsync(rig)).Up.ShouldBeTrue();
    }

    [Fact]
    public async Task An_invite_without_any_answer_makes_the_node_look_at_once()
    {
        await using var trunk = ScriptedTrunk.Start(static (_, _) => { });
        await using var rig = await StartAsync(trunk, keepAlive: TimeSpan.FromMinutes(10));
        await trunk.ProbedAsync();
        trunk.AnswersProbes = false;

        await rig.Server.OriginateAsync("lost", "+49300000001", change: static order => order.Trunk = "bad");

        // Long before Timer B has ended the call.
        await StateAsync(rig, static state => !state.Up);
        rig.Server.Events.ShouldNotContain(static happened => happened.Ended != null);
    }

    [Fact]
    public async Task A_trunk_that_answers_probes_and_refuses_calls_rests_and_is_tried_again()
    {
        await using var trunk = ScriptedTrunk.Start(static (self, request) =>
        {
            if (request.Method is "INVITE")
            {
                self.Reply(request, 503);
            }
        });
        await using var rig = await StartAsync(trunk);
        foreach (var attempt in (string[])["one", "two", "three"])
        {
            await rig.Server.OriginateAsync(attempt, "+49300000001", change: static order => order.Trunk = "bad");
            (await rig.Server.EndedAsync(attempt)).SipStatus.ShouldBe(503);
        }

        (await StateAsync(rig, static state => !state.Up)).Trouble.ShouldBe("refuses calls with 503");
        (await RefusalAsync(rig)).Detail.ShouldBe("the trunk refuses calls with 503");

        await StateAsync(rig, static state => state.Up);
        (await rig.Server.OriginateAsync("again", "+49300000001", change: static order => order.Trunk = "bad")).Admitted.ShouldNotBeNull();
    }

    private static Task<Rig> StartAsync(ScriptedTrunk trunk, TimeSpan? keepAlive = null) => Rig.StartAsync(settings => settings with
    {
        Trunks = [trunk.Settings("bad") with { KeepAlive = keepAlive ?? TimeSpan.FromSeconds(1), KeepAliveLimit = TimeSpan.FromMilliseconds(300) }],
    });

    private static async Task<TrunkState> StateAsync(Rig rig, Func<TrunkState, bool> fits) =>
        (await rig.Server.EventAsync(happened => happened.TrunkState is { } state && fits(state))).TrunkState;

    private static async Task<Refusal> RefusalAsync(Rig rig) =>
        (await rig.Server.OriginateAsync("refused", "+49300000001", change: static order => order.Trunk = "bad")).Refused;

    private static async Task<TrunkState> SnapshotAsync(Rig rig) =>
        (await rig.Server.Voice.SnapshotAsync(new SnapshotRequest { Command = rig.Server.Command }, rig.Server.Token)).Trunks.ShouldHaveSingleItem();
}
