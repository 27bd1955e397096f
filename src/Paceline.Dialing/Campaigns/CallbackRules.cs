using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;

namespace Paceline.Dialing.Campaigns;

/// <summary>Who says whose a callback is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CallbackChoice>))]
public enum CallbackChoice
{
    /// <summary>The agent who books it.</summary>
    Agent,

    /// <summary>Nobody: all are personal.</summary>
    AlwaysPersonal,

    /// <summary>Nobody: all are the campaign's.</summary>
    AlwaysCampaign,
}

/// <summary>How callbacks are promised and kept (features 5.2, 16).</summary>
/// <param name="Choice">Who says whose they are.</param>
/// <param name="Grace">How long after its time a callback waits for its owner, or for anybody; then it is missed, and anybody's. 1 min to 24 h.</param>
/// <param name="DaysAhead">How far ahead one may be booked; 1 to 365.</param>
public sealed record CallbackRules(CallbackChoice Choice, Duration Grace, int DaysAhead)
{
    /// <summary>Callbacks that a campaign has to keep at one time. They are held in memory whole: with the longest notes some 30 MB. Each agent who is in
    /// a call at that moment may add one more.</summary>
    public const int Most = 20_000;

    public static CallbackRules Default { get; } = new(CallbackChoice.Agent, Duration.FromMinutes(30), DaysAhead: 30);

    /// <summary>Why a callback may not be arranged like that, with a time at which it could be; null: it may.</summary>
    /// <param name="notBefore">The person is left in peace until then; null: they are not.</param>
    public Refusal? Refuses(Booking booking, CallingWindow window, Instant now, Instant? notBefore = null) => booking switch
    {
        { Personal: false } when Choice is CallbackChoice.AlwaysPersonal =>
            new("always-personal", "In this campaign callbacks are personal: whoever books one calls back."),
        { Personal: true } when Choice is CallbackChoice.AlwaysCampaign =>
            new("always-campaign", "In this campaign callbacks are the campaign's: whoever is free calls back."),
        { Note.Length: > Callback.NoteLengthMax } =>
            new("note-too-long", $"The note of a callback has at most {Callback.NoteLengthMax} characters; this one has {booking.Note.Length}."),
        _ => RefusesTime(booking.At, booking.Zone, window, now, notBefore),
    };

    /// <summary>Why nobody may be called then, with the next time at which they may; null: they may.</summary>
    /// <param name="zone">IANA time zone of the number.</param>
    /// <param name="notBefore">The person is left in peace until then; null: they are not.</param>
    public Refusal? RefusesTime(Instant at, string zone, CallingWindow window, Instant now, Instant? notBefore = null)
    {
        if (at <= now)
        {
            return new("past", "This time has passed. Choose a later one.") { Instead = NextOpen(zone, window, InFives(now + Duration.FromMinutes(5))) };
        }

        if (at < notBefore)
        {
            return new("left-in-peace", InPeace(zone, notBefore.Value)) { Instead = NextOpen(zone, window, InFives(notBefore.Value)) };
        }

        if (at > now + Duration.FromDays(DaysAhead))
        {
            return new("too-far", $"Callbacks are booked at most {DaysAhead} days ahead. Choose an earlier day.");
        }

        return window.At(zone, at) switch
        {
            WindowVerdict.Open => null,
            WindowVerdict.Closed closed => new("outside-hours", Hours(zone, window, closed.Until)) { Instead = closed.Until },
            _ => new("unknown-zone", "Nobody knows what time it is where this number is, so it is not called. Choose another number."),
        };
    }

    /// <summary>Times that people usually agree on and that are permitted, earliest first: in half an hour, in two hours, at six in the evening,
    /// the next morning at ten, on Monday at ten.</summary>
    /// <param name="zone">IANA time zone of the number; an unknown one has none.</param>
    /// <param name="notBefore">The person is left in peace until then; null: they are not.</param>
    public IReadOnlyList<Instant> Suggest(string zone, CallingWindow window, Instant now, Instant? notBefore = null)
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not { } found)
        {
            return [];
        }

        var today = now.InZone(found).Date;
        return
        [
            .. ((Instant[])
            [
                InFives(now + Duration.FromMinutes(30)),
                InFives(now + Duration.FromHours(2)),
                (today + new LocalTime(18, 0)).InZoneLeniently(found).ToInstant(),
                (today.PlusDays(1) + new LocalTime(10, 0)).InZoneLeniently(found).ToInstant(),
                (today.PlusDays(1).Next(IsoDayOfWeek.Monday) + new LocalTime(10, 0)).InZoneLeniently(found).ToInstant(),
            ]).Where(at => RefusesTime(at, zone, window, now, notBefore) is null).Distinct().Order(),
        ];
    }

    /// <summary>People agree on whole minutes, and on those that end in 0 or 5.</summary>
    private static Instant InFives(Instant at)
    {
        const long Step = 5 * 60;
        return Instant.FromUnixTimeSeconds((at.ToUnixTimeSeconds() + Step - 1) / Step * Step);
    }

    private static Instant? NextOpen(string zone, CallingWindow window, Instant from) => window.At(zone, from) switch
    {
        WindowVerdict.Open => from,
        WindowVerdict.Closed closed => closed.Until,
        _ => null,
    };

    private static string InPeace(string zone, Instant until)
    {
        var hours = (int)Peace.Length.TotalHours;
        return DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is { } found
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"This person answered and got no agent: for {hours} hours nobody calls them. Choose a time after {Clock(until.InZone(found))} there.")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"This person answered and got no agent: for {hours} hours nobody calls them. Choose a time after {Clock(until.InUtc())} UTC.");

        static string Clock(ZonedDateTime at) => at.LocalDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    private static string Hours(string zone, CallingWindow window, Instant opens)
    {
        var there = opens.InZone(DateTimeZoneProviders.Tzdb[zone]).LocalDateTime;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Calls to {zone} are permitted from {window.From:HH:mm} to {window.Until:HH:mm}. The next permitted time is {there:yyyy-MM-dd HH:mm} there.");
    }
}
