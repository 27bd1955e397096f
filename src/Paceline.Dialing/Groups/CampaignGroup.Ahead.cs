using System.Collections.Immutable;
using NodaTime;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Pacing;
using static Paceline.Dialing.Groups.GroupInput;

namespace Paceline.Dialing.Groups;

/// <summary>Calls that are dialled ahead of their agents (mode Predictive): the order of the stations agent and dial is turned round. The
/// number is dialled first, and when somebody answers, an agent is reserved by the same handshake and the two are connected.</summary>
public sealed partial record CampaignGroup
{
    /// <summary>A call to this person, for whoever will be free: permission was asked, and pacing allows it.</summary>
    private DialingFact[] DialAhead(AttemptId attempt, Chain chain, DialPermission.Allowed allowed, NodeEpoch epoch, in PacingReason why, Instant now)
    {
        var counts = Window.Total(now);
        return
        [
            new GroupFact.DialedAhead(attempt, chain, epoch),
            new AttemptFact.Ordered(
                attempt, allowed.ValidUntil, why.Free, counts.Answered, counts.Abandoned, why.InFlight + why.Waiting, Rules.Abandonment.Limit),
        ];
    }

    /// <summary>People who answered, in the order in which they did, and for each the agent who has waited longest; one who is about to sign
    /// out or to pause only for a call that was on its way when they asked.</summary>
    private ImmutableArray<DialingFact> Assign()
    {
        var people = Open.Values.Where(static o => o.Attempt.WantsAgent).ToList();
        if (people.Count == 0)
        {
            return [];
        }

        var facts = ImmutableArray.CreateBuilder<DialingFact>();
        var free = InReach.OrderBy(static a => a.Since).ThenBy(static a => a.Agent).ToList();
        foreach (var person in people.OrderBy(static o => ((AttemptState.Answered)o.Attempt.State).At).ThenBy(static o => o.Attempt.Id.Value))
        {
            var agent = free.Find(a => a.Epoch == person.Epoch && !Plans.ContainsKey(a.Agent))
                ?? free.Find(a => a.Epoch == person.Epoch && Plans.GetValueOrDefault(a.Agent) is { } leaves && leaves.CountedFor(person.Attempt));
            if (agent is not null)
            {
                free.Remove(agent);
                facts.Add(new AttemptFact.AgentAssigned(person.Attempt.Id, agent.Agent, agent.Offer, agent.Epoch));
            }
        }

        return facts.ToImmutable();
    }

    /// <summary>The agent did not take what was kept for them: a call that has not left is given up, and one that is answered is
    /// somebody else's.</summary>
    private Decision Refuse(AgentRefused refused, Instant now) =>
        Open.GetValueOrDefault(refused.Attempt)?.Attempt is { Ahead: true } attempt
            ? attempt is { State: AttemptState.Answered { Bridging: false }, Agent: { } agent } && agent == refused.Agent
                ? Decision.Of(new AttemptFact.AgentLost(refused.Attempt, agent, refused.Why))
                : Decision.Nothing
            : Feed(refused.Attempt, new AttemptInput.AgentGone(refused.Why), now);

    /// <summary>An old yes, told again, is not the yes of whoever is asked now.</summary>
    private static Decision Bridge(DialAttempt ahead, AgentConfirmed confirmed) =>
        ahead is { Agent: { } agent, State: AttemptState.Answered { TooLate: false, Bridging: false } } && agent == confirmed.Agent
            ? Decision.Of(new AttemptFact.BridgeOrdered(ahead.Id))
            : Decision.Nothing;

    private Decision LoseAgent(BridgeRefused refused) =>
        Open.GetValueOrDefault(refused.Attempt)?.Attempt is { Ahead: true, State: AttemptState.Answered, Agent: { } agent } && agent == refused.Agent
            ? Decision.Of(new AttemptFact.AgentLost(refused.Attempt, agent, refused.Why, refused.TooLate))
            : Decision.Nothing;

    /// <summary>The node that dials ahead: the one that has the agents' legs. Null: none is known to have one.</summary>
    private NodeEpoch? Node => Free.Values.MaxBy(static a => a.Since)?.Epoch
        ?? Open.Values.Where(static o => o.Attempt.State is AttemptState.Bridged or AttemptState.Ended { Result: not CallResult.SystemError })
            .MaxBy(static o => o.Attempt.OrderedAt)?.Epoch;
}
