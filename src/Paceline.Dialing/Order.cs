using System.Text.Json.Serialization;
using NodaTime;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Groups;

namespace Paceline.Dialing;

/// <summary>A command that leaves a writer after its facts are committed. It is stored with them and delivered at least once; whoever
/// gets it twice changes nothing the second time.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "to")]
[JsonDerivedType(typeof(ToGroup), "group")]
[JsonDerivedType(typeof(ToAgent), "agent")]
[JsonDerivedType(typeof(ToNode), "node")]
public abstract record Order
{
    private protected Order()
    {
    }

    /// <summary>What others must be told because of an agent's fact; null: nothing.</summary>
    /// <param name="agent">Before the fact.</param>
    public static Order? Of(Agent agent, AgentFact fact) => fact switch
    {
        AgentFact.SignOutAsked => new ToGroup(agent.Group, new GroupInput.AgentPlans(agent.Id, AgentPlan.SignsOut)),
        AgentFact.SignOutTakenBack => new ToGroup(agent.Group, new GroupInput.AgentPlans(agent.Id, AgentPlan.Stays)),
        AgentFact.NotReadyBooked f when agent.Leaving is null =>
            new ToGroup(agent.Group, new GroupInput.AgentPlans(agent.Id, f.Reason is null ? AgentPlan.Stays : AgentPlan.Pauses)),
        AgentFact.BecameReady f => new ToGroup(f.Group, new GroupInput.AgentOffered(f.Agent, f.Offer, f.Epoch, agent.Leaving?.Since)),
        AgentFact.BecameNotReady f => new ToGroup(f.Group, new GroupInput.AgentGone(f.Agent, f.Offer, f.Reason)),
        AgentFact.RecordAsked f => new ToGroup(f.Group, new GroupInput.RecordAsked(f.Agent, f.Offer)),
        AgentFact.PreviewOpened f => new ToGroup(f.Group, new GroupInput.AgentConfirmed(f.Attempt, f.Agent)),
        AgentFact.CallChosen f => new ToGroup(f.Group, new GroupInput.CallChosen(f.Attempt, f.Position, f.Number, f.Epoch)),
        AgentFact.RecordReturned f => new ToGroup(f.Group, new GroupInput.RecordReturned(f.Attempt, f.How, f.Agent, f.Booking)),
        AgentFact.Reserved f => new ToGroup(f.Group, new GroupInput.AgentConfirmed(f.Attempt, f.Agent)),
        AgentFact.ReservationRefused f => new ToGroup(f.Group, new GroupInput.AgentRefused(f.Attempt, f.Why, f.Agent)),
        AgentFact.OutcomeSet f => new ToGroup(f.Group, new GroupInput.OutcomeChosen(
            f.Attempt, f.Agent, f.Outcome, agent.Booked, f.Result, agent.Offer)),
        AgentFact.OutcomeTakenBack f => new ToGroup(f.Group, new GroupInput.OutcomeTakenBack(f.Attempt, f.Agent, f.Offer)),
        AgentFact.HoldOrdered f => new ToNode(f.Epoch, new CallCommand.Hold(f.Attempt)),
        AgentFact.ResumeOrdered f => new ToNode(f.Epoch, new CallCommand.Resume(f.Attempt)),
        AgentFact.HangUpAsked f => new ToGroup(f.Group, new GroupInput.HangUpAsked(f.Attempt, f.Agent)),
        AgentFact.HangUpOrdered f => new ToNode(f.Epoch, new CallCommand.HangUp(f.Attempt)),
        _ => null,
    };

    public sealed record ToGroup(GroupId Group, GroupInput Input) : Order;

    public sealed record ToAgent(AgentId Agent, AgentInput Input) : Order;

    /// <summary>Meant for one life of a node: a later one refuses it.</summary>
    public sealed record ToNode(NodeEpoch Epoch, CallCommand Command) : Order;
}

/// <summary>What the voice node is told about a call.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(Originate), "originate")]
[JsonDerivedType(typeof(Bridge), "bridge")]
[JsonDerivedType(typeof(HangUp), "hangUp")]
[JsonDerivedType(typeof(Hold), "hold")]
[JsonDerivedType(typeof(Resume), "resume")]
public abstract record CallCommand(AttemptId Attempt)
{
    /// <summary>Dial. The node bridges on answer if the agent's leg is up, and else plays the message when the limit runs out.</summary>
    /// <param name="Agent">Null: nobody yet; <see cref="Bridge"/> follows the answer.</param>
    public sealed record Originate(
        AttemptId Attempt,
        GroupId Group,
        PhoneNumber Number,
        AgentId? Agent,
        Instant ValidUntil,
        Duration RingTimeout,
        Duration AnswerLimit,
        PhoneNumber? CallerId,
        string Trunk,
        string Message,
        bool ReallyCall) : CallCommand(Attempt);

    /// <summary>Connect the person who answered with this agent's leg.</summary>
    public sealed record Bridge(AttemptId Attempt, GroupId Group, AgentId Agent) : CallCommand(Attempt);

    /// <summary>CANCEL before the answer, BYE after it.</summary>
    public sealed record HangUp(AttemptId Attempt) : CallCommand(Attempt);

    public sealed record Hold(AttemptId Attempt) : CallCommand(Attempt);

    public sealed record Resume(AttemptId Attempt) : CallCommand(Attempt);
}
