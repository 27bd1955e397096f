using Paceline.Contracts;
using Paceline.Dialing.Dispositions;
using Paceline.Dialing.Groups;
using Paceline.Grains;
using Paceline.Server;
using Paceline.Storage;

namespace Paceline.Endpoints;

/// <summary>What agents of a campaign can say of a call.</summary>
internal static class OutcomeEndpoints
{
    public static void MapOutcomes(this IEndpointRouteBuilder routes)
    {
        var desk = routes.MapGroup("").RequireAuthorization(Caller.Supervisor).AddEndpointFilter<Idempotency>().WithTags("Supervisor").Refuses();
        desk.MapGet(Contracts.Api.Campaigns + "/{campaign}/outcomes", OfCampaignAsync)
            .Gives<CampaignOutcomes>("What agents of the campaign can say of a call, retired outcomes at the end.");
        desk.MapPost(Contracts.Api.Campaigns + "/{campaign}/outcomes", SetAsync)
            .Does("Sets what agents can say of a call, also while the campaign runs. What is left out is retired: calls that have it keep it.");
    }

    private static async Task<IResult> OfCampaignAsync(string campaign, HttpContext context, SqliteStore store) =>
        await store.Groups.FindAsync(new(campaign), context.RequestAborted) is { } found
            ? Results.Ok(PadOf(found.Rules.Dispositions))
            : Problems.NotFound("campaign", campaign);

    private static async Task<IResult> SetAsync(CampaignOutcomes body, string campaign, HttpContext context, IGrainFactory grains, SqliteStore store)
    {
        if (await store.Groups.FindAsync(new(campaign), context.RequestAborted) is not { } found)
        {
            return Problems.NotFound("campaign", campaign);
        }

        if (SeenVersion.Refusal(body.Version, PadOf(found.Rules.Dispositions).Version) is { } late)
        {
            return late;
        }

        if (body is not { Outcomes: { } outcomes, CallResults: { } results }
            || outcomes.Any(static o => o is not { Code: not null, Label: not null, Folder: not null, CallResult: not null }))
        {
            return Wrong("Code, name, folder and call result of an outcome are texts; none is null.");
        }

        if (results.Any(static r => r is null))
        {
            return Wrong("A call result is a word; none is null.");
        }

        var pad = new DispositionPad([.. outcomes.Select(DispositionOf)], body.Mandatory, [.. results]);
        if (pad.Refusal is { } why)
        {
            return Wrong(why);
        }

        var refusal = await grains.GetGrain<ICampaignGroupGrain>(campaign)
            .PostAsync([new GroupInput.SetDispositions(pad, Caller.Of(context.User).Id)]);
        if (refusal is not null)
        {
            return Problems.Of(refusal);
        }

        await AgentsOfGroup.LearnRulesAsync(campaign, grains, store, context.RequestAborted);
        return Results.NoContent();
    }

    private static IResult Wrong(string why) => Problems.Of(400, "bad-outcomes", "The outcomes cannot be like that.", why);

    private static CampaignOutcomes PadOf(DispositionPad pad)
    {
        CampaignOutcomes shown = new([
            .. pad.All.OrderBy(static d => d.Retired).Select(static d =>
                new PadOutcome(d.Code, d.Label, d.Digit, (OutcomeStep)d.Step, d.Folder, d.Implies, d.Reached, d.Retired)),
        ], pad.Mandatory, pad.CallResults);
        return shown with { Version = SeenVersion.Of(shown, ContractsJson.Default.CampaignOutcomes) };
    }

    private static Disposition DispositionOf(PadOutcome outcome) =>
        new(outcome.Code, outcome.Label.Trim(), outcome.Digit, (DispositionStep)outcome.Step)
        {
            Folder = string.Join('/', outcome.Folder.Split('/').Select(static level => level.Trim())),
            Implies = outcome.CallResult,
            Reached = outcome.Reached,
            Retired = outcome.Retired,
        };
}
