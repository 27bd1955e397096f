using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Dispositions;
using static Paceline.Dialing.Groups.GroupInput;
using static Paceline.Tests.Dialing.GroupStory;

namespace Paceline.Tests.Dialing;

/// <summary>Records that agents read and call: asked for (Preview) and pushed (Push Preview), seen from the group.</summary>
public sealed class PreviewStories
{
    private static readonly AgentId _bob = new("bob");

    [Fact]
    public void PV_01_A_record_comes_to_who_asks_and_is_dialled_when_they_call() =>
        In(DialMode.Preview)
            .Then(new AgentOffered(Anna, 1, Seen.Epoch))
            .Then(Due(1, Seen.Candidate(1)))
            .Then(new RecordAsked(Anna, 1))
            .Then(Due(1, Seen.Candidate(1)))
            .Then(new AgentConfirmed(Seen.Attempt(1)))
            .Then(new CallChosen(Seen.Attempt(1), null, null, Seen.Epoch), 300)
            .Then(Called(1, new AttemptInput.CallOver(Seen.Refused(486))))
            .Then(new OutcomeChosen(Seen.Attempt(1), Anna, Disposition.NotReached))
            .Text.ShouldBe(
            """
               3 AgentOffered
                   AgentJoined
               4 CandidatesDue
               5 RecordAsked
                   RecordAsked
               6 CandidatesDue
                   ReservationOrdered → anna: Reserve
               7 AgentConfirmed
                   Previewed
             307 CallChosen
                   CallChosen
                   Ordered → n1: Originate
             308 CallOver(FarEnd 486)
                   Ended Busy (Busy) → anna: CallOver
             309 OutcomeChosen
                   OutcomeRecorded
                   chain due again in 900 s, attempts 1
            """);

    [Fact]
    public void PV_02_Nothing_is_given_where_records_are_not_asked_for_or_nothing_runs()
    {
        In(DialMode.Progressive).Then(new AgentOffered(Anna, 1, Seen.Epoch)).Then(new RecordAsked(Anna, 1)).Text.ShouldEndWith("NoRecord → anna: NoRecord");
        In(DialMode.Preview).Then(new Stop("sue")).Then(new AgentOffered(Anna, 1, Seen.Epoch)).Then(new RecordAsked(Anna, 1))
            .Text.ShouldEndWith("NoRecord → anna: NoRecord");
    }

    [Fact]
    public void Who_waits_for_a_record_when_the_campaign_is_stopped_is_told() =>
        In(DialMode.Preview).Then(new AgentOffered(Anna, 1, Seen.Epoch)).Then(new RecordAsked(Anna, 1)).Then(new Stop("sue"))
            .Text.ShouldEndWith("DialingStopped\n       NoRecord → anna: NoRecord");

    [Fact]
    public void PV_03_An_empty_list_is_said_to_who_asked() =>
        In(DialMode.Preview).Then(new AgentOffered(Anna, 1, Seen.Epoch)).Then(new RecordAsked(Anna, 1)).Then(new NoneDue(null))
            .Text.ShouldEndWith("RecordsAwaited\n       NoRecord → anna: NoRecord");

    [Fact]
    public void PV_06_Another_number_of_the_person_is_dialled()
    {
        var story = Reading(Seen.Candidate(1) with { Chain = Two });

        story.Then(new CallChosen(Seen.Attempt(1), 1, null, Seen.Epoch));

        story.Group.Open[Seen.Attempt(1)].Chain.Current.Number.ShouldBe(Two.Records[1].Number);
        story.Text.ShouldEndWith("Ordered → n1: Originate");
    }

    [Fact]
    public void PV_07_A_new_number_joins_the_chain_and_is_dialled()
    {
        var story = Reading(Seen.Candidate(1));

        story.Then(new CallChosen(Seen.Attempt(1), null, new NewNumber(new("+12125550177"), "America/New_York"), Seen.Epoch));

        var chain = story.Group.Open[Seen.Attempt(1)].Chain;
        (chain.Records.Length, chain.Current.Number.Dialable).ShouldBe((2, "+12125550177"));
    }

    [Fact]
    public void PV_08_A_record_given_back_goes_to_somebody_else_and_rests_when_there_is_nobody_else()
    {
        var story = Reading(Seen.Candidate(1)).Then(new RecordReturned(Seen.Attempt(1), ReturnedAs.Skipped));
        story.Text.ShouldEndWith("Withdrawn (given back by the agent) → anna: Release\n       chain due again in 0 s, attempts 0");

        story.Then(new AgentOffered(Anna, 2, Seen.Epoch)).Then(new RecordAsked(Anna, 2)).Then(Due(2, Seen.Candidate(1)));
        story.Text.ShouldEndWith("ChainDeferred (JustSkipped) 60 s");

        story.Then(new AgentOffered(_bob, 1, Seen.Epoch)).Then(new RecordAsked(_bob, 1)).Then(Due(3, Seen.Candidate(1)));
        story.Text.ShouldEndWith("ReservationOrdered → bob: Reserve");
    }

    [Fact]
    public void PV_09_A_record_taken_out_of_the_campaign_is_finished() =>
        Reading(Seen.Candidate(1)).Then(new RecordReturned(Seen.Attempt(1), ReturnedAs.NotInCampaign))
            .Text.ShouldEndWith("chain finished: cancelled, attempts 0");

    [Fact]
    public void PV_10_Two_who_ask_at_once_get_two_records() =>
        In(DialMode.Preview)
            .Then(new AgentOffered(Anna, 1, Seen.Epoch)).Then(new AgentOffered(_bob, 1, Seen.Epoch))
            .Then(new RecordAsked(Anna, 1)).Then(new RecordAsked(_bob, 1))
            .Then(new CandidatesDue([(Seen.Attempt(1), Seen.Candidate(1)), (Seen.Attempt(2), Seen.Candidate(2))]))
            .Text.ShouldEndWith("ReservationOrdered → anna: Reserve\n       ReservationOrdered → bob: Reserve");

    [Fact]
    public void PV_11_Done_without_a_call_counts_as_no_attempt() =>
        Reading(Seen.Candidate(1)).Then(new OutcomeChosen(Seen.Attempt(1), Anna, "declined"))
            .Text.ShouldEndWith("OutcomeRecorded\n       Withdrawn (closed by the agent without a call) → anna: Release\n       chain finished: outcome, attempts 0");

    [Fact]
    public void A_call_that_may_not_be_made_leaves_the_record_with_its_agent()
    {
        var story = Reading(Seen.Candidate(1)).Then(new CallChosen(Seen.Attempt(1), null, null, Seen.Epoch), 12 * 3600);

        story.Text.ShouldEndWith("CallRefused → anna: CallRefused");
        story.Group.Open[Seen.Attempt(1)].Attempt.State.ShouldBeOfType<AttemptState.Previewing>();
    }

    [Fact]
    public void PV_15_A_record_that_was_refused_while_nothing_ran_can_be_called_when_the_campaign_runs_again()
    {
        var story = Reading(Seen.Candidate(1)).Then(new Stop("sue")).Then(new CallChosen(Seen.Attempt(1), null, null, Seen.Epoch));
        story.Text.ShouldEndWith("CallRefused → anna: CallRefused");
        story.LastOrder.ShouldBe(new Order.ToAgent(Anna, new AgentInput.CallRefused(Seen.Attempt(1), Agent.CampaignStopped)));

        story.Then(new Start("sue")).Text.ShouldEndWith("DialingStarted\n       CallPossible → anna: CampaignRuns");
        story.Then(new CallChosen(Seen.Attempt(1), null, null, Seen.Epoch)).Text.ShouldEndWith("Ordered → n1: Originate");
    }

    [Fact]
    public void PP_01_A_record_is_pushed_to_who_is_ready_and_waits_to_be_taken()
    {
        var story = In(DialMode.PushPreview).Then(new AgentOffered(Anna, 1, Seen.Epoch)).Then(Due(1, Seen.Candidate(1)));
        story.Text.ShouldEndWith("ReservationOrdered → anna: Reserve");
        story.LastOrder.ShouldBe(new Order.ToAgent(
            Anna, new AgentInput.Reserve(Seen.Attempt(1), 1, Handing.Record, AgentRules.Default.OfferFor)));
    }

    [Fact]
    public void PP_06_What_nobody_takes_goes_to_somebody_else()
    {
        var story = In(DialMode.PushPreview).Then(new AgentOffered(Anna, 1, Seen.Epoch)).Then(Due(1, Seen.Candidate(1)))
            .Then(new AgentRefused(Seen.Attempt(1), "not taken in time"), 4)
            .Then(new AgentOffered(_bob, 1, Seen.Epoch)).Then(Due(2, Seen.Candidate(1)));
        story.Text.ShouldEndWith("ReservationOrdered → bob: Reserve");
    }

    [Fact]
    public void An_offer_is_waited_for_as_long_as_its_agent_may_think() =>
        In(DialMode.PushPreview).Then(new AgentOffered(Anna, 1, Seen.Epoch)).Then(Due(1, Seen.Candidate(1)))
            .Then(new TimePassed(), 19).Text.ShouldEndWith("TimePassed");

    [Fact]
    public void PG_03_An_agent_who_is_asked_before_dialling_is_not_dialled_for_without_a_yes()
    {
        var story = In(DialMode.Progressive, Seen.Rules with { Agents = AgentRules.Default with { AsksBeforeDialling = true } })
            .Then(new AgentOffered(Anna, 1, Seen.Epoch)).Then(Due(1, Seen.Candidate(1)));

        story.LastOrder.ShouldBe(new Order.ToAgent(Anna, new AgentInput.Reserve(Seen.Attempt(1), 1, Handing.Call, Duration.FromSeconds(20))));
        story.Then(new AgentConfirmed(Seen.Attempt(1)), 8).Text.ShouldEndWith("Ordered → n1: Originate");
    }

    [Fact]
    public void PG_03_A_call_that_is_declined_or_not_taken_goes_to_somebody_else_and_is_due_at_once()
    {
        var rules = Seen.Rules with { Agents = AgentRules.Default with { AsksBeforeDialling = true } };
        foreach (var why in (string[])["declined by the agent", "not taken in time"])
        {
            var story = In(DialMode.Progressive, rules).Then(new AgentOffered(Anna, 1, Seen.Epoch)).Then(Due(1, Seen.Candidate(1)))
                .Then(new AgentRefused(Seen.Attempt(1), why), 4);
            story.Text.ShouldEndWith("chain due again in 0 s, attempts 0");
            story.Then(new AgentOffered(Anna, 2, Seen.Epoch)).Then(Due(2, Seen.Candidate(1))).Text.ShouldEndWith("ChainDeferred (JustSkipped) 60 s");
            story.Then(new AgentOffered(_bob, 1, Seen.Epoch)).Then(Due(3, Seen.Candidate(1))).Text.ShouldEndWith("ReservationOrdered → bob: Reserve");
        }
    }

    [Fact]
    public void PP_05_An_offered_record_that_is_taken_out_is_finished() =>
        In(DialMode.PushPreview).Then(new AgentOffered(Anna, 1, Seen.Epoch)).Then(Due(1, Seen.Candidate(1)))
            .Then(new RecordReturned(Seen.Attempt(1), ReturnedAs.NotInCampaign)).Text.ShouldEndWith("chain finished: cancelled, attempts 0");

    [Fact]
    public void PP_02_ST_03_Nothing_comes_to_an_agent_who_has_gone() =>
        In(DialMode.PushPreview).Then(new AgentOffered(Anna, 1, Seen.Epoch)).Then(new AgentGone(Anna, 1, "Lunch")).Then(Due(1, Seen.Candidate(1)))
            .Text.ShouldEndWith("CandidatesDue");

    private static Chain Two => Seen.Chain(1) with
    {
        Records = Seen.Chain(1).Records.Add(new(new(99), new("+12125550188"), "America/New_York")),
    };

    private static GroupStory In(DialMode mode, CampaignRules? rules = null) =>
        new GroupStory(rules).Then(new SetMode(mode, "sue")).Then(new Start("sue")).Clear();

    private static GroupStory Reading(DialCandidate candidate) =>
        In(DialMode.Preview)
            .Then(new AgentOffered(Anna, 1, Seen.Epoch))
            .Then(new RecordAsked(Anna, 1))
            .Then(Due(1, candidate))
            .Then(new AgentConfirmed(Seen.Attempt(1)));
}
