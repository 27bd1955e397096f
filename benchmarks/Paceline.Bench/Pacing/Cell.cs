using Paceline.Dialing.Pacing;
using Paceline.Simulation.Pacing;

namespace Paceline.Bench.Pacing;

/// <summary>A group size, an answer rate and a limit, and the days on which all policies are tried.</summary>
internal sealed record Cell(int Agents, double AnswerRate, double Limit, IReadOnlyList<ulong> Seeds, double Hours)
{
    public PacingWorld World(ulong seed) => PacingWorld.Plain(Agents, AnswerRate, Limit, seed, Hours);
}

/// <summary>How a policy did in a cell.</summary>
/// <param name="Use">Agent use of each day, in the order of the seeds.</param>
/// <param name="WorstDay">The largest abandonment of a day.</param>
/// <param name="Setting">What was chosen in hindsight; empty: nothing.</param>
internal sealed record Result(
    string Policy,
    IReadOnlyList<double> Use,
    double Abandonment,
    double WorstDay,
    int WindowsOver,
    double DialsPerServed,
    double TakenBack,
    double Microseconds,
    double MicrosecondsP99,
    string Setting)
{
    public double AgentUse => Use.Average();

    public int Windows => Use.Count;

    public static Result Of(string policy, Cell cell, IReadOnlyList<DayOutcome> days, string setting = "") => new(
        policy,
        [.. days.Select(static d => d.AgentUse)],
        days.Average(static d => d.Abandonment),
        days.Max(static d => d.Abandonment),
        days.Count(d => d.IsOver(cell.Limit)),
        (double)days.Sum(static d => d.Dialed) / Math.Max(1, days.Sum(static d => d.Served)),
        (double)days.Sum(static d => d.TakenBack) / Math.Max(1, days.Sum(static d => d.Dialed)),
        days.Average(static d => d.MicrosecondsPerDecision),
        0,
        setting);

    /// <summary>Mean and 1.96 standard errors of the difference, day by day on the same seeds.</summary>
    public (double Mean, double Margin) Over(Result other)
    {
        var differences = Use.Zip(other.Use, static (mine, theirs) => mine - theirs).ToList();
        var mean = differences.Average();
        var variance = differences.Count < 2 ? 0 : differences.Sum(d => (d - mean) * (d - mean)) / (differences.Count - 1);
        return (mean, 1.96 * Math.Sqrt(variance / differences.Count));
    }
}

/// <summary>Runs days side by side. A day has one thread, and what it gives depends on its seed only.</summary>
internal sealed class Days(int threads)
{
    public IReadOnlyList<T> Run<T>(IReadOnlyList<ulong> seeds, Func<ulong, T> day)
    {
        var results = new T[seeds.Count];
        Parallel.For(0, seeds.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => results[i] = day(seeds[i]));
        return results;
    }

    public IReadOnlyList<DayOutcome> Of(Cell cell, Func<PacingWorld, DialPolicy> policy) =>
        Run(cell.Seeds, seed => Day(cell.World(seed), policy));

    public static DayOutcome Day(PacingWorld world, Func<PacingWorld, DialPolicy> policy) => PacingDay.Run(world, policy(world));
}

/// <summary>The policies, each tuned as its description says.</summary>
internal sealed class Contest(Days days, PacingOptions options)
{
    private const double RatioMax = 16;

    private static readonly bool[] _either = [true, false];

    public Result Law(Cell cell)
    {
        var microseconds = new List<double>[cell.Seeds.Count];
        var outcomes = days.Run([.. Enumerable.Range(0, cell.Seeds.Count).Select(static i => (ulong)i)], i =>
        {
            var world = cell.World(cell.Seeds[(int)i]);
            var law = new LawPolicy(world) { Holds = options.Strict ? LimitHolds.Always : LimitHolds.AtClose };
            var outcome = PacingDay.Run(world, law);
            microseconds[i] = [.. law.Microseconds];
            return outcome;
        });
        var all = microseconds.SelectMany(static m => m).Order().ToList();
        return Result.Of("law", cell, outcomes) with { Microseconds = all[all.Count / 2], MicrosecondsP99 = all[(int)(all.Count * 0.99)] };
    }

    public Result Progressive(Cell cell) => Result.Of("progressive", cell, days.Of(cell, static _ => new ProgressivePolicy()));

    /// <summary>The ratio whose average abandonment on these very days is the limit, found by halving and interpolated: hindsight, and
    /// about half of the days break the limit.</summary>
    public Result Ratio(Cell cell)
    {
        double low = 1, high = RatioMax;
        var below = At(low);
        Result? above = null;
        for (var i = 0; i < 9; i++)
        {
            var middle = (low + high) / 2;
            var result = At(middle);
            (low, high, below, above) = result.Abandonment > cell.Limit ? (low, middle, below, result) : (middle, high, result, above);
        }

        if (above is null)
        {
            return below;
        }

        var share = Math.Clamp((cell.Limit - below.Abandonment) / (above.Abandonment - below.Abandonment), 0, 1);
        return (share < 0.5 ? below : above) with
        {
            Use = [.. below.Use.Zip(above.Use, (b, a) => b + (share * (a - b)))],
            Abandonment = below.Abandonment + (share * (above.Abandonment - below.Abandonment)),
        };

        Result At(double ratio) => Result.Of(
            "ratio", cell, days.Of(cell, world => new RatioPolicy(ratio, world.Seed)), FormattableString.Invariant($"{ratio:0.00}"));
    }

    /// <summary>As it is installed: average, all agents counted, no target, a high maximum.</summary>
    public Result VicidialAsShipped(Cell cell) => Vicidial(cell, new(AvailableOnly: false, HardLimit: false, Target: 0));

    /// <summary>As an expert would set it who knows the result: the best of up to 36 settings among those
    /// that keep the limit on average over four days, or the most careful one.</summary>
    public Result VicidialTuned(Cell cell)
    {
        var tuning = cell with { Seeds = [.. cell.Seeds.Take(4)] };
        IReadOnlyList<int> targets =
            [.. new[] { 0, -1, -2, -3, -4, -6, -cell.Agents / 20, -cell.Agents / 10, -cell.Agents / 5 }.Distinct().OrderDescending()];
        var tried =
            from availableOnly in _either
            from hardLimit in _either
            from target in targets
            let settings = new VicidialSettings(availableOnly, hardLimit, target)
            let result = Vicidial(tuning, settings)
            orderby result.Abandonment <= 1.02 * cell.Limit descending,
                result.Abandonment <= 1.02 * cell.Limit ? -result.AgentUse : result.Abandonment
            select settings;
        return Vicidial(cell, tried.First());
    }

    private Result Vicidial(Cell cell, VicidialSettings settings) => Result.Of(
        "vicidial",
        cell,
        days.Of(cell, _ => new VicidialPolicy(settings, cell.Limit)),
        $"{(settings.AvailableOnly ? "free agents" : "all agents")}, {(settings.HardLimit ? "hard" : "average")}, {settings.Target}");
}
