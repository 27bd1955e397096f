using System.Globalization;

namespace Paceline.Web.Console;

/// <summary>How figures are written.</summary>
public static class Figures
{
    /// <summary>"2026-11-25 14:33", where the reader is.</summary>
    public static string Moment(DateTimeOffset at) => at.ToLocalTime().ToString(Texts.PatternMoment, CultureInfo.InvariantCulture);

    /// <summary>"1,234,567".</summary>
    public static string Whole(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>"45 min", "6.1 h", "120 h": a length that is a guess.</summary>
    public static string Roughly(TimeSpan length) => length.TotalMinutes switch
    {
        < 90 and var minutes => Texts.FormatFiguresMinutes(count: Math.Max(1, Math.Round(minutes)).ToString("0", CultureInfo.CurrentCulture)),
        < 6000 => Texts.FormatFiguresHours(count: length.TotalHours.ToString("0.0", CultureInfo.CurrentCulture)),
        _ => Texts.FormatFiguresHours(count: length.TotalHours.ToString("N0", CultureInfo.CurrentCulture)),
    };
}
