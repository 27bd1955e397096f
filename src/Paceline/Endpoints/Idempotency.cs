using System.Security.Cryptography;
using System.Text.Json;
using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Server;
using Paceline.Storage;

namespace Paceline.Endpoints;

/// <summary>Says of an endpoint that its answer is a secret: shown once and stored by nobody.</summary>
/// <param name="What">The secret in a word.</param>
internal sealed record ShownOnce(string What);

/// <summary>The same command twice has one effect: the key is looked up per user and route; the same body gets the stored answer, word for
/// word, and another body is refused. While the first is being done the second waits for it. A secret is shown once: its command, sent
/// again, does nothing and says so. A refused command is not stored: asked again, it may be possible. Keys are optional.</summary>
internal sealed class Idempotency(SqliteStore store, CommandsUnderWay underWay, TimeProvider time) : IEndpointFilter
{
    private const string ReceiptItem = "paceline.receipt";
    private const int KeyLengthMin = 8;
    private const int KeyLengthMax = 64;

    /// <summary>How long the second waits for the first; as long as the server's own parts wait for each other.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>The receipt a writer keeps in the transaction of this command; null: the command has no key.</summary>
    public static Receipt? ReceiptOf(HttpContext context) => context.Items[ReceiptItem] as Receipt;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var key = context.Request.Headers[Api.IdempotencyKey].ToString();
        if (key.Length == 0 || HttpMethods.IsGet(context.Request.Method))
        {
            return await next(invocation);
        }

        if (key.Length is < KeyLengthMin or > KeyLengthMax)
        {
            return Problems.Of(400, "bad-key", "The idempotency key cannot be used.",
                $"A key has {KeyLengthMin} to {KeyLengthMax} characters; this one has {key.Length}.");
        }

        var (user, route) = (Caller.Of(context.User).Id, context.Request.Path.Value ?? "");
        try
        {
            using var place = await underWay.EnterAsync((user, route, key), _patience, time, context.RequestAborted);
            return await OnceAsync(invocation, next, user, route, key);
        }
        catch (TimeoutException) when (!context.Items.ContainsKey(ReceiptItem))
        {
            context.Response.Headers.RetryAfter = "1";
            return Problems.Of(409, "in-progress", "This command is being done.",
                "The same Idempotency-Key came before and has no answer yet. Send it again in a second; it is done once.");
        }
    }

    private async ValueTask<object?> OnceAsync(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next, string user, string route, string key)
    {
        var context = invocation.HttpContext;
        var hash = await HashAsync(context.Request);
        if (await store.Receipts.FindAsync(user, route, key, context.RequestAborted) is { } stored)
        {
            return stored.BodyHash == hash
                ? Replayed(stored)
                : Problems.Of(422, "key-reused", "This key was used for another command.",
                    "The same Idempotency-Key came with another body. Use a new key for a new command.");
        }

        var receipt = new Receipt(user, route, key, hash, StatusCodes.Status204NoContent, "");
        context.Items[ReceiptItem] = receipt;
        var result = await next(invocation);
        if (result is not IStatusCodeHttpResult { StatusCode: { } status } || status is < 200 or >= 300)
        {
            return result;
        }

        receipt = receipt with { Status = status, Answer = (result as IValueHttpResult)?.Value is { } value ? Written(value) : "" };
        var kept = context.GetEndpoint()?.Metadata.GetMetadata<ShownOnce>() is { } secret ? Told(receipt, secret) : receipt;

        // A writer has it with its facts; a command that had none, or no writer, leaves it to us. Not cancelled: the command is done.
        if (await store.Receipts.FindAsync(user, route, key, CancellationToken.None) is null)
        {
            await store.Receipts.KeepAsync(kept, CancellationToken.None);
        }

        return Replayed(receipt);
    }

    private static IResult Replayed(Receipt receipt) => receipt switch
    {
        { Answer: "" } => Results.StatusCode(receipt.Status),
        { Status: >= 400 } => Results.Content(receipt.Answer, Problems.MediaType, statusCode: receipt.Status),
        _ => Results.Content(receipt.Answer, "application/json; charset=utf-8", statusCode: receipt.Status),
    };

    /// <summary>What is answered from the second time on.</summary>
    private static Receipt Told(Receipt receipt, ShownOnce secret)
    {
        var problem = new Problem(
            "shown-once",
            $"The {secret.What} was shown once.",
            $"This command was done: the {secret.What} was in its first answer, and is stored nowhere. "
                + "If that answer was lost, make another with a new Idempotency-Key.",
            StatusCodes.Status409Conflict);
        return receipt with { Status = problem.Status, Answer = Written(problem) };
    }

    private static string Written(object value) => JsonSerializer.Serialize(value, value.GetType(), ContractsJson.Default);

    /// <summary>The body was read to bind the parameters; it is buffered (see the server) and read again here.</summary>
    private static async Task<string> HashAsync(HttpRequest request)
    {
        request.Body.Position = 0;
        return Convert.ToHexString(await SHA256.HashDataAsync(request.Body, request.HttpContext.RequestAborted));
    }
}
