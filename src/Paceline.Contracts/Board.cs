namespace Paceline.Contracts;

/// <summary>The supervisor's page: every campaign group and every agent. Each change is a new snapshot with a higher number.</summary>
public sealed record BoardSnapshot(long Number, IReadOnlyList<CampaignSnapshot> Campaigns, IReadOnlyList<AgentRow> Agents)
{
    /// <summary>The reasons of Not ready that are chosen from, in order.</summary>
    public IReadOnlyList<string> NotReadyReasons { get; init; } = [];
}

/// <summary>One agent in the supervisor's list.</summary>
/// <param name="Why">For an agent who waits or is not ready: one sentence why; empty otherwise.</param>
public sealed record AgentRow(
    string Agent, string Name, string Campaign, AgentState State, DateTimeOffset Since, string? NotReadyReason, LegState Leg, string Why)
{
    /// <summary>The reason booked for after the call or record at hand; null: the agent will be ready.</summary>
    public string? ThenNotReady { get; init; }

    /// <summary>A sign-out that waits; null: none was asked for.</summary>
    public SigningOut? SigningOut { get; init; }

    /// <summary>When this state has lasted as long as it should (UTC): wrap-up by the rules of the campaign, Not ready by its reason; null: it has no
    /// limit.</summary>
    public DateTimeOffset? LimitAt { get; init; }

    /// <summary>Name of the person on the line or on the desk; empty: nobody is, or the list has no name.</summary>
    public string Customer { get; init; } = "";
}

/// <summary>Where a campaign group is between its loading and its unloading.</summary>
public enum CampaignState
{
    /// <summary>At rest: its agents do not see it.</summary>
    Unloaded,

    /// <summary>Its agents see it; nothing is dialled.</summary>
    Loaded,

    /// <summary>Dialling whenever agents, records and the law allow.</summary>
    Running,

    /// <summary>No more dials; unloaded when the last call and its outcome are over.</summary>
    Unloading,
}

/// <summary>How calls come about; the supervisor chooses it.</summary>
public enum DialMode
{
    /// <summary>Manual: the agent asks for a record, reads it, and calls.</summary>
    Preview,

    /// <summary>Automatic: a record comes to a ready agent, who reads it and calls.</summary>
    PushPreview,

    /// <summary>Automatic: one number is dialled for each free agent.</summary>
    Progressive,

    /// <summary>Automatic: numbers are dialled for agents who are expected to be free.</summary>
    Predictive,
}

/// <summary>One campaign group as the supervisor sees it.</summary>
/// <param name="Campaign">Id, such as "renewals".</param>
/// <param name="Name">Name for people.</param>
/// <param name="Mode">How its calls come about.</param>
/// <param name="State">Whether it dials.</param>
/// <param name="Waiting">While running and not dialling: one sentence why; empty otherwise.</param>
/// <param name="WaitingUntil">When that reason ends by itself (UTC); null when it does not.</param>
/// <param name="Counts">Figures since the group was loaded, each the fold of its facts.</param>
/// <param name="Chains">The people of its lists, by where they stand.</param>
/// <param name="Agents">Its agents by state, in the order of <see cref="AgentState"/>.</param>
/// <param name="AbandonmentLimit">The limit as a ratio, such as 0.03.</param>
/// <param name="Description">What it is for, in the company's words; empty: nobody said.</param>
public sealed record CampaignSnapshot(
    string Campaign,
    string Name,
    DialMode Mode,
    CampaignState State,
    string Waiting,
    DateTimeOffset? WaitingUntil,
    CallCounts Counts,
    ChainCounts Chains,
    IReadOnlyDictionary<AgentState, int> Agents,
    double AbandonmentLimit,
    string Description = "")
{
    /// <summary>It ran since it was loaded, and was stopped; its state is <see cref="CampaignState.Loaded"/>.</summary>
    public bool Stopped { get; init; }

    /// <summary>Where the campaign stands by its abandonment limit.</summary>
    public AbandonmentStanding Abandonment { get; init; } = AbandonmentStanding.None;

    /// <summary>What dialling ahead is to reach.</summary>
    public PacingRequest Pacing { get; init; } = new();

    /// <summary>The outcomes that are counted, as agents read them, by code; one that is missing is a word of the system.</summary>
    public IReadOnlyDictionary<string, string> OutcomeLabels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the last half hour came to.</summary>
    public RecentFigures Recent { get; init; } = RecentFigures.None;
}

/// <summary>The last half hour of a campaign, read anew every ten seconds.</summary>
/// <param name="Attempts">Attempts whose INVITE left, and which became a conversation or ended.</param>
/// <param name="Persons">Of these, a person answered. Persons ÷ attempts is the hit rate; what agents correct is counted as corrected.</param>
/// <param name="Abandoned">Of these, no agent came in time. Abandoned ÷ persons is the overdial rate.</param>
/// <param name="HitRates">The hit rate, 0 to 1, in eight equal parts of the time, the oldest first; null: no attempt ended in that part.</param>
/// <param name="BusyFactor">The share of agents' time, Not ready left out, in a call, a preview or wrap-up, 0 to 1, since the server
/// started at the earliest; null: nobody was at work.</param>
/// <param name="PeopleFinished">People who were finished in that time, each once.</param>
/// <param name="MinutesLeft">How long the people who are left would take at that speed; null: nobody was finished, or nobody is left.</param>
public sealed record RecentFigures(
    long Attempts, long Persons, long Abandoned, IReadOnlyList<double?> HitRates, double? BusyFactor, long PeopleFinished, double? MinutesLeft)
{
    public static RecentFigures None { get; } = new(0, 0, 0, [], null, 0, null);
}

/// <summary>Answered and abandoned calls as the limit counts them: both windows must keep it.</summary>
/// <param name="AnsweredToday">Calls that people answered on this day (UTC).</param>
/// <param name="AbandonedToday">Of these, nobody came in time.</param>
/// <param name="Answered">Of the whole window.</param>
/// <param name="Abandoned">Of the whole window.</param>
/// <param name="Days">Length of the window, this day included.</param>
public sealed record AbandonmentStanding(long AnsweredToday, long AbandonedToday, long Answered, long Abandoned, int Days)
{
    public static AbandonmentStanding None { get; } = new(0, 0, 0, 0, 30);
}

/// <summary>The answer to "Why?": why a campaign group does not dial, or dials slowly.</summary>
/// <param name="At">When it was so (UTC).</param>
/// <param name="Lines">The weightiest reason first; never empty.</param>
public sealed record CampaignWhy(DateTimeOffset At, IReadOnlyList<WhyLine> Lines);

/// <summary>One reason.</summary>
/// <param name="Kind">A word for programs: Phase, Trunk, Node, NoRecords, NotYetDue, Agents, NobodyAsks, Pacing, OnTheWay or Nothing.</param>
/// <param name="Sentence">What is so, with its figures.</param>
/// <param name="Remedy">What can be done about it; empty: nothing.</param>
/// <param name="Until">When it ends by itself (UTC); null: it does not.</param>
/// <param name="Stops">While it is so, nothing is dialled.</param>
public sealed record WhyLine(string Kind, string Sentence, string Remedy, DateTimeOffset? Until, bool Stops);

/// <summary>Counts of attempts. <c>Placed</c> ≥ <c>Answered</c> ≥ <c>Connected</c> + <c>Abandoned</c>.</summary>
/// <param name="Placed">Attempts whose INVITE left.</param>
/// <param name="Dialing">Of these, not yet answered or ended.</param>
/// <param name="Answered">Of these, answered.</param>
/// <param name="Connected">Answered and connected with an agent.</param>
/// <param name="Abandoned">A person answered and got no agent in time: hung up, or heard the message.</param>
/// <param name="Interrupted">Attempts whose end nobody saw, because a process ended.</param>
/// <param name="Outcomes">Outcomes set by agents.</param>
/// <param name="CallResults">Ended attempts by call result.</param>
/// <param name="Dispositions">Outcomes by code.</param>
public sealed record CallCounts(
    long Placed,
    long Dialing,
    long Answered,
    long Connected,
    long Abandoned,
    long Interrupted,
    long Outcomes,
    IReadOnlyDictionary<string, long> CallResults,
    IReadOnlyDictionary<string, long> Dispositions);

/// <summary>The chains (people) of a campaign group's lists.</summary>
/// <param name="Total">All.</param>
/// <param name="Untouched">Never dialled.</param>
/// <param name="Waiting">Dialled before, and due again now or later.</param>
/// <param name="Finished">Finished, by outcome, attempts used up, or Do Not Call.</param>
public sealed record ChainCounts(long Total, long Untouched, long Waiting, long Finished);
