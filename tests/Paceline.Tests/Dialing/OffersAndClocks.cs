using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Campaigns;
using static Paceline.Dialing.Agents.AgentInput;

namespace Paceline.Tests.Dialing;

/// <summary>What is offered to an agent, and the clock of a record that is called by itself, seen from the agent.</summary>
public sealed class OffersAndClocks
{
    private static readonly AttemptId _mine = Seen.Attempt(1);
    private static readonly Duration _offer = Duration.FromSeconds(20);

    private static readonly CampaignRules _timed =
        Seen.Rules with { Agents = AgentRules.Default with { CallAfter = Duration.FromSeconds(5) } };

    [Fact]
    public void PV_14_One_record_is_open_at_a_time_and_a_second_is_refused_in_a_sentence() =>
        Reading().Decide(new AskRecord(), Seen.Noon, Seen.Rules).Refusal.ShouldNotBeNull().Detail
            .ShouldEndWith("Finish this one first: one record is open at a time.");

    [Fact]
    public void PV_15_A_timed_preview_is_called_when_its_time_is_over_and_not_before()
    {
        Reading().Due(_timed).ShouldBe(After(5));
        Reading().Decide(new TimePassed(), After(4), _timed).ShouldBe(Decision.Nothing);
        Reading().Decide(new TimePassed(), After(5), _timed).Facts.ShouldHaveSingleItem().ShouldBeOfType<AgentFact.CallChosen>();
    }

    [Fact]
    public void PV_15_A_clock_that_is_stopped_never_calls_and_the_record_is_called_by_hand()
    {
        var agent = Does(Reading(), new StopClock(_mine));

        agent.Due(_timed).ShouldBeNull();
        agent.Decide(new TimePassed(), After(600), _timed).ShouldBe(Decision.Nothing);
        agent.Decide(new StopClock(_mine), Seen.Noon, _timed).ShouldBe(Decision.Nothing);
        Does(agent, new AgentInput.Call(_mine)).State.ShouldBeOfType<AgentState.Calling>();
    }

    [Fact]
    public void PV_15_Refused_because_the_campaign_was_stopped_it_rests_until_that_runs_again()
    {
        var refused = Does(Does(Reading(), new AgentInput.Call(_mine)), new CallRefused(_mine, Agent.CampaignStopped));
        (refused.Due(_timed), ((AgentState.Previewing)refused.State).Problem).ShouldBe((null, Agent.CampaignStopped));
        refused.Decide(new TimePassed(), After(600), _timed).ShouldBe(Decision.Nothing);

        var runs = Does(refused, new CampaignRuns(_mine));

        runs.State.ShouldBe(new AgentState.Previewing(Seen.Noon, _mine));
        runs.Due(_timed).ShouldBe(After(5));
        var asleep = Does(Does(Reading(), new AgentInput.Call(_mine)), new CallRefused(_mine, "asleep"));
        asleep.Decide(new CampaignRuns(_mine), After(1), _timed).ShouldBe(Decision.Nothing, "the campaign has nothing to do with it");
        Reading().Decide(new CampaignRuns(_mine), After(1), _timed).ShouldBe(Decision.Nothing);
    }

    [Fact]
    public void PV_15_Without_sound_it_is_not_tried_again_and_again()
    {
        var silent = Reading() with { Leg = null };

        silent.Due(_timed).ShouldBeNull();
        silent.Decide(new TimePassed(), After(600), _timed).ShouldBe(Decision.Nothing);
    }

    [Fact]
    public void PV_15_Given_back_it_is_called_by_nobody() =>
        Does(Reading(), new Return(_mine, ReturnedAs.Skipped)).Due(_timed).ShouldBeNull();

    [Fact]
    public void PV_15_Time_is_added_ten_times_and_then_refused_in_a_sentence()
    {
        var agent = Enumerable.Range(0, AgentRules.MoreTimesMax).Aggregate(Reading(), static (a, _) => Does(a, new MoreTime(_mine)));

        agent.Due(_timed).ShouldBe(After(5 + (30 * 10)));
        agent.Decide(new MoreTime(_mine), Seen.Noon, _timed).Refusal.ShouldNotBeNull().Code.ShouldBe("no-more-time");
    }

    [Fact]
    public void PV_15_The_clock_is_stopped_and_set_by_those_who_may()
    {
        var rules = _timed with { Agents = _timed.Agents with { Rights = AgentRights.All & ~AgentRights.StopClock & ~AgentRights.MoreTime } };

        Reading().Decide(new StopClock(_mine), Seen.Noon, rules).Refusal.ShouldNotBeNull().Code.ShouldBe("not-allowed");
        Reading().Decide(new MoreTime(_mine), Seen.Noon, rules).Refusal.ShouldNotBeNull().Code.ShouldBe("not-allowed");
    }

    [Fact]
    public void PP_02_ST_03_Nothing_is_offered_to_an_agent_who_is_not_ready()
    {
        var away = An(new AgentState.NotReady(Seen.Noon, "Lunch"));

        away.Decide(new Reserve(_mine, 7, Handing.Record, _offer), Seen.Noon, Seen.Rules)
            .Facts.ShouldHaveSingleItem().ShouldBeOfType<AgentFact.ReservationRefused>();
        Does(Offered(), new MakeNotReady("Lunch")).State.ShouldBeOfType<AgentState.NotReady>();
    }

    [Fact]
    public void PP_05_An_offered_record_is_taken_out_of_the_campaign_unread_by_those_who_may()
    {
        var decision = Offered().Decide(new Return(_mine, ReturnedAs.NotInCampaign), Seen.Noon, Seen.Rules);
        decision.Facts.Select(static f => f.GetType().Name).ShouldBe(["RecordReturned", "BecameReady"]);

        var rules = Seen.Rules with { Agents = AgentRules.Default with { Rights = AgentRights.All & ~AgentRights.NotInCampaign } };
        Offered().Decide(new Return(_mine, ReturnedAs.NotInCampaign), Seen.Noon, rules).Refusal.ShouldNotBeNull().Code.ShouldBe("not-allowed");
        Offered(Handing.Call).Decide(new Return(_mine, ReturnedAs.NotInCampaign), Seen.Noon, Seen.Rules).Refusal.ShouldNotBeNull();
    }

    [Fact]
    public void PP_07_VO_01_What_is_offered_is_taken_by_itself_when_its_time_is_over_where_the_rules_say_so()
    {
        var rules = Seen.Rules with { Agents = AgentRules.Default with { OfferIsTaken = true } };

        Offered().Decide(new TimePassed(), After(19), rules).ShouldBe(Decision.Nothing);
        Offered().Decide(new TimePassed(), After(20), rules).Facts.ShouldHaveSingleItem().ShouldBeOfType<AgentFact.PreviewOpened>();
        Offered(Handing.Call).Decide(new TimePassed(), After(20), rules).Facts.ShouldHaveSingleItem().ShouldBeOfType<AgentFact.Reserved>();
        Offered().Decide(new Decline(_mine), After(19), rules).Facts[0].ShouldBeOfType<AgentFact.ReservationRefused>();
    }

    [Fact]
    public void VO_01_An_agent_who_is_not_asked_has_it_at_once_and_one_who_may_not_decline_is_told_so()
    {
        An(new AgentState.Ready(Seen.Noon)).Decide(new Reserve(_mine, 7), Seen.Noon, Seen.Rules)
            .Facts.ShouldHaveSingleItem().ShouldBeOfType<AgentFact.Reserved>();
        Offered().Decide(new Decline(_mine), Seen.Noon, Seen.Rules with { Agents = AgentRules.Default with { Rights = AgentRights.None } })
            .Refusal.ShouldNotBeNull().Code.ShouldBe("not-allowed");
    }

    private static Instant After(int seconds) => Seen.Noon + Duration.FromSeconds(seconds);

    private static Agent Reading() => An(new AgentState.Previewing(Seen.Noon, _mine));

    private static Agent Offered(Handing handing = Handing.Record) => An(new AgentState.Offered(Seen.Noon, _mine, handing, After(20)));

    private static Agent An(AgentState state) =>
        new(new AgentId("anna"), Seen.Group, state, new(Seen.Epoch, Browser: true), ThenNotReady: null, Offer: 7);

    private static Agent Does(Agent agent, AgentInput input) =>
        agent.Decide(input, Seen.Noon, _timed).Facts.Aggregate(agent, static (a, fact) => a.Evolve((AgentFact)fact, Seen.Noon));
}
