using Paceline.Demo.Check;
using Paceline.PeerTests.Voice;

namespace Paceline.PeerTests.Kills;

/// <summary>kill -9 of the server and of the voice node at each moment of a call that can be seen.</summary>
[Collection(nameof(RealAudio))]
public sealed class KillTests
{
    /// <summary>Ring time-out of 15 s and 32 s of SIP's own (RFC 3261 §17.1.1.2): so long a forgotten number may still ring.</summary>
    private static readonly TimeSpan _quarantine = TimeSpan.FromSeconds(47);

    private static readonly Moment[] _moments = Enum.GetValues<Moment>();

    [Fact]
    public async Task A_server_killed_at_any_moment_loses_nothing_dials_nobody_twice_and_takes_its_conversations_up_again()
    {
        await using var shift = await Shift.BeginAsync(seed: 20_261, TestContext.Current.CancellationToken);
        foreach (var moment in _moments)
        {
            await shift.KillAsync(Victim.Server, moment);
        }

        var after = await shift.EndAsync();
        Tell(after);
        after.Broken.ShouldBeEmpty($"{after.Explained()}\n{shift.Dump()}");

        // The node lives on and knows every call: nothing may be given up.
        after.Interrupted.Select(static a => a.Attempt).ShouldBeEmpty();
        after.Kills.ShouldAllBe(static kill => kill.NodeAfter == kill.NodeBefore);
        foreach (var kill in after.Kills)
        {
            var story = after.StoryOf(kill);
            var invites = after.LineOf(story)?.Invites.Count ?? 0;
            invites.ShouldBeLessThanOrEqualTo(1, $"{kill}");
            foreach (var (talking, line) in after.TalkingAt(kill))
            {
                // Nobody but the person or the agent ends it: the old server's last order may be on its way, and the new one takes orders
                // a moment before it is seen to be back.
                (line.EndedByPerson || line.OverAt > kill.BackMs || after.FactsOf(talking, "agent.hangUpOrdered") > 0).ShouldBeTrue($"{line.CallId} was cut off by {kill}.\n{after.Explained([line.CallId])}");
                after.FactsOf(talking, "agent.connected").ShouldBe(1, $"{line.CallId} after {kill}");
                after.FactsOf(talking, "agent.outcomeSet").ShouldBe(1, $"{line.CallId} after {kill}");
            }
        }

        after.Kills.SelectMany(after.TalkingAt).ShouldNotBeEmpty();
        TakenUpAgain(after, At(after, Moment.Bridged));
        OutcomeKept(after);
    }

    [Fact]
    public async Task A_node_killed_at_any_moment_leaves_its_open_attempts_interrupted_and_their_numbers_at_rest()
    {
        await using var shift = await Shift.BeginAsync(seed: 20_262, TestContext.Current.CancellationToken);
        foreach (var moment in _moments)
        {
            await shift.KillAsync(Victim.Node, moment);
        }

        var after = await shift.EndAsync();
        Tell(after);
        after.Broken.ShouldBeEmpty($"{after.Explained()}\n{shift.Dump()}");
        after.Kills.ShouldAllBe(static kill => kill.NodeAfter != kill.NodeBefore);

        // Interrupted are those that were open when their node ended, and no others.
        foreach (var story in after.Interrupted)
        {
            after.EpochHadEnded(story).ShouldBeTrue($"{story.Attempt} was interrupted while its node lived.");
            (story.Interrupted!.Time("quarantineUntil") - story.Interrupted.At).ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(_quarantine);
            after.DialledInQuarantine(story).Select(static line => line.CallId).ShouldBeEmpty($"the number of {story.Attempt} rests");
            story.Ended.ShouldBeNull(story.Attempt);
            (after.LineOf(story)?.Invites.Count ?? 0).ShouldBeLessThanOrEqualTo(1, story.Attempt);
        }

        foreach (var moment in (Moment[])[Moment.InviteAtCarrier, Moment.Ringing, Moment.Answered, Moment.Bridged])
        {
            after.StoryOf(At(after, moment)).Interrupted.ShouldNotBeNull($"{At(after, moment)}");
        }

        foreach (var moment in (Moment[])[Moment.OutcomeSent, Moment.OutcomeAcknowledged])
        {
            after.StoryOf(At(after, moment)).Interrupted.ShouldBeNull($"{At(after, moment)}");
        }

        LateAnswersEnded(after);
        OutcomeKept(after);
    }

    private static Kill At(Aftermath after, Moment moment) => after.Kills.Single(kill => kill.Seen.Moment == moment);

    /// <summary>The same agent is in the same call with the same attempt, and ends it by the server that came after.</summary>
    private static void TakenUpAgain(Aftermath after, Kill kill)
    {
        var story = after.StoryOf(kill);
        var line = after.LineOf(story).ShouldNotBeNull();
        line.OverAt.ShouldNotBeNull().ShouldBeGreaterThan(kill.BackMs, "still talking when the server is back");
        line.EndedByPerson.ShouldBeFalse("the agent hung up");
        line.Heard.ShouldBe(LineSound.Agent);
        after.FactsOf(story, "agent.hangUpOrdered").ShouldBeGreaterThanOrEqualTo(1);
        story.Ended.ShouldNotBeNull().At.ToUnixTimeMilliseconds().ShouldBeGreaterThan(kill.BackMs - 1000);
        story.OutcomeRecorded.ShouldNotBeNull();
    }

    /// <summary>What left an agent's hands is stored once, whenever the kill came.</summary>
    private static void OutcomeKept(Aftermath after)
    {
        foreach (var moment in (Moment[])[Moment.OutcomeSent, Moment.OutcomeAcknowledged])
        {
            var story = after.StoryOf(At(after, moment));
            after.FactsOf(story, "agent.outcomeSet").ShouldBe(1, $"{moment}");
            story.OutcomeRecorded.ShouldNotBeNull($"{moment}");
        }
    }

    /// <summary>Somebody who answers a call of a dead node is not left on a silent line: ACK and BYE by the node that came after.</summary>
    private static void LateAnswersEnded(Aftermath after)
    {
        after.LateAnswers(At(after, Moment.Ringing)).ShouldNotBeEmpty();
        foreach (var (story, line) in after.Kills.SelectMany(after.LateAnswers))
        {
            after.IsAcknowledged(line).ShouldBeTrue($"the late answer of {line.CallId} has its ACK");
            line.OverAt.ShouldNotBeNull($"{line.CallId} is over");
            line.EndedByPerson.ShouldBeFalse($"{line.CallId} was ended by us");
            story.Bridged.ShouldBeNull($"{line.CallId} has nobody to talk to");
        }
    }

    private static void Tell(Aftermath after) => TestContext.Current.TestOutputHelper?.WriteLine(after.Table());
}
