using System.Net;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Time.Testing;
using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Endpoints;
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

    [Fact]
    public async Task Two_at_once_are_one_and_both_get_its_answer()
    {
        const string Body = """{"campaign":"at-once","name":"At once"}""";

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(server.Supervisor, Contracts.Api.Campaigns, "key-at-once", Body)));

        // Without waiting for the first, the others find the id taken and are refused.
        answers.ShouldAllBe(static a => a.StatusCode == HttpStatusCode.NoContent);
        answers.ToList().ForEach(static a => a.Dispose());
    }

    [Fact]
    public async Task An_answer_with_something_in_it_is_given_again_word_for_word()
    {
        var (_, agent) = await server.AgentAsync(await server.CampaignAsync());
        using var first = await SendAsync(agent, Contracts.Api.AgentBrowserLeg, "key-offer", """{"sdp":"v=0"}""");
        using var second = await SendAsync(agent, Contracts.Api.AgentBrowserLeg, "key-offer", """{"sdp":"v=0"}""");

        (first.StatusCode, second.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        var answer = await first.Content.ReadAsStringAsync(Cancel);
        answer.ShouldContain("sdp");
        (await second.Content.ReadAsStringAsync(Cancel)).ShouldBe(answer);
        second.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
    }

    [Fact]
    public async Task A_secret_is_made_once_and_shown_once()
    {
        var (agent, _) = await server.AgentAsync(await server.CampaignAsync());
        var route = Contracts.Api.AgentKeys(agent);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync(server.Supervisor, route, "key-of-a-key", "{}")));

        var shown = answers.Where(static a => a.StatusCode == HttpStatusCode.OK).ShouldHaveSingleItem();
        var key = System.Text.Json.JsonSerializer.Deserialize(await shown.Content.ReadAsStringAsync(Cancel), ContractsJson.Default.NewKey)!.Key; // The contract has one.
        using var program = server.ClientOf(key);
        (await SeenAsync(program)).Agent.ShouldBe(agent);
        foreach (var answer in answers.Where(a => a != shown))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await ProblemAsync(answer)).Code.ShouldBe("shown-once");
        }

        foreach (var file in Directory.GetFiles(server.Folder, "paceline.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var text = new StreamReader(stream, System.Text.Encoding.Latin1);
            (await text.ReadToEndAsync(Cancel)).Contains(key, StringComparison.Ordinal).ShouldBeFalse(file);
        }

        answers.ToList().ForEach(static a => a.Dispose());
    }

    [Fact]
    public async Task Who_waits_longer_than_may_be_is_told_and_a_command_that_was_left_lets_the_next_in()
    {
        var all = new CommandsUnderWay();
        var time = new FakeTimeProvider();
        var limit = TimeSpan.FromSeconds(10);
        var first = await all.EnterAsync(("kim", "/a", "key"), limit, time, Cancel);
        (await all.EnterAsync(("kim", "/b", "key"), limit, time, Cancel)).Dispose();

        var late = all.EnterAsync(("kim", "/a", "key"), limit, time, Cancel);
        time.Advance(limit);
        await Should.ThrowAsync<TimeoutException>(late);

        var second = all.EnterAsync(("kim", "/a", "key"), limit, time, Cancel);
        second.IsCompleted.ShouldBeFalse();
        first.Dispose();
        (await second).Dispose();
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
