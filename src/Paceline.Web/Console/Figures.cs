using System.Globalization;

namespace Paceline.Web.Console;

/// <summary>How figures are written.</summary>
public static class Figures
{
    /// <summary>"1,234,567".</summary>
    public static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
