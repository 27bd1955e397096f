using System.Text.Json.Serialization;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Groups;

namespace Paceline.Dialing;

/// <summary>Something that happened, in the past tense and for ever: the only thing that crosses a process or a year. A fact may gain
/// optional members; it never loses or renames one, and its word below never changes.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "fact")]
[JsonDerivedType(typeof(AgentFact.SignedIn), "agent.signedIn")]
[JsonDerivedType(typeof(AgentFact.SignedOut), "agent.signedOut")]
[JsonDerivedType(typeof(AgentFact.SignOutAsked), "agent.signOutAsked")]
[JsonDerivedType(typeof(AgentFact.SignOutAllowed), "agent.signOutAllowed")]
[JsonDerivedType(typeof(AgentFact.SignOutTakenBack), "agent.signOutTakenBack")]
[JsonDerivedType(typeof(AgentFact.LegCameUp), "agent.legUp")]
[JsonDerivedType(typeof(AgentFact.LegWentDown), "agent.legDown")]
[JsonDerivedType(typeof(AgentFact.BecameReady), "agent.ready")]
[JsonDerivedType(typeof(AgentFact.BecameNotReady), "agent.notReady")]
[JsonDerivedType(typeof(AgentFact.NotReadyBooked), "agent.notReadyBooked")]
[JsonDerivedType(typeof(AgentFact.RecordAsked), "agent.recordAsked")]
[JsonDerivedType(typeof(AgentFact.RecordMissed), "agent.recordMissed")]
[JsonDerivedType(typeof(AgentFact.Offered), "agent.offered")]
[JsonDerivedType(typeof(AgentFact.PreviewOpened), "agent.previewOpened")]
[JsonDerivedType(typeof(AgentFact.CallChosen), "agent.callChosen")]
[JsonDerivedType(typeof(AgentFact.CallRefused), "agent.callRefused")]
[JsonDerivedType(typeof(AgentFact.RecordReturned), "agent.recordReturned")]
[JsonDerivedType(typeof(AgentFact.Reserved), "agent.reserved")]
[JsonDerivedType(typeof(AgentFact.ReservationRefused), "agent.reservationRefused")]
[JsonDerivedType(typeof(AgentFact.Released), "agent.released")]
[JsonDerivedType(typeof(AgentFact.Connected), "agent.connected")]
[JsonDerivedType(typeof(AgentFact.HoldOrdered), "agent.holdOrdered")]
[JsonDerivedType(typeof(AgentFact.ResumeOrdered), "agent.resumeOrdered")]
[JsonDerivedType(typeof(AgentFact.HangUpOrdered), "agent.hangUpOrdered")]
[JsonDerivedType(typeof(AgentFact.ConversationEnded), "agent.conversationEnded")]
[JsonDerivedType(typeof(AgentFact.OutcomeSet), "agent.outcomeSet")]
[JsonDerivedType(typeof(AgentFact.RecordEdited), "agent.recordEdited")]
[JsonDerivedType(typeof(GroupFact.DialingStarted), "group.started")]
[JsonDerivedType(typeof(GroupFact.DialingStopped), "group.stopped")]
[JsonDerivedType(typeof(GroupFact.Loaded), "group.loaded")]
[JsonDerivedType(typeof(GroupFact.UnloadOrdered), "group.unloadOrdered")]
[JsonDerivedType(typeof(GroupFact.Unloaded), "group.unloaded")]
[JsonDerivedType(typeof(GroupFact.ModeSet), "group.modeSet")]
[JsonDerivedType(typeof(GroupFact.AgentJoined), "group.agentJoined")]
[JsonDerivedType(typeof(GroupFact.AgentLeft), "group.agentLeft")]
[JsonDerivedType(typeof(GroupFact.RecordAsked), "group.recordAsked")]
[JsonDerivedType(typeof(GroupFact.NoRecord), "group.noRecord")]
[JsonDerivedType(typeof(GroupFact.CallChosen), "group.callChosen")]
[JsonDerivedType(typeof(GroupFact.CallRefused), "group.callRefused")]
[JsonDerivedType(typeof(GroupFact.RecordsAwaited), "group.recordsAwaited")]
[JsonDerivedType(typeof(GroupFact.TrunkChanged), "group.trunkChanged")]
[JsonDerivedType(typeof(GroupFact.ChainDeferred), "group.chainDeferred")]
[JsonDerivedType(typeof(GroupFact.ReservationOrdered), "group.reservationOrdered")]
[JsonDerivedType(typeof(GroupFact.OutcomeRecorded), "group.outcomeRecorded")]
[JsonDerivedType(typeof(GroupFact.ChainChangeOrdered), "group.chainChangeOrdered")]
[JsonDerivedType(typeof(AttemptFact.Withdrawn), "attempt.withdrawn")]
[JsonDerivedType(typeof(AttemptFact.Previewed), "attempt.previewed")]
[JsonDerivedType(typeof(AttemptFact.Ordered), "attempt.ordered")]
[JsonDerivedType(typeof(AttemptFact.Placed), "attempt.placed")]
[JsonDerivedType(typeof(AttemptFact.Alerted), "attempt.alerted")]
[JsonDerivedType(typeof(AttemptFact.Answered), "attempt.answered")]
[JsonDerivedType(typeof(AttemptFact.Bridged), "attempt.bridged")]
[JsonDerivedType(typeof(AttemptFact.MessageStarted), "attempt.messageStarted")]
[JsonDerivedType(typeof(AttemptFact.CancelOrdered), "attempt.cancelOrdered")]
[JsonDerivedType(typeof(AttemptFact.Ended), "attempt.ended")]
[JsonDerivedType(typeof(AttemptFact.Interrupted), "attempt.interrupted")]
[JsonDerivedType(typeof(CallFact.Returned), "call.returned")]
public abstract record DialingFact
{
    private protected DialingFact()
    {
    }
}
