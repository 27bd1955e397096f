using System.Text.Json;
using CsCheck;
using Paceline.Contracts;
using Paceline.Web.Connection;
using Paceline.Web.Workspace;
using Paceline.Web.Workspace.Outcomes;

namespace Paceline.Tests.Web;

public sealed class LiveLineTests
{
    [Fact]
    public void Trying_again_never_ends_and_never_waits_longer_than_eight_seconds()
    {
        var retry = new EndlessRetry(new Random(1));
        Gen.Int[0, int.MaxValue].Sample(tries => retry.Delay(tries) is { TotalSeconds: > 0.2 and <= 8 });
    }

    [Fact]
    public void A_member_a_newer_server_adds_is_passed_over() =>
        ApiClient.Parse<SignedInUser>("""{"user":"mia","name":"Mia","role":"agent","team":"north"}""").ShouldBe(new SignedInUser("mia", "Mia", "agent"));

    [Fact]
    public void States_cross_the_line_as_words() =>
        JsonSerializer.Deserialize<AgentState>("\"WrapUp\"", ApiClient.Json).ShouldBe(AgentState.WrapUp);

    [Fact]
    public void Each_state_has_a_shape_of_its_own() =>
        Enum.GetValues<AgentState>().Select(s => Words.Of(s).Shape).ShouldBeUnique();

    [Theory]
    [InlineData("NoAnswer", "No answer")]
    [InlineData("not-interested", "Not interested")]
    [InlineData("Busy", "Busy")]
    public void Codes_are_shown_as_words(string code, string words) => Words.Readable(code).ShouldBe(words);

    [Fact]
    public void What_is_not_a_draft_is_an_empty_one() => Draft.Read("{ nonsense").ShouldBe(Draft.Empty);
}
