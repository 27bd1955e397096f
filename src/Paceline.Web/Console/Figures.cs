using System.Globalization;

namespace Paceline.Web.Console;

/// <summary>How figures are written.</summary>
public static class Figures
{
    /// <summary>"2026-11-25 14:33", where the reader is.</summary>
    public static string Moment(DateTimeOffset at) => at.ToLocalTime().ToString(Texts.PatternMoment, CultureInfo.InvariantCulture);

    /// <summary>"1,234,567".</summary>
    public static string Whole(long number) => number.ToString("N0", CultureInfo.CurrentCulture);
}
