using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Dispositions;
using Paceline.Dialing.Groups;
using Paceline.Tests.Dialing.Pacing;
using static Paceline.Dialing.Groups.GroupInput;
using static Paceline.Tests.Dialing.GroupStory;

namespace Paceline.Tests.Dialing;

/// <summary>Promises to call at a time, seen from the group: made, due, kept, missed, moved and cancelled.</summary>
public sealed class CallbackStories
{
    private const string NewYork = "America/New_York";

    private static readonly AgentId _bob = new("bob");
    private static readonly Booking _personal = new(Seen.Noon + Duration.FromHours(2), Personal: true, Position: null, Number: null, NewYork, "");
    private static readonly Booking _anybodys = _personal with { Personal = false };

    [Fact]
    public void CB_06_The_outcome_of_a_call_makes_the_promise_and_the_treatment_has_no_say()
    {
        var story = Talked().Then(new OutcomeChosen(Seen.Attempt(1), Anna, "declined", _personal));

        story.Text.ShouldEndWith("OutcomeRecorded\n       chain due again in 7191 s, attempts 1");
        var open = story.Group.Callbacks.All.ShouldHaveSingleItem();
        open.Callback.ShouldBe(new Callback(Seen.Attempt(1), _personal.At, NewYork, Anna, Anna, ""));
        (open.Due, open.Taken).ShouldBe((_personal.At, false));
    }

    [Fact]
    public void An_outcome_that_comes_before_the_end_of_the_call_keeps_the_promise_until_then()
    {
        var story = Talking().Then(new OutcomeChosen(Seen.Attempt(1), Anna, "try-again", _personal));
        story.Group.Callbacks.IsEmpty.ShouldBeTrue();

        story.Then(Called(1, new AttemptInput.CallOver(Seen.Talked)));

        story.Group.Callbacks.All.ShouldHaveSingleItem().Callback.Owner.ShouldBe(Anna);
    }

    [Fact]
    public void Who_wants_no_call_is_promised_none() =>
        Talked().Then(new OutcomeChosen(Seen.Attempt(1), Anna, "do-not-call", _personal)).Group.Callbacks.IsEmpty.ShouldBeTrue();

    [Fact]
    public void CB_05_A_record_that_is_read_becomes_a_promise_without_a_call_and_counts_as_no_attempt()
    {
        var story = Previewed().Then(new RecordReturned(Seen.Attempt(1), ReturnedAs.CalledBack, Anna, _anybodys));

        story.Text.ShouldContain("Withdrawn (to be called back) → anna: Release");
        story.Text.ShouldEndWith("s, attempts 0");
        story.Group.Callbacks.All.ShouldHaveSingleItem().Callback.Owner.ShouldBeNull();
    }

    [Fact]
    public void CB_03_A_new_number_joins_the_chain_and_is_the_one_that_is_called()
    {
        var number = new NewNumber(new("+442079460958"), "Europe/London");

        var story = Talked().Then(new OutcomeChosen(Seen.Attempt(1), Anna, "try-again", _personal with { Number = number, Zone = number.Zone }));

        story.Text.ShouldContain("NumberAdded");
        story.Group.Callbacks.All.ShouldHaveSingleItem().Callback.Zone.ShouldBe("Europe/London");
    }

    [Theory]
    [InlineData(DialMode.Preview)]
    [InlineData(DialMode.PushPreview)]
    [InlineData(DialMode.Progressive)]
    [InlineData(DialMode.Predictive)]
    public void CB_07_A_personal_one_that_is_due_goes_to_its_agent_only_to_read_in_every_mode(DialMode mode)
    {
        var story = Promised(_personal, mode).Then(new AgentOffered(_bob, 1, Seen.Epoch), 2 * 3600);
        story.Group.CallbacksWanted(story.Now).Chains.ShouldBeEmpty();
        story.Then(Due(2, Seen.Candidate(1)));
        story.Group.Open.ShouldBeEmpty();

        story.Then(new AgentOffered(Anna, 3, Seen.Epoch));
        story.Group.CallbacksWanted(story.Now).Chains.ShouldHaveSingleItem();
        story.Then(Due(3, Seen.Candidate(1)));

        story.Group.Open[Seen.Attempt(3)].Attempt.ShouldBe(new DialAttempt(Seen.Attempt(3), Anna, new AttemptState.Reserving(story.Now), Handing: Handing.Record));
        story.LastOrder.ShouldBe(new Order.ToAgent(Anna, new AgentInput.Reserve(Seen.Attempt(3), 3, Handing.Record, AgentRules.Default.OfferFor)));
    }

    [Fact]
    public void CB_07_Not_before_its_time_and_then_the_host_is_woken()
    {
        var story = Promised(_personal, DialMode.Progressive).Then(new AgentOffered(Anna, 3, Seen.Epoch));

        (story.Group.CallbacksWanted(story.Now).Chains.Length, story.Group.CallbacksWanted(story.Now).AskAgainAt).ShouldBe((0, _personal.At));
        story.Group.CallbacksWanted(_personal.At).Chains.ShouldHaveSingleItem();
    }

    [Fact]
    public void CB_07_While_it_is_read_it_is_nobody_elses_and_nobody_misses_it()
    {
        var story = Promised(_personal, DialMode.Progressive).Then(new AgentOffered(Anna, 3, Seen.Epoch), 2 * 3600).Then(Due(2, Seen.Candidate(1)))
            .Then(new AgentConfirmed(Seen.Attempt(2), Anna)).Then(new AgentOffered(_bob, 1, Seen.Epoch));

        story.Then(new TimePassed(), 3600);

        story.Group.Callbacks.All.ShouldHaveSingleItem().Callback.Missed.ShouldBeFalse();
        story.Group.CallbacksWanted(story.Now).Chains.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(DialMode.Preview, Handing.Record)]
    [InlineData(DialMode.PushPreview, Handing.Record)]
    [InlineData(DialMode.Progressive, Handing.Call)]
    public void CB_08_The_campaigns_goes_to_whoever_is_free_by_the_way_of_the_mode(DialMode mode, Handing handing)
    {
        var story = Promised(_anybodys, mode).Then(new AgentOffered(_bob, 1, Seen.Epoch), 2 * 3600);
        story.Group.CallbacksWanted(story.Now).Chains.ShouldHaveSingleItem();

        story.Then(Due(2, Seen.Candidate(1)));

        (story.Group.Open[Seen.Attempt(2)].Attempt.Agent, story.Group.Open[Seen.Attempt(2)].Handing).ShouldBe((_bob, handing));
    }

    [Fact]
    public void One_that_was_cancelled_while_it_was_claimed_is_not_called()
    {
        var story = Promised(_anybodys, DialMode.Progressive).Then(new AgentOffered(_bob, 1, Seen.Epoch), 2 * 3600);
        var chain = story.Group.CallbacksWanted(story.Now).Chains.ShouldHaveSingleItem();

        story.Then(new CancelCallback(story.Group.Callbacks.Of(chain)!.Callback.Booked, "sue"))
            .Then(Due(2, Seen.Candidate(1) with { Promised = true }));

        story.Group.Open.ShouldNotContainKey(Seen.Attempt(2));
    }

    [Fact]
    public void CB_08_In_predictive_it_is_dialled_ahead_where_that_is_allowed()
    {
        var story = Promised(_anybodys, DialMode.Predictive)
            .With(static g => g with
            {
                Window = Enumerable.Range(0, 400).Aggregate(AbandonmentWindow.Empty, static (w, _) => w.AfterAnswer(Seen.Noon)),
                Pacing = g.Pacing with { Model = PacingStory.Learned(500), Dialed = new(Seen.Noon.InUtc().Date, Duration.FromHours(4)) },
            })
            .Then(new AgentOffered(_bob, 1, Seen.Epoch), 2 * 3600);
        story.Group.CallbacksWanted(story.Now).Chains.ShouldHaveSingleItem();

        story.Then(Due(2, Seen.Candidate(1)));

        story.Group.Open[Seen.Attempt(2)].Attempt.Ahead.ShouldBeTrue();
    }

    [Fact]
    public void CB_09_Nobody_has_called_after_the_grace_it_is_missed_and_anybodys()
    {
        var story = Promised(_personal, DialMode.Progressive);
        story.Group.Due.ShouldBe(_personal.At + CallbackRules.Default.Grace);
        story.Then(new TimePassed(), (2 * 3600) + (29 * 60)).Group.Callbacks.All.ShouldHaveSingleItem().Callback.Owner.ShouldBe(Anna);

        var missed = story.Group.Decide(new TimePassed(), _personal.At + CallbackRules.Default.Grace).Facts.OfType<GroupFact.CallbackMissed>().ShouldHaveSingleItem();
        (missed.Result, missed.Callback.Owner, missed.Why).ShouldBe((CallResult.AgentCallbackError, Anna, "its agent was not signed in, or not free"));
        story.Then(new TimePassed(), 120);

        var open = story.Group.Callbacks.All.ShouldHaveSingleItem();
        (open.Callback.Owner, open.Callback.Missed, open.Callback.MissedBy).ShouldBe((null, true, Anna));
        story.Group.Due.ShouldBeNull();
        story.Then(new AgentOffered(_bob, 1, Seen.Epoch)).Then(Due(2, Seen.Candidate(1))).Group.Open[Seen.Attempt(2)].Attempt.Agent.ShouldBe(_bob);
    }

    [Fact]
    public void CB_09_While_the_campaign_does_not_run_it_is_missed_and_waits()
    {
        var story = Promised(_anybodys, DialMode.Progressive).Then(new Stop("sue")).Then(new AgentOffered(_bob, 1, Seen.Epoch), 2 * 3600);
        story.Group.CallbacksWanted(story.Now).ShouldBe(new CallbackOrder([], null));

        var missed = story.Group.Decide(new TimePassed(), story.Now + CallbackRules.Default.Grace).Facts.OfType<GroupFact.CallbackMissed>().ShouldHaveSingleItem();

        (missed.Result, missed.Why).ShouldBe((CallResult.GroupCallbackError, "the campaign was not running"));
        story.Then(new TimePassed(), 1800).Then(new Start("sue")).Group.CallbacksWanted(story.Now).Chains.ShouldHaveSingleItem();
    }

    [Fact]
    public void CB_11_As_many_callbacks_as_agents_are_free_and_they_are_asked_for_first()
    {
        var story = Promised(_anybodys, DialMode.Progressive)
            .With(static g => g with { Callbacks = g.Callbacks.With(new(new(2), Of(2, _anybodys.At + Duration.FromMinutes(1)), _anybodys.At + Duration.FromMinutes(1))) })
            .Then(new AgentOffered(_bob, 1, Seen.Epoch), (2 * 3600) + 120);

        story.Group.CallbacksWanted(story.Now).Chains.ShouldBe([new ChainId(1)]);
        story.Then(new AgentOffered(Anna, 3, Seen.Epoch)).Group.CallbacksWanted(story.Now).Chains.ShouldBe([new ChainId(1), new ChainId(2)]);
    }

    [Fact]
    public void Outside_the_permitted_hours_it_waits_for_the_morning()
    {
        var story = Promised(_anybodys, DialMode.Progressive).Then(new AgentOffered(_bob, 1, Seen.Epoch), 12 * 3600);

        var wanted = story.Group.CallbacksWanted(story.Now);

        (wanted.Chains.Length, wanted.AskAgainAt).ShouldBe((0, Instant.FromUtc(2026, 3, 3, 13, 0)));
    }

    [Fact]
    public void A_promise_outlives_a_call_that_reached_nobody_and_stays_its_agents()
    {
        var story = Promised(_personal, DialMode.Progressive).Then(new AgentOffered(Anna, 3, Seen.Epoch), 2 * 3600).Then(Due(2, Seen.Candidate(1)))
            .Then(new AgentConfirmed(Seen.Attempt(2), Anna)).Then(new CallChosen(Seen.Attempt(2), null, null, Seen.Epoch))
            .Then(Called(2, new AttemptInput.CallOver(Seen.Refused(486)))).Then(new OutcomeChosen(Seen.Attempt(2), Anna, Disposition.NotReached));

        var open = story.Group.Callbacks.All.ShouldHaveSingleItem();
        (open.Callback.Owner, open.Callback.At, open.Taken).ShouldBe((Anna, story.Now + Duration.FromMinutes(15), false));
    }

    [Fact]
    public void A_promise_is_kept_when_the_person_was_reached_and_another_may_follow()
    {
        var story = Promised(_personal, DialMode.Progressive).Then(new AgentOffered(Anna, 3, Seen.Epoch), 2 * 3600).Then(Due(2, Seen.Candidate(1)))
            .Then(new AgentConfirmed(Seen.Attempt(2), Anna)).Then(new CallChosen(Seen.Attempt(2), null, null, Seen.Epoch))
            .Then(Called(2, new AttemptInput.PersonAnswered())).Then(Called(2, new AttemptInput.BridgeMade())).Then(Called(2, new AttemptInput.CallOver(Seen.Talked)));
        var again = _anybodys with { At = story.Now + Duration.FromHours(1) };

        story.Group.Decide(new OutcomeChosen(Seen.Attempt(2), Anna, "try-again"), story.Now).Facts[^1]
            .ShouldBeOfType<GroupFact.ChainChangeOrdered>().Change.ShouldBeOfType<ChainChange.DueAgain>().Callback.ShouldBeNull();
        story.Then(new OutcomeChosen(Seen.Attempt(2), Anna, "try-again", again)).Group.Callbacks.All.ShouldHaveSingleItem().Callback.Booked.ShouldBe(Seen.Attempt(2));
    }

    [Fact]
    public void Given_back_it_rests_a_minute_and_stays_its_agents()
    {
        var story = Promised(_personal, DialMode.Preview).Then(new AgentOffered(Anna, 3, Seen.Epoch), 2 * 3600).Then(Due(2, Seen.Candidate(1)))
            .Then(new AgentConfirmed(Seen.Attempt(2), Anna)).Then(new RecordReturned(Seen.Attempt(2), ReturnedAs.Skipped))
            .Then(new AgentOffered(Anna, 4, Seen.Epoch)).Then(Due(3, Seen.Candidate(1)));

        story.Text.ShouldEndWith("ChainDeferred (JustSkipped) 60 s");
        story.Group.CallbacksWanted(story.Now).Chains.ShouldBeEmpty();
        story.Group.CallbacksWanted(story.Now + Duration.FromMinutes(1)).Chains.ShouldHaveSingleItem();
    }

    [Fact]
    public void Caps_on_attempts_do_not_break_a_promise()
    {
        var often = Seen.Candidate(1) with { Chain = Seen.Chain(1) with { Attempts = 8 }, AttemptsToday = 3 };

        Promised(_anybodys, DialMode.Progressive).Then(new AgentOffered(_bob, 1, Seen.Epoch), 2 * 3600).Then(Due(2, often)).Then(new AgentConfirmed(Seen.Attempt(2)))
            .Text.ShouldEndWith("Ordered → n1: Originate");
    }

    [Fact]
    public void One_that_is_moved_or_given_away_is_due_then_and_theirs()
    {
        var later = _personal.At + Duration.FromHours(1);
        var story = Promised(_personal, DialMode.Progressive).Then(new ChangeCallback(Seen.Attempt(1), later, _bob, "sue"))
            .Then(new AgentOffered(_bob, 1, Seen.Epoch), 2 * 3600);

        story.Group.CallbacksWanted(story.Now).AskAgainAt.ShouldBe(later);
        story.Then(Due(2, Seen.Candidate(1))).Group.Open.ShouldBeEmpty("it was claimed before it was moved");
        story.Then(new TimePassed(), 3600).Then(Due(3, Seen.Candidate(1))).Group.Open[Seen.Attempt(3)].Attempt.Agent.ShouldBe(_bob);
    }

    [Fact]
    public void One_that_is_cancelled_is_a_record_like_any_other()
    {
        var story = Promised(_personal, DialMode.Progressive).Then(new CancelCallback(Seen.Attempt(1), "sue")).Then(new AgentOffered(_bob, 1, Seen.Epoch), 2 * 3600);

        story.Group.Callbacks.IsEmpty.ShouldBeTrue();
        story.Then(Due(2, Seen.Candidate(1))).Group.Open[Seen.Attempt(2)].Handing.ShouldBe(Handing.Call);
        story.Group.Decide(new CancelCallback(Seen.Attempt(1), "sue"), story.Now).Refusal.ShouldNotBeNull().Code.ShouldBe("unknown-callback");
    }

    [Fact]
    public void CB_08_A_missed_one_is_given_to_somebody_at_a_new_time_only()
    {
        var story = Promised(_personal, DialMode.Progressive).Then(new TimePassed(), 3 * 3600);
        story.Group.Callbacks.All.ShouldHaveSingleItem().Callback.Missed.ShouldBeTrue();

        story.Group.Decide(new ChangeCallback(Seen.Attempt(1), _personal.At, _bob, "sue"), story.Now).Refusal.ShouldNotBeNull().Code.ShouldBe("past");
        story.Then(new ChangeCallback(Seen.Attempt(1), story.Now + Duration.FromHours(1), _bob, "sue")).Then(new TimePassed());
        story.Group.Callbacks.All.ShouldHaveSingleItem().Callback.ShouldSatisfyAllConditions(c => c.Missed.ShouldBeFalse(), c => c.Owner.ShouldBe(_bob));
    }

    [Fact]
    public void CB_07_An_agent_disposes_of_callbacks_that_are_theirs_now()
    {
        var story = Promised(_personal, DialMode.Progressive);
        var later = _personal.At + Duration.FromHours(1);
        Code(new ChangeCallback(Seen.Attempt(1), later, _bob, "bob", _bob)).ShouldBe("not-yours");
        Code(new CancelCallback(Seen.Attempt(1), "bob", _bob)).ShouldBe("not-yours");
        Code(new ChangeCallback(Seen.Attempt(1), later, Anna, "anna", Anna)).ShouldBe("");

        string Code(GroupInput input) => story.Group.Decide(input, story.Now).Refusal?.Code ?? "";
    }

    [Fact]
    public void The_caps_hold_again_when_the_promised_call_reached_nobody()
    {
        var often = Seen.Candidate(1) with { Chain = Seen.Chain(1) with { Streak = Streak.None.After("Busy") }, AttemptsToday = 3 };

        Promised(_anybodys, DialMode.Progressive).Then(new AgentOffered(_bob, 1, Seen.Epoch), 2 * 3600).Then(Due(2, often))
            .Group.Open.ShouldBeEmpty("the person asked for one call");
    }

    [Fact]
    public void What_cannot_be_changed_is_refused_in_a_sentence()
    {
        var story = Promised(_personal, DialMode.Progressive);
        story.Group.Decide(new ChangeCallback(Seen.Attempt(1), story.Now - Duration.FromHours(1), Anna, "sue"), story.Now).Refusal.ShouldNotBeNull().Code.ShouldBe("past");
        var night = story.Group.Decide(new ChangeCallback(Seen.Attempt(1), story.Now + Duration.FromHours(12), Anna, "sue"), story.Now).Refusal.ShouldNotBeNull();
        (night.Code, night.Instead).ShouldBe(("outside-hours", Instant.FromUtc(2026, 3, 3, 13, 0)));
        story.Group.Decide(new ChangeCallback(Seen.Attempt(1), _personal.At, Anna, "sue"), story.Now).ShouldBe(Decision.Nothing);

        story.Then(new AgentOffered(Anna, 3, Seen.Epoch), 2 * 3600).Then(Due(2, Seen.Candidate(1)));

        story.Group.Decide(new ChangeCallback(Seen.Attempt(1), story.Now + Duration.FromHours(1), Anna, "sue"), story.Now).Refusal.ShouldNotBeNull().Code.ShouldBe("wrong-state");
        story.Group.Decide(new CancelCallback(Seen.Attempt(1), "sue"), story.Now).Refusal.ShouldNotBeNull().Code.ShouldBe("wrong-state");
    }

    [Fact]
    public void CB_08_Whoever_was_left_alone_is_called_no_sooner_than_the_law_has_it_whoever_moves_the_promise()
    {
        var story = Promised(_anybodys, DialMode.Progressive).Then(new AgentOffered(_bob, 1, Seen.Epoch), 2 * 3600).Then(Due(2, Seen.Candidate(1)))
            .Then(new AgentConfirmed(Seen.Attempt(2))).Then(Called(2, new AttemptInput.PersonAnswered())).Then(Called(2, new AttemptInput.CallOver(_leftAlone)));
        var until = story.Now + Duration.FromHours(72);
        story.Group.Callbacks.All.ShouldHaveSingleItem().Callback.ShouldSatisfyAllConditions(c => c.At.ShouldBe(until), c => c.NotBefore.ShouldBe(until));

        var no = story.Group.Decide(new ChangeCallback(Seen.Attempt(1), until - Duration.FromHours(1), _bob, "sue"), story.Now).Refusal.ShouldNotBeNull();

        no.Code.ShouldBe("left-in-peace");
        no.Detail.ShouldBe("This person answered and got no agent: for 72 hours nobody calls them. Choose a time after 2026-03-05 12:00 there.");
        story.Then(new ChangeCallback(Seen.Attempt(1), until + Duration.FromHours(2), _bob, "sue"));
        story.Group.Decide(new ChangeCallback(Seen.Attempt(1), until - Duration.FromHours(1), _bob, "bob", _bob), story.Now)
            .Refusal.ShouldNotBeNull().Code.ShouldBe("left-in-peace");
    }

    [Fact]
    public void Nor_sooner_by_the_word_of_an_agent_whose_own_call_left_somebody_alone()
    {
        var story = Previewed().Then(new CallChosen(Seen.Attempt(1), null, null, Seen.Epoch)).Then(Called(1, new AttemptInput.PersonAnswered()))
            .Then(Called(1, new AttemptInput.CallOver(_leftAlone)));
        var until = story.Now + Duration.FromHours(72);

        DueAfter("try-again", null, "").At.ShouldBe(until);
        DueAfter(Disposition.NotReached, null, "NoAnswer").At.ShouldBe(until);
        DueAfter("try-again", _personal, "").Callback.ShouldNotBeNull().ShouldSatisfyAllConditions(c => c.At.ShouldBe(until), c => c.NotBefore.ShouldBe(until));

        ChainChange.DueAgain DueAfter(string outcome, Booking? booking, string result) =>
            story.Group.Decide(new OutcomeChosen(Seen.Attempt(1), Anna, outcome, booking, result), story.Now).Facts[^1]
                .ShouldBeOfType<GroupFact.ChainChangeOrdered>().Change.ShouldBeOfType<ChainChange.DueAgain>();
    }

    [Theory]
    [InlineData("agreed", false)]
    [InlineData("try-again", true)]
    [InlineData(Disposition.NotReached, false)]
    public void After_undo_a_promise_stands_as_it_was_in_the_call_and_the_second_outcome_decides(string first, bool books)
    {
        var story = Kept().Then(new OutcomeChosen(Seen.Attempt(2), Anna, first, books ? _anybodys with { At = _personal.At + Duration.FromHours(2) } : null));
        var said = story.Group;

        story.Then(new OutcomeTakenBack(Seen.Attempt(2), Anna, 3));

        story.Group.Callbacks.All.ShouldHaveSingleItem().ShouldBe(
            new OpenCallback(new(1), new Callback(Seen.Attempt(1), _personal.At, NewYork, Anna, Anna, ""), _personal.At, Taken: true));
        var again = story.Now;
        story.Then(new OutcomeChosen(Seen.Attempt(2), Anna, "machine"));
        story.Group.Callbacks.All.ShouldHaveSingleItem().Callback.ShouldSatisfyAllConditions(
            c => c.Booked.ShouldBe(Seen.Attempt(1)), c => c.Owner.ShouldBe(Anna), c => c.At.ShouldBeGreaterThan(again));
        story.Then(new OutcomeTakenBack(Seen.Attempt(2), Anna, 4)).Then(new OutcomeChosen(Seen.Attempt(2), Anna, "agreed")).Group.Callbacks.IsEmpty.ShouldBeTrue();
        said.Open.ShouldBeEmpty();
    }

    [Fact]
    public void What_a_supervisor_did_with_a_promise_after_the_call_stands_above_an_undo()
    {
        var later = _personal.At + Duration.FromHours(3);
        var moved = Kept().Then(new OutcomeChosen(Seen.Attempt(2), Anna, Disposition.NotReached)).Then(new ChangeCallback(Seen.Attempt(1), later, _bob, "sue"))
            .Then(new OutcomeTakenBack(Seen.Attempt(2), Anna, 3));
        moved.Group.Callbacks.All.ShouldHaveSingleItem().Callback.ShouldSatisfyAllConditions(c => c.At.ShouldBe(later), c => c.Owner.ShouldBe(_bob));

        Kept().Then(new OutcomeChosen(Seen.Attempt(2), Anna, Disposition.NotReached)).Then(new CancelCallback(Seen.Attempt(1), "sue"))
            .Then(new OutcomeTakenBack(Seen.Attempt(2), Anna, 3)).Group.Callbacks.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void CB_09_A_promise_that_nobody_can_keep_any_more_is_told_as_missed_with_its_reason()
    {
        var story = Kept(Seen.Candidate(1) with { Chain = Seen.Chain(1) with { Attempts = 7 } });

        var facts = story.Group.Decide(new OutcomeChosen(Seen.Attempt(2), Anna, Disposition.NotReached), story.Now).Facts;

        facts[^2].ShouldBeOfType<GroupFact.ChainChangeOrdered>().Change.ShouldBe(new ChainChange.Finished(8, "attempts used up"));
        var missed = facts[^1].ShouldBeOfType<GroupFact.CallbackMissed>();
        (missed.Callback.Booked, missed.Callback.Owner, missed.Result, missed.Why, missed.ForGood)
            .ShouldBe((Seen.Attempt(1), Anna, CallResult.AgentCallbackError, "attempts used up", true));
        story.Then(new OutcomeChosen(Seen.Attempt(2), Anna, Disposition.NotReached)).Group.Callbacks.IsEmpty.ShouldBeTrue();
        story.Then(new OutcomeTakenBack(Seen.Attempt(2), Anna, 3)).Group.Callbacks.All.ShouldHaveSingleItem().Callback.Owner.ShouldBe(Anna);
        story.Then(new OutcomeChosen(Seen.Attempt(2), Anna, "agreed")).Text.ShouldEndWith("chain finished: outcome, attempts 8");
    }

    [Fact]
    public void So_is_one_whose_person_may_not_be_called_when_its_time_has_come()
    {
        var never = Seen.Candidate(1) with { Suppressed = true };

        var story = Promised(_anybodys, DialMode.Progressive).Then(new AgentOffered(_bob, 1, Seen.Epoch), 2 * 3600);

        var missed = story.Group.Decide(Due(2, never), story.Now).Facts[^1].ShouldBeOfType<GroupFact.CallbackMissed>();
        (missed.Result, missed.Why, missed.ForGood).ShouldBe((CallResult.GroupCallbackError, "do not call", true));
        story.Then(Due(2, never)).Group.Callbacks.IsEmpty.ShouldBeTrue();
    }

    /// <summary>Anna has called back at the promised time and reached nobody; her outcome is awaited.</summary>
    private static GroupStory Kept(DialCandidate? person = null) => Promised(_personal, DialMode.Progressive)
        .Then(new AgentOffered(Anna, 3, Seen.Epoch), 2 * 3600).Then(Due(2, person ?? Seen.Candidate(1)))
        .Then(new AgentConfirmed(Seen.Attempt(2), Anna)).Then(new CallChosen(Seen.Attempt(2), null, null, Seen.Epoch))
        .Then(Called(2, new AttemptInput.CallOver(Seen.Refused(486))));

    private static readonly Evidence _leftAlone = Seen.Evidence(EndedBy.FarEnd) with { SipCode = 200, Answered = true, AnsweredAfterMs = 5_000 };

    private static Callback Of(int attempt, Instant at) => new(Seen.Attempt(attempt), at, NewYork, Owner: null, Anna, "");

    private static GroupStory Talking() => Dialling().Then(Called(1, new AttemptInput.PersonAnswered())).Then(Called(1, new AttemptInput.BridgeMade()));

    private static GroupStory Talked() => Talking().Then(Called(1, new AttemptInput.CallOver(Seen.Talked)));

    private static GroupStory Previewed() => new GroupStory().Then(new SetMode(DialMode.Preview, "sue")).Then(new Start("sue"))
        .Then(new AgentOffered(Anna, 1, Seen.Epoch)).Then(new RecordAsked(Anna, 1)).Then(Due(1, Seen.Candidate(1))).Then(new AgentConfirmed(Seen.Attempt(1))).Clear();

    /// <summary>Promised in a preview, in a campaign that runs in a mode and where nobody is free.</summary>
    private static GroupStory Promised(Booking booking, DialMode mode) => Previewed()
        .Then(new RecordReturned(Seen.Attempt(1), ReturnedAs.CalledBack, Anna, booking))
        .Then(new Stop("sue")).Then(new SetMode(mode, "sue")).Then(new Start("sue")).Clear();
}
