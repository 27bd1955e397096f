using System.Collections.Immutable;
using NodaTime;

namespace Paceline.Dialing.Compliance;

/// <summary>The abandonment limit as a contract over decisions: it looks at what a dial could do in the worst case before it is made,
/// not at a rate afterwards. Counted over the last 30 days (16 CFR 310.4(b)(4)(i): 3 % of answered calls, per campaign, over 30 days).</summary>
/// <param name="Limit">0 to 0.03 for the United States and the United Kingdom; 0 allows covered dials only.</param>
public sealed record AbandonmentLimit(double Limit)
{
    public static AbandonmentLimit Default { get; } = new(0.03);

    /// <summary>Whether one more dial may be made. One that has an agent reserved for it cannot be abandoned by this decision and is
    /// always allowed: the progressive floor. One without is allowed if, should all uncovered dials in flight be answered and
    /// abandoned, the ratio still keeps the limit.</summary>
    public bool Allows(AbandonmentCounts counts, int uncoveredInFlight, bool covered) =>
        covered || counts.Abandoned + uncoveredInFlight + 1 <= Limit * (counts.Answered + uncoveredInFlight + 1);
}

/// <summary>Answered and abandoned calls of the legal window.</summary>
public readonly record struct AbandonmentCounts(long Answered, long Abandoned);

/// <summary>Counts by UTC day; days older than the legal window fall out.</summary>
public sealed record AbandonmentWindow(ImmutableSortedDictionary<LocalDate, AbandonmentCounts> Days)
{
    /// <summary>Length of the legal window.</summary>
    public const int LengthInDays = 30;

    public static AbandonmentWindow Empty { get; } = new(ImmutableSortedDictionary<LocalDate, AbandonmentCounts>.Empty);

    /// <summary>The counts of the last 30 days.</summary>
    public AbandonmentCounts Total(Instant now)
    {
        var oldest = now.InUtc().Date.PlusDays(1 - LengthInDays);
        var days = Days.Where(d => d.Key >= oldest).Select(static d => d.Value).ToList();
        return new(days.Sum(static d => d.Answered), days.Sum(static d => d.Abandoned));
    }

    /// <summary>The counts of the day of that moment.</summary>
    public AbandonmentCounts Of(Instant now) => Days.GetValueOrDefault(now.InUtc().Date);

    public AbandonmentWindow AfterAnswer(Instant at) => With(at, static d => d with { Answered = d.Answered + 1 });

    public AbandonmentWindow AfterAbandonment(Instant at) => With(at, static d => d with { Abandoned = d.Abandoned + 1 });

    private AbandonmentWindow With(Instant at, Func<AbandonmentCounts, AbandonmentCounts> change)
    {
        var day = at.InUtc().Date;
        var oldest = day.PlusDays(1 - LengthInDays);
        return new(Days
            .RemoveRange(Days.Keys.TakeWhile(d => d < oldest))
            .SetItem(day, change(Days.GetValueOrDefault(day))));
    }
}
