using System.Collections.Immutable;
using Paceline.Dialing.Attempts;

namespace Paceline.Dialing.Groups;

/// <summary>Figures of a campaign group: a fold of its facts, and nothing else.</summary>
/// <param name="Placed">Attempts whose INVITE left.</param>
/// <param name="Dialing">Of these, neither answered nor over.</param>
/// <param name="Answered">Of these, answered.</param>
/// <param name="Connected">Answered and connected with an agent.</param>
/// <param name="Abandoned">Answered, and no agent came in time.</param>
/// <param name="Interrupted">Attempts whose end nobody saw.</param>
public sealed record GroupCounts(
    long Placed,
    long Dialing,
    long Answered,
    long Connected,
    long Abandoned,
    long Interrupted,
    ImmutableSortedDictionary<string, long> CallResults,
    ImmutableSortedDictionary<string, long> Outcomes)
{
    public static GroupCounts Zero { get; } = new(
        0, 0, 0, 0, 0, 0,
        ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal));

    /// <summary>After one more fact. An attempt that is answered before its INVITE was reported counts as placed by the answer.</summary>
    public GroupCounts After(DialingFact fact, DialAttempt? attempt) => (fact, attempt?.State) switch
    {
        (AttemptFact.Placed, AttemptState.Ordered) => this with { Placed = Placed + 1, Dialing = Dialing + 1 },
        (AttemptFact.Alerted, AttemptState.Ordered) => this with { Placed = Placed + 1, Dialing = Dialing + 1 },
        (AttemptFact.Answered, AttemptState.Ordered) => this with { Placed = Placed + 1, Answered = Answered + 1 },
        (AttemptFact.Answered, _) => this with { Dialing = Dialing - 1, Answered = Answered + 1 },
        (AttemptFact.Bridged, _) => this with { Connected = Connected + 1 },
        (AttemptFact.Ended ended, { } before) => Left(before, ended.Evidence.InviteLeft, ended.Evidence.Answered) with
        {
            CallResults = Plus(CallResults, ended.Result.ToString()),
            Abandoned = Abandoned + (AttemptFact.IsAbandonment(ended) ? 1 : 0),
        },
        (AttemptFact.Interrupted lost, { } before) => Left(before, inviteLeft: false, answered: false) with
        {
            CallResults = Plus(CallResults, nameof(CallResult.SystemError)),
            Abandoned = Abandoned + (AttemptFact.IsAbandonment(lost) ? 1 : 0),
            Interrupted = Interrupted + 1,
        },
        (GroupFact.OutcomeRecorded recorded, _) => this with { Outcomes = Plus(Outcomes, recorded.Outcome) },
        (GroupFact.OutcomeReturned returned, _) => this with { Outcomes = Minus(Outcomes, returned.Outcome) },
        _ => this,
    };

    private GroupCounts Left(AttemptState before, bool inviteLeft, bool answered) => before switch
    {
        AttemptState.Ordered when inviteLeft => this with { Placed = Placed + 1, Answered = Answered + (answered ? 1 : 0) },
        AttemptState.Dialing => this with { Dialing = Dialing - 1, Answered = Answered + (answered ? 1 : 0) },
        _ => this,
    };

    private static ImmutableSortedDictionary<string, long> Minus(ImmutableSortedDictionary<string, long> counts, string key) =>
        counts.GetValueOrDefault(key) > 1 ? counts.SetItem(key, counts[key] - 1) : counts.Remove(key);

    private static ImmutableSortedDictionary<string, long> Plus(ImmutableSortedDictionary<string, long> counts, string key) =>
        counts.SetItem(key, counts.GetValueOrDefault(key) + 1);
}
