using System.Globalization;
using Paceline.Contracts;

namespace Paceline.Demo.Check;

/// <summary>The live figures are the fold of the facts, and the far end saw as many calls as they say.</summary>
public static class CountsAddUp
{
    public static Verdict Judge(CheckInput input)
    {
        if (input.Board?.Campaigns.FirstOrDefault(c => c.Campaign == input.Rules.Group) is not { } campaign)
        {
            return Verdict.Unknown("The live figures never came to rest beside the facts.");
        }

        return Verdict.Of([.. AtTheBoard(campaign.Counts, input.Ledger), .. AtTheLine(input)]);
    }

    private static IEnumerable<string> AtTheBoard(CallCounts shown, Ledger ledger)
    {
        var attempts = ledger.Attempts;
        var outcomes = Fold(attempts.Select(static a => a.OutcomeRecorded?.Text("outcome") ?? "").Where(static word => word.Length > 0));
        var results = Fold(attempts.Select(static a => a.Result).Where(static r => r.Length > 0));
        foreach (var (name, board, facts) in new (string, long, long)[]
        {
            ("placed", shown.Placed, attempts.LongCount(static a => a.HasLeft)),
            ("dialing", shown.Dialing, attempts.LongCount(static a => a.HasLeft && a.IsRinging)),
            ("answered", shown.Answered, attempts.LongCount(static a => a.HasAnswer)),
            ("connected", shown.Connected, attempts.LongCount(static a => a.Bridged is not null)),
            ("abandoned", shown.Abandoned, attempts.LongCount(static a => a.IsAbandoned)),
            ("interrupted", shown.Interrupted, attempts.LongCount(static a => a.Interrupted is not null)),
            ("outcomes", shown.Outcomes, outcomes.Values.Sum()),
        })
        {
            if (board != facts)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"The board shows {board} {name}, the facts say {facts}.");
            }
        }

        IEnumerable<string> differences =
            [.. Differences("call result", shown.CallResults, results), .. Differences("outcome", shown.Dispositions, outcomes)];
        foreach (var difference in differences)
        {
            yield return difference;
        }
    }

    /// <summary>An interrupted attempt may have left unnoticed; every other call at the far end is one that was placed.</summary>
    private static IEnumerable<string> AtTheLine(CheckInput input)
    {
        if (input.Lines is not { } lines)
        {
            yield break;
        }

        var seen = lines.Lines.LongCount(static line => line.Invites.Count > 0);
        var placed = input.AttemptsInLog.LongCount(static a => a.HasLeft);
        var unsure = input.AttemptsInLog.LongCount(static a => a.Interrupted is not null && !a.HasLeft);
        if (seen < placed || seen > placed + unsure)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{seen} calls reached the far end, {placed} were placed.");
        }

        foreach (var attempt in input.AttemptsInLog.Where(static a => a.Answered is not null))
        {
            if (lines.Find(attempt.Attempt)?.OkAt is null)
            {
                yield return $"Attempt {attempt.Attempt} counts as answered, and the far end never answered it.";
            }
        }
    }

    private static IEnumerable<string> Differences(
        string what, IReadOnlyDictionary<string, long> shown, SortedDictionary<string, long> facts)
    {
        SortedDictionary<string, long> board = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (word, count) in shown.Where(static pair => pair.Value != 0))
        {
            board[word] = count;
        }

        foreach (var word in board.Keys.Union(facts.Keys, StringComparer.OrdinalIgnoreCase))
        {
            if (board.GetValueOrDefault(word) != facts.GetValueOrDefault(word))
            {
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"The board shows {board.GetValueOrDefault(word)} of {what} {word}, the facts say {facts.GetValueOrDefault(word)}.");
            }
        }
    }

    internal static SortedDictionary<string, long> Fold(IEnumerable<string> words)
    {
        SortedDictionary<string, long> counts = new(StringComparer.OrdinalIgnoreCase);
        foreach (var word in words)
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        return counts;
    }
}
