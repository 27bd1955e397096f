using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Paceline.PeerTests.Bench;

/// <summary><c>./bench pacing</c> as a program, on the smallest world there is: its last line can be read, and says of each policy what it promises to.
/// How good they are is not asked.</summary>
public sealed class PacingBenchTests
{
    [Fact]
    public async Task Its_last_line_is_JSON_with_a_cell_for_each_policy()
    {
        using var bench = Process.Start(new ProcessStartInfo(BuiltProgram.Of("Paceline.Bench", "Paceline.Bench"))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "pacing", "--agents", "3", "--rates", "0.2", "--limits", "0.03", "--days", "2", "--hours", "1", "--threads", "1" },
        }).ShouldNotBeNull();
        var complaints = bench.StandardError.ReadToEndAsync();
        var lines = (await bench.StandardOutput.ReadToEndAsync()).TrimEnd().Split('\n');
        await bench.WaitForExitAsync();

        bench.ExitCode.ShouldBe(0, await complaints);
        using var said = JsonDocument.Parse(lines[^1]);
        var cells = said.RootElement.GetProperty("cells").EnumerateArray().ToList();
        cells.Select(static c => c.GetProperty("policy").GetString()).ShouldBe(["law", "progressive", "ratio", "vicidial"], ignoreOrder: true);
        foreach (var cell in cells)
        {
            (cell.GetProperty("agents").GetInt32(), cell.GetProperty("answerRate").GetDouble(), cell.GetProperty("limit").GetDouble()).ShouldBe((3, 0.2, 0.03));
            cell.GetProperty("agentUse").GetDouble().ShouldBeInRange(0.01, 1);
            cell.GetProperty("abandonment").GetDouble().ShouldBeInRange(0, 1);
            cell.GetProperty("windowsOver").GetInt32().ShouldBeInRange(0, cell.GetProperty("windows").GetInt32());
            cell.GetProperty("microsecondsPerDecision").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        }

        // Figures are written as every program reads them, also where a comma divides them.
        lines[^1].ShouldContain(string.Create(CultureInfo.InvariantCulture, $"\"limit\":{0.03}"));
    }
}
