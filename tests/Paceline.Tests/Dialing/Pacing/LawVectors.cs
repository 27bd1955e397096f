using NodaTime;
using Paceline.Dialing.Pacing;

namespace Paceline.Tests.Dialing.Pacing;

/// <summary>Worked examples of every formula of the law, computed by hand or by another program.</summary>
public sealed class LawVectors
{
    private const double Tolerance = 5e-6;

    // ---- Who will need an agent, and who will be free -------------------------------------------------------------------

    [Theory]
    [InlineData(1, ".2 .2", "", 0, 0.36)]
    [InlineData(1, ".2 .2 .2 .2", ".5", 0, 0.38560)]
    [InlineData(0, ".3 .1", ".4 .25", 0, 0.61950)]
    [InlineData(2, ".25 .25 .25 .25 .25 .25", ".1 .2 .3", 0, 0.30582)]
    [InlineData(2, ".25 .25 .25 .25 .25 .25", ".1 .2 .3", 1, 0.10079)]
    [InlineData(2, ".25 .25 .25 .25 .25 .25", ".1 .2 .3", 2, 0.02082)]
    [InlineData(2, ".25 .25 .25 .25 .25 .25", ".1 .2 .3", 3, 0.00244)]
    [InlineData(1, ".2 .2 .2 .2", ".5", 1, 0.10400)]
    [InlineData(-1, "", "", 0, 1)]
    public void The_chance_of_more_people_than_agents(int idle, string people, string free, int lost, double expected)
    {
        Span<double> chances = stackalloc double[PacingTables.Row];

        Outlook(stackalloc double[Paceline.Dialing.Pacing.Outlook.Scratch], idle, people, free, agents: 20).Excess(lost, chances);

        chances[0].ShouldBe(expected, Tolerance);
        chances[PacingTables.Horizons - 1].ShouldBe(expected, Tolerance);
    }

    [Theory]
    [InlineData(LimitHolds.Always, 1.0)]
    [InlineData(LimitHolds.AtClose, 2.8)] // 3 − 2, and three tenths of what 200 more answers allow.
    public void Three_tenths_of_the_future_allowance_may_be_borrowed_where_the_limit_holds_at_the_close(LimitHolds holds, double reserve)
    {
        PacingBudget budget = new(new(0.03), new(Answered: 100, Abandoned: 2), Dialed: Duration.FromHours(4), Left: Duration.FromHours(4))
        {
            Holds = holds,
            Expected = 200,
        };

        budget.Threshold(calibration: 1).Reserve.ShouldBe(reserve, Tolerance);
    }

    [Fact]
    public void Two_attempts_cannot_lose_a_call_while_three_agents_are_free()
    {
        Span<double> chances = stackalloc double[PacingTables.Row];

        Outlook(stackalloc double[Paceline.Dialing.Pacing.Outlook.Scratch], 3, ".2 .2", ".5", agents: 4).Excess(0, chances);

        chances[0].ShouldBe(0);
    }

    [Fact]
    public void One_more_attempt_is_judged_without_being_made()
    {
        var outlook = Outlook(stackalloc double[Paceline.Dialing.Pacing.Outlook.Scratch], 1, ".2 .2 .2 .2", ".5", agents: 2);

        outlook.WorstExcessAfter(Row(0.2), 1).ShouldBe(0.16032, Tolerance);
    }

    [Fact]
    public void Large_groups_are_counted_by_mean_variance_and_skewness()
    {
        Paceline.Dialing.Pacing.Outlook.Approximate(2, 2.1, 3.723, 1.74438).ShouldBe(0.60819, Tolerance);

        var people = string.Join(' ', Enumerable.Repeat(".05", 60));
        var free = string.Join(' ', Enumerable.Repeat(".03", 30));
        Span<double> exact = stackalloc double[PacingTables.Row];
        Span<double> rough = stackalloc double[PacingTables.Row];
        Outlook(stackalloc double[Paceline.Dialing.Pacing.Outlook.Scratch], 2, people, free, agents: 32).Excess(0, exact);
        Outlook(stackalloc double[Paceline.Dialing.Pacing.Outlook.Scratch], 2, people, free, agents: 41).Excess(0, rough);
        exact[0].ShouldBe(0.60933, Tolerance);
        rough[0].ShouldBe(0.60819, Tolerance);
    }

    // ---- Learned quantities -----------------------------------------------------------------------------------------------

    [Theory]
    [InlineData(0, 0.3, 0, 0.06)]
    [InlineData(0.6, 0.9, 0.3, 0.09375)]
    [InlineData(0.95, 1, 0.4, 0.02041)]
    public void An_attempt_that_rings_is_presented_within_a_time(double answeredNow, double answeredThen, double othersNow, double expected) =>
        PacingTables.PresentedWithin(0.2, answeredNow, answeredThen, othersNow).ShouldBe(expected, Tolerance);

    [Fact]
    public void An_attempt_that_was_taken_back_counts_as_what_it_would_have_become() =>
        PacingModel.PresentedBeyond(0.2, 0.9, 0.55).ShouldBe(0.05263, Tolerance);

    [Theory]
    [InlineData(0.2, 60, 0.30, 0.2, RateSource.Slow)]
    [InlineData(0.2, 60, 0.45, 0.45, RateSource.FastUp)]
    [InlineData(0.2, 60, 0.02, 0.2, RateSource.Slow)]
    [InlineData(0.2, 19, 0.45, 0.2, RateSource.Slow)]
    [InlineData(0.5, 60, 0.2, 0.3, RateSource.FastDown)]
    [InlineData(0.99, 0, 0, 0.97, RateSource.Slow)]
    public void A_rise_of_the_answer_rate_is_believed_before_a_fall(double slow, double recent, double recentRate, double expected, RateSource source)
    {
        var rate = new AnswerRate(slow * 300, 300, recentRate * recent, recent);

        rate.Now.ShouldBe(expected, Tolerance);
        rate.Source.ShouldBe(source);
    }

    [Fact]
    public void The_hazard_of_a_bin_is_the_fitted_shape_until_there_is_evidence()
    {
        var table = LifeTable.Prior(3000, mean: 100, variation: 1.2);
        var bin = table.BinOf(22);

        table.FittedHazard(bin).ShouldBe(0.0117226, 5e-8);
        (table with { Ended = table.Ended.SetItem(bin, 4), Exposure = table.Exposure.SetItem(bin, 300) }).Hazard(bin, running: 100)
            .ShouldBe(0.0106721, 5e-8);
    }

    [Theory]
    [InlineData(0.25, 0.5)]
    [InlineData(1.25, 0.31181)]
    [InlineData(2.25, 0.03315)]
    public void The_longer_an_answer_is_judged_the_less_it_is_a_person(double seconds, double expected) =>
        Detection.Person(0.5, seconds).ShouldBe(expected, Tolerance);

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.158655253931457)]
    [InlineData(3.2905, 0.000500047508)]
    [InlineData(-2, 0.977249868051821)]
    [InlineData(8, 6.22096057427178e-16)]
    public void The_normal_tail_is_exact(double z, double expected) => Normal.Above(z).ShouldBe(expected, expected * 1e-5);

    // ---- Threshold from the budget -----------------------------------------------------------------------------------------

    [Theory]
    [InlineData(0, 0, 1.0 / 300, 28780, 0.95, 0, 0.002195)]
    [InlineData(400, 8, 0.04, 14400, 0.9, 4, 0.035830)]
    [InlineData(400, 14, 0.04, 14400, 0.9, -2, 0.014217)]
    [InlineData(900, 27, 0.04, 1800, 0.9, 0, 0)]
    [InlineData(900, 27, 0.04, 5000, 0.9, 0, 0.003779)]
    [InlineData(1000, 25, 0.04, 600, 0.9, 5, 0.031256)]
    public void The_threshold_is_what_may_be_abandoned_over_what_will_be_answered(
        long answered, long abandoned, double rate, double left, double calibration, double slack, double expected)
    {
        var threshold = DialThreshold.Of(0.03, answered, abandoned, rate * left, calibration, debtShare: 0.4);

        threshold.Value.ShouldBe(expected, 5e-7);
        threshold.Slack.ShouldBe(slack, 1e-9);
    }

    [Theory]
    [InlineData(0.03, 33, true)]
    [InlineData(0.03, 34, false)]
    [InlineData(0.01, 99, true)]
    [InlineData(0.01, 100, false)]
    public void Where_the_limit_holds_at_every_moment_the_first_loss_must_be_earned(double limit, long answered, bool none) =>
        (DialThreshold.Of(limit, answered, 0, 100, 0.95, debtShare: 0).Value == 0).ShouldBe(none);

    [Theory]
    [InlineData(20, 0, 1, false)]
    [InlineData(70, 1, 2, false)]
    [InlineData(70, 0, 3, false)]
    public void The_guard_asks_whether_one_more_dial_could_break_the_limit_at_one_blow(long answered, long abandoned, int breaksAt, bool allowed)
    {
        Span<double> chances = stackalloc double[PacingTables.Row];
        var threshold = DialThreshold.Of(0.03, answered, abandoned, 0, 0.95, debtShare: 0);
        Outlook(stackalloc double[Paceline.Dialing.Pacing.Outlook.Scratch], 2, ".25 .25 .25 .25 .25 .25", ".1 .2 .3", agents: 5)
            .Excess(threshold.BreaksAt, chances);

        threshold.BreaksAt.ShouldBe(breaksAt);
        (chances[0] <= PacingTerms.Risk).ShouldBe(allowed);
    }

    private static Outlook Outlook(Span<double> scratch, int idle, string people, string free, int agents)
    {
        var outlook = new Outlook(idle, agents, scratch);
        foreach (var chance in Numbers(people))
        {
            outlook.AddPerson(Row(chance));
        }

        foreach (var chance in Numbers(free))
        {
            outlook.AddFree(Row(chance));
        }

        return outlook;
    }

    private static double[] Row(double chance) => [.. Enumerable.Repeat(chance, PacingTables.Row)];

    private static IEnumerable<double> Numbers(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => double.Parse(n, System.Globalization.CultureInfo.InvariantCulture));
}
