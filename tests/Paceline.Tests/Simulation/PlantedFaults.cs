using NodaTime;
using Paceline.Simulation;

namespace Paceline.Tests.Simulation;

/// <summary>Each promise is seen to break: a fault is planted that it is there to find.</summary>
public sealed class PlantedFaults
{
    private static readonly WorldOptions _world = new() { Length = Duration.FromMinutes(30), ChainsPerGroup = 20 };

    [Theory]
    [InlineData(PlantedFault.LedgerForgetsOpenNumbers, "NeverTwice")]
    [InlineData(PlantedFault.LedgerForgetsSuppressions, "WithinTheLaw")]
    [InlineData(PlantedFault.NodeForgetsAnswerLimit, "NoSilentLine")]
    [InlineData(PlantedFault.NodeBridgesToABusyAgent, "OneConversation")]
    [InlineData(PlantedFault.HostTellsTimeBeforeReport, "OneConversation")]
    [InlineData(PlantedFault.LedgerLosesOutcomes, "NothingLost")]
    [InlineData(PlantedFault.HostMiscounts, "CountsAddUp")]
    [InlineData(PlantedFault.HostConfirmsForTheAgent, "AgentBeforeDial")]
    [InlineData(PlantedFault.LedgerLosesReturnedChains, "ChainsAreKept")]
    [InlineData(PlantedFault.DeliveryForgetsReleases, "ComesToRest")]
    [InlineData(PlantedFault.LedgerForgetsMissed, "CallbacksAreKept")]
    public void A_planted_fault_breaks_its_promise(PlantedFault fault, string promise)
    {
        var broken = Enumerable.Range(1, 400)
            .Select(seed => Broken((ulong)seed, fault))
            .FirstOrDefault(broken => broken?.Promise == promise);

        broken.ShouldNotBeNull($"no seed showed {promise}");
        broken.Message.ShouldStartWith($"seed {broken.Seed}: {promise}: ");
        broken.Message.Split('\n').Length.ShouldBeInRange(2, 61);
    }

    // Two activations that both believe in themselves: any promise may be the first to notice, but one does.
    [Fact]
    public void A_second_activation_that_may_write_breaks_a_promise() =>
        Enumerable.Range(1, 60).Any(static seed =>
        {
            try
            {
                return Broken((ulong)seed, PlantedFault.LedgerForgetsVersions) is not null;
            }
            catch (Exception broken) when (broken is InvalidOperationException or KeyNotFoundException or ArgumentException)
            {
                return true; // A machine that meets a fact that cannot follow.
            }
        }).ShouldBeTrue();

    private static PromiseBrokenException? Broken(ulong seed, PlantedFault fault)
    {
        try
        {
            World.Run(seed, _world with { Plant = fault });
            return null;
        }
        catch (PromiseBrokenException broken)
        {
            return broken;
        }
    }
}
