using Paceline.Simulation.Pacing;

namespace Paceline.Tests.Dialing.Pacing;

/// <summary>The pacing world is the one its description draws, whoever writes it, and the policies it is compared with are theirs.</summary>
public sealed class WorldVectors
{
    [Theory]
    [InlineData(1, 0, 0, 0.14013151662737938)]
    [InlineData(1, 0, 1, 0.40872226641778725)]
    [InlineData(2, 0, 0, 0.19839824172309112)]
    [InlineData(7, 12345, 8, 0.18278775390480334)]
    public void A_draw_depends_on_seed_attempt_and_question(int seed, long attempt, int question, double expected) =>
        new Draws((ulong)seed).Uniform(attempt, question).ShouldBe(expected, 1e-15);

    [Fact]
    public void The_first_people_of_the_first_day()
    {
        var world = PacingWorld.Plain(agents: 1, answerRate: 0.2, limit: 0.03, seed: 1);
        var people = People(world, 5).ToList();

        people[0].Fate.ShouldBe(Fate.Person);
        people[0].Rings.ShouldBe(2.3649, 1e-3);
        people[0].Stops.ShouldBe(11.518, 1e-3);
        people[0].Talk.ShouldBe(152.58, 1e-2);
        people[0].WrapUp.ShouldBe(21.05, 1e-2);
        people[2].Fate.ShouldBe(Fate.Machine);
        people[2].Stops.ShouldBe(2.451, 1e-3);
        people[4].Fate.ShouldBe(Fate.Unanswered);
        people[4].Stops.ShouldBe(4.404, 1e-3);
    }

    [Fact]
    public void Many_people_are_as_the_world_is_described()
    {
        const int Many = 100_000;
        var people = People(PacingWorld.Plain(agents: 1, answerRate: 0.2, limit: 0.03, seed: 1), Many).ToList();

        double Share(Func<Callee, bool> which) => (double)people.Count(which) / Many;
        Share(static p => p.Fate is Fate.Person).ShouldBe(0.200, 0.004);
        Share(static p => p.Fate is Fate.Machine or Fate.Leak).ShouldBe(0.249, 0.004);
        Share(static p => p.Fate is Fate.Leak).ShouldBe(0.012, 0.001);
        var rings = people.Where(static p => p.Fate is Fate.Person).Select(static p => p.Stops - p.Rings).Order().ToList();
        rings[rings.Count / 2].ShouldBe(8.00, 0.1);
        rings.Average().ShouldBe(8.68, 0.1);
        ((double)rings.Count(static r => r > 15) / rings.Count).ShouldBe(0.0998, 0.006);
    }

    [Fact]
    public void Progressive_counts_what_is_on_its_way() => ProgressivePolicy.Wanted(idle: 4, inFlight: 1, waiting: 1).ShouldBe(2);

    [Fact]
    public void A_ratio_is_rounded_by_chance() => RatioPolicy.Wanted(2.459, idle: 3, fraction: 0.62, inFlight: 4).ShouldBe(3);

    [Theory]
    [InlineData(1.5, 4, 0, 0, 3, false, false, 1.8)]
    [InlineData(1.5, 0, 2, 0, 3, false, false, 1.35)]
    [InlineData(1.5, 4, 0, -4, 3, false, false, 1.5)]
    [InlineData(3.0, 4, 0, 0, 3, false, false, 3)]
    [InlineData(3.0, 4, 0, 0, 3, true, true, 1)]
    [InlineData(3.0, 4, 0, 0, 3, true, false, 1.5)]
    [InlineData(1.5, 4, 0, 0, 3, true, false, 1)]
    public void Vicidial_moves_its_level_as_its_source_does(
        double level, double ready, double waiting, int target, double levelMax, bool over, bool hard, double expected) =>
        VicidialPolicy.NextLevel(level, ready, waiting, 20, new(AvailableOnly: false, hard, target, levelMax), panic: false, over)
            .ShouldBe(expected, 1e-9);

    private static IEnumerable<Callee> People(PacingWorld world, int count)
    {
        var draws = new Draws(world.Seed);
        var ring = new RingQuantile(world.RingMean, 0.55, world.RingTimeout);
        return Enumerable.Range(0, count).Select(k => Callee.Of(world, draws, ring, k, 0));
    }
}
