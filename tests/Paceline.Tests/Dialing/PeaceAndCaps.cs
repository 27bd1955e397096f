using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;

namespace Paceline.Tests.Dialing;

/// <summary>What protects the called, where a process died or a promise was tried.</summary>
public sealed class PeaceAndCaps
{
    private static readonly AgentId _anna = GroupStory.Anna;

    [Fact]
    public void Who_answered_and_whose_node_died_before_an_agent_is_left_in_peace_and_counted()
    {
        var story = GroupStory.Dialling();
        story.Then(GroupStory.Called(1, new AttemptInput.PersonAnswered()));
        story.Then(new GroupInput.NodeReported(new NodeEpoch("n2"), [], []));
        story.Group.Window.Total(story.Now).Abandoned.ShouldBe(1, story.Text);
    }

    [Fact]
    public void Who_answered_and_whose_node_died_is_not_called_for_72_hours()
    {
        var story = GroupStory.Dialling();
        story.Then(GroupStory.Called(1, new AttemptInput.PersonAnswered()));
        var due = story.Group.Decide(new GroupInput.NodeReported(new NodeEpoch("n2"), [], []), story.Now).Facts
            .OfType<GroupFact.ChainChangeOrdered>().Single().Change.ShouldBeOfType<ChainChange.DueAgain>();
        (due.At - story.Now).ShouldBeGreaterThanOrEqualTo(Peace.Length);
    }

    [Fact]
    public void A_promised_call_that_reached_nobody_leaves_no_more_than_the_caps_for_the_next_number()
    {
        Callback promise = new(Seen.Attempt(99), Seen.Noon, "America/New_York", Owner: null, _anna, "");
        var story = new GroupStory();
        story.Tell(new GroupFact.ChainChangeOrdered(null, new ChainId(1), new ChainChange.DueAgain(Seen.Noon, 0, 1, Streak.None, promise)));
        story.Then(new GroupInput.Start("sue"))
            .Then(new GroupInput.AgentOffered(_anna, 1, Seen.Epoch))
            .Then(GroupStory.Due(1, Seen.Candidate(1, 2)))
            .Then(new GroupInput.AgentConfirmed(Seen.Attempt(1)))
            .Then(GroupStory.Called(1, new AttemptInput.InviteLeft()));
        var over = GroupStory.Called(1, new AttemptInput.CallOver(Seen.Evidence(EndedBy.RingTimeout)));
        var after = story.Group.Decide(over, story.Now).Facts.OfType<GroupFact.ChainChangeOrdered>().Single().Change.ShouldBeOfType<ChainChange.DueAgain>();
        after.Position.ShouldBe(1);
        story.Then(over).Then(new GroupInput.AgentOffered(_anna, 2, Seen.Epoch));
        var next = Seen.Candidate(1, 2);
        next = next with { Chain = next.Chain with { Position = 1, Attempts = 2, Streak = after.Streak }, AttemptsToday = Seen.Rules.AttemptsPerNumberPerDay };
        var facts = story.Group.Decide(GroupStory.Due(2, next), story.Now + Duration.FromSeconds(1)).Facts;
        facts.OfType<GroupFact.ChainDeferred>().ShouldHaveSingleItem(story.Text + string.Join(',', facts.Select(static f => f.GetType().Name)))
            .Because.ShouldBe(RefusedBecause.AttemptsToday);
    }
}
