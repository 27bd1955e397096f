namespace Paceline.Contracts;

/// <summary>What an agent is doing, in the trade's words; the server's machine has the same states.</summary>
public enum AgentState
{
    /// <summary>No session; nothing reaches the agent.</summary>
    SignedOut,

    /// <summary>Signed in, and no call is given; the reason says why.</summary>
    NotReady,

    /// <summary>Waiting for a call.</summary>
    Ready,

    /// <summary>A record to read, or a call to be dialled, waits for the agent to take it.</summary>
    Offered,

    /// <summary>A number is being dialled for this agent; nobody has answered yet.</summary>
    Reserved,

    /// <summary>The agent reads a record and has not called it.</summary>
    Previewing,

    /// <summary>The agent has called the record, and nobody has answered yet.</summary>
    Calling,

    /// <summary>Connected with a customer.</summary>
    Talking,

    /// <summary>The conversation is over and its outcome is not set yet.</summary>
    WrapUp,
}

/// <summary>Whether sound can reach the agent: the leg that stays up from the first Ready to the sign-out.</summary>
public enum LegState
{
    /// <summary>No leg: Ready is refused.</summary>
    Down,

    /// <summary>The leg is up by browser.</summary>
    Browser,

    /// <summary>The leg is up by SIP phone.</summary>
    Phone,
}

/// <summary>One agent's whole workspace as the server sees it; each change is a new snapshot with a higher number.</summary>
/// <param name="Agent">User id of the agent, such as "anna".</param>
/// <param name="Name">Name for people.</param>
/// <param name="Number">Rises with every change; a snapshot with a lower number than one already seen is old.</param>
/// <param name="State">What the agent is doing.</param>
/// <param name="Since">When this state began (UTC).</param>
/// <param name="NotReadyReason">Why not ready; null in every other state.</param>
/// <param name="ThenNotReady">The reason booked for after this call; null when the agent will be ready.</param>
/// <param name="Leg">The agent's leg.</param>
/// <param name="Campaign">Name of the campaign group the agent works in; empty when none.</param>
/// <param name="CampaignRunning">Whether it is dialling now.</param>
/// <param name="Call">The call and its record from connection to outcome; null otherwise.</param>
/// <param name="WrapUpUntil">When wrap-up ends by itself (UTC); null when not in wrap-up or without a limit.</param>
/// <param name="Outcomes">The outcome pad, in order.</param>
/// <param name="NotReadyReasons">The reasons an agent may choose, in order.</param>
public sealed record AgentSnapshot(
    string Agent,
    string Name,
    long Number,
    AgentState State,
    DateTimeOffset Since,
    string? NotReadyReason,
    string? ThenNotReady,
    LegState Leg,
    string Campaign,
    bool CampaignRunning,
    CallCard? Call,
    DateTimeOffset? WrapUpUntil,
    IReadOnlyList<OutcomeChoice> Outcomes,
    IReadOnlyList<string> NotReadyReasons)
{
    /// <summary>The reason after a sign-out that was taken back, where nothing was booked before it: screens say Not ready, without a reason.</summary>
    public const string Stayed = "Stayed signed in";

    /// <summary>When this state ends by itself (UTC): an offer goes to somebody else, a previewed record is called, wrap-up is over; null: never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>When this state has lasted as long as it should (UTC); null: it has no limit.</summary>
    public DateTimeOffset? LimitAt { get; init; }

    /// <summary>Why no sound reaches the agent, a sentence; empty: it does, or nobody has tried.</summary>
    public string LegTrouble { get; init; } = "";

    /// <summary>The agent's SIP phone is being called and has not been answered; false: it is connected, could not be reached, or there is none.</summary>
    public bool PhoneRings { get; init; }

    /// <summary>A sign-out that waits; null: none was asked for.</summary>
    public SigningOut? SigningOut { get; init; }

    /// <summary>Signed out, by a supervisor's order.</summary>
    public bool SignedOutBySupervisor { get; init; }

    /// <summary>The record of the person who is dialled for this agent while nobody has answered: to be read, not changed, and on the screen before
    /// the first sound. Null: nobody is.</summary>
    public CallCard? Coming { get; init; }

    /// <summary>How calls come about in the campaign.</summary>
    public DialMode Mode { get; init; } = DialMode.Progressive;

    /// <summary>A record was asked for and has not come.</summary>
    public bool Asking { get; init; }

    /// <summary>Why the record that was asked for did not come, or why it could not be called; empty: neither.</summary>
    public string Problem { get; init; } = "";

    /// <summary>What an offer is of: false: a call that is dialled when it is taken; true: a record to read.</summary>
    public bool OffersRecord { get; init; }

    /// <summary>An offer is taken by itself when its time is over; false: it goes to somebody else.</summary>
    public bool OfferIsTaken { get; init; }

    /// <summary>How often the agent may still add 30 seconds to the clock of the record that is read; 0: no clock runs, or no more.</summary>
    public int MoreTimesLeft { get; init; }

    /// <summary>In wrap-up: the call result of a call that reached nobody, such as "Busy"; empty: there was a conversation.</summary>
    public string Found { get; init; } = "";

    /// <summary>The voice channel is signed out: the agent has no sound and gets no call until they choose Ready.</summary>
    public bool ChannelOff { get; init; }

    /// <summary>The callback that was arranged in this call; it counts from the outcome on. Null: none.</summary>
    public BookedCallback? Booked { get; init; }

    /// <summary>How the campaign promises callbacks.</summary>
    public CallbackTerms Callbacks { get; init; } = CallbackTerms.Default;
    /// <summary>The attempt whose outcome the agent may still take back; null: none.</summary>
    public Guid? CanUndo { get; init; }

    /// <summary>The outcome that was set last, as long as it could be taken back; null: another record has followed, or it holds for good.</summary>
    public LastOutcome? Last { get; init; }

    /// <summary>The agent is not ready because wrap-up ran out before they saved; the last outcome is what was set for them.</summary>
    public bool WrapUpRanOut { get; init; }

    /// <summary>Nothing is saved before an outcome is chosen.</summary>
    public bool OutcomeMandatory { get; init; } = true;

    /// <summary>The call results that the agent may choose from in place of what was found, in order; empty: none.</summary>
    public IReadOnlyList<string> CallResults { get; init; } = [];

    /// <summary>The agent is not ready because what was offered was not taken in time.</summary>
    public bool MissedOffer { get; init; }

    /// <summary>The agent is not ready because their sound was lost.</summary>
    public bool SoundLost { get; init; }

    /// <summary>The agent is not ready because their page was without the server for a minute.</summary>
    public bool PageLost { get; init; }

    /// <summary>The campaign ran before and was stopped; false: it has not run yet, or runs.</summary>
    public bool CampaignStopped { get; init; }

    /// <summary>What the agent may do with records in this campaign.</summary>
    public AgentMay May { get; init; } = AgentMay.Everything;
}

/// <summary>What was set of the last record.</summary>
/// <param name="Code">Of the outcome; "none": nothing was said; "not-reached": the call result decides.</param>
/// <param name="Found">The call result of a call that reached nobody, such as "Busy"; empty: there was a conversation.</param>
/// <param name="Callback">A callback was arranged, and it counts.</param>
public sealed record LastOutcome(string Code, string Found, bool Callback);

/// <summary>A negotiated sign-out.</summary>
/// <param name="Since">When it was asked for (UTC).</param>
/// <param name="Until">The latest moment at which a call may still come (UTC); null: it waits for the end of the call and its outcome.</param>
/// <param name="AllowedAt">When it was allowed (UTC); null: not yet.</param>
/// <param name="GoneAt">When it is done (UTC), a few seconds after it was allowed; null: it is not allowed yet.</param>
/// <param name="Channel">Of the voice channel alone: the agent stays, without sound.</param>
/// <param name="BySupervisor">A supervisor ordered it; the agent cannot take it back.</param>
/// <param name="Now">It waits for the end of the call only, and no wrap-up follows it.</param>
public sealed record SigningOut(
    DateTimeOffset Since,
    DateTimeOffset? Until,
    DateTimeOffset? AllowedAt,
    DateTimeOffset? GoneAt,
    bool Channel = false,
    bool BySupervisor = false,
    bool Now = false);

/// <summary>What an agent may do with records; what is false is not shown.</summary>
/// <param name="Decline">Let an offered record or call go.</param>
/// <param name="Skip">Give a record back for somebody else.</param>
/// <param name="NotInCampaign">Take a record out of the campaign.</param>
/// <param name="OtherNumber">Call another number of the person.</param>
/// <param name="NewNumber">Call a number that is typed in.</param>
/// <param name="Callback">Book a callback.</param>
/// <param name="CallbackBeforeCall">Book one before any call.</param>
/// <param name="StopClock">Stop the clock of a timed preview.</param>
/// <param name="MoreTime">Add time to it.</param>
/// <param name="GetNext">Finish a record and ask for the next one in one step.</param>
/// <param name="DoneAndStop">Finish a record and take no further ones.</param>
/// <param name="UndoOutcome">Take the last outcome back.</param>
/// <param name="SetCallResult">Correct the call result of their own call.</param>
public sealed record AgentMay(
    bool Decline,
    bool Skip,
    bool NotInCampaign,
    bool OtherNumber,
    bool NewNumber,
    bool Callback,
    bool CallbackBeforeCall,
    bool StopClock = true,
    bool MoreTime = true,
    bool GetNext = true,
    bool DoneAndStop = true,
    bool UndoOutcome = true,
    bool SetCallResult = true)
{
    public static AgentMay Everything { get; } = new(true, true, true, true, true, true, true);
}

/// <summary>How a landed call stands.</summary>
public enum CallState
{
    /// <summary>Only offered: it may be taken or let go.</summary>
    Offered,

    /// <summary>The record is read and not called.</summary>
    Preview,

    /// <summary>It is dialled; nobody has answered.</summary>
    Calling,

    /// <summary>Both hear each other.</summary>
    Connected,

    /// <summary>The customer hears hold audio.</summary>
    OnHold,

    /// <summary>The call is over; the record waits for its outcome.</summary>
    Ended,
}

/// <summary>The landed call with its record.</summary>
/// <param name="Attempt">Id of the attempt; every command about this call names it.</param>
/// <param name="Number">The dialled number in international form, for the agent's eyes.</param>
/// <param name="Contact">The contact's name from the list; empty when the list has none.</param>
/// <param name="Campaign">Name of the campaign group.</param>
/// <param name="Zone">The contact's time zone (IANA), such as "Europe/London".</param>
/// <param name="State">How the call stands.</param>
/// <param name="ConnectedAt">When agent and customer were connected (UTC).</param>
/// <param name="EndedAt">When the conversation ended (UTC); null while it goes on.</param>
/// <param name="Fields">The record's fields in the order of the list.</param>
/// <param name="TimesCalled">Attempts at this person before this one.</param>
/// <param name="NumberType">The telephone the number belongs to: "mobile", "home", "work"; empty: nobody said.</param>
public sealed record CallCard(
    Guid Attempt,
    string Number,
    string Contact,
    string Campaign,
    string Zone,
    CallState State,
    DateTimeOffset ConnectedAt,
    DateTimeOffset? EndedAt,
    IReadOnlyList<RecordField> Fields,
    int TimesCalled,
    string NumberType = "")
{
    /// <summary>The person's numbers, in the order they are tried.</summary>
    public IReadOnlyList<CardNumber> Numbers { get; init; } = [];

    /// <summary>Earlier calls of the person, newest first; 20 at most.</summary>
    public IReadOnlyList<CardHistory> History { get; init; } = [];

    /// <summary>The promise that is kept with this call; null: nobody was promised it.</summary>
    public CardCallback? Callback { get; init; }

    /// <summary>The note that was saved with an outcome that was taken back; empty: none.</summary>
    public string Note { get; init; } = "";

    /// <summary>The code of the outcome that was taken back; empty: none was.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>The call result that was saved with it, such as "NoAnswer"; empty: what the dialling found stood.</summary>
    public string Result { get; init; } = "";
}

/// <summary>One number of a person.</summary>
/// <param name="Position">Names it in a command.</param>
/// <param name="Due">It is the one that is called unless another is chosen.</param>
public sealed record CardNumber(int Position, string Number, string Zone, bool Due);

/// <summary>An earlier call of a person.</summary>
/// <param name="Result">Its call result; empty: it was closed without a call.</param>
/// <param name="Outcome">The code of what the agent said; empty: nobody talked.</param>
/// <param name="Agent">Who had it, by name; empty: nobody.</param>
/// <param name="Label">The outcome as agents read it; empty: there is none, or the campaign never had it.</param>
public sealed record CardHistory(DateTimeOffset At, string Number, string Result, string Outcome, string Note, string Agent, string Label = "");

/// <summary>One field of a record: the column of the calling list and its value.</summary>
/// <param name="Name">The column.</param>
/// <param name="Label">The name agents read; null: the column's.</param>
/// <param name="Editable">Whether the agent may change it.</param>
/// <param name="Choices">What a list offers, in order; null for every other type.</param>
public sealed record RecordField(
    string Name,
    string Value,
    string? Label = null,
    FieldType Type = FieldType.Text,
    bool Editable = false,
    IReadOnlyList<string>? Choices = null);

/// <summary>One key of the outcome pad.</summary>
/// <param name="Code">The disposition code that is stored, such as "promise".</param>
/// <param name="Label">What the agent reads.</param>
/// <param name="Digit">The key that chooses it, 1 to 9; 0 when it has none.</param>
/// <param name="Meaning">One line: what happens with the record.</param>
/// <param name="Confirm">Asked before it is sent, with {number} for the number; null: it is sent at once.</param>
/// <param name="Folder">Where it stands among many, levels with "/" between them; empty: at the top.</param>
/// <param name="CallResult">The call result that it implies, such as "AnsweringMachine"; empty: what the dialling found.</param>
/// <param name="CallsAgain">Its step is TryAgain: what fits a callback, and is chosen with one unless the agent chose another.</param>
public sealed record OutcomeChoice(
    string Code, string Label, int Digit, string Meaning, string? Confirm = null, string Folder = "", string CallResult = "", bool CallsAgain = false);
