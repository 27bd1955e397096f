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
        routes.MapPost(Api.SignIn, async (SignInRequest body, HttpContext context, SqliteStore store, Journal journal) =>
        {
            if (await store.People.ConsumeLinkAsync(body.Token, context.RequestAborted) is not { } user)
            {
                return Problems.Of(401, "link-used", "This link does not work any more.",
                    "A link works once, within 15 minutes. An agent gets a new one from a supervisor; on the server: paceline link NAME --data DIR.");
            }

            var signOuts = await store.People.SignOutsAsync(user.Id, context.RequestAborted) ?? 0;
            await context.SignInAsync(
                CookieAuthenticationDefaults.AuthenticationScheme,
                Caller.Principal(user, CookieAuthenticationDefaults.AuthenticationScheme, signOuts),
                new AuthenticationProperties { IsPersistent = true });
            journal.SignedIn(user.Id);
            return Results.NoContent();
        }).AllowAnonymous().WithTags("Sign-in").Refuses().Does("Uses a one-time link up and sets the cookie.");

        routes.MapGet(Api.Me, (HttpContext context) =>
        {
            var caller = Caller.Of(context.User);
            return new SignedInUser(caller.Id, caller.Name, caller.Role);
        }).RequireAuthorization().WithTags("Sign-in").WithSummary("Who is signed in.");

        routes.MapPost(Api.SignOut, async (
            HttpContext context, SqliteStore store, IGrainFactory grains, IVoiceNodes voice, IHubContext<DeskHub> hub, Desks desks, Journal journal) =>
        {
            var caller = Caller.Of(context.User);
            if (caller.Role is Caller.Agent && !await AgentEndpoints.SignOutAsync(new(caller.Id), grains, voice, context.RequestAborted))
            {
                return Results.Ok(new SignOutAnswer(Done: false));
            }

            // First, so that no connection opens behind our back; not cancelled: whoever asked may be gone, and wants it done.
            await store.People.SignOutAsync(caller.Id, CancellationToken.None);

            // Before the answer: a screen in another window must not go on showing what its cookie no longer allows.
            var open = desks.Of(caller.Id);
            await desks.EndAsync(hub.Clients.Clients(open), open, "You are signed out.");
            await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            journal.SignedOut(caller.Id);
            return Results.Ok(new SignOutAnswer(Done: true));
        }).RequireAuthorization().WithTags("Sign-in").Refuses()
            .Gives<SignOutAnswer>(
                "Ends every sign-in and every live connection of this user; a cookie from before is refused, a key is not. "
                + "An agent to whom a call may be on its way, or who is in one, stays until it is over (done: false).");
    }
}
