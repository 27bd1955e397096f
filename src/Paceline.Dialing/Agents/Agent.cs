using System.Diagnostics;
using NodaTime;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using static Paceline.Dialing.Agents.AgentInput;

namespace Paceline.Dialing.Agents;

/// <summary>The agent's leg: the way sound reaches them, up from the first Ready to the sign-out.</summary>
public sealed record AgentLeg(NodeEpoch Epoch, bool Browser);

/// <summary>The life of an agent: signed out, not ready, ready, reserved, talking, wrap-up. Its only writer is the agent itself; a campaign
/// group asks for a reservation and hears the answer.</summary>
/// <param name="Leg">Null: no sound can reach the agent.</param>
/// <param name="ThenNotReady">Booked for after this call; null: ready again.</param>
/// <param name="Offer">How often the agent has become ready; a reservation names the offer it takes, so a late one cannot take the next.</param>
/// <param name="Last">The latest conversation: a connection that is told again must not begin it anew; null: none yet.</param>
public sealed partial record Agent(
    AgentId Id, GroupId Group, AgentState State, AgentLeg? Leg, string? ThenNotReady, long Offer, AttemptId? Last = null)
{
    /// <summary>A sign-out that waits; null: none was asked for.</summary>
    public SigningOut? Leaving { get; init; }

    /// <summary>The callback that was arranged in this call and waits for its outcome; null: none.</summary>
    public Booking? Booked { get; init; }
    /// <summary>What can be taken back; null: nothing, because another record has followed or the person is never called again.</summary>
    public SavedOutcome? Saved { get; init; }

    /// <summary>The offer that was taken for <see cref="Last"/>: a connection of an older one that is told again begins nothing either.
    /// 0: not known.</summary>
    public long LastOffer { get; init; }

    /// <summary>The attempt whose outcome was taken back while the group has not answered; null: none.</summary>
    public AttemptId? Undoing { get; init; }

    /// <summary>How long the way back stays open when the sign-out is allowed.</summary>
    public static Duration Grace { get; } = Duration.FromSeconds(5);

    /// <summary>The reason while a sign-out is allowed and not done.</summary>
    public const string SignsOut = "Signing out";

    /// <summary>The reason while the voice channel is signed out, and the agent is not.</summary>
    public const string ChannelOff = "Signed out of voice";

    /// <summary>The reason after a sign-out that was taken back.</summary>
    public const string Stayed = "Stayed signed in";

    /// <summary>The reason when the agent's leg is down.</summary>
    public const string NoAudio = "No audio";

    /// <summary>The reason when the agent's page was gone for a minute.</summary>
    public const string PageLost = "Connection lost";

    /// <summary>The reason when wrap-up took longer than its limit.</summary>
    public const string WrapUpRanOut = "Wrap-up ran out";

    /// <summary>The reason after a record that was to be the last.</summary>
    public const string Stopped = "Done and stopped";

    /// <summary>The reason when an outcome could not be taken back.</summary>
    public const string UndoTooLate = "Too late to undo";

    /// <summary>Why a record is not called whose campaign was stopped; it rests until the campaign runs again.</summary>
    public const string CampaignStopped = "The campaign was stopped: nothing is dialled. Give the record back, or close it.";

    /// <summary>The reason when an offer was not taken in time.</summary>
    public const string OfferMissed = "Missed offer";

    /// <summary>Longest note, in characters.</summary>
    public const int NoteLengthMax = 4_000;

    private const string TakeOut = "take a record out of the campaign";

    /// <summary>When this agent wants to be told the time; null: never.</summary>
    public Instant? Due(CampaignRules rules) => State switch
    {
        AgentState.WrapUp wrapUp when rules.WrapUpLimit > Duration.Zero => wrapUp.Since + rules.WrapUpLimit,
        AgentState.Offered offered => offered.Until,
        AgentState.Ready pauses when Leaving is null => pauses.PauseAt,
        AgentState.NotReady notReady when Leaving is { } leaving => leaving.AllowedAt + Grace ?? notReady.Since,
        AgentState.Ready or AgentState.Reserved when Leaving is not null => Leaving.Until ?? OnItsWayAtMost(Instant.Max(State.Since, Leaving.Since), rules),

        // A call that was refused is not tried again by the clock, nor is one that nobody could hear.
        AgentState.Previewing { Problem: "", ClockStopped: false } preview when rules.Agents.CallAfter > Duration.Zero && Leg is not null =>
            preview.Since + rules.Agents.CallAfter + (AgentRules.MoreTime * preview.MoreTimes),
        _ => null,
    };

    /// <summary>What becomes of an input. Whoever leaves now goes as soon as no call holds them.</summary>
    public Decision Decide(AgentInput input, Instant now, CampaignRules rules)
    {
        var decision = Answer(input, now, rules);
        return Leaving is { Now: true } && decision.Facts.Length > 0 ? GoneWhenFree(decision, now) : decision;
    }

    /// <summary>One function per state.</summary>
    private Decision Answer(AgentInput input, Instant now, CampaignRules rules) => input switch
    {
        Assign assign => PutOn(assign),
        _ when ByOf(input).Length > 0 && Overtaken(input) is { } answer => answer,
        SignOut { Now: true } signOut => LeaveNow(signOut),
        SignOut { Channel: true } when Leaving is { Channel: false } => Decision.Nothing, // The whole goes already.

        // It was decided before the call was there: a conversation is never cut.
        MakeNotReady { Now: true } notReady when State is AgentState.Talking or AgentState.Calling =>
            Decision.Of(new AgentFact.NotReadyBooked(Id, notReady.Reason, notReady.By)),
        MakeNotReady { Now: true } notReady when State is not AgentState.SignedOut =>
            new([.. Closed(), Unreadiness(notReady.Reason, notReady.By)], Refusal: null),
        LegUp up => Leg == new AgentLeg(up.Epoch, up.Browser) ? Decision.Nothing : Decision.Of(new AgentFact.LegCameUp(Id, up.Epoch, up.Browser)),
        LegDown down when Leg?.Epoch != down.Epoch => Decision.Nothing,
        Connect connect when connect.Attempt == Last || (connect.Offer > 0 && connect.Offer < LastOffer) => Decision.Nothing,
        Stay stay => TakeBackSignOut(stay, now, rules),
        UndoOutcome undo => TakeBack(undo, rules),
        CampaignRuns runs => State is AgentState.Previewing { Problem: CampaignStopped } rests && rests.Attempt == runs.Attempt
            ? Decision.Of(new AgentFact.CallPossible(Id, runs.Attempt))
            : Decision.Nothing,
        UndoMade made => made.Attempt == Undoing ? Decision.Of(new AgentFact.UndoMade(Id, made.Attempt)) : Decision.Nothing,
        UndoRefused refused when State is not AgentState.WrapUp || AttemptAtHand != refused.Attempt => refused.Attempt == Undoing
            ? Decision.Of(new AgentFact.UndoRefused(Id, refused.Attempt, refused.Why)) // They have chosen anew before the answer.
            : Decision.Nothing,
        Reserve reserve when AttemptAtHand is { } at && at == reserve.Attempt => Decision.Nothing,
        Reserve reserve when State is not AgentState.Ready => RefuseReservation(reserve),
        SignOutHeld or SignOutCleared when State is not AgentState.Ready => Decision.Nothing,
        _ => State switch
        {
            AgentState.SignedOut => InSignedOut(input),
            AgentState.NotReady => InNotReady(input, now, rules),
            AgentState.Ready ready => InReady(ready, input, now, rules),
            AgentState.Offered offered => InOffered(offered, input, now, rules),
            AgentState.Reserved reserved => InReserved(reserved, input, now, rules),
            AgentState.Previewing preview => InPreviewing(preview, input, now, rules),
            AgentState.Calling calling => InCalling(calling, input),
            AgentState.Talking talking => InTalking(talking, input, now, rules),
            AgentState.WrapUp wrapUp => InWrapUp(wrapUp, input, now, rules),
            _ => throw new UnreachableException($"agent state {State}"),
        },
    };

    private Decision InSignedOut(AgentInput input) => input switch
    {
        SignIn => Decision.Of(new AgentFact.SignedIn(Id)),
        LegDown down => Decision.Of(new AgentFact.LegWentDown(Id, down.Why)),

        // News that was late: the person was there before the agent had gone. After it they are signed out again.
        Connect connect => Decision.Of(new AgentFact.SignOutAsked(Id, Until: null), new AgentFact.Connected(Id, connect.Attempt, connect.Offer)),
        SignOut or Release or CallOver or CallRefused or NoRecord or TimePassed => Decision.Nothing,
        _ => WrongState("signed out", "Sign in first."),
    };

    private Decision InNotReady(AgentInput input, Instant now, CampaignRules rules) => input switch
    {
        TimePassed when Leaving is not null && now >= Due(rules) => Leaving.AllowedAt is null
            ? Decision.Of(new AgentFact.SignOutAllowed(Id))
            : Decision.Of(Gone(Leaving)),
        MakeReady or AskRecord when Leaving is not null => WrongState("being signed out", "Stay signed in first."),
        MakeReady when Leg is null => Decision.Refuse(
            "no-audio", "Ready needs a headset or phone that is connected, and none is. Connect it, then choose Ready."),
        MakeReady ready => Decision.Of(Readiness(Leg, ready.By)),
        MakeNotReady notReady => Decision.Of(Unreadiness(notReady.Reason, notReady.By)),
        SignOut { Channel: true } when State is AgentState.NotReady { Reason: ChannelOff } => Decision.Nothing,
        SignOut signOut => Decision.Of(Gone(signOut)),
        LegDown down => Decision.Of(new AgentFact.LegWentDown(Id, down.Why)),
        Connect connect => Decision.Of(new AgentFact.Connected(Id, connect.Attempt, connect.Offer)),
        AskRecord => WrongState("not ready", "Choose Ready, then ask for a record."),
        SignIn or Release or CallOver or CallRefused or NoRecord or TimePassed => Decision.Nothing,
        _ => WrongState("not ready", "There is no call."),
    };

    private Decision InReady(AgentState.Ready state, AgentInput input, Instant now, CampaignRules rules) => input switch
    {
        // The group had kept them for this number: nothing else counts on them, and what waited for its word begins.
        Reserve { Answered: false } reserve when reserve.Offer == Offer && Leaving is null && ThenNotReady is { } reason =>
            new([.. RefuseReservation(reserve).Facts, Unreadiness(reason)], Refusal: null),
        Reserve reserve when reserve.Offer != Offer || ((Leaving is not null || ThenNotReady is not null) && !reserve.Answered) => RefuseReservation(reserve),
        Reserve { OfferFor: { } time } reserve => Decision.Of(new AgentFact.Offered(Id, reserve.Attempt, reserve.Handing, now + time)),
        Reserve reserve => Decision.Of(Taken(reserve.Attempt, reserve.Handing)),
        AskRecord when Leaving is not null => WrongState("being signed out", "Stay signed in first."),
        AskRecord when ThenNotReady is not null => WrongState("about to be not ready", "Choose Ready, then ask for a record."),
        AskRecord => state.Asking ? Decision.Nothing : Decision.Of(new AgentFact.RecordAsked(Id, Group, Offer)),
        NoRecord none when none.Offer == Offer && state.Asking => Decision.Of(new AgentFact.RecordMissed(Id, none.Why)),
        MakeNotReady notReady when rules.DialsAhead => Decision.Of(Pause(notReady.Reason, notReady.By, now, rules)),
        MakeNotReady notReady => Decision.Of(Unreadiness(notReady.Reason, notReady.By)),

        // The group may have let them go by now: they come anew.
        MakeReady ready when ThenNotReady is not null && Leaving is null && Leg is { } leg => Decision.Of(Readiness(leg, ready.By)),
        LegDown down => Decision.Of(new AgentFact.LegWentDown(Id, down.Why), Unreadiness(NoAudio)),

        // Only the group knows what was dialled ahead with this agent in mind.
        SignOut signOut => Wait(signOut, until: null),
        SignOutHeld held when Leaving is not null && held.Offer == Offer => Decision.Of(new AgentFact.SignOutHeld(Id, held.Until)),
        SignOutCleared cleared when Leaving is { Until: null } leaving && cleared.Offer == Offer && leaving.Since >= state.Since =>
            Decision.Of(Unreadiness(SignsOut), Gone(leaving)),
        SignOutCleared cleared when Leaving is not null && cleared.Offer == Offer => Decision.Of(Unreadiness(SignsOut)),
        SignOutHeld held when ThenNotReady is not null && held.Offer == Offer => Decision.Of(new AgentFact.SignOutHeld(Id, held.Until)),
        SignOutCleared cleared when ThenNotReady is { } reason && Leaving is null && cleared.Offer == Offer => Decision.Of(Unreadiness(reason)),

        // Told again, of a pause that was taken back: the group has let them go, and they come anew.
        SignOutCleared cleared when Leaving is null && cleared.Offer == Offer && Leg is { } leg => Decision.Of(Readiness(leg)),
        TimePassed when Leaving is not null && now >= Due(rules) => Decision.Of(Unreadiness(SignsOut)),
        TimePassed when ThenNotReady is { } reason && now >= Due(rules) => Decision.Of(Unreadiness(reason)),
        Connect connect => Decision.Of(new AgentFact.Connected(Id, connect.Attempt, connect.Offer)),
        SignOutHeld or SignOutCleared or SignIn or MakeReady or Release or CallOver or CallRefused or NoRecord or TimePassed => Decision.Nothing,
        _ => WrongState("ready", "There is no call."),
    };

    private Decision InOffered(AgentState.Offered state, AgentInput input, Instant now, CampaignRules rules) => input switch
    {
        Accept accept when accept.Attempt == state.Attempt => Decision.Of(Taken(state.Attempt, state.Handing)),
        Decline when !rules.Agents.May(AgentRights.Decline) => NotAllowed("decline what is offered"),
        Decline decline when decline.Attempt == state.Attempt && Leg is { } leg =>
            Decision.Of(new AgentFact.ReservationRefused(Id, Group, state.Attempt, "declined by the agent"), Readiness(leg)),
        Return { How: ReturnedAs.NotInCampaign } when !rules.Agents.May(AgentRights.NotInCampaign) => NotAllowed(TakeOut),
        Return { How: ReturnedAs.NotInCampaign } back when back.Attempt == state.Attempt && state.Handing is Handing.Record =>
            Decision.Of(new AgentFact.RecordReturned(Id, Group, state.Attempt, back.How), Afterwards()),
        TimePassed when now >= state.Until && rules.Agents.OfferIsTaken => Decision.Of(Taken(state.Attempt, state.Handing)),
        TimePassed when now >= state.Until =>
            Decision.Of(new AgentFact.ReservationRefused(Id, Group, state.Attempt, "not taken in time"), Unreadiness(OfferMissed)),
        Release release when release.Attempt == state.Attempt => Decision.Of(new AgentFact.Released(Id, state.Attempt), Afterwards()),
        MakeNotReady notReady => Decision.Of(Unreadiness(notReady.Reason, notReady.By)),
        LegDown down => Decision.Of(new AgentFact.LegWentDown(Id, down.Why), Unreadiness(NoAudio)),
        SignOut signOut => Decision.Of(Unreadiness(SignsOut), Gone(signOut)),
        Connect connect => Decision.Of(
            new AgentFact.ReservationRefused(Id, Group, state.Attempt, "another call connected"), new AgentFact.Connected(Id, connect.Attempt, connect.Offer)),
        Accept or Decline => NotThisCall(state.Attempt),
        Reserve or Release or SignIn or MakeReady or CallOver or CallRefused or NoRecord or TimePassed => Decision.Nothing,
        _ => WrongState("asked to take a record or call", "Take it, or let it go."),
    };

    private Decision InReserved(AgentState.Reserved state, AgentInput input, Instant now, CampaignRules rules) => input switch
    {
        Release release when release.Attempt == state.Attempt => Decision.Of(new AgentFact.Released(Id, state.Attempt), Afterwards()),
        Connect connect when connect.Attempt == state.Attempt => Decision.Of(new AgentFact.Connected(Id, state.Attempt, connect.Offer)),
        MakeNotReady notReady => Decision.Of(new AgentFact.NotReadyBooked(Id, notReady.Reason, notReady.By)),
        MakeReady ready => ThenNotReady is null ? Decision.Nothing : Decision.Of(new AgentFact.NotReadyBooked(Id, Reason: null, ready.By)),
        LegDown down => Decision.Of(new AgentFact.LegWentDown(Id, down.Why), Unreadiness(NoAudio)),

        // A person may be about to answer: the call still comes, and until then nothing new does (features 6.4).
        SignOut signOut => Wait(signOut, OnItsWayAtMost(state.Since, rules)),
        TimePassed when Leaving is not null && now >= Due(rules) => Decision.Of(Unreadiness(SignsOut)),
        Reserve or Release or Connect or SignIn or CallOver or CallRefused or NoRecord or Accept or TimePassed => Decision.Nothing,
        _ => WrongState("waiting for an answer", "There is no call yet."),
    };

    private Decision InPreviewing(AgentState.Previewing state, AgentInput input, Instant now, CampaignRules rules) => input switch
    {
        Call { Number: not null } when !rules.Agents.May(AgentRights.NewNumber) => NotAllowed("call a new number"),
        Call { Position: not null } when !rules.Agents.May(AgentRights.OtherNumber) => NotAllowed("choose another number"),
        Call call when call.Attempt == state.Attempt => CallNow(state.Attempt, call.Position, call.Number),
        TimePassed when now >= Due(rules) => CallNow(state.Attempt, position: null, number: null),
        StopClock when !rules.Agents.May(AgentRights.StopClock) => NotAllowed("stop the clock"),
        MoreTime when !rules.Agents.May(AgentRights.MoreTime) => NotAllowed("take more time"),
        StopClock stop when stop.Attempt == state.Attempt => Due(rules) is null ? Decision.Nothing : Decision.Of(new AgentFact.ClockStopped(Id, state.Attempt)),
        MoreTime more when more.Attempt == state.Attempt => TakeTime(state, rules),
        Return { How: ReturnedAs.Skipped } when !rules.Agents.May(AgentRights.Skip) => NotAllowed("give a record back"),
        Return { How: ReturnedAs.NotInCampaign } when !rules.Agents.May(AgentRights.NotInCampaign) => NotAllowed(TakeOut),
        Return back when back.Attempt == state.Attempt =>
            Decision.Of(new AgentFact.RecordReturned(Id, Group, state.Attempt, back.How), Afterwards()),
        EditRecord edit when edit.Attempt == state.Attempt => Edit(edit),
        BookCallback when !rules.Agents.May(AgentRights.CallbackBeforeCall) => NotAllowed("book a callback before the call"),
        BookCallback book when book.Attempt == state.Attempt => Book(book, now, rules) is { Refusal: { } no } ? Decision.Refuse(no) : Decision.Of(
            new AgentFact.RecordReturned(Id, Group, state.Attempt, ReturnedAs.CalledBack, book.Booking), Afterwards()),
        SetOutcome outcome when outcome.Attempt == state.Attempt => Finish(outcome, reached: false, rules),
        Release release when release.Attempt == state.Attempt => Decision.Of(new AgentFact.Released(Id, state.Attempt), Afterwards()),
        MakeNotReady notReady => Decision.Of(new AgentFact.NotReadyBooked(Id, notReady.Reason, notReady.By)),
        MakeReady ready => ThenNotReady is null ? Decision.Nothing : Decision.Of(new AgentFact.NotReadyBooked(Id, Reason: null, ready.By)),
        LegDown down => Decision.Of(new AgentFact.LegWentDown(Id, down.Why)),
        SignOut { By.Length: > 0 } signOut => Wait(signOut, until: null),
        SignOut signOut => Decision.Of(
            new AgentFact.RecordReturned(Id, Group, state.Attempt, ReturnedAs.Skipped),
            Unreadiness(SignsOut),
            Gone(signOut)),
        Connect connect => Decision.Of(
            new AgentFact.RecordReturned(Id, Group, state.Attempt, ReturnedAs.Skipped), new AgentFact.Connected(Id, connect.Attempt, connect.Offer)),
        Call or Return or SetOutcome or EditRecord or StopClock or MoreTime or BookCallback => NotThisCall(state.Attempt),
        AskRecord => WrongState("reading a record", "Finish this one first: one record is open at a time."),
        Reserve or Release or Accept or SignIn or CallOver or CallRefused or NoRecord or TimePassed => Decision.Nothing,
        _ => WrongState("reading a record", "Call it first, or give it back."),
    };

    private Decision TakeTime(AgentState.Previewing state, CampaignRules rules) =>
        Due(rules) is null ? WrongState("reading a record whose clock does not run", "Take the time you need.")
        : state.MoreTimes >= AgentRules.MoreTimesMax ? Decision.Refuse(
            "no-more-time", $"This record was given more time {AgentRules.MoreTimesMax} times, and there is no more. Call it, or give it back.")
        : Decision.Of(new AgentFact.MoreTimeTaken(Id, state.Attempt));

    private Decision CallNow(AttemptId attempt, int? position, NewNumber? number) => Leg is { } leg
        ? Decision.Of(new AgentFact.CallChosen(Id, Group, attempt, position, number, leg.Epoch))
        : Decision.Refuse("no-audio", "A call needs a headset or phone that is connected, and none is. Connect it, then call.");

    private Decision InCalling(AgentState.Calling state, AgentInput input) => input switch
    {
        Connect connect when connect.Attempt == state.Attempt => Decision.Of(new AgentFact.Connected(Id, state.Attempt, connect.Offer)),
        CallOver over when over.Attempt == state.Attempt => Decision.Of(new AgentFact.ConversationEnded(Id, state.Attempt, over.Found)),
        CallRefused refused when refused.Attempt == state.Attempt => Decision.Of(new AgentFact.CallRefused(Id, state.Attempt, refused.Why)),
        Release release when release.Attempt == state.Attempt => Decision.Of(new AgentFact.Released(Id, state.Attempt), Afterwards()),
        HangUp hangUp when hangUp.Attempt == state.Attempt => Decision.Of(CallsOff(state.Attempt)),
        MakeNotReady notReady => Decision.Of(new AgentFact.NotReadyBooked(Id, notReady.Reason, notReady.By)),
        MakeReady ready => ThenNotReady is null ? Decision.Nothing : Decision.Of(new AgentFact.NotReadyBooked(Id, Reason: null, ready.By)),
        LegDown down => Decision.Of(new AgentFact.LegWentDown(Id, down.Why)),
        SignOut signOut => Wait(signOut, until: null),
        EditRecord edit when edit.Attempt == state.Attempt => Edit(edit),
        HangUp or EditRecord => NotThisCall(state.Attempt),
        SignIn or Reserve or Release or Connect or CallOver or CallRefused or NoRecord or Call or TimePassed => Decision.Nothing,
        _ => WrongState("calling", "Nobody has answered yet."),
    };

    /// <summary>By the way that the dial takes: an order of the agent's own could reach the node before it, and nobody would be there to hang up.</summary>
    private AgentFact.HangUpAsked CallsOff(AttemptId attempt) => new(Id, Group, attempt);

    /// <summary>A call can always be ended. Without sound of their own the agent does not know the call's node, and the group does.</summary>
    private AgentFact HangsUp(AttemptId attempt) =>
        Leg is { } leg ? new AgentFact.HangUpOrdered(Id, attempt, leg.Epoch) : new AgentFact.HangUpAsked(Id, Group, attempt);

    private Decision InTalking(AgentState.Talking state, AgentInput input, Instant now, CampaignRules rules) => input switch
    {
        CallOver over when over.Attempt == state.Attempt => Decision.Of(new AgentFact.ConversationEnded(Id, state.Attempt)),
        Hold hold when hold.Attempt == state.Attempt => state.OnHold || Leg is null
            ? Decision.Nothing
            : Decision.Of(new AgentFact.HoldOrdered(Id, state.Attempt, Leg.Epoch)),
        Resume resume when resume.Attempt == state.Attempt => !state.OnHold || Leg is null
            ? Decision.Nothing
            : Decision.Of(new AgentFact.ResumeOrdered(Id, state.Attempt, Leg.Epoch)),
        HangUp hangUp when hangUp.Attempt == state.Attempt => Decision.Of(HangsUp(state.Attempt)),
        MakeNotReady notReady => Decision.Of(new AgentFact.NotReadyBooked(Id, notReady.Reason, notReady.By)),
        MakeReady ready => ThenNotReady is null ? Decision.Nothing : Decision.Of(new AgentFact.NotReadyBooked(Id, Reason: null, ready.By)),
        LegDown down => Decision.Of(new AgentFact.LegWentDown(Id, down.Why)),
        EditRecord edit when edit.Attempt == state.Attempt => Edit(edit),
        BookCallback book when book.Attempt == state.Attempt => Book(book, now, rules),
        DropCallback drop when drop.Attempt == state.Attempt => Drop(drop),
        SetOutcome outcome when outcome.Attempt == state.Attempt => WrongState("in the call", "Hang up first; the outcome follows."),
        SignOut signOut => Wait(signOut, until: null),
        Hold or Resume or HangUp or SetOutcome or EditRecord or BookCallback or DropCallback => NotThisCall(state.Attempt),
        AskRecord or Accept or Decline or Call or Return or StopClock or MoreTime => WrongState("in a call", "Finish the call and its outcome first."),
        _ => Decision.Nothing,
    };

    private Decision InWrapUp(AgentState.WrapUp state, AgentInput input, Instant now, CampaignRules rules) => input switch
    {
        SetOutcome outcome when outcome.Attempt != state.Attempt => NotThisCall(state.Attempt),
        TimePassed when now >= Due(rules) => Decision.Of(NoOutcome(state), Unreadiness(WrapUpRanOut)),
        SetOutcome outcome => Finish(outcome, reached: state.Found.Length == 0, rules),
        UndoRefused refused => Decision.Of(new AgentFact.UndoRefused(Id, refused.Attempt, refused.Why), Unreadiness(UndoTooLate)),
        EditRecord edit => edit.Attempt == state.Attempt ? Edit(edit) : NotThisCall(state.Attempt),
        MakeNotReady notReady => Decision.Of(new AgentFact.NotReadyBooked(Id, notReady.Reason, notReady.By)),
        MakeReady ready => ThenNotReady is null ? Decision.Nothing : Decision.Of(new AgentFact.NotReadyBooked(Id, Reason: null, ready.By)),
        BookCallback book => book.Attempt == state.Attempt ? Book(book, now, rules) : NotThisCall(state.Attempt),
        DropCallback drop => drop.Attempt == state.Attempt ? Drop(drop) : NotThisCall(state.Attempt),
        LegDown down => Decision.Of(new AgentFact.LegWentDown(Id, down.Why)),
        SignOut signOut => Wait(signOut, until: null),
        Hold or Resume or HangUp => WrongState("in wrap-up", "The call is over."),
        AskRecord or Accept or Decline or Call or Return or StopClock or MoreTime => WrongState("in wrap-up", "Set the outcome first."),
        _ => Decision.Nothing,
    };

    /// <summary>The attempt that the state is about; null: none.</summary>
    public AttemptId? AttemptAtHand => State switch
    {
        AgentState.Offered s => s.Attempt,
        AgentState.Reserved s => s.Attempt,
        AgentState.Previewing s => s.Attempt,
        AgentState.Calling s => s.Attempt,
        AgentState.Talking s => s.Attempt,
        AgentState.WrapUp s => s.Attempt,
        _ => null,
    };

    private AgentFact Taken(AttemptId attempt, Handing handing) => handing switch
    {
        Handing.Call => new AgentFact.Reserved(Id, Group, attempt),
        Handing.Record => new AgentFact.PreviewOpened(Id, Group, attempt),
    };

    private Decision Edit(EditRecord edit) => Decision.Of(new AgentFact.RecordEdited(Id, edit.Attempt, edit.Field, edit.Value));

    /// <summary>After a call: what was booked, or ready, or not ready for want of sound. An agent who signs out is within reach until the
    /// group says that nothing else is on its way.</summary>
    private AgentFact Afterwards() => Leaving is not null ? Leg is { } still ? Readiness(still) : Unreadiness(SignsOut)
        : ThenNotReady is { } reason ? Unreadiness(reason)
        : Leg is { } leg ? Readiness(leg)
        : Unreadiness(NoAudio);

    private AgentFact.BecameReady Readiness(AgentLeg leg, string by = "") => new(Id, Group, leg.Epoch, Offer + 1, by);

    private AgentFact.BecameNotReady Unreadiness(string reason, string by = "") => new(Id, Group, reason, Offer, by);

    private Decision RefuseReservation(Reserve reserve) =>
        Decision.Of(new AgentFact.ReservationRefused(Id, Group, reserve.Attempt, "the agent is not free"));

    private static Decision NotAllowed(string what) =>
        Decision.Refuse("not-allowed", $"In this campaign agents may not {what}. Ask your supervisor.");

    private static Decision WrongState(string state, string remedy) =>
        Decision.Refuse("wrong-state", $"This is not possible while you are {state}. {remedy}");

    private static Decision NotThisCall(AttemptId current) =>
        Decision.Refuse("another-call", $"You are in attempt {current}; the command names another one. Reload the page.");

    /// <summary>The next state. A pair that is not listed cannot happen.</summary>
    public Agent Evolve(AgentFact fact, Instant at) => (State, fact) switch
    {
        (AgentState.SignedOut, AgentFact.SignedIn) => this with { State = new AgentState.NotReady(at, "Signed in") },
        (_, AgentFact.SignedOut gone) => this with { State = new AgentState.SignedOut(at, gone.By), ThenNotReady = null, Leaving = null, Saved = null },
        (_, AgentFact.SignOutAsked asked) => this with { Leaving = new(at, asked.Until, AllowedAt: null, asked.Channel, asked.By, asked.Now) },
        (not AgentState.SignedOut, AgentFact.ChannelSignedOut) =>
            this with { State = new AgentState.NotReady(at, ChannelOff), ThenNotReady = null, Leaving = null },
        (AgentState.Ready ready, AgentFact.SignOutHeld held) when Leaving is null => this with { State = ready with { PauseAt = held.Until } },
        (_, AgentFact.SignOutHeld held) => this with { Leaving = Leaving is { } leaving ? leaving with { Until = held.Until } : null },
        (_, AgentFact.SignOutAllowed) => this with { Leaving = Leaving is { } leaving ? leaving with { AllowedAt = at } : null },
        (_, AgentFact.SignOutTakenBack) => this with { Leaving = null },
        (_, AgentFact.LegCameUp up) => this with { Leg = new(up.Epoch, up.Browser) },
        (_, AgentFact.LegWentDown) => this with { Leg = null },
        (not AgentState.SignedOut, AgentFact.BecameReady ready) => this with
        {
            State = new AgentState.Ready(at),
            ThenNotReady = Leaving is null ? null : ThenNotReady, // The sign-out may still be taken back.
            Offer = ready.Offer,
            Leaving = Leaving is { } leaving ? leaving with { Until = null } : null,
        },
        (not AgentState.SignedOut, AgentFact.BecameNotReady notReady) =>
            this with
            {
                State = new AgentState.NotReady(at, notReady.Reason),
                ThenNotReady = Leaving is not null && notReady.Reason == SignsOut ? ThenNotReady : null,
            },
        (AgentState.Ready ready, AgentFact.NotReadyBooked booked) => this with { State = ready with { PauseAt = booked.Until }, ThenNotReady = booked.Reason },
        (_, AgentFact.NotReadyBooked booked) => this with { ThenNotReady = booked.Reason },
        (AgentState.Ready ready, AgentFact.RecordAsked) => this with { State = ready with { Asking = true, NoRecord = "" } },
        (AgentState.Ready ready, AgentFact.RecordMissed missed) => this with { State = ready with { Asking = false, NoRecord = missed.Why } },
        (AgentState.Ready, AgentFact.Offered offered) =>
            this with { State = new AgentState.Offered(at, offered.Attempt, offered.Handing, offered.Until), Saved = null },
        (AgentState.Ready or AgentState.Offered, AgentFact.PreviewOpened opened) =>
            this with { State = new AgentState.Previewing(at, opened.Attempt), Saved = null },
        (AgentState.Previewing preview, AgentFact.CallChosen) => this with { State = new AgentState.Calling(at, preview.Attempt) },
        (AgentState.Calling calling, AgentFact.CallRefused refused) =>
            this with { State = new AgentState.Previewing(at, calling.Attempt, refused.Why) },
        (AgentState.Previewing preview, AgentFact.CallPossible) => this with { State = new AgentState.Previewing(at, preview.Attempt) },
        (AgentState.Previewing preview, AgentFact.ClockStopped) => this with { State = preview with { ClockStopped = true } },
        (AgentState.Previewing preview, AgentFact.MoreTimeTaken) => this with { State = preview with { MoreTimes = preview.MoreTimes + 1 } },
        (AgentState.Offered or AgentState.Previewing, AgentFact.RecordReturned) => this,
        (AgentState.Ready or AgentState.Offered, AgentFact.Reserved reserved) =>
            this with { State = new AgentState.Reserved(at, reserved.Attempt), Saved = null },
        (_, AgentFact.ReservationRefused) => this,
        (AgentState.Offered or AgentState.Reserved or AgentState.Previewing or AgentState.Calling, AgentFact.Released) => this,
        (not (AgentState.Talking or AgentState.WrapUp), AgentFact.Connected connected) =>
            this with
            {
                State = new AgentState.Talking(at, connected.Attempt, OnHold: false),
                Last = connected.Attempt,
                LastOffer = connected.Offer,
                Saved = null,
            },
        (AgentState.Talking talking, AgentFact.HoldOrdered) => this with { State = talking with { OnHold = true } },
        (AgentState.Talking talking, AgentFact.ResumeOrdered) => this with { State = talking with { OnHold = false } },
        (AgentState.Talking or AgentState.Calling, AgentFact.HangUpOrdered or AgentFact.HangUpAsked) => this,
        (AgentState.Calling calling, AgentFact.ConversationEnded over) => this with { State = new AgentState.WrapUp(at, calling.Attempt, over.Found) },
        (AgentState.Talking talking, AgentFact.ConversationEnded) => this with { State = new AgentState.WrapUp(at, talking.Attempt) },
        (AgentState.Talking or AgentState.WrapUp, AgentFact.CallbackBooked booked) => this with { Booked = booked.Booking },
        (AgentState.Talking or AgentState.WrapUp, AgentFact.CallbackDropped) => this with { Booked = null },
        (AgentState.WrapUp wrapUp, AgentFact.OutcomeSet set) =>
            this with { Saved = set.IsForEver ? null : new(wrapUp.Attempt, wrapUp.Found, Booked, set.Outcome), Booked = null },
        (AgentState.Previewing, AgentFact.OutcomeSet) => this with { Booked = null },
        (AgentState.Ready or AgentState.NotReady, AgentFact.OutcomeTakenBack back) => this with
        {
            State = new AgentState.WrapUp(at, back.Attempt, Saved?.Found ?? ""),
            ThenNotReady = State is AgentState.NotReady { Reason: not WrapUpRanOut } notReady ? notReady.Reason : ThenNotReady,
            Booked = Saved?.Booked,
            Saved = null,
            Offer = back.Offer,
            Undoing = back.Attempt,
        },
        (AgentState.SignedOut or AgentState.NotReady, AgentFact.Assigned assigned) => this with { Group = assigned.Group, Saved = null },
        (_, AgentFact.UndoMade) => this with { Undoing = null },
        (AgentState.WrapUp wrapUp, AgentFact.UndoRefused refused) when wrapUp.Attempt == refused.Attempt => this with { Booked = null, Undoing = null },
        (_, AgentFact.UndoRefused refused) => this with { Saved = Saved?.Attempt == refused.Attempt ? null : Saved, Undoing = null },
        (AgentState.Previewing or AgentState.Calling or AgentState.Talking or AgentState.WrapUp, AgentFact.RecordEdited) => this,
        _ => throw new InvalidOperationException($"Agent {Id}: {fact.GetType().Name} cannot follow {State.GetType().Name}."),
    };
}
