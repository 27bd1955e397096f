using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Paceline.Contracts;
using Paceline.Ui;

namespace Paceline.Web.Connection;

/// <summary>The public API as the screens call it: every command carries a key, so that a second try cannot do it twice.</summary>
public sealed class ApiClient(IFetch fetch, SecondHand clock)
{
    /// <summary>The contract's JSON, but members a newer server adds are passed over: an open page outlives an update.</summary>
    public static readonly JsonSerializerOptions Json = new(ContractsJson.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>How long an answer may take: longer than the server's own patience with its grains (4 s), shorter than a person's.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>A file takes as long as it takes to read it.</summary>
    private static readonly TimeSpan _patienceWithFile = TimeSpan.FromMinutes(30);

    /// <summary>Whose page this is; empty: not known yet. The cookie is the browser's: when somebody else has signed in since, the server takes
    /// nothing from this page, and it is as signed out.</summary>
    public string User { get; set; } = "";

    public Task<Reply> Read(string route, CancellationToken cancellation) => Send(new("GET", route), _patience, cancellation);

    /// <summary>Takes something away.</summary>
    public Task<Reply> Delete(string route, Guid key, CancellationToken cancellation) =>
        Send(new("DELETE", route, Text(key)), _patience, cancellation);

    /// <param name="key">The same for every try of one command.</param>
    public Task<Reply> Command<T>(string route, T body, Guid key, CancellationToken cancellation) =>
        Send(new("POST", route, Text(key), "application/json", JsonSerializer.Serialize(body, TypeOf<T>())), _patience, cancellation);

    /// <summary>A command without a body of its own; it still says that it is JSON, which a foreign page's form cannot.</summary>
    public Task<Reply> Command(string route, Guid key, CancellationToken cancellation) =>
        Send(new("POST", route, Text(key), "application/json", "{}"), _patience, cancellation);

    /// <summary>Sends a file as it is.</summary>
    public Task<Reply> Upload(string route, Stream file, string mediaType, Guid key, CancellationToken cancellation) =>
        Send(new("POST", route, Text(key), mediaType, File: file), _patienceWithFile, cancellation);

    /// <summary>Reads a body; null when it is not what the contract says.</summary>
    public static T? Parse<T>(string body)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, TypeOf<T>());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Json.GetTypeInfo(typeof(T));

    private static string Text(Guid key) => key.ToString("N");

    private async Task<Reply> Send(Ask ask, TimeSpan patience, CancellationToken cancellation)
    {
        if (await fetch.Ask(ask with { User = User }, patience, cancellation) is not { } answer)
        {
            return new Reply.Unreachable();
        }

        if (answer.Date is { } date)
        {
            clock.Follow(date);
        }

        return answer.Status switch
        {
            401 => new Reply.SignedOut(),
            // A proxy that finds no server behind it: the same as no answer.
            502 or 503 or 504 when Parse<Problem>(answer.Body) is not { Code.Length: > 0 } => new Reply.Unreachable(),
            >= 200 and < 300 => new Reply.Done(answer.Body),
            _ => new Reply.Refused(Parse<Problem>(answer.Body) is { Title: not null } problem ? problem : Unexplained(answer.Status)),
        };
    }

    private static Problem Unexplained(int status) => new("unexplained", Texts.ReplyUnexplained, Texts.FormatReplyUnexplainedTry(code: status), status);
}
