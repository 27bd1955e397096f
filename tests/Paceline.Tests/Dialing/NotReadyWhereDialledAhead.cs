using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Campaigns;
using static Paceline.Dialing.Agents.AgentInput;

namespace Paceline.Tests.Dialing;

/// <summary>Not ready while a call that was dialled ahead may be on its way (features 6.4): it still comes, and the pause follows it.</summary>
public sealed class NotReadyWhereDialledAhead
{
    private static readonly AttemptId _mine = Seen.Attempt(1);
    private static readonly CampaignRules _rules = Seen.Rules with { DialsAhead = true };
    private static readonly Duration _longest = Seen.Rules.RingTimeout + Seen.Rules.AnswerLimit + Duration.FromSeconds(5);

    [Fact]
    public void ST_03_The_agent_is_ready_until_the_group_says_that_nothing_can_come_and_then_pauses()
    {
        var pauses = After(Ready, new MakeNotReady("Break"), 1);
        (pauses.State, pauses.ThenNotReady).ShouldBe((new AgentState.Ready(Seen.Noon, PauseAt: At(1) + _longest), "Break"));
        Order.Of(Ready, new AgentFact.NotReadyBooked(Ready.Id, "Break")).ShouldBeOfType<Order.ToGroup>("the group counts on them no more");

        After(pauses, new SignOutCleared(7), 2).State.ShouldBe(new AgentState.NotReady(At(2), "Break"));
        After(pauses, new SignOutCleared(6), 2).State.ShouldBeOfType<AgentState.Ready>("that was about an earlier offer");
    }

    [Fact]
    public void ST_03_It_ends_at_the_moment_the_group_names_or_without_its_word_when_nothing_can_ring_any_more()
    {
        var pauses = After(Ready, new MakeNotReady("Break"), 1);
        var held = After(pauses, new SignOutHeld(7, At(19)), 1);
        held.Due(_rules).ShouldBe(At(19));
        After(held, new TimePassed(), 18).State.ShouldBeOfType<AgentState.Ready>();
        After(held, new TimePassed(), 19).State.ShouldBe(new AgentState.NotReady(At(19), "Break"));

        var late = 1 + (int)_longest.TotalSeconds;
        After(pauses, new TimePassed(), late).State.ShouldBe(new AgentState.NotReady(At(late), "Break"));
        After(pauses, new MakeNotReady("Lunch"), 10).Due(_rules).ShouldBe(At(1) + _longest, "chosen again it is not put off");
    }

    [Fact]
    public void ST_03_Who_has_answered_still_comes_nothing_new_does_and_the_pause_follows_the_outcome()
    {
        var pauses = After(Ready, new MakeNotReady("Break"), 1);
        After(pauses, new Reserve(_mine, 6), 5).State.ShouldBeOfType<AgentState.Ready>("of an earlier offer");
        After(pauses, new Reserve(_mine, 7), 5).State
            .ShouldBe(new AgentState.NotReady(At(5), "Break"), "a number that is not dialled yet is for somebody else, and nothing else counts on them");

        var over = After(After(After(After(pauses, new Reserve(_mine, 7, Answered: true), 5), new Connect(_mine, 7), 5), new CallOver(_mine), 60), new SetOutcome(_mine, "agreed", ""), 65);
        over.State.ShouldBe(new AgentState.NotReady(At(65), "Break"));
        After(After(pauses, new Reserve(_mine, 7, Answered: true), 5), new Release(_mine), 6).State.ShouldBe(new AgentState.NotReady(At(6), "Break"), "they hung up");
    }

    [Fact]
    public void ST_03_Ready_takes_it_back_with_an_offer_of_its_own_because_the_group_may_have_let_them_go()
    {
        var back = After(After(Ready, new MakeNotReady("Break"), 1), new MakeReady(), 3);
        (back.State, back.ThenNotReady, back.Offer).ShouldBe((new AgentState.Ready(At(3)), null, 8));
        After(back, new SignOutCleared(7), 4).ShouldBe(back, "the answer to what was taken back");
        After(back, new SignOutCleared(8), 4).Offer.ShouldBe(9, "told again it would let them go: they come anew");
    }

    [Fact]
    public void ST_03_A_sign_out_goes_before_it_and_taken_back_the_pause_waits_for_the_call_as_well()
    {
        var leaving = After(After(Ready, new MakeNotReady("Break"), 1), new SignOut("end"), 2);
        leaving.Leaving.ShouldNotBeNull();

        var stays = After(leaving, new Stay(), 3);
        (stays.State, stays.ThenNotReady).ShouldBe((new AgentState.Ready(Seen.Noon, PauseAt: At(1) + _longest), "Break"));
        After(leaving, new SignOutCleared(7), 3).State.ShouldBeOfType<AgentState.SignedOut>();
    }

    [Fact]
    public void ST_03_Elsewhere_and_by_an_order_that_says_now_it_is_at_once()
    {
        Ready.After(new MakeNotReady("Break"), 1).State.ShouldBe(new AgentState.NotReady(At(1), "Break"), "nothing is dialled ahead");
        After(Ready, new MakeNotReady("Break", Now: true, By: "sue"), 1).State.ShouldBe(new AgentState.NotReady(At(1), "Break"));
        var talks = After(After(Ready, new Connect(_mine, 7), 1), new MakeNotReady(Agent.PageLost, Now: true), 2);
        talks.State.ShouldBeOfType<AgentState.Talking>("a conversation is never cut");
        talks.ThenNotReady.ShouldBe(Agent.PageLost);
    }

    private static Agent Ready =>
        new(new AgentId("anna"), Seen.Group, new AgentState.Ready(Seen.Noon), new AgentLeg(Seen.Epoch, Browser: true), ThenNotReady: null, Offer: 7);

    private static Instant At(int second) => Seen.Noon + Duration.FromSeconds(second);

    private static Agent After(Agent agent, AgentInput input, int second) =>
        agent.Decide(input, At(second), _rules).Facts.Aggregate(agent, (a, fact) => a.Evolve((AgentFact)fact, At(second)));
}
