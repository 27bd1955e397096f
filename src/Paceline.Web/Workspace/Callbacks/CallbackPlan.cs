using System.Globalization;
using Paceline.Contracts;

namespace Paceline.Web.Workspace.Callbacks;

/// <summary>A callback as the panel has it so far. Date and time are those where the number is; what the server said of them stands beside.</summary>
/// <param name="At">The moment; null: date or time is no such thing, or comes twice or never there.</param>
/// <param name="Zone">Where the number is (IANA); empty: not known yet.</param>
/// <param name="Date">As a date field has it, such as 2026-11-23.</param>
/// <param name="Clock">As a time field has it, such as 10:00.</param>
/// <param name="Position">Of the chosen number among the person's.</param>
/// <param name="IsNew">A number that is typed in is called.</param>
/// <param name="Number">What was typed.</param>
public sealed record CallbackPlan(
    DateTimeOffset? At, string Zone, string Date, string Clock, int? Position, bool IsNew, string Number, bool Personal, string Note)
{
    private const string DateForm = "yyyy-MM-dd";
    private const string ClockForm = "HH:mm";

    /// <summary>Times the server suggests, earliest first.</summary>
    public IReadOnlyList<DateTimeOffset> Suggested { get; init; } = [];

    /// <summary>The server has judged this time.</summary>
    public bool Checked { get; init; }

    /// <summary>Its sentence against it; empty: none.</summary>
    public string Refusal { get; init; } = "";

    /// <summary>Its word for that, such as "outside-hours".</summary>
    public string Code { get; init; } = "";

    /// <summary>A time that is permitted.</summary>
    public DateTimeOffset? Instead { get; init; }

    /// <summary>Nothing chosen yet, at the number at hand; or what was arranged before.</summary>
    public static CallbackPlan Of(AgentSnapshot agent, CallCard call) => agent.Booked is { } booked
        ? new CallbackPlan(
            null,
            booked.Zone,
            "",
            "",
            booked.Position,
            IsNew: booked.Position is null,
            booked.Position is null ? booked.Number : "",
            booked.Personal,
            booked.Note).With(booked.At)
        : new(
            null,
            call.Zone,
            "",
            "",
            call.Numbers.FirstOrDefault(n => n.Number == call.Number)?.Position ?? 0,
            IsNew: false,
            "",
            agent.Callbacks.Choice is CallbackChoice.AlwaysPersonal,
            "");

    /// <summary>At a moment.</summary>
    public CallbackPlan With(DateTimeOffset at)
    {
        var there = CallbackWords.In(Zone, at);
        return Unjudged with
        {
            At = at,
            Date = there.ToString(DateForm, CultureInfo.InvariantCulture),
            Clock = there.ToString(ClockForm, CultureInfo.InvariantCulture),
        };
    }

    public CallbackPlan OnDate(string? date) => (Unjudged with { Date = date ?? "" }).Timed();

    public CallbackPlan AtClock(string? clock) => (Unjudged with { Clock = clock is { Length: >= 5 } ? clock[..5] : "" }).Timed();

    /// <param name="choice">A position, or "new".</param>
    public CallbackPlan AtNumber(string? choice) =>
        int.TryParse(choice, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
        ? Unjudged with { Position = position, IsNew = false }
        : Unjudged with { IsNew = true };

    public CallbackPlan AtNew(string? number) => Unjudged with { Number = number ?? "", IsNew = true };

    /// <summary>The server's word. Another zone is another moment for the same date and time; a plan without a time takes the first that is
    /// suggested.</summary>
    public CallbackPlan Judged(CallbackTimes times)
    {
        var plan = this with { Zone = times.Zone, Suggested = times.Suggested };
        return plan.Date.Length == 0 && times.Suggested.Count > 0
            ? plan.With(times.Suggested[0]) with { Checked = true }
            : (plan.Timed() with
            {
                Checked = times.At is not null && times.At == plan.Timed().At,
                Refusal = times.Refusal,
                Code = times.Code,
                Instead = times.Instead,
            });
    }

    /// <summary>The same time at the same number: what was said of one holds for the other.</summary>
    public bool IsFor(CallbackPlan other) =>
        (At, Date, Clock, Position, IsNew, Number) == (other.At, other.Date, other.Clock, other.Position, other.IsNew, other.Number);

    /// <summary>The first day that can be chosen.</summary>
    public string Earliest(DateTimeOffset now) => CallbackWords.In(Zone, now).ToString(DateForm, CultureInfo.InvariantCulture);

    private CallbackPlan Unjudged => this with { Checked = false, Refusal = "", Code = "", Instead = null };

    private CallbackPlan Timed() => this with
    {
        At = DateTime.TryParseExact($"{Date} {Clock}", $"{DateForm} {ClockForm}", CultureInfo.InvariantCulture, DateTimeStyles.None, out var there)
            ? CallbackWords.From(Zone, there)
            : null,
    };
}
