using Paceline.Contracts;

namespace Paceline.Web.Console;

/// <summary>Abandoned calls against their limit, as the board draws them: a bare percentage is nothing one can act on.</summary>
/// <param name="Live">Calls a person answered.</param>
/// <param name="Rate">Abandoned of these, 0 to 1; 0 when there are none.</param>
/// <param name="Broken">Over the limit.</param>
/// <param name="OnBar">The rate as a share of the bar, whose end is twice the limit.</param>
/// <param name="LimitOnBar">Where the limit is on the bar.</param>
/// <param name="Sentence">What can still happen, in words.</param>
public sealed record Abandonment(long Live, double Rate, bool Broken, double OnBar, double LimitOnBar, string Sentence)
{
    public static readonly Abandonment None = new(0, 0, false, 0, 0.5, "");

    public static Abandonment Of(CallCounts counts, double limit)
    {
        var live = counts.Connected + counts.Abandoned;
        var rate = live == 0 ? 0 : (double)counts.Abandoned / live;
        var broken = live > 0 && rate > limit;
        // Each further abandoned call is a live call too: (a + x) ≤ limit · (n + x).
        var more = limit is > 0 and < 1 ? (long)Math.Floor((((limit * live) - counts.Abandoned) / (1 - limit)) + 1e-9) : 0;
        var sentence = live == 0 ? "Nobody has answered yet."
            : broken ? "Over the limit, since the list was loaded."
            : more <= 0 ? "The next abandoned call breaks the limit."
            : $"{Figures.Whole(more)} more allowed now, since the list was loaded.";
        return new Abandonment(live, rate, broken, limit > 0 ? Math.Min(1, rate / (2 * limit)) : 0, 0.5, sentence);
    }
}
