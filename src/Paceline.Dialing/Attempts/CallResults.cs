using static Paceline.Dialing.Attempts.Cause;

namespace Paceline.Dialing.Attempts;

/// <summary>The one table from evidence to call result. A Reason header with a Q.850 cause weighs more than the response code
/// (RFC 3326); what happened after a 200 weighs more than both.</summary>
public static class CallResults
{
    /// <summary>Judges a call that is over. Total: every evidence has a result.</summary>
    public static (Cause Cause, CallResult Result) Judge(Evidence seen)
    {
        var cause = seen.Answered ? AfterAnswer(seen) : BeforeAnswer(seen);
        return (cause, Of(cause));
    }

    /// <summary>The number for lists and treatments of each finer cause.</summary>
    public static CallResult Of(Cause cause) => cause switch
    {
        Conversation => CallResult.Answer,
        Abandoned => CallResult.Abandoned,
        Dropped => CallResult.Dropped,
        AnsweredNoMedia => CallResult.Silence,
        InvalidNumber => CallResult.InvalidNumber,
        NumberChanged => CallResult.Intercept,
        IncompleteNumber => CallResult.VacantCode,
        Busy => CallResult.Busy,
        NoAnswer => CallResult.NoAnswer,
        Unavailable => CallResult.NoAnswer,
        Rejected => CallResult.RemoteRelease,
        Unwanted => CallResult.RemoteRelease,
        BlockedByNetwork => CallResult.DialError,
        TrunkRefused => CallResult.SwitchError,
        Congestion => CallResult.AllTrunksBusy,
        MediaNegotiation => CallResult.DialError,
        TrunkDown => CallResult.SwitchError,
        SpecialTones => CallResult.SitUnknown,
        FaxTone => CallResult.Fax,
        TakenBack => CallResult.Cleared,
        NotAdmitted => CallResult.NoFreePort,
        NumberNotAllowed => CallResult.DialError,
        Other => CallResult.RemoteRelease,
        Interrupted => CallResult.SystemError,
    };

    private static Cause AfterAnswer(Evidence seen) => seen switch
    {
        { Bridged: true } => Conversation,
        { Heard: Heard.Fax } => FaxTone,
        { EndedBy: EndedBy.FarEnd } => Abandoned,
        { EndedBy: EndedBy.MediaLost, Media: false } => AnsweredNoMedia,
        _ => Dropped,
    };

    private static Cause BeforeAnswer(Evidence seen) => seen switch
    {
        { EndedBy: EndedBy.NotAdmitted } => NotAdmitted,
        { EndedBy: EndedBy.NumberRefused } => NumberNotAllowed,
        { EndedBy: EndedBy.NoResponse } => TrunkDown,
        { EndedBy: EndedBy.RingTimeout } => NoAnswer,
        { EndedBy: EndedBy.NoCommonCodec } => MediaNegotiation,
        { EndedBy: EndedBy.HangUp or EndedBy.LeaseLost or EndedBy.NodeStopping } => TakenBack,
        { Q850: > 0 } when ByQ850(seen.Q850) is { } cause => cause,
        { SipCode: 603 } when seen.ReasonText.Contains("network blocked", StringComparison.OrdinalIgnoreCase) => BlockedByNetwork,
        { Heard: Heard.Sit, SipCode: not (404 or 410 or 484 or 604) } => SpecialTones,
        _ => BySipCode(seen.SipCode),
    };

    /// <summary>ITU-T Q.850 table 1; null: says nothing that the response code does not say better (31 "normal, unspecified").</summary>
    private static Cause? ByQ850(int cause) => cause switch
    {
        1 => InvalidNumber,
        17 => Busy,
        18 or 19 => NoAnswer,
        20 => Unavailable,
        21 => Rejected,
        22 => NumberChanged,
        28 => IncompleteNumber,
        34 or 38 or 41 or 42 or 44 => Congestion,
        65 or 79 or 88 => MediaNegotiation,
        _ => null,
    };

    /// <summary>RFC 3261 §21; 607: RFC 8197; 608: RFC 8688.</summary>
    private static Cause BySipCode(int code) => code switch
    {
        404 or 604 => InvalidNumber,
        410 => NumberChanged,
        484 => IncompleteNumber,
        486 or 600 => Busy,
        408 => NoAnswer,
        480 or 487 => Unavailable,
        603 => Rejected,
        607 => Unwanted,
        608 => BlockedByNetwork,
        401 or 402 or 403 or 407 => TrunkRefused,
        500 or 502 or 503 or 504 => Congestion,
        406 or 415 or 488 => MediaNegotiation,
        0 => TrunkDown,
        _ => Other,
    };
}
