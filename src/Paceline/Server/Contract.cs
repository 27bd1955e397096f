using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Paceline.Server;

/// <summary>The API's description, made from its endpoints; docs/reference/openapi.json is this document.</summary>
internal static class Contract
{
    public const string Address = "/openapi/v1.json";

    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", static o =>
    {
        o.AddSchemaTransformer(static (schema, context, _) =>
        {
            // Words have a reader of their own, of which the framework does not know what it takes.
            var optional = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type);
            if ((optional ?? context.JsonTypeInfo.Type) is { IsEnum: true } word)
            {
                schema.Enum = [.. Enum.GetNames(word).Select(static name => (JsonNode)name)];
                if (optional is not null)
                {
                    schema.Enum.Add(JsonNullSentinel.JsonNull);
                }
            }

            return Task.CompletedTask;
        });
        o.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new()
            {
                Title = "Paceline",
                Version = "1",
                Description = "Everything the screens can do. Programs send Authorization: Bearer KEY; "
                    + "commands may carry Idempotency-Key (not sign-in, sign-out and imports): sent again within a day, the same command is answered "
                    + "as it was, and is not done again. A secret is shown once; its command sent again is answered 409, shown-once.",
            };

            // Where this server happens to listen is no part of the contract.
            document.Servers = [];
            return Task.CompletedTask;
        });
    });
}
