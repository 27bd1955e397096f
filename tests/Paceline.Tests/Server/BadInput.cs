using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Paceline.Contracts;
using Paceline.Grains;
using Paceline.Server;
using Paceline.Storage;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>What a server is sent by mistake or on purpose, and the sentence it answers with.</summary>
public sealed class BadInput(ServerRig server) : IClassFixture<ServerRig>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_without_a_phone_column_is_refused_with_the_columns_it_has()
    {
        var problem = await RefusedListAsync("name,city\nAnn,Boston\n"u8.ToArray());

        problem.Detail.ShouldContain("\"name\", \"city\"");
        problem.Detail.ShouldContain("phone");
    }

    [Fact]
    public async Task An_empty_list_is_refused() => (await RefusedListAsync([])).Detail.ShouldContain("empty");

    [Fact]
    public async Task A_list_that_is_no_text_is_refused() => (await RefusedListAsync([0x50, 0x4B, 0x03, 0x04, 0x00, 0x00])).Detail.ShouldContain("no text");

    [Fact]
    public async Task A_number_that_is_none_is_refused_with_its_row_and_the_others_are_taken()
    {
        var campaign = await server.CampaignAsync();
        using var answer = await server.ImportAsync(campaign, "phone,name\n+12125550141,Ann\nhello,Bob\n");

        var report = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Cancel), ContractsJson.Default.ImportReport).ShouldNotBeNull();
        (report.Rows, report.Accepted, report.Refused).ShouldBe((2, 1, 1));
        var refused = report.Refusals.ShouldHaveSingleItem();
        refused.Row.ShouldBe(3);
        refused.Reason.ShouldContain("\"hello\"");
    }

    [Fact]
    public async Task A_list_larger_than_a_command_may_be_is_taken_also_with_a_key()
    {
        var campaign = await server.CampaignAsync();
        var csv = new StringBuilder("phone,remark\n").Append("+12125550142,").Append('x', 300 * 1024).Append('\n').ToString();
        using var request = new HttpRequestMessage(HttpMethod.Post, Contracts.Api.CampaignRecords(campaign)) { Content = new StringContent(csv) };
        request.Headers.Add(Contracts.Api.IdempotencyKey, "large-list");
        request.Headers.TransferEncodingChunked = true;

        using var answer = await server.Supervisor.SendAsync(request, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"reason":"Break","colour":"red"}""", "application/json", 400, "\"colour\"")]
    [InlineData("""{"reason":""", "application/json", 400, "line 1")]
    [InlineData("""{"reason":7}""", "application/json", 400, "$.reason")]
    [InlineData("{}", "application/json", 400, "")]
    [InlineData("", "application/json", 400, "as the body; there was none, or it was null")]
    [InlineData("null", "application/json", 400, "as the body; there was none, or it was null")]
    [InlineData("""{"reason":"Break","reason":"Lunch"}""", "application/json", 400, "\"reason\" is there twice (line 1)")]
    [InlineData("""{"reason":" \u200b "}""", "application/json", 400, "reason has 1 to 80 characters, not all of them blank, and no control character; it is blank.")]
    [InlineData("""{"reason":"Break\u0007"}""", "application/json", 400, "it has a control character")]
    [InlineData("""{"reason":"Zzz"}""", "application/json", 400, "\"Zzz\" is none of the reasons: Break, Lunch")]
    [InlineData("reason=Break", "application/x-www-form-urlencoded", 415, "application/json")]
    public async Task A_body_that_cannot_be_read_is_refused_in_a_sentence(string body, string type, int status, string says)
    {
        var (_, agent) = await server.AgentAsync(await server.CampaignAsync());
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await agent.PostAsync(Contracts.Api.AgentNotReady, content, Cancel);

        ((int)answer.StatusCode).ShouldBe(status);
        var problem = await ProblemAsync(answer);
        problem.Detail.ShouldContain(says);
        problem.Detail.ShouldNotContain("Paceline.Contracts");
    }

    [Fact]
    public async Task A_member_that_is_missing_or_null_is_refused_and_never_stored()
    {
        var (_, agent) = await server.AgentAsync(await server.CampaignAsync());
        foreach (var body in (string[])["""{"attempt":"0199a1b2-0000-7000-8000-000000000000","outcome":"agreed"}""",
            """{"attempt":"0199a1b2-0000-7000-8000-000000000000","outcome":"agreed","note":null}"""])
        {
            using var content = Json(body);
            using var answer = await agent.PostAsync(Contracts.Api.AgentOutcome, content, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, body);
        }
    }

    [Theory]
    [InlineData("mode", """{"mode":7}""")]
    [InlineData("outcomes", """{"outcomes":[{"code":"never","label":"Never","digit":1,"step":99}],"mandatory":true,"callResults":[]}""")]
    public async Task A_number_in_the_place_of_a_word_is_refused_and_nothing_is_changed(string part, string body)
    {
        var campaign = await server.CampaignAsync();
        using var content = Json(body);
        using var answer = await server.Supervisor.PostAsync($"{Contracts.Api.Campaigns}/{campaign}/{part}", content, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await server.BoardAsync(campaign)).Mode.ShouldBe(DialMode.Progressive);
    }

    [Theory]
    [InlineData("fields", """{"fields":[null]}""", "one of them is null")]
    [InlineData("fields", """{"fields":[{"column":"a","label":"","type":"List","editable":true,"shown":true,"choices":[null]}]}""", "A choice has 1 to 80 characters")]
    [InlineData("outcomes", """{"outcomes":[null],"mandatory":true,"callResults":[]}""", "none is null")]
    [InlineData("outcomes", """{"outcomes":[],"mandatory":true,"callResults":["busy",null]}""", "A call result is a word; none is null.")]
    [InlineData("", """{"text":"Hello","agents":[null]}""", "1 to 500 agents")]
    public async Task Nothing_in_the_place_of_one_of_many_is_refused(string part, string body, string says)
    {
        var route = part.Length > 0 ? $"{Contracts.Api.Campaigns}/{await server.CampaignAsync()}/{part}" : Contracts.Api.Messages;
        using var content = Json(body);
        using var answer = await server.Supervisor.PostAsync(route, content, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ProblemAsync(answer)).Detail.ShouldContain(says);
    }

    [Theory]
    [InlineData(Contracts.Api.AgentNotReady)]
    [InlineData(Contracts.Api.AgentReady)]
    public async Task A_command_that_is_too_large_is_refused(string route)
    {
        var (_, agent) = await server.AgentAsync(await server.CampaignAsync());
        using var content = Json($$"""{"reason":"{{new string('x', 300 * 1024)}}"}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = content };
        request.Headers.Add(Contracts.Api.IdempotencyKey, "too-large-1");

        using var answer = await agent.SendAsync(request, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await ProblemAsync(answer)).Detail.ShouldContain("256 KiB");
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404)]
    [InlineData("DELETE", Contracts.Api.Board, 405)]
    public async Task An_address_nobody_has_is_a_sentence_too(string method, string address, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        using var answer = await server.Supervisor.SendAsync(request, Cancel);

        ((int)answer.StatusCode).ShouldBe(status);
        (await ProblemAsync(answer)).Detail.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("after=then", "after is \"then\"; expected a whole number.")]
    [InlineData("limit=abc", "limit is \"abc\"; expected a whole number.")]
    public async Task A_parameter_that_is_none_is_named(string query, string says)
    {
        using var answer = await server.Supervisor.GetAsync($"{Contracts.Api.Facts}?{query}", Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ProblemAsync(answer)).Detail.ShouldBe(says);
    }

    [Theory]
    [InlineData(Contracts.Api.Messages, """{"text":"a\u0000b","everybody":true}""", "$", "text")]
    [InlineData(Contracts.Api.Messages, """{"text":"a","agents":["anna","b\u0000"]}""", "$", "agents")]
    [InlineData(Contracts.Api.Suppressions, """{"number":"+12125550144","reason":"by \u0000 letter"}""", "$", "reason")]
    [InlineData(Contracts.Api.Agents, """{"agent":"zero","name":"Ann\u0000","campaign":"nowhere"}""", "$", "name")]
    [InlineData("outcomes", """{"outcomes":[{"code":"a","label":"A\u0000","digit":1,"step":"Finish"}],"mandatory":true,"callResults":[]}""", "$.outcomes[0]", "label")]
    public async Task A_text_with_a_zero_in_it_is_refused_wherever_it_stands(string route, string body, string place, string member)
    {
        route = route.StartsWith('/') ? route : $"{Contracts.Api.Campaigns}/{await server.CampaignAsync()}/{route}";
        using var content = Json(body);
        using var answer = await server.Supervisor.PostAsync(route, content, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ProblemAsync(answer)).Detail.ShouldBe($"At {place}, line 1: {member} has the zero character U+0000 in it, which nobody can read. Leave it out.");
    }

    [Theory]
    [InlineData("POST", Contracts.Api.SuppressionFile + "?reason=by%00letter")]
    [InlineData("DELETE", Contracts.Api.Suppressions + "?number=%2B12125550144&reason=%00")]
    [InlineData("POST", Contracts.Api.Campaigns + "/any/records?file=people%00.csv")]
    public async Task A_zero_in_a_query_is_refused_too(string method, string route)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), route);
        using var answer = await server.Supervisor.SendAsync(request, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ProblemAsync(answer)).Detail.ShouldContain("U+0000");
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\u200b\u3000")]
    [InlineData("Ann\u0001")]
    [InlineData("Ann\u001b[31m")]
    [InlineData("Ann\u202enA")]
    [InlineData("")]
    public async Task A_name_that_nobody_can_read_is_refused_with_its_rule(string name)
    {
        var written = JsonEncodedText.Encode(name).ToString();
        foreach (var (route, body) in ((string, string)[])[
            (Contracts.Api.Campaigns, $$"""{"campaign":"unread","name":"{{written}}"}"""),
            (Contracts.Api.Agents, $$"""{"agent":"unread","name":"{{written}}","campaign":"{{await server.CampaignAsync()}}"}""")])
        {
            using var content = Json(body);
            using var answer = await server.Supervisor.PostAsync(route, content, Cancel);

            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            var problem = await ProblemAsync(answer);
            problem.Code.ShouldBe("bad-name");
            problem.Detail.ShouldStartWith("name has 1 to 80 characters");
        }
    }

    [Fact]
    public async Task Only_an_id_that_is_ours_is_not_found_and_a_missing_key_of_the_program_is_its_fault()
    {
        (await AnsweredAsync(new UnknownIdException("There is no agent \"x\"."))).ShouldBe((404, "unknown-id", ""));
        (await AnsweredAsync(new KeyNotFoundException("The given key 'x' was not present in the dictionary."))).ShouldBe((500, "fault", ""));
        (await AnsweredAsync(new BusyWriterException(new("agent/x"), 10))).ShouldBe((503, "busy", "1"));
    }

    /// <summary>Status, code and Retry-After of an answer to a request that failed so.</summary>
    private static async Task<(int Status, string Code, string RetryAfter)> AnsweredAsync(Exception failure)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        await new Faults(_ => Task.FromException(failure), NullLogger<Faults>.Instance).InvokeAsync(context);
        var problem = JsonSerializer.Deserialize(body.ToArray(), ContractsJson.Default.Problem).ShouldNotBeNull();
        return (context.Response.StatusCode, problem.Code, context.Response.Headers.RetryAfter.ToString());
    }

    [Fact]
    public async Task An_unknown_id_is_not_found()
    {
        foreach (var (route, body) in ((string, string)[])[
            (Contracts.Api.CampaignStart("nowhere"), "{}"),
            (Contracts.Api.CampaignRecords("nowhere"), "phone\n+12125550143\n"),
            (Contracts.Api.AgentKeys("nobody"), "{}"),
            (Contracts.Api.AgentLinks("nobody"), "{}"),
            (Contracts.Api.Agents, """{"agent":"lost","name":"Lost","campaign":"nowhere"}""")])
        {
            using var content = Json(body);
            using var answer = await server.Supervisor.PostAsync(route, content, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, route);
            (await ProblemAsync(answer)).Code.ShouldBe("unknown-id");
        }
    }

    [Fact]
    public async Task A_rule_outside_its_range_is_refused_by_name()
    {
        using var content = Json("""{"campaign":"loud","name":"Loud","rules":{"answerLimitSeconds":9}}""");
        using var answer = await server.Supervisor.PostAsync(Contracts.Api.Campaigns, content, Cancel);

        (await ProblemAsync(answer)).Detail.ShouldBe("answerLimitSeconds is \"9\"; allowed: 0.5 to 2.");
    }

    private async Task<Problem> RefusedListAsync(byte[] csv)
    {
        var campaign = await server.CampaignAsync();
        using var answer = await server.ImportAsync(campaign, csv);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await server.BoardAsync(campaign)).Chains.Total.ShouldBe(0);
        return await ProblemAsync(answer);
    }
}
