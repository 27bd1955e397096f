namespace Paceline.Media.Tones;

/// <summary>What the three tones before an announcement mean (North American coding, see docs of ITU-T E.180).</summary>
public enum SitKind
{
    /// <summary>The number was changed or is not in service.</summary>
    Intercept,

    /// <summary>There is no such number.</summary>
    VacantCode,

    /// <summary>The exchange found no way.</summary>
    Reorder,

    /// <summary>All lines are taken.</summary>
    NoCircuit,

    /// <summary>Three tones in no known coding, as outside North America.</summary>
    Unknown,
}

/// <summary>The special information tones.</summary>
public static class Sit
{
    internal const double FirstLow = 913.8, FirstHigh = 985.2, SecondLow = 1370.6, SecondHigh = 1428.5, Third = 1776.7;
    internal const int ShortMs = 274, LongMs = 380;

    /// <summary>The three tones of a meaning; for Unknown those of ITU-T E.180.</summary>
    public static Tone Of(SitKind kind) => kind switch
    {
        SitKind.Intercept => Three(FirstLow, ShortMs, SecondLow, ShortMs),
        SitKind.VacantCode => Three(FirstHigh, LongMs, SecondLow, ShortMs),
        SitKind.Reorder => Three(FirstLow, ShortMs, SecondHigh, LongMs),
        SitKind.NoCircuit => Three(FirstHigh, LongMs, SecondHigh, LongMs),
        SitKind.Unknown => new Tone([new(330, 950), new(330, 1400), new(330, 1800)], IsEndless: false),
    };

    private static Tone Three(double first, int firstMs, double second, int secondMs) =>
        new([new(firstMs, first), new(secondMs, second), new(LongMs, Third)], IsEndless: false);
}
