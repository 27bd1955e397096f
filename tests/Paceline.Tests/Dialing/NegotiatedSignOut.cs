using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using static Paceline.Dialing.Agents.AgentInput;

namespace Paceline.Tests.Dialing;

/// <summary>A sign-out while a call may be on its way (features 6): it waits, the call still comes, and nothing new does.</summary>
public sealed class NegotiatedSignOut
{
    private static readonly AttemptId _mine = Seen.Attempt(1);
    private static readonly AgentLeg _leg = new(Seen.Epoch, Browser: true);
    private static readonly Duration _longest = Seen.Rules.RingTimeout + Seen.Rules.AnswerLimit + Duration.FromSeconds(5);

    [Fact]
    public void NL_08_With_nothing_on_its_way_it_is_done_at_once() =>
        Anna(new AgentState.Ready(Seen.Noon)).After(new SignOut("end"), 1).After(new SignOutCleared(7), 1).State.ShouldBeOfType<AgentState.SignedOut>();

    [Fact]
    public void NL_02_Whoever_is_ready_waits_as_long_as_the_group_says_that_a_call_is_on_its_way()
    {
        var held = Anna(new AgentState.Ready(Seen.Noon)).After(new SignOut("end"), 1).After(new SignOutHeld(7, Seen.Noon + Duration.FromSeconds(19)), 1);
        held.State.ShouldBeOfType<AgentState.Ready>();
        held.Leaving.ShouldNotBeNull().Until.ShouldBe(Seen.Noon + Duration.FromSeconds(19));

        var cleared = held.After(new SignOutCleared(7), 9);
        cleared.State.ShouldBe(new AgentState.NotReady(Seen.Noon + Duration.FromSeconds(9), Agent.SignsOut), "and the way back is open for a moment");
        held.After(new TimePassed(), 18).State.ShouldBeOfType<AgentState.Ready>();
        held.After(new TimePassed(), 19).State.ShouldBeOfType<AgentState.NotReady>("the deadline is never passed");
    }

    [Fact]
    public void NL_09_A_group_that_does_not_answer_is_not_waited_for_without_end() =>
        Anna(new AgentState.Ready(Seen.Noon)).After(new SignOut("end"), 1)
            .After(new TimePassed(), 1 + (int)_longest.TotalSeconds).State.ShouldBeOfType<AgentState.NotReady>();

    [Fact]
    public void NL_02_Whoever_has_been_ready_for_long_waits_for_the_group_as_well()
    {
        var asked = Anna(new AgentState.Ready(Seen.Noon)).After(new SignOut("end"), 300);
        asked.After(new TimePassed(), 300).State.ShouldBeOfType<AgentState.Ready>("what left just before is not known here yet");
        asked.After(new SignOutHeld(7, Seen.Noon + Duration.FromSeconds(319)), 300).After(new TimePassed(), 318).State.ShouldBeOfType<AgentState.Ready>();
    }

    [Fact]
    public void NL_01_Whoever_signs_out_of_everything_cannot_make_it_the_channel_alone() =>
        Anna(new AgentState.Ready(Seen.Noon)).After(new SignOut("order", By: "kim"), 1).After(new SignOut("channel", Channel: true), 2)
            .Leaving.ShouldNotBeNull().ShouldSatisfyAllConditions(l => l.Channel.ShouldBeFalse(), l => l.By.ShouldBe("kim"));

    [Fact]
    public void NL_07_Who_waits_takes_a_person_who_has_answered_and_nothing_that_is_not_dialled_yet()
    {
        var held = Anna(new AgentState.Ready(Seen.Noon)).After(new SignOut("end"), 1).After(new SignOutHeld(7, Seen.Noon + Duration.FromSeconds(19)), 1);

        held.After(new Reserve(_mine, 7), 5).State.ShouldBeOfType<AgentState.Ready>();
        held.After(new Reserve(_mine, 7, Answered: true), 5).State.ShouldBeOfType<AgentState.Reserved>();
    }

    [Fact]
    public void A_word_of_the_group_about_an_earlier_offer_changes_nothing() =>
        Anna(new AgentState.Ready(Seen.Noon)).After(new SignOut("end"), 1).After(new SignOutCleared(6), 1).State.ShouldBeOfType<AgentState.Ready>();

    [Fact]
    public void NL_02_A_reserved_agent_waits_until_the_ring_has_ended_at_the_latest()
    {
        var leaving = Anna(new AgentState.Reserved(Seen.Noon, _mine)).After(new SignOut("end"), 3);

        leaving.State.ShouldBeOfType<AgentState.Reserved>();
        leaving.Leaving.ShouldBe(new(Seen.Noon + Duration.FromSeconds(3), Seen.Noon + _longest, AllowedAt: null));
        leaving.Due(Seen.Rules).ShouldBe(Seen.Noon + _longest);
    }

    [Fact]
    public void NL_05_What_does_not_come_allows_it_and_the_grace_ends_it()
    {
        var allowed = Anna(new AgentState.Reserved(Seen.Noon, _mine)).After(new SignOut("end"), 3).After(new Release(_mine), 9)
            .After(new SignOutCleared(8), 9).After(new TimePassed(), 9);

        allowed.State.ShouldBeOfType<AgentState.NotReady>().Reason.ShouldBe(Agent.SignsOut);
        allowed.Leaving.ShouldNotBeNull().AllowedAt.ShouldBe(Seen.Noon + Duration.FromSeconds(9));
        allowed.After(new TimePassed(), 13).State.ShouldBeOfType<AgentState.NotReady>();
        allowed.After(new TimePassed(), 14).State.ShouldBeOfType<AgentState.SignedOut>();
    }

    [Fact]
    public void NL_01_CH_01_Out_of_the_voice_channel_alone_waits_in_the_same_way_and_the_agent_stays_without_calls()
    {
        var waiting = Anna(new AgentState.Reserved(Seen.Noon, _mine)).After(new SignOut("end", Channel: true), 3);
        waiting.Leaving.ShouldBe(new(Seen.Noon + Duration.FromSeconds(3), Seen.Noon + _longest, AllowedAt: null, Channel: true));

        var off = waiting.After(new Release(_mine), 9).After(new SignOutCleared(8), 9).After(new TimePassed(), 9).After(new TimePassed(), 14);
        off.State.ShouldBe(new AgentState.NotReady(Seen.Noon + Duration.FromSeconds(14), Agent.ChannelOff));
        off.Leaving.ShouldBeNull();
        off.After(new SignOut("end", Channel: true), 15).ShouldBe(off, "it is out already");
        off.After(new SignOut("end"), 15).State.ShouldBeOfType<AgentState.SignedOut>();
        off.After(new MakeReady(), 15).State.ShouldBeOfType<AgentState.Ready>("that is the way back");
    }

    [Fact]
    public void NL_01_A_sign_out_of_everything_follows_one_of_the_channel_and_not_the_other_way_round()
    {
        var channel = Anna(new AgentState.Reserved(Seen.Noon, _mine)).After(new SignOut("end", Channel: true), 3);
        var whole = channel.After(new SignOut("end"), 5);
        whole.Leaving.ShouldBe(channel.Leaving! with { Since = Seen.Noon + Duration.FromSeconds(5), Channel = false }); // It waits.
        whole.After(new SignOut("end", Channel: true), 6).Leaving.ShouldBe(whole.Leaving);
    }

    [Fact]
    public void NL_06_While_it_waits_no_other_call_is_taken() =>
        Anna(new AgentState.Reserved(Seen.Noon, _mine)).After(new SignOut("end"), 3).After(new Release(_mine), 9)
            .Decide(new Reserve(Seen.Attempt(2), 7), Seen.Noon, Seen.Rules).Facts.ShouldHaveSingleItem().ShouldBeOfType<AgentFact.ReservationRefused>();

    [Fact]
    public void NL_07_The_call_on_its_way_still_comes_and_the_sign_out_follows_its_outcome()
    {
        var talking = Anna(new AgentState.Reserved(Seen.Noon, _mine)).After(new SignOut("end"), 3).After(new Connect(_mine), 8);
        talking.State.ShouldBeOfType<AgentState.Talking>();

        var over = talking.After(new CallOver(_mine), 60).After(new SetOutcome(_mine, "agreed", ""), 65)
            .After(new SignOutCleared(8), 65).After(new TimePassed(), 65);
        over.Leaving.ShouldNotBeNull().AllowedAt.ShouldNotBeNull();
        over.After(new TimePassed(), 70).State.ShouldBeOfType<AgentState.SignedOut>();
    }

    [Fact]
    public void NL_09_The_deadline_is_never_passed() =>
        Anna(new AgentState.Reserved(Seen.Noon, _mine)).After(new SignOut("end"), 3)
            .After(new TimePassed(), (int)_longest.TotalSeconds).State.ShouldBe(new AgentState.NotReady(Seen.Noon + _longest, Agent.SignsOut));

    [Fact]
    public void NL_10_Taken_back_the_agent_stays_and_is_not_ready()
    {
        var back = Anna(new AgentState.Reserved(Seen.Noon, _mine)).After(new SignOut("end"), 3).After(new Stay(), 5);
        (back.Leaving, back.ThenNotReady).ShouldBe((null, Agent.Stayed));

        Anna(new AgentState.Reserved(Seen.Noon, _mine)).After(new SignOut("end"), 3).After(new Release(_mine), 9).After(new SignOutCleared(8), 9)
            .After(new TimePassed(), 9).After(new Stay(), 11).State.ShouldBe(new AgentState.NotReady(Seen.Noon + Duration.FromSeconds(11), Agent.Stayed));
    }

    [Fact]
    public void NL_10_Taken_back_what_was_booked_before_holds_again()
    {
        var leaving = Anna(new AgentState.Talking(Seen.Noon, _mine, OnHold: false)).After(new MakeNotReady("Lunch"), 1).After(new SignOut("end"), 3);
        var stays = leaving.Decide(new Stay(), Seen.Noon + Duration.FromSeconds(5), Seen.Rules);
        stays.Facts.ShouldBe([new AgentFact.SignOutTakenBack(leaving.Id), new AgentFact.NotReadyBooked(leaving.Id, "Lunch")]);
        leaving.After(new Stay("kim"), 5).ThenNotReady.ShouldBe("Lunch");

        // The call is over, and the sign-out waits for what else is on its way, or is allowed.
        var after = leaving.After(new CallOver(_mine), 60).After(new SetOutcome(_mine, "agreed", ""), 65);
        after.State.ShouldBeOfType<AgentState.Ready>();
        after.After(new Stay(), 66).State.ShouldBe(new AgentState.NotReady(Seen.Noon + Duration.FromSeconds(66), "Lunch"));
        after.After(new Stay("kim"), 66).State.ShouldBe(new AgentState.NotReady(Seen.Noon + Duration.FromSeconds(66), "Lunch"));
        var allowed = after.After(new SignOutHeld(8, Seen.Noon + Duration.FromSeconds(70)), 66).After(new SignOutCleared(8), 68).After(new TimePassed(), 68);
        var back = allowed.After(new Stay(), 69);
        (back.State, back.ThenNotReady).ShouldBe((new AgentState.NotReady(Seen.Noon + Duration.FromSeconds(69), "Lunch"), null));
        allowed.After(new TimePassed(), 80).ThenNotReady.ShouldBeNull();
    }

    [Fact]
    public void The_reason_of_who_stayed_is_the_one_that_screens_know() => Agent.Stayed.ShouldBe(Paceline.Contracts.AgentSnapshot.Stayed);

    [Fact]
    public void A_record_that_is_read_goes_back_and_the_sign_out_is_done_at_once() =>
        Anna(new AgentState.Previewing(Seen.Noon, _mine)).Decide(new SignOut("end"), Seen.Noon, Seen.Rules).Facts
            .Select(static f => f.GetType().Name).ShouldBe(["RecordReturned", "BecameNotReady", "SignedOut"]);

    private static Agent Anna(AgentState state) => new(new AgentId("anna"), Seen.Group, state, _leg, ThenNotReady: null, Offer: 7);
}

/// <summary>An agent who is told things.</summary>
internal static class AgentLife
{
    public static Agent After(this Agent agent, AgentInput input, int second)
    {
        var at = Seen.Noon + Duration.FromSeconds(second);
        return agent.Decide(input, at, Seen.Rules).Facts.Aggregate(agent, (a, fact) => a.Evolve((AgentFact)fact, at));
    }
}
