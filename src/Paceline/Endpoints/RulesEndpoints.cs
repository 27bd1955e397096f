using NodaTime;
using NodaTime.Text;
using Paceline.Contracts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Groups;
using Paceline.Grains;
using Paceline.Server;
using Paceline.Storage;

namespace Paceline.Endpoints;

/// <summary>What a campaign group may and must do, as a supervisor reads and changes it.</summary>
internal static class RulesEndpoints
{
    private static readonly LocalTimePattern _time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    public static void MapRules(this IEndpointRouteBuilder routes)
    {
        var desk = routes.MapGroup("").RequireAuthorization(Caller.Supervisor).AddEndpointFilter<Idempotency>().WithTags("Supervisor").Refuses();
        desk.MapGet(Contracts.Api.Campaigns + "/{campaign}/rules", OfCampaignAsync)
            .Gives<CampaignRulesRequest>("What the campaign may and must do. Its pacing is on the board, and null here.");
        desk.MapPost(Contracts.Api.Campaigns + "/{campaign}/rules", SetAsync).Does(
            "Changes the rules that are given, while the campaign rests and none of its calls is open: a call keeps the rules under which it was placed.");
    }

    private static async Task<IResult> OfCampaignAsync(string campaign, HttpContext context, SqliteStore store) =>
        await store.Groups.FindAsync(new(campaign), context.RequestAborted) is { } found
            ? Results.Ok(Of(found.Rules))
            : Problems.NotFound("campaign", campaign);

    private static async Task<IResult> SetAsync(
        CampaignRulesRequest body, string campaign, HttpContext context, IGrainFactory grains, SqliteStore store, Journal journal)
    {
        if (await store.Groups.FindAsync(new(campaign), context.RequestAborted) is not { } found)
        {
            return Problems.NotFound("campaign", campaign);
        }

        if (Paces(body))
        {
            return Problems.Of(
                400, "bad-rule", "Pacing is changed by a command of its own.",
                $"Send it to {Contracts.Api.CampaignPacing(campaign)}, also while the campaign runs.");
        }

        if (RulesOf(body, found.Rules, out var rules) is { } bad)
        {
            return bad;
        }

        var user = Caller.Of(context.User).Id;
        var group = grains.GetGrain<ICampaignGroupGrain>(campaign);
        if (await group.PostAsync([new GroupInput.SetRules(rules, user)]) is { } refusal)
        {
            return Problems.Of(refusal);
        }

        journal.RulesSet(campaign, user);
        await group.WakeAsync();
        await AgentsOfGroup.LearnRulesAsync(campaign, grains, store, context.RequestAborted);
        return Results.NoContent();
    }

    private static CampaignRulesRequest Of(CampaignRules rules) => new(
        _time.Format(rules.Window.From),
        _time.Format(rules.Window.Until),
        rules.RingTimeout.TotalSeconds,
        rules.AnswerLimit.TotalSeconds,
        rules.AttemptsPerChain,
        rules.AttemptsPerNumberPerDay,
        rules.Abandonment.Limit,
        rules.WrapUpLimit.TotalSeconds,
        rules.RetryInterval.TotalMinutes,
        rules.Agents.OfferFor.TotalSeconds,
        rules.Agents.TakesByItself,
        rules.Agents.AsksBeforeDialling,
        rules.Agents.CallAfter.TotalSeconds,
        MayOf(rules.Agents),
        OfferIsTaken: rules.Agents.OfferIsTaken,
        Callbacks: (Contracts.CallbackChoice)rules.Callbacks.Choice,
        CallbackGraceMinutes: rules.Callbacks.Grace.TotalMinutes,
        CallbackDaysAhead: rules.Callbacks.DaysAhead);

    /// <summary>Each rule that was given, within its range; the first that is not is refused by name.</summary>
    /// <param name="start">Keeps what is not said.</param>
    public static IResult? RulesOf(CampaignRulesRequest asked, CampaignRules start, out CampaignRules rules)
    {
        rules = start;
        var (from, until) = (start.Window.From, start.Window.Until);
        if (!Take(asked.WindowFrom, ref from) || !Take(asked.WindowUntil, ref until) || from >= until)
        {
            var came = $"{Written(asked.WindowFrom, from)}–{Written(asked.WindowUntil, until)}";
            return Bad("windowFrom, windowUntil", came, "two times HH:mm, the first earlier");
        }

        if (Outside(asked.RingTimeoutSeconds, 15, 120))
        {
            return Bad("ringTimeoutSeconds", $"{asked.RingTimeoutSeconds}", "15 to 120");
        }

        if (Outside(asked.AnswerLimitSeconds, 0.5, 2))
        {
            return Bad("answerLimitSeconds", $"{asked.AnswerLimitSeconds}", "0.5 to 2");
        }

        if (Outside(asked.AttemptsPerChain, 1, 100))
        {
            return Bad("attemptsPerChain", $"{asked.AttemptsPerChain}", "1 to 100");
        }

        if (Outside(asked.AttemptsPerNumberPerDay, 1, 20))
        {
            return Bad("attemptsPerNumberPerDay", $"{asked.AttemptsPerNumberPerDay}", "1 to 20");
        }

        if (Outside(asked.AbandonmentLimit, 0, 0.03))
        {
            return Bad("abandonmentLimit", $"{asked.AbandonmentLimit}", "0 to 0.03 (a ratio)");
        }

        if (Outside(asked.WrapUpLimitSeconds, 0, 3600))
        {
            return Bad("wrapUpLimitSeconds", $"{asked.WrapUpLimitSeconds}", "0 (no limit) to 3600");
        }

        if (Outside(asked.OfferSeconds, 5, 120))
        {
            return Bad("offerSeconds", $"{asked.OfferSeconds}", "5 to 120");
        }

        if (Outside(asked.CallAfterSeconds, 0, 600))
        {
            return Bad("callAfterSeconds", $"{asked.CallAfterSeconds}", "0 (never by itself) to 600");
        }

        var pacing = rules.Pacing;
        if (Paces(asked) && PacingOf(new(asked.TargetBusyFactor, asked.TargetWaitSeconds, asked.DialingHoursPerDay), rules.Pacing, out pacing) is { } unpaced)
        {
            return unpaced;
        }

        if (Outside(asked.RetryMinutes, 0.1, 1440))
        {
            return Bad("retryMinutes", $"{asked.RetryMinutes}", "0.1 to 1440");
        }

        if (Outside(asked.CallbackGraceMinutes, 1, 1440))
        {
            return Bad("callbackGraceMinutes", $"{asked.CallbackGraceMinutes}", "1 to 1440");
        }

        if (Outside(asked.CallbackDaysAhead, 1, 365))
        {
            return Bad("callbackDaysAhead", $"{asked.CallbackDaysAhead}", "1 to 365");
        }

        rules = rules with
        {
            Window = new CallingWindow(from, until),
            RingTimeout = Seconds(asked.RingTimeoutSeconds) ?? rules.RingTimeout,
            AnswerLimit = Seconds(asked.AnswerLimitSeconds) ?? rules.AnswerLimit,
            AttemptsPerChain = asked.AttemptsPerChain ?? rules.AttemptsPerChain,
            AttemptsPerNumberPerDay = asked.AttemptsPerNumberPerDay ?? rules.AttemptsPerNumberPerDay,
            Abandonment = asked.AbandonmentLimit is { } limit ? new(limit) : rules.Abandonment,
            WrapUpLimit = Seconds(asked.WrapUpLimitSeconds) ?? rules.WrapUpLimit,
            Agents = rules.Agents with
            {
                OfferFor = Seconds(asked.OfferSeconds) ?? rules.Agents.OfferFor,
                TakesByItself = asked.TakesByItself ?? rules.Agents.TakesByItself,
                AsksBeforeDialling = asked.AsksBeforeDialling ?? rules.Agents.AsksBeforeDialling,
                CallAfter = Seconds(asked.CallAfterSeconds) ?? rules.Agents.CallAfter,
                Rights = asked.Agents is { } may ? RightsOf(may) : rules.Agents.Rights,
                OfferIsTaken = asked.OfferIsTaken ?? rules.Agents.OfferIsTaken,
            },
            RetryInterval = asked.RetryMinutes is { } minutes ? Duration.FromMinutes(minutes) : rules.RetryInterval,
            Pacing = pacing,
            Callbacks = new CallbackRules(
                asked.Callbacks is { } choice ? (Dialing.Campaigns.CallbackChoice)choice : rules.Callbacks.Choice,
                asked.CallbackGraceMinutes is { } grace ? Duration.FromMinutes(grace) : rules.Callbacks.Grace,
                asked.CallbackDaysAhead ?? rules.Callbacks.DaysAhead),
        };
        return null;
    }

    /// <summary>What dialling ahead is to reach, within its range.</summary>
    /// <param name="start">Keeps what is not said.</param>
    public static IResult? PacingOf(PacingRequest asked, PacingRules start, out PacingRules pacing)
    {
        pacing = start;
        if (Outside(asked.DialingHoursPerDay, 1, 24))
        {
            return Bad("dialingHoursPerDay", $"{asked.DialingHoursPerDay}", "1 to 24");
        }

        if (Outside(asked.TargetBusyFactor, 0.1, 0.99))
        {
            return Bad("targetBusyFactor", $"{asked.TargetBusyFactor}", "0.1 to 0.99 (a ratio)");
        }

        if (Outside(asked.TargetWaitSeconds, 1, 600))
        {
            return Bad("targetWaitSeconds", $"{asked.TargetWaitSeconds}", "1 to 600");
        }

        if (asked is { TargetBusyFactor: { } busy, TargetWaitSeconds: { } wait })
        {
            return Bad("targetBusyFactor, targetWaitSeconds", $"{busy}, {wait}", "one of the two, or neither: then the whole abandonment limit is used");
        }

        pacing = new(
            asked.TargetBusyFactor is { } target ? new PacingGoal.BusyFactor(target)
            : Seconds(asked.TargetWaitSeconds) is { } longest ? new PacingGoal.WaitingTime(longest)
            : PacingGoal.UseTheLimit,
            asked.DialingHoursPerDay is { } hours ? Duration.FromHours(hours) : start.DialingDay)
        {
            Lends = asked.LendsWithinDay ?? start.Lends,
        };
        return null;
    }

    /// <summary>What is no number ("NaN") is in no range.</summary>
    private static bool Outside(double? value, double least, double most) => value is { } number && !(number >= least && number <= most);

    private static Duration? Seconds(double? value) => value is { } seconds ? Duration.FromSeconds(seconds) : null;

    public static IResult Bad(string name, string came, string allowed) => Problems.Of(
        400, "bad-rule", "A rule is outside its range.", $"{name} is \"{came}\"; allowed: {allowed}.",
        name.Contains(',', StringComparison.Ordinal) ? null : name);

    /// <summary>Whether it says anything of pacing.</summary>
    private static bool Paces(CampaignRulesRequest asked) => asked is not { DialingHoursPerDay: null, TargetBusyFactor: null, TargetWaitSeconds: null };

    /// <summary>Whether it is a time, or nothing was said.</summary>
    private static bool Take(string? text, ref LocalTime time)
    {
        if (text is null)
        {
            return true;
        }

        var parsed = _time.Parse(text);
        time = parsed.Success ? parsed.Value : time;
        return parsed.Success;
    }

    private static string Written(string? text, LocalTime time) => text ?? _time.Format(time);

    private static AgentRights RightsOf(AgentMay may) =>
        (may.Decline ? AgentRights.Decline : AgentRights.None)
        | (may.Skip ? AgentRights.Skip : AgentRights.None)
        | (may.NotInCampaign ? AgentRights.NotInCampaign : AgentRights.None)
        | (may.OtherNumber ? AgentRights.OtherNumber : AgentRights.None)
        | (may.NewNumber ? AgentRights.NewNumber : AgentRights.None)
        | (may.Callback ? AgentRights.Callback : AgentRights.None)
        | (may.CallbackBeforeCall ? AgentRights.CallbackBeforeCall : AgentRights.None)
        | (may.StopClock ? AgentRights.StopClock : AgentRights.None)
        | (may.MoreTime ? AgentRights.MoreTime : AgentRights.None)
        | (may.GetNext ? AgentRights.GetNext : AgentRights.None)
        | (may.DoneAndStop ? AgentRights.DoneAndStop : AgentRights.None)
        | (may.UndoOutcome ? AgentRights.UndoOutcome : AgentRights.None)
        | (may.SetCallResult ? AgentRights.SetCallResult : AgentRights.None);

    private static AgentMay MayOf(AgentRules agents) => new(
        agents.May(AgentRights.Decline),
        agents.May(AgentRights.Skip),
        agents.May(AgentRights.NotInCampaign),
        agents.May(AgentRights.OtherNumber),
        agents.May(AgentRights.NewNumber),
        agents.May(AgentRights.Callback),
        agents.May(AgentRights.CallbackBeforeCall),
        agents.May(AgentRights.StopClock),
        agents.May(AgentRights.MoreTime),
        agents.May(AgentRights.GetNext),
        agents.May(AgentRights.DoneAndStop),
        agents.May(AgentRights.UndoOutcome),
        agents.May(AgentRights.SetCallResult));
}
