using Paceline.Voice;

namespace Paceline.Tests.Voice;

public sealed class DtmfRelayTests
{
    [Theory]
    [InlineData("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", '5')]
    [InlineData("application/dtmf-relay", "Duration=160\r\nSignal= *\r\n", '*')]
    [InlineData("application/dtmf", "#", '#')]
    [InlineData("application/dtmf", "d", 'D')]
    public void A_key_is_read(string type, string body, char expected)
    {
        DtmfRelay.TryRead(type, body, out char key).ShouldBeTrue();
        key.ShouldBe(expected);
    }

    [Theory]
    [InlineData("application/dtmf-relay", "Duration=160")]
    [InlineData("application/dtmf", "55")]
    [InlineData("application/dtmf", "x")]
    [InlineData("text/plain", "5")]
    [InlineData("", "")]
    public void What_is_no_key_is_left_alone(string type, string body) =>
        DtmfRelay.TryRead(type, body, out _).ShouldBeFalse();
}
