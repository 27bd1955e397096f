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
        < 90 and var minutes => string.Create(CultureInfo.CurrentCulture, $"{Math.Max(1, Math.Round(minutes)):0} min"),
        < 6000 => string.Create(CultureInfo.CurrentCulture, $"{length.TotalHours:0.0} h"),
        _ => string.Create(CultureInfo.CurrentCulture, $"{length.TotalHours:#,0} h"),
    };
}
