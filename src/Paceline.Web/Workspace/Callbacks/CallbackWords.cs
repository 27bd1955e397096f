using System.Globalization;
using Paceline.Contracts;
using Paceline.Ui;
using Paceline.Web.Workspace.Messages;

namespace Paceline.Web.Workspace.Callbacks;

/// <summary>Times of callbacks in words: where the number is, and beside it for the agent.</summary>
public static class CallbackWords
{
    private static readonly TimeSpan _soon = TimeSpan.FromHours(3);

    /// <summary>The same moment where the number is; UTC where the zone is unknown.</summary>
    public static DateTimeOffset In(string zone, DateTimeOffset at) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? TimeZoneInfo.ConvertTime(at, found) : at.ToUniversalTime();

    /// <summary>The moment of a date and time there; null: a change of clocks leaves it out. One that comes twice is the earlier.</summary>
    public static DateTimeOffset? From(string zone, DateTime there)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            return new DateTimeOffset(there, TimeSpan.Zero);
        }

        return found.IsInvalidTime(there) ? null
            : new DateTimeOffset(there, found.IsAmbiguousTime(there) ? found.GetAmbiguousTimeOffsets(there).Max() : found.GetUtcOffset(there));
    }

    /// <summary>"In 30 min", "Tomorrow 10:00".</summary>
    public static string Soon(DateTimeOffset at, string zone, DateTimeOffset now)
    {
        var left = at - now;
        return left > _soon ? Day(at, zone, now)
            : left < TimeSpan.FromMinutes(90) ? Texts.FormatCallbackInMinutes(count: Steps(left.TotalMinutes, 5))
            : Texts.FormatCallbackInHours(count: Steps(left.TotalHours, 0.5));
    }

    /// <summary>"Today 18:00", "Mon 23 Nov 10:00", where the number is.</summary>
    public static string Day(DateTimeOffset at, string zone, DateTimeOffset now)
    {
        var there = In(zone, at);
        var days = (there.Date - In(zone, now).Date).Days;
        var day = days switch
        {
            0 => Texts.CallbackToday,
            1 => Texts.CallbackTomorrow,
            > 1 and < 7 => there.ToString("ddd", CultureInfo.CurrentCulture),
            _ => there.ToString(Texts.PatternDay, CultureInfo.CurrentCulture),
        };
        return $"{day} {there.ToString("HH:mm", CultureInfo.InvariantCulture)}";
    }

    /// <summary>"Mon 23 Nov 10:00", where the number is, whatever day is today.</summary>
    private static string Date(DateTimeOffset at, string zone) =>
        $"{In(zone, at).ToString(Texts.PatternDay, CultureInfo.CurrentCulture)} {In(zone, at).ToString("HH:mm", CultureInfo.InvariantCulture)}";

    /// <summary>"Lisbon time: 10:00 there is 11:00 for you"; empty: no time is chosen yet.</summary>
    public static string There(CallbackPlan plan) => plan.At is not { } at ? "" : Texts.FormatCallbackThere(
        place: Place(plan.Zone),
        there: In(plan.Zone, at).ToString("HH:mm", CultureInfo.InvariantCulture),
        here: TimeZoneInfo.ConvertTime(at, TimeZoneInfo.Local).ToString("ddd HH:mm", CultureInfo.CurrentCulture));

    /// <summary>Why not: in the screen's words where it has some, else in the server's.</summary>
    public static string Refused(CallbackPlan plan, CallbackTerms terms) => plan.Code switch
    {
        "outside-hours" => Texts.FormatCallbackHours(place: Place(plan.Zone), from: terms.WindowFrom, until: terms.WindowUntil),
        "past" => Texts.CallbackPast,
        "too-far" => Texts.FormatCallbackTooFar(days: terms.DaysAhead.ToString(CultureInfo.CurrentCulture)),
        "left-in-peace" when plan.Instead is { } instead => Texts.FormatCallbackInPeace(time: Date(instead, plan.Zone)),
        "too-many-callbacks" => Texts.CallbackTooMany,
        _ => ServerSentences.Read(plan.Refusal),
    };

    /// <summary>"Tomorrow 10:00 (Lisbon), you".</summary>
    public static string Booked(BookedCallback booked, DateTimeOffset now) => Texts.FormatCallbackBooked(
        time: Day(booked.At, booked.Zone, now), place: Place(booked.Zone), who: booked.Personal ? Texts.CallbackYou : Texts.CallbackAnybody);

    /// <summary>How one stands, in shape, colour and word.</summary>
    public static Mark Of(CallbackRow row, DateTimeOffset now) => row.State switch
    {
        CallbackState.Calling => new(Shape.Arrow, Tone.Moving, Texts.CallbacksCalling),
        CallbackState.Missed => new(Shape.Warning, Tone.Fault, Texts.CallbacksMissed),
        CallbackState.Lost => new(Shape.Warning, Tone.Fault, Texts.CallbacksLost),
        _ when row.At <= now => new(
            Shape.Clock,
            Tone.Attention,
            Texts.FormatCallbacksDue(minutes: Math.Floor((now - row.At).TotalMinutes).ToString("0", CultureInfo.CurrentCulture))),
        _ => new(Shape.Ring, Tone.Neutral, Texts.CallbacksBooked),
    };

    /// <summary>Why one was lost; empty: it was not.</summary>
    public static string Lost(CallbackRow row) => row.Why switch
    {
        "attempts used up" => Texts.CallbacksLostAttempts,
        "last number" => Texts.CallbacksLostNumbers,
        "do not call" => Texts.CallbacksLostSuppressed,
        "unknown time zone" => Texts.CallbacksLostZone,
        var why => ServerSentences.Read(why),
    };

    /// <summary>", 10:00 for you"; empty: it is the same time for both.</summary>
    public static string Here(CallbackRow row)
    {
        var (there, here) = (In(row.Zone, row.At), TimeZoneInfo.ConvertTime(row.At, TimeZoneInfo.Local));
        return there.DateTime == here.DateTime ? "" : $" · {Texts.FormatCallbacksHere(time: here.ToString("ddd HH:mm", CultureInfo.CurrentCulture))}";
    }

    /// <summary>"Callback due: Ana Duarte".</summary>
    public static string Due(CallbackRow row) => Texts.FormatCallbackDue(who: row.Contact.Length > 0 ? row.Contact : row.Number);

    /// <summary>"again at 15:20"; empty: it rests no more.</summary>
    public static string Again(CallbackRow row, DateTimeOffset now) =>
        row.Again is { } again && again > now ? Texts.FormatCallbacksAgain(time: MessageWords.When(again, now)) : "";

    /// <summary>When one of the agent's own that has fallen due comes to them.</summary>
    public static string Comes(CallbackRow row, Desk desk, DateTimeOffset now) =>
        row.Again is { } again && again > now ? Texts.FormatCallbackDueAgain(time: MessageWords.When(again, now))
        : desk.Snapshot?.State is AgentState.Ready ? Texts.CallbackDueReady
        : desk.MissedOwn ? Texts.CallbackDueMissed
        : Texts.CallbackDueAway;

    /// <summary>On the record that is called because of it.</summary>
    public static string Promise(CardCallback promise, string zone, DateTimeOffset now) => promise switch
    {
        { Missed: true } => Texts.FormatCallbackPromiseMissed(time: Day(promise.At, zone, now)),
        { Personal: true } => Texts.FormatCallbackPromiseMine(time: Day(promise.At, zone, now)),
        _ => Texts.FormatCallbackPromise(time: Day(promise.At, zone, now)),
    };

    /// <summary>As people say it; the exact time stands below.</summary>
    private static string Steps(double length, double step) => (Math.Round(length / step) * step).ToString("0.#", CultureInfo.CurrentCulture);

    public static string Place(string zone) => zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');
}
