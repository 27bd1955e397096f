using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Pacing;
using static Paceline.Dialing.Groups.GroupInput;

namespace Paceline.Dialing.Groups;

/// <summary>From due records to attempts.</summary>
public sealed partial record CampaignGroup
{
    /// <summary>How long a record rests when the only agents are who gave it back.</summary>
    private static readonly Duration _skippedFor = Duration.FromMinutes(1);

    /// <summary>Takes the chains one by one: refused ones are deferred or finished, permitted ones go to the agent who has waited longest,
    /// and those that find no agent are left to the host, which gives them back.</summary>
    private Decision Offer(IReadOnlyList<(AttemptId Attempt, DialCandidate Candidate)> candidates, Instant now)
    {
        if (!Running || (!IsRead && Line.Holds(now)))
        {
            return Decision.Nothing;
        }

        var facts = ImmutableArray.CreateBuilder<DialingFact>();
        var pace = Mode is DialMode.Predictive ? Pace(now) : (PacingDecision?)null;
        var ahead = pace is { IsAhead: true, Launch: var launch } && Node is { } ? Math.Min(launch, Pacer.CountMax) : 0;

        // Where nothing may be dialled ahead, each dial has its agent: one who leaves while it rings would leave a person with nobody.
        var agents = pace is { IsAhead: true } ? [] : Takeable.Where(a => a.Asked || Mode is not DialMode.Preview)
            .OrderBy(static a => a.Since).ThenBy(static a => a.Agent).Take(pace?.Launch ?? Wants(now).Count).ToList();
        var readers = pace is not null && Callbacks.IsEmpty ? [] : Takeable.OrderBy(static a => a.Since).ThenBy(static a => a.Agent).ToList();
        var numbers = Open.Values.Select(static o => o.Chain.Current.Number).ToHashSet();
        foreach (var (attempt, candidate) in candidates)
        {
            var chain = candidate.Chain;
            var promise = Callbacks.Of(chain.Id);
            if (promise?.Due > now || (candidate.Promised && promise is null))
            {
                continue; // It was moved or cancelled while it was claimed: the host gives it back.
            }

            if (Open.Values.Any(o => o.Chain.Id == chain.Id))
            {
                continue; // Claimed, and then its last outcome was taken back.
            }

            switch (DialPermission.For(candidate, LimitsOf(chain), now))
            {
                case DialPermission.Refused { Until: { } until } refused:
                    facts.Add(new GroupFact.ChainDeferred(chain, refused.Because, until));
                    break;
                case DialPermission.Refused refused:
                    facts.AddRange(Lost(new(null, chain.Id, new ChainChange.Finished(chain.Attempts, Why(refused.Because)))));
                    break;
                case DialPermission.Allowed when !numbers.Add(chain.Current.Number):
                    facts.Add(new GroupFact.ChainDeferred(chain, RefusedBecause.NumberInUse, now + DialAttempt.QuarantineAfter(Rules)));
                    break;
                case DialPermission.Allowed when promise is { } && (IsRead || promise.Callback.Owner is not null):
                    if (ReaderOf(promise, readers) is not { } reader)
                    {
                        break;
                    }

                    readers.Remove(reader);
                    agents.RemoveAll(a => a.Agent == reader.Agent);
                    facts.Add(IsSkippedBy(chain.Id, reader)
                        ? new GroupFact.ChainDeferred(chain, RefusedBecause.JustSkipped, now + _skippedFor)
                        : new GroupFact.ReservationOrdered(attempt, chain, reader.Agent, reader.Offer, reader.Epoch, Handing.Record));
                    break;
                case DialPermission.Allowed allowed when ahead > 0 && pace is { } paced && Node is { } node:
                    ahead--;
                    facts.AddRange(DialAhead(attempt, chain, allowed, node, paced.Why, now));
                    break;
                case DialPermission.Allowed when agents.Find(a => !IsSkippedBy(chain.Id, a)) is { } agent:
                    agents.Remove(agent);
                    readers.Remove(agent);
                    facts.Add(new GroupFact.ReservationOrdered(attempt, chain, agent.Agent, agent.Offer, agent.Epoch, IsRead ? Handing.Record : Handing.Call));
                    break;
                case DialPermission.Allowed when agents.Count > 0:
                    facts.Add(new GroupFact.ChainDeferred(chain, RefusedBecause.JustSkipped, now + _skippedFor));
                    break;
                default:
                    break; // Permitted, and nobody is free: the host gives it back.
            }
        }

        if (pace is { Why: var why } && facts.Any(static f => f is GroupFact.DialedAhead))
        {
            facts.Insert(0, new GroupFact.PacingDecided(why));
        }

        return new(facts.ToImmutable(), Refusal: null);
    }

    /// <summary>Records are read and called by agents.</summary>
    private bool IsRead => !IsDialled(Mode);

    private bool IsSkippedBy(ChainId chain, FreeAgent agent) => Skipped.TryGetValue(chain, out var by) && by == agent.Agent;

    /// <summary>Nothing is due: whoever asked is told, and asks again when they like.</summary>
    private Decision Await(NoneDue none)
    {
        var facts = ImmutableArray.CreateBuilder<DialingFact>();
        if (!Records.Awaits(none.Until))
        {
            facts.Add(new GroupFact.RecordsAwaited(none.Until));
        }

        var why = none.Until is null && !Callbacks.IsEmpty ? "No contact is available: only callbacks are left, and none is due for you."
            : none.Until is null ? "No contact is available: the list has nobody left to call." : "No contact is available: nobody may be called now.";
        facts.AddRange(Takeable.Where(static a => a.Asked).Select(a => new GroupFact.NoRecord(a.Agent, a.Offer, why)));
        return new(facts.ToImmutable(), Refusal: null);
    }

    /// <summary>The agent has taken it: a call is dialled, a record is read first.</summary>
    private Decision Confirm(AgentConfirmed confirmed, Instant now) =>
        !Open.TryGetValue(confirmed.Attempt, out var open) ? Decision.Nothing
        : open.Attempt is { Ahead: true } ahead ? Bridge(ahead, confirmed)
        : open.Attempt.State is not AttemptState.Reserving ? Decision.Nothing
        : !Running ? GiveUp(open, "the campaign was stopped", now, now)
        : open.Handing is Handing.Record ? Decision.Of(new AttemptFact.Previewed(confirmed.Attempt))
        : Dial(open, now);

    /// <summary>The agent calls the record that they read. Refused, it stays with them, and they learn why.</summary>
    private Decision Call(CallChosen chosen, Instant now)
    {
        if (!Open.TryGetValue(chosen.Attempt, out var open) || open.Attempt.State is not AttemptState.Previewing)
        {
            return Decision.Nothing;
        }

        var chain = chosen.Number is { } number ? open.Chain.With(number)
            : chosen.Position is { } position && position >= 0 && position < open.Chain.Records.Length ? open.Chain with { Position = position }
            : open.Chain;
        if (!Running)
        {
            return Decision.Of(new GroupFact.CallRefused(chosen.Attempt, Agent.CampaignStopped));
        }

        if (Line.Holds(now))
        {
            return Decision.Of(new GroupFact.CallRefused(chosen.Attempt, "No call can leave now. Try again in a moment."));
        }

        return Permission(chain, now) switch
        {
            DialPermission.Allowed allowed => Decision.Of(
                new GroupFact.CallChosen(chosen.Attempt, chain, chosen.Epoch, PerDay(chain)), Ordered(open, allowed, now)),
            DialPermission.Refused refused => Decision.Of(new GroupFact.CallRefused(chosen.Attempt, $"This call is not allowed: {Why(refused.Because)}.")),
            _ => throw new UnreachableException("a permission is allowed or refused"),
        };
    }

    private Decision GiveBack(RecordReturned returned, Instant now)
    {
        if (!Open.TryGetValue(returned.Attempt, out var open) || open.Attempt.State is not (AttemptState.Previewing or AttemptState.Reserving))
        {
            return Decision.Nothing;
        }

        return returned.How switch
        {
            ReturnedAs.Skipped => GiveUp(open, "given back by the agent", now, now),
            ReturnedAs.CalledBack when (returned.Booking, returned.Agent) is ({ } booking, { } by) => Decision.Of([
                new AttemptFact.Withdrawn(open.Attempt.Id, "to be called back"), .. Promise(open, booking, by, counts: false)]),
            ReturnedAs.CalledBack => GiveUp(open, "given back by the agent", now, now), // By nobody, to no time: there is no such order.
            ReturnedAs.NotInCampaign => Decision.Of(
                new AttemptFact.Withdrawn(open.Attempt.Id, "taken out of the campaign by the agent"),
                new GroupFact.ChainChangeOrdered(open.Attempt.Id, open.Chain.Id, new ChainChange.Finished(open.Chain.Attempts, "cancelled"))),
        };
    }

    /// <summary>The agent is reserved: permission and guard are asked once more, for this dial.</summary>
    private Decision Dial(OpenAttempt open, Instant now) =>
        Line.Holds(now) ? GiveUp(open, "no call can leave now", Line.Until, now)
        : Permission(open.Chain, now) switch
        {
            DialPermission.Allowed allowed => Decision.Of(Ordered(open, allowed, now)),
            DialPermission.Refused refused => GiveUp(open, Why(refused.Because), refused.Until ?? (now + Duration.FromHours(1)), now),
            _ => throw new UnreachableException("a permission is allowed or refused"),
        };

    /// <summary>What the store, which alone has counted, is to hold a number that an agent chose to.</summary>
    private int? PerDay(Chain chain) => LimitsOf(chain) is { AttemptsPerNumberPerDay: < int.MaxValue and var most } ? most : null;

    /// <summary>Asked once more for this dial; what only the store knows is judged in its transaction.</summary>
    private DialPermission Permission(Chain chain, Instant now) =>
        DialPermission.For(new(chain, Suppressed: false, ClosedUntil: null, AttemptsToday: 0), LimitsOf(chain), now);

    /// <summary>The agent it is for covers this dial, so the abandonment limit allows it: the floor to which all pacing falls back.</summary>
    private AttemptFact.Ordered Ordered(OpenAttempt open, DialPermission.Allowed allowed, Instant now)
    {
        var counts = Window.Total(now);
        return new(
            open.Attempt.Id, allowed.ValidUntil, Free.Count + 1, counts.Answered, counts.Abandoned, UncoveredInFlight: 0, Rules.Abandonment.Limit);
    }

    /// <summary>The transaction found what the decision could not know: another campaign dials the number, or it is on the Do Not Call list.</summary>
    private Decision Close(NumberClosed closed, Instant now) => Open.GetValueOrDefault(closed.Attempt) switch
    {
        { Attempt.State: AttemptState.Reserving } open => GiveUp(open, closed.Why, Instant.Min(closed.Until, now + Duration.FromHours(1)), now),
        { Attempt.State: AttemptState.Previewing } => Decision.Of(new GroupFact.CallRefused(closed.Attempt, $"This call is not allowed: {closed.Why}.")),
        _ => Decision.Nothing,
    };

    private Decision GiveUp(OpenAttempt open, string why, Instant dueAgain, Instant now) =>
        Decision.Of(new AttemptFact.Withdrawn(open.Attempt.Id, why), Untried(open, dueAgain, now));

    private GroupFact.ChainChangeOrdered Untried(OpenAttempt open, Instant dueAgain, Instant now)
    {
        var chain = open.Chain;
        var callback = Callbacks.Of(chain.Id)?.Callback;
        return new(open.Attempt.Id, chain.Id, new ChainChange.DueAgain(
            Instant.Max(now, dueAgain),
            chain.Position,
            chain.Attempts,
            chain.Streak,
            callback is not null && dueAgain > now ? callback with { At = Instant.Max(callback.At, dueAgain) } : callback)); // Put off, so is the promise.
    }
}
