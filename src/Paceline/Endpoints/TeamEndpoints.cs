using NodaTime;
using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Grains;
using Paceline.Server;
using Paceline.Storage;

namespace Paceline.Endpoints;

/// <summary>What a supervisor does with an agent (features 9.13): a state, a sign-off, and the way back.</summary>
internal static class TeamEndpoints
{
    public static void MapTeam(this IEndpointRouteBuilder routes)
    {
        var desk = routes.MapGroup("").RequireAuthorization(Caller.Supervisor).AddEndpointFilter<Idempotency>().WithTags("Supervisor").Refuses();

        desk.MapPost(Api.Agents + "/{agent}/state", SetStateAsync)
            .Does("Sets an agent's state, at once or after the call or record at hand; the agent is told by whom.");
        desk.MapPost(Api.Agents + "/{agent}/campaign", AssignAsync)
            .Does("Puts an agent, signed out or Not ready, on another campaign, and takes them off the one they were on; the agent is told by whom.");
        desk.MapPost(Api.Agents + "/{agent}/sign-out", SignOffAsync)
            .Gives<SignOutAnswer>(
                "Signs an agent off, who is told by whom. It waits (done: false) for what is at hand or on its way, as the agent's own sign-out "
                + "does; now: for the end of a conversation only. Their sign-ins end with it.");
        desk.MapPost(Api.Agents + "/{agent}/stay", StayAsync).Does("Takes a sign-off back that waits, also the agent's own: they stay, and go on as before.");
    }

    private static async Task<IResult> SetStateAsync(
        AgentStateRequest body, string agent, HttpContext context, IGrainFactory grains, SqliteStore store, Journal journal)
    {
        if (await FindAsync(agent, context, grains, store) is not { } grain)
        {
            return Problems.NotFound("agent", agent);
        }

        var by = Caller.Of(context.User).Id;
        Instant? since = body.Since is { } then ? Instant.FromDateTimeOffset(then) : null;
        AgentInput order;
        switch (body)
        {
            case { State: Contracts.AgentState.Ready, Reason: null, Now: false }:
                order = new AgentInput.MakeReady(by, since);
                break;

            case { State: Contracts.AgentState.NotReady, Reason: { } reason }:
                var reasons = (await grain.ViewAsync()).NotReadyReasons;
                if (Wording.NoReason(reason, reasons) is { } unknown)
                {
                    return unknown;
                }

                order = new AgentInput.MakeNotReady(reason, by, body.Now, since);
                break;

            default:
                return Problems.Of(400, "bad-state", "This state cannot be set.",
                    "An agent is set to \"Ready\", without reason and now, or to \"NotReady\" with one of the reasons.");
        }

        if (await grain.CommandAsync(order, Idempotency.ReceiptOf(context)) is { } refusal)
        {
            return Problems.Of(refusal);
        }

        journal.StateSet(agent, body.State, by);
        return Results.NoContent();
    }

    private static async Task<IResult> AssignAsync(
        AgentCampaignRequest body, string agent, HttpContext context, IGrainFactory grains, SqliteStore store, Screens screens, Journal journal)
    {
        if (await store.People.FindAsync(agent, context.RequestAborted) is not { Role: UserRole.Agent, Group: { } before })
        {
            return Problems.NotFound("agent", agent);
        }

        var group = new GroupId(body.Campaign ?? "");
        if (await store.Groups.FindAsync(group, context.RequestAborted) is null)
        {
            return Problems.NotFound("campaign", group.Value);
        }

        var grain = grains.GetGrain<IAgentGrain>(agent);
        var by = Caller.Of(context.User).Id;
        var atRest = (await grain.ViewAsync()).State is Contracts.AgentState.SignedOut or Contracts.AgentState.NotReady;
        if (atRest && before != group && await store.Board.HasOpenAttemptAsync(new(agent), before, context.RequestAborted))
        {
            return Problems.Of(409, "in-a-call", "A call of this agent is not over yet.",
                "The agent's campaign has not closed their last call or record yet; nothing was changed. Choose again in a moment.");
        }

        if (await grain.CommandAsync(new AgentInput.Assign(group, by), Idempotency.ReceiptOf(context)) is { } refusal)
        {
            return Problems.Of(refusal);
        }

        await grain.LearnRulesAsync();
        await screens.MoveAsync(new(agent), group);
        journal.Assigned(agent, group.Value, by);
        return Results.NoContent();
    }

    private static async Task<IResult> SignOffAsync(
        AgentSignOutRequest body, string agent, HttpContext context, IGrainFactory grains, SqliteStore store, Journal journal)
    {
        if (await FindAsync(agent, context, grains, store) is not { } grain)
        {
            return Problems.NotFound("agent", agent);
        }

        var by = Caller.Of(context.User).Id;
        if (await grain.SignOffAsync(by, body.Now) is { } refusal)
        {
            return Problems.Of(refusal);
        }

        journal.SignedOff(agent, body.Now, by);
        return Results.Ok(new SignOutAnswer((await grain.ViewAsync()).State is Contracts.AgentState.SignedOut));
    }

    private static async Task<IResult> StayAsync(string agent, HttpContext context, IGrainFactory grains, SqliteStore store, Journal journal)
    {
        if (await FindAsync(agent, context, grains, store) is not { } grain)
        {
            return Problems.NotFound("agent", agent);
        }

        var by = Caller.Of(context.User).Id;
        if (await grain.CommandAsync(new AgentInput.Stay(by), Idempotency.ReceiptOf(context)) is { } refusal)
        {
            return Problems.Of(refusal);
        }

        journal.Stays(agent, by);
        return Results.NoContent();
    }

    private static async Task<IAgentGrain?> FindAsync(string agent, HttpContext context, IGrainFactory grains, SqliteStore store) =>
        await store.People.FindAsync(agent, context.RequestAborted) is { Role: UserRole.Agent } ? grains.GetGrain<IAgentGrain>(agent) : null;
}
