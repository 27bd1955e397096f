namespace Paceline.Demo.Check;

/// <summary>The facts, sorted into the stories of attempts; the check's own fold.</summary>
public sealed class Ledger
{
    private readonly SortedDictionary<string, AttemptStory> _attempts = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="facts">In the order of their numbers.</param>
    /// <param name="group">The campaign group whose facts count; facts of agents always do.</param>
    public Ledger(IReadOnlyList<FactLine> facts, string group)
    {
        Facts = [.. facts.Where(fact => !fact.Writer.StartsWith("group/", StringComparison.Ordinal) || fact.Writer == $"group/{group}")];
        foreach (var fact in Facts)
        {
            Take(fact);
        }
    }

    public IReadOnlyList<FactLine> Facts { get; }

    public IReadOnlyCollection<AttemptStory> Attempts => _attempts.Values;

    public AttemptStory? Find(string attempt) => _attempts.GetValueOrDefault(attempt);

    private void Take(FactLine fact)
    {
        if (fact.Text("attempt") is not { Length: > 0 } id)
        {
            return;
        }

        if (!_attempts.TryGetValue(id, out var story))
        {
            story = new AttemptStory { Attempt = id };
            _attempts.Add(id, story);
        }

        switch (fact.Fact)
        {
            case "group.reservationOrdered" or "group.dialedAhead":
                Begin(story, fact);
                break;
            case "attempt.agentAssigned":
                story.Agent = fact.Text("agent") ?? "";
                break;
            case "agent.reserved" or "agent.callChosen":
                story.Reserved = fact;
                break;
            case "attempt.ordered":
                story.Ordered.Add(fact);
                break;
            case "attempt.placed":
                story.Placed = fact;
                break;
            case "attempt.alerted":
                story.Alerted ??= fact;
                break;
            case "attempt.answered":
                story.Answered = fact;
                break;
            case "attempt.bridged":
                story.Bridged = fact;
                break;
            case "attempt.messageStarted":
                story.MessageStarted = fact;
                break;
            case "attempt.ended":
                story.Ended = fact;
                break;
            case "attempt.interrupted":
                story.Interrupted = fact;
                break;
            case "attempt.withdrawn":
                story.Withdrawn = fact;
                break;
            case "group.outcomeRecorded":
                story.OutcomeRecorded = fact;
                break;
            case "group.outcomeReturned":
                story.OutcomeRecorded = null;
                break;
            default:
                break; // Others speak of agents and chains; the checks that need them read them in their order.
        }
    }

    private static void Begin(AttemptStory story, FactLine fact)
    {
        var chain = FactLine.Part(fact.Members, "chain");
        var records = FactLine.Part(chain, "records");
        var position = (int)(FactLine.WholeOf(chain, "position") ?? 0);
        story.Began = fact;
        story.Agent = fact.Text("agent") ?? "";
        story.Chain = FactLine.WholeOf(chain, "id");
        story.ChainAttempts = FactLine.WholeOf(chain, "attempts") ?? 0;
        if (records.ValueKind is System.Text.Json.JsonValueKind.Array && position < records.GetArrayLength())
        {
            story.Number = FactLine.TextOf(records[position], "number") ?? "";
            story.Zone = FactLine.TextOf(records[position], "zone") ?? "";
        }
    }
}
