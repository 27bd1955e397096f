using System.Globalization;
using System.Text.Json;

namespace Paceline.WebBench;

/// <summary>One figure as it was measured, and the bar it is judged by.</summary>
/// <param name="Id">Its name in the JSON.</param>
/// <param name="What">What was measured, from where to where.</param>
/// <param name="Value">The judged value, in <paramref name="Unit"/>.</param>
/// <param name="Bar">The largest value that keeps it; null: it is told and not judged.</param>
/// <param name="Note">How many, and the values beside the judged one.</param>
internal sealed record Figure(string Id, string What, double Value, string Unit, double? Bar, string Note)
{
    public bool IsKept => Bar is not { } bar || Value <= bar;
}

/// <summary>All figures of a run.</summary>
/// <param name="Busy">Share of the machine that others used before it began, from 0 to 1.</param>
internal sealed record Report(string Browser, double Busy, IReadOnlyList<Figure> Figures)
{
    public bool IsKept => Figures.All(static f => f.IsKept);

    public void Write(TextWriter to, TimeSpan took)
    {
        to.WriteLine(Text($"{"",-60} {"measured",12} {"bar",12}"));
        foreach (var figure in Figures)
        {
            var verdict = figure.Bar is null ? "" : figure.IsKept ? "kept" : "BROKEN";
            to.WriteLine(Text($"{figure.What,-60} {Of(figure, figure.Value),12} {Of(figure, figure.Bar),12} {verdict,-6}  {figure.Note}").TrimEnd());
        }

        to.WriteLine();
        to.WriteLine(Text($"{Environment.ProcessorCount} cores, not throttled; server, voice node, carrier and browser all on it. {Browser}."));
        to.WriteLine("A browser was open for 3 s before it was asked for the page. Telephones rang for 1 s before they were answered.");
        to.WriteLine(Text($"Others used {100 * Busy:0} % of the machine before it began{(Busy > 0.1 ? ": the times say little about the product" : "")}."));
        to.WriteLine(Text($"{took.TotalMinutes:0.0} minutes. {(IsKept ? "All bars kept." : $"Broken: {Figures.Count(static f => !f.IsKept)}.")}"));
        to.WriteLine(JsonSerializer.Serialize(new
        {
            cores = Environment.ProcessorCount,
            browser = Browser,
            busyBefore = double.IsNaN(Busy) ? (double?)null : Math.Round(Busy, 2),
            figures = Figures.Select(static f => new { id = f.Id, value = Math.Round(f.Value, 4), unit = f.Unit, bar = f.Bar, kept = f.IsKept }),
            kept = IsKept,
        }));
    }

    private static string Of(Figure figure, double? value) => value is not { } v ? "" : figure.Unit switch
    {
        "bytes" => Text($"{v / 1000:#,0.0} kB"),
        "ms" => Text($"{v:#,0} ms"),
        _ => Text($"{v:0.0000}"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Values of one kind.</summary>
internal sealed class Values(IEnumerable<double> values)
{
    private readonly double[] _rising = [.. values.Order()];

    public int Count => _rising.Length;

    public double Median => Rank(0.5);

    public double P95 => Rank(0.95);

    public double Largest => _rising[^1];

    /// <summary>The smallest value that this share of all does not exceed (nearest rank: always one that was measured).</summary>
    public double Rank(double share) => _rising[Math.Max(0, (int)Math.Ceiling(share * _rising.Length) - 1)];
}
