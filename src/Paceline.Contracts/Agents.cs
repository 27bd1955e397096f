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

    /// <summary>A number is being dialled for this agent; nobody has answered yet.</summary>
    Reserved,

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
/// <param name="LegTrouble">Why no sound reaches the agent, a sentence; empty: it does, or nobody has tried.</param>
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
    IReadOnlyList<string> NotReadyReasons,
    string LegTrouble = "");

/// <summary>How a landed call stands.</summary>
public enum CallState
{
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
    int TimesCalled);

/// <summary>One field of a record: the column of the calling list and its value.</summary>
public sealed record RecordField(string Name, string Value);

/// <summary>One key of the outcome pad.</summary>
/// <param name="Code">The disposition code that is stored, such as "promise".</param>
/// <param name="Label">What the agent reads.</param>
/// <param name="Digit">The key that chooses it, 1 to 9; 0 when it has none.</param>
/// <param name="Meaning">One line: what happens with the record.</param>
public sealed record OutcomeChoice(string Code, string Label, int Digit, string Meaning);
