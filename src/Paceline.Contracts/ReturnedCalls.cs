namespace Paceline.Contracts;

/// <summary>What becomes of somebody who called back.</summary>
public enum ReturnedCallNext
{
    /// <summary>Nobody calls them: they are finished, or no campaign has called this number.</summary>
    Nothing,

    /// <summary>They are called in turn, as the treatment of their last call says.</summary>
    InTurn,

    /// <summary>A callback is booked with them.</summary>
    Callback,

    /// <summary>They are being called, or their record is read.</summary>
    Calling,

    /// <summary>Their number is on the Do Not Call list.</summary>
    Suppressed,
}

/// <summary>Somebody who called back: they heard a recorded sentence and good-bye, and no agent.</summary>
/// <param name="At">When they did last.</param>
/// <param name="Times">How often in the last 30 days.</param>
/// <param name="Campaign">Id of the campaign group that had called them last; empty: none had, and each campaign's list shows them.</param>
/// <param name="Number">All but the country and the last two digits are hidden; empty: withheld, or no number that exists. All of these are one row.</param>
/// <param name="Contact">The person's name; empty: not known.</param>
/// <param name="Last">The campaign's last call to the person that is over, its number hidden likewise; null: there is none.</param>
public sealed record ReturnedCallRow(
    DateTimeOffset At, long Times, string Campaign, string Number, string Contact, CardHistory? Last, ReturnedCallNext Next);

/// <summary>Who called back in the last 30 days, the last who did first: at most 100 whom the campaign had called last, and 100 whom none had.</summary>
public sealed record ReturnedCallList(IReadOnlyList<ReturnedCallRow> Calls);
