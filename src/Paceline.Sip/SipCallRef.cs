namespace Paceline.Sip;

/// <summary>Names one call of one endpoint; a loop back to ourselves has one Call-ID and two of these.</summary>
/// <param name="CallId">The Call-ID header; for a call we place, the id the host chose.</param>
/// <param name="LocalTag">Our own tag, made by the endpoint.</param>
public readonly record struct SipCallRef(string CallId, string LocalTag);

/// <summary>Why a command was not carried out; nothing was sent.</summary>
public enum SipRefusal
{
    /// <summary>The command was carried out.</summary>
    None,

    /// <summary>The call is over or never was.</summary>
    NoSuchCall,

    /// <summary>The call is there, but not where this command makes sense (ringing, answered, offer pending).</summary>
    WrongState,

    /// <summary>A call with this Call-ID is alive.</summary>
    CallIdInUse,

    /// <summary>A limit of <see cref="SipSettings"/> is reached.</summary>
    TooMany,

    /// <summary>A text of the order holds characters that would break the message (line ends, blanks in an id).</summary>
    Malformed,
}
