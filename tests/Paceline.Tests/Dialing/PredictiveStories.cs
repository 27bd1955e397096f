using System.Globalization;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Groups;
using Paceline.Tests.Dialing.Pacing;
using static Paceline.Dialing.Groups.GroupInput;
using static Paceline.Tests.Dialing.GroupStory;

namespace Paceline.Tests.Dialing;

/// <summary>Mode Predictive in a campaign group: the number is dialled first, and who answers gets an agent.</summary>
public sealed class PredictiveStories
{
    private static readonly AgentId _ben = new("ben");
    private static readonly AgentId _cleo = new("cleo");

    private static AgentId Agent(int n) => new(string.Create(CultureInfo.InvariantCulture, $"agent-{n}"));

    [Fact]
    public void PD_01_A_number_is_dialled_while_nobody_is_free_and_the_agent_comes_with_the_answer()
    {
        var story = Learned(WrappingUp(7))
            .Then(Due(11, Seen.Candidate(11)))
            .Then(Called(11, new AttemptInput.InviteLeft()))
            .Then(new OutcomeChosen(Seen.Attempt(1), Agent(1), "agreed"))
            .Then(new AgentOffered(Agent(1), 2, Seen.Epoch))
            .Then(Called(11, new AttemptInput.PersonAnswered()))
            .Then(new AgentConfirmed(Seen.Attempt(11), Agent(1)))
            .Then(Called(11, new AttemptInput.BridgeMade()));

        story.Text.ShouldBe("""
               1 CandidatesDue
                   PacingDecided (dial 22, take back 0: Threshold)
                   DialedAhead
                   Ordered → n1: Originate
               2 InviteLeft
                   Placed
               3 OutcomeChosen
                   OutcomeRecorded
                   chain finished: outcome, attempts 1
               4 AgentOffered
                   AgentJoined
               5 PersonAnswered
                   Answered
                   AgentAssigned (agent-1) → agent-1: Reserve
               6 AgentConfirmed
                   BridgeOrdered → n1: Bridge
               7 BridgeMade
                   Bridged → agent-1: Connect
            """);
    }

    [Fact]
    public void PD_06_Who_finds_nobody_waits_for_the_next_who_is_free_and_is_lost_when_nobody_comes()
    {
        var waiting = Learned(Talking(1, Anna)).Then(AheadOf(11)).Then(Called(11, new AttemptInput.PersonAnswered()));

        waiting.Then(new AgentOffered(_ben, 1, Seen.Epoch)).Text.ShouldEndWith("AgentAssigned (ben) → ben: Reserve");
        var lost = Learned(Talking(1, Anna)).Then(AheadOf(11)).Then(Called(11, new AttemptInput.PersonAnswered()))
            .Then(Called(11, new AttemptInput.MessageBegan()))
            .Then(new AgentOffered(_ben, 1, Seen.Epoch));
        lost.Text.ShouldEndWith("AgentJoined", Case.Sensitive, "the message plays: no agent is put into it");
        lost.Then(Called(11, new AttemptInput.CallOver(Seen.Evidence(EndedBy.AnswerLimit) with { Answered = true, MessagePlayed = true })))
            .Group.Counts.Abandoned.ShouldBe(1);
    }

    [Fact]
    public void Two_who_answer_get_those_who_have_waited_longest_and_each_agent_one()
    {
        var story = Learned(Free(_ben), Free(Anna)).Then(AheadOf(11)).Then(AheadOf(12)).Then(AheadOf(13))
            .Then(Called(12, new AttemptInput.PersonAnswered()))
            .Then(Called(11, new AttemptInput.PersonAnswered()))
            .Then(Called(13, new AttemptInput.PersonAnswered()));

        story.Group.Open[Seen.Attempt(12)].Attempt.Agent.ShouldBe(_ben);
        story.Group.Open[Seen.Attempt(11)].Attempt.Agent.ShouldBe(Anna);
        story.Group.Open[Seen.Attempt(13)].Attempt.WantsAgent.ShouldBeTrue();
    }

    [Fact]
    public void An_agent_who_is_gone_when_they_are_asked_is_followed_by_the_next()
    {
        var story = Answered();

        story.Then(new AgentRefused(Seen.Attempt(11), "the agent is not free", Anna)).Text.ShouldEndWith("""
            AgentRefused
                   AgentLost (anna: the agent is not free) → anna: Release
                   AgentAssigned (ben) → ben: Reserve
            """);
        story.Then(new AgentRefused(Seen.Attempt(11), "late", Anna)).Group.Open[Seen.Attempt(11)].Attempt.Agent.ShouldBe(_ben, "an old no is not ben's");
        story.Then(new AgentConfirmed(Seen.Attempt(11), Anna)).Text.ShouldNotContain("BridgeOrdered", Case.Sensitive, "nor is an old yes");
        story.Then(new AgentConfirmed(Seen.Attempt(11), _ben)).Text.ShouldEndWith("BridgeOrdered → n1: Bridge");
    }

    [Fact]
    public void A_leg_that_is_down_gives_the_person_to_the_next_and_a_call_that_is_over_to_nobody()
    {
        var confirmed = Answered().Then(new AgentConfirmed(Seen.Attempt(11), Anna));

        confirmed.Then(new BridgeRefused(Seen.Attempt(11), Anna, "its leg is down", TooLate: false)).Text.ShouldEndWith("AgentAssigned (ben) → ben: Reserve");
        var late = Answered().Then(new AgentConfirmed(Seen.Attempt(11), Anna)).Then(new BridgeRefused(Seen.Attempt(11), Anna, "it hears the message", TooLate: true));
        late.Text.ShouldEndWith("AgentLost (anna: it hears the message) → anna: Release");
        late.Group.Free.Keys.ShouldBe([_ben]);
    }

    // The node may have put the two together already: whoever is asked in that moment would see a call that they do not hear.
    [Fact]
    public void While_the_node_connects_nobody_else_is_asked() =>
        Answered().Then(new AgentConfirmed(Seen.Attempt(11), Anna)).Then(new AgentGone(Anna, 1, "No audio")).Text.ShouldNotContain("AgentAssigned (ben)");

    [Fact]
    public void Stopped_it_dials_nobody_and_those_who_answer_still_get_an_agent() =>
        Learned(Free(Anna)).Then(AheadOf(11)).Then(new Stop("sue")).Then(Called(11, new AttemptInput.PersonAnswered()))
            .Text.ShouldEndWith("AgentAssigned (anna) → anna: Reserve");

    [Fact]
    public void SV_03_Without_history_it_dials_as_in_progressive_and_goes_ahead_when_it_knows_enough()
    {
        var unknown = Learned(Free(Anna), Talking(1, _ben)).With(static g => g with { Pacing = GroupPacing.New(g.Rules) });
        unknown.Group.Wants(unknown.Now).ShouldSatisfyAllConditions(
            static wants => wants.Count.ShouldBe(1, "one dial for the one who is free"),
            static wants => wants.ToString().ShouldContain("0 of 30 attempts known"));

        var known = Learned(Free(Anna), WrappingUp(7));
        known.Group.Wants(known.Now).Count.ShouldBeGreaterThan(1, known.Group.Wants(known.Now).ToString());
    }

    // A campaign that lends against the rest of its day is over the limit when somebody stops it.
    [Fact]
    public void PD_02_The_limit_is_kept_at_every_moment_and_nothing_is_lent_against_calls_that_may_never_be_made()
    {
        Ahead(answered: 33, abandoned: 0).ShouldBe(1, "one dial for the one who is free");
        Ahead(answered: 34, abandoned: 0).ShouldBeGreaterThan(1);
        Ahead(answered: 60, abandoned: 1).ShouldBe(1);
    }

    [Fact]
    public void PD_02_A_campaign_that_lends_within_its_day_dials_ahead_sooner_and_not_without_end()
    {
        Ahead(answered: 30, abandoned: 0, lends: true).ShouldBeGreaterThan(1, "0.3 of what four more hours allow");
        Ahead(answered: 60, abandoned: 1, lends: true).ShouldBeGreaterThan(1);
        Ahead(answered: 60, abandoned: 12, lends: true).ShouldBe(1, "what was lent is used up");
    }

    private static int Ahead(int answered, int abandoned, bool lends = false)
    {
        var story = Learned(Free(Anna), WrappingUp(7)).With(g => g with
        {
            Window = Counted(answered, abandoned),
            Rules = g.Rules with { Pacing = g.Rules.Pacing with { Lends = lends } },
        });
        return story.Group.Wants(story.Now).Count;
    }

    private static AbandonmentWindow Counted(int answered, int abandoned) => Enumerable.Range(0, abandoned).Aggregate(
        Enumerable.Range(0, answered).Aggregate(AbandonmentWindow.Empty, static (w, _) => w.AfterAnswer(Seen.Noon)),
        static (w, _) => w.AfterAbandonment(Seen.Noon));

    [Fact]
    public void PD_05_What_pacing_thinks_is_kept_six_times_a_minute_while_nothing_changes_and_at_once_when_its_cause_does()
    {
        var story = Learned(Free(Anna));
        for (var second = 0; second < 60; second++)
        {
            story = story.Then(new TimePassed(), afterSeconds: 1);
        }

        (story.Text.Split("PacingDecided").Length - 1).ShouldBeInRange(6, 7);

        story = story.Clear().Then(new AgentGone(Anna, 1, "Break"), afterSeconds: 1).Then(new TimePassed(), afterSeconds: 1).Then(new TimePassed(), afterSeconds: 1);
        story.Text.ShouldContain("NoAgents");
        (story.Text.Split("PacingDecided").Length - 1).ShouldBe(1, "once, and not at each tick");
    }

    [Fact]
    public void PD_04_An_agent_who_will_pause_is_counted_no_more_from_that_moment()
    {
        var story = Learned(WrappingUp(7));
        var before = story.Group.Wants(story.Now);

        for (var agent = 1; agent <= 7; agent++)
        {
            story.Then(new AgentPlans(Agent(agent), AgentPlan.Pauses), afterSeconds: 0);
        }

        before.Count.ShouldBeGreaterThan(0, before.ToString());
        story.Group.Wants(story.Now).Count.ShouldBe(0);
        story.Then(new AgentPlans(Agent(1), AgentPlan.Stays), afterSeconds: 0).Group.Pace(story.Now).Why.Leaving.ShouldBe(6);
    }

    [Fact]
    public void What_rings_too_long_is_taken_back_when_those_who_answer_would_find_nobody()
    {
        var story = Learned(Free(Anna), Free(_ben), Free(_cleo));
        for (var attempt = 11; attempt < 19; attempt++)
        {
            story.Then(AheadOf(attempt), afterSeconds: 0).Then(Called(attempt, new AttemptInput.Alerting()), afterSeconds: 0);
        }

        foreach (var agent in (AgentId[])[Anna, _ben, _cleo])
        {
            story.Then(new AgentGone(agent, 1, "Break"), afterSeconds: 0);
        }

        story.Then(new TimePassed(), afterSeconds: 14).Group.Open.Values.ShouldAllBe(static o => !o.Attempt.CancelOrdered, "they have rung too short");
        story.Then(new TimePassed(), afterSeconds: 2).Group.Open.Values.Count(static o => o.Attempt.CancelOrdered).ShouldBeGreaterThan(0);
        story.Text.ShouldContain("CancelOrdered (taken back) → n1: HangUp");
    }

    [Fact]
    public void NL_01_A_sign_out_waits_for_what_was_on_its_way_and_not_for_what_is_dialled_later()
    {
        var story = Learned(Free(Anna)).Then(AheadOf(11)).Then(AheadOf(12)).Then(new AgentPlans(Anna, AgentPlan.SignsOut));
        story.Text.ShouldEndWith("""
            AgentPlans
                   AgentPlans (anna SignsOut)
                   SignOutHeld (anna, 26 s) → anna: SignOutHeld
            """, Case.Sensitive, "the later of the two: 25 s of ringing and 2 s for the answer, less the second since it was dialled");

        story.Then(AheadOf(13))
            .Then(Called(11, new AttemptInput.CallOver(Seen.Evidence(EndedBy.RingTimeout))))
            .Then(Called(12, new AttemptInput.CallOver(Seen.Refused(486))))
            .Text.ShouldEndWith("SignOutCleared (anna) → anna: SignOutCleared");
        story.Group.Free.ShouldBeEmpty();
    }

    [Fact]
    public void NL_06_Another_ready_agent_covers_the_oldest_first()
    {
        var story = Learned(Free(Anna)).Then(AheadOf(11)).Then(new AgentPlans(Anna, AgentPlan.SignsOut));

        story.Then(new AgentOffered(_ben, 1, Seen.Epoch)).Text.ShouldEndWith("SignOutCleared (anna) → anna: SignOutCleared");
    }

    [Fact]
    public void NL_07_Who_answers_goes_to_another_and_to_the_leaving_one_when_there_is_nobody_else()
    {
        var story = Learned(Free(Anna)).Then(AheadOf(11)).Then(AheadOf(12)).Then(new AgentPlans(Anna, AgentPlan.SignsOut))
            .Then(new AgentOffered(_ben, 1, Seen.Epoch))
            .Then(Called(11, new AttemptInput.PersonAnswered()))
            .Then(Called(12, new AttemptInput.PersonAnswered()));

        story.Group.Open[Seen.Attempt(11)].Attempt.Agent.ShouldBe(_ben);
        story.Group.Open[Seen.Attempt(12)].Attempt.Agent.ShouldBe(Anna);
    }

    [Fact]
    public void NL_06_With_one_who_stays_the_younger_of_two_calls_holds_the_one_who_goes_until_its_ring_has_ended()
    {
        var story = Learned(Free(Anna), Free(_ben)).Then(AheadOf(11)).Then(AheadOf(12), afterSeconds: 5).Then(new AgentPlans(Anna, AgentPlan.SignsOut));
        var youngest = story.Group.Open[Seen.Attempt(12)].Attempt.OrderedAt.ShouldNotBeNull();

        story.Group.Plans[Anna].HeldUntil.ShouldBe(youngest + Seen.Rules.RingTimeout + Seen.Rules.AnswerLimit, "ben covers the older one");
        story.Then(Called(11, new AttemptInput.CallOver(Seen.Refused(486)))).Text
            .ShouldEndWith("SignOutCleared (anna) → anna: SignOutCleared", Case.Sensitive, "ben covers the one that is left");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(30)]
    public void NL_07_However_many_agents_there_are_as_many_of_those_who_leave_are_held_as_calls_have_nobody_else(int agents)
    {
        var story = Learned([.. Enumerable.Range(1, agents).Select(static n => Free(Agent(n)))]);
        for (var call = 1; call <= agents; call++)
        {
            story = story.Then(AheadOf(100 + call), afterSeconds: 0);
        }

        var (going, later) = ((agents + 1) / 2, 100 + agents + 1);
        for (var agent = 1; agent <= going; agent++)
        {
            story = story.Then(new AgentPlans(Agent(agent), AgentPlan.SignsOut), afterSeconds: 1);
        }

        story.Group.Plans.Values.Count(static p => p.HeldUntil is not null).ShouldBe(going, "all ring, and each has one agent");
        story = story.Then(AheadOf(later), afterSeconds: 1);

        // Everybody answers, the later one first: those who stay get what they can, and nobody who leaves gets the later one.
        for (var call = later; call > 100; call--)
        {
            story = story.Then(Called(call, new AttemptInput.PersonAnswered()), afterSeconds: 0);
        }

        var leaving = Enumerable.Range(1, going).Select(Agent).ToHashSet();
        leaving.ShouldNotContain(story.Group.Open[Seen.Attempt(later)].Attempt.Agent!.Value);
        story.Group.Open.Values.Count(o => o.Attempt.Agent is { } a && leaving.Contains(a)).ShouldBe(going, "each who leaves still gets one of those they waited for");
        story.Group.Open.Values.Count(static o => o.Attempt.WantsAgent).ShouldBe(1, "one more person than agents");
    }

    [Fact]
    public void ST_03_Who_chooses_not_ready_still_gets_what_was_dialled_before_and_nothing_that_is_dialled_later()
    {
        var story = Learned(Free(Anna)).Then(AheadOf(11)).Then(new AgentPlans(Anna, AgentPlan.Pauses));
        story.Text.ShouldEndWith("SignOutHeld (anna, 26 s) → anna: SignOutHeld");

        story = story.Then(AheadOf(12)).Then(Called(12, new AttemptInput.PersonAnswered()));
        story.Group.Open[Seen.Attempt(12)].Attempt.Agent.ShouldBeNull("it was dialled after the break was chosen");
        story.Then(Called(11, new AttemptInput.PersonAnswered())).Group.Open[Seen.Attempt(11)].Attempt.Agent.ShouldBe(Anna);
    }

    [Fact]
    public void ST_03_With_nothing_on_its_way_the_pause_begins_at_once() =>
        Learned(Free(Anna)).Then(new AgentPlans(Anna, AgentPlan.Pauses)).Text.ShouldEndWith("SignOutCleared (anna) → anna: SignOutCleared");

    [Fact]
    public void NL_07_Who_comes_back_from_the_last_call_is_told_anew_what_is_on_its_way()
    {
        var story = Learned(Free(Anna)).Then(AheadOf(11)).Then(AheadOf(12)).Then(new AgentPlans(Anna, AgentPlan.SignsOut))
            .Then(Called(11, new AttemptInput.PersonAnswered()))
            .Then(new AgentConfirmed(Seen.Attempt(11), Anna))
            .Then(Called(11, new AttemptInput.BridgeMade()))
            .Then(Called(11, new AttemptInput.CallOver(Seen.Talked)))
            .Then(new OutcomeChosen(Seen.Attempt(11), Anna, "agreed"))
            .Then(new AgentOffered(Anna, 2, Seen.Epoch));

        story.Text.ShouldEndWith("SignOutHeld (anna, 20 s) → anna: SignOutHeld", Case.Sensitive, "12 still rings");
        story.Then(Called(12, new AttemptInput.CallOver(Seen.Refused(486)))).Text.ShouldEndWith("SignOutCleared (anna) → anna: SignOutCleared");
    }

    [Fact]
    public void Of_two_who_leave_the_one_who_asked_first_goes_first()
    {
        var story = Learned(Free(Anna), Free(_ben)).Then(AheadOf(11))
            .Then(new AgentPlans(Anna, AgentPlan.SignsOut)).Then(new AgentPlans(_ben, AgentPlan.SignsOut));

        story.Text.ShouldContain("SignOutCleared (anna)", Case.Sensitive, "ben covers it");
        story.Text.ShouldContain("SignOutHeld (ben");
    }

    [Fact]
    public void NL_08_Where_nothing_is_dialled_ahead_the_answer_comes_at_once() =>
        new GroupStory().Then(new Start("sue")).Then(new AgentOffered(Anna, 1, Seen.Epoch)).Then(new AgentPlans(Anna, AgentPlan.SignsOut))
            .Text.ShouldEndWith("SignOutCleared (anna) → anna: SignOutCleared");

    /// <summary>Attempt 11 is answered and anna is asked; ben is free.</summary>
    private static GroupStory Answered() =>
        Learned(Free(Anna), Free(_ben)).Then(AheadOf(11)).Then(Called(11, new AttemptInput.PersonAnswered()));

    /// <summary>A running group that has half a day behind it, and these agents.</summary>
    private static GroupStory Learned(params ReadOnlySpan<Func<GroupStory, GroupStory>> agents)
    {
        var story = new GroupStory()
            .Then(new Start("sue"))
            .Then(new SetMode(DialMode.Predictive, "sue"))
            .With(static g => g with
            {
                Window = Enumerable.Range(0, 3).Aggregate(
                    Enumerable.Range(0, 400).Aggregate(AbandonmentWindow.Empty, static (w, _) => w.AfterAnswer(Seen.Noon)),
                    static (w, _) => w.AfterAbandonment(Seen.Noon)),
                Pacing = g.Pacing with { Model = PacingStory.Learned(500), Dialed = new(Seen.Noon.InUtc().Date, Duration.FromHours(4)) },
            });
        foreach (var agent in agents)
        {
            story = agent(story);
        }

        return story.Clear().At(0);
    }

    private static Func<GroupStory, GroupStory> Free(AgentId agent) => story => story.Then(new AgentOffered(agent, 1, Seen.Epoch));

    /// <summary>In a conversation, by this attempt.</summary>
    private static Func<GroupStory, GroupStory> Talking(int attempt, AgentId agent) => story => story
        .With(static g => g with { Mode = DialMode.Progressive })
        .Then(new AgentOffered(agent, 1, Seen.Epoch), afterSeconds: 0)
        .Then(Due(attempt, Seen.Candidate(attempt)), afterSeconds: 0)
        .Then(new AgentConfirmed(Seen.Attempt(attempt)), afterSeconds: 0)
        .Then(Called(attempt, new AttemptInput.PersonAnswered()), afterSeconds: 0)
        .Then(Called(attempt, new AttemptInput.BridgeMade()), afterSeconds: 0)
        .With(static g => g with { Mode = DialMode.Predictive });

    /// <summary>Agents who have all but finished with their last calls, of attempts 1 and on.</summary>
    private static Func<GroupStory, GroupStory> WrappingUp(int agents) => story =>
    {
        for (var agent = 1; agent <= agents; agent++)
        {
            story = Talking(agent, Agent(agent))(story).Then(Called(agent, new AttemptInput.CallOver(Seen.Talked)), afterSeconds: 0);
        }

        return story.Then(new TimePassed(), afterSeconds: 25);
    };

    /// <summary>Dialled ahead whatever pacing says: what it would allow is not these stories' matter.</summary>
    private static Func<GroupStory, GroupStory> AheadOf(int attempt) => story => story.Tell(
        new GroupFact.DialedAhead(Seen.Attempt(attempt), Seen.Chain(attempt), Seen.Epoch),
        new AttemptFact.Ordered(Seen.Attempt(attempt), story.Now + Duration.FromSeconds(30), 0, 0, 0, 0, 0.03));
}
