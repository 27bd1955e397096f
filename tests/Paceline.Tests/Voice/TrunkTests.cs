using System.Net;
using Paceline.Voice;

namespace Paceline.Tests.Voice;

public sealed class TrunkTests
{
    private readonly Trunk _trunk = new(
        new TrunkSettings { Name = "t", Host = "127.0.0.1", CallsPerSecond = 5, Destinations = ["+49", "+43"] },
        new IPEndPoint(IPAddress.Loopback, 5060),
        nowMs: 1000);

    [Fact]
    public void Its_pace_allows_a_burst_of_one_second_and_then_one_call_per_share_of_it()
    {
        Enumerable.Range(0, 7).Count(_ => _trunk.TryTakeToken(1000)).ShouldBe(5);
        _trunk.TryTakeToken(1199).ShouldBeFalse();
        _trunk.TryTakeToken(1200).ShouldBeTrue();
        Enumerable.Range(0, 20).Count(_ => _trunk.TryTakeToken(60_000)).ShouldBe(5);
    }

    [Fact]
    public void It_takes_the_destinations_it_was_given()
    {
        _trunk.Allows("+4930123").ShouldBeTrue();
        _trunk.Allows("+33123456").ShouldBeFalse();
    }
}
