using System.Text.RegularExpressions;

namespace Paceline.Tests.Architecture;

/// <summary>Calls that break the house wherever they stand: blocked threads, work nobody awaits, a clock nobody can set.</summary>
public sealed partial class ForbiddenCode
{
    // The formatter is asked for 120; from here on a line cannot be read beside another one in review.
    private const int LongestLine = 160;

    private static readonly (Regex Code, string Remedy)[] _forbidden =
    [
        (ThreadSleep(), "blocks a thread: wait for the event, or give the machine a deadline (Due)"),
        (TaskRun(), "nobody owns it: start the loop in its owner, which awaits and stops it"),
        (AsyncVoid(), "its failure ends the process: return Task and let the caller await"),
        (WallClock(), "the local wall clock: take Instant now, at the edge TimeProvider"),
    ];

    [Fact]
    public void No_blocked_thread_no_orphaned_work_no_wall_clock()
    {
        SourceFile.Shipped.ShouldNotBeEmpty("no C# found under src/");

        var findings = new Findings("Code that is not written here:", "See each line for what to write instead.");
        foreach (var file in SourceFile.Shipped)
        {
            foreach (var (code, remedy) in _forbidden)
            {
                foreach (var (line, match) in file.Find(code))
                {
                    findings.Add(file.Path, line, $"`{match.Value}` {remedy}");
                }
            }
        }

        findings.ShouldBeNone();
    }

    [Fact]
    public void Lines_can_be_read_side_by_side()
    {
        var findings = new Findings($"Lines of more than {LongestLine} characters:", "Break them where the thought breaks.");
        foreach (var file in SourceFile.Shipped)
        {
            foreach (var (index, line) in file.Text.Split('\n').Index().Where(line => line.Item.Length > LongestLine))
            {
                findings.Add(file.Path, index + 1, $"{line.Length} characters");
            }
        }

        findings.ShouldBeNone();
    }

    [Theory]
    [InlineData("Thread.Sleep(1);", true)]
    [InlineData("// Thread.Sleep(1);", false)]
    [InlineData("var text = \"Thread.Sleep\";", false)]
    [InlineData("/* Thread.Sleep */ Go();", false)]
    [InlineData("var c = '\"'; Thread.Sleep(1);", true)]
    [InlineData("var path = @\"C:\\\"; Thread.Sleep(1);", true)]
    [InlineData("var raw = \"\"\"a \" Thread.Sleep\"\"\";", false)]
    public void Comments_and_literals_are_not_code(string line, bool found) =>
        ThreadSleep().IsMatch(SourceFile.Blank(line)).ShouldBe(found);

    [GeneratedRegex(@"\bThread\.Sleep\b", RegexOptions.None, 10_000)]
    private static partial Regex ThreadSleep();

    [GeneratedRegex(@"\bTask\.Run\s*[(<]", RegexOptions.None, 10_000)]
    private static partial Regex TaskRun();

    [GeneratedRegex(@"\basync\s+void\b", RegexOptions.None, 10_000)]
    private static partial Regex AsyncVoid();

    [GeneratedRegex(@"\bDateTime(?:Offset)?\.(?:Now|Today)\b", RegexOptions.None, 10_000)]
    private static partial Regex WallClock();
}
