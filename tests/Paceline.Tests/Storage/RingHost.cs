using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Groups;

namespace Paceline.Tests.Storage;

/// <summary>A campaign group and its agents over a ledger, by the same loop as the server: decide, commit, evolve.</summary>
internal sealed class RingHost(ILedger ledger, IDueRecords queue, FakeTimeProvider time)
{
    private readonly Dictionary<WriterId, long> _versions = [];

    public static GroupId GroupId { get; } = new("renewals");

    public static NodeEpoch Epoch { get; } = new("node-1/1");

    public CampaignGroup Group { get; private set; } = CampaignGroup.Loaded(GroupId, CampaignRules.Default);

    public Dictionary<AgentId, Agent> Agents { get; } = [];

    public CommitOutcome? Last { get; private set; }

    public Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    public async Task OpenAsync(params string[] agents)
    {
        var rows = await ledger.OpenGroupAsync(GroupId, default);
        (Group, _versions[WriterId.Of(GroupId)]) = (rows.Group, rows.Version);
        foreach (var id in agents.Select(static a => new AgentId(a)))
        {
            var agent = await ledger.OpenAgentAsync(id, default);
            (Agents[id], _versions[WriterId.Of(id)]) = (agent.Agent, agent.Version);
        }
    }

    public async Task<ImmutableArray<Order>> GroupAsync(GroupInput input)
    {
        var orders = new List<Order>();
        var next = Group;
        var decision = Group.Decide(input, Now);
        foreach (var fact in decision.Facts)
        {
            orders.AddRange(next.OrderOf(fact) is { } order ? [order] : []);
            next = next.Evolve(fact, Now);
        }

        if (await CommitAsync(WriterId.Of(GroupId), decision.Facts, orders))
        {
            Group = next;
            return [.. orders];
        }

        return [];
    }

    public async Task<ImmutableArray<Order>> AgentAsync(AgentId id, AgentInput input)
    {
        var decision = Agents[id].Decide(input, Now, Group.Rules);
        var orders = Orders(Agents[id], decision.Facts.Cast<AgentFact>());
        if (await CommitAsync(WriterId.Of(id), decision.Facts, orders))
        {
            Agents[id] = decision.Facts.Cast<AgentFact>().Aggregate(Agents[id], (agent, fact) => agent.Evolve(fact, Now));
            return [.. orders];
        }

        return [];
    }

    /// <summary>An input and all that the orders of it lead to between group and agents; what is meant for the node is answered nothing.</summary>
    public async Task PlayAsync(AgentId? agent, object input)
    {
        var orders = input is AgentInput own ? await AgentAsync(agent!.Value, own) : await GroupAsync((GroupInput)input);
        foreach (var order in orders)
        {
            switch (order)
            {
                case Order.ToGroup to:
                    await PlayAsync(null, to.Input);
                    break;
                case Order.ToAgent to:
                    await PlayAsync(to.Agent, to.Input);
                    break;
                default:
                    break; // The node's answers are the test's.
            }
        }
    }

    /// <summary>Claims what the group wants, offers it, and gives back what it did not take.</summary>
    public async Task DialAsync()
    {
        if (Group.CallbacksWanted(Now).Chains is { Length: > 0 } promised)
        {
            var callbacks = await queue.ClaimCallbacksAsync(GroupId, promised, Now, default);
            await PlayAsync(null, new GroupInput.CandidatesDue([.. callbacks.Select(static c => (new AttemptId(Guid.NewGuid()), c))]));
            await queue.GiveBackAsync(GroupId, [.. callbacks.Select(static c => c.Chain.Id)], default);
        }

        if (Group.Wants(Now).Count is var count && count > 0)
        {
            var due = await queue.ClaimAsync(GroupId, Group.Rules, count, Now, default);
            await PlayAsync(null, due.Candidates.IsEmpty
                ? new GroupInput.NoneDue(due.NextDue)
                : new GroupInput.CandidatesDue([.. due.Candidates.Select(static c => (new AttemptId(Guid.NewGuid()), c))]));
            await queue.GiveBackAsync(GroupId, [.. due.Candidates.Select(static c => c.Chain.Id)], default);
        }
    }

    private List<Order> Orders(Agent agent, IEnumerable<AgentFact> facts)
    {
        var orders = new List<Order>();
        foreach (var fact in facts)
        {
            if (Order.Of(agent, fact) is { } order)
            {
                orders.Add(order);
            }

            agent = agent.Evolve(fact, Now);
        }

        return orders;
    }

    private async Task<bool> CommitAsync(WriterId writer, ImmutableArray<DialingFact> facts, IReadOnlyList<Order> orders)
    {
        if (facts.IsEmpty)
        {
            return false;
        }

        Last = await ledger.CommitAsync(new(writer, _versions[writer], Now, facts, orders), default);
        if (Last is CommitOutcome.Committed committed)
        {
            _versions[writer] = committed.Version;
            return true;
        }

        return false;
    }
}
