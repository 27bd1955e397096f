using System.Diagnostics;
using NodaTime;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Dispositions;
using static Paceline.Dialing.Agents.AgentInput;

namespace Paceline.Dialing.Agents;

/// <summary>What an agent is doing, with just the data of that moment.</summary>
/// <param name="Since">When this began.</param>
public abstract record AgentState(Instant Since)
{
    public sealed record SignedOut(Instant Since) : AgentState(Since);

    public sealed record NotReady(Instant Since, string Reason) : AgentState(Since);

    public sealed record Ready(Instant Since) : AgentState(Since);

    /// <summary>A number is dialled for this agent.</summary>
    public sealed record Reserved(Instant Since, AttemptId Attempt) : AgentState(Since);

    public sealed record Talking(Instant Since, AttemptId Attempt, bool OnHold) : AgentState(Since);

    /// <summary>The conversation is over and its outcome is not set.</summary>
    public sealed record WrapUp(Instant Since, AttemptId Attempt) : AgentState(Since);
}

/// <summary>The agent's leg: the way sound reaches them, up from the first Ready to the sign-out.</summary>
public sealed record AgentLeg(NodeEpoch Epoch, bool Browser);

/// <summary>The life of an agent: signed out, not ready, ready, reserved, talking, wrap-up. Its only writer is the agent itself; a campaign
/// group asks for a reservation and hears the answer.</summary>
/// <param name="Leg">Null: no sound can reach the agent.</param>
/// <param name="ThenNotReady">Booked for after this call; null: ready again.</param>
/// <param name="Offer">How often the agent has become ready; a reservation names the offer it takes, so a late one cannot take the next.</param>
/// <param name="Last">The latest conversation: a connection that is told again must not begin it anew; null: none yet.</param>
public sealed record Agent(
    AgentId Id, GroupId Group, AgentState State, AgentLeg? Leg, string? ThenNotReady, long Offer, AttemptId? Last = null)
{
    /// <summary>The reason when the agent's leg is down.</summary>
    public const string NoAudio = "No audio";

    /// <summary>The reason when wrap-up took longer than its limit.</summary>
    public const string WrapUpRanOut = "Wrap-up ran out";

    /// <summary>Longest note, in characters.</summary>
    public const int NoteLengthMax = 4_000;

    /// <summary>When this agent wants to be told the time; null: never.</summary>
    public Instant? Due(CampaignRules rules) => State is AgentState.WrapUp wrapUp && rules.WrapUpLimit > Duration.Zero
        ? wrapUp.Since + rules.WrapUpLimit
        : null;

    /// <summary>One function per state.</summary>
    public Decision Decide(AgentInput input, Instant now, CampaignRules rules) => input switch
    {
        LegUp up => Leg == new AgentLeg(up.Epoch, up.Browser) ? Decision.Nothing : Decision.Of(new AgentFact.LegCameUp(Id, up.Epoch, up.Browser)),
        LegDown down when Leg?.Epoch != down.Epoch => Decision.Nothing,
        Connect connect when connect.Attempt == Last => Decision.Nothing,
        Reserve reserve when State is not (AgentState.Ready or AgentState.Reserved) => RefuseReservation(reserve),
        _ => State switch
        {
            AgentState.SignedOut => InSignedOut(input),
            AgentState.NotReady => InNotReady(input),
            AgentState.Ready => InReady(input),
            AgentState.Reserved reserved => InReserved(reserved, input),
            AgentState.Talking talking => InTalking(talking, input),
            AgentState.WrapUp wrapUp => InWrapUp(wrapUp, input, now, rules),
            _ => throw new UnreachableException($"agent state {State}"),
        },
    };

    private Decision InSignedOut(AgentInput input) => input switch
    {
        SignIn => Decision.Of(new AgentFact.SignedIn(Id)),
        LegDown down => Decision.Of(new AgentFact.LegWentDown(Id, down.Why)),
        Connect connect => Decision.Of(new AgentFact.Connected(Id, connect.Attempt)),
        SignOut or Release or CallOver or TimePassed => Decision.Nothing,
        _ => WrongState("signed out", "Sign in first."),
    };

    private Decision InNotReady(AgentInput input) => input switch
    {
        MakeReady when Leg is null => Decision.Refuse(
            "no-audio", "Ready needs a headset or phone that is connected, and none is. Connect it, then choose Ready."),
        MakeReady => Decision.Of(Readiness(Leg)),
        MakeNotReady notReady => Decision.Of(Unreadiness(notReady.Reason)),
        SignOut signOut => Decision.Of(new AgentFact.SignedOut(Id, signOut.Why)),
        LegDown down => Decision.Of(new AgentFact.LegWentDown(Id, down.Why)),
        Connect connect => Decision.Of(new AgentFact.Connected(Id, connect.Attempt)),
        SignIn or Release or CallOver or TimePassed => Decision.Nothing,
        _ => WrongState("not ready", "There is no call."),
    };

    private Decision InReady(AgentInput input) => input switch
    {
        Reserve reserve when reserve.Offer == Offer => Decision.Of(new AgentFact.Reserved(Id, Group, reserve.Attempt)),
        Reserve reserve => RefuseReservation(reserve),
        MakeNotReady notReady => Decision.Of(Unreadiness(notReady.Reason)),
        LegDown down => Decision.Of(new AgentFact.LegWentDown(Id, down.Why), Unreadiness(NoAudio)),
        SignOut signOut => Decision.Of(Unreadiness("Signing out"), new AgentFact.SignedOut(Id, signOut.Why)),
        Connect connect => Decision.Of(new AgentFact.Connected(Id, connect.Attempt)),
        SignIn or MakeReady or Release or CallOver or TimePassed => Decision.Nothing,
        _ => WrongState("ready", "There is no call."),
    };

    private Decision InReserved(AgentState.Reserved state, AgentInput input) => input switch
    {
        Reserve reserve when reserve.Attempt != state.Attempt => RefuseReservation(reserve),
        Release release when release.Attempt == state.Attempt => Decision.Of(new AgentFact.Released(Id, state.Attempt), Afterwards()),
        Connect connect when connect.Attempt == state.Attempt => Decision.Of(new AgentFact.Connected(Id, state.Attempt)),
        MakeNotReady notReady => Decision.Of(new AgentFact.NotReadyBooked(Id, notReady.Reason)),
        MakeReady => ThenNotReady is null ? Decision.Nothing : Decision.Of(new AgentFact.NotReadyBooked(Id, Reason: null)),
        LegDown down => Decision.Of(new AgentFact.LegWentDown(Id, down.Why), Unreadiness(NoAudio)),
        SignOut signOut => Decision.Of(Unreadiness("Signing out"), new AgentFact.SignedOut(Id, signOut.Why)),
        Reserve or Release or Connect or SignIn or CallOver or TimePassed => Decision.Nothing,
        _ => WrongState("waiting for an answer", "There is no call yet."),
    };

    private Decision InTalking(AgentState.Talking state, AgentInput input) => input switch
    {
        CallOver over when over.Attempt == state.Attempt => Decision.Of(new AgentFact.ConversationEnded(Id, state.Attempt)),
        Hold hold when hold.Attempt == state.Attempt => state.OnHold || Leg is null
            ? Decision.Nothing
            : Decision.Of(new AgentFact.HoldOrdered(Id, state.Attempt, Leg.Epoch)),
        Resume resume when resume.Attempt == state.Attempt => !state.OnHold || Leg is null
            ? Decision.Nothing
            : Decision.Of(new AgentFact.ResumeOrdered(Id, state.Attempt, Leg.Epoch)),
        HangUp hangUp when hangUp.Attempt == state.Attempt && Leg is not null => Decision.Of(new AgentFact.HangUpOrdered(Id, state.Attempt, Leg.Epoch)),
        HangUp hangUp when hangUp.Attempt == state.Attempt => Decision.Refuse("no-audio", "The headset is reconnecting. Try again in a moment."),
        MakeNotReady notReady => Decision.Of(new AgentFact.NotReadyBooked(Id, notReady.Reason)),
        MakeReady => ThenNotReady is null ? Decision.Nothing : Decision.Of(new AgentFact.NotReadyBooked(Id, Reason: null)),
        LegDown down => Decision.Of(new AgentFact.LegWentDown(Id, down.Why)),
        EditRecord edit when edit.Attempt == state.Attempt => Edit(edit),
        SetOutcome outcome when outcome.Attempt == state.Attempt => WrongState("in the call", "Hang up first; the outcome follows."),
        SignOut => WrongState("in a call", "Finish the call and its outcome first."),
        Hold or Resume or HangUp or SetOutcome or EditRecord => NotThisCall(state.Attempt),
        _ => Decision.Nothing,
    };

    private Decision InWrapUp(AgentState.WrapUp state, AgentInput input, Instant now, CampaignRules rules) => input switch
    {
        SetOutcome outcome when outcome.Attempt != state.Attempt => NotThisCall(state.Attempt),
        SetOutcome outcome when Disposition.Find(outcome.Outcome) is null =>
            Decision.Refuse("unknown-outcome", $"\"{outcome.Outcome}\" is no outcome of this campaign. Choose one of the pad."),
        SetOutcome { Note.Length: > NoteLengthMax } outcome =>
            Decision.Refuse("note-too-long", $"A note has at most {NoteLengthMax} characters; this one has {outcome.Note.Length}."),
        SetOutcome outcome => Decision.Of(new AgentFact.OutcomeSet(Id, Group, state.Attempt, outcome.Outcome, outcome.Note), Afterwards()),
        TimePassed when now >= Due(rules) => Decision.Of(
            new AgentFact.OutcomeSet(Id, Group, state.Attempt, Disposition.None, ""), Unreadiness(WrapUpRanOut)),
        EditRecord edit => edit.Attempt == state.Attempt ? Edit(edit) : NotThisCall(state.Attempt),
        MakeNotReady notReady => Decision.Of(new AgentFact.NotReadyBooked(Id, notReady.Reason)),
        MakeReady => ThenNotReady is null ? Decision.Nothing : Decision.Of(new AgentFact.NotReadyBooked(Id, Reason: null)),
        LegDown down => Decision.Of(new AgentFact.LegWentDown(Id, down.Why)),
        SignOut => WrongState("in wrap-up", "Set the outcome first."),
        Hold or Resume or HangUp => WrongState("in wrap-up", "The call is over."),
        _ => Decision.Nothing,
    };

    private Decision Edit(EditRecord edit) => Decision.Of(new AgentFact.RecordEdited(Id, edit.Attempt, edit.Field, edit.Value));

    /// <summary>After a call: what was booked, or ready, or not ready for want of sound.</summary>
    private AgentFact Afterwards() => ThenNotReady is { } reason ? Unreadiness(reason)
        : Leg is { } leg ? Readiness(leg)
        : Unreadiness(NoAudio);

    private AgentFact.BecameReady Readiness(AgentLeg leg) => new(Id, Group, leg.Epoch, Offer + 1);

    private AgentFact.BecameNotReady Unreadiness(string reason) => new(Id, Group, reason, Offer);

    private Decision RefuseReservation(Reserve reserve) =>
        Decision.Of(new AgentFact.ReservationRefused(Id, Group, reserve.Attempt, "the agent is not free"));

    private static Decision WrongState(string state, string remedy) =>
        Decision.Refuse("wrong-state", $"This is not possible while you are {state}. {remedy}");

    private static Decision NotThisCall(AttemptId current) =>
        Decision.Refuse("another-call", $"You are in attempt {current}; the command names another one. Reload the page.");

    /// <summary>The next state. A pair that is not listed cannot happen.</summary>
    public Agent Evolve(AgentFact fact, Instant at) => (State, fact) switch
    {
        (AgentState.SignedOut, AgentFact.SignedIn) => this with { State = new AgentState.NotReady(at, "Signed in") },
        (_, AgentFact.SignedOut) => this with { State = new AgentState.SignedOut(at), ThenNotReady = null },
        (_, AgentFact.LegCameUp up) => this with { Leg = new(up.Epoch, up.Browser) },
        (_, AgentFact.LegWentDown) => this with { Leg = null },
        (not AgentState.SignedOut, AgentFact.BecameReady ready) =>
            this with { State = new AgentState.Ready(at), ThenNotReady = null, Offer = ready.Offer },
        (not AgentState.SignedOut, AgentFact.BecameNotReady notReady) =>
            this with { State = new AgentState.NotReady(at, notReady.Reason), ThenNotReady = null },
        (_, AgentFact.NotReadyBooked booked) => this with { ThenNotReady = booked.Reason },
        (AgentState.Ready, AgentFact.Reserved reserved) => this with { State = new AgentState.Reserved(at, reserved.Attempt) },
        (_, AgentFact.ReservationRefused) => this,
        (AgentState.Reserved, AgentFact.Released) => this,
        (not (AgentState.Talking or AgentState.WrapUp), AgentFact.Connected connected) =>
            this with { State = new AgentState.Talking(at, connected.Attempt, OnHold: false), Last = connected.Attempt },
        (AgentState.Talking talking, AgentFact.HoldOrdered) => this with { State = talking with { OnHold = true } },
        (AgentState.Talking talking, AgentFact.ResumeOrdered) => this with { State = talking with { OnHold = false } },
        (AgentState.Talking, AgentFact.HangUpOrdered) => this,
        (AgentState.Talking talking, AgentFact.ConversationEnded) => this with { State = new AgentState.WrapUp(at, talking.Attempt) },
        (AgentState.WrapUp, AgentFact.OutcomeSet) => this,
        (AgentState.Talking or AgentState.WrapUp, AgentFact.RecordEdited) => this,
        _ => throw new InvalidOperationException($"Agent {Id}: {fact.GetType().Name} cannot follow {State.GetType().Name}."),
    };
}
