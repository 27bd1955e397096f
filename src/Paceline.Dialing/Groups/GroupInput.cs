using System.Text.Json.Serialization;
using NodaTime;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Dispositions;

namespace Paceline.Dialing.Groups;

/// <summary>What happens to a campaign group from outside. An agent's answer and a node's report may come twice; the second changes nothing.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "input")]
[JsonDerivedType(typeof(Load), "load")]
[JsonDerivedType(typeof(Start), "start")]
[JsonDerivedType(typeof(Stop), "stop")]
[JsonDerivedType(typeof(Unload), "unload")]
[JsonDerivedType(typeof(SetMode), "setMode")]
[JsonDerivedType(typeof(SetPacing), "setPacing")]
[JsonDerivedType(typeof(SetDispositions), "setDispositions")]
[JsonDerivedType(typeof(SetRules), "setRules")]
[JsonDerivedType(typeof(AgentOffered), "agentOffered")]
[JsonDerivedType(typeof(AgentGone), "agentGone")]
[JsonDerivedType(typeof(AgentPlans), "agentPlans")]
[JsonDerivedType(typeof(RecordAsked), "recordAsked")]
[JsonDerivedType(typeof(CallChosen), "callChosen")]
[JsonDerivedType(typeof(RecordReturned), "recordReturned")]
[JsonDerivedType(typeof(AgentConfirmed), "agentConfirmed")]
[JsonDerivedType(typeof(AgentRefused), "agentRefused")]
[JsonDerivedType(typeof(OutcomeChosen), "outcomeChosen")]
[JsonDerivedType(typeof(ChangeCallback), "changeCallback")]
[JsonDerivedType(typeof(CancelCallback), "cancelCallback")]
[JsonDerivedType(typeof(OutcomeTakenBack), "outcomeTakenBack")]
[JsonDerivedType(typeof(HangUpAsked), "hangUpAsked")]
[JsonDerivedType(typeof(BridgeRefused), "bridgeRefused")]
[JsonDerivedType(typeof(Called), "called")]
[JsonDerivedType(typeof(NodeReported), "nodeReported")]
[JsonDerivedType(typeof(OrderExpired), "orderExpired")]
[JsonDerivedType(typeof(TrunkChanged), "trunkChanged")]
public abstract record GroupInput
{
    private protected GroupInput()
    {
    }

    public sealed record Load(string By) : GroupInput;

    public sealed record Start(string By) : GroupInput;

    public sealed record Stop(string By) : GroupInput;

    /// <summary>No more dials, and out of its agents' sight when the last call is over; forced: at once.</summary>
    public sealed record Unload(string By, bool Force) : GroupInput;

    public sealed record SetMode(DialMode Mode, string By) : GroupInput;

    /// <summary>Changes what agents can say of a call; at any time.</summary>
    public sealed record SetDispositions(DispositionPad Pad, string By) : GroupInput;

    /// <summary>Changes what dialling ahead is to reach; at any time.</summary>
    public sealed record SetPacing(PacingRules Pacing, string By) : GroupInput;

    /// <summary>Changes what the group may and must do, while it rests and no call is open: a call keeps the rules under which it was placed.</summary>
    /// <param name="Rules">All of them; dispositions and pacing have commands of their own and stay as they are.</param>
    public sealed record SetRules(CampaignRules Rules, string By) : GroupInput;

    /// <summary>An agent is ready for a call.</summary>
    /// <param name="LeavesSince">Since when they sign out: only what was on its way then may still come. Null: they stay.</param>
    public sealed record AgentOffered(AgentId Agent, long Offer, NodeEpoch Epoch, Instant? LeavesSince = null) : GroupInput;

    /// <summary>An agent is not ready any more.</summary>
    public sealed record AgentGone(AgentId Agent, long Offer, string Why) : GroupInput;

    /// <summary>An agent says whether they take another call. To a sign-out the group answers: what is on its way, or that nothing is.</summary>
    public sealed record AgentPlans(AgentId Agent, AgentPlan Plan) : GroupInput;

    /// <summary>An agent asks for a record to read.</summary>
    public sealed record RecordAsked(AgentId Agent, long Offer) : GroupInput;

    /// <summary>The agent calls the record that they read.</summary>
    public sealed record CallChosen(AttemptId Attempt, int? Position, NewNumber? Number, NodeEpoch Epoch) : GroupInput;

    /// <summary>The agent closes the record without a call.</summary>
    /// <param name="Agent">Null: as an earlier version wrote it.</param>
    /// <param name="Booking">The callback it is closed for; null: none.</param>
    public sealed record RecordReturned(AttemptId Attempt, ReturnedAs How, AgentId? Agent = null, Booking? Booking = null) : GroupInput;

    /// <summary>The agent is reserved for the attempt.</summary>
    /// <param name="Agent">Null: as an earlier version wrote it, when an attempt had one agent for life.</param>
    public sealed record AgentConfirmed(AttemptId Attempt, AgentId? Agent = null) : GroupInput;

    /// <summary>The agent could not be reserved.</summary>
    /// <param name="Agent">Null: as an earlier version wrote it.</param>
    public sealed record AgentRefused(AttemptId Attempt, string Why, AgentId? Agent = null) : GroupInput;

    /// <summary>The agent's word, and with it the callback that was arranged; null: none.</summary>
    /// <param name="Result">The call result in place of what was found; empty: that one stands.</param>
    /// <param name="Offer">The latest of the agent then: it tells this word from one that was taken back. 0: an earlier version did not say it.</param>
    public sealed record OutcomeChosen(
        AttemptId Attempt, AgentId Agent, string Outcome, Booking? Booking = null, string Result = "", long Offer = 0) : GroupInput;

    /// <summary>Moves a callback or gives it to somebody else.</summary>
    /// <param name="Callback">The attempt in which it was booked.</param>
    /// <param name="At">When to call.</param>
    /// <param name="Owner">Who calls; null: whoever is free.</param>
    /// <param name="Own">The agent who asks it of a callback of their own; null: a supervisor asks.</param>
    public sealed record ChangeCallback(AttemptId Callback, Instant At, AgentId? Owner, string By, AgentId? Own = null) : GroupInput;

    /// <summary>Makes a callback void.</summary>
    /// <param name="Own">The agent who asks it of a callback of their own; null: a supervisor asks.</param>
    public sealed record CancelCallback(AttemptId Callback, string By, AgentId? Own = null) : GroupInput;

    /// <summary>The agent takes their last outcome back, and is free no more.</summary>
    /// <param name="TooLate">The transaction found the number in use.</param>
    public sealed record OutcomeTakenBack(AttemptId Attempt, AgentId Agent, long Offer, bool TooLate = false) : GroupInput;

    /// <summary>The agent ends their call and has no sound by which to say so to the node.</summary>
    public sealed record HangUpAsked(AttemptId Attempt, AgentId Agent) : GroupInput;

    /// <summary>The node could not connect the person with the agent.</summary>
    /// <param name="TooLate">The call ends or hears the message: no agent can have it.</param>
    public sealed record BridgeRefused(AttemptId Attempt, AgentId Agent, string Why, bool TooLate) : GroupInput;

    /// <summary>Something happened to an attempt.</summary>
    public sealed record Called(AttemptId Attempt, AttemptInput What) : GroupInput;

    /// <summary>A node says which attempts it knows. Those of another epoch are over; those of this one that it does not know, and
    /// that no order on its way may still bring to it, are lost.</summary>
    /// <param name="Known">Attempts the node knows.</param>
    /// <param name="OnTheWay">Attempts whose order has not been delivered yet.</param>
    public sealed record NodeReported(NodeEpoch Epoch, IReadOnlyList<AttemptId> Known, IReadOnlyList<AttemptId> OnTheWay) : GroupInput;

    /// <summary>The order to dial was not delivered while its permission held, or the node did not admit it; nothing left.</summary>
    /// <param name="NumberRefused">The number may not be called by this trunk: the record's matter, not the line's.</param>
    public sealed record OrderExpired(AttemptId Attempt, string Why, bool NumberRefused = false) : GroupInput;

    /// <summary>A node says how a trunk is; about another trunk than the group's it changes nothing.</summary>
    /// <param name="Trouble">Why no call can leave by it, in words that follow its name; empty: calls can.</param>
    public sealed record TrunkChanged(string Trunk, string Trouble) : GroupInput;

    /// <summary>Chains that are due, each with the id an attempt at it will have. What the group does not use goes back.</summary>
    public sealed record CandidatesDue(IReadOnlyList<(AttemptId Attempt, DialCandidate Candidate)> Candidates) : GroupInput;

    /// <summary>No chain is due before then; null: none waits.</summary>
    public sealed record NoneDue(Instant? Until) : GroupInput;

    /// <summary>The commit was refused: the number may not be dialled after all.</summary>
    public sealed record NumberClosed(AttemptId Attempt, string Why, Instant Until) : GroupInput;

    public sealed record TimePassed : GroupInput;
}

/// <summary>What an agent will do after the call at hand, or at once when there is none.</summary>
public enum AgentPlan
{
    /// <summary>Be free again.</summary>
    Stays,

    /// <summary>Be not ready: nothing that is dialled from now on counts on them; what was dialled ahead before still comes to them (features 6.4).</summary>
    Pauses,

    /// <summary>Sign out: the same, with a countdown (features 6).</summary>
    SignsOut,
}
