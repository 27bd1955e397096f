using System.Net;
using System.Text;
using Paceline.Contracts;
using Paceline.Demo.Robots;

namespace Paceline.Tests.Demo;

/// <summary>A command is done once, however often the server has to be asked.</summary>
public sealed class ApiClientTests
{
    [Fact]
    public async Task A_silent_server_is_asked_again_with_the_same_key_and_body()
    {
        Server server = new(
            static () => throw new HttpRequestException("refused"),
            static () => new HttpResponseMessage(HttpStatusCode.InternalServerError),
            static () => new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<html>") },
            static () => new HttpResponseMessage(HttpStatusCode.NoContent));
        using var api = Client(server);

        var reply = await api.CommandAsync(Api.AgentOutcome, new OutcomeRequest(Guid.Empty, "agreed", "ü"), CancellationToken.None);

        reply.ShouldBeOfType<Reply.Done>();
        server.Keys.Count.ShouldBe(4);
        server.Keys.Distinct(StringComparer.Ordinal).ShouldHaveSingleItem().Length.ShouldBeInRange(8, 64);
        server.Bodies.Distinct(StringComparer.Ordinal).ShouldHaveSingleItem().ShouldContain("agreed");
        api.Retries.ShouldBe(3);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(503)]
    public async Task A_server_that_says_no_is_not_asked_again(int status)
    {
        Server server = new(() => new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent(
                $$"""{"code":"wrong-state","title":"Not possible now.","detail":"There is no call.","status":{{status}}}""", Encoding.UTF8),
        });
        using var api = Client(server);

        var refused = (await api.CommandAsync(Api.AgentReady, CancellationToken.None)).ShouldBeOfType<Reply.Refused>();

        (refused.Problem.Code, server.Keys.Count).ShouldBe(("wrong-state", 1));
    }

    [Fact]
    public async Task Two_commands_have_two_keys()
    {
        Server server = new(static () => new HttpResponseMessage(HttpStatusCode.NoContent), static () => new HttpResponseMessage(HttpStatusCode.NoContent));
        using var api = Client(server);

        await api.CommandAsync(Api.AgentReady, CancellationToken.None);
        await api.CommandAsync(Api.AgentReady, CancellationToken.None);

        server.Keys.Distinct(StringComparer.Ordinal).Count().ShouldBe(2);
    }

    private static ApiClient Client(Server server) =>
        new(new HttpClient(server) { BaseAddress = new Uri("http://127.0.0.1") }, "key", new Hurried());

    private sealed class Server(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
    {
        private int _asked;

        public List<string> Keys { get; } = [];

        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Keys.Add(request.Headers.GetValues(Api.IdempotencyKey).Single());
            Bodies.Add(request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : "");
            return answers[_asked++]();
        }
    }

    /// <summary>Every pause is over at once.</summary>
    private sealed class Hurried : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
    }
}
