namespace Paceline.Demo.Check;

/// <summary>Every dial was permitted when it left: hours where the number is, caps, Do Not Call, recomputed here, and the permission's
/// own end held against the INVITE at the far end.</summary>
public static class Permitted
{
    /// <summary>A permission is for one dial; one that lasts longer than this was not computed for it.</summary>
    private static readonly TimeSpan _validityMax = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan _day = TimeSpan.FromHours(24);

    public static Verdict Judge(CheckInput input)
    {
        List<string> findings = [];
        Dictionary<string, TimeZoneInfo?> zones = new(StringComparer.Ordinal);
        Dictionary<string, DateTimeOffset> suppressed = SuppressedByOutcome(input);
        Dictionary<string, Queue<DateTimeOffset>> left = new(StringComparer.Ordinal);
        var dials = input.Ledger.Attempts.Where(static a => a.Ordered.Count > 0).OrderBy(static a => a.Ordered[0].Number);
        foreach (var attempt in dials)
        {
            var ordered = attempt.Ordered[0];
            findings.AddRange(Permission(attempt, ordered, input.Lines?.Find(attempt.Attempt)));
            if (attempt.ChainAttempts >= input.Rules.AttemptsPerChain)
            {
                findings.Add(
                    $"Attempt {attempt.Attempt} follows {attempt.ChainAttempts} at its person; the cap is {input.Rules.AttemptsPerChain}.");
            }

            if (suppressed.TryGetValue(attempt.Number, out var since) && since < ordered.At)
            {
                findings.Add($"Attempt {attempt.Attempt} was ordered to a number that is not to be called since {since:O}.");
            }

            if (attempt.HasLeft && Count(left, attempt.Number, ordered.At) > input.Rules.AttemptsPerNumberPerDay)
            {
                findings.Add($"Attempt {attempt.Attempt} is beyond the {input.Rules.AttemptsPerNumberPerDay} of 24 hours at its number.");
            }

            if (!zones.TryGetValue(attempt.Zone, out var zone))
            {
                zones[attempt.Zone] = zone = TimeZoneInfo.TryFindSystemTimeZoneById(attempt.Zone, out var known) ? known : null;
            }

            if (zone is not null && !IsOpen(zone, ordered.At, input.Rules))
            {
                findings.Add($"Attempt {attempt.Attempt} was ordered outside the calling window of {attempt.Zone}.");
            }
        }

        return findings.Count == 0 && zones.Any(static z => z.Value is null)
            ? Verdict.Unknown($"This machine does not know the zone \"{zones.First(static z => z.Value is null).Key}\" (package tzdata).")
            : Verdict.Of(findings);
    }

    private static IEnumerable<string> Permission(AttemptStory attempt, FactLine ordered, LineStory? line)
    {
        if (ordered.Time("validUntil") is not { } until)
        {
            yield return $"Attempt {attempt.Attempt} was ordered without a permission.";
            yield break;
        }

        if (until <= ordered.At || until - ordered.At > _validityMax)
        {
            yield return $"The permission of attempt {attempt.Attempt} was not computed for this dial.";
        }

        if (line is { Invites: [var first, ..] } && first > until.ToUnixTimeMilliseconds())
        {
            yield return $"The INVITE of attempt {attempt.Attempt} left after its permission had ended.";
        }
    }

    private static bool IsOpen(TimeZoneInfo zone, DateTimeOffset at, CheckRules rules)
    {
        var local = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
        return local >= rules.WindowFrom && local < rules.WindowUntil;
    }

    private static Dictionary<string, DateTimeOffset> SuppressedByOutcome(CheckInput input)
    {
        Dictionary<string, DateTimeOffset> since = new(StringComparer.Ordinal);
        foreach (var fact in input.Ledger.Facts.Where(static f => f.Fact is "agent.outcomeSet" && f.Text("outcome") is "do-not-call"))
        {
            if (input.Ledger.Find(fact.Text("attempt") ?? "") is { Number.Length: > 0 } attempt)
            {
                since.TryAdd(attempt.Number, fact.At);
            }
        }

        return since;
    }

    private static int Count(Dictionary<string, Queue<DateTimeOffset>> left, string number, DateTimeOffset at)
    {
        if (!left.TryGetValue(number, out var times))
        {
            left[number] = times = new();
        }

        while (times.TryPeek(out var oldest) && oldest <= at - _day)
        {
            times.Dequeue();
        }

        times.Enqueue(at);
        return times.Count;
    }
}
