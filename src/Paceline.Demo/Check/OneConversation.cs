using System.Globalization;

namespace Paceline.Demo.Check;

/// <summary>An agent is in one conversation at a time: by the facts, by the voices at the agent's phone, and by the agent's tone at
/// the far end.</summary>
public static class OneConversation
{
    /// <summary>How far a voice may be heard before or after what the far end noted of its call: buffers and rounding.</summary>
    private const long SlackMs = 3000;

    public static Verdict Judge(CheckInput input)
    {
        List<string> findings = [.. ByFacts(input)];
        if (input.Lines is not { Source: LineLogSource.Carrier } lines || input.Robots is not { } robots)
        {
            return Verdict.Of(findings, "By the facts alone; nobody listened at the phones.");
        }

        var tones = robots.OfType<RobotLine.Began>()
            .GroupBy(static b => b.Agent, StringComparer.Ordinal)
            .ToDictionary(static g => g.Key, static g => g.Last().ToneHz, StringComparer.Ordinal);
        findings.AddRange(AtTheFarEnd(input, lines, tones));
        findings.AddRange(AtThePhones(input, lines, robots));
        return Verdict.Of(findings);
    }

    private static IEnumerable<string> ByFacts(CheckInput input)
    {
        Dictionary<string, string> talking = new(StringComparer.Ordinal);
        Dictionary<string, string> agents = new(StringComparer.OrdinalIgnoreCase);
        foreach (var fact in input.Ledger.Facts)
        {
            if (fact.Text("agent") is not { } agent || fact.Text("attempt") is not { } attempt)
            {
                continue;
            }

            if (fact.Fact is "agent.connected")
            {
                if (talking.TryGetValue(agent, out var other) && other != attempt)
                {
                    yield return $"{agent} was connected with attempt {attempt} while in the conversation of {other}.";
                }

                if (!agents.TryAdd(attempt, agent) && agents[attempt] != agent)
                {
                    yield return $"Attempt {attempt} was connected with both {agents[attempt]} and {agent}.";
                }

                talking[agent] = attempt;
            }
            else if (fact.Fact is "agent.conversationEnded" or "agent.outcomeSet" && talking.GetValueOrDefault(agent) == attempt)
            {
                talking.Remove(agent);
            }
        }
    }

    private static IEnumerable<string> AtTheFarEnd(CheckInput input, LineLog lines, Dictionary<string, double> tones) =>
        from line in lines.Lines
        where line.Heard is LineSound.Agent
        let agent = input.Ledger.Find(line.CallId)?.Agent ?? ""
        where tones.TryGetValue(agent, out var own) && !Same(own, line.HeardHz)
        select string.Create(CultureInfo.InvariantCulture,
            $"Call {line.CallId} belongs to {agent}, and the person heard the tone of another agent ({line.HeardHz} Hz).");

    private static IEnumerable<string> AtThePhones(CheckInput input, LineLog lines, IReadOnlyList<RobotLine> robots)
    {
        var calls = lines.Lines
            .Where(static line => line.OkAt is not null && line.ToneHz > 0)
            .ToLookup(line => input.Ledger.Find(line.CallId)?.Agent ?? "", StringComparer.Ordinal);
        foreach (var heard in robots.OfType<RobotLine.Heard>().Where(h => h.FromMs >= (lines.Since ?? long.MaxValue)))
        {
            if (heard.SecondHz > 0)
            {
                // A second tone that nobody speaks with is distortion of the first, and no person.
                if (!lines.Lines.Any(line => IsUp(line, heard) && Same(line.ToneHz, heard.SecondHz)))
                {
                    continue;
                }

                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{heard.Agent} heard two people at once ({heard.ToneHz} and {heard.SecondHz} Hz) at {heard.FromMs}.");
            }
            else if (!calls[heard.Agent].Any(line => IsUp(line, heard) && Same(line.ToneHz, heard.ToneHz)))
            {
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{heard.Agent} heard a person ({heard.ToneHz} Hz) at {heard.FromMs} with whom no call of theirs was up.");
            }
        }
    }

    private static bool IsUp(LineStory line, RobotLine.Heard heard) =>
        line.OkAt - SlackMs <= heard.FromMs && (line.OverAt ?? long.MaxValue - SlackMs) + SlackMs >= heard.UntilMs;

    private static bool Same(double one, double other) => Math.Abs(one - other) < 1;
}
