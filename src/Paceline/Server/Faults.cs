using System.Text.Json;
using System.Text.RegularExpressions;
using Paceline.Endpoints;
using Paceline.Grains;
using Paceline.Storage;

namespace Paceline.Server;

/// <summary>What no endpoint has answered gets an answer here: a body that cannot be read, an address nobody has, a writer that was
/// overtaken, a fault of our own. Every refusal of the API is a sentence; none is an empty number.</summary>
internal sealed partial class Faults(RequestDelegate next, ILogger<Faults> logger)
{
    /// <summary>Seconds after which a command may be tried again when the server was not able to take it.</summary>
    private const string RetryAfterSeconds = "1";

    private const string Look = "/openapi/v1.json says what is expected.";

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            await ExplainAsync(context);
        }
        catch (Exception failure) when (failure is (OperationCanceledException or IOException) && context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has left; there is nobody to answer.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, failure);
        }
    }

    private Task AnswerAsync(HttpContext context, Exception failure)
    {
        switch (failure)
        {
            case BadHttpRequestException refusal:
                return Problems.WriteAsync(context, refusal.StatusCode, CodeOf(refusal.StatusCode), "The request cannot be read.", Sentence(refusal));
            case UnknownIdException unknown:
                return Problems.WriteAsync(context, 404, "unknown-id", "There is no such thing.", unknown.Message);
            case BusyWriterException:
                TryAgain(context.Request.Path, failure.GetType().Name);
                context.Response.Headers.RetryAfter = RetryAfterSeconds;
                return Problems.WriteAsync(context, 503, "busy", "The server has too much to do.",
                    "The command was not taken in. Send it again in a second, with the same Idempotency-Key.");
            case StaleWriterException or TimeoutException or Orleans.Runtime.OrleansException:
                TryAgain(context.Request.Path, failure.GetType().Name);
                context.Response.Headers.RetryAfter = RetryAfterSeconds;
                return Problems.WriteAsync(context, 503, "try-again", "The server could not do it now.",
                    "Whether it was done is not known. Send it again with the same Idempotency-Key; it is done once.");
            default:
                Broken(failure, context.Request.Method, context.Request.Path);
                return Problems.WriteAsync(context, 500, "fault", "The server has a fault.",
                    "It was not your request. The server's log says more; look there for this moment.");
        }
    }

    /// <summary>An answer of the framework that is nothing but a number.</summary>
    private static Task ExplainAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (response.HasStarted || response.StatusCode < 400 || response.ContentType is not null
            || !request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            return Task.CompletedTask;
        }

        return response.StatusCode switch
        {
            404 => Problems.WriteAsync(context, 404, "unknown-address", "There is no such address.", $"{request.Path} is none; /openapi/v1.json lists all."),
            405 => Problems.WriteAsync(context, 405, "wrong-method", "The address takes another method.",
                $"{request.Path} was asked with {request.Method}; it takes {response.Headers.Allow}."),
            var status => Problems.WriteAsync(context, status, CodeOf(status), "The request cannot be read.", Sentence(status) ?? Look),
        };
    }

    private static string CodeOf(int status) => status switch
    {
        413 => "too-large",
        415 => "wrong-content-type",
        _ => "bad-request",
    };

    /// <summary>In our words: those of the framework name types of ours that nobody outside knows.</summary>
    private static string Sentence(BadHttpRequestException refusal) => Sentence(refusal.StatusCode) ?? refusal.InnerException switch
    {
        RefusedValueException value => $"At {value.Path ?? "$"}, line {value.LineNumber + 1}: {value.Message}",
        JsonException { Message: var why } json => NameIn(why, "could not be mapped") is { } unknown
                ? $"There is no member \"{unknown}\" in this command (line {json.LineNumber + 1})."
            : NameIn(why, "Duplicate property") is { } twice
                ? $"The member \"{twice}\" is there twice (line {json.LineNumber + 1}). Send it once."
            : $"Expected the JSON of this command; at {json.Path ?? "$"}, line {json.LineNumber + 1}, it is not. {Look}",
        _ when Parameter().Match(refusal.Message) is { Success: true } bad =>
            $"{bad.Groups["name"].Value} is \"{bad.Groups["value"].Value}\"; expected {Expected(bad.Groups["type"].Value)}.",
        _ when refusal.Message.Contains("body", StringComparison.Ordinal) =>
            $"Expected the JSON of this command as the body; there was none, or it was null. {Look}",
        _ => Look,
    };

    private static string Expected(string type) =>
        type.Contains("int", StringComparison.Ordinal) || type.Contains("long", StringComparison.Ordinal) ? "a whole number" : "another value";

    private static string? Sentence(int status) => status switch
    {
        413 => $"A command has at most {PacelineServer.CommandLengthMax >> 10} KiB, a calling list at most {PacelineServer.ListLengthMax >> 30} GiB.",
        415 => "Expected the content type application/json.",
        _ => null,
    };

    /// <summary>The serializer names the member in its sentence and nowhere else.</summary>
    private static string? NameIn(string why, string about) =>
        why.Contains(about, StringComparison.Ordinal) && why.Split('\'') is [_, var name, _, ..] ? name : null;

    /// <summary>What the framework says of a query parameter: Failed to bind parameter "int limit" from "abc".</summary>
    [GeneratedRegex(@"^Failed to bind parameter ""(?<type>.*?) (?<name>\w+)"" from ""(?<value>[^""]{0,80})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();

    [LoggerMessage(LogLevel.Warning, "{Path} could not be done now ({Failure}).")]
    private partial void TryAgain(string path, string failure);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed.")]
    private partial void Broken(Exception failure, string method, string path);
}
