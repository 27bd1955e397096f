namespace Paceline.Contracts;

/// <summary>Who says whose a callback is.</summary>
public enum CallbackChoice
{
    /// <summary>The agent who books it.</summary>
    Agent,

    /// <summary>Nobody: all are personal.</summary>
    AlwaysPersonal,

    /// <summary>Nobody: all are the campaign's.</summary>
    AlwaysCampaign,
}

/// <summary>How a campaign promises callbacks.</summary>
/// <param name="Choice">Who says whose they are.</param>
/// <param name="DaysAhead">How far ahead one may be booked.</param>
/// <param name="GraceMinutes">How long a callback waits for its owner; then it is anybody's.</param>
/// <param name="WindowFrom">First permitted minute of the day where the number is, HH:mm.</param>
/// <param name="WindowUntil">First minute not permitted.</param>
public sealed record CallbackTerms(CallbackChoice Choice, int DaysAhead, double GraceMinutes, string WindowFrom, string WindowUntil)
{
    public static CallbackTerms Default { get; } = new(CallbackChoice.Agent, 30, 30, "08:00", "21:00");
}

/// <summary>Arranges a callback with the person of the attempt. In a call and in wrap-up it counts from the outcome on, and another takes its
/// place; a record that is read is closed by it.</summary>
/// <param name="At">When to call: in the future, and in the permitted hours where the number is.</param>
/// <param name="Personal">The agent calls back; false: whoever is free. Null: as the campaign says, and else whoever is free.</param>
/// <param name="Position">Another of the person's numbers; null: the one at hand.</param>
/// <param name="Number">A number that the person did not have, as people write it; null: none.</param>
/// <param name="Note">For whoever calls; at most 500 characters. Null: nothing.</param>
public sealed record CallbackRequest(
    Guid Attempt, DateTimeOffset At, bool? Personal = null, int? Position = null, string? Number = null, string? Note = null);

/// <summary>Moves a callback, or gives it to somebody else.</summary>
/// <param name="At">When to call.</param>
/// <param name="Owner">Id of the agent who calls; null: whoever is free.</param>
public sealed record CallbackChangeRequest(DateTimeOffset At, string? Owner = null);

/// <summary>What is permitted and usual for a callback at one number.</summary>
/// <param name="Zone">Where the number is (IANA).</param>
/// <param name="Suggested">Permitted times that people usually agree on, earliest first.</param>
/// <param name="At">The time that was asked about; null: none was.</param>
/// <param name="Code">Why it is not permitted, such as "outside-hours"; empty: it is, or none was asked about.</param>
/// <param name="Refusal">The same as a sentence.</param>
/// <param name="Instead">A time that is permitted instead; null: none is known, or it is no matter of time.</param>
public sealed record CallbackTimes(
    string Zone, IReadOnlyList<DateTimeOffset> Suggested, DateTimeOffset? At, string Code, string Refusal, DateTimeOffset? Instead);

/// <summary>What an agent has arranged and what counts from the outcome on.</summary>
/// <param name="Number">The number that will be called.</param>
/// <param name="Zone">Where it is (IANA).</param>
/// <param name="Position">Of the number among the person's; null: it is new.</param>
public sealed record BookedCallback(DateTimeOffset At, bool Personal, string Number, string Zone, int? Position, string Note);

/// <summary>The promise that is kept with a call.</summary>
/// <param name="At">When the call was promised for.</param>
/// <param name="Personal">It is this agent's own.</param>
/// <param name="By">Id of the agent who promised it.</param>
/// <param name="Missed">It was missed before.</param>
public sealed record CardCallback(DateTimeOffset At, bool Personal, string By, string Note, bool Missed);

/// <summary>How a callback stands.</summary>
public enum CallbackState
{
    /// <summary>Its time has not come.</summary>
    Pending,

    /// <summary>Its time has come.</summary>
    Due,

    /// <summary>It is being called, or read.</summary>
    Calling,

    /// <summary>Its time passed and nobody called; whoever is free calls now.</summary>
    Missed,

    /// <summary>Nobody called, and nobody may call any more.</summary>
    Lost,
}

/// <summary>A callback that is to be kept.</summary>
/// <param name="Callback">Names it in a command.</param>
/// <param name="Campaign">Id of the campaign group.</param>
/// <param name="Zone">Where the number is (IANA).</param>
/// <param name="Contact">The person's name; empty: the list has none.</param>
/// <param name="Number">For its owner whole; for everybody else all but the country and the last two digits are hidden.</param>
/// <param name="Owner">Id of the agent who calls; empty: whoever is free.</param>
/// <param name="OwnerName">For people.</param>
/// <param name="By">Id of the agent who promised it.</param>
/// <param name="MissedBy">Id of the agent whose it was when it was missed; empty: nobody's.</param>
/// <param name="Why">Why it was lost, such as "attempts used up"; empty: it was not.</param>
/// <param name="Again">Its time has come, and it is offered no sooner than then (UTC): its agent let it go a moment ago, or nobody may be called
/// before. Null: it waits for nothing but its agent.</param>
public sealed record CallbackRow(
    Guid Callback,
    string Campaign,
    DateTimeOffset At,
    string Zone,
    CallbackState State,
    string Contact,
    string Number,
    string Owner,
    string OwnerName,
    string By,
    string MissedBy,
    string Note,
    string Why = "",
    DateTimeOffset? Again = null);

/// <summary>Callbacks that are to be kept, earliest first; 1,000 at most. A campaign's list begins with those that were lost in the last week, of
/// which 1,000 are shown as well.</summary>
public sealed record CallbackList(IReadOnlyList<CallbackRow> Callbacks);
