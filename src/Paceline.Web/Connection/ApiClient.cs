using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Paceline.Contracts;
using Paceline.Ui;

namespace Paceline.Web.Connection;

/// <summary>The public API as the screens call it: every command carries a key, so that a second try cannot do it twice.</summary>
public sealed class ApiClient(HttpClient http, SecondHand clock)
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

    public Task<Reply> Read(string route, CancellationToken cancellation) =>
        Send(new HttpRequestMessage(HttpMethod.Get, route), _patience, cancellation);

    /// <summary>Takes something away.</summary>
    public Task<Reply> Delete(string route, Guid key, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Delete, route);
        request.Headers.Add(Api.IdempotencyKey, key.ToString("N"));
        return Send(request, _patience, cancellation);
    }

    /// <param name="key">The same for every try of one command.</param>
    public Task<Reply> Command<T>(string route, T body, Guid key, CancellationToken cancellation) =>
        Post(route, JsonSerializer.Serialize(body, TypeOf<T>()), "application/json", key, cancellation);

    /// <summary>A command without a body of its own; it still says that it is JSON, which a foreign page's form cannot.</summary>
    public Task<Reply> Command(string route, Guid key, CancellationToken cancellation) =>
        Post(route, "{}", "application/json", key, cancellation);

    /// <summary>Sends a file as it is.</summary>
    public Task<Reply> Upload(string route, Stream file, string mediaType, Guid key, CancellationToken cancellation)
    {
        var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return Post(route, content, key, _patienceWithFile, cancellation);
    }

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

    private Task<Reply> Post(string route, string body, string mediaType, Guid key, CancellationToken cancellation) =>
        Post(route, new StringContent(body, Encoding.UTF8, mediaType), key, _patience, cancellation);

    private Task<Reply> Post(string route, HttpContent content, Guid key, TimeSpan patience, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = content };
        request.Headers.Add(Api.IdempotencyKey, key.ToString("N"));
        return Send(request, patience, cancellation);
    }

    private async Task<Reply> Send(HttpRequestMessage request, TimeSpan patience, CancellationToken cancellation)
    {
        using (request)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(patience);
            try
            {
                using var response = await http.SendAsync(request, limit.Token);
                if (response.Headers.Date is { } date)
                {
                    clock.Follow(date);
                }

                var body = await response.Content.ReadAsStringAsync(limit.Token);
                return response.StatusCode switch
                {
                    HttpStatusCode.Unauthorized => new Reply.SignedOut(),
                    // A proxy that finds no server behind it: the same as no answer.
                    HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
                        when Parse<Problem>(body) is not { Code.Length: > 0 } => new Reply.Unreachable(),
                    _ when response.IsSuccessStatusCode => new Reply.Done(body),
                    _ => new Reply.Refused(Parse<Problem>(body) is { Title: not null } problem ? problem : Unexplained(response.StatusCode)),
                };
            }
            catch (HttpRequestException)
            {
                return new Reply.Unreachable();
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return new Reply.Unreachable();
            }
        }
    }

    private static Problem Unexplained(HttpStatusCode code) =>
        new("unexplained", Texts.ReplyUnexplained, Texts.FormatReplyUnexplainedTry(code: (int)code), (int)code);
}
