namespace Paceline.Demo.Check;

/// <summary>The check of what must always hold, by code of its own: from the stored facts, and from what far end and robots saw.</summary>
public static class DemoCheck
{
    /// <param name="input">What is looked at.</param>
    /// <param name="seconds">How long it dialled.</param>
    /// <param name="trouble">What went wrong beside the invariants.</param>
    public static DemoReport Judge(CheckInput input, double seconds, IReadOnlyList<string> trouble)
    {
        var attempts = input.Ledger.Attempts;
        return new DemoReport(
            seconds,
            attempts.LongCount(static a => a.HasLeft),
            attempts.LongCount(static a => a.HasAnswer),
            attempts.LongCount(static a => a.Bridged is not null),
            attempts.LongCount(static a => a.IsAbandoned),
            attempts.LongCount(static a => a.OutcomeRecorded is not null),
            AgentUse(input),
            CountsAddUp.Fold(attempts.Select(static a => a.Result).Where(static r => r.Length > 0)),
            [
                Told("neverTwice", NeverTwice.Judge(input), "No number was dialled twice at once, nor a chain before it was due."),
                Told("permitted", Permitted.Judge(input), "Every call was permitted where the number is, when it left."),
                Told("noSilentLine", NoSilentLine.Judge(input), "Whoever answered heard an agent or the message in time."),
                Told("abandonmentLimit", AbandonmentGuard.Judge(input), "No call was placed that could have broken the limit."),
                Told("nothingLost", NothingLost.Judge(input), "Every outcome that was acknowledged is stored, once and word for word."),
                Told("oneConversation", OneConversation.Judge(input), "No agent was in two conversations at a time."),
                Told("countsAddUp", CountsAddUp.Judge(input), "The live figures are those of the facts and of the far end."),
            ],
            trouble);
    }

    /// <summary>What holds is said in words too, before what was measured beside it.</summary>
    private static (string Name, Verdict Verdict) Told(string name, Verdict verdict, string promise) =>
        (name, verdict.Holds is true ? Verdict.Kept($"{promise} {verdict.Sentence}".TrimEnd()) : verdict);

    /// <summary>Conversation and wrap-up over all time ready, reserved, in conversation or in wrap-up.</summary>
    private static double AgentUse(CheckInput input)
    {
        Dictionary<string, (Use Use, DateTimeOffset Since)> agents = new(StringComparer.Ordinal);
        TimeSpan busy = default;
        TimeSpan free = default;
        foreach (var fact in input.Ledger.Facts.Where(static f => f.Fact.StartsWith("agent.", StringComparison.Ordinal)))
        {
            Use? next = fact.Fact switch
            {
                "agent.ready" => Use.Free,
                "agent.connected" => Use.Busy,
                "agent.notReady" or "agent.signedOut" => Use.Away,
                _ => null,
            };
            if (next is { } use && fact.Text("agent") is { } agent)
            {
                Add(agents.GetValueOrDefault(agent), fact.At);
                agents[agent] = (use, fact.At);
            }
        }

        foreach (var open in agents.Values)
        {
            Add(open, input.Now);
        }

        return busy + free > TimeSpan.Zero ? busy / (busy + free) : 0;

        void Add((Use Use, DateTimeOffset Since) span, DateTimeOffset until)
        {
            var length = until > span.Since ? until - span.Since : TimeSpan.Zero;
            busy += span.Use is Use.Busy ? length : TimeSpan.Zero;
            free += span.Use is Use.Free ? length : TimeSpan.Zero;
        }
    }

    private enum Use
    {
        Away,
        Free,
        Busy,
    }
}
