using NodaTime;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Groups;
using static Paceline.Dialing.Groups.GroupInput;
using static Paceline.Tests.Dialing.GroupStory;

namespace Paceline.Tests.Dialing;

/// <summary>"Why is it not dialling?" has an answer in every state, and the weightiest reason comes first.</summary>
public sealed class WhyStories
{
    private static readonly Floor _nobody = new(0, 0, 0, 0, 0, 0, PeopleLeft: 412);

    [Fact]
    public void A_campaign_that_is_not_started_says_what_to_do()
    {
        var story = new GroupStory();
        Answer(story, _nobody).ShouldBe(["It is loaded and not started. → Start it."]);
        story.Then(new Start("sue")).Then(new Stop("sue"));
        Answer(story, _nobody).ShouldBe(["It was stopped. → Start it."]);
        story.Then(new Unload("sue", Force: false));
        Answer(story, _nobody).ShouldBe(["It is not loaded: its agents do not see it. → Load it, then start it."]);
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 0, 0, "Waiting for agents: nobody is signed in. → Ask its agents to sign in.")]
    [InlineData(0, 3, 2, 1, 0, 0, "Waiting for agents: 3 in a call, 2 in wrap-up (1 over the limit), none is ready. → Ask those who are over the wrap-up limit to finish.")]
    [InlineData(0, 1, 0, 0, 2, 0, "Waiting for agents: 1 in a call, 2 not ready, none is ready. → It goes on when one of them is Ready.")]
    [InlineData(0, 0, 0, 0, 2, 1, "Waiting for agents: 2 not ready (1 without a headset or phone), none is ready. → Ask those without sound to connect a headset or phone.")]
    [InlineData(0, 0, 0, 0, 2, 0, "Waiting for agents: 2 not ready, none is ready. → Ask its agents to be Ready.")]
    public void Without_a_free_agent_it_says_where_they_are(int ready, int inCall, int wrapUp, int over, int notReady, int noSound, string answer) =>
        Answer(new GroupStory().Then(new Start("sue")), new(ready, inCall, wrapUp, over, notReady, noSound, 9)).ShouldBe([answer]);

    [Fact]
    public void A_started_campaign_that_has_no_records_or_no_agents_says_that_it_never_had_any()
    {
        var story = new GroupStory().Then(new Start("sue"));
        Answer(story, new(0, 0, 0, 0, 0, 0, 0) { NobodyAssigned = true, NoRecords = true }).ShouldBe(
        [
            "Waiting for records: it has none. → Import a list.",
            "Waiting for agents: nobody is assigned to it. → Make a New agent for it, or put one on it: Campaign… in the menu of the agent's row.",
        ]);
    }

    [Fact]
    public void Reasons_come_with_the_weightiest_first_and_end_one_by_one()
    {
        var story = new GroupStory()
            .Then(new Start("sue"))
            .Then(new NoneDue(Seen.Noon + Duration.FromHours(3)))
            .Then(new TrunkChanged(Seen.Rules.Trunk, "does not answer"));
        Answer(story, _nobody).ShouldBe(
        [
            "Waiting for the trunk: main does not answer. → It is tried again by itself; ask whoever provides the line.",
            "Waiting for agents: nobody is signed in. → Ask its agents to sign in.",
            "Waiting for records: none may be called now. → 412 people are left: they wait for their calling hours or for their next attempt.",
        ]);

        story.Then(new TrunkChanged(Seen.Rules.Trunk, "")).Then(new AgentOffered(Anna, 1, Seen.Epoch));
        var left = story.Group.Why(_nobody, story.Now).ShouldHaveSingleItem();
        (left.Kind, left.Until).ShouldBe((WhyKind.NotYetDue, Seen.Noon + Duration.FromHours(3)));

        story.Then(new NoneDue(Until: null));
        Answer(story, _nobody).ShouldBe(["Waiting for records: none is left to call. → Import a list."]);
        story.Then(Due(1, Seen.Candidate(1))).Then(new AgentConfirmed(Seen.Attempt(1)));
        Answer(story, _nobody with { InCall = 1 })[^1].ShouldBe("It dials: 1 call is on its way. → ");
    }

    [Fact]
    public void In_preview_it_waits_for_agents_to_ask()
    {
        var story = new GroupStory().Then(new SetMode(DialMode.Preview, "sue")).Then(new Start("sue")).Then(new AgentOffered(Anna, 1, Seen.Epoch));
        story.Group.Why(_nobody, story.Now).ShouldHaveSingleItem().Kind.ShouldBe(WhyKind.NobodyAsks);
        story.Then(new RecordAsked(Anna, 1));
        story.Group.Why(_nobody, story.Now).ShouldHaveSingleItem().Kind.ShouldBe(WhyKind.Nothing);
    }

    [Fact]
    public void Whoever_reads_a_record_is_in_no_call_and_nothing_is_dialled()
    {
        var story = new GroupStory().Then(new SetMode(DialMode.Preview, "sue")).Then(new Start("sue")).Then(new AgentOffered(Anna, 1, Seen.Epoch))
            .Then(new RecordAsked(Anna, 1)).Then(Due(1, Seen.Candidate(1))).Then(new AgentConfirmed(Seen.Attempt(1)));
        Answer(story, _nobody with { Reading = 1 }).ShouldBe(
            ["Waiting for agents: 1 reading a record, none is ready. → It goes on when one of them is Ready."]);
    }

    [Fact]
    public void In_predictive_it_tells_what_pacing_thinks_while_it_holds_back()
    {
        var story = new GroupStory()
            .Then(new SetMode(DialMode.Predictive, "sue"))
            .Then(new Start("sue"))
            .Then(new AgentOffered(Anna, 1, Seen.Epoch))
            .Then(Due(1, Seen.Candidate(1)))
            .Then(new AgentConfirmed(Seen.Attempt(1)))
            .Then(Called(1, new AttemptInput.InviteLeft()));
        story.Tell(new GroupFact.PacingDecided(story.Group.Pace(story.Now).Why));
        story.Group.Why(_nobody, story.Now).Select(static c => c.Kind).ShouldBe([WhyKind.Pacing, WhyKind.OnTheWay]);
        Answer(story, _nobody)[0].ShouldBe(
            "1 agent, 1 free; 0 of 30 attempts known, until then one dial for each free agent: dial 0. → It dials ahead by itself when enough attempts are known.");
    }

    private static string[] Answer(GroupStory story, Floor floor) =>
        [.. story.Group.Why(floor, story.Now).Select(static c => $"{c.Sentence} → {c.Remedy}")];
}
