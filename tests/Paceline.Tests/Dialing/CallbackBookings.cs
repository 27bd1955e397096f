using NodaTime;
using NodaTime.Text;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;
using static Paceline.Dialing.Agents.AgentInput;

namespace Paceline.Tests.Dialing;

/// <summary>Callbacks as an agent arranges them, and the rules of what may be arranged.</summary>
public sealed class CallbackBookings
{
    private const string NewYork = "America/New_York";

    private static readonly AttemptId _mine = Seen.Attempt(1);
    private static readonly Booking _booking = new(Seen.Noon + Duration.FromHours(2), Personal: true, Position: null, Number: null, NewYork, "Ask for Ann.");

    [Fact]
    public void CB_01_CB_06_What_was_arranged_goes_to_the_group_with_the_outcome_and_not_before()
    {
        var talking = With(new AgentState.Talking(Seen.Noon, _mine, OnHold: false));
        var (booked, first) = Does(talking, new BookCallback(_mine, _booking));
        first.ShouldBeEmpty();
        var (wrapUp, _) = Does(booked, new CallOver(_mine));

        var (after, orders) = Does(wrapUp, new SetOutcome(_mine, "try-again", ""));

        orders[0].ShouldBe(new Order.ToGroup(Seen.Group, new GroupInput.OutcomeChosen(_mine, talking.Id, "try-again", _booking, Offer: talking.Offer)));
        after.Booked.ShouldBeNull();
    }

    [Fact]
    public void CB_06_It_can_be_changed_and_taken_back_until_then()
    {
        var wrapUp = With(new AgentState.WrapUp(Seen.Noon, _mine));
        var (booked, _) = Does(wrapUp, new BookCallback(_mine, _booking));
        booked.Decide(new BookCallback(_mine, _booking), Seen.Noon, Seen.Rules).ShouldBe(Decision.Nothing);
        var (changed, _) = Does(booked, new BookCallback(_mine, _booking with { Personal = false }));
        changed.Booked!.Personal.ShouldBeFalse();

        var (none, _) = Does(changed, new DropCallback(_mine));
        var (_, orders) = Does(none, new SetOutcome(_mine, "agreed", ""));

        orders[0].ShouldBe(new Order.ToGroup(Seen.Group, new GroupInput.OutcomeChosen(_mine, wrapUp.Id, "agreed", Offer: wrapUp.Offer)));
    }

    [Fact]
    public void What_was_arranged_is_not_lost_when_wrap_up_runs_out()
    {
        var (booked, _) = Does(With(new AgentState.WrapUp(Seen.Noon, _mine)), new BookCallback(_mine, _booking));

        var decision = booked.Decide(new TimePassed(), Seen.Noon + Seen.Rules.WrapUpLimit, Seen.Rules);

        Order.Of(booked, (AgentFact)decision.Facts[0]).ShouldBeOfType<Order.ToGroup>().Input
            .ShouldBe(new GroupInput.OutcomeChosen(_mine, booked.Id, "none", _booking, Offer: booked.Offer));
    }

    [Fact]
    public void A_campaign_promises_no_more_than_it_can_hold_and_says_so()
    {
        var wrapUp = With(new AgentState.WrapUp(Seen.Noon, _mine));

        wrapUp.Decide(new BookCallback(_mine, _booking, CallbackRules.Most), Seen.Noon, Seen.Rules).Refusal.ShouldNotBeNull().Detail.ShouldBe(
            "This campaign has 20000 callbacks to keep and takes no more than 20000. Choose an outcome that calls again, or ask your supervisor.");
        Does(wrapUp, new BookCallback(_mine, _booking, CallbackRules.Most - 1)).After.Booked.ShouldBe(_booking);
        (wrapUp with { Booked = _booking }).Decide(new BookCallback(_mine, _booking with { Note = "" }, CallbackRules.Most), Seen.Noon, Seen.Rules)
            .Refusal.ShouldBeNull("it takes the place of another");
    }

    [Fact]
    public void Whoever_the_agents_own_call_left_alone_is_promised_no_call_before_the_law_has_it()
    {
        var alone = With(new AgentState.WrapUp(Seen.Noon, _mine, "Dropped"));

        var no = alone.Decide(new BookCallback(_mine, _booking), Seen.Noon, Seen.Rules).Refusal.ShouldNotBeNull();

        (no.Code, no.Instead).ShouldBe(("left-in-peace", Seen.Noon + Duration.FromHours(72)));
        Does(alone, new BookCallback(_mine, _booking with { At = Seen.Noon + Duration.FromHours(73) })).After.Booked.ShouldNotBeNull();
        With(new AgentState.WrapUp(Seen.Noon, _mine, "Busy")).Decide(new BookCallback(_mine, _booking), Seen.Noon, Seen.Rules).Refusal.ShouldBeNull();
    }

    [Fact]
    public void Peace_follows_what_counts_as_abandonment() =>
        Enum.GetValues<CallResult>().Where(static r => Peace.Follows(r.ToString())).ShouldBe(Enum.GetValues<CallResult>().Where(AttemptFact.IsAbandonment));

    [Fact]
    public void CB_05_A_record_that_is_read_is_closed_by_it()
    {
        var (after, orders) = Does(With(new AgentState.Previewing(Seen.Noon, _mine)), new BookCallback(_mine, _booking));

        after.State.ShouldBeOfType<AgentState.Ready>();
        orders[0].ShouldBe(new Order.ToGroup(Seen.Group, new GroupInput.RecordReturned(_mine, ReturnedAs.CalledBack, after.Id, _booking)));
    }

    [Fact]
    public void CB_01_CB_03_CB_05_Each_has_its_right()
    {
        var newNumber = _booking with { Number = new NewNumber(new("+12125550177"), NewYork) };

        Refused(new AgentState.Previewing(Seen.Noon, _mine), _booking, AgentRights.CallbackBeforeCall).ShouldBe("not-allowed");
        Refused(new AgentState.Previewing(Seen.Noon, _mine), _booking, AgentRights.Callback).ShouldBeNull();
        Refused(new AgentState.WrapUp(Seen.Noon, _mine), _booking, AgentRights.Callback).ShouldBe("not-allowed");
        Refused(new AgentState.WrapUp(Seen.Noon, _mine), newNumber, AgentRights.NewNumber).ShouldBe("not-allowed");
        Refused(new AgentState.WrapUp(Seen.Noon, _mine), newNumber, AgentRights.Skip).ShouldBeNull();

        static string? Refused(AgentState state, Booking booking, AgentRights without) => With(state)
            .Decide(new BookCallback(_mine, booking), Seen.Noon, Seen.Rules with { Agents = AgentRules.Default with { Rights = AgentRights.All & ~without } })
            .Refusal?.Code;
    }

    [Theory]
    [InlineData(-1, "past", "2026-03-02T15:05:00Z")]
    [InlineData(0, "past", "2026-03-02T15:05:00Z")]
    [InlineData(60, null, null)]
    [InlineData(659, null, null)] // 20:59 in New York.
    [InlineData(660, "outside-hours", "2026-03-03T13:00:00Z")] // 21:00: the next morning at eight.
    [InlineData((60 * 24) - 121, "outside-hours", "2026-03-03T13:00:00Z")] // 07:59.
    [InlineData((60 * 24) - 120, null, null)]
    [InlineData(60 * 24 * 31, "too-far", null)]
    public void CB_02_A_time_that_is_not_permitted_is_refused_with_one_that_is(int minutes, string? code, string? instead)
    {
        var refusal = CallbackRules.Default.Refuses(_booking with { At = Seen.Noon + Duration.FromMinutes(minutes) }, Seen.Rules.Window, Seen.Noon);

        (refusal?.Code, refusal?.Instead is { } at ? InstantPattern.General.Format(at) : null).ShouldBe((code, instead));
    }

    [Fact]
    public void CB_02_The_hours_are_those_of_the_number()
    {
        var refusal = CallbackRules.Default.Refuses(_booking with { Zone = "America/Los_Angeles", At = Seen.Noon + Duration.FromMinutes(30) }, Seen.Rules.Window, Seen.Noon);

        refusal.ShouldNotBeNull().Detail.ShouldBe(
            "Calls to America/Los_Angeles are permitted from 08:00 to 21:00. The next permitted time is 2026-03-02 08:00 there.");
        CallbackRules.Default.Refuses(_booking with { Zone = "Nowhere/Such" }, Seen.Rules.Window, Seen.Noon).ShouldNotBeNull().Code.ShouldBe("unknown-zone");
    }

    [Theory]
    [InlineData(CallbackChoice.Agent, true, null)]
    [InlineData(CallbackChoice.Agent, false, null)]
    [InlineData(CallbackChoice.AlwaysPersonal, true, null)]
    [InlineData(CallbackChoice.AlwaysPersonal, false, "always-personal")]
    [InlineData(CallbackChoice.AlwaysCampaign, true, "always-campaign")]
    [InlineData(CallbackChoice.AlwaysCampaign, false, null)]
    public void CB_04_A_campaign_may_say_whose_callbacks_are(CallbackChoice choice, bool personal, string? code) =>
        (CallbackRules.Default with { Choice = choice }).Refuses(_booking with { Personal = personal }, Seen.Rules.Window, Seen.Noon)?.Code.ShouldBe(code);

    [Fact]
    public void A_note_has_its_limit() => CallbackRules.Default
        .Refuses(_booking with { Note = new string('x', Callback.NoteLengthMax + 1) }, Seen.Rules.Window, Seen.Noon).ShouldNotBeNull().Code.ShouldBe("note-too-long");

    private static Agent With(AgentState state) =>
        new(new AgentId("anna"), Seen.Group, state, new AgentLeg(Seen.Epoch, Browser: true), ThenNotReady: null, Offer: 7);

    private static (Agent After, List<Order> Orders) Does(Agent agent, AgentInput input)
    {
        var decision = agent.Decide(input, Seen.Noon, Seen.Rules);
        decision.Refusal.ShouldBeNull();
        var orders = new List<Order>();
        foreach (var fact in decision.Facts.Cast<AgentFact>())
        {
            orders.AddRange(Order.Of(agent, fact) is { } order ? [order] : []);
            agent = agent.Evolve(fact, Seen.Noon);
        }

        return (agent, orders);
    }
}
