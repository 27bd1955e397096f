using Paceline.Contracts;

namespace Paceline.Web.Console;

/// <summary>Abandoned calls against their limit, as the board draws them: a bare percentage is nothing one can act on.</summary>
/// <param name="Rate">Abandoned of the answered ones, 0 to 1, of the window that stands worse; 0 when nobody answered.</param>
/// <param name="Broken">Over the limit, today or in the whole window.</param>
/// <param name="OnBar">The rate as a share of the bar, whose end is twice the limit.</param>
/// <param name="LimitOnBar">Where the limit is on the bar.</param>
/// <param name="Left">How many more calls may be abandoned now; 0: none.</param>
/// <param name="Sentence">What can still happen, in words.</param>
/// <param name="Windows">Both windows in figures.</param>
public sealed record Abandonment(double Rate, bool Broken, double OnBar, double LimitOnBar, long Left, string Sentence, string Windows)
{
    public static readonly Abandonment None = new(0, Broken: false, 0, 0.5, 0, "", "");

    public static Abandonment Of(AbandonmentStanding counts, double limit)
    {
        var (today, all) = (Rated(counts.AnsweredToday, counts.AbandonedToday, limit), Rated(counts.Answered, counts.Abandoned, limit));
        var (rate, left) = (Math.Max(today.Rate, all.Rate), Math.Min(today.Left, all.Left));
        var sentence = today.Rate > limit ? Texts.AbandonedOverToday
            : all.Rate > limit ? Texts.FormatAbandonedOverDays(days: counts.Days)
            : counts.Answered == 0 ? Texts.AbandonedNobody
            : left == 0 ? Texts.AbandonedNext
            : Plural.Of(nameof(Texts.AbandonedLeft_other), left);
        return new(
            rate, rate > limit, limit > 0 ? Math.Min(1, rate / (2 * limit)) : 0, 0.5, left, sentence,
            Texts.FormatAbandonedWindows(
                today: Figures.Whole(counts.AbandonedToday),
                todayAnswered: Figures.Whole(counts.AnsweredToday),
                days: counts.Days,
                all: Figures.Whole(counts.Abandoned),
                allAnswered: Figures.Whole(counts.Answered)));
    }

    /// <summary>Each further abandoned call is an answered call too: (a + x) ≤ limit · (n + x).</summary>
    private static (double Rate, long Left) Rated(long answered, long abandoned, double limit) => (
        answered == 0 ? 0 : (double)abandoned / answered,
        limit is > 0 and < 1 ? Math.Max(0, (long)Math.Floor((((limit * answered) - abandoned) / (1 - limit)) + 1e-9)) : 0);
}
