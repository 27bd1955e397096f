using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Paceline.Endpoints;
using Paceline.Storage;

namespace Paceline.Server;

/// <summary>Programs come with <c>Authorization: Bearer KEY</c>; never in the address, where logs would keep it.</summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SqliteStore store)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "key";
    private const string Prefix = "Bearer ";

    public static bool IsMeantBy(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith(Prefix, StringComparison.Ordinal);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsMeantBy(Request))
        {
            return AuthenticateResult.NoResult();
        }

        var key = Request.Headers.Authorization.ToString()[Prefix.Length..];
        return await store.People.UserOfKeyAsync(key, Context.RequestAborted) is { } user
            ? AuthenticateResult.Success(new(Caller.Principal(user, SchemeName), SchemeName))
            : AuthenticateResult.Fail("unknown or revoked key");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Problems.WriteAsync(Context, 401, "unknown-key", "The key is not known.", "It was never made, or was revoked. A supervisor makes a new one.");

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Problems.NotAllowedAsync(Context);
}
