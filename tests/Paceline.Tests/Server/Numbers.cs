using NodaTime;
using NodaTime.Extensions;

namespace Paceline.Tests.Server;

/// <summary>Telephone numbers by what the clock on their wall says: the server under test has the real time, and the law depends on it.</summary>
internal static class Numbers
{
    // Ranges kept for fiction, and one of an Indian operator; somewhere it is always day, and somewhere night.
    private static readonly (string Prefix, string Zone)[] _places =
    [
        ("+12125550", "America/New_York"), ("+442079460", "Europe/London"), ("+6125550", "Australia/Sydney"), ("+91987654", "Asia/Calcutta"),
    ];

    private static int _last = 100;

    /// <summary>A number nobody else uses, with the zone's name; it is day there and stays so for an hour.</summary>
    public static (string Number, string Zone) Awake() => At(static hour => hour is >= 9 and < 20);

    /// <summary>The same, where it is night.</summary>
    public static (string Number, string Zone) Asleep() => At(static hour => hour is >= 22 or < 7);

    private static (string Number, string Zone) At(Func<int, bool> fits)
    {
        var place = _places.First(p => fits(SystemClock.Instance.InZone(DateTimeZoneProviders.Tzdb[p.Zone]).GetCurrentTimeOfDay().Hour));
        var number = Interlocked.Increment(ref _last);
        return ($"{place.Prefix}{(place.Zone is "Australia/Sydney" or "Asia/Calcutta" ? $"{number:0000}" : $"{number:000}")}", place.Zone);
    }
}
