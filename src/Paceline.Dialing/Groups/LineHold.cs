using NodaTime;
using Paceline.Dialing.Attempts;

namespace Paceline.Dialing.Groups;

/// <summary>Why a group leaves its due records where they are though agents are free: the trunk is down, or the node has refused calls
/// and is asked less and less often. Nobody was reached for, so no person's attempts are used up by it. Not kept: a new start learns
/// the trunk from its node and begins without refusals.</summary>
/// <param name="Trouble">What the trunk does, in words that follow its name; empty: it is there.</param>
/// <param name="Refusals">Orders the node did not admit, one after the other; those of one pause count as one.</param>
/// <param name="Until">No order before then because of them.</param>
/// <param name="Why">What the node said to the last one.</param>
public sealed record LineHold(string Trouble, int Refusals, Instant Until, string Why)
{
    public static LineHold None { get; } = new("", 0, Instant.MinValue, "");

    private static readonly Duration _shortest = Duration.FromSeconds(1);

    /// <summary>Longest pause between two orders that a node refuses.</summary>
    private static readonly Duration _longest = Duration.FromSeconds(30);

    public bool TrunkIsDown => Trouble.Length > 0;

    /// <summary>Whether the node knows no trunk by the name that the campaign dials by: it was started without one.</summary>
    public bool HasNoTrunk => Why.StartsWith("TrunkUnknown", StringComparison.Ordinal);

    /// <summary>Whether an order would be in vain now.</summary>
    public bool Holds(Instant now) => TrunkIsDown || now < Until;

    /// <summary>After one more fact of the group.</summary>
    public LineHold After(DialingFact fact, Instant at) => fact switch
    {
        GroupFact.TrunkChanged changed => this with { Trouble = changed.Trouble },
        AttemptFact.Ended { Cause: Cause.NotAdmitted } ended when at >= Until => this with
        {
            Refusals = Refusals + 1,
            Until = at + Pause(Refusals),
            Why = ended.Evidence.ReasonText,
        },
        // The pause holds to its end: what left just before it says nothing about the next.
        AttemptFact.Placed or AttemptFact.Alerted or AttemptFact.Answered when Refusals > 0 && at >= Until => this with { Refusals = 0, Why = "" },
        _ => this,
    };

    private static Duration Pause(int refusalsBefore) => Duration.Min(_longest, _shortest * Math.Pow(2, Math.Min(refusalsBefore, 10)));
}
