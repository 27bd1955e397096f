using System.Globalization;
using System.Text;

namespace Paceline.Bench.Pacing;

/// <summary>Agent use by group size: one panel for each limit and answer rate, one line for each policy.</summary>
internal static class Picture
{
    private const int Width = 300;
    private const int Height = 220;
    private const int Left = 44;
    private const int Top = 34;

    // Told apart by dash and place too, not by colour alone.
    private static readonly (string Policy, string Name, string Colour, string Dash)[] _lines =
    [
        ("law", "Paceline", "#0b5cad", ""),
        ("ratio", "best ratio in hindsight (does not keep the limit)", "#b45309", "6 3"),
        ("vicidial", "VICIdial adaptive, tuned in hindsight", "#6d28d9", "2 3"),
        ("progressive", "progressive", "#4b5563", "8 3 2 3"),
    ];

    public static string Svg(IReadOnlyList<(Cell Cell, IReadOnlyList<Result> Results)> cells)
    {
        var panels = cells.GroupBy(static c => (c.Cell.Limit, c.Cell.AnswerRate))
            .OrderByDescending(static p => p.Key.Limit).ThenBy(static p => p.Key.AnswerRate).ToList();
        var columns = Math.Min(4, panels.Count);
        var rows = (panels.Count + columns - 1) / columns;
        var total = Math.Max(columns * Width, 760);
        var svg = new StringBuilder();
        svg.Append(Text(
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="{(rows * Height) + 70}"
              viewBox="0 0 {total} {(rows * Height) + 70}" font-family="sans-serif" font-size="11">
            <rect width="100%" height="100%" fill="#ffffff"/>
            <text x="12" y="20" font-size="14" font-weight="bold">Agent use (talk and wrap-up over signed-in time) by group size</text>

            """));
        foreach (var (index, panel) in panels.Index())
        {
            Panel(svg, index % columns * Width, 30 + (index / columns * Height), panel.Key.Limit, panel.Key.AnswerRate, [.. panel]);
        }

        var x = 12;
        foreach (var (_, name, colour, dash) in _lines)
        {
            var y = (rows * Height) + 52;
            svg.AppendLine(Text($"""<line x1="{x}" y1="{y}" x2="{x + 28}" y2="{y}" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>"""));
            svg.AppendLine(Text($"""<text x="{x + 34}" y="{y + 4}">{name}</text>"""));
            x += 60 + (int)(name.Length * 5.6);
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static void Panel(StringBuilder svg, int x, int y, double limit, double rate, IReadOnlyList<(Cell Cell, IReadOnlyList<Result> Results)> cells)
    {
        var sizes = cells.Select(static c => c.Cell.Agents).Order().ToList();
        var low = Math.Floor(cells.SelectMany(static c => c.Results).Min(static r => r.AgentUse) * 10) / 10;
        var right = Width - Left - 16;
        var bottom = Height - Top - 30;
        var span = sizes.Count < 2 ? 1 : Math.Log((double)sizes[^1] / sizes[0]);
        double Across(int agents) => x + Left + (sizes.Count < 2 ? right / 2.0 : right * Math.Log((double)agents / sizes[0]) / span);
        double Down(double use) => y + Top + (bottom * (1 - ((use - low) / (1 - low))));

        var title = Text($"{100 * rate:0} % of dials answered, limit {100 * limit:0.#} %");
        svg.AppendLine(Text($"""<text x="{x + Left}" y="{y + Top - 12}" font-weight="bold">{title}</text>"""));
        for (var line = low; line < 1.001; line += 0.1)
        {
            svg.AppendLine(Text($"""<line x1="{x + Left}" y1="{Down(line):0.0}" x2="{x + Left + right}" y2="{Down(line):0.0}" stroke="#e5e7eb"/>"""));
            svg.AppendLine(Text($"""<text x="{x + Left - 6}" y="{Down(line) + 4:0.0}" text-anchor="end" fill="#374151">{100 * line:0} %</text>"""));
        }

        foreach (var size in sizes)
        {
            svg.AppendLine(Text($"""<text x="{Across(size):0.0}" y="{y + Top + bottom + 16}" text-anchor="middle" fill="#374151">{size}</text>"""));
        }

        foreach (var (policy, _, colour, dash) in _lines.Reverse())
        {
            var points = cells.OrderBy(static c => c.Cell.Agents)
                .Select(c => (X: Across(c.Cell.Agents), Y: Down(c.Results.First(r => r.Policy == policy).AgentUse))).ToList();
            var path = string.Join(' ', points.Select(static p => Text($"{p.X:0.0},{p.Y:0.0}")));
            svg.AppendLine(Text($"""<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>"""));
            foreach (var point in points)
            {
                svg.AppendLine(Text($"""<circle cx="{point.X:0.0}" cy="{point.Y:0.0}" r="2.5" fill="{colour}"/>"""));
            }
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
