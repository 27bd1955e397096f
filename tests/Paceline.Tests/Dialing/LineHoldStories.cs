using Paceline.Dialing.Attempts;
using Paceline.Dialing.Groups;
using static Paceline.Dialing.Groups.GroupInput;
using static Paceline.Tests.Dialing.GroupStory;

namespace Paceline.Tests.Dialing;

/// <summary>What a group does while no call can leave: nobody's attempts are used up, and nothing is tried in vain.</summary>
public sealed class LineHoldStories
{
    [Fact]
    public void A_trunk_that_is_down_holds_all_until_it_is_there_again()
    {
        var story = new GroupStory()
            .Then(new Start("sue"))
            .Then(new AgentOffered(Anna, 1, Seen.Epoch))
            .Then(Due(1, Seen.Candidate(1)))
            .Then(new TrunkChanged(Seen.Rules.Trunk, "does not answer"))
            .Then(new TrunkChanged(Seen.Rules.Trunk, "does not answer"))
            .Then(new TrunkChanged("another", ""))
            .Then(new AgentConfirmed(Seen.Attempt(1)))
            .Then(new AgentOffered(Anna, 2, Seen.Epoch));
        story.Group.Wants(story.Now).Count.ShouldBe(0);

        story.Then(Due(2, Seen.Candidate(1)))
            .Then(new TrunkChanged(Seen.Rules.Trunk, ""))
            .Then(Due(2, Seen.Candidate(1)))
            .Text.ShouldBe(
            """
               1 Start
                   DialingStarted
               2 AgentOffered
                   AgentJoined
               3 CandidatesDue
                   ReservationOrdered → anna: Reserve
               4 TrunkChanged
                   TrunkChanged
               5 TrunkChanged
               6 TrunkChanged
               7 AgentConfirmed
                   Withdrawn (no call can leave now) → anna: Release
                   chain due again in 0 s, attempts 0
               8 AgentOffered
                   AgentJoined
               9 CandidatesDue
              10 TrunkChanged
                   TrunkChanged
              11 CandidatesDue
                   ReservationOrdered → anna: Reserve
            """);
    }

    [Fact]
    public void A_refusal_of_the_node_uses_up_nobody_and_the_next_order_waits_longer_each_time()
    {
        var story = new GroupStory().Then(new Start("sue"));
        var pauses = new List<double>();
        for (var i = 1; i <= 8; i++)
        {
            story.Then(new AgentOffered(Anna, i, Seen.Epoch), 60)
                .Then(Due(i, Seen.Candidate(1)))
                .Then(new AgentConfirmed(Seen.Attempt(i)))
                .Then(new OrderExpired(Seen.Attempt(i), "TrunkFull: 100 calls"), 0);
            pauses.Add((story.Group.Line.Until - story.Now).TotalSeconds);
            story.Then(new AgentOffered(Anna, i + 1, Seen.Epoch), 0).Then(Due(i + 1, Seen.Candidate(1)), 0);
            story.Group.Open.ShouldBeEmpty();
        }

        pauses.ShouldBe([1, 2, 4, 8, 16, 30, 30, 30]);
        story.Text.ShouldNotContain("finished");
        story.Text.ShouldNotContain("attempts 1");
        story.Group.Line.Why.ShouldBe("TrunkFull: 100 calls");

        story.Then(new AgentOffered(Anna, 20, Seen.Epoch), 60)
            .Then(Due(20, Seen.Candidate(1)))
            .Then(new AgentConfirmed(Seen.Attempt(20)))
            .Then(Called(20, new AttemptInput.InviteLeft()));
        story.Group.Line.ShouldBe(LineHold.None with { Until = story.Group.Line.Until });
    }

    [Fact]
    public void A_number_that_the_trunk_may_not_call_is_the_records_matter()
    {
        var story = new GroupStory()
            .Then(new Start("sue"))
            .Then(new AgentOffered(Anna, 1, Seen.Epoch))
            .Then(Due(1, Seen.Candidate(1)))
            .Then(new AgentConfirmed(Seen.Attempt(1)))
            .Then(new OrderExpired(Seen.Attempt(1), "Destination: not a destination of this trunk", NumberRefused: true));

        story.Text.ShouldContain("Ended DialError (NumberNotAllowed)");
        story.Text.ShouldContain("chain finished: last number, attempts 0");
        story.Group.Line.ShouldBe(LineHold.None);
    }
}
