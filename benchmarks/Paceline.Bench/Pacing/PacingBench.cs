using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Paceline.Simulation.Pacing;

namespace Paceline.Bench.Pacing;

/// <summary>The pacer against what others do, on the same people: a table, a picture and one line of JSON.</summary>
internal static class PacingBench
{
    private static readonly string _picture = Path.Combine("artifacts", "bench", "pacing.svg");

    public static int Run(string[] words)
    {
        PacingOptions options;
        try
        {
            options = PacingOptions.Parse(words);
        }
        catch (FormatException wrong)
        {
            Console.Error.WriteLine($"bench pacing: {wrong.Message}");
            return 2;
        }

        var began = Stopwatch.GetTimestamp();
        var days = new Days(options.Threads);
        var cells = options.OnlyDisturbances ? [] : Cells(options, days);
        if (options.OnlyDisturbances || !options.Quick && options.Days == 0)
        {
            Disturb(options, days);
        }

        if (cells.Count > 0)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_picture)!); // It has a folder.
            File.WriteAllText(_picture, Picture.Svg(cells));
            Line($"Picture: {_picture}");
        }

        Line($"{Stopwatch.GetElapsedTime(began).TotalMinutes:0.0} minutes on {options.Threads} threads.");
        Console.WriteLine(Json(cells));
        return 0;
    }

    private static List<(Cell Cell, IReadOnlyList<Result> Results)> Cells(PacingOptions options, Days days)
    {
        var contest = new Contest(days, options);
        var cells = new List<(Cell Cell, IReadOnlyList<Result> Results)>();
        Line($"Days of {options.Hours} hours, each one legal window, cold start included. Agent use in %, in brackets abandonment in %.");
        Line($"Ratio and VICIdial are tuned in hindsight on the same days; the ratio to the limit on average, so that half of its days break it.");
        foreach (var limit in options.Limits)
        {
            Console.WriteLine();
            Line($"Limit {100 * limit:0.#} %");
            Console.WriteLine(
                "agents answered | progressive |  ratio (r)     | VICIdial, shipped | VICIdial, tuned                      "
                + "| Paceline                                                      | ahead of the best other");
            foreach (var agents in options.Agents)
            {
                foreach (var rate in options.Rates)
                {
                    var seeds = Enumerable.Range(0, options.DaysOf(agents)).Select(i => options.Seed + (ulong)i).ToList();
                    var cell = new Cell(agents, rate, limit, seeds, options.Hours);
                    var shipped = contest.VicidialAsShipped(cell);
                    IReadOnlyList<Result> results =
                        [contest.Law(cell), contest.Progressive(cell), contest.Ratio(cell), contest.VicidialTuned(cell)];
                    Row(cell, results, shipped);
                    cells.Add((cell, results));
                }
            }
        }

        Console.WriteLine();
        foreach (var policy in new[] { "law", "progressive", "ratio", "vicidial" })
        {
            var all = cells.Select(c => (c.Cell.Limit, Result: c.Results.First(r => r.Policy == policy))).ToList();
            var over = Over(all.Sum(static r => r.Result.WindowsOver), all.Sum(static r => r.Result.Windows));
            Line($"{policy,-11} windows over the limit: {over}; worst window {Worst(all)}");
        }

        return cells;
    }

    /// <summary>Never in m windows means, with 95 % confidence, less than 3/m.</summary>
    private static string Over(int over, int windows) => over == 0
        ? Text($"0 of {windows}, which means under {300.0 / windows:0.00} %")
        : Text($"{over} of {windows}, {100.0 * over / windows:0.0} %");

    private static string Worst(List<(double Limit, Result Result)> all) => string.Join(", ", all.GroupBy(static r => r.Limit)
        .Select(static r => Text($"{100 * r.Max(static x => x.Result.WorstDay):0.00} % of {100 * r.Key:0.#} %")));

    private static void Row(Cell cell, IReadOnlyList<Result> results, Result shipped)
    {
        Result By(string policy) => results.First(r => r.Policy == policy);
        var law = By("law");
        var best = results.Where(static r => r.Policy != "law").MaxBy(static r => r.AgentUse)!; // There are three.
        var (ahead, margin) = law.Over(best);
        var row = new StringBuilder();
        row.Append(Text($"{cell.Agents,6} {cell.AnswerRate,8:0.00} | {Percent(By("progressive")),11} "));
        row.Append(Text($"| {Percent(By("ratio")),6} ({By("ratio").Setting,5}) | {Percent(shipped),8} ({Abandoned(shipped)})   "));
        row.Append(Text($"| {Percent(By("vicidial")),5} ({Abandoned(By("vicidial"))}) {By("vicidial").Setting,-24} "));
        row.Append(Text($"| {Percent(law)} ({Abandoned(law)}), {law.WindowsOver} of {law.Windows} over, worst {100 * law.WorstDay:0.00}, "));
        row.Append(Text($"{law.DialsPerServed:0.0} dials, {law.Microseconds:0.0}/{law.MicrosecondsP99:0.0} us "));
        row.Append(Text($"| {100 * ahead:+0.0;-0.0} +-{100 * margin:0.0} {best.Policy}"));
        Console.WriteLine(row);
    }

    private static void Disturb(PacingOptions options, Days days)
    {
        Console.WriteLine();
        Line($"What goes wrong: limit 3 %, 20 % answered, days of 8 hours, Paceline with the progressive figure beside it");
        Line($"agents disturbance                                              | progressive | Paceline          over  worst day  worst 30 min");
        foreach (var disturbance in Disturbance.All)
        {
            var count = options.Days > 0 ? options.Days : options.Quick ? 2 : 12;
            var cell = new Cell(disturbance.Agents, 0.2, 0.03, [.. Enumerable.Range(0, count).Select(i => options.Seed + (ulong)i)], 8);
            var law = days.Run(cell.Seeds, seed => Days.Day(disturbance.Change(cell.World(seed)), disturbance.Law));
            var progressive = days.Run(cell.Seeds, seed => Days.Day(disturbance.Change(cell.World(seed)), static _ => new ProgressivePolicy()));
            var result = Result.Of("law", cell, law);
            var plain = Percent(Result.Of("progressive", cell, progressive));
            var worst = Text($"{100 * result.WorstDay,9:0.00}  {100 * law.Max(static d => d.Worst),12:0.0}");
            Line($"{disturbance.Agents,6} {disturbance.Name,-56} | {plain,11} | {Percent(result)} ({Abandoned(result)})  {Of(result),10}  {worst}");
        }
    }

    private static string Json(IReadOnlyList<(Cell Cell, IReadOnlyList<Result> Results)> cells) => JsonSerializer.Serialize(new
    {
        cells =
            from place in cells
            from result in place.Results
            select new
            {
                agents = place.Cell.Agents,
                answerRate = place.Cell.AnswerRate,
                limit = place.Cell.Limit,
                policy = result.Policy,
                agentUse = Math.Round(result.AgentUse, 5),
                abandonment = Math.Round(result.Abandonment, 5),
                windows = result.Windows,
                windowsOver = result.WindowsOver,
                microsecondsPerDecision = Math.Round(result.Microseconds, 2),
            },
    });

    private static string Of(Result result) => Text($"{result.WindowsOver} of {result.Windows}");

    private static string Percent(Result result) => Text($"{100 * result.AgentUse:0.0}");

    private static string Abandoned(Result result) => Text($"{100 * result.Abandonment:0.00}");

    private static void Line(FormattableString text) => Console.WriteLine(Text(text));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
