using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using Paceline.Storage;

namespace Paceline.Server;

/// <summary>Who is calling: a person with a cookie or a program with a key. The same three roles for both.</summary>
internal sealed record Caller(string Id, string Name, string Role)
{
    public const string Agent = "agent";
    public const string Supervisor = "supervisor";
    public const string Machine = "machine";

    /// <summary>Claim of a cookie: how often the user had signed out when it was made.</summary>
    private const string SignOuts = "paceline.sign-outs";

    public static Caller Of(ClaimsPrincipal? principal) => new(
        principal?.FindFirstValue(ClaimTypes.NameIdentifier) ?? "",
        principal?.FindFirstValue(ClaimTypes.Name) ?? "",
        principal?.FindFirstValue(ClaimTypes.Role) ?? "");

    public static ClaimsPrincipal Principal(User user, string scheme) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, user.Id),
            new(ClaimTypes.Name, user.Name),
            new(ClaimTypes.Role, WordOf(user.Role)),
        ],
        scheme));

    /// <summary>The same for a person at a browser, who is signed in until the user signs out once more.</summary>
    public static ClaimsPrincipal Principal(User user, string scheme, long signOuts)
    {
        var principal = Principal(user, scheme);
        principal.Identities.First().AddClaim(new(SignOuts, signOuts.ToString(CultureInfo.InvariantCulture)));
        return principal;
    }

    /// <summary>Whether the user has signed out since the cookie was made. A key has no sign-in that could be over.</summary>
    public static async Task<bool> HasSignedOutAsync(ClaimsPrincipal? principal, SqliteStore store, CancellationToken cancellationToken) =>
        principal?.Identity?.AuthenticationType == CookieAuthenticationDefaults.AuthenticationScheme
        && !(long.TryParse(principal.FindFirstValue(SignOuts), CultureInfo.InvariantCulture, out var then)
            && await store.People.SignOutsAsync(Of(principal).Id, cancellationToken) == then);

    public static string WordOf(UserRole role) => role switch
    {
        UserRole.Agent => Agent,
        UserRole.Supervisor => Supervisor,
        UserRole.Machine => Machine,
    };
}
