using System.Collections.Immutable;
using NodaTime;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Dispositions;
using Paceline.Dialing.Pacing;
using static Paceline.Dialing.Groups.GroupInput;

namespace Paceline.Dialing.Groups;

/// <summary>Callbacks to take from the queue now.</summary>
/// <param name="Chains">The host claims these and brings them as <see cref="CandidatesDue"/>, before any other record.</param>
/// <param name="AskAgainAt">When time alone makes another one due; null: it does not.</param>
public sealed record CallbackOrder(ImmutableArray<ChainId> Chains, Instant? AskAgainAt);

/// <summary>Promises to call a person at a time (features 5.2, 5.3, 16). A personal one is its owner's alone, who reads it and calls, in every
/// mode; the campaign's goes the way of every record, ahead of them. Nobody called within the grace: it is missed, and anybody's.</summary>
public sealed partial record CampaignGroup
{
    /// <summary>Those that are to be kept.</summary>
    public CallbackBook Callbacks { get; init; } = CallbackBook.Empty;

    /// <summary>Callbacks that somebody could have now.</summary>
    public CallbackOrder CallbacksWanted(Instant now)
    {
        if (!Running || Callbacks.IsEmpty)
        {
            return new([], null);
        }

        var opens = Callbacks.NextDue(now);
        var due = new List<OpenCallback>();
        foreach (var open in Callbacks.DueBy(now))
        {
            if (Rules.Window.At(open.Callback.Zone, now) is WindowVerdict.Closed closed)
            {
                opens = opens is { } next ? Instant.Min(next, closed.Until) : closed.Until;
            }
            else
            {
                due.Add(open);
            }
        }

        return due.Count == 0 || (!IsRead && Line.Holds(now)) ? new([], opens) : new(Shared(due, now), opens);
    }

    /// <summary>To each free agent their own, and what is left of the agents to those that are anybody's.</summary>
    private ImmutableArray<ChainId> Shared(List<OpenCallback> due, Instant now)
    {
        var free = Takeable.Select(static a => a.Agent).ToHashSet();
        var theirs = due.Where(c => c.Callback.Owner is { } owner && free.Remove(owner)).ToList();
        var anybodys = due.Where(static c => c.Callback.Owner is null).Take(Pacer.CountMax).ToList();
        var room = anybodys.Count == 0 ? 0 : IsRead ? free.Count : Wants(now).Count - (Mode is DialMode.Predictive ? 0 : theirs.Count);
        return [.. theirs.Concat(anybodys.Take(Math.Max(0, room))).Take(Pacer.CountMax).Select(static c => c.Chain)];
    }

    /// <summary>Caps on attempts do not hold for the call that was promised. That one reached nobody: they hold again, for nobody asked for more.</summary>
    private CallingLimits LimitsOf(Chain chain) => Callbacks.Of(chain.Id) is not null && chain.Streak == Streak.None ? Rules.PromisedLimits : Rules.Limits;

    /// <summary>Who reads a callback: its owner, or whoever asked for a record, or has waited longest. Null: none of them is free.</summary>
    private FreeAgent? ReaderOf(OpenCallback open, List<FreeAgent> free) => open.Callback.Owner is { } owner
        ? free.Find(a => a.Agent == owner)
        : free.OrderBy(a => IsSkippedBy(open.Chain, a)).ThenByDescending(static a => a.Asked).FirstOrDefault();

    /// <summary>Agents whose own callback is due: what is dialled ahead does not count on them, they will read and call it.</summary>
    private HashSet<AgentId> Promised(Instant now) => [.. Callbacks.DueBy(now).Select(static c => c.Callback.Owner).OfType<AgentId>()];

    /// <summary>What the agent arranged becomes a promise: it closes the attempt.</summary>
    /// <param name="counts">The person was reached for.</param>
    private static ImmutableArray<DialingFact> Promise(OpenAttempt open, Booking booking, AgentId by, bool counts)
    {
        var peace = PeaceAfter(open);
        var at = peace > booking.At ? peace.Value : booking.At;
        var chain = booking switch
        {
            { Number: { } number } => open.Chain.With(number),
            { Position: { } position } when position >= 0 && position < open.Chain.Records.Length => open.Chain with { Position = position },
            _ => open.Chain,
        };
        var callback = new Callback(open.Attempt.Id, at, chain.Current.Zone, booking.Personal ? by : null, by, booking.Note, NotBefore: peace);
        var due = new GroupFact.ChainChangeOrdered(
            open.Attempt.Id, chain.Id, new ChainChange.DueAgain(at, chain.Position, chain.Attempts + (counts ? 1 : 0), Streak.None, callback));
        return booking.Number is { } added && chain.Records.Length > open.Chain.Records.Length
            ? [new GroupFact.NumberAdded(chain.Id, chain.Position, added), due]
            : [due];
    }

    /// <summary>A promise outlives a call that reached nobody: it is kept when the treatment says.</summary>
    private ChainChange StillPromised(Chain chain, ChainChange change, Instant? peace) => (change, Callbacks.Of(chain.Id)) switch
    {
        (ChainChange.DueAgain due, { Callback: var callback }) => due with
        {
            Streak = due.Streak == Streak.None ? Streak.Tried : due.Streak,
            Callback = callback with { At = due.At, Zone = chain.Records[due.Position].Zone, NotBefore = peace ?? callback.NotBefore },
        },
        _ => change,
    };

    /// <summary>Whether the person was reached, so that a promise to call is kept.</summary>
    private bool Reaches(string outcome) => outcome != Disposition.NotReached && Rules.Dispositions.Find(outcome) is not { Reached: false };

    /// <summary>A promise that nobody can keep any more is told as missed, with its reason.</summary>
    private ImmutableArray<DialingFact> Lost(GroupFact.ChainChangeOrdered last) =>
        last.Change is ChainChange.Finished { Why: var why } && Callbacks.Of(last.Chain) is { Callback: var callback }
            ? [last, new GroupFact.CallbackMissed(last.Chain, callback, ErrorOf(callback), why, ForGood: true)]
            : [last];

    private static CallResult ErrorOf(Callback callback) => callback.Owner is null ? CallResult.GroupCallbackError : CallResult.AgentCallbackError;

    private IEnumerable<GroupFact.CallbackMissed> Missed(Instant now) => Callbacks.Overdue(Rules.Callbacks.Grace, now).Select(c => new GroupFact.CallbackMissed(
        c.Chain,
        c.Callback,
        ErrorOf(c.Callback),
        !Running ? "the campaign was not running"
        : c.Callback.Owner is null ? "nobody was free"
        : "its agent was not signed in, or not free"));

    private Decision Change(ChangeCallback change, Instant now) => Callbacks.Find(change.Callback) switch
    {
        null => NoSuchCallback,
        { Callback.Owner: var owner } when NotTheirs(change.Own, owner) is { } no => no,
        { } when change is { Own: not null, Owner: null } && Rules.Callbacks.Choice is CallbackChoice.AlwaysPersonal =>
            Decision.Refuse("always-personal", "In this campaign callbacks are personal: whoever booked one calls back."),
        { Taken: true } => BeingCalled,
        { Callback: var callback } when callback.At == change.At && callback.Owner == change.Owner => Decision.Nothing,
        { Callback: var callback } when (callback.At != change.At || callback.Missed || callback.At + Rules.Callbacks.Grace <= now)
            && Rules.Callbacks.RefusesTime(change.At, callback.Zone, Rules.Window, now, callback.NotBefore) is { } refusal => Decision.Refuse(refusal),
        { Callback: var callback } open => Decision.Of(new GroupFact.CallbackChanged(
            open.Chain, callback with { At = change.At, Owner = change.Owner, Missed = false, MissedBy = null }, change.By)),
    };

    private Decision Cancel(CancelCallback cancel) => Callbacks.Find(cancel.Callback) switch
    {
        null => NoSuchCallback,
        { Callback.Owner: var owner } when NotTheirs(cancel.Own, owner) is { } no => no,
        { Taken: true } => BeingCalled,
        var open => Decision.Of(new GroupFact.CallbackCancelled(open.Chain, cancel.Callback, cancel.By)),
    };

    /// <summary>An agent disposes of their own callbacks only, and by right; a supervisor of all.</summary>
    private Decision? NotTheirs(AgentId? asks, AgentId? owner) =>
        asks is null ? null
        : asks != owner ? Decision.Refuse("not-yours", "This callback is not yours any more: it was given to somebody else, or is anybody's.")
        : !Rules.Agents.May(AgentRights.Callback) ? Decision.Refuse("not-allowed", "Your campaign does not let you change callbacks. Ask your supervisor.")
        : null;

    private static Decision NoSuchCallback => Decision.Refuse("unknown-callback", "There is no such callback any more: it was kept, or cancelled.");

    private static Decision BeingCalled => Decision.Refuse("wrong-state", "This callback is with its agent now. What comes of it is set with the call.");

    /// <summary>The book after one more fact.</summary>
    private CallbackBook BookAfter(GroupFact fact) => fact switch
    {
        GroupFact.ChainChangeOrdered { Change: ChainChange.DueAgain { Callback: { } callback } due } f => Callbacks.With(new(f.Chain, callback, due.At)),
        GroupFact.ChainChangeOrdered f => Callbacks.Without(f.Chain),
        GroupFact.OutcomeReturned { Promise: { } promise } f => Callbacks.With(new(f.Chain, promise, promise.At, Taken: true)),
        GroupFact.OutcomeReturned f when Callbacks.Of(f.Chain) is { } open => Callbacks.With(open with { Taken = true }),
        GroupFact.AttemptBegan f when Callbacks.Of(f.Chain.Id) is { } open => Callbacks.With(open with { Taken = true }),
        GroupFact.ChainDeferred f when Callbacks.Of(f.Chain.Id) is { } open => Callbacks.With(open with { Due = f.Until }),
        GroupFact.CallbackMissed f when Callbacks.Of(f.Chain) is { } open =>
            Callbacks.With(open with { Callback = f.Callback with { Owner = null, Missed = true, MissedBy = f.Callback.Owner } }),
        GroupFact.CallbackChanged f => Callbacks.With(new(f.Chain, f.Callback, f.Callback.At)),
        GroupFact.CallbackCancelled f => Callbacks.Without(f.Chain),
        _ => Callbacks,
    };
}
