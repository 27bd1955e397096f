using System.Collections.Immutable;
using NodaTime;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using static Paceline.Dialing.Groups.GroupInput;

namespace Paceline.Dialing.Groups;

/// <summary>Agents come, ask and go.</summary>
public sealed partial record CampaignGroup
{
    private Decision Join(AgentOffered offered) =>
        Offers.GetValueOrDefault(offered.Agent) >= offered.Offer || TakenOffer(offered.Agent) >= offered.Offer
            ? Decision.Nothing
            : offered.LeavesSince is { } since && Plans.GetValueOrDefault(offered.Agent) is not { Plan: AgentPlan.SignsOut }
                ? Decision.Of(new GroupFact.AgentPlans(offered.Agent, AgentPlan.SignsOut, since), Joins(offered)) // Forgotten while they were gone.
                : Decision.Of(Joins(offered));

    private static GroupFact.AgentJoined Joins(AgentOffered offered) => new(offered.Agent, offered.Offer, offered.Epoch);

    /// <summary>The agent is free no more; a call on its way to them and not yet answered is taken back, so that nobody answers to silence.</summary>
    private Decision Leave(AgentGone gone, Instant now)
    {
        var facts = ImmutableArray.CreateBuilder<DialingFact>();
        if (Free.TryGetValue(gone.Agent, out var free) ? free.Offer <= gone.Offer : Plans.ContainsKey(gone.Agent))
        {
            facts.Add(new GroupFact.AgentLeft(gone.Agent, gone.Offer, gone.Why));
        }

        foreach (var open in Ordered(Open.Values.Where(o => o.Attempt.Agent == gone.Agent && o.Offer <= gone.Offer)))
        {
            if (open.Attempt.IsBeforeAnswer)
            {
                facts.AddRange(Consequences(open, open.Attempt.Decide(new AttemptInput.AgentGone(gone.Why), now, Rules), now));
            }
            else if (open.Attempt is { Ahead: true, State: AttemptState.Answered { Bridging: false } })
            {
                facts.Add(new AttemptFact.AgentLost(open.Attempt.Id, gone.Agent, gone.Why));
            }
        }

        return new(facts.ToImmutable(), Refusal: null);
    }

    /// <summary>Free agents whose last call is over, and who mean to stay. One who left while it rang and came back may still be given it: an answer can
    /// cross the CANCEL, and two calls for one agent would be one too many.</summary>
    private IEnumerable<FreeAgent> Takeable
    {
        get
        {
            var called = Open.Values.Where(static o => !o.Attempt.IsOver).Select(static o => o.Attempt.Agent).ToHashSet();
            return Free.Values.Where(a => !called.Contains(a.Agent) && !Plans.ContainsKey(a.Agent));
        }
    }

    private long TakenOffer(AgentId agent) =>
        Open.Values.Where(o => o.Attempt.Agent == agent).Select(static o => o.Offer).DefaultIfEmpty(0).Max();

    /// <summary>An agent who asks for a record gets one, or a sentence.</summary>
    private Decision Ask(RecordAsked asked)
    {
        if (!Free.TryGetValue(asked.Agent, out var free) || free.Offer != asked.Offer || free.Asked)
        {
            return Decision.Nothing;
        }

        var refusal = Mode is not DialMode.Preview ? "Records are not asked for in this campaign: they come by themselves."
            : !Running ? "The campaign has not started; no record can be taken from it."
            : null;
        return refusal is null
            ? Decision.Of(new GroupFact.RecordAsked(asked.Agent, asked.Offer))
            : Decision.Of(new GroupFact.NoRecord(asked.Agent, asked.Offer, refusal));
    }
}
