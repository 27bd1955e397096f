using Paceline.Contracts;

namespace Paceline.Endpoints;

/// <summary>What an endpoint says of itself in the API's description.</summary>
internal static class Descriptions
{
    /// <summary>A command without an answer but that it is done.</summary>
    public static RouteHandlerBuilder Does(this RouteHandlerBuilder endpoint, string what) =>
        endpoint.WithSummary(what).Produces(StatusCodes.Status204NoContent);

    /// <summary>A command with an answer.</summary>
    public static RouteHandlerBuilder Gives<T>(this RouteHandlerBuilder endpoint, string what) =>
        endpoint.WithSummary(what).Produces<T>();

    /// <summary>Every refusal has the same form.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new ProducesResponseTypeMetadata(400, typeof(Problem), [Problems.MediaType]));
}
