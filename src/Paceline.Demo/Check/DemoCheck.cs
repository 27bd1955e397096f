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
                ("neverTwice", NeverTwice.Judge(input)),
                ("permitted", Permitted.Judge(input)),
                ("noSilentLine", NoSilentLine.Judge(input)),
                ("abandonmentLimit", AbandonmentGuard.Judge(input)),
                ("nothingLost", NothingLost.Judge(input)),
                ("oneConversation", OneConversation.Judge(input)),
                ("countsAddUp", CountsAddUp.Judge(input)),
            ],
            trouble);
    }

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
