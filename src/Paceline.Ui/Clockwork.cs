using System.Globalization;

namespace Paceline.Ui;

/// <summary>How lengths of time are written: minutes and seconds, and hours once there are some.</summary>
public static class Clockwork
{
    /// <summary>"02:14", "1:02:14"; a negative length (clocks that disagree by a moment) is zero.</summary>
    public static string Length(TimeSpan length)
    {
        var whole = length < TimeSpan.Zero ? TimeSpan.Zero : length;
        return whole.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)whole.TotalHours}:{whole.Minutes:00}:{whole.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{whole.Minutes:00}:{whole.Seconds:00}");
    }
}
