using NodaTime;
using NodaTime.TimeZones;

namespace Paceline.Dialing.Compliance;

/// <summary>The hours in which people may be called, in the zone of the called number. The default, 8:00 to 21:00, is the widest of
/// 47 CFR 64.1200(c)(1); every day of the week.</summary>
/// <param name="From">First permitted minute.</param>
/// <param name="Until">First minute not permitted; later than <paramref name="From"/>.</param>
public sealed record CallingWindow(LocalTime From, LocalTime Until)
{
    public static CallingWindow Default { get; } = new(new LocalTime(8, 0), new LocalTime(21, 0));

    /// <summary>Open or closed now in a zone, and until when. A zone nobody knows is closed: a guess could call at night.</summary>
    public WindowVerdict At(string zoneName, Instant now)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zoneName);
        if (zone is null)
        {
            return new WindowVerdict.NoSuchZone();
        }

        var today = now.InZone(zone).Date;
        var opens = Boundary(today, From, zone);
        var closes = Boundary(today, Until, zone);
        return now < opens ? new WindowVerdict.Closed(opens)
            : now < closes ? new WindowVerdict.Open(closes)
            : new WindowVerdict.Closed(Boundary(today.PlusDays(1), From, zone));
    }

    /// <summary>A local time that a change of clocks skips is taken after the gap; one that comes twice, the first time for the end
    /// and for the beginning alike (the shorter day for closing, at most an hour's earlier opening at 1 to 3 in the night).</summary>
    private static Instant Boundary(LocalDate date, LocalTime time, DateTimeZone zone) =>
        zone.ResolveLocal(date + time, Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter))
            .ToInstant();
}

/// <summary>What a calling window says about a moment.</summary>
public abstract record WindowVerdict
{
    private protected WindowVerdict()
    {
    }

    /// <summary>Calls are permitted until then.</summary>
    public sealed record Open(Instant Until) : WindowVerdict;

    /// <summary>No call before then.</summary>
    public sealed record Closed(Instant Until) : WindowVerdict;

    /// <summary>No call at all: the zone's name is unknown.</summary>
    public sealed record NoSuchZone : WindowVerdict;
}
