using System.Collections.Immutable;
using NodaTime;
using Paceline.Dialing.Attempts;
using static Paceline.Dialing.Groups.GroupInput;

namespace Paceline.Dialing.Groups;

/// <summary>An agent who takes no further call, from now on or after the one at hand.</summary>
/// <param name="Since">From here on nothing that is dialled counts on them.</param>
/// <param name="HeldUntil">What they were told to wait for; null: nothing yet.</param>
public sealed record LeavingAgent(AgentPlan Plan, Instant Since, Instant? HeldUntil = null)
{
    /// <summary>Whether the attempt was on its way when they said so.</summary>
    public bool CountedFor(DialAttempt attempt) => attempt.OrderedAt <= Since;
}

/// <summary>Agents who leave or pause. A call that is dialled ahead counts on nobody in particular, so only the group can say whether one may still
/// come to an agent who signs out or is about to be not ready: those that were on their way when the agent asked, less as many as other agents cover, oldest
/// first. What is dialled later never counts on them (features 6).</summary>
public sealed partial record CampaignGroup
{
    /// <summary>Who leaves, and since when.</summary>
    public ImmutableSortedDictionary<AgentId, LeavingAgent> Plans { get; init; } = ImmutableSortedDictionary<AgentId, LeavingAgent>.Empty;

    /// <summary>Free agents who can be given a call, those who sign out included.</summary>
    private IEnumerable<FreeAgent> InReach
    {
        get
        {
            var called = Open.Values.Where(static o => !o.Attempt.IsOver).Select(static o => o.Attempt.Agent).ToHashSet();
            return Free.Values.Where(a => !called.Contains(a.Agent));
        }
    }

    private Decision Plan(AgentPlans plans) =>
        (Plans.GetValueOrDefault(plans.Agent)?.Plan ?? AgentPlan.Stays) == plans.Plan
            ? Decision.Nothing
            : Decision.Of(new GroupFact.AgentPlans(plans.Agent, plans.Plan));

    /// <summary>To each free agent who signs out or pauses: until when a call may come, or that none does.</summary>
    private IEnumerable<DialingFact> AnswerThoseWhoGo()
    {
        var leaving = Free.Values
            .Select(a => (Agent: a, Plan: Plans.GetValueOrDefault(a.Agent)))
            .Where(static l => l.Plan is not null)
            .OrderByDescending(static l => l.Plan!.Since).ThenByDescending(static l => l.Agent.Agent) // All have one.
            .ToList();
        if (leaving.Count == 0)
        {
            yield break;
        }

        // Whoever stays covers the oldest, then whoever asked later.
        var cover = Takeable.Count();
        var coming = Open.Values.Where(static o => o.Attempt.MayWantAgent || o.Attempt.WantsAgent).OrderBy(static o => o.Attempt.OrderedAt).ToList();
        foreach (var (agent, plan) in leaving)
        {
            var theirs = coming.Where(o => plan!.CountedFor(o.Attempt)).Skip(cover).ToList();
            cover++;
            if (theirs.Count == 0)
            {
                yield return new GroupFact.SignOutCleared(agent.Agent, agent.Offer);
            }
            else if (plan!.HeldUntil is null)
            {
                var until = theirs.Max(static o => o.Attempt.OrderedAt)!.Value + Rules.RingTimeout + Rules.AnswerLimit; // All are ordered.
                yield return new GroupFact.SignOutHeld(agent.Agent, agent.Offer, until);
            }
        }
    }
}
