using Paceline.Contracts;
using Paceline.Dialing;

namespace Paceline.Endpoints;

/// <summary>Refusals as problem details (RFC 9457): what was refused, what was expected, what came, what to do.</summary>
internal static class Problems
{
    public const string MediaType = "application/problem+json";

    /// <param name="field">The member of the body that it is about; null: none, or more than one.</param>
    public static IResult Of(int status, string code, string title, string detail, string? field = null) =>
        Results.Json(new Problem(code, title, detail, status, Field: field), ContractsJson.Default.Problem, MediaType, status);

    /// <summary>A machine said no.</summary>
    public static IResult Of(Refusal refusal) => Results.Json(
        new Problem(refusal.Code, "Not possible now.", refusal.Detail, 409, refusal.Instead?.ToDateTimeOffset()),
        ContractsJson.Default.Problem,
        MediaType,
        409);

    public static IResult NotFound(string what, string id) => Of(404, "unknown-id", $"There is no such {what}.", $"No {what} is called \"{id}\".");

    public static Task NotAllowedAsync(HttpContext context) =>
        WriteAsync(context, 403, "not-allowed", "You may not do this.", "Your role does not include it.");

    public static Task WriteAsync(HttpContext context, int status, string code, string title, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new Problem(code, title, detail, status), ContractsJson.Default.Problem, MediaType, context.RequestAborted);
    }
}
