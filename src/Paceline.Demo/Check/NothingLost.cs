namespace Paceline.Demo.Check;

/// <summary>What was acknowledged to a robot is stored, once, word for word, and has reached the group.</summary>
public static class NothingLost
{
    public static Verdict Judge(CheckInput input)
    {
        if (input.Robots is not { } robots)
        {
            return Verdict.Unknown("There is no diary of what was acknowledged.");
        }

        var stored = input.Ledger.Facts
            .Where(static f => f.Fact is "agent.outcomeSet")
            .ToLookup(static f => f.Text("attempt") ?? "", StringComparer.OrdinalIgnoreCase);
        List<string> findings = [];
        foreach (var word in robots.OfType<RobotLine.Acknowledged>())
        {
            var facts = stored[word.Attempt].ToList();
            if (facts.Count != 1)
            {
                findings.Add($"The outcome of attempt {word.Attempt} was acknowledged to {word.Agent} and is stored {facts.Count} times.");
            }
            else if (facts[0].Text("agent") != word.Agent || facts[0].Text("outcome") != word.Outcome || facts[0].Text("note") != word.Note)
            {
                findings.Add($"The outcome of attempt {word.Attempt} is stored otherwise than it was acknowledged to {word.Agent}.");
            }
            else if (input.Ledger.Find(word.Attempt)?.OutcomeRecorded?.Text("outcome") != word.Outcome)
            {
                findings.Add($"The outcome of attempt {word.Attempt} never reached the campaign group.");
            }
        }

        return Verdict.Of(findings, $"{robots.OfType<RobotLine.Acknowledged>().Count()} acknowledged outcomes looked up.");
    }
}
