using System.Text.Json.Serialization;
using NodaTime;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Dispositions;

namespace Paceline.Dialing.Agents;

/// <summary>What happened to an agent.</summary>
public abstract record AgentFact(AgentId Agent) : DialingFact
{
    public sealed record SignedIn(AgentId Agent) : AgentFact(Agent);

    /// <param name="By">The supervisor who ordered it; empty: it was the agent's own.</param>
    public sealed record SignedOut(AgentId Agent, string Why, string By = "") : AgentFact(Agent);

    /// <summary>The agent stays, and their sound ends: no call comes until they choose Ready.</summary>
    public sealed record ChannelSignedOut(AgentId Agent) : AgentFact(Agent);

    /// <summary>A sign-out waits until then for the call that the agent is reserved for; null: for the end of the call at hand, or for the
    /// group's word on what is on its way.</summary>
    /// <param name="Channel">Of the voice channel alone.</param>
    /// <param name="By">The supervisor who ordered it; empty: it is the agent's own.</param>
    /// <param name="Now">Only the end of the call is waited for, and no wrap-up follows it.</param>
    public sealed record SignOutAsked(AgentId Agent, Instant? Until, bool Channel = false, string By = "", bool Now = false) : AgentFact(Agent);

    /// <summary>Calls that counted on the agent, who signs out or pauses, are on their way; the last has ended by then.</summary>
    public sealed record SignOutHeld(AgentId Agent, Instant Until) : AgentFact(Agent);

    /// <summary>Nothing is on its way any more: the agent is signed out in a moment.</summary>
    public sealed record SignOutAllowed(AgentId Agent) : AgentFact(Agent);

    /// <param name="By">The supervisor who took it back; empty: the agent.</param>
    public sealed record SignOutTakenBack(AgentId Agent, string By = "") : AgentFact(Agent);

    /// <summary>Sound can reach the agent.</summary>
    public sealed record LegCameUp(AgentId Agent, NodeEpoch Epoch, bool Browser) : AgentFact(Agent);

    public sealed record LegWentDown(AgentId Agent, string Why) : AgentFact(Agent);

    /// <summary>Waits for a call.</summary>
    /// <param name="Offer">Rises with each time the agent becomes ready; a reservation names the one it answers.</param>
    /// <param name="By">The supervisor who ordered it; empty: the agent, or the course of things.</param>
    public sealed record BecameReady(AgentId Agent, GroupId Group, NodeEpoch Epoch, long Offer, string By = "") : AgentFact(Agent);

    /// <param name="By">The supervisor who ordered it; empty: the agent, or the course of things.</param>
    public sealed record BecameNotReady(AgentId Agent, GroupId Group, string Reason, long Offer, string By = "") : AgentFact(Agent);

    /// <summary>Not ready after this call, for this reason; null: ready after all.</summary>
    /// <param name="By">The supervisor who ordered it; empty: the agent.</param>
    /// <param name="Until">Of an agent who waits where calls are dialled ahead: when none can come any more, and the pause begins; null: a call or a
    /// record is at hand, and its end is waited for.</param>
    public sealed record NotReadyBooked(AgentId Agent, string? Reason, string By = "", Instant? Until = null) : AgentFact(Agent);

    /// <summary>Takes the calls of another campaign from now on.</summary>
    /// <param name="From">The campaign until now.</param>
    /// <param name="Group">The campaign from now on.</param>
    /// <param name="By">The supervisor who ordered it.</param>
    public sealed record Assigned(AgentId Agent, GroupId From, GroupId Group, string By) : AgentFact(Agent);

    /// <summary>Asks for a record to read.</summary>
    public sealed record RecordAsked(AgentId Agent, GroupId Group, long Offer) : AgentFact(Agent);

    /// <summary>None came.</summary>
    public sealed record RecordMissed(AgentId Agent, string Why) : AgentFact(Agent);

    /// <summary>A record to read, or a call to be dialled, may be taken until then.</summary>
    public sealed record Offered(AgentId Agent, AttemptId Attempt, Handing Handing, Instant Until) : AgentFact(Agent);

    /// <summary>The agent reads a record.</summary>
    public sealed record PreviewOpened(AgentId Agent, GroupId Group, AttemptId Attempt) : AgentFact(Agent);

    /// <summary>The record is to be called.</summary>
    /// <param name="Position">Another of the person's numbers, by its index; null: the one that is due.</param>
    /// <param name="Number">A number that the person did not have; null: none.</param>
    public sealed record CallChosen(
        AgentId Agent,
        GroupId Group,
        AttemptId Attempt,
        int? Position,
        [property: JsonPropertyName("newNumber")] NewNumber? Number,
        NodeEpoch Epoch) : AgentFact(Agent);

    /// <summary>The call may not be made now.</summary>
    public sealed record CallRefused(AgentId Agent, AttemptId Attempt, string Why) : AgentFact(Agent);

    /// <summary>The campaign runs again: the record can be called, and its clock begins anew.</summary>
    public sealed record CallPossible(AgentId Agent, AttemptId Attempt) : AgentFact(Agent);

    /// <summary>The record is not called by itself any more.</summary>
    public sealed record ClockStopped(AgentId Agent, AttemptId Attempt) : AgentFact(Agent);

    /// <summary>The record is called by itself a little later.</summary>
    public sealed record MoreTimeTaken(AgentId Agent, AttemptId Attempt) : AgentFact(Agent);

    /// <summary>The record was closed without a call.</summary>
    /// <param name="Booking">The callback it was closed for; null: none.</param>
    public sealed record RecordReturned(
        AgentId Agent, GroupId Group, AttemptId Attempt, ReturnedAs How, Booking? Booking = null) : AgentFact(Agent);

    public sealed record Reserved(AgentId Agent, GroupId Group, AttemptId Attempt) : AgentFact(Agent);

    public sealed record ReservationRefused(AgentId Agent, GroupId Group, AttemptId Attempt, string Why) : AgentFact(Agent);

    /// <summary>The attempt came to nothing; the reservation is over.</summary>
    public sealed record Released(AgentId Agent, AttemptId Attempt) : AgentFact(Agent);

    /// <summary>Agent and customer hear each other.</summary>
    /// <param name="Offer">The offer of the agent that was taken for it; 0: an earlier version did not keep it.</param>
    public sealed record Connected(
        AgentId Agent, AttemptId Attempt, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Offer = 0) : AgentFact(Agent);

    public sealed record HoldOrdered(AgentId Agent, AttemptId Attempt, NodeEpoch Epoch) : AgentFact(Agent);

    public sealed record ResumeOrdered(AgentId Agent, AttemptId Attempt, NodeEpoch Epoch) : AgentFact(Agent);

    public sealed record HangUpOrdered(AgentId Agent, AttemptId Attempt, NodeEpoch Epoch) : AgentFact(Agent);

    /// <summary>The agent ends the call while no sound reaches them: the campaign group, which knows the call's node, tells it.</summary>
    public sealed record HangUpAsked(AgentId Agent, GroupId Group, AttemptId Attempt) : AgentFact(Agent);

    /// <summary>The call is over.</summary>
    /// <param name="Found">The call result of a call that reached nobody; empty: there was a conversation.</param>
    public sealed record ConversationEnded(AgentId Agent, AttemptId Attempt, string Found = "") : AgentFact(Agent);

    /// <summary>A callback was arranged, in place of one that there was; it counts when the outcome is set.</summary>
    public sealed record CallbackBooked(AgentId Agent, AttemptId Attempt, Booking Booking) : AgentFact(Agent);

    /// <summary>The callback that was arranged is not wanted any more.</summary>
    public sealed record CallbackDropped(AgentId Agent, AttemptId Attempt) : AgentFact(Agent);

    /// <summary>What the agent said of the conversation; the record is done.</summary>
    /// <param name="Outcome">The disposition: the business result.</param>
    /// <param name="Result">The call result where it is another than was found; empty: that one stands.</param>
    /// <param name="Suppresses">The number is never called again.</param>
    public sealed record OutcomeSet(
        AgentId Agent, GroupId Group, AttemptId Attempt, string Outcome, string Note, string Result = "", bool Suppresses = false) : AgentFact(Agent)
    {
        /// <summary>The number is on the Do Not Call list with it; an earlier version knew that by the word alone.</summary>
        [JsonIgnore]
        public bool IsForEver => Suppresses || Outcome == Disposition.NeverAgain;
    }

    /// <summary>The last outcome is taken back; the agent is in wrap-up again.</summary>
    /// <param name="Offer">Above every offer of the agent so far: none is open any more, and one that is told again is known by it.</param>
    public sealed record OutcomeTakenBack(AgentId Agent, GroupId Group, AttemptId Attempt, long Offer) : AgentFact(Agent);

    /// <summary>The record is open again; the next outcome counts.</summary>
    public sealed record UndoMade(AgentId Agent, AttemptId Attempt) : AgentFact(Agent);

    /// <summary>The outcome stands: the record has moved on. One that was chosen anew since is void.</summary>
    public sealed record UndoRefused(AgentId Agent, AttemptId Attempt, string Why) : AgentFact(Agent);

    /// <summary>The agent corrected what the list says of the person.</summary>
    /// <param name="Field">The column of the list.</param>
    /// <param name="Value">What it holds now; empty: nothing.</param>
    public sealed record RecordEdited(AgentId Agent, AttemptId Attempt, string Field, string Value) : AgentFact(Agent);
}
