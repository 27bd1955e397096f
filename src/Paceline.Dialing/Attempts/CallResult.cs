namespace Paceline.Dialing.Attempts;

/// <summary>What the dialling found: the value for lists, treatments and reports, with the numbers of the trade (features 12).</summary>
public enum CallResult
{
    SystemError = 4,

    /// <summary>The far end ended the call without a word for it.</summary>
    RemoteRelease = 5,
    Busy = 6,
    NoAnswer = 7,
    AnsweringMachine = 9,
    AllTrunksBusy = 10,
    InvalidNumber = 11,
    VacantCode = 12,
    Intercept = 13,
    SitUnknown = 14,
    Fax = 17,

    /// <summary>We took the call back before anybody answered.</summary>
    Cleared = 19,

    /// <summary>A person answered, got no agent, and hung up.</summary>
    Abandoned = 21,

    /// <summary>A person answered, got no agent in time, and the system ended the call.</summary>
    Dropped = 26,
    Silence = 32,

    /// <summary>A person answered and an agent talked with them.</summary>
    Answer = 33,

    /// <summary>The call could not be made as it was asked for: codecs, destination.</summary>
    DialError = 41,

    /// <summary>The trunk refused us, not the person.</summary>
    SwitchError = 43,
    NoFreePort = 44,

    /// <summary>A personal callback was due, and its agent could not be had.</summary>
    AgentCallbackError = 47,

    /// <summary>A callback of the campaign was due, and nobody could be had.</summary>
    GroupCallbackError = 48,
}

/// <summary>The finer cause beside the call result, for reports and for people who look for a fault.</summary>
public enum Cause
{
    Conversation,
    Abandoned,
    Dropped,
    AnsweredNoMedia,
    InvalidNumber,
    NumberChanged,
    IncompleteNumber,
    Busy,
    NoAnswer,
    Unavailable,
    Rejected,
    Unwanted,
    BlockedByNetwork,
    TrunkRefused,
    Congestion,
    MediaNegotiation,
    TrunkDown,
    SpecialTones,
    FaxTone,
    TakenBack,
    NotAdmitted,
    NumberNotAllowed,
    Other,

    /// <summary>Nobody saw the end: a process died. Never an answer.</summary>
    Interrupted,
}
