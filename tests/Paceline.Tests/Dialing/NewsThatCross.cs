using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Groups;

namespace Paceline.Tests.Dialing;

/// <summary>An agent and a group, and what they tell each other while both move.</summary>
public sealed class NewsThatCross
{
    private static readonly AgentId _anna = GroupStory.Anna;

    [Fact]
    public void A_sign_off_that_is_taken_back_at_once_leaves_the_agent_within_reach()
    {
        var now = Seen.Noon + Duration.FromSeconds(5);
        var (agent, group) = Ready();
        (agent, var off) = After(agent, new AgentInput.SignOut("by a supervisor", By: "sue"), now);
        (agent, var back) = After(agent, new AgentInput.Stay("sue"), now); // Before the group's answer is there.
        (agent, group) = Settle(agent, group, [.. off, .. back], now);

        // Either out of reach and not Ready, or Ready and within reach.
        (agent.State is AgentState.Ready).ShouldBe(group.Free.ContainsKey(_anna), $"{agent.State.GetType().Name}, leaving {agent.Leaving}");
    }

    [Fact]
    public void A_reservation_that_crosses_a_sign_off_which_is_taken_back_leaves_the_agent_within_reach()
    {
        var now = Seen.Noon + Duration.FromSeconds(5);
        var (agent, group) = Ready();
        (group, var reserve) = After(group, GroupStory.Due(1, Seen.Candidate(1)), now);
        (agent, var off) = After(agent, new AgentInput.SignOut("by a supervisor", By: "sue"), now);
        (agent, group) = Settle(agent, group, [.. reserve, .. off], now);
        var state = $"{agent.State.GetType().Name}, leaving {agent.Leaving}, open {group.Open.Count}, free {group.Free.Count}";
        now += Duration.FromSeconds(10);
        (agent, var back) = After(agent, new AgentInput.Stay("sue"), now);
        (agent, group) = Settle(agent, group, back, now);
        (agent.State is AgentState.Ready).ShouldBe(group.Free.ContainsKey(_anna), $"{state} then {agent.State.GetType().Name}, leaving {agent.Leaving}");
    }

    [Fact]
    public void A_no_that_is_told_while_the_node_is_bridging_loses_no_conversation()
    {
        var story = GroupStory.Dialling();
        var group = story.Group;
        var now = story.Now;
        group = group.Evolve(new GroupFact.DialedAhead(Seen.Attempt(9), Seen.Chain(9), Seen.Epoch), now);
        group = group.Evolve(new AttemptFact.Ordered(Seen.Attempt(9), now + Duration.FromSeconds(30), 1, 0, 0, 0, 0.03), now);
        AgentId ben = new("ben");
        (group, _) = After(group, new GroupInput.AgentOffered(ben, 1, Seen.Epoch), now);
        (group, _) = After(group, GroupStory.Called(9, new AttemptInput.InviteLeft()), now);
        (group, _) = After(group, GroupStory.Called(9, new AttemptInput.PersonAnswered()), now);
        group.Open[Seen.Attempt(9)].Attempt.Agent.ShouldBe(ben);
        (group, _) = After(group, new GroupInput.AgentConfirmed(Seen.Attempt(9), ben), now); // BridgeOrdered

        // The reservation was told twice, the second time after they had left.
        (group, _) = After(group, new GroupInput.AgentRefused(Seen.Attempt(9), "the agent is not free", ben), now);
        (group, var told) = After(group, GroupStory.Called(9, new AttemptInput.BridgeMade()), now);
        told.OfType<Order.ToAgent>().ShouldContain(o => o.Agent == ben && o.Input is AgentInput.Connect);
    }

    [Fact]
    public void Who_signs_out_gets_nothing_that_was_dialled_after_they_asked()
    {
        var now = Seen.Noon + Duration.FromSeconds(5);
        var (agent, group) = Ready();
        group = Ahead(group, 9, now);
        (agent, var asked) = After(agent, new AgentInput.SignOut("by the agent"), now);
        (agent, group) = Settle(agent, group, asked, now);
        var until = agent.Leaving.ShouldNotBeNull().Until.ShouldNotBeNull();
        now = until - Duration.FromMilliseconds(100); // Answered in the last moment.
        (group, var told) = After(group, GroupStory.Called(9, new AttemptInput.PersonAnswered()), now);
        (agent, group) = Settle(agent, group, told, now);
        group.Open[Seen.Attempt(9)].Attempt.State.ShouldBeOfType<AttemptState.Answered>().Bridging.ShouldBeTrue();
        now = until;
        (agent, var gone) = After(agent, new AgentInput.TimePassed(), now);
        (agent, group) = Settle(agent, group, gone, now);
        agent.State.ShouldBeOfType<AgentState.NotReady>();
        (group, told) = After(group, GroupStory.Called(9, new AttemptInput.BridgeMade()), now);
        (agent, group) = Settle(agent, group, told, now);
        agent.State.ShouldBeOfType<AgentState.Talking>();
        for (var n = 10; n < 20; n++)
        {
            now += Duration.FromSeconds(60);
            (group, told) = After(group, GroupStory.Called(n - 1, new AttemptInput.CallOver(Seen.Talked)), now);
            (agent, group) = Settle(agent, group, told, now);
            (agent, var done) = After(agent, new AgentInput.SetOutcome(Seen.Attempt(n - 1), "agreed", ""), now);
            (agent, group) = Settle(agent, group, done, now);
            now += Duration.FromSeconds(1);
            group = Ahead(group, n, now); // Dialled long after the sign-out was asked for.
            now += Duration.FromSeconds(5);
            (group, told) = After(group, GroupStory.Called(n, new AttemptInput.PersonAnswered()), now);
            (agent, group) = Settle(agent, group, told, now);
            if (agent.State is not AgentState.Reserved)
            {
                break;
            }

            (group, told) = After(group, GroupStory.Called(n, new AttemptInput.BridgeMade()), now);
            (agent, group) = Settle(agent, group, told, now);
            agent.State.ShouldBeOfType<AgentState.Talking>();
        }

        agent.State.ShouldNotBeOfType<AgentState.Talking>($"10 calls more since the sign-out, {agent.Leaving}");
    }

    private static (Agent Agent, List<Order> Orders) After(Agent agent, AgentInput input, Instant now)
    {
        var orders = new List<Order>();
        foreach (var fact in agent.Decide(input, now, Seen.Rules).Facts.Cast<AgentFact>())
        {
            if (Order.Of(agent, fact) is { } order)
            {
                orders.Add(order);
            }

            agent = agent.Evolve(fact, now);
        }

        return (agent, orders);
    }

    private static (CampaignGroup Group, List<Order> Orders) After(CampaignGroup group, GroupInput input, Instant now)
    {
        var orders = new List<Order>();
        foreach (var fact in group.Decide(input, now).Facts)
        {
            if (group.OrderOf(fact) is { } order)
            {
                orders.Add(order);
            }

            group = group.Evolve(fact, now);
        }

        return (group, orders);
    }

    private static (Agent, CampaignGroup) Ready()
    {
        var group = CampaignGroup.Loaded(Seen.Group, Seen.Rules);
        (group, _) = After(group, new GroupInput.Start("sue"), Seen.Noon);
        Agent agent = new(_anna, Seen.Group, new AgentState.NotReady(Seen.Noon, "Signed in"), new AgentLeg(Seen.Epoch, Browser: true), null, 0);
        (agent, var told) = After(agent, new AgentInput.MakeReady(), Seen.Noon);
        (group, _) = After(group, ((Order.ToGroup)told.Single()).Input, Seen.Noon);
        group.Free.ShouldContainKey(_anna);
        return (agent, group);
    }

    /// <summary>Delivers all orders between the two, in order for each, until nothing is on its way.</summary>
    private static (Agent, CampaignGroup) Settle(Agent agent, CampaignGroup group, IEnumerable<Order> orders, Instant now)
    {
        var toAgent = new Queue<AgentInput>();
        var toGroup = new Queue<GroupInput>();
        Post(orders);
        for (var i = 0; i < 50 && toAgent.Count + toGroup.Count > 0; i++)
        {
            if (toGroup.TryDequeue(out var forGroup))
            {
                (group, var said) = After(group, forGroup, now);
                Post(said);
            }

            if (toAgent.TryDequeue(out var forAgent))
            {
                (agent, var said) = After(agent, forAgent, now);
                Post(said);
            }
        }

        return (agent, group);

        void Post(IEnumerable<Order> some)
        {
            foreach (var order in some)
            {
                switch (order)
                {
                    case Order.ToAgent told:
                        toAgent.Enqueue(told.Input);
                        break;
                    case Order.ToGroup told:
                        toGroup.Enqueue(told.Input);
                        break;
                }
            }
        }
    }

    private static CampaignGroup Ahead(CampaignGroup group, int n, Instant now)
    {
        group = group.Evolve(new GroupFact.DialedAhead(Seen.Attempt(n), Seen.Chain(n), Seen.Epoch), now);
        group = group.Evolve(new AttemptFact.Ordered(Seen.Attempt(n), now + Duration.FromSeconds(30), 1, 0, 0, 0, 0.03), now);
        return group.Evolve(new AttemptFact.Placed(Seen.Attempt(n)), now);
    }
}
