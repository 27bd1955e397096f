namespace Paceline.Dialing.Attempts;

/// <summary>What the voice node saw and heard of a call that is over. Evidence, not judgement: the judgement is <see cref="CallResults"/>.</summary>
/// <param name="SipCode">Final response code of the INVITE; 0: none came.</param>
/// <param name="Q850">Cause of a Reason header (RFC 3326); 0: none.</param>
/// <param name="ReasonText">Reason phrase or text, at most 120 characters; never a number of a person.</param>
/// <param name="EndedBy">Who or what ended it.</param>
/// <param name="Heard">What early media or the answered line sounded like.</param>
/// <param name="InviteLeft">The INVITE left the node: the attempt counts against the caps.</param>
/// <param name="Answered">A 200 came.</param>
/// <param name="Bridged">An agent's sound reached the person.</param>
/// <param name="MessagePlayed">The abandonment message began.</param>
/// <param name="Media">Sound arrived after the answer.</param>
/// <param name="AnsweredAfterMs">From INVITE to 200; 0 when not answered.</param>
/// <param name="BridgedAfterMs">From 200 to the bridge; 0 when not bridged.</param>
/// <param name="EndedAfterMs">From INVITE to the end.</param>
public sealed record Evidence(
    int SipCode,
    int Q850,
    string ReasonText,
    EndedBy EndedBy,
    Heard Heard,
    bool InviteLeft,
    bool Answered,
    bool Bridged,
    bool MessagePlayed,
    bool Media,
    long AnsweredAfterMs,
    long BridgedAfterMs,
    long EndedAfterMs);

/// <summary>Who or what ended a call.</summary>
public enum EndedBy
{
    /// <summary>The far end refused, or hung up.</summary>
    FarEnd,

    /// <summary>We, by order.</summary>
    HangUp,

    /// <summary>Our CANCEL when the ring time-out ran out.</summary>
    RingTimeout,

    /// <summary>The answer limit ran out; the message was played, then we hung up.</summary>
    AnswerLimit,

    /// <summary>Nothing answered the INVITE (Timer B, RFC 3261 §17.1.1.2), or the address refused it.</summary>
    NoResponse,

    /// <summary>No sound came any more.</summary>
    MediaLost,

    /// <summary>The node had no server before the answer.</summary>
    LeaseLost,

    /// <summary>The node was stopped.</summary>
    NodeStopping,

    /// <summary>No common codec.</summary>
    NoCommonCodec,

    /// <summary>Their 200 crossed our CANCEL; it was acknowledged and ended.</summary>
    CancelCrossedAnswer,

    /// <summary>The node did not admit the call (trunk down, full or unknown, no place).</summary>
    NotAdmitted,

    /// <summary>The node did not admit the number: not one that this trunk may call.</summary>
    NumberRefused,
}

/// <summary>What a line sounded like.</summary>
public enum Heard
{
    Nothing,
    Speech,
    Ringback,
    Busy,
    Congestion,

    /// <summary>Special information tones (ITU-T E.180).</summary>
    Sit,
    Fax,
    Beep,

    /// <summary>Some sound that is none of these.</summary>
    Sound,
}
