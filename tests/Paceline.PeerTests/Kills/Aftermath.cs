using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Paceline.Demo.Check;

namespace Paceline.PeerTests.Kills;

/// <summary>What is known when everything has come to rest: report, facts, the carrier's log, and the kills.</summary>
internal sealed partial class Aftermath(DemoReport report, Ledger ledger, IReadOnlyList<string> carrier, IReadOnlyList<Kill> kills)
{
    private readonly LineLog _lines = LineLog.Read(carrier, LineLogSource.Carrier);
    private readonly HashSet<string> _acknowledged = [.. carrier.Select(static line => JsonSerializer.Deserialize<JsonElement>(line))
        .Where(static line => FactLine.TextOf(line, "event") is "ack").Select(static line => FactLine.TextOf(line, "callId") ?? "")];

    public IReadOnlyList<Kill> Kills => kills;

    public IEnumerable<AttemptStory> Interrupted => ledger.Attempts.Where(static a => a.Interrupted is not null);

    public AttemptStory StoryOf(Kill kill) => ledger.Find(kill.Seen.Attempt) ?? throw new InvalidOperationException($"No fact knows attempt {kill.Seen.Attempt}.");

    public LineStory? LineOf(AttemptStory story) => _lines.Find(story.Attempt);

    /// <summary>Every broken invariant and every trouble; empty: all is well.</summary>
    public IReadOnlyList<string> Broken =>
    [
        .. report.Invariants.Where(static i => i.Verdict.Holds is false).Select(static i => $"{i.Name}: {i.Verdict.Sentence}"),
        .. report.Trouble,
    ];

    /// <summary>Everything that is known of the attempts that the broken sentences name.</summary>
    public string Explained() =>
        Explained(Broken.SelectMany(static sentence => Ids().Matches(sentence)).Select(static match => match.Value).Distinct(StringComparer.Ordinal));

    /// <summary>Everything the far end and the store know of some attempts.</summary>
    public string Explained(IEnumerable<string> attempts)
    {
        StringBuilder all = new();
        foreach (var id in attempts)
        {
            all.AppendLine(id);
            all.AppendJoin('\n', carrier.Where(line => line.Contains(id, StringComparison.OrdinalIgnoreCase))).AppendLine();
            all.AppendJoin('\n', ledger.Facts.Select(static f => f.Members.GetRawText()).Where(line => line.Contains(id, StringComparison.OrdinalIgnoreCase))).AppendLine();
        }

        return all.ToString();
    }

    public int FactsOf(AttemptStory story, string word) =>
        ledger.Facts.Count(f => f.Fact == word && string.Equals(f.Text("attempt"), story.Attempt, StringComparison.OrdinalIgnoreCase));

    /// <summary>Conversations that a kill met: the person heard an agent, and was on the line before and after the signal.</summary>
    public IEnumerable<(AttemptStory Story, LineStory Line)> TalkingAt(Kill kill) =>
        from story in ledger.Attempts
        let line = LineOf(story)
        where story.Interrupted is null || story.Interrupted.At.ToUnixTimeMilliseconds() >= kill.AtMs
        where line?.OkAt < kill.AtMs - 1000 && (line.OverAt ?? long.MaxValue) > kill.AtMs && line.Heard is LineSound.Agent
        select (story, line);

    /// <summary>Answers that came after their node was killed: to INVITEs from before.</summary>
    public IEnumerable<(AttemptStory Story, LineStory Line)> LateAnswers(Kill kill) =>
        from story in ledger.Attempts
        let line = LineOf(story)
        where line?.Invites[0] < kill.AtMs && line.OkAt > kill.AtMs && story.Ordered[0].At.ToUnixTimeMilliseconds() < kill.AtMs
        select (story, line);

    /// <summary>Whether the life of the node that had the attempt was over when it was interrupted: that life began before a kill, and the
    /// interruption came after it.</summary>
    public bool EpochHadEnded(AttemptStory story)
    {
        var epoch = story.Began?.Text("epoch");
        var began = ledger.Facts.FirstOrDefault(f => f.Fact is "agent.legUp" && f.Text("epoch") == epoch)?.At.ToUnixTimeMilliseconds();
        return kills.Any(kill => kill.Victim is Victim.Node && began <= kill.AtMs && story.Interrupted?.At.ToUnixTimeMilliseconds() >= kill.AtMs);
    }

    public bool IsAcknowledged(LineStory line) => _acknowledged.Contains(line.CallId);

    /// <summary>INVITEs to the number of an attempt between its end as an interrupted one and the end of its quarantine.</summary>
    public IEnumerable<LineStory> DialledInQuarantine(AttemptStory story)
    {
        var until = (story.Interrupted?.Time("quarantineUntil") ?? throw new InvalidOperationException("It was not interrupted.")).ToUnixTimeMilliseconds();
        return _lines.Lines.Where(line => line.Digits == LineLog.Digits(story.Number)
            && line.CallId != story.Attempt
            && line.Invites.Any(at => at >= story.Ordered[0].At.ToUnixTimeMilliseconds() && at < until));
    }

    /// <summary>Moment by victim, and what became of the attempt that was seen.</summary>
    public string Table()
    {
        StringBuilder table = new();
        table.AppendLine("victim  moment               back after  node            what became of it");
        foreach (var kill in kills)
        {
            table.AppendLine(CultureInfo.InvariantCulture,
                $"{kill.Victim,-7} {kill.Seen.Moment,-20} {kill.BackMs - kill.AtMs,7} ms  {(kill.NodeBefore == kill.NodeAfter ? "adopted" : "another one"),-14}  {Words(kill)}");
        }

        table.AppendLine(CultureInfo.InvariantCulture,
            $"{report.Attempts} attempts, {report.Answered} answered, {report.Connected} connected, {report.Abandoned} abandoned, {Interrupted.Count()} interrupted, {report.Dispositions} outcomes");
        foreach (var (name, verdict) in report.Invariants)
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"  {name,-17} {verdict.Holds?.ToString() ?? "unknown"}  {verdict.Sentence}");
        }

        return table.ToString();
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ids();

    private string Words(Kill kill)
    {
        var story = StoryOf(kill);
        var line = LineOf(story);
        var end = story.Interrupted is not null ? "interrupted, number quarantined"
            : story.Ended is not null ? $"ended as {story.Result}"
            : "given up before it left";
        var outcome = story.OutcomeRecorded is { } recorded ? $", outcome {recorded.Text("outcome")}" : "";
        var left = line is null ? "no INVITE" : string.Create(CultureInfo.InvariantCulture,
            $"{line.Invites.Count} INVITE ({(line.Invites[0] > kill.AtMs ? "after the kill" : "before it")})");
        var late = LateAnswers(kill).Count();
        var talking = TalkingAt(kill).Count();
        return string.Create(CultureInfo.InvariantCulture, $"{end}{outcome}; {left}; {talking} conversations met, {late} late answers");
    }
}
