using System.Net;
using System.Text.Json;
using Paceline.Contracts;
using Paceline.Server;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>The words that commands are made of: each is one of its names, and nothing else is.</summary>
public sealed class WordsOfTheApi(ServerRig server) : IClassFixture<ServerRig>
{
    private static readonly JsonSerializerOptions _read = new() { Converters = { new ExactWords() }, TypeInfoResolver = ContractsJson.Default };

    public static TheoryData<string> Enums => [.. typeof(Contracts.Api).Assembly.GetTypes().Where(static t => t.IsEnum).Select(static t => t.Name)];

    [Theory]
    [MemberData(nameof(Enums))]
    public void Each_name_is_read_in_any_case_and_nothing_else_is(string name)
    {
        var word = typeof(Contracts.Api).Assembly.GetTypes().Single(t => t.IsEnum && t.Name == name);
        var names = Enum.GetNames(word);
        foreach (var one in names)
        {
            var value = Enum.Parse(word, one);
            Read(one).ShouldBe(value);
            Read(one.ToLowerInvariant()).ShouldBe(value);
            JsonSerializer.Serialize(value, word, _read).ShouldBe($"\"{one}\"");
        }

        foreach (var none in (string[])
            ["", " ", names[0] + " ", $"{names[0]}, {names[1]}", $"{names[0]},{names[0]}", ",", "0", "1", "-1", "+1", "99", "0x1", $"{names[0]}s", new('x', 500)])
        {
            var refused = Should.Throw<RefusedValueException>(() => Read(none), $"\"{none}\"");
            refused.Message.ShouldStartWith($"Expected one of {string.Join(", ", names)}; \"");
            refused.Message.Length.ShouldBeLessThan(500);
        }

        foreach (var none in (string[])["0", "1", "1.5", "true", "{}", "[]"])
        {
            Should.Throw<RefusedValueException>(() => JsonSerializer.Deserialize(none, word, _read), none).Message.ShouldEndWith("no word came.");
        }

        Should.Throw<JsonException>(() => JsonSerializer.Deserialize("null", word, _read));

        object? Read(string said) => JsonSerializer.Deserialize($"\"{said}\"", word, _read);
    }

    [Theory]
    [InlineData("mode", """{"mode":"PushPreview, Progressive"}""", "$.mode", "Preview, PushPreview, Progressive, Predictive; \"PushPreview, Progressive\" is none.")]
    [InlineData("mode", """{"mode":"3"}""", "$.mode", "; \"3\" is none.")]
    [InlineData("mode", """{"mode":3}""", "$.mode", "; no word came.")]
    [InlineData("fields", """{"fields":[{"column":"a","label":"","type":"List, Date","editable":true,"shown":true,"choices":["x"]}]}""", "$.fields[0].type", "\"List, Date\" is none.")]
    [InlineData("outcomes", """{"outcomes":[{"code":"a","label":"A","digit":1,"step":"TryAgain, TryLater"}],"mandatory":true,"callResults":[]}""", "$.outcomes[0].step", "is none.")]
    public async Task What_is_no_word_is_refused_with_the_words_and_its_place_and_nothing_is_changed(string part, string body, string place, string says)
    {
        var campaign = await server.CampaignAsync();
        using var content = Json(body);
        using var answer = await server.Supervisor.PostAsync($"{Contracts.Api.Campaigns}/{campaign}/{part}", content, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await ProblemAsync(answer);
        problem.Detail.ShouldStartWith($"At {place}, line 1: Expected one of ");
        problem.Detail.ShouldContain(says);
        (await server.BoardAsync(campaign)).Mode.ShouldBe(DialMode.Progressive);
    }

    [Theory]
    [InlineData(Contracts.Api.AgentOutcome, """{"attempt":"0199a1b2-0000-7000-8000-000000000000","outcome":"agreed","note":"","then":"Stop, GetRecord"}""")]
    [InlineData(Contracts.Api.AgentReturn, """{"attempt":"0199a1b2-0000-7000-8000-000000000000","how":"Skipped, NotInCampaign"}""")]
    public async Task An_agents_command_with_two_words_for_one_is_refused(string route, string body)
    {
        var (_, agent) = await server.AgentAsync(await server.CampaignAsync());
        using var content = Json(body);
        using var answer = await agent.PostAsync(route, content, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ProblemAsync(answer)).Detail.ShouldContain("Expected one of ");
    }
}
