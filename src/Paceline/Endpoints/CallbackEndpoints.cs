using NodaTime;
using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;
using Paceline.Grains;
using Paceline.Server;
using Paceline.Settings;
using Paceline.Storage;

namespace Paceline.Endpoints;

/// <summary>Promises to call a person at a time: agents book them and look after their own, supervisors after a campaign's. And who called
/// back unasked.</summary>
internal static class CallbackEndpoints
{
    public static void MapCallbacks(this IEndpointRouteBuilder routes)
    {
        var agent = routes.MapGroup("").RequireAuthorization(Caller.Agent).AddEndpointFilter<Idempotency>().WithTags("Agent").Refuses();
        agent.MapPost(Contracts.Api.AgentCallback, BookAsync).Does(
            "Arranges a callback: it counts from the outcome on. A record that is read is closed by it, at once. "
            + "A time that is not permitted is refused with one that is (instead).");
        agent.MapPost(Contracts.Api.AgentCallbackDrop, DropAsync).Does("Takes the callback back that was arranged in this call.");
        agent.MapGet(Contracts.Api.AgentCallbackTimes, TimesAsync)
            .Gives<CallbackTimes>("What is permitted for a callback at a number of the person on the desk, and whether this time is.");
        agent.MapGet(Contracts.Api.AgentCallbacks, ListMineAsync)
            .WithSummary("The agent's own callbacks, those they promised for anybody, and those that they missed.");
        agent.MapPost(Contracts.Api.AgentCallbacks + "/{callback}/change", ChangeMineAsync)
            .Does("Moves one of the agent's own callbacks, or leaves it to whoever is free.");
        agent.MapPost(Contracts.Api.AgentCallbacks + "/{callback}/cancel", CancelMineAsync).Does("Makes one of the agent's own callbacks void.");

        var desk = routes.MapGroup("").RequireAuthorization(Caller.Supervisor).AddEndpointFilter<Idempotency>().WithTags("Supervisor").Refuses();
        desk.MapGet(Contracts.Api.Campaigns + "/{campaign}/callbacks", OfCampaignAsync).Gives<CallbackList>("The callbacks of a campaign that are to be kept.");
        desk.MapPost(Contracts.Api.Campaigns + "/{campaign}/callbacks/{callback}/change", ChangeAsync).Does("Moves a callback, or gives it to somebody else.");
        desk.MapPost(Contracts.Api.Campaigns + "/{campaign}/callbacks/{callback}/cancel", CancelAsync)
            .Does("Makes a callback void: the person is called in turn, no sooner than was promised.");
        desk.MapGet(Contracts.Api.Campaigns + "/{campaign}/returned-calls", ReturnedAsync)
            .Gives<ReturnedCallList>("Who called back: people whom the campaign had called last, and callers whom no campaign has called.");
    }

    private static async Task<IResult> BookAsync(
        CallbackRequest body, HttpContext context, IGrainFactory grains, SqliteStore store, ServerSettings settings)
    {
        var agent = grains.GetGrain<IAgentGrain>(Caller.Of(context.User).Id);
        var seen = await agent.ViewAsync();
        var (added, zone, refusal) = await NumberAsync(seen, body.Position, body.Number, store, settings, context.RequestAborted);
        if (refusal is not null)
        {
            return refusal;
        }

        var booking = new Booking(
            Instant.FromDateTimeOffset(body.At),
            body.Personal ?? seen.Callbacks.Choice is CallbackChoice.AlwaysPersonal,
            added is null ? body.Position : null,
            added,
            zone,
            body.Note ?? "");
        var kept = await store.Callbacks.CountAsync(new AgentId(Caller.Of(context.User).Id), context.RequestAborted);
        return Answer(await agent.CommandAsync(new AgentInput.BookCallback(new(body.Attempt), booking, kept), Idempotency.ReceiptOf(context)));
    }

    private static async Task<IResult> TimesAsync(
        HttpContext context,
        IGrainFactory grains,
        SqliteStore store,
        ServerSettings settings,
        TimeProvider time,
        DateTimeOffset? at = null,
        int? position = null,
        string? number = null)
    {
        var me = new AgentId(Caller.Of(context.User).Id);
        var seen = await grains.GetGrain<IAgentGrain>(me.Value).ViewAsync();
        if (seen.Call is null)
        {
            return Problems.Of(409, "wrong-state", "Not possible now.", "Nobody is on your desk to call back.");
        }

        var (_, zone, refusal) = await NumberAsync(seen, position, number, store, settings, context.RequestAborted);
        if (refusal is not null)
        {
            return refusal;
        }

        var rules = await store.Callbacks.RulesOfAsync(me, context.RequestAborted);
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        Instant? peace = Peace.Follows(seen.Found) ? Instant.FromDateTimeOffset(seen.Since) + Peace.Length : null;
        var no = at is { } asked ? rules.Callbacks.RefusesTime(Instant.FromDateTimeOffset(asked), zone, rules.Window, now, peace) : null;
        return Results.Ok(new CallbackTimes(
            zone,
            [.. rules.Callbacks.Suggest(zone, rules.Window, now, peace).Select(static i => i.ToDateTimeOffset())],
            at,
            no?.Code ?? "",
            no?.Detail ?? "",
            no?.Instead?.ToDateTimeOffset()));
    }

    /// <summary>The number that is to be called, with its zone; a new one is the person's only if it is nobody else's.</summary>
    private static async Task<(NewNumber? Added, string Zone, IResult? Refusal)> NumberAsync(
        AgentSnapshot seen, int? position, string? text, SqliteStore store, ServerSettings settings, CancellationToken cancellationToken)
    {
        if (text is not null)
        {
            var (placed, why) = new NumberPlan(settings.Text("region")).Find(text);
            return placed is null ? (null, "", Problems.Of(400, "bad-number", "This number cannot be called.", why))
                : seen.Call is { } on && await store.Callbacks.IsSomebodyElsesAsync(new(on.Attempt), placed.Number, cancellationToken)
                    ? (null, "", Problems.Of(409, "number-taken", "Not possible.", "This number belongs to somebody else on this list. Choose another."))
                : (placed, placed.Zone, null);
        }

        return position is not { } chosen || seen.Call is not { } card ? (null, seen.Call?.Zone ?? "", null)
            : card.Numbers.FirstOrDefault(n => n.Position == chosen) is { } number ? (null, number.Zone, null)
            : (null, "", Problems.Of(
                400, "bad-position", "There is no such number.", $"This person has {card.Numbers.Count} numbers; there is none at {chosen}."));
    }

    private static async Task<IResult> DropAsync(CallRequest body, HttpContext context, IGrainFactory grains) =>
        Answer(await grains.GetGrain<IAgentGrain>(Caller.Of(context.User).Id)
            .CommandAsync(new AgentInput.DropCallback(new(body.Attempt)), Idempotency.ReceiptOf(context)));

    private static async Task<CallbackList> ListMineAsync(HttpContext context, SqliteStore store, TimeProvider time)
    {
        var me = new AgentId(Caller.Of(context.User).Id);
        return ListOf(await store.Callbacks.OfAsync(me, context.RequestAborted), time, c => c.Open.Callback.Owner == me);
    }

    private static async Task<IResult> ChangeMineAsync(
        CallbackChangeRequest body, Guid callback, HttpContext context, IGrainFactory grains, SqliteStore store)
    {
        var me = Caller.Of(context.User).Id;
        return body.Owner is { } owner && owner != me
            ? Problems.Of(
                409, "not-allowed", "Not possible.", "You keep a callback or leave it to whoever is free. Ask your supervisor for anything else.")
            : await MineAsync(callback, context, grains, store, new GroupInput.ChangeCallback(
                new(callback), Instant.FromDateTimeOffset(body.At), body.Owner is null ? null : new AgentId(me), me, new AgentId(me)));
    }

    private static Task<IResult> CancelMineAsync(Guid callback, HttpContext context, IGrainFactory grains, SqliteStore store) =>
        MineAsync(callback, context, grains, store, new GroupInput.CancelCallback(
            new(callback), Caller.Of(context.User).Id, new AgentId(Caller.Of(context.User).Id)));

    private static async Task<IResult> MineAsync(Guid callback, HttpContext context, IGrainFactory grains, SqliteStore store, GroupInput input)
    {
        var me = new AgentId(Caller.Of(context.User).Id);
        var mine = await store.Callbacks.OfAsync(me, context.RequestAborted);
        return mine.FirstOrDefault(c => c.Open.Callback is { Booked: var id, Owner: var owner } && id.Value == callback && owner == me) is not { } found
            ? Problems.NotFound("callback of yours", callback.ToString())
            : Answer(await grains.GetGrain<ICampaignGroupGrain>(found.Group.Value).PostAsync([input]));
    }

    private static async Task<IResult> OfCampaignAsync(string campaign, HttpContext context, SqliteStore store, TimeProvider time) =>
        await store.Groups.FindAsync(new(campaign), context.RequestAborted) is null
            ? Problems.NotFound("campaign", campaign)
            : Results.Ok(ListOf(
                [
                    .. await store.Callbacks.LostAsync(new GroupId(campaign), Instant.FromDateTimeOffset(time.GetUtcNow()), context.RequestAborted),
                    .. await store.Callbacks.OfAsync(new GroupId(campaign), context.RequestAborted),
                ],
                time,
                static _ => false));

    private static async Task<IResult> ChangeAsync(
        CallbackChangeRequest body, string campaign, Guid callback, HttpContext context, IGrainFactory grains, SqliteStore store)
    {
        var owner = body.Owner is { Length: > 0 } named ? named : null; // As the list writes it: empty is nobody's.
        if (owner is not null
            && (await store.People.FindAsync(owner, context.RequestAborted) is not { Role: UserRole.Agent, Group: { } group } || group.Value != campaign))
        {
            return Problems.Of(400, "unknown-agent", "There is no such agent.", $"\"{owner}\" is no agent of this campaign.");
        }

        return await TellAsync(campaign, context, grains, store, new GroupInput.ChangeCallback(
            new(callback), Instant.FromDateTimeOffset(body.At), owner is null ? null : new AgentId(owner), Caller.Of(context.User).Id));
    }

    private static Task<IResult> CancelAsync(string campaign, Guid callback, HttpContext context, IGrainFactory grains, SqliteStore store) =>
        TellAsync(campaign, context, grains, store, new GroupInput.CancelCallback(new(callback), Caller.Of(context.User).Id));

    private static async Task<IResult> TellAsync(string campaign, HttpContext context, IGrainFactory grains, SqliteStore store, GroupInput input) =>
        await store.Groups.FindAsync(new(campaign), context.RequestAborted) is null
            ? Problems.NotFound("campaign", campaign)
            : Answer(await grains.GetGrain<ICampaignGroupGrain>(campaign).PostAsync([input]));

    private static async Task<IResult> ReturnedAsync(string campaign, HttpContext context, SqliteStore store)
    {
        if (await store.Groups.FindAsync(new(campaign), context.RequestAborted) is not { } group)
        {
            return Problems.NotFound("campaign", campaign);
        }

        var known = await store.ReturnedCalls.OfAsync(group.Id, context.RequestAborted);
        var unknown = await store.ReturnedCalls.OfAsync(group: null, context.RequestAborted);
        return Results.Ok(new ReturnedCallList(
            [.. known.Select(c => RowOf(c, group)).Concat(unknown.Select(static c => RowOf(c, group: null))).OrderByDescending(static r => r.At)]));
    }

    private static ReturnedCallRow RowOf(ReturnedCaller caller, StoredGroup? group) => new(
        caller.At.ToDateTimeOffset(),
        caller.Times,
        group?.Id.Value ?? "",
        caller.Number?.ToString() ?? "",
        caller.Contact,
        caller.Last is { } last
            ? new(
                last.At.ToDateTimeOffset(),
                last.Number.ToString(),
                last.Result,
                last.Outcome,
                last.Note,
                last.Agent,
                group?.Rules.Dispositions.Find(last.Outcome)?.Label ?? "")
            : null,
        caller switch
        {
            { Chain: "open" } => ReturnedCallNext.Calling,
            { Suppressed: true } => ReturnedCallNext.Suppressed,
            { Promised: true } => ReturnedCallNext.Callback,
            { Chain: "untouched" or "waiting" } => ReturnedCallNext.InTurn,
            _ => ReturnedCallNext.Nothing,
        });

    private static IResult Answer(Refusal? refusal) => refusal is null ? Results.NoContent() : Problems.Of(refusal);

    private static CallbackList ListOf(IReadOnlyList<StoredCallback> callbacks, TimeProvider time, Func<StoredCallback, bool> isMine)
    {
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        return new([.. callbacks.Select(c => RowOf(c, now, isMine(c)))]);
    }

    private static CallbackRow RowOf(StoredCallback stored, Instant now, bool isMine)
    {
        var callback = stored.Open.Callback;
        return new(
            callback.Booked.Value,
            stored.Group.Value,
            callback.At.ToDateTimeOffset(),
            callback.Zone,
            stored.Lost.Length > 0 ? CallbackState.Lost
            : stored.Open.Taken ? CallbackState.Calling
            : callback.Missed ? CallbackState.Missed
            : callback.At <= now ? CallbackState.Due
            : CallbackState.Pending,
            stored.Contact,
            isMine ? stored.Number.Dialable : stored.Number.ToString(),
            callback.Owner?.Value ?? "",
            stored.OwnerName,
            callback.By.Value,
            callback.MissedBy?.Value ?? "",
            callback.Note,
            stored.Lost,
            stored is { Open.Taken: false, Lost: "" } && callback.At <= now && stored.Open.Due > now ? stored.Open.Due.ToDateTimeOffset() : null);
    }
}
