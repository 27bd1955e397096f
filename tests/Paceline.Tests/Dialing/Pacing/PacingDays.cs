using Paceline.Dialing.Campaigns;
using Paceline.Simulation.Pacing;

namespace Paceline.Tests.Dialing.Pacing;

/// <summary>Hours of dialling in the pacing world: the same pacer as in production, seeded people, and the limit at the end of each day.</summary>
public sealed class PacingDays
{
    public static TheoryData<int, double, int> Days { get; } = new()
    {
        { 3, 0.2, 1 },
        { 10, 0.2, 2 },
        { 10, 0.1, 3 },
        { 45, 0.3, 4 },
    };

    [Theory]
    [MemberData(nameof(Days))]
    public void The_limit_is_kept_and_agents_talk_more_than_with_one_dial_each(int agents, double answerRate, int seed)
    {
        var world = PacingWorld.Plain(agents, answerRate, limit: 0.03, (ulong)seed, hours: 3);
        var law = new LawPolicy(world);

        var day = PacingDay.Run(world, law);
        var progressive = PacingDay.Run(world, new ProgressivePolicy());

        day.IsOver(world.Limit).ShouldBeFalse($"{day.Abandoned} of {day.Answered}");
        day.AgentUse.ShouldBeGreaterThan(progressive.AgentUse + 0.05);
        progressive.Abandoned.ShouldBe(0);
        law.Unlawful.ShouldBe(0);
    }

    // The world is judged by its own count: a pacer that goes by the wrong limit must be found out.
    [Fact]
    public void A_pacer_that_goes_by_twice_the_limit_breaks_it()
    {
        var world = PacingWorld.Plain(agents: 10, answerRate: 0.2, limit: 0.03, seed: 2, hours: 3);
        var bold = new LawPolicy(world) { Budget = static (_, budget) => budget with { Limit = new(0.06) } };

        var day = PacingDay.Run(world, bold);

        day.IsOver(world.Limit).ShouldBeTrue($"{day.Abandoned} of {day.Answered}");
    }

    [Fact]
    public void The_same_seed_gives_the_same_day()
    {
        var world = PacingWorld.Plain(agents: 5, answerRate: 0.3, limit: 0.01, seed: 5, hours: 2);

        Day().ShouldBe(Day());

        DayOutcome Day() => PacingDay.Run(world, new LawPolicy(world)) with { MicrosecondsPerDecision = 0 };
    }

    // Otherwise only those that are answered early would count, the rate would run away and dialling would stop (half of all attempts
    // are taken back in a group of this size).
    [Fact]
    public void Attempts_that_are_taken_back_do_not_move_what_is_learned()
    {
        var world = PacingWorld.Plain(agents: 60, answerRate: 0.2, limit: 0.03, seed: 6, hours: 1);
        var law = new LawPolicy(world);

        var day = PacingDay.Run(world, law);

        day.TakenBack.ShouldBeGreaterThan(day.Dialed / 10);
        law.Model.Rate.Slow.ShouldBe(0.21, 0.03);
    }

    [Fact]
    public void Agents_who_leave_take_their_dials_with_them()
    {
        var world = PacingWorld.Plain(agents: 20, answerRate: 0.2, limit: 0.03, seed: 7, hours: 2) with { Shifts = [new(3600, -10)] };
        int before = 0, after = 0;
        var law = new LawPolicy(world)
        {
            Watch = (day, decision) =>
            {
                before = day.Now < 3600 ? Math.Max(before, decision.Why.InFlight) : before;
                after = day.Now > 3660 ? Math.Max(after, decision.Why.InFlight) : after;
            },
        };

        PacingDay.Run(world, law).IsOver(world.Limit).ShouldBeFalse();
        after.ShouldBeLessThan(before);
    }

    [Fact]
    public void A_busy_factor_is_reached_and_no_more_abandoned_than_it_needs()
    {
        var world = PacingWorld.Plain(agents: 20, answerRate: 0.2, limit: 0.03, seed: 8, hours: 3);

        var whole = PacingDay.Run(world, new LawPolicy(world));
        var modest = PacingDay.Run(world, new LawPolicy(world) { Goal = new PacingGoal.BusyFactor(0.75) });

        modest.AgentUse.ShouldBe(0.75, 0.025);
        modest.Abandoned.ShouldBeLessThan(whole.Abandoned / 2);
    }

    [Fact]
    public void A_waiting_time_is_reached()
    {
        var world = PacingWorld.Plain(agents: 20, answerRate: 0.2, limit: 0.03, seed: 9, hours: 3);

        PacingDay.Run(world, new LawPolicy(world) { Goal = new PacingGoal.WaitingTime(NodaTime.Duration.FromSeconds(40)) }).Wait.ShouldBe(40, 5);
    }
}
