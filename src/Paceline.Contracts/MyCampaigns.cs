namespace Paceline.Contracts;

/// <summary>The campaigns an agent works on that are loaded or run. Each change is a new snapshot with a higher number.</summary>
public sealed record MyCampaignsSnapshot(long Number, IReadOnlyList<MyCampaign> Campaigns);

/// <summary>One campaign as its agents see it.</summary>
/// <param name="Campaign">Id, such as "renewals".</param>
/// <param name="Name">Name for people.</param>
/// <param name="Description">What it is for, in the company's words; empty: nobody said.</param>
/// <param name="Mode">How its calls come about.</param>
/// <param name="State">Loaded, running or being unloaded.</param>
/// <param name="WaitingUntil">While running: nobody new is called before then (UTC): of some it is not the hour, others were called a
/// short while ago, or no call can leave. Null: somebody may be called, or nobody knows when.</param>
/// <param name="RecordsLeft">People of its lists who are not finished.</param>
public sealed record MyCampaign(
    string Campaign,
    string Name,
    string Description,
    DialMode Mode,
    CampaignState State,
    DateTimeOffset? WaitingUntil,
    long RecordsLeft)
{
    /// <summary>It is loaded, ran before and was stopped; false: it has not run yet, runs, or is not loaded.</summary>
    public bool Stopped { get; init; }
}
