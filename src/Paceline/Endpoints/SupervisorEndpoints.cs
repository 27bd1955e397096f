using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Groups;
using Paceline.Grains;
using Paceline.Server;
using Paceline.Storage;

namespace Paceline.Endpoints;

/// <summary>What a supervisor can do, by screen or by key.</summary>
internal static class SupervisorEndpoints
{
    private const int NameLengthMax = 80;
    private const int DescriptionLengthMax = 200;

    public static void MapSupervisor(this IEndpointRouteBuilder routes)
    {
        var desk = routes.MapGroup("").RequireAuthorization(Caller.Supervisor).AddEndpointFilter<Idempotency>().WithTags("Supervisor").Refuses();

        desk.MapGet(Api.Board, static (Screens screens) => screens.Board).WithSummary("Every campaign group and every agent, now.");
        desk.MapGet(Api.Campaigns + "/{campaign}/why", WhyAsync)
            .Gives<CampaignWhy>("Why the campaign does not dial, or dials slowly: every reason, the weightiest first.");
        desk.MapPost(Api.Campaigns, AddCampaignAsync).Does("Makes a campaign group, progressive, loaded and not started.");
        desk.MapPost(Api.Campaigns + "/{campaign}/load", LoadAsync).Does("Shows a campaign to its agents; nothing is dialled yet.");
        desk.MapPost(Api.Campaigns + "/{campaign}/start", StartAsync).Does("Begins to dial.");
        desk.MapPost(Api.Campaigns + "/{campaign}/stop", StopAsync).Does("Dials no more; calls that are on go on to their end.");
        desk.MapPost(Api.Campaigns + "/{campaign}/unload", UnloadAsync)
            .Does("Dials no more, and takes the campaign out of its agents' sight when its last call is over; forced: at once.");
        desk.MapPost(Api.Campaigns + "/{campaign}/mode", SetModeAsync).Does("Sets how calls come about.");
        desk.MapPost(Api.Campaigns + "/{campaign}/pacing", SetPacingAsync).Does("Sets what dialling ahead is to reach, also while the campaign runs.");
        desk.MapPost(Api.Agents, AddAgentAsync).Does("Makes an agent.");
        desk.MapPost(Api.Agents + "/{agent}/keys", AddKeyAsync).WithMetadata(new ShownOnce("key"))
            .Gives<NewKey>("Makes a key for a program that acts as this agent. It is shown once; a replay is answered 409, shown-once.");
        desk.MapPost(Api.Agents + "/{agent}/links", AddLinkAsync).WithMetadata(new ShownOnce("link"))
            .Gives<NewSignInLink>(
                "Makes a sign-in link for an agent (never for a supervisor: theirs are made on the server). It works once, within 15 minutes, and ends "
                + "no other link and no sign-in. It is shown once; a replay is answered 409, shown-once.");
        routes.MapGet(Api.Facts, WriteFactsAsync)
            .RequireAuthorization(Caller.Supervisor)
            .WithTags("Supervisor").Refuses()
            .WithSummary("Everything that happened after a number, one JSON object a line, oldest first.")
            .Produces<string>(StatusCodes.Status200OK, "application/x-ndjson");
    }

    private static async Task<IResult> AddCampaignAsync(
        NewCampaignRequest body, HttpContext context, SqliteStore store, Screens screens, CampaignDefaults defaults)
    {
        if (!IsId(body.Campaign))
        {
            return BadId("campaign");
        }

        if (Wording.Refusal("name", body.Name, 1, NameLengthMax) is { } unusable)
        {
            return unusable;
        }

        var rules = defaults.Rules;
        if (body.CallerId is { } callerId)
        {
            if (!PhoneNumber.IsDialable(callerId))
            {
                return RulesEndpoints.Bad("callerId", callerId, "a number with + and 4 to 15 digits");
            }

            rules = rules with { CallerId = new PhoneNumber(callerId) };
        }

        if (body.Rules is { } asked && RulesEndpoints.RulesOf(asked, rules, out rules) is { } refusal)
        {
            return refusal;
        }

        if (body.Description is { } description && Wording.Refusal("description", description, 0, DescriptionLengthMax) is { } bad)
        {
            return bad;
        }

        var mode = ModeOf(body.Mode ?? Contracts.DialMode.Progressive);
        if (!await store.Groups.AddAsync(new(body.Campaign), body.Name, rules, mode, body.Description ?? "", context.RequestAborted))
        {
            return Problems.Of(409, "id-taken", "There is a campaign of that id.", $"\"{body.Campaign}\" exists already; nothing was changed.");
        }

        await screens.AddAsync(new GroupId(body.Campaign), body.Description ?? "");
        return Results.NoContent();
    }

    private static async Task<IResult> SetPacingAsync(
        PacingRequest body, string campaign, HttpContext context, IGrainFactory grains, SqliteStore store, Journal journal)
    {
        if (await store.Groups.FindAsync(new(campaign), context.RequestAborted) is not { } found)
        {
            return Problems.NotFound("campaign", campaign);
        }

        if (RulesEndpoints.PacingOf(body, found.Rules.Pacing, out var pacing) is { } refusal)
        {
            return refusal;
        }

        var user = Caller.Of(context.User).Id;
        var result = await CommandAsync(campaign, grains, store, new GroupInput.SetPacing(pacing, user), context.RequestAborted);
        return Done(result, () => journal.PacingSet(campaign, user));
    }

    private static async Task<IResult> StartAsync(string campaign, HttpContext context, IGrainFactory grains, SqliteStore store, Journal journal)
    {
        var user = Caller.Of(context.User).Id;
        var result = await CommandAsync(campaign, grains, store, new GroupInput.Start(user), context.RequestAborted);
        return Done(result, () => journal.Started(campaign, user));
    }

    private static async Task<IResult> WhyAsync(string campaign, HttpContext context, IGrainFactory grains, SqliteStore store, Screens screens) =>
        await store.Groups.FindAsync(new(campaign), context.RequestAborted) is null
            ? Problems.NotFound("campaign", campaign)
            : Results.Ok(await grains.GetGrain<ICampaignGroupGrain>(campaign).WhyAsync(screens.FloorOf(campaign)));

    private static async Task<IResult> LoadAsync(string campaign, HttpContext context, IGrainFactory grains, SqliteStore store, Journal journal)
    {
        var user = Caller.Of(context.User).Id;
        var result = await CommandAsync(campaign, grains, store, new GroupInput.Load(user), context.RequestAborted);
        return Done(result, () => journal.Loaded(campaign, user));
    }

    private static async Task<IResult> UnloadAsync(
        UnloadRequest body, string campaign, HttpContext context, IGrainFactory grains, SqliteStore store, Journal journal)
    {
        var user = Caller.Of(context.User).Id;
        var result = await CommandAsync(campaign, grains, store, new GroupInput.Unload(user, body.Force), context.RequestAborted);
        return Done(result, () => journal.Unloaded(campaign, user));
    }

    private static async Task<IResult> SetModeAsync(
        ModeRequest body, string campaign, HttpContext context, IGrainFactory grains, SqliteStore store, Journal journal)
    {
        var user = Caller.Of(context.User).Id;
        var result = await CommandAsync(campaign, grains, store, new GroupInput.SetMode(ModeOf(body.Mode), user), context.RequestAborted);
        var done = Done(result, () => journal.ModeSet(campaign, body.Mode, user));
        await AgentsOfGroup.LearnRulesAsync(campaign, grains, store, context.RequestAborted);
        return done;
    }

    private static Dialing.Campaigns.DialMode ModeOf(Contracts.DialMode mode) => mode switch
    {
        Contracts.DialMode.Preview => Dialing.Campaigns.DialMode.Preview,
        Contracts.DialMode.PushPreview => Dialing.Campaigns.DialMode.PushPreview,
        Contracts.DialMode.Progressive => Dialing.Campaigns.DialMode.Progressive,
        Contracts.DialMode.Predictive => Dialing.Campaigns.DialMode.Predictive,
    };

    private static async Task<IResult> StopAsync(string campaign, HttpContext context, IGrainFactory grains, SqliteStore store, Journal journal)
    {
        var user = Caller.Of(context.User).Id;
        var result = await CommandAsync(campaign, grains, store, new GroupInput.Stop(user), context.RequestAborted);
        return Done(result, () => journal.Stopped(campaign, user));
    }

    private static IResult Done(IResult result, Action tell)
    {
        if (result is Microsoft.AspNetCore.Http.HttpResults.NoContent)
        {
            tell();
        }

        return result;
    }

    private static async Task<IResult> CommandAsync(
        string campaign, IGrainFactory grains, SqliteStore store, GroupInput input, CancellationToken cancellationToken)
    {
        if (await store.Groups.FindAsync(new(campaign), cancellationToken) is null)
        {
            return Problems.NotFound("campaign", campaign);
        }

        var group = grains.GetGrain<ICampaignGroupGrain>(campaign);
        if (await group.PostAsync([input]) is { } refusal)
        {
            return Problems.Of(refusal);
        }

        await group.WakeAsync();
        return Results.NoContent();
    }

    private static async Task<IResult> AddAgentAsync(NewAgentRequest body, HttpContext context, SqliteStore store, Screens screens)
    {
        if (!IsId(body.Agent))
        {
            return BadId("agent");
        }

        if (Wording.Refusal("name", body.Name, 1, NameLengthMax) is { } unusable)
        {
            return unusable;
        }

        if (await store.Groups.FindAsync(new(body.Campaign), context.RequestAborted) is null)
        {
            return Problems.NotFound("campaign", body.Campaign);
        }

        if (!await store.People.AddAsync(new(body.Agent, body.Name, UserRole.Agent, new GroupId(body.Campaign)), context.RequestAborted))
        {
            return Problems.Of(409, "id-taken", "There is a user of that id.", $"\"{body.Agent}\" exists already; nothing was changed.");
        }

        await screens.AddAsync(new AgentId(body.Agent), new GroupId(body.Campaign));
        return Results.NoContent();
    }

    private static async Task<IResult> AddKeyAsync(string agent, HttpContext context, SqliteStore store)
    {
        if (await store.People.FindAsync(agent, context.RequestAborted) is not { Role: UserRole.Agent })
        {
            return Problems.NotFound("agent", agent);
        }

        return Results.Ok(new NewKey(await store.People.NewKeyAsync(agent, context.RequestAborted)));
    }

    private static async Task<IResult> AddLinkAsync(string agent, HttpContext context, SqliteStore store, Journal journal)
    {
        if (await store.People.FindAsync(agent, context.RequestAborted) is not { Role: UserRole.Agent })
        {
            return Problems.NotFound("agent", agent);
        }

        var link = await store.People.NewLinkAsync(agent, context.RequestAborted);
        journal.LinkMade(agent, Caller.Of(context.User).Id);
        return Results.Ok(new NewSignInLink($"/sign-in#{link.Token}", link.ValidUntil.ToDateTimeOffset()));
    }

    /// <summary>Streams facts as lines, in pieces, so that any number can be read.</summary>
    private static async Task WriteFactsAsync(HttpContext context, SqliteStore store, long after = 0, int limit = int.MaxValue)
    {
        const int Piece = 1_000;
        context.Response.ContentType = "application/x-ndjson";
        while (limit > 0)
        {
            var facts = await store.Facts.AfterAsync(after, Math.Min(limit, Piece), context.RequestAborted);
            if (facts.Count == 0)
            {
                return;
            }

            foreach (var fact in facts)
            {
                await context.Response.WriteAsync(fact.Json, context.RequestAborted);
                await context.Response.WriteAsync("\n", context.RequestAborted);
            }

            after = facts[^1].Number;
            limit -= facts.Count;
        }
    }

    private static bool IsId(string? text) =>
        text is { Length: > 0 and <= 40 } && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static IResult BadId(string what) =>
        Problems.Of(400, "bad-id", $"The {what} cannot be called that.", $"{what} is an id: 1 to 40 of a–z, 0–9 and -.");
}

/// <summary>The rules every new campaign group starts from: the product's, with this installation's trunk.</summary>
internal sealed record CampaignDefaults(CampaignRules Rules);
