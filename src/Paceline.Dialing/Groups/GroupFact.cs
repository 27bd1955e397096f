using System.Text.Json.Serialization;
using NodaTime;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Dispositions;
using Paceline.Dialing.Pacing;

namespace Paceline.Dialing.Groups;

/// <summary>What happened in a campaign group beside its attempts.</summary>
public abstract record GroupFact : DialingFact
{
    private protected GroupFact()
    {
    }

    public sealed record Loaded(string By) : GroupFact;

    public sealed record DialingStarted(string By) : GroupFact;

    public sealed record DialingStopped(string By) : GroupFact;

    /// <summary>Nothing more is dialled; the group is unloaded when its last attempt is closed.</summary>
    public sealed record UnloadOrdered(string By, bool Forced) : GroupFact;

    public sealed record Unloaded : GroupFact;

    public sealed record ModeSet(DialMode Mode, string By) : GroupFact;

    /// <summary>What agents can say of a call was changed.</summary>
    public sealed record DispositionsSet(DispositionPad Pad, string By) : GroupFact;

    /// <summary>What dialling ahead is to reach was changed.</summary>
    public sealed record PacingSet(PacingRules Pacing, string By) : GroupFact;

    /// <summary>What the group may and must do was changed.</summary>
    /// <param name="Rules">All of them, as they are now.</param>
    public sealed record RulesSet(CampaignRules Rules, string By) : GroupFact;

    /// <summary>An agent is free for this group.</summary>
    public sealed record AgentJoined(AgentId Agent, long Offer, NodeEpoch Epoch) : GroupFact;

    /// <summary>An agent is not free any more, for a reason that is not this group's.</summary>
    public sealed record AgentLeft(AgentId Agent, long Offer, string Why) : GroupFact;

    /// <summary>An agent waits for a record to read.</summary>
    public sealed record RecordAsked(AgentId Agent, long Offer) : GroupFact;

    /// <summary>None comes.</summary>
    public sealed record NoRecord(AgentId Agent, long Offer, string Why) : GroupFact;

    /// <summary>The agent calls the record: this number of the chain, by this node.</summary>
    /// <param name="PerDay">Attempts that the number may have in 24 hours, this one included; null: any number, for they were promised the call.</param>
    public sealed record CallChosen(AttemptId Attempt, Chain Chain, NodeEpoch Epoch, int? PerDay = null) : GroupFact;

    /// <summary>It may not be called now; the agent keeps it.</summary>
    public sealed record CallRefused(AttemptId Attempt, string Why) : GroupFact;

    /// <summary>The campaign runs again while the agent reads the record: it may be called now.</summary>
    public sealed record CallPossible(AttemptId Attempt) : GroupFact;

    /// <summary>Agents are free and no record is due before then; null: none is waiting at all.</summary>
    public sealed record RecordsAwaited(Instant? Until) : GroupFact;

    /// <summary>The trunk went down, or is there again (no trouble). Not kept for a new start, which learns it anew.</summary>
    public sealed record TrunkChanged(string Trunk, string Trouble) : GroupFact;

    /// <summary>A chain was due and may not be dialled now; it is due again at that time.</summary>
    public sealed record ChainDeferred(Chain Chain, RefusedBecause Because, Instant Until) : GroupFact;

    /// <summary>An attempt begins at this chain.</summary>
    public abstract record AttemptBegan(AttemptId Attempt, Chain Chain) : GroupFact;

    /// <summary>An attempt begins, and this agent is asked to be free for it.</summary>
    /// <param name="Handing">A call that is dialled for the agent, or a record that the agent reads and calls.</param>
    public sealed record ReservationOrdered(
        AttemptId Attempt, Chain Chain, AgentId Agent, long Offer, NodeEpoch Epoch, Handing Handing = Handing.Call) : AttemptBegan(Attempt, Chain);

    /// <summary>An attempt begins that no agent is reserved for; it is ordered in the same commit, and whoever is free when somebody
    /// answers gets it.</summary>
    public sealed record DialedAhead(AttemptId Attempt, Chain Chain, NodeEpoch Epoch) : AttemptBegan(Attempt, Chain);

    /// <summary>How many to dial ahead or to take back, and why; kept for each decision that did either, and now and then for one that did not.</summary>
    public sealed record PacingDecided(PacingReason Why) : GroupFact;

    /// <summary>What pacing has learned so far, kept once in a while: a new start goes on from it.</summary>
    public sealed record PacingLearned(PacingModel Model, DialedTime Dialed) : GroupFact;

    /// <summary>The agent takes no further call, from now on or after the one at hand; or stays after all.</summary>
    /// <param name="Since">From when on nothing that is dialled counts on them; null: from this fact on.</param>
    public sealed record AgentPlans(AgentId Agent, AgentPlan Plan, Instant? Since = null) : GroupFact;

    /// <summary>The agent's sign-out or pause waits: calls that counted on them are on their way.</summary>
    /// <param name="Until">When the last of these has ended at the latest.</param>
    public sealed record SignOutHeld(AgentId Agent, long Offer, Instant Until) : GroupFact;

    /// <summary>Nothing is on its way to the agent any more; they are counted no more.</summary>
    public sealed record SignOutCleared(AgentId Agent, long Offer) : GroupFact;

    /// <summary>The agent's outcome has reached the group.</summary>
    /// <param name="Booking">The callback that was arranged; null: none.</param>
    /// <param name="Result">The call result in place of what was found; empty: that one stands.</param>
    public sealed record OutcomeRecorded(AttemptId Attempt, AgentId Agent, string Outcome, Booking? Booking = null, string Result = "") : GroupFact;

    /// <summary>A number joins the person's, for a callback.</summary>
    /// <param name="Position">Its index among them.</param>
    public sealed record NumberAdded(
        ChainId Chain, int Position, [property: JsonPropertyName("newNumber")] NewNumber Number) : GroupFact;

    /// <summary>Its time and its grace have passed and nobody called; it is anybody's from now on.</summary>
    /// <param name="Callback">As it was.</param>
    /// <param name="ForGood">Nobody will call any more: the person's calls are used up, or they may not be called.</param>
    public sealed record CallbackMissed(
        ChainId Chain,
        Callback Callback,
        CallResult Result,
        string Why,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool ForGood = false) : GroupFact;

    /// <summary>Another time, or another owner.</summary>
    /// <param name="Callback">As it is now.</param>
    public sealed record CallbackChanged(ChainId Chain, Callback Callback, string By) : GroupFact;

    /// <summary>The promise is void: the person is called in turn, no sooner than was promised.</summary>
    public sealed record CallbackCancelled(ChainId Chain, AttemptId Callback, string By) : GroupFact;

    /// <summary>An outcome was taken back: the attempt is open again and waits for another.</summary>
    /// <param name="Promise">The callback that was being kept in the call, as it was then: the next outcome decides about it. Null: there was none,
    /// or it is still open.</param>
    /// <param name="Offer">Of the agent's word that took it back; 0: an earlier version did not keep it.</param>
    public sealed record OutcomeReturned(
        AttemptId Attempt,
        AgentId Agent,
        ChainId Chain,
        string Outcome,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Callback? Promise = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Offer = 0) : GroupFact;

    /// <summary>An outcome could not be taken back, and stands.</summary>
    public sealed record UndoRefused(AttemptId Attempt, AgentId Agent, string Why) : GroupFact;

    /// <summary>The chain's next step, by treatment; it closes the attempt. Without an attempt: the chain may never be dialled.</summary>
    public sealed record ChainChangeOrdered(AttemptId? Attempt, ChainId Chain, ChainChange Change) : GroupFact;
}
