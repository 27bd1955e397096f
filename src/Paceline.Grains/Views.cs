using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using Paceline.Contracts;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Dispositions;
using Paceline.Dialing.Groups;
using State = Paceline.Contracts.AgentState;

namespace Paceline.Grains;

/// <summary>What screens see of the machines' states, in the words of the public API.</summary>
internal static class Views
{
    private const string NeverAgain = "{number} will never be called again by any campaign.";

    public static AgentSnapshot Of(
        Agent agent, CampaignRules rules, NotReadyReasons reasons, long number, string name, string campaign, CallCard? card, Instant? due) => new(
        agent.Id.Value,
        name,
        number,
        StateOf(agent.State),
        agent.State.Since.ToDateTimeOffset(),
        (agent.State as Dialing.Agents.AgentState.NotReady)?.Reason,
        agent.ThenNotReady,
        agent.Leg switch { null => LegState.Down, { Browser: true } => LegState.Browser, _ => LegState.Phone },
        campaign,
        CampaignRunning: false, // The screens know; the agent does not.
        card is null ? null : CardIn(agent.State, card),
        agent.State is Dialing.Agents.AgentState.WrapUp ? due?.ToDateTimeOffset() : null,
        [
            .. rules.Dispositions.Offered.Select(static d =>
                new OutcomeChoice(
                    d.Code, d.Label, d.Digit, d.Meaning, d.Suppresses ? NeverAgain : null, d.Folder, d.Implies, d.Step is DispositionStep.TryAgain)),
        ],
        reasons.Names)
    {
        Until = due?.ToDateTimeOffset(),
        LimitAt = LimitOf(agent.State, due, reasons)?.ToDateTimeOffset(),
        // While the group is asked what is on its way, the answer is a moment away and nothing can be said.
        SigningOut = agent.Leaving is { } leaving && agent is not { State: Dialing.Agents.AgentState.Ready, Leaving.Until: null }
            ? new(
                leaving.Since.ToDateTimeOffset(),

                // In a call its end is waited for, and no clock.
                agent.State is Dialing.Agents.AgentState.Reserved or Dialing.Agents.AgentState.Ready ? leaving.Until?.ToDateTimeOffset() : null,
                leaving.AllowedAt?.ToDateTimeOffset(),
                (leaving.AllowedAt + Agent.Grace)?.ToDateTimeOffset(),
                leaving.Channel,
                leaving.By.Length > 0,
                leaving.Now)
            : null,
        Coming = agent.State is Dialing.Agents.AgentState.Reserved reserved && card?.Attempt == reserved.Attempt.Value
            ? card with { State = CallState.Calling }
            : null,
        SignedOutBySupervisor = agent.State is Dialing.Agents.AgentState.SignedOut { By.Length: > 0 },
        ChannelOff = agent is { Leaving: null, State: Dialing.Agents.AgentState.NotReady { Reason: Agent.ChannelOff } },
        OutcomeMandatory = rules.Dispositions.Mandatory,
        CallResults = rules.Agents.May(AgentRights.SetCallResult) ? rules.Dispositions.CallResults : [],
        Last = agent.Saved is { } saved ? new(saved.Outcome, saved.Found, saved.Booked is not null) : null,
        WrapUpRanOut = agent.State is Dialing.Agents.AgentState.NotReady { Reason: Agent.WrapUpRanOut },
        MissedOffer = agent.State is Dialing.Agents.AgentState.NotReady { Reason: Agent.OfferMissed },
        SoundLost = agent.State is Dialing.Agents.AgentState.NotReady { Reason: Agent.NoAudio },
        PageLost = agent.State is Dialing.Agents.AgentState.NotReady { Reason: Agent.PageLost },
        Asking = agent.State is Dialing.Agents.AgentState.Ready { Asking: true },
        Problem = agent.State switch
        {
            Dialing.Agents.AgentState.Ready ready => ready.NoRecord,
            Dialing.Agents.AgentState.Previewing preview => preview.Problem,
            _ => "",
        },
        OffersRecord = agent.State is Dialing.Agents.AgentState.Offered { Handing: Handing.Record },
        OfferIsTaken = agent.State is Dialing.Agents.AgentState.Offered && rules.Agents.OfferIsTaken,
        MoreTimesLeft = agent.State is Dialing.Agents.AgentState.Previewing read && due is not null && rules.Agents.May(AgentRights.MoreTime)
            ? AgentRules.MoreTimesMax - read.MoreTimes
            : 0,
        Found = (agent.State as Dialing.Agents.AgentState.WrapUp)?.Found ?? "",
        Booked = agent.Booked is { } booking ? BookedIn(booking, card) : null,
        Callbacks = TermsOf(rules),
        May = MayOf(rules.Agents),
        CanUndo = agent is { Leaving: null, State: Dialing.Agents.AgentState.Ready or Dialing.Agents.AgentState.NotReady }
            && rules.Agents.May(AgentRights.UndoOutcome) ? agent.Saved?.Attempt.Value : null,
    };

    private static CallbackTerms TermsOf(CampaignRules rules) => new(
        (Contracts.CallbackChoice)rules.Callbacks.Choice,
        rules.Callbacks.DaysAhead,
        rules.Callbacks.Grace.TotalMinutes,
        rules.Window.From.ToString("HH:mm", CultureInfo.InvariantCulture),
        rules.Window.Until.ToString("HH:mm", CultureInfo.InvariantCulture));

    /// <summary>A booking names its number by its place among the card's.</summary>
    private static BookedCallback BookedIn(Booking booking, CallCard? card) => new(
        booking.At.ToDateTimeOffset(),
        booking.Personal,
        booking.Number?.Number.Dialable ?? card?.Numbers.FirstOrDefault(n => n.Position == booking.Position)?.Number ?? card?.Number ?? "",
        booking.Zone,
        booking.Number is null ? booking.Position ?? card?.Numbers.FirstOrDefault(n => n.Number == card.Number)?.Position : null,
        booking.Note);

    /// <summary>What nobody chose (a wrap-up that ran out, an offer that was missed, a headset that is gone) wants to be seen at once.</summary>
    private static Instant? LimitOf(Dialing.Agents.AgentState state, Instant? due, NotReadyReasons reasons) => state switch
    {
        Dialing.Agents.AgentState.WrapUp => due,
        Dialing.Agents.AgentState.NotReady { Reason: Agent.WrapUpRanOut or Agent.OfferMissed or Agent.NoAudio or Agent.PageLost } notReady => notReady.Since,
        Dialing.Agents.AgentState.NotReady notReady => notReady.Since + reasons.LimitOf(notReady.Reason),
        _ => null,
    };

    private static CallCard? CardIn(Dialing.Agents.AgentState state, CallCard card) => state switch
    {
        Dialing.Agents.AgentState.Offered => card with { State = CallState.Offered },
        Dialing.Agents.AgentState.Previewing => card with { State = CallState.Preview },
        Dialing.Agents.AgentState.Calling => card with { State = CallState.Calling },
        Dialing.Agents.AgentState.Talking talking => card with { State = talking.OnHold ? CallState.OnHold : CallState.Connected, EndedAt = null },

        // An outcome that was taken back begins wrap-up anew, and the call ended when it ended.
        Dialing.Agents.AgentState.WrapUp wrapUp => card with
        {
            State = CallState.Ended,
            EndedAt = card.EndedAt < wrapUp.Since.ToDateTimeOffset() ? card.EndedAt : wrapUp.Since.ToDateTimeOffset(),
        },
        _ => null,
    };

    private static AgentMay MayOf(AgentRules rules) => new(
        rules.May(AgentRights.Decline),
        rules.May(AgentRights.Skip),
        rules.May(AgentRights.NotInCampaign),
        rules.May(AgentRights.OtherNumber),
        rules.May(AgentRights.NewNumber),
        rules.May(AgentRights.Callback),
        rules.May(AgentRights.CallbackBeforeCall),
        rules.May(AgentRights.StopClock),
        rules.May(AgentRights.MoreTime),
        rules.May(AgentRights.GetNext),
        rules.May(AgentRights.DoneAndStop),
        rules.May(AgentRights.UndoOutcome),
        rules.May(AgentRights.SetCallResult));

    /// <summary>The card with what the agent has written into the record.</summary>
    public static CallCard? Edited(CallCard? card, AgentFact.RecordEdited edit) => card is null || card.Attempt != edit.Attempt.Value
        ? card
        : card with { Fields = [.. card.Fields.Select(f => f.Name == edit.Field ? f with { Value = edit.Value } : f)] };

    public static State StateOf(Dialing.Agents.AgentState state) => state switch
    {
        Dialing.Agents.AgentState.SignedOut => State.SignedOut,
        Dialing.Agents.AgentState.NotReady => State.NotReady,
        Dialing.Agents.AgentState.Ready => State.Ready,
        Dialing.Agents.AgentState.Offered => State.Offered,
        Dialing.Agents.AgentState.Reserved => State.Reserved,
        Dialing.Agents.AgentState.Previewing => State.Previewing,
        Dialing.Agents.AgentState.Calling => State.Calling,
        Dialing.Agents.AgentState.Talking => State.Talking,
        Dialing.Agents.AgentState.WrapUp => State.WrapUp,
        _ => throw new System.Diagnostics.UnreachableException($"agent state {state}"),
    };

    public static CampaignState StateOf(GroupPhase phase) => phase switch
    {
        GroupPhase.Unloaded => CampaignState.Unloaded,
        GroupPhase.Loaded or GroupPhase.Stopped => CampaignState.Loaded,
        GroupPhase.Running => CampaignState.Running,
        GroupPhase.Unloading => CampaignState.Unloading,
    };

    public static Contracts.DialMode ModeOf(Dialing.Campaigns.DialMode mode) => mode switch
    {
        Dialing.Campaigns.DialMode.Preview => Contracts.DialMode.Preview,
        Dialing.Campaigns.DialMode.PushPreview => Contracts.DialMode.PushPreview,
        Dialing.Campaigns.DialMode.Progressive => Contracts.DialMode.Progressive,
        Dialing.Campaigns.DialMode.Predictive => Contracts.DialMode.Predictive,
    };

    public static CampaignSnapshot Of(CampaignGroup group, string name, Instant now)
    {
        var counts = group.Counts;
        var (waiting, until) = Waiting(group, now);
        return new(
            group.Id.Value,
            name,
            ModeOf(group.Mode),
            StateOf(group.Phase),
            waiting,
            until?.ToDateTimeOffset(),
            new(
                counts.Placed,
                counts.Dialing,
                counts.Answered,
                counts.Connected,
                counts.Abandoned,
                counts.Interrupted,
                counts.Outcomes.Values.Sum(),
                counts.CallResults,
                counts.Outcomes),
            new(0, 0, 0, 0),
            ImmutableDictionary<State, int>.Empty,
            group.Rules.Abandonment.Limit)
        {
            Stopped = group.Phase is GroupPhase.Stopped,
            Abandonment = Standing(group, now),
            Pacing = Of(group.Rules.Pacing),
            OutcomeLabels = counts.Outcomes.Keys.Select(group.Rules.Dispositions.Find).OfType<Disposition>()
                .ToImmutableDictionary(static d => d.Code, static d => d.Label, StringComparer.Ordinal),
        };
    }

    /// <summary>Why a running group does not dial, in one sentence; empty when it does or could. While calls are on their way only a trunk that
    /// is down is worth it.</summary>
    private static (string Sentence, Instant? Until) Waiting(CampaignGroup group, Instant now)
    {
        var causes = group.Running ? group.Why(floor: null, now) : [];
        return causes.FirstOrDefault() is not { } first || first.Kind is WhyKind.Nothing or WhyKind.OnTheWay ? ("", null)
            : first.Kind is not WhyKind.Trunk && causes.Any(static c => c.Kind is WhyKind.OnTheWay) ? ("", null)
            : (first.Sentence, first.Until);
    }

    /// <summary>The answer to "Why?".</summary>
    public static CampaignWhy WhyOf(CampaignGroup group, Floor floor, Instant now) => new(
        now.ToDateTimeOffset(),
        [.. group.Why(floor, now).Select(static c => new WhyLine(c.Kind.ToString(), c.Sentence, c.Remedy, c.Until?.ToDateTimeOffset(), c.Stops))]);

    private static PacingRequest Of(PacingRules rules) => new(
        (rules.Goal as PacingGoal.BusyFactor)?.Target, (rules.Goal as PacingGoal.WaitingTime)?.Target.TotalSeconds, rules.DialingDay.TotalHours, rules.Lends);

    private static AbandonmentStanding Standing(CampaignGroup group, Instant now)
    {
        var (today, window) = (group.Window.Of(now), group.Window.Total(now));
        return new(today.Answered, today.Abandoned, window.Answered, window.Abandoned, AbandonmentWindow.LengthInDays);
    }
}
