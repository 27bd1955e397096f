using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Paceline.Contracts;

namespace Paceline.Demo.Robots;

/// <summary>The answer to a command.</summary>
public abstract record Reply
{
    private protected Reply()
    {
    }

    /// <summary>Done; the body as it came.</summary>
    public sealed record Done(string Body) : Reply;

    /// <summary>Refused, for good.</summary>
    public sealed record Refused(Problem Problem) : Reply;
}

/// <summary>The public API for one key. A command is tried again with the same idempotency key while the server is silent, so it is done
/// once; only the caller's patience ends that.</summary>
public sealed class ApiClient : IDisposable
{
    /// <summary>The contract's JSON; members that a newer server adds are passed over.</summary>
    internal static readonly JsonSerializerOptions Json = new(ContractsJson.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    private const string Unexplained = "unexplained";
    private const string InProgress = "in-progress";

    private static readonly TimeSpan _pauseMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _pauseMax = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public ApiClient(Uri server, string key, TimeProvider time)
        : this(new HttpClient(new SocketsHttpHandler()) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(30) }, key, time)
    {
    }

    /// <param name="http">Disposed with this; its base address is the server.</param>
    /// <param name="key">Of an agent, a supervisor or a machine.</param>
    /// <param name="time">For the pauses between tries.</param>
    internal ApiClient(HttpClient http, string key, TimeProvider time)
    {
        (_http, _time, Key) = (http, time, key);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    internal string Key { get; }

    internal Uri Server => _http.BaseAddress!; // Given by both constructors.

    /// <summary>How often a request had to be tried again.</summary>
    public long Retries { get; private set; }

    public Task<Reply> CommandAsync<T>(string route, T body, CancellationToken cancellationToken) =>
        PostAsync(route, () => Written(JsonSerializer.Serialize(body, TypeOf<T>())), cancellationToken);

    /// <summary>A command that says all with its address.</summary>
    public Task<Reply> CommandAsync(string route, CancellationToken cancellationToken) =>
        PostAsync(route, static () => Written("{}"), cancellationToken);

    /// <exception cref="DemoRefusedException">It is no calling list.</exception>
    public async Task<ImportReport> ImportAsync(string campaign, string csv, CancellationToken cancellationToken)
    {
        StringContent File() => new(csv, Encoding.UTF8, "text/csv");

        var reply = await PostAsync(Api.CampaignRecords(campaign), File, cancellationToken);
        return reply switch
        {
            Reply.Done done => Read<ImportReport>(done.Body),
            Reply.Refused { Problem: var problem } =>
                throw new DemoRefusedException($"The list was refused: {problem.Title} {problem.Detail}"),
            _ => throw new System.Diagnostics.UnreachableException($"reply {reply}"),
        };
    }

    /// <exception cref="InvalidOperationException">The server refuses.</exception>
    public async Task<T> ReadAsync<T>(string route, CancellationToken cancellationToken)
        where T : class
    {
        var reply = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, route), cancellationToken);
        return reply switch
        {
            Reply.Done done => Read<T>(done.Body),
            Reply.Refused { Problem: var problem } =>
                throw new InvalidOperationException($"GET {route} was refused: {problem.Title} {problem.Detail}"),
            _ => throw new System.Diagnostics.UnreachableException($"reply {reply}"),
        };
    }

    /// <summary>Facts after a number, line by line, to the end of what is stored now.</summary>
    public async IAsyncEnumerable<string> FactsAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, FormattableString.Invariant($"{Api.Facts}?after={after}"));
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using StreamReader reader = new(stream, Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return line;
        }
    }

    /// <exception cref="JsonException">It is not what the contract says.</exception>
    internal static T Read<T>(string body)
        where T : class =>
        JsonSerializer.Deserialize(body, TypeOf<T>()) ?? throw new JsonException($"Expected a {typeof(T).Name}; nothing came.");

    public void Dispose() => _http.Dispose();

    private static StringContent Written(string text) => new(text, Encoding.UTF8, "application/json");

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Json.GetTypeInfo(typeof(T));

    private Task<Reply> PostAsync(string route, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        var key = Guid.CreateVersion7(_time.GetUtcNow()).ToString("N");
        return SendAsync(
            () =>
            {
                HttpRequestMessage request = new(HttpMethod.Post, route) { Content = content() };
                request.Headers.Add(Api.IdempotencyKey, key);
                return request;
            },
            cancellationToken);
    }

    private async Task<Reply> SendAsync(Func<HttpRequestMessage> made, CancellationToken cancellationToken)
    {
        for (var pause = _pauseMin; ; pause = pause * 2 > _pauseMax ? _pauseMax : pause * 2)
        {
            try
            {
                using var request = made();
                using var response = await _http.SendAsync(request, cancellationToken);
                var body = await response.Content.ReadAsStringAsync(cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return new Reply.Done(body);
                }

                // A server that explains itself is there and says no, also with 503; without a word, nobody is there.
                var problem = ProblemOf(response.StatusCode, body);
                if (problem.Code is not InProgress && ((int)response.StatusCode < 500 || problem.Code is not Unexplained))
                {
                    return new Reply.Refused(problem);
                }
            }
            catch (Exception silence) when (silence is HttpRequestException or IOException
                || (silence is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // The server is away or did not answer in time: the same command once more.
            }

            Retries++;
            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    private static Problem ProblemOf(HttpStatusCode code, string body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, TypeOf<Problem>()) is { Code.Length: > 0 } problem)
            {
                return problem;
            }
        }
        catch (JsonException)
        {
            // Not from the API itself; its number has to do.
        }

        return new Problem(Unexplained, FormattableString.Invariant($"HTTP {(int)code}"), "", (int)code);
    }
}
