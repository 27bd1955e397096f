using NodaTime;

namespace Paceline.Dialing.Attempts;

/// <summary>What happened to an attempt.</summary>
public abstract record AttemptFact(AttemptId Attempt) : DialingFact
{
    /// <summary>Given up before anything left: no agent confirmed, or the permission was gone.</summary>
    public sealed record Withdrawn(AttemptId Attempt, string Why) : AttemptFact(Attempt);

    /// <summary>The agent reads the record; nothing leaves until they call.</summary>
    public sealed record Previewed(AttemptId Attempt) : AttemptFact(Attempt);

    /// <summary>Claim, permission and attempt are committed; from here the INVITE may leave.</summary>
    /// <param name="ValidUntil">The permission's end: the INVITE leaves before it or never.</param>
    /// <param name="ReadyAgents">Agents seen free by this decision, this attempt's agent included.</param>
    /// <param name="AnsweredSoFar">Answered calls of the legal window, as the guard saw them.</param>
    /// <param name="AbandonedSoFar">Abandoned calls of the legal window.</param>
    /// <param name="UncoveredInFlight">Open attempts without an agent; of a call that is dialled ahead, the pacing decision before it says
    /// why that many may be (<see cref="Groups.GroupFact.PacingDecided"/>).</param>
    /// <param name="Limit">The limit the guard kept.</param>
    public sealed record Ordered(
        AttemptId Attempt, Instant ValidUntil, int ReadyAgents, long AnsweredSoFar, long AbandonedSoFar, int UncoveredInFlight, double Limit)
        : AttemptFact(Attempt);

    /// <summary>The INVITE left.</summary>
    public sealed record Placed(AttemptId Attempt) : AttemptFact(Attempt);

    /// <summary>The far end rings.</summary>
    public sealed record Alerted(AttemptId Attempt) : AttemptFact(Attempt);

    /// <summary>A 200 came.</summary>
    public sealed record Answered(AttemptId Attempt) : AttemptFact(Attempt);

    /// <summary>A call that was dialled ahead is answered, and this agent is asked to take it.</summary>
    /// <param name="Offer">The offer of the agent it takes.</param>
    public sealed record AgentAssigned(AttemptId Attempt, AgentId Agent, long Offer, NodeEpoch Epoch) : AttemptFact(Attempt);

    /// <summary>The agent who was asked does not get it after all; another may.</summary>
    /// <param name="TooLate">The call has left the reach of any agent: it ends, or hears the message.</param>
    public sealed record AgentLost(AttemptId Attempt, AgentId Agent, string Why, bool TooLate = false) : AttemptFact(Attempt);

    /// <summary>The agent is reserved: the node is told to connect the two.</summary>
    public sealed record BridgeOrdered(AttemptId Attempt) : AttemptFact(Attempt);

    /// <summary>The agent and the person hear each other.</summary>
    public sealed record Bridged(AttemptId Attempt) : AttemptFact(Attempt);

    /// <summary>No agent in time: the node plays the message.</summary>
    public sealed record MessageStarted(AttemptId Attempt) : AttemptFact(Attempt);

    /// <summary>The node is told to take the call back; one that was answered it ends.</summary>
    public sealed record CancelOrdered(AttemptId Attempt, string Why) : AttemptFact(Attempt);

    /// <summary>Over, with what was seen and how it was judged.</summary>
    public sealed record Ended(AttemptId Attempt, Evidence Evidence, Cause Cause, CallResult Result) : AttemptFact(Attempt);

    /// <summary>Closed without its end: the node that had it does not know it, or is gone. The number rests until then.</summary>
    /// <param name="LeftAlone">A person had answered and was connected with nobody.</param>
    public sealed record Interrupted(AttemptId Attempt, Instant QuarantineUntil, string Why, bool LeftAlone = false) : AttemptFact(Attempt);

    /// <summary>Whether this fact counts as abandonment: a person answered and got no agent in time.</summary>
    public static bool IsAbandonment(AttemptFact fact) => fact switch
    {
        Ended ended => IsAbandonment(ended.Result),
        Interrupted lost => lost.LeftAlone,
        _ => false,
    };

    /// <summary>Whether a call with this end counts as abandonment.</summary>
    public static bool IsAbandonment(CallResult result) => result is CallResult.Abandoned or CallResult.Dropped;
}
