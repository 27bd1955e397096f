using System.Globalization;
using Microsoft.Playwright;
using Paceline.Demo.Check;
using Paceline.PeerTests.Browser;

namespace Paceline.WebBench;

/// <summary>Progressive calls one after the other, each answered, muted, ended, wrapped up by its digit and followed by the next, by keys alone.</summary>
internal static class WorkedShift
{
    private const string First = "Person ";

    /// <param name="profile">Folder of the browser that the shift is worked in.</param>
    /// <returns>The figures, and the agent's cookies.</returns>
    public static async Task<(IReadOnlyList<Figure> Figures, Cookie[] Cookies)> MeasureAsync(CallCentre centre, int records, string profile)
    {
        string[] people = [.. Enumerable.Range(1, records).Select(static i => string.Create(CultureInfo.InvariantCulture, $"{First}{i:000}"))];
        var group = await centre.GroupAsync("Shift", people);
        var agent = await centre.AgentAsync("Sam Shift", group);
        await using var seat = await Seat.OpenAsync(centre, profile: profile);
        var watch = await PageWatch.OnAsync(seat.Context);
        await seat.SignInAsync(seat.Page, await centre.LinkAsync(agent));
        await centre.StartAsync(group);
        await seat.Page.GetByRole(AriaRole.Button, new() { Name = "Be Ready" }).ClickAsync();

        Dictionary<string, Seen> landed = new(StringComparer.OrdinalIgnoreCase); // By attempt.
        List<double> muted = [], saved = [];
        for (var (i, after) = (0, 0); i < records; i++)
        {
            var name = await watch.FirstAsync(IsName, after);
            await seat.StateAsync("On call");
            landed.Add(await seat.AttemptAsync(), name);
            after = watch.All.Count;
            await seat.Page.Keyboard.PressAsync("F4");
            muted.Add(await SinceKeyAsync(watch, after, "F4", static seen => seen is { What: "muted", Detail: "muted" }));
            await seat.HangUpAsync();
            after = watch.All.Count;
            await seat.FinishAsync("1", "Agreed");
            saved.Add(await SinceKeyAsync(watch, after, "Enter", seen => seen.What == "who" && seen.Detail != name.Detail));
        }

        var given = await FactsAsync(centre, agent, "agent.reserved");
        var connected = await FactsAsync(centre, agent, "agent.connected");
        Values painted = new(landed.Select(l => l.Value.At - given[l.Key]));
        Values heard = new(landed.Select(l => l.Value.At - connected[l.Key]));
        Values mute = new(muted), save = new(saved), moved = new(Shifts(watch.All));
        return (
        [
            new("recordPaintedMs", "Call given to the agent → record's name painted", painted.P95, "ms", 300, Beside(painted)),
            new("recordAfterSoundMs", "Sound connected → record's name painted (below 0: before the sound)", heard.P95, "ms", 0, Beside(heard)),
            new("mutePaintedMs", "F4 down → Muted painted", mute.P95, "ms", 100, Beside(mute)),
            new("savedPaintedMs", "Ctrl+Enter down → saved, record gone, painted", save.P95, "ms", 500, Beside(save)),
            new("layoutShift", "Layout shift from one call to the next", moved.Largest, "share", 0.05, Text($"worst of {moved.Count} calls, keys not excused")),
        ],
        await PageLoads.CookiesAsync(seat));
    }

    private static bool IsName(Seen seen) => seen.What == "who" && seen.Detail.StartsWith(First, StringComparison.Ordinal);

    private static async Task<double> SinceKeyAsync(PageWatch watch, int after, string key, Func<Seen, bool> fits)
    {
        var pressed = await watch.FirstAsync(seen => seen.What == "key" && seen.Detail == key, after);
        var seen = await watch.FirstAsync(seen => seen.At >= pressed.At && fits(seen), after);
        return seen.At - pressed.At;
    }

    /// <summary>When the server gave each call to the agent (reserved) or sound to both (connected), in milliseconds since 1970: the fact's own time,
    /// which is taken before its commit.</summary>
    private static async Task<Dictionary<string, double>> FactsAsync(CallCentre centre, string agent, string name)
    {
        Dictionary<string, double> times = new(StringComparer.OrdinalIgnoreCase);
        for (long after = 0; ;)
        {
            FactLine[] facts = [.. (await centre.FactsAsync(after)).Split('\n').Select(FactLine.Read).OfType<FactLine>()];
            if (facts.Length == 0)
            {
                return times;
            }

            foreach (var fact in facts.Where(f => f.Fact == name && f.Text("agent") == agent))
            {
                times[fact.Text("attempt") ?? ""] = (fact.At - DateTimeOffset.UnixEpoch).TotalMilliseconds;
            }

            after = facts[^1].Number;
        }
    }

    /// <summary>How much moved in each call, from its landing to the next one's.</summary>
    private static IEnumerable<double> Shifts(IReadOnlyList<Seen> seen)
    {
        double[] landings = [.. seen.Where(IsName).Select(static s => s.At), double.MaxValue];
        return landings.Zip(landings.Skip(1), (from, until) => seen
            .Where(s => s.What == "shift" && s.At >= from && s.At < until)
            .Sum(static s => double.Parse(s.Detail, CultureInfo.InvariantCulture)));
    }

    private static string Beside(Values values) => Text($"p95 of {values.Count}; p50 {values.Median:0}, longest {values.Largest:0}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
