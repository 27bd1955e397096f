using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Groups;
using Paceline.Dialing.Pacing;
using Paceline.Storage;
using static Paceline.Dialing.Groups.GroupInput;
using static Paceline.Tests.Dialing.GroupStory;

namespace Paceline.Tests.Dialing;

/// <summary>What a campaign may and must do is changed while it rests: a call keeps the rules under which it was placed.</summary>
public sealed class CampaignRulesChange
{
    private static readonly CampaignRules _other = Seen.Rules with
    {
        RingTimeout = Duration.FromSeconds(40),
        AttemptsPerChain = 2,
        Agents = AgentRules.Default with { Rights = AgentRights.All & ~AgentRights.Decline, OfferFor = Duration.FromSeconds(30) },
    };

    [Fact]
    public void They_are_changed_at_rest_and_pacing_and_outcomes_stay()
    {
        var pacing = new PacingRules(new PacingGoal.BusyFactor(0.8), Duration.FromHours(6));
        var story = new GroupStory().Then(new SetPacing(pacing, "sue"));

        story.Then(new SetRules(_other with { Pacing = PacingRules.Default, Dispositions = new([], Mandatory: false, []) }, "sue"));

        story.Group.Rules.ShouldBe(_other with { Pacing = pacing, Dispositions = Seen.Rules.Dispositions });
        story.Group.Decide(new SetRules(_other, "sue"), story.Now).ShouldBe(Decision.Nothing);
    }

    [Fact]
    public void A_running_campaign_keeps_them_and_so_does_one_with_an_open_call_and_both_say_what_to_do()
    {
        var story = Dialling();
        Refused(story).ShouldBe("The campaign runs, and a call keeps the rules under which it was placed. Stop it, then change them.");
        story.Group.Decide(new SetRules(story.Group.Rules, "sue"), story.Now).ShouldBe(Decision.Nothing, "nothing is changed");

        story.Then(new Stop("sue")).Then(Called(1, new AttemptInput.PersonAnswered())).Then(Called(1, new AttemptInput.BridgeMade()))
            .Then(Called(1, new AttemptInput.CallOver(Seen.Talked)));
        Refused(story).ShouldEndWith("Wait until the last is finished, then change them.");

        story.Then(new OutcomeChosen(Seen.Attempt(1), Anna, "agreed")).Then(new SetRules(_other, "sue")).Group.Rules.ShouldBe(_other);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void With_another_ring_time_out_pacing_learns_how_long_phones_ring_anew_and_forgets_nothing_else(bool kept)
    {
        var learned = PacingModel.New(Seen.Rules.RingTimeout).AfterTalk(Duration.FromSeconds(90))
            .AfterUnanswered(Seen.Noon - Duration.FromSeconds(20), Seen.Noon);
        var story = new GroupStory().With(g => g with { Pacing = g.Pacing with { Model = learned, LearnedAt = kept ? Seen.Noon : null } });

        var facts = story.Group.Decide(new SetRules(_other, "sue"), story.Now).Facts;

        facts.OfType<GroupFact.PacingLearned>().Count().ShouldBe(kept ? 1 : 0, "a new start goes on from what was kept");
        var model = story.Then(new SetRules(_other, "sue")).Group.Pacing.Model;
        FactJson.Write(model).ShouldBe(FactJson.Write(learned.Ringing(_other.RingTimeout)));
        (model.Talk, FactJson.Write(model.Others)).ShouldBe((learned.Talk, FactJson.Write(PacingModel.New(_other.RingTimeout).Others)));
        var same = new GroupStory().With(g => g with { Pacing = g.Pacing with { Model = learned } });
        same.Then(new SetRules(Seen.Rules with { AttemptsPerChain = 2 }, "sue")).Group.Pacing.Model.ShouldBe(learned);
    }

    [Fact]
    public void CA_01_What_is_offered_after_it_is_offered_by_the_new_rules()
    {
        var story = new GroupStory(Seen.Rules with { Agents = AgentRules.Default with { AsksBeforeDialling = true } });
        var rules = story.Group.Rules;
        story.Then(new SetRules(rules with { Agents = _other.Agents with { AsksBeforeDialling = true } }, "sue")).Then(new Start("sue"))
            .Then(new AgentOffered(Anna, 1, Seen.Epoch)).Then(Due(1, Seen.Candidate(1)));
        var reserve = story.LastOrder.ShouldBeOfType<Order.ToAgent>().Input.ShouldBeOfType<AgentInput.Reserve>();
        reserve.OfferFor.ShouldBe(Duration.FromSeconds(30));

        // The agent's machine is told the rules with each input: what it may do now is what holds now.
        var agent = new Agent(Anna, Seen.Group, new AgentState.Ready(Seen.Noon), new(Seen.Epoch, Browser: true), ThenNotReady: null, Offer: 1);
        agent = agent.Decide(reserve, Seen.Noon, story.Group.Rules).Facts.Aggregate(agent, static (a, f) => a.Evolve((AgentFact)f, Seen.Noon));
        var decline = new AgentInput.Decline(Seen.Attempt(1));
        agent.Decide(decline, Seen.Noon, rules).Refusal.ShouldBeNull();
        agent.Decide(decline, Seen.Noon, story.Group.Rules).Refusal.ShouldNotBeNull().Code.ShouldBe("not-allowed");
    }

    private static string Refused(GroupStory story)
    {
        var refusal = story.Group.Decide(new SetRules(_other, "sue"), story.Now).Refusal.ShouldNotBeNull();
        refusal.Code.ShouldBe("wrong-state");
        return refusal.Detail;
    }
}
