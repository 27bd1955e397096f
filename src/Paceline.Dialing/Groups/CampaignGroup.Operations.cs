using System.Collections.Immutable;
using NodaTime;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using static Paceline.Dialing.Groups.GroupInput;

namespace Paceline.Dialing.Groups;

/// <summary>What a supervisor does with the group (features 14.2).</summary>
public sealed partial record CampaignGroup
{
    private Decision InPhase(Start start) => Phase switch
    {
        GroupPhase.Loaded or GroupPhase.Stopped => new([new GroupFact.DialingStarted(start.By), .. BeingRead], Refusal: null),
        GroupPhase.Running => Decision.Nothing,
        GroupPhase.Unloaded => Decision.Refuse("wrong-state", "The campaign is not loaded. Load it first, then start it."),
        GroupPhase.Unloading => Decision.Refuse("wrong-state", "The campaign is being unloaded: its last calls are ending. Load it again, then start it."),
    };

    /// <summary>Records that agents read: what was refused to them because nothing ran can be called.</summary>
    private IEnumerable<GroupFact.CallPossible> BeingRead => Ordered(Open.Values)
        .Where(static o => o.Attempt.State is AttemptState.Previewing).Select(static o => new GroupFact.CallPossible(o.Attempt.Id));

    /// <summary>An unload waits for open calls and outcomes; a forced one takes back what nobody has answered yet and waits for nothing.</summary>
    private Decision InPhase(Unload unload, Instant now)
    {
        if (Phase is GroupPhase.Unloaded || (Phase is GroupPhase.Unloading && !unload.Force))
        {
            return Decision.Nothing;
        }

        var facts = ImmutableArray.CreateBuilder<DialingFact>();
        if (Phase is not GroupPhase.Unloading)
        {
            facts.Add(new GroupFact.UnloadOrdered(unload.By, unload.Force));
            facts.AddRange(TurnedAway);
        }

        if (unload.Force)
        {
            facts.AddRange(Each(Open.Keys, new AttemptInput.AgentGone("the campaign was unloaded"), now).Facts);
        }

        if (unload.Force || Open.IsEmpty)
        {
            facts.Add(new GroupFact.Unloaded());
        }

        return new(facts.ToImmutable(), Refusal: null);
    }

    /// <summary>What was offered and is no more is retired: calls have it.</summary>
    private Decision Change(SetDispositions set)
    {
        var pad = set.Pad.Following(Rules.Dispositions);
        return pad == Rules.Dispositions ? Decision.Nothing
            : pad.Refusal is { } why ? Decision.Refuse("bad-outcomes", why)
            : Decision.Of(new GroupFact.DispositionsSet(pad, set.By));
    }

    /// <summary>What pacing has learned of ringing is of the old time-out; learned anew, it is kept at once, so that a new start knows the same.</summary>
    private Decision Change(SetRules set)
    {
        var rules = set.Rules with { Dispositions = Rules.Dispositions, Pacing = Rules.Pacing };
        if (rules == Rules)
        {
            return Decision.Nothing;
        }

        if (Running || !Open.IsEmpty)
        {
            return Decision.Refuse("wrong-state", Running
                ? "The campaign runs, and a call keeps the rules under which it was placed. Stop it, then change them."
                : "Calls, previews or outcomes of the campaign are still open, and a call keeps the rules under which it was placed. "
                    + "Wait until the last is finished, then change them.");
        }

        var changed = new GroupFact.RulesSet(rules, set.By);
        return rules.RingTimeout == Rules.RingTimeout || Pacing.LearnedAt is null
            ? Decision.Of(changed)
            : new([changed, new GroupFact.PacingLearned(Pacing.Model.Ringing(rules.RingTimeout), Pacing.Dialed)], Refusal: null);
    }

    /// <summary>Whoever waits for a record waits in vain once nothing runs, and is told so.</summary>
    private IEnumerable<GroupFact.NoRecord> TurnedAway => Free.Values
        .Where(static a => a.Asked)
        .Select(static a => new GroupFact.NoRecord(a.Agent, a.Offer, "The campaign was stopped; no record comes from it now."));

    /// <summary>While it runs, only between the two modes that dial by themselves (features 14.2).</summary>
    private Decision Change(SetMode set) => set.Mode == Mode ? Decision.Nothing
        : Running && !(IsDialled(Mode) && IsDialled(set.Mode)) ? Decision.Refuse(
            "wrong-state", "A running campaign changes between progressive and predictive only. Stop it, change the mode, then start it again.")
        : Decision.Of(new GroupFact.ModeSet(set.Mode, set.By));

    private static bool IsDialled(DialMode mode) => mode is DialMode.Progressive or DialMode.Predictive;
}
