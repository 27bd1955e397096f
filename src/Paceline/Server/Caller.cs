using System.Security.Claims;
using Paceline.Storage;

namespace Paceline.Server;

/// <summary>Who is calling: a person with a cookie or a program with a key. The same three roles for both.</summary>
internal sealed record Caller(string Id, string Name, string Role)
{
    public const string Agent = "agent";
    public const string Supervisor = "supervisor";
    public const string Machine = "machine";

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

    public static string WordOf(UserRole role) => role switch
    {
        UserRole.Agent => Agent,
        UserRole.Supervisor => Supervisor,
        UserRole.Machine => Machine,
    };
}
