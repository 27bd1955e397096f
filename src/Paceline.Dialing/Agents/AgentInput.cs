using Paceline.Dialing.Campaigns;
using System.Text.Json.Serialization;
using NodaTime;
using Paceline.Dialing.Contacts;

namespace Paceline.Dialing.Agents;

/// <summary>What happens to an agent from outside: their own commands, the group's, and the leg's.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "input")]
[JsonDerivedType(typeof(SignIn), "signIn")]
[JsonDerivedType(typeof(SignOut), "signOut")]
[JsonDerivedType(typeof(Stay), "stay")]
[JsonDerivedType(typeof(SignOutHeld), "signOutHeld")]
[JsonDerivedType(typeof(SignOutCleared), "signOutCleared")]
[JsonDerivedType(typeof(LegUp), "legUp")]
[JsonDerivedType(typeof(LegDown), "legDown")]
[JsonDerivedType(typeof(MakeReady), "makeReady")]
[JsonDerivedType(typeof(MakeNotReady), "makeNotReady")]
[JsonDerivedType(typeof(Assign), "assign")]
[JsonDerivedType(typeof(AskRecord), "askRecord")]
[JsonDerivedType(typeof(NoRecord), "noRecord")]
[JsonDerivedType(typeof(Reserve), "reserve")]
[JsonDerivedType(typeof(Accept), "accept")]
[JsonDerivedType(typeof(Decline), "decline")]
[JsonDerivedType(typeof(Call), "call")]
[JsonDerivedType(typeof(CallRefused), "callRefused")]
[JsonDerivedType(typeof(CampaignRuns), "campaignRuns")]
[JsonDerivedType(typeof(StopClock), "stopClock")]
[JsonDerivedType(typeof(MoreTime), "moreTime")]
[JsonDerivedType(typeof(Return), "return")]
[JsonDerivedType(typeof(Release), "release")]
[JsonDerivedType(typeof(Connect), "connect")]
[JsonDerivedType(typeof(Hold), "hold")]
[JsonDerivedType(typeof(Resume), "resume")]
[JsonDerivedType(typeof(HangUp), "hangUp")]
[JsonDerivedType(typeof(CallOver), "callOver")]
[JsonDerivedType(typeof(SetOutcome), "setOutcome")]
[JsonDerivedType(typeof(UndoOutcome), "undoOutcome")]
[JsonDerivedType(typeof(UndoMade), "undoMade")]
[JsonDerivedType(typeof(UndoRefused), "undoRefused")]
[JsonDerivedType(typeof(EditRecord), "editRecord")]
[JsonDerivedType(typeof(BookCallback), "bookCallback")]
[JsonDerivedType(typeof(DropCallback), "dropCallback")]
[JsonDerivedType(typeof(TimePassed), "timePassed")]
public abstract record AgentInput
{
    private protected AgentInput()
    {
    }

    public sealed record SignIn : AgentInput;

    /// <summary>Waits for a call that may be on its way, and for the one that is on.</summary>
    /// <param name="Now">Without waiting for one that may be on its way, which is taken back, and without wrap-up; a conversation is not cut.</param>
    /// <param name="Channel">Of the voice channel alone: the agent stays, without sound, until they choose Ready.</param>
    /// <param name="By">The supervisor whose order it is; empty: the agent's own.</param>
    public sealed record SignOut(string Why, bool Now = false, bool Channel = false, string By = "") : AgentInput;

    /// <summary>The sign-out that waits is not wanted any more.</summary>
    /// <param name="By">The supervisor who takes it back; empty: the agent, who cannot take back a supervisor's.</param>
    public sealed record Stay(string By = "") : AgentInput;

    /// <summary>The group says to an agent who signs out or pauses that calls which counted on them are on their way; the last has ended by then.</summary>
    public sealed record SignOutHeld(long Offer, Instant Until) : AgentInput;

    /// <summary>The group says that nothing is on its way to the agent.</summary>
    public sealed record SignOutCleared(long Offer) : AgentInput;

    public sealed record LegUp(NodeEpoch Epoch, bool Browser) : AgentInput;

    /// <summary>The leg of an epoch is down; a leg that came up in a later epoch is not meant.</summary>
    public sealed record LegDown(NodeEpoch Epoch, string Why) : AgentInput;

    /// <param name="By">The supervisor whose order it is; empty: the agent's own.</param>
    /// <param name="Since">Only in the state that began then, as when an order is set back; null: in any.</param>
    public sealed record MakeReady(string By = "", Instant? Since = null) : AgentInput;

    /// <summary>Now, or after the call or record at hand.</summary>
    /// <param name="By">The supervisor whose order it is; empty: the agent's own.</param>
    /// <param name="Now">A record at hand is not waited for: it goes back, or stays without an outcome. A conversation is not cut.</param>
    /// <param name="Since">As with <see cref="MakeReady"/>.</param>
    public sealed record MakeNotReady(string Reason, string By = "", bool Now = false, Instant? Since = null) : AgentInput;

    /// <summary>Puts the agent on another campaign, signed in or not. That the campaign exists was asked before, and that none of the one until now has an
    /// attempt open with the agent: what is late would come to the wrong one.</summary>
    /// <param name="By">The supervisor whose order it is.</param>
    public sealed record Assign(GroupId Group, string By) : AgentInput;

    /// <summary>Asks for a record to read (mode Preview).</summary>
    public sealed record AskRecord : AgentInput;

    /// <summary>The record that was asked for does not come.</summary>
    public sealed record NoRecord(long Offer, string Why) : AgentInput;

    /// <summary>The group asks the agent to be free for an attempt.</summary>
    /// <param name="Offer">The offer of the agent that is taken.</param>
    /// <param name="Handing">A call, or a record to read.</param>
    /// <param name="OfferFor">How long the agent may think about it; null: it is theirs at once.</param>
    /// <param name="Answered">Somebody has answered and waits: also an agent who is about to sign out takes it.</param>
    public sealed record Reserve(
        AttemptId Attempt, long Offer, Handing Handing = Handing.Call, Duration? OfferFor = null, bool Answered = false) : AgentInput;

    /// <summary>Takes what is offered.</summary>
    public sealed record Accept(AttemptId Attempt) : AgentInput;

    /// <summary>Lets it go to somebody else.</summary>
    public sealed record Decline(AttemptId Attempt) : AgentInput;

    /// <summary>Calls the record that is read.</summary>
    /// <param name="Position">Another of the person's numbers, by its index; null: the one that is due.</param>
    /// <param name="Number">A number that the person did not have; null: none.</param>
    public sealed record Call(AttemptId Attempt, int? Position = null, NewNumber? Number = null) : AgentInput;

    /// <summary>The call may not be made now; the record stays open.</summary>
    public sealed record CallRefused(AttemptId Attempt, string Why) : AgentInput;

    /// <summary>The campaign was started again: the record that could not be called for it can be.</summary>
    public sealed record CampaignRuns(AttemptId Attempt) : AgentInput;

    /// <summary>The record that is read waits for the agent; it is not called by itself any more.</summary>
    public sealed record StopClock(AttemptId Attempt) : AgentInput;

    /// <summary>The record that is read is called by itself a little later.</summary>
    public sealed record MoreTime(AttemptId Attempt) : AgentInput;

    /// <summary>Closes the record that is read without a call, or takes an offered one out of the campaign unread.</summary>
    public sealed record Return(AttemptId Attempt, ReturnedAs How) : AgentInput;

    /// <summary>The attempt came to nothing.</summary>
    public sealed record Release(AttemptId Attempt) : AgentInput;

    /// <summary>The node has connected agent and customer.</summary>
    /// <param name="Offer">The offer of the agent that was taken for it; 0: an earlier version did not say it.</param>
    public sealed record Connect(AttemptId Attempt, long Offer = 0) : AgentInput;

    public sealed record Hold(AttemptId Attempt) : AgentInput;

    public sealed record Resume(AttemptId Attempt) : AgentInput;

    public sealed record HangUp(AttemptId Attempt) : AgentInput;

    /// <summary>The conversation is over.</summary>
    /// <param name="Found">The call result of a call that reached nobody; empty: there was a conversation.</param>
    public sealed record CallOver(AttemptId Attempt, string Found = "") : AgentInput;

    /// <summary>The outcome of the conversation and a note (at most 4,000 characters): the record is done.</summary>
    /// <param name="Outcome">Empty: nothing is said, where the campaign does not ask for it.</param>
    /// <param name="Result">The call result, if it is another than was found; empty: that one stands.</param>
    public sealed record SetOutcome(AttemptId Attempt, string Outcome, string Note, AndThen Then = AndThen.Next, string Result = "") : AgentInput;

    /// <summary>Takes the last outcome back: the agent is in wrap-up again and chooses anew.</summary>
    public sealed record UndoOutcome(AttemptId Attempt) : AgentInput;

    /// <summary>The group has opened the record again.</summary>
    public sealed record UndoMade(AttemptId Attempt) : AgentInput;

    /// <summary>The group could not give the record back: the outcome stands.</summary>
    public sealed record UndoRefused(AttemptId Attempt, string Why) : AgentInput;

    /// <summary>A field of the record on the desk. That it may be changed, and that the value fits its type, was asked before.</summary>
    public sealed record EditRecord(AttemptId Attempt, string Field, string Value) : AgentInput;

    /// <summary>Arranges a callback. In a call and in wrap-up it waits for the outcome, and another takes its place; a record that is read is
    /// closed by it.</summary>
    /// <param name="Kept">How many callbacks the campaign has to keep already.</param>
    public sealed record BookCallback(AttemptId Attempt, Booking Booking, long Kept = 0) : AgentInput;

    /// <summary>The callback that was arranged in this call is not wanted any more.</summary>
    public sealed record DropCallback(AttemptId Attempt) : AgentInput;

    public sealed record TimePassed : AgentInput;
}
