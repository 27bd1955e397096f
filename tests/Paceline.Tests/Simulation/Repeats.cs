using NodaTime;
using Paceline.Simulation;

namespace Paceline.Tests.Simulation;

/// <summary>A seed is a world: the same one gives the same lines, another gives others.</summary>
public sealed class Repeats
{
    private static readonly WorldOptions _small = new() { Length = Duration.FromMinutes(20), KeepLog = true };

    [Fact]
    public void The_same_seed_twice_is_the_same_log()
    {
        var first = World.Run(7, _small);

        World.Run(7, _small).Log.ShouldBe(first.Log);
        first.Log.Count.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Another_seed_is_another_world() => World.Run(8, _small).LogHash.ShouldNotBe(World.Run(9, _small).LogHash);
}
