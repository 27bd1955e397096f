using System.Diagnostics;
using System.Text.Json;
using Paceline.PeerTests.Bench;

namespace Paceline.PeerTests.Browser;

/// <summary><c>./bench web</c> as a program: what it says can be read, and its verdict follows from its figures. How large they are is not asked.</summary>
[Collection(nameof(RealBrowser))]
public sealed class WebBenchTests
{
    [Fact]
    public async Task Its_last_line_is_JSON_with_every_figure_its_bar_and_whether_it_was_kept()
    {
        Chromium.Needed();
        using var bench = Process.Start(new ProcessStartInfo(BuiltProgram.Of("Paceline.WebBench", "Paceline.WebBench"))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "--loads", "1", "--records", "2", "--program", BuiltProgram.Of("Paceline", "paceline") },
        }).ShouldNotBeNull();
        var complaints = bench.StandardError.ReadToEndAsync();
        var lines = (await bench.StandardOutput.ReadToEndAsync()).TrimEnd().Split('\n');
        await bench.WaitForExitAsync();

        bench.ExitCode.ShouldBeInRange(0, 1, await complaints);
        using var said = JsonDocument.Parse(lines[^1]);
        var figures = said.RootElement.GetProperty("figures").EnumerateArray().ToList();
        figures.Select(static f => f.GetProperty("id").GetString()).ShouldBe(
        [
            "firstLoadBytes", "interactiveColdMs", "recordPaintedMs", "recordAfterSoundMs", "mutePaintedMs", "savedPaintedMs", "layoutShift", "nextLoadBytes",
            "interactiveWarmMs", "interactiveStartMs",
        ]);
        foreach (var figure in figures)
        {
            var id = figure.GetProperty("id").GetString();
            var value = figure.GetProperty("value").GetDouble();
            value.ShouldBeGreaterThanOrEqualTo(id switch { "layoutShift" => 0, "recordAfterSoundMs" => -60_000, _ => 1 }, id);
            var bar = figure.GetProperty("bar");
            bar.ValueKind.ShouldBe(id == "interactiveStartMs" ? JsonValueKind.Null : JsonValueKind.Number, "one is told and not judged");
            figure.GetProperty("kept").GetBoolean().ShouldBe(bar.ValueKind is JsonValueKind.Null || value <= bar.GetDouble(), id);
        }

        var kept = figures.TrueForAll(static f => f.GetProperty("kept").GetBoolean());
        said.RootElement.GetProperty("kept").GetBoolean().ShouldBe(kept);
        bench.ExitCode.ShouldBe(kept ? 0 : 1);
        lines.Count(static line => line.Contains(" BROKEN", StringComparison.Ordinal))
            .ShouldBe(figures.Count(static f => !f.GetProperty("kept").GetBoolean()));
    }
}
