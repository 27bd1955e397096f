using Paceline.Commands;
using Paceline.Contracts;
using Paceline.Demo;

namespace Paceline.Tests.Demo;

/// <summary>What a person sees of a demo while it runs.</summary>
public sealed class ProgressLinesTests
{
    private static readonly string _long = string.Join(' ', Enumerable.Repeat("people", 40));

    [Fact]
    public void A_terminals_line_is_never_wider_than_the_terminal_and_each_phase_leaves_its_last()
    {
        using StringWriter seen = new();
        ProgressLines progress = new(seen, rewrites: true, static () => 60, static _ => { });

        progress.Report(Moment(DemoPhase.Preparing, 0, "Waits for the server."));
        progress.Report(Moment(DemoPhase.Preparing, 0, _long));
        progress.Report(Moment(DemoPhase.Dialing, 1, _long));
        progress.Report(Moment(DemoPhase.Dialing, 2, "second"));
        progress.Report(Moment(DemoPhase.Draining, 2, ""));
        progress.End();

        var lines = seen.ToString().Split('\n');
        lines.SelectMany(static line => line.Split('\r')).ShouldAllBe(static part => part.Replace("\e[2K", "").Length <= 60);
        var stand = lines.Select(static line => line.Split('\r')[^1].Replace("\e[2K", "")).ToList();
        stand[0].ShouldStartWith("Preparing");
        stand.Where(static line => line.StartsWith("Dialing", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldEndWith("second");
        stand.Where(static line => line.StartsWith("Draining", StringComparison.Ordinal)).ShouldHaveSingleItem();
        string.Join(' ', stand).Split("people").Length.ShouldBe(41, "what stands for good is wrapped, not cut");
    }

    [Fact]
    public void Elsewhere_a_line_comes_every_few_seconds_when_something_new_is_said_and_at_the_end_of_a_phase()
    {
        using StringWriter seen = new();
        List<DemoPhase> begun = [];
        ProgressLines progress = new(seen, rewrites: false, static () => 80, begun.Add);

        foreach (var second in Enumerable.Range(0, 9))
        {
            progress.Report(Moment(DemoPhase.Dialing, second, second < 7 ? "" : "All agents talk."));
        }

        progress.Report(Moment(DemoPhase.Draining, 9, ""));
        progress.End();

        seen.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .ShouldBe(["Dialing 0 s", "Dialing 5 s", "Dialing 7 s All agents talk.", "Dialing 8 s All agents talk.", "Draining 9 s"]);
        begun.ShouldBe([DemoPhase.Dialing, DemoPhase.Draining]);
    }

    [Theory]
    [InlineData("132", 132)]
    [InlineData("", 80)]
    [InlineData("wide", 80)]
    [InlineData("0", 80)]
    [InlineData(null, 80)]
    public void A_width_that_nobody_knows_is_80(string? columns, int width) => ProgressLines.Told(columns).ShouldBe(width);

    private static DemoProgress Moment(DemoPhase phase, int seconds, string sentence) =>
        new(phase, TimeSpan.FromSeconds(seconds), Campaign: null, new Dictionary<AgentState, int>(), sentence);
}
