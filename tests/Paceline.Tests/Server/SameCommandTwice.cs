using System.Net;
using Microsoft.AspNetCore.SignalR.Client;
using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>A command whose answer was lost is sent again, and is done once.</summary>
public sealed class SameCommandTwice(ServerRig server) : IClassFixture<ServerRig>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_second_gets_the_first_answer_and_changes_nothing()
    {
        const string Body = """{"campaign":"twice","name":"Twice"}""";
        using var first = await SendAsync(server.Supervisor, Contracts.Api.Campaigns, "key-twice", Body);
        using var second = await SendAsync(server.Supervisor, Contracts.Api.Campaigns, "key-twice", Body);
        using var another = await SendAsync(server.Supervisor, Contracts.Api.Campaigns, "key-other", Body);

        first.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        second.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        another.StatusCode.ShouldBe(HttpStatusCode.Conflict, "without the key it is another command, and the id is taken");
    }

    [Fact]
    public async Task An_agents_command_has_one_effect_even_when_it_would_have_two()
    {
        var (_, agent) = await server.AgentAsync(await server.CampaignAsync());
        await using var hub = server.HubOf(agent);
        await hub.StartAsync(Cancel);
        await hub.InvokeAsync<AgentSnapshot>(Contracts.Hub.WatchAgent, Cancel);

        using var first = await SendAsync(agent, Contracts.Api.AgentNotReady, "key-lunch", """{"reason":"Lunch"}""");
        using var between = await SendAsync(agent, Contracts.Api.AgentNotReady, "key-break", """{"reason":"Break"}""");
        using var second = await SendAsync(agent, Contracts.Api.AgentNotReady, "key-lunch", """{"reason":"Lunch"}""");

        second.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await SeenAsync(agent)).NotReadyReason.ShouldBe("Break");
    }

    [Fact]
    public async Task The_same_key_with_another_command_is_refused()
    {
        using var first = await SendAsync(server.Supervisor, Contracts.Api.Suppressions, "key-reused", """{"number":"+12125550100","reason":"asked"}""");
        using var second = await SendAsync(server.Supervisor, Contracts.Api.Suppressions, "key-reused", """{"number":"+12125550101","reason":"asked"}""");

        first.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        second.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await ProblemAsync(second)).Code.ShouldBe("key-reused");
    }

    [Theory]
    [InlineData("short")]
    [InlineData("a-key-of-more-than-sixty-four-characters-is-no-key-it-is-a-small-novel")]
    public async Task A_key_that_cannot_be_one_is_refused(string key)
    {
        using var answer = await SendAsync(server.Supervisor, Contracts.Api.Suppressions, key, """{"number":"+12125550102","reason":"asked"}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ProblemAsync(answer)).Code.ShouldBe("bad-key");
    }

    [Fact]
    public async Task A_writer_that_was_overtaken_asks_to_be_asked_again_and_then_works()
    {
        var (id, agent) = await server.AgentAsync(await server.CampaignAsync());
        await using var hub = server.HubOf(agent);
        await hub.StartAsync(Cancel);
        await hub.InvokeAsync<AgentSnapshot>(Contracts.Hub.WatchAgent, Cancel);
        var rows = await server.Store.Ledger.OpenAgentAsync(new(id), Cancel);
        await server.Store.Ledger.CommitAsync(
            new(WriterId.Of(rows.Agent.Id), rows.Version, NodaTime.Instant.FromUnixTimeSeconds(0), [new AgentFact.LegWentDown(rows.Agent.Id, "test")], []), Cancel);

        using var refused = await SendAsync(agent, Contracts.Api.AgentNotReady, "key-stale", """{"reason":"Lunch"}""");
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await ProblemAsync(refused)).Code.ShouldBe("try-again");

        using var answer = await SendAsync(agent, Contracts.Api.AgentNotReady, "key-stale", """{"reason":"Lunch"}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await SeenAsync(agent)).NotReadyReason.ShouldBe("Lunch");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string route, string key, string body)
    {
        using var content = Json(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = content };
        request.Headers.Add(Contracts.Api.IdempotencyKey, key);
        return await client.SendAsync(request, Cancel);
    }
}
