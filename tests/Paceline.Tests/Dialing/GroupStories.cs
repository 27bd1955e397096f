using Paceline.Dialing;
using Paceline.Dialing.Attempts;
using static Paceline.Dialing.Groups.GroupInput;
using static Paceline.Tests.Dialing.GroupStory;

namespace Paceline.Tests.Dialing;

/// <summary>The ring, told as short stories: seconds, what came, what was decided, and whom it concerns.</summary>
public sealed class GroupStories
{
    [Fact]
    public void Progressive_answered() =>
        new GroupStory()
            .Then(new Start("sue"))
            .Then(new AgentOffered(Anna, 1, Seen.Epoch))
            .Then(Due(1, Seen.Candidate(1)))
            .Then(new AgentConfirmed(Seen.Attempt(1)))
            .Then(Called(1, new AttemptInput.InviteLeft()))
            .Then(Called(1, new AttemptInput.Alerting()), 2)
            .Then(Called(1, new AttemptInput.PersonAnswered()), 8)
            .Then(Called(1, new AttemptInput.BridgeMade()), 0)
            .Then(Called(1, new AttemptInput.CallOver(Seen.Talked)), 60)
            .Then(new OutcomeChosen(Seen.Attempt(1), Anna, "agreed"), 5)
            .Text.ShouldBe(
            """
               1 Start
                   DialingStarted
               2 AgentOffered
                   AgentJoined
               3 CandidatesDue
                   ReservationOrdered → anna: Reserve
               4 AgentConfirmed
                   Ordered → n1: Originate
               5 InviteLeft
                   Placed
               7 Alerting
                   Alerted
              15 PersonAnswered
                   Answered
              15 BridgeMade
                   Bridged → anna: Connect
              75 CallOver(FarEnd 200)
                   Ended Answer (Conversation) → anna: CallOver
              80 OutcomeChosen
                   OutcomeRecorded
                   chain finished: outcome, attempts 1
            """);

    [Fact]
    public void Whose_agent_has_no_sound_and_ends_the_call_is_hung_up_once_by_its_node()
    {
        var story = Dialling().Then(Called(1, new AttemptInput.PersonAnswered())).Then(Called(1, new AttemptInput.BridgeMade())).Clear()
            .Then(new HangUpAsked(Seen.Attempt(1), new("bob"))).Then(new HangUpAsked(Seen.Attempt(1), Anna)).Then(new HangUpAsked(Seen.Attempt(1), Anna));

        story.Text.Split('\n').Where(static line => line.Contains('→', StringComparison.Ordinal)).ShouldHaveSingleItem()
            .ShouldEndWith("CancelOrdered (its agent ends it) → n1: HangUp");
        story.Then(Called(1, new AttemptInput.CallOver(Seen.Talked))).Text.ShouldEndWith("Ended Answer (Conversation) → anna: CallOver");
        story.Then(new HangUpAsked(Seen.Attempt(1), Anna)).Text.ShouldEndWith("HangUpAsked");
    }

    [Fact]
    public void An_outcome_that_is_taken_back_opens_the_record_again_and_another_follows()
    {
        var story = Dialling()
            .Then(Called(1, new AttemptInput.PersonAnswered()))
            .Then(Called(1, new AttemptInput.BridgeMade()))
            .Then(Called(1, new AttemptInput.CallOver(Seen.Talked)), 60)
            .Then(new OutcomeChosen(Seen.Attempt(1), Anna, "declined"))
            .Then(new AgentOffered(Anna, 2, Seen.Epoch))
            .Clear()
            .Then(new OutcomeTakenBack(Seen.Attempt(1), Anna, 3));
        story.Group.Counts.Outcomes.ShouldBeEmpty();
        story.Then(Due(2, Seen.Candidate(1)))
            .Then(new OutcomeTakenBack(Seen.Attempt(1), Anna, 3))
            .Then(new OutcomeChosen(Seen.Attempt(1), Anna, "agreed"))
            .Then(new OutcomeTakenBack(Seen.Attempt(1), Anna, 4, TooLate: true))
            .Then(new AgentOffered(Anna, 5, Seen.Epoch))
            .Then(Due(3, Seen.Candidate(1)))
            .Then(new OutcomeTakenBack(Seen.Attempt(1), Anna, 6))
            .Text.ShouldBe(
            """
              70 OutcomeTakenBack
                   AgentLeft
                   OutcomeReturned → anna: UndoMade
              71 CandidatesDue
              72 OutcomeTakenBack
              73 OutcomeChosen
                   OutcomeRecorded
                   chain finished: outcome, attempts 1
              74 OutcomeTakenBack
                   UndoRefused → anna: UndoRefused
              75 AgentOffered
                   AgentJoined
              76 CandidatesDue
                   ReservationOrdered → anna: Reserve
              77 OutcomeTakenBack
                   UndoRefused → anna: UndoRefused
            """);
        story.Group.Counts.Outcomes.ShouldBe([KeyValuePair.Create("agreed", 1L)]);
    }

    [Fact]
    public void What_was_taken_back_and_is_told_again_changes_nothing_of_what_was_chosen_since()
    {
        var story = Dialling()
            .Then(Called(1, new AttemptInput.PersonAnswered())).Then(Called(1, new AttemptInput.BridgeMade())).Then(Called(1, new AttemptInput.CallOver(Seen.Talked)))
            .Then(new OutcomeChosen(Seen.Attempt(1), Anna, "declined", Offer: 1)).Then(new OutcomeTakenBack(Seen.Attempt(1), Anna, 2));

        story.Then(new OutcomeChosen(Seen.Attempt(1), Anna, "declined", Offer: 1)).Group.Counts.Outcomes.ShouldBeEmpty("that word is void");
        story.Then(new OutcomeChosen(Seen.Attempt(1), Anna, "agreed", Offer: 2)).Then(new OutcomeTakenBack(Seen.Attempt(1), Anna, 2))
            .Group.Counts.Outcomes.ShouldBe([KeyValuePair.Create("agreed", 1L)]);
        story.Group.Open.ShouldBeEmpty();

        story.Then(new OutcomeTakenBack(Seen.Attempt(1), Anna, 4, TooLate: true)).Then(new OutcomeTakenBack(Seen.Attempt(1), Anna, 4))
            .Text.ShouldEndWith("UndoRefused → anna: UndoRefused", customMessage: "refused once, refused for good");
        story.Group.Open.ShouldBeEmpty();
    }

    [Fact]
    public void Busy_then_tried_again() =>
        Dialling()
            .Then(Called(1, new AttemptInput.CallOver(Seen.Refused(486))))
            .Then(new AgentOffered(Anna, 2, Seen.Epoch))
            .Then(Due(2, Seen.Candidate(1) with { Chain = Seen.Chain(1) with { Attempts = 1, Streak = new("Busy", 1) }, AttemptsToday = 1 }), 900)
            .Then(new AgentConfirmed(Seen.Attempt(2)))
            .Then(Called(2, new AttemptInput.CallOver(Seen.Refused(486))))
            .Text.ShouldBe(
            """
               6 CallOver(FarEnd 486)
                   Ended Busy (Busy) → anna: Release
                   chain due again in 900 s, attempts 1
               7 AgentOffered
                   AgentJoined
             907 CandidatesDue
                   ReservationOrdered → anna: Reserve
             908 AgentConfirmed
                   Ordered → n1: Originate
             909 CallOver(FarEnd 486)
                   Ended Busy (Busy) → anna: Release
                   chain due again in 1800 s, attempts 2
            """);

    [Fact]
    public void An_agent_who_leaves_while_it_rings_takes_the_call_back() =>
        Dialling()
            .Then(new AgentGone(Anna, 1, "No audio"))
            .Then(new AgentGone(Anna, 1, "No audio"))
            .Then(Called(1, new AttemptInput.CallOver(Seen.Evidence(EndedBy.HangUp) with { SipCode = 487 })))
            .Text.ShouldBe(
            """
               6 AgentGone
                   CancelOrdered (No audio) → n1: HangUp
               7 AgentGone
               8 CallOver(HangUp 487)
                   Ended Cleared (TakenBack) → anna: Release
                   chain due again in 360 s, attempts 1
            """);

    [Fact]
    public void A_cancel_that_crosses_the_answer_is_abandonment_and_counted()
    {
        var story = Dialling()
            .Then(new AgentGone(Anna, 1, "No audio"))
            .Then(Called(1, new AttemptInput.CallOver(Seen.Evidence(EndedBy.CancelCrossedAnswer) with { SipCode = 200, Answered = true })));

        story.Text.ShouldEndWith(
            """
                   Ended Dropped (Dropped) → anna: Release
                   chain due again in 259200 s, attempts 1
            """);
        story.Group.Counts.Abandoned.ShouldBe(1);
        story.Group.Counts.Answered.ShouldBe(1);
        story.Group.Window.Total(Seen.Noon).ShouldBe(new(1, 1));
    }

    [Fact]
    public void An_agent_whose_last_call_is_not_over_gets_no_second_one()
    {
        var story = Dialling()
            .Then(new AgentGone(Anna, 1, "No audio"))
            .Then(new AgentOffered(Anna, 2, Seen.Epoch));

        story.Group.Wants(story.Now).Count.ShouldBe(0, "the answer may cross the CANCEL, and be hers");
        story.Then(Due(2, Seen.Candidate(2))).Group.Open.ShouldNotContainKey(Seen.Attempt(2));
        story.Then(Called(1, new AttemptInput.CallOver(Seen.Evidence(EndedBy.HangUp)))).Group.Wants(story.Now).Count.ShouldBe(1);
    }

    [Fact]
    public void Do_not_call_found_in_the_commit_withdraws_the_dial() =>
        new GroupStory()
            .Then(new Start("sue"))
            .Then(new AgentOffered(Anna, 1, Seen.Epoch))
            .Then(Due(1, Seen.Candidate(1)))
            .Then(new NumberClosed(Seen.Attempt(1), "do not call", Seen.Noon))
            .Then(new AgentConfirmed(Seen.Attempt(1)))
            .Then(Due(2, Seen.Candidate(1) with { Suppressed = true }))
            .Text.ShouldEndWith(
            """
               4 NumberClosed
                   Withdrawn (do not call) → anna: Release
                   chain due again in 0 s, attempts 0
               5 AgentConfirmed
               6 CandidatesDue
                   chain finished: do not call, attempts 0
            """);

    [Fact]
    public void A_call_that_its_node_forgot_is_interrupted_and_its_number_rests() =>
        Dialling()
            .Then(new NodeReported(Seen.Epoch, [Seen.Attempt(1)], []))
            .Then(new NodeReported(Seen.Epoch, [], [Seen.Attempt(1)]))
            .Then(new NodeReported(new NodeEpoch("n2"), [], []))
            .Then(Called(1, new AttemptInput.CallOver(Seen.Talked)))
            .Text.ShouldBe(
            """
               6 NodeReported
               7 NodeReported
               8 NodeReported
                   Interrupted (its voice node does not know it), quarantine 57 s → anna: Release
                   chain due again in 3657 s, attempts 1
               9 CallOver(FarEnd 200)
            """);

    // Seed 154: the order was committed in the turn in which the report was read, and the INVITE left for a closed attempt.
    [Fact]
    public void A_report_does_not_close_an_attempt_whose_order_may_still_arrive()
    {
        var story = new GroupStory()
            .Then(new Start("sue"))
            .Then(new AgentOffered(Anna, 1, Seen.Epoch))
            .Then(Due(1, Seen.Candidate(1)))
            .Then(new AgentConfirmed(Seen.Attempt(1)))
            .Then(new NodeReported(Seen.Epoch, [], []));

        story.Group.Open[Seen.Attempt(1)].Attempt.IsOver.ShouldBeFalse();
        story.Then(new NodeReported(Seen.Epoch, [], []), 30).Group.Open.ShouldBeEmpty("its permission is over and the node does not know it");
    }

    [Fact]
    public void An_offer_that_comes_again_does_not_bring_back_an_agent_who_has_left() =>
        new GroupStory()
            .Then(new AgentOffered(Anna, 1, Seen.Epoch))
            .Then(new AgentGone(Anna, 1, "Break"))
            .Then(new AgentOffered(Anna, 1, Seen.Epoch))
            .Group.Free.ShouldBeEmpty();

    [Fact]
    public void An_outcome_may_come_before_the_end_of_the_call() =>
        Dialling()
            .Then(Called(1, new AttemptInput.PersonAnswered()))
            .Then(Called(1, new AttemptInput.BridgeMade()), 0)
            .Then(new OutcomeChosen(Seen.Attempt(1), Anna, "wrong-number"))
            .Then(new OutcomeChosen(Seen.Attempt(1), Anna, "agreed"))
            .Then(Called(1, new AttemptInput.CallOver(Seen.Talked)))
            .Text.ShouldBe(
            """
               6 PersonAnswered
                   Answered
               6 BridgeMade
                   Bridged → anna: Connect
               7 OutcomeChosen
                   OutcomeRecorded
               8 OutcomeChosen
               9 CallOver(FarEnd 200)
                   Ended Answer (Conversation) → anna: CallOver
                   chain finished: last number, attempts 1
            """);

    [Fact]
    public void Nobody_confirms_and_the_chain_is_due_again() =>
        new GroupStory()
            .Then(new Start("sue"))
            .Then(new AgentOffered(Anna, 1, Seen.Epoch))
            .Then(Due(1, Seen.Candidate(1)))
            .Then(new TimePassed(), 4)
            .Then(new TimePassed())
            .Then(new AgentConfirmed(Seen.Attempt(1)))
            .Text.ShouldEndWith(
            """
               7 TimePassed
               8 TimePassed
                   Withdrawn (the agent did not confirm in time) → anna: Release
                   chain due again in 0 s, attempts 0
               9 AgentConfirmed
            """);

    [Fact]
    public void A_stopped_group_dials_nobody_and_ends_what_is_under_way()
    {
        var story = Dialling().Then(new Stop("sue")).Then(new AgentOffered(Anna, 2, Seen.Epoch));

        story.Group.Wants(story.Now).Count.ShouldBe(0);
        story.Then(Due(2, Seen.Candidate(2))).Group.Open.Count.ShouldBe(1);
        story.Then(Called(1, new AttemptInput.PersonAnswered())).Group.Counts.Answered.ShouldBe(1);
    }

    [Fact]
    public void Of_two_chains_with_one_number_one_waits() =>
        new GroupStory()
            .Then(new Start("sue"))
            .Then(new AgentOffered(Anna, 1, Seen.Epoch))
            .Then(new AgentOffered(new AgentId("ben"), 1, Seen.Epoch))
            .Then(new CandidatesDue([
                (Seen.Attempt(1), Seen.Candidate(1)),
                (Seen.Attempt(2), Seen.Candidate(1) with { Chain = Seen.Chain(1) with { Id = new ChainId(2) } })]))
            .Text.ShouldEndWith(
            """
                   ReservationOrdered → anna: Reserve
                   ChainDeferred (NumberInUse) 57 s
            """);

    [Fact]
    public void A_chain_that_is_due_sooner_than_the_queue_said_is_not_waited_past()
    {
        var story = Dialling()
            .Then(new AgentOffered(new AgentId("ben"), 1, Seen.Epoch))
            .Then(new NoneDue(null))
            .Then(Called(1, new AttemptInput.CallOver(Seen.Refused(486))));

        story.Group.Records.At.ShouldBe(story.Now + NodaTime.Duration.FromMinutes(15));
    }

    [Fact]
    public void The_agent_who_has_waited_longest_is_first()
    {
        var story = new GroupStory()
            .Then(new Start("sue"))
            .Then(new AgentOffered(new AgentId("zoe"), 1, Seen.Epoch))
            .Then(new AgentOffered(Anna, 1, Seen.Epoch))
            .Then(Due(1, Seen.Candidate(1)));

        story.Group.Open[Seen.Attempt(1)].Attempt.Agent.ShouldBe(new AgentId("zoe"));
    }
}
