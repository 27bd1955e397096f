using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using static Paceline.Dialing.Agents.AgentInput;

namespace Paceline.Tests.Dialing;

/// <summary>What a supervisor orders for an agent (features 6.6, 9.13): now or after the call, and never by cutting a conversation.</summary>
public sealed class SupervisorOrders
{
    private static readonly AttemptId _mine = Seen.Attempt(1);
    private static readonly AgentLeg _leg = new(Seen.Epoch, Browser: true);

    private static AgentState Talking => new AgentState.Talking(Seen.Noon, _mine, OnHold: false);

    [Fact]
    public void SU_02_In_a_call_the_state_is_booked_and_follows_the_outcome()
    {
        var booked = Anna(Talking).After(new MakeNotReady("Break", "kim"), 5);
        (booked.State, booked.ThenNotReady).ShouldBe((Talking, "Break"));
        booked.After(new CallOver(_mine), 60).After(new SetOutcome(_mine, "agreed", ""), 65)
            .State.ShouldBe(new AgentState.NotReady(Seen.Noon + Duration.FromSeconds(65), "Break"));

        booked.After(new MakeReady("kim"), 6).ThenNotReady.ShouldBeNull("that takes it back");
    }

    [Fact]
    public void SU_02_Outside_a_call_it_is_set_at_once_and_the_fact_says_by_whom()
    {
        Facts(Anna(new AgentState.Ready(Seen.Noon)), new MakeNotReady("Break", "kim"))
            .ShouldBe([new AgentFact.BecameNotReady(new("anna"), Seen.Group, "Break", 7, "kim")]);
        Facts(Anna(new AgentState.NotReady(Seen.Noon, "Break")), new MakeReady("kim"))
            .ShouldBe([new AgentFact.BecameReady(new("anna"), Seen.Group, Seen.Epoch, 8, "kim")]);
        Facts(Anna(new AgentState.NotReady(Seen.Noon, "Break")), new MakeNotReady("Break", "kim")).ShouldBeEmpty("the break goes on");
    }

    [Fact]
    public void SU_02_Now_gives_a_record_back_takes_back_what_rings_and_ends_a_wrap_up_without_an_outcome()
    {
        var now = new MakeNotReady("Break", "kim", Now: true);
        Names(Anna(new AgentState.Previewing(Seen.Noon, _mine)), now).ShouldBe(["RecordReturned", "BecameNotReady"]);
        Names(Anna(new AgentState.Reserved(Seen.Noon, _mine)), now).ShouldBe(["BecameNotReady"], "the group takes back what rings");
        Facts(Anna(new AgentState.WrapUp(Seen.Noon, _mine)), now)[0].ShouldBe(new AgentFact.OutcomeSet(new("anna"), Seen.Group, _mine, "none", ""));
        Facts(Anna(new AgentState.WrapUp(Seen.Noon, _mine, "Busy")), now)[0]
            .ShouldBe(new AgentFact.OutcomeSet(new("anna"), Seen.Group, _mine, "not-reached", ""));
    }

    [Fact]
    public void SU_02_What_cannot_be_ordered_is_refused_in_words_for_the_supervisor()
    {
        Code(Anna(new AgentState.SignedOut(Seen.Noon)), new MakeReady("kim")).ShouldBe("signed-out");
        Code(Anna(new AgentState.SignedOut(Seen.Noon)), new SignOut("order", By: "kim")).ShouldBe("signed-out");
        Code(Anna(Talking), new MakeNotReady("Break", "kim", Now: true)).ShouldBe("in-a-call");
        Code(Anna(new AgentState.NotReady(Seen.Noon, "Break")) with { Leg = null }, new MakeReady("kim")).ShouldBe("no-audio");
        Code(Anna(Talking).After(new SignOut("order", By: "kim"), 1), new MakeNotReady("Break", "kim")).ShouldBe("signing-out");
    }

    [Fact]
    public void NL_12_After_this_call_is_after_its_outcome_and_only_a_supervisor_takes_it_back()
    {
        var leaving = Anna(Talking).After(new SignOut("order", By: "kim"), 5);
        leaving.Leaving.ShouldBe(new(Seen.Noon + Duration.FromSeconds(5), Until: null, AllowedAt: null, By: "kim"));
        leaving.Decide(new Stay(), Seen.Noon, Seen.Rules).Refusal.ShouldNotBeNull().Code.ShouldBe("supervisors-order");
        leaving.After(new SignOut("by the agent"), 6).ShouldBe(leaving, "theirs changes nothing");

        var wrapUp = leaving.After(new CallOver(_mine), 60);
        wrapUp.State.ShouldBeOfType<AgentState.WrapUp>();
        wrapUp.After(new SetOutcome(_mine, "agreed", ""), 65).After(new SignOutCleared(8), 65).After(new TimePassed(), 65).After(new TimePassed(), 70)
            .State.ShouldBe(new AgentState.SignedOut(Seen.Noon + Duration.FromSeconds(70), "kim"));

        var stays = leaving.After(new Stay("kim"), 7);
        (stays.Leaving, stays.ThenNotReady).ShouldBe((null, null), "as before");
        Anna(new AgentState.Ready(Seen.Noon)).After(new SignOut("order", By: "kim"), 1).After(new Stay("kim"), 2).State
            .ShouldBe(new AgentState.Ready(Seen.Noon + Duration.FromSeconds(2)), "offered anew: the group may have let them go");
    }

    [Fact]
    public void NL_12_After_this_call_lets_a_record_that_is_read_be_finished() =>
        Anna(new AgentState.Previewing(Seen.Noon, _mine)).After(new SignOut("order", By: "kim"), 1).State.ShouldBeOfType<AgentState.Previewing>();

    [Fact]
    public void NL_12_Now_the_conversation_goes_on_until_it_ends_and_no_wrap_up_follows()
    {
        var leaving = Anna(Talking).After(new SignOut("order", Now: true, By: "kim"), 5);
        leaving.State.ShouldBe(Talking);
        leaving.After(new Hold(_mine), 8).State.ShouldBeOfType<AgentState.Talking>().OnHold.ShouldBeTrue("it is worked as any other");
        Names(leaving, new CallOver(_mine)).ShouldBe(["ConversationEnded", "OutcomeSet", "BecameNotReady", "SignedOut"]);
        leaving.After(new CallOver(_mine), 60).State.ShouldBe(new AgentState.SignedOut(Seen.Noon + Duration.FromSeconds(60), "kim"));
        leaving.After(new Stay("kim"), 6).After(new CallOver(_mine), 60).State.ShouldBeOfType<AgentState.WrapUp>("it was taken back");
    }

    [Fact]
    public void NL_12_Now_follows_after_this_call_and_not_the_other_way_round()
    {
        var now = Anna(Talking).After(new SignOut("order", By: "kim"), 5).After(new SignOut("order", Now: true, By: "kim"), 6);
        now.Leaving.ShouldNotBeNull().Now.ShouldBeTrue();
        now.After(new SignOut("order", By: "kim"), 7).ShouldBe(now);
    }

    [Fact]
    public void NL_12_Now_a_number_the_agent_called_rings_no_more_and_what_is_refused_goes_back()
    {
        var calling = Anna(new AgentState.Calling(Seen.Noon, _mine));
        Names(calling, new SignOut("order", Now: true, By: "kim")).ShouldBe(["SignOutAsked", "HangUpAsked"]);

        var leaving = calling.After(new SignOut("order", Now: true, By: "kim"), 5);
        Names(leaving, new CallOver(_mine, "NoAnswer")).ShouldBe(["ConversationEnded", "OutcomeSet", "BecameNotReady", "SignedOut"]);
        Names(leaving, new CallRefused(_mine, "asleep")).ShouldBe(["CallRefused", "RecordReturned", "BecameNotReady", "SignedOut"]);
        leaving.After(new Connect(_mine), 6).State.ShouldBeOfType<AgentState.Talking>("an answer that crosses it is talked to");
    }

    [Fact]
    public void NL_12_Now_what_is_at_hand_leaves_the_desk_as_it_is()
    {
        var now = new SignOut("order", Now: true, By: "kim");
        Names(Anna(new AgentState.Ready(Seen.Noon)), now).ShouldBe(["BecameNotReady", "SignedOut"]);
        Names(Anna(new AgentState.Previewing(Seen.Noon, _mine)), now).ShouldBe(["RecordReturned", "BecameNotReady", "SignedOut"]);
        Names(Anna(new AgentState.WrapUp(Seen.Noon, _mine)), now).ShouldBe(["OutcomeSet", "BecameNotReady", "SignedOut"]);
    }

    [Fact]
    public void SU_02_An_order_for_the_state_that_was_is_refused_in_the_agents_own_turn()
    {
        var lunch = Anna(new AgentState.NotReady(Seen.Noon, "Lunch"));
        foreach (AgentInput order in (AgentInput[])
            [new MakeReady("kim", Seen.Noon - Duration.FromSeconds(1)), new MakeNotReady("Break", "kim", Since: Seen.Noon - Duration.FromSeconds(1))])
        {
            lunch.Decide(order, Seen.Noon + Duration.FromSeconds(9), Seen.Rules).Refusal.ShouldNotBeNull().Code.ShouldBe("moved-on");
        }

        lunch.After(new MakeNotReady("Break", "kim", Since: Seen.Noon), 9).State.ShouldBe(new AgentState.NotReady(Seen.Noon + Duration.FromSeconds(9), "Break"));
    }

    [Fact]
    public void NL_12_An_agents_own_sign_out_that_waits_becomes_the_supervisors()
    {
        var own = Anna(new AgentState.Reserved(Seen.Noon, _mine)).After(new SignOut("end"), 3);
        var ordered = own.After(new SignOut("order", By: "kim"), 4);
        ordered.Leaving.ShouldBe(own.Leaving! with { Since = Seen.Noon + Duration.FromSeconds(4), By = "kim" }); // It waits.
    }

    private static Agent Anna(AgentState state) => new(new AgentId("anna"), Seen.Group, state, _leg, ThenNotReady: null, Offer: 7);

    private static DialingFact[] Facts(Agent agent, AgentInput input) => [.. agent.Decide(input, Seen.Noon, Seen.Rules).Facts];

    private static IEnumerable<string> Names(Agent agent, AgentInput input) => Facts(agent, input).Select(static f => f.GetType().Name);

    private static string Code(Agent agent, AgentInput input) => agent.Decide(input, Seen.Noon, Seen.Rules).Refusal.ShouldNotBeNull().Code;
}
