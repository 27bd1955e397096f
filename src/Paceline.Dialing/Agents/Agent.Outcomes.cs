using NodaTime;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Dispositions;
using static Paceline.Dialing.Agents.AgentInput;

namespace Paceline.Dialing.Agents;

/// <summary>What an agent says of a record: its outcome, the callback they promise, and taking both back.</summary>
public sealed partial record Agent
{
    /// <summary>The agent's word about the record of <see cref="AttemptAtHand"/>.</summary>
    /// <param name="outcome">For the attempt at hand.</param>
    /// <param name="reached">Somebody was talked to: "not reached" would not be true.</param>
    private Decision Finish(SetOutcome outcome, bool reached, CampaignRules rules) => outcome switch
    {
        { Then: AndThen.Stop } when !rules.Agents.May(AgentRights.DoneAndStop) => NotAllowed("finish a record and stop"),
        { Then: AndThen.GetRecord } when !rules.Agents.May(AgentRights.GetNext) => NotAllowed("ask for the next record with the outcome"),
        { Outcome: Disposition.NotReached } when reached =>
            Decision.Refuse("unknown-outcome", "Somebody was reached in this call. Choose what came of it."),
        { Outcome: "" } when rules.Dispositions.Mandatory || State is AgentState.Previewing => Decision.Refuse("no-outcome", "Choose an outcome to finish."),
        { Outcome: "" } => Finish(outcome with { Outcome = reached ? Disposition.None : Disposition.NotReached }, reached, rules),
        { Outcome: Disposition.None } when !rules.Dispositions.Mandatory => Say(outcome, said: null, rules),
        { Outcome: Disposition.NotReached } => Say(outcome, said: null, rules),
        { Outcome: var code } => rules.Dispositions.Find(code) is { Retired: false } said
            ? Say(outcome, said, rules)
            : Decision.Refuse("unknown-outcome", $"\"{code}\" is no outcome of this campaign. Choose one of the pad."),
    };

    /// <summary>The two values of the call: what came of it, and its call result where the agent says another than was found.</summary>
    /// <param name="outcome">The agent's word.</param>
    /// <param name="said">As the pad has it; null: what is next follows from the call result.</param>
    /// <param name="rules">Of the campaign.</param>
    private Decision Say(SetOutcome outcome, Disposition? said, CampaignRules rules) => outcome switch
    {
        { Note.Length: > NoteLengthMax } =>
            Decision.Refuse("note-too-long", $"A note has at most {NoteLengthMax} characters; this one has {outcome.Note.Length}."),
        { Result.Length: > 0 } when outcome.Result != said?.Implies && !rules.Agents.May(AgentRights.SetCallResult) => NotAllowed("correct the call result"),
        { Result.Length: > 0 } when outcome.Result != said?.Implies && !rules.Dispositions.CallResults.Contains(outcome.Result, StringComparer.Ordinal) =>
            Decision.Refuse("unknown-result", $"\"{outcome.Result}\" is no call result of this campaign. Choose one of the list."),
        _ => Decision.Of([
            new AgentFact.OutcomeSet(
                Id, Group, outcome.Attempt, outcome.Outcome, outcome.Note,
                outcome.Result.Length > 0 ? outcome.Result : said?.Implies ?? "", said is { Suppresses: true }),
            .. Afterwards(outcome.Then)]),
    };

    /// <summary>The last outcome goes back to the agent, who chooses anew; until another record has come.</summary>
    private Decision TakeBack(UndoOutcome undo, CampaignRules rules) => State switch
    {
        _ when !rules.Agents.May(AgentRights.UndoOutcome) => NotAllowed("take an outcome back"),
        AgentState.WrapUp wrapUp when wrapUp.Attempt == undo.Attempt => Decision.Nothing,
        AgentState.Ready or AgentState.NotReady when Saved?.Attempt == undo.Attempt => Leaving is null
            ? Decision.Of(new AgentFact.OutcomeTakenBack(Id, Group, undo.Attempt, Offer + 1))
            : WrongState("being signed out", "Stay signed in first."),
        _ => Decision.Refuse("too-late", "This outcome cannot be taken back: another record has followed, or the person is never called again."),
    };

    /// <summary>What the agent chose for after this record; a sign-out, a booked reason and missing sound stand above it.</summary>
    private AgentFact[] Afterwards(AndThen then) => (then, Afterwards()) switch
    {
        (AndThen.Stop, AgentFact.BecameReady) when Leaving is null => [Unreadiness(Stopped)],
        (AndThen.GetRecord, AgentFact.BecameReady ready) when Leaving is null => [ready, new AgentFact.RecordAsked(Id, Group, ready.Offer)],
        (_, var next) => [next],
    };

    /// <summary>The right is that of a call; a record that is read has its own.</summary>
    private Decision Book(BookCallback book, Instant now, CampaignRules rules) => book.Booking switch
    {
        _ when State is not AgentState.Previewing && !rules.Agents.May(AgentRights.Callback) => NotAllowed("book a callback"),
        { Number: not null } when !rules.Agents.May(AgentRights.NewNumber) => NotAllowed("book a callback at a new number"),
        _ when Booked is null && book.Kept >= CallbackRules.Most => Decision.Refuse(
            "too-many-callbacks",
            $"This campaign has {book.Kept} callbacks to keep and takes no more than {CallbackRules.Most}. "
            + "Choose an outcome that calls again, or ask your supervisor."),
        var booking when rules.Callbacks.Refuses(booking, rules.Window, now, PeaceUntil) is { } refusal => Decision.Refuse(refusal),
        var booking => booking == Booked ? Decision.Nothing : Decision.Of(new AgentFact.CallbackBooked(Id, book.Attempt, booking)),
    };

    /// <summary>Whom the agent's own call left without an agent is called no sooner. Null: anybody may call them.</summary>
    public Instant? PeaceUntil => State is AgentState.WrapUp { Found: var found } wrapUp && Peace.Follows(found) ? wrapUp.Since + Peace.Length : null;

    private Decision Drop(DropCallback drop) => Booked is null ? Decision.Nothing : Decision.Of(new AgentFact.CallbackDropped(Id, drop.Attempt));
}
