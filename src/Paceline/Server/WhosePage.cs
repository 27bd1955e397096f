using Paceline.Endpoints;

namespace Paceline.Server;

/// <summary>A page says whose it is, once it knows. The cookie is the browser's: after somebody else has signed in there, nothing that the
/// page asks may be done in their name, or be shown to whoever sits before it.</summary>
internal sealed class WhosePage(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var said = context.Request.Path.StartsWithSegments(Contracts.Hub.Path, StringComparison.Ordinal)
            ? context.Request.Query[Contracts.Hub.User].ToString()
            : context.Request.Headers[Contracts.Api.User].ToString();
        var isTheirs = context.User.Identity is not { IsAuthenticated: true } || string.Equals(said, Caller.Of(context.User).Id, StringComparison.Ordinal);
        return said.Length == 0 || isTheirs
            ? next(context)
            : Problems.WriteAsync(context, 401, "other-user", "This page is somebody else's.",
                "Another person has signed in in this browser since it was opened; nothing was done. Sign in again to go on.");
    }
}
