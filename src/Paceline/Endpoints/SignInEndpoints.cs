using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.SignalR;
using Paceline.Contracts;
using Paceline.Grains;
using Paceline.Server;
using Paceline.Storage;

namespace Paceline.Endpoints;

/// <summary>Coming in and going out.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        // The page shows a button and posts: a link that is only looked at (by a mail scanner, say) stays good.
        routes.MapPost(Api.SignIn, async (SignInRequest body, HttpContext context, SqliteStore store) =>
        {
            if (await store.People.ConsumeLinkAsync(body.Token, context.RequestAborted) is not { } user)
            {
                return Problems.Of(401, "link-used", "This link does not work any more.",
                    "A link works once, within 15 minutes. A new one: paceline link NAME.");
            }

            await context.SignInAsync(
                CookieAuthenticationDefaults.AuthenticationScheme,
                Caller.Principal(user, CookieAuthenticationDefaults.AuthenticationScheme),
                new AuthenticationProperties { IsPersistent = true });
            return Results.NoContent();
        }).AllowAnonymous();

        routes.MapGet(Api.Me, (HttpContext context) =>
        {
            var caller = Caller.Of(context.User);
            return new SignedInUser(caller.Id, caller.Name, caller.Role);
        }).RequireAuthorization();

        routes.MapPost(Api.SignOut, async (
            HttpContext context, IGrainFactory grains, IVoiceNodes voice, IHubContext<DeskHub> hub, Desks desks) =>
        {
            var caller = Caller.Of(context.User);
            if (caller.Role is Caller.Agent)
            {
                if (await AgentEndpoints.SignOutAsync(new(caller.Id), grains, voice, context.RequestAborted) is { } refusal)
                {
                    return Problems.Of(refusal);
                }

                if (desks.Of(caller.Id) is { } connection)
                {
                    await hub.Clients.Client(connection).SendAsync(Contracts.Hub.Ended, "You are signed out.", context.RequestAborted);
                }
            }

            await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            return Results.NoContent();
        }).RequireAuthorization();
    }
}
