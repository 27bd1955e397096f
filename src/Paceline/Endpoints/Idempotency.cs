using System.Security.Cryptography;
using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Server;
using Paceline.Storage;

namespace Paceline.Endpoints;

/// <summary>The same command twice has one effect: the key is looked up per user and route; the same body gets the stored answer,
/// another body is refused. Keys are optional; a command without one is simply done. Answers with something in them are not stored but made
/// again: a new API key is a secret, and an agent's leg answers each offer anew.</summary>
internal sealed class Idempotency(SqliteStore store) : IEndpointFilter
{
    private const string ReceiptItem = "paceline.receipt";
    private const int KeyLengthMin = 8;
    private const int KeyLengthMax = 64;

    /// <summary>The receipt a writer keeps in the transaction of this command; null: the command has no key.</summary>
    public static Receipt? ReceiptOf(HttpContext context) => context.Items[ReceiptItem] as Receipt;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var key = context.Request.Headers[Api.IdempotencyKey].ToString();
        if (key.Length == 0)
        {
            return await next(invocation);
        }

        if (key.Length is < KeyLengthMin or > KeyLengthMax)
        {
            return Problems.Of(400, "bad-key", "The idempotency key cannot be used.",
                $"A key has {KeyLengthMin} to {KeyLengthMax} characters; this one has {key.Length}.");
        }

        var user = Caller.Of(context.User).Id;
        var route = context.Request.Path.Value ?? "";
        var hash = await HashAsync(context.Request);
        if (await store.Receipts.FindAsync(user, route, key, context.RequestAborted) is { } stored)
        {
            return stored.BodyHash == hash
                ? Results.StatusCode(stored.Status)
                : Problems.Of(422, "key-reused", "This key was used for another command.",
                    "The same Idempotency-Key came with another body. Use a new key for a new command.");
        }

        var receipt = new Receipt(user, route, key, hash, StatusCodes.Status204NoContent, "");
        context.Items[ReceiptItem] = receipt;
        var result = await next(invocation);
        if (result is IStatusCodeHttpResult { StatusCode: StatusCodes.Status204NoContent })
        {
            // A writer has it with its facts; a command that had none, or no writer, leaves it to us. Not cancelled: the command is done.
            if (await store.Receipts.FindAsync(user, route, key, CancellationToken.None) is null)
            {
                await store.Receipts.KeepAsync(receipt, CancellationToken.None);
            }
        }

        return result;
    }

    /// <summary>The body was read to bind the parameters; it is buffered (see the server) and read again here.</summary>
    private static async Task<string> HashAsync(HttpRequest request)
    {
        request.Body.Position = 0;
        return Convert.ToHexString(await SHA256.HashDataAsync(request.Body, request.HttpContext.RequestAborted));
    }
}
