using System.Globalization;

namespace Paceline.Demo.Check;

/// <summary>At every dial order the limit's guard, recomputed from the facts before it, allowed it; the measured rate stands beside.
/// Covered dials (an agent said it is reserved) are always allowed; those that are dialled ahead only by a pacing decision whose own figures
/// allow so many and agree with the facts; any other only if the worst case keeps the limit.</summary>
public static class AbandonmentGuard
{
    /// <summary>The legal window (16 CFR 310.4(b)(4)(i)), by UTC day as the guard counts it.</summary>
    private const int WindowInDays = 30;

    /// <summary>The chance that pacing accepts, at one decision, of losing as many calls as would break the limit (docs/pacing.md).</summary>
    private const double RiskMax = 0.0005;

    public static Verdict Judge(CheckInput input)
    {
        List<string> findings = [];
        List<(DateOnly Day, bool Abandoned)> calls = [];
        HashSet<string> answered = new(StringComparer.OrdinalIgnoreCase);
        HashSet<string> uncovered = new(StringComparer.OrdinalIgnoreCase);
        var ahead = new Allowance(0, "no pacing decision came before it");
        HashSet<string> dialledAhead = new(StringComparer.OrdinalIgnoreCase);
        long answeredEver = 0;
        long abandonedEver = 0;
        foreach (var fact in input.Ledger.Facts)
        {
            var id = fact.Text("attempt") ?? "";
            switch (fact.Fact)
            {
                case "group.pacingDecided":
                    ahead = AllowanceOf(fact, Total(calls, fact.At), Today(calls, fact.At));
                    break;
                case "group.dialedAhead":
                    dialledAhead.Add(id);
                    if (ahead is { Left: <= 0, Why: var why })
                    {
                        findings.Add($"Attempt {id} was dialled ahead, and {why}.");
                    }

                    ahead = ahead with { Left = ahead.Left - 1 };
                    break;
                case "attempt.ordered" when dialledAhead.Contains(id):
                    break; // Judged with the decision that dialled it.
                case "attempt.ordered":
                    findings.AddRange(AtOrder(id, fact, input, Total(calls, fact.At), uncovered));
                    break;
                case "attempt.answered" when answered.Add(id):
                    calls.Add((Day(fact.At), Abandoned: false));
                    answeredEver++;
                    break;
                case "attempt.ended" or "attempt.interrupted":
                    uncovered.Remove(id);
                    if (AttemptStory.IsAbandonment(fact))
                    {
                        if (answered.Add(id))
                        {
                            calls.Add((Day(fact.At), Abandoned: false));
                            answeredEver++;
                        }

                        calls.Add((Day(fact.At), Abandoned: true));
                        abandonedEver++;
                    }

                    break;
                default:
                    break; // The guard counts dials, answers and abandonments, and nothing else.
            }
        }

        var rate = answeredEver == 0 ? 0 : 100.0 * abandonedEver / answeredEver;
        var limit = 100 * input.Rules.AbandonmentLimit;
        return Verdict.Of(findings, string.Create(CultureInfo.InvariantCulture,
            $"{abandonedEver} of {answeredEver} answered calls were abandoned ({rate:0.0} %); the limit is {limit:0.0} %."));
    }

    private static IEnumerable<string> AtOrder(
        string id, FactLine ordered, CheckInput input, (long Answered, long Abandoned) counts, HashSet<string> uncovered)
    {
        var seenAnswered = ordered.Whole("answeredSoFar");
        var seenAbandoned = ordered.Whole("abandonedSoFar");
        if (seenAnswered != counts.Answered || seenAbandoned != counts.Abandoned)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"When attempt {id} was ordered, the guard saw {seenAbandoned} of {seenAnswered} abandoned, ")
                + string.Create(CultureInfo.InvariantCulture, $"and the facts before it say {counts.Abandoned} of {counts.Answered}.");
        }

        var attempt = input.Ledger.Find(id);
        if (attempt?.Reserved is { } reserved && reserved.Number < ordered.Number && reserved.Text("agent") == attempt.Agent)
        {
            yield break;
        }

        uncovered.Add(id);
        if (counts.Abandoned + uncovered.Count > input.Rules.AbandonmentLimit * (counts.Answered + uncovered.Count))
        {
            yield return $"Attempt {id} was ordered without an agent, and its abandonment would have broken the limit.";
        }
    }

    /// <summary>What a decision allows by its own figures: as many dials as free agents cover, or all of them where enough is known, the window has
    /// something left and the guard holds. Figures that the facts before it do not bear out allow nothing.</summary>
    private static Allowance AllowanceOf(FactLine decided, params ReadOnlySpan<(long Answered, long Abandoned)> windows)
    {
        var why = FactLine.Part(decided.Members, "why");
        var seen = (FactLine.WholeOf(why, "liveAnswers") ?? 0, FactLine.WholeOf(why, "abandoned") ?? 0);
        if (!windows.Contains(seen))
        {
            return new(0, string.Create(
                CultureInfo.InvariantCulture, $"the decision saw {seen.Item2} of {seen.Item1} abandoned, which the facts before it do not say"));
        }

        var launch = FactLine.WholeOf(why, "launch") ?? 0;
        var covered = Math.Max(0, Whole("free") - Whole("waiting") - Whole("inFlight"));
        var mayGoAhead = Whole("known") >= Whole("knownMin") && FactLine.RatioOf(why, "reserve") >= 1 && FactLine.RatioOf(why, "guardTail") <= RiskMax;
        return new(mayGoAhead ? launch : Math.Min(launch, covered), "the decision before it does not allow so many");

        long Whole(string name) => FactLine.WholeOf(why, name) ?? 0;
    }

    private static (long Answered, long Abandoned) Today(List<(DateOnly Day, bool Abandoned)> calls, DateTimeOffset at)
    {
        var today = calls.Where(call => call.Day == Day(at)).ToList();
        return (today.Count(static call => !call.Abandoned), today.Count(static call => call.Abandoned));
    }

    /// <summary>How many may still be dialled ahead by the latest decision, and why no more.</summary>
    private sealed record Allowance(long Left, string Why);

    private static (long Answered, long Abandoned) Total(List<(DateOnly Day, bool Abandoned)> calls, DateTimeOffset at)
    {
        var oldest = Day(at).AddDays(1 - WindowInDays);
        var recent = calls.Where(call => call.Day >= oldest).ToList();
        return (recent.Count(static call => !call.Abandoned), recent.Count(static call => call.Abandoned));
    }

    private static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}
