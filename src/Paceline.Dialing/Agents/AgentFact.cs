namespace Paceline.Dialing.Agents;

/// <summary>What happened to an agent.</summary>
public abstract record AgentFact(AgentId Agent) : DialingFact
{
    public sealed record SignedIn(AgentId Agent) : AgentFact(Agent);

    public sealed record SignedOut(AgentId Agent, string Why) : AgentFact(Agent);

    /// <summary>Sound can reach the agent.</summary>
    public sealed record LegCameUp(AgentId Agent, NodeEpoch Epoch, bool Browser) : AgentFact(Agent);

    public sealed record LegWentDown(AgentId Agent, string Why) : AgentFact(Agent);

    /// <summary>Waits for a call.</summary>
    /// <param name="Offer">Rises with each time the agent becomes ready; a reservation names the one it answers.</param>
    public sealed record BecameReady(AgentId Agent, GroupId Group, NodeEpoch Epoch, long Offer) : AgentFact(Agent);

    public sealed record BecameNotReady(AgentId Agent, GroupId Group, string Reason, long Offer) : AgentFact(Agent);

    /// <summary>Not ready after this call, for this reason; null: ready after all.</summary>
    public sealed record NotReadyBooked(AgentId Agent, string? Reason) : AgentFact(Agent);

    public sealed record Reserved(AgentId Agent, GroupId Group, AttemptId Attempt) : AgentFact(Agent);

    public sealed record ReservationRefused(AgentId Agent, GroupId Group, AttemptId Attempt, string Why) : AgentFact(Agent);

    /// <summary>The attempt came to nothing; the reservation is over.</summary>
    public sealed record Released(AgentId Agent, AttemptId Attempt) : AgentFact(Agent);

    /// <summary>Agent and customer hear each other.</summary>
    public sealed record Connected(AgentId Agent, AttemptId Attempt) : AgentFact(Agent);

    public sealed record HoldOrdered(AgentId Agent, AttemptId Attempt, NodeEpoch Epoch) : AgentFact(Agent);

    public sealed record ResumeOrdered(AgentId Agent, AttemptId Attempt, NodeEpoch Epoch) : AgentFact(Agent);

    public sealed record HangUpOrdered(AgentId Agent, AttemptId Attempt, NodeEpoch Epoch) : AgentFact(Agent);

    public sealed record ConversationEnded(AgentId Agent, AttemptId Attempt) : AgentFact(Agent);

    /// <summary>What the agent said of the conversation; the record is done.</summary>
    public sealed record OutcomeSet(AgentId Agent, GroupId Group, AttemptId Attempt, string Outcome, string Note) : AgentFact(Agent);

    /// <summary>The agent corrected what the list says of the person.</summary>
    /// <param name="Field">The column of the list.</param>
    /// <param name="Value">What it holds now; empty: nothing.</param>
    public sealed record RecordEdited(AgentId Agent, AttemptId Attempt, string Field, string Value) : AgentFact(Agent);
}
