namespace Paceline.Demo.Check;

/// <summary>No number is dialled twice at once: each Call-ID is one attempt, ordered before its INVITE left, for a chain that was due,
/// and no two attempts to one number overlap, the quarantine of interrupted ones included.</summary>
public static class NeverTwice
{
    public static Verdict Judge(CheckInput input)
    {
        if (input.Lines is not { } lines)
        {
            return Verdict.Unknown("There is no log of what was dialled.");
        }

        return Verdict.Of([
            .. lines.Lines.Where(static line => line.Invites.Count > 0).Select(line => AtTheLine(line, input)).OfType<string>(),
            .. input.Ledger.Attempts.Where(static a => a.Ordered.Count > 1)
                .Select(static a => $"Attempt {a.Attempt} was ordered {a.Ordered.Count} times."),
            .. OverlapsInFacts(input),
            .. OverlapsAtTheLine(lines),
            .. NotDue(input),
        ]);
    }

    private static string? AtTheLine(LineStory line, CheckInput input)
    {
        if (input.Ledger.Find(line.CallId) is not { Ordered: [var ordered, ..] } attempt)
        {
            return $"An INVITE with Call-ID {line.CallId} left, and no stored attempt orders it.";
        }

        if (ordered.At.ToUnixTimeMilliseconds() > line.Invites[0])
        {
            return $"The INVITE of attempt {line.CallId} left before the attempt was ordered.";
        }

        return line.Digits.Length > 0 && line.Digits != LineLog.Digits(attempt.Number)
            ? $"Attempt {line.CallId} dialled another number than its record's."
            : null;
    }

    private static IEnumerable<string> OverlapsInFacts(CheckInput input)
    {
        var byNumber = input.Ledger.Attempts
            .Where(static a => a.Ordered.Count > 0 && a.Number.Length > 0)
            .GroupBy(static a => a.Number, StringComparer.Ordinal);
        foreach (var number in byNumber)
        {
            AttemptStory? before = null;
            foreach (var attempt in number.OrderBy(static a => a.Ordered[0].Number))
            {
                if (before is not null && (before.FreeAt is not { } free || free > attempt.Ordered[0].At))
                {
                    yield return $"Attempt {attempt.Attempt} was ordered while {before.Attempt} still held the same number.";
                }

                before = attempt;
            }
        }
    }

    private static IEnumerable<string> OverlapsAtTheLine(LineLog lines)
    {
        var byNumber = lines.Lines
            .Where(static line => line.Digits.Length > 0 && line.Invites.Count > 0)
            .GroupBy(static line => line.Digits, StringComparer.Ordinal);
        foreach (var number in byNumber)
        {
            LineStory? before = null;
            foreach (var line in number.OrderBy(static l => l.Invites[0]))
            {
                // A line without an end in the log was cut off by the end of the carrier; the facts judge that one.
                if (before?.OverAt > line.Invites[0])
                {
                    yield return $"The far end was called by {line.CallId} while {before.CallId} was still up.";
                }

                before = line;
            }
        }
    }

    /// <summary>A chain is due from its import on, until a fact says when it is due again, or that it is finished.</summary>
    private static IEnumerable<string> NotDue(CheckInput input)
    {
        Dictionary<long, DateTimeOffset> due = [];
        foreach (var fact in input.Ledger.Facts)
        {
            var chain = fact.Whole("chain") ?? FactLine.WholeOf(FactLine.Part(fact.Members, "chain"), "id");
            if (chain is not { } id)
            {
                continue;
            }

            if (fact.Fact is "group.reservationOrdered" or "group.dialedAhead" && due.TryGetValue(id, out var from) && from > fact.At)
            {
                yield return from == DateTimeOffset.MaxValue
                    ? $"Attempt {fact.Text("attempt")} was made for chain {id}, which was finished or in work."
                    : $"Attempt {fact.Text("attempt")} was made for chain {id} before it was due.";
            }

            due[id] = fact.Fact switch
            {
                "group.reservationOrdered" or "group.dialedAhead" => DateTimeOffset.MaxValue,
                "group.chainDeferred" => fact.Time("until") ?? DateTimeOffset.MaxValue,
                "group.chainChangeOrdered" => FactLine.TimeOf(FactLine.Part(fact.Members, "change"), "at") ?? DateTimeOffset.MaxValue,
                _ => due.GetValueOrDefault(id),
            };
        }
    }
}
