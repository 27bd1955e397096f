using System.Collections.Immutable;
using NodaTime;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Dispositions;
using Paceline.Dialing.Treatments;
using static Paceline.Dialing.Groups.GroupInput;

namespace Paceline.Dialing.Groups;

/// <summary>From attempts to what is next for their chains.</summary>
public sealed partial record CampaignGroup
{
    private Decision Feed(AttemptId id, AttemptInput input, Instant now) =>
        Open.TryGetValue(id, out var open)
            ? new(Consequences(open, open.Attempt.Decide(input, now, Rules), now), Refusal: null)
            : Decision.Nothing;

    private Decision Each(IEnumerable<AttemptId> attempts, AttemptInput input, Instant now) =>
        new([.. Ordered(attempts.Select(id => Open[id])).SelectMany(o => Consequences(o, o.Attempt.Decide(input, now, Rules), now))], Refusal: null);

    private Decision Reconcile(NodeReported reported, Instant now)
    {
        var known = reported.Known.Concat(reported.OnTheWay).ToHashSet();
        var lost = Open.Values.Where(o => !o.Attempt.IsOver && !o.Attempt.IsBeforeOrder
            && (o.Epoch != reported.Epoch || (!known.Contains(o.Attempt.Id) && !MayStillArrive(o.Attempt.State, now))));
        return Each(Ordered(lost).Select(static o => o.Attempt.Id), new AttemptInput.NodeForgot("its voice node does not know it"), now);
    }

    /// <summary>The report was on its way while the order was being committed: while its permission holds, a node that does not know it
    /// may just not know it yet. Closed here, the INVITE would leave for an attempt that is over.</summary>
    private static bool MayStillArrive(AttemptState state, Instant now) => state is AttemptState.Ordered ordered && now < ordered.ValidUntil;

    /// <summary>What else follows when an attempt has moved: an end without a conversation has its treatment at once, one with waits
    /// for the agent's outcome, if that has not come already.</summary>
    private ImmutableArray<DialingFact> Consequences(OpenAttempt open, AttemptFact? fact, Instant now) => fact switch
    {
        null => [],
        AttemptFact.Withdrawn withdrawn => GiveUp(open, withdrawn.Why, now, now).Facts,
        AttemptFact.Ended or AttemptFact.Interrupted when open.AwaitsOutcome =>
            open.Outcome is { } outcome ? [fact, .. AfterOutcome(open with { Attempt = open.Attempt.Evolve(fact, now) }, outcome, now)] : [fact],
        // Nobody was reached for: the record stands where it stood, and waits as long as the line does.
        AttemptFact.Ended { Cause: Cause.NotAdmitted } => [fact, Untried(open, Line.After(fact, now).Until, now)],
        AttemptFact.Ended ended => [fact, .. WithoutConversation(open, ended.Result, ended.Evidence.InviteLeft, now)],
        AttemptFact.Interrupted lost => [fact, .. WithoutConversation(
            open, lost.LeftAlone ? CallResult.Dropped : CallResult.SystemError, inviteLeft: true, Instant.Max(now, lost.QuarantineUntil))],
        _ => [fact],
    };

    private Decision HangUp(HangUpAsked asked) =>
        Open.GetValueOrDefault(asked.Attempt)?.Attempt is { CancelOrdered: false, IsOver: false, IsBeforeOrder: false } call && call.Agent == asked.Agent
            ? Decision.Of(new AttemptFact.CancelOrdered(asked.Attempt, "its agent ends it"))
            : Decision.Nothing;

    private Decision Record(OutcomeChosen chosen, Instant now)
    {
        if (!Open.TryGetValue(chosen.Attempt, out var open) || open.Outcome is not null || (chosen.Offer > 0 && chosen.Offer < open.TakenBack))
        {
            return Decision.Nothing;
        }

        var recorded = new GroupFact.OutcomeRecorded(chosen.Attempt, chosen.Agent, chosen.Outcome, chosen.Booking, chosen.Result);
        open = open with { Booking = chosen.Booking, Result = chosen.Result };
        return open.Attempt switch
        {
            { State: AttemptState.Previewing } => Decision.Of([
                recorded, new AttemptFact.Withdrawn(chosen.Attempt, "closed by the agent without a call"), .. AfterOutcome(open, chosen.Outcome, now)]),
            { IsOver: true } => Decision.Of([recorded, .. AfterOutcome(open, chosen.Outcome, now)]),
            _ => Decision.Of(recorded),
        };
    }

    /// <summary>A callback that was arranged is what is next, unless the person wants no call at all; else the agent's word chooses.</summary>
    private ImmutableArray<DialingFact> AfterOutcome(OpenAttempt open, string outcome, Instant now) =>
        open is { Booking: { } booking, Attempt.Agent: { } by } && !Rules.Dispositions.Suppresses(outcome)
            ? Promise(open, booking, by, counts: open.Attempt.State is not (AttemptState.Previewing or AttemptState.Ended { InviteLeft: false }))
            : ByOutcome(open, outcome, now);

    /// <summary>The outcome is void, unless the record has moved on: it is on its agent's desk again, and they are free no more.</summary>
    private Decision TakeBack(OutcomeTakenBack back)
    {
        var finished = Open.GetValueOrDefault(back.Attempt) ?? Finished.GetValueOrDefault(back.Agent);
        if (finished is { Attempt: var given } && given.Id == back.Attempt && given.Agent == back.Agent
            && (finished.Outcome is null || back.Offer <= finished.TakenBack))
        {
            return Decision.Nothing; // It comes again: they have it back, or have chosen anew.
        }

        var facts = ImmutableArray.CreateBuilder<DialingFact>();
        if (Free.TryGetValue(back.Agent, out var free) && free.Offer <= back.Offer)
        {
            facts.Add(new GroupFact.AgentLeft(back.Agent, back.Offer, "takes an outcome back"));
        }

        if (back.TooLate || finished is not { Outcome: { } outcome } || finished.Attempt.Id != back.Attempt)
        {
            facts.Add(new GroupFact.UndoRefused(
                back.Attempt, back.Agent, "The person is being called again, or the server was started anew: the outcome stands."));
            return new(facts.ToImmutable(), Refusal: null);
        }

        if (Callbacks.Find(back.Attempt) is { } promised)
        {
            facts.Add(new GroupFact.CallbackCancelled(promised.Chain, back.Attempt, back.Agent.Value));
        }

        facts.Add(new GroupFact.OutcomeReturned(back.Attempt, back.Agent, finished.Chain.Id, outcome, finished.Kept, back.Offer));
        return new(facts.ToImmutable(), Refusal: null);
    }

    /// <summary>The agent's word chooses what is next; where they left it to the call result, that does.</summary>
    private ImmutableArray<DialingFact> ByOutcome(OpenAttempt open, string outcome, Instant now) => (open.Attempt.State, outcome) switch
    {
        (AttemptState.Previewing, Disposition.NotReached) => [Untried(open, now + Rules.RetryInterval, now)],
        (AttemptState.Ended { InviteLeft: false }, Disposition.NotReached) => [Untried(open, Line.Until, now)],
        (AttemptState.Ended ended, Disposition.NotReached) => WithoutConversation(open, ResultOf(open, ended), ended.InviteLeft, now),
        (AttemptState.Previewing or AttemptState.Ended { InviteLeft: false }, _) => AfterConversation(open, outcome, counts: false, now),
        _ => AfterConversation(open, outcome, counts: true, now),
    };

    /// <summary>The agent was there, and the dialling only listened.</summary>
    private static CallResult ResultOf(OpenAttempt open, AttemptState.Ended ended) =>
        Enum.TryParse<CallResult>(open.Result, out var said) ? said : ended.Result;

    private ImmutableArray<DialingFact> AfterConversation(OpenAttempt open, string outcome, bool counts, Instant now) =>
        After(open, Treatment.AfterConversation(outcome, counts, open.Chain, Rules, now), Reaches(outcome), PeaceAfter(open));

    private ImmutableArray<DialingFact> WithoutConversation(OpenAttempt open, CallResult result, bool inviteLeft, Instant now) =>
        After(open, Treatment.After(result, inviteLeft, open.Chain, Rules, now), reached: false, PeaceAfter(open) ?? PeaceAfter(result, now));

    /// <summary>What is next, but nobody who is left in peace is called sooner, whatever was said. Who was promised a call and was not reached by
    /// the last one is promised nothing any more.</summary>
    private ImmutableArray<DialingFact> After(OpenAttempt open, ChainChange change, bool reached, Instant? peace)
    {
        var next = change is ChainChange.DueAgain due && peace > due.At ? due with { At = peace.Value } : change;
        return reached || next is ChainChange.Finished { Why: not ("attempts used up" or "last number") }
            ? [new GroupFact.ChainChangeOrdered(open.Attempt.Id, open.Chain.Id, next)]
            : Lost(new(open.Attempt.Id, open.Chain.Id, StillPromised(open.Chain, next, peace)));
    }

    /// <summary>Until when the person of an attempt that is over is left in peace; null: they are not.</summary>
    private static Instant? PeaceAfter(OpenAttempt open) => open.Attempt.State is AttemptState.Ended ended ? PeaceAfter(ended.Result, ended.At) : null;

    private static Instant? PeaceAfter(CallResult result, Instant end) => Peace.Follows(result.ToString()) ? end + Peace.Length : null;

    private static AttemptInput.CallOver NeverLeft(OrderExpired expired) => new(new Evidence(
        0, 0, expired.Why, expired.NumberRefused ? EndedBy.NumberRefused : EndedBy.NotAdmitted, Heard.Nothing,
        InviteLeft: false, Answered: false, Bridged: false, MessagePlayed: false, Media: false, 0, 0, 0));

    private static string Why(RefusedBecause because) => because switch
    {
        RefusedBecause.DoNotCall => "do not call",
        RefusedBecause.AttemptsUsedUp => "attempts used up",
        RefusedBecause.AttemptsToday => "attempts of the day used up",
        RefusedBecause.NumberInUse => "number in use",
        RefusedBecause.JustSkipped => "just given back",
        RefusedBecause.OutsideWindow => "outside the calling window",
        RefusedBecause.UnknownZone => "unknown time zone",
    };

    /// <summary>Decisions never depend on hash order.</summary>
    private static IEnumerable<OpenAttempt> Ordered(IEnumerable<OpenAttempt> attempts) => attempts.OrderBy(static o => o.Attempt.Id.Value);
}
