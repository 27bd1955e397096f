using Paceline.Voice;

namespace Paceline.Tests.Voice;

public sealed class VoiceSettingsTests
{
    private static readonly VoiceSettings _good = new() { SocketPath = "/run/paceline/voice.sock", Token = "sixteen-and-more-characters" };

    [Fact]
    public void The_defaults_are_allowed() => _good.Refusals().ShouldBeEmpty();

    [Fact]
    public void A_refusal_names_the_setting_its_value_and_what_is_allowed() =>
        (_good with { Lease = TimeSpan.Zero }).Refusals().ShouldBe(["Lease is '00:00:00'; allowed: 00:00:01 to 00:01:00."]);

    [Fact]
    public void All_wrong_values_are_named_at_once()
    {
        VoiceSettings wrong = _good with
        {
            Token = "short",
            CallsMax = 0,
            Media = new MediaSettings { RtpPortFirst = 40_000, RtpPortLast = 41_000 },
            Trunks = [Trunk("a") with { Country = "XX" }, Trunk("b") with { User = "u" }, Trunk("c"), Trunk("c")],
        };

        string refusals = string.Join('\n', wrong.Refusals());

        refusals.ShouldSatisfyAllConditions(
            () => refusals.ShouldContain("Token"),
            () => refusals.ShouldNotContain("short"),
            () => refusals.ShouldContain("CallsMax"),
            () => refusals.ShouldContain("outside 32768 to 60999"),
            () => refusals.ShouldContain("Country of trunk 'a'"),
            () => refusals.ShouldContain("user without a password"),
            () => refusals.ShouldContain("each name once"));
    }

    [Fact]
    public void Secrets_are_not_printed()
    {
        TrunkSettings trunk = Trunk("a") with { User = "u", Password = "secret-word" };

        $"{_good with { Trunks = [trunk] }} {trunk}".ShouldNotContain("secret-word");
        _good.ToString().ShouldNotContain(_good.Token);
    }

    private static TrunkSettings Trunk(string name) => new() { Name = name, Host = "127.0.0.1" };
}
