using System.Net;

namespace Paceline.Sip;

/// <summary>What happened at the endpoint, in the order it happened; drained by the host.</summary>
public abstract record SipEvent
{
    private protected SipEvent()
    {
    }

    /// <summary>100 came: somebody has our INVITE.</summary>
    public sealed record Trying(SipCallRef Call) : SipEvent;

    /// <summary>A provisional response without audio; each fork has its own remote tag.</summary>
    public sealed record Ringing(SipCallRef Call, int Status, string RemoteTag) : SipEvent;

    /// <summary>A provisional response with an answer in it: audio may flow before the person answers.</summary>
    public sealed record EarlyMedia(SipCallRef Call, int Status, string RemoteTag, NegotiatedAudio Audio) : SipEvent;

    /// <summary>Our INVITE was answered with 2xx and our ACK is out.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="RemoteTag">The winning fork.</param>
    /// <param name="Audio">Agreed audio; an answer we cannot use ends the call with a BYE instead of this event.</param>
    public sealed record Answered(SipCallRef Call, string RemoteTag, NegotiatedAudio Audio) : SipEvent;

    /// <summary>A 200 crossed our CANCEL: it was acknowledged and hung up at once; <see cref="Ended"/> follows.</summary>
    public sealed record AnsweredDespiteCancel(SipCallRef Call, string RemoteTag) : SipEvent;

    /// <summary>A call for us; 100 is out, the host now rings, answers or rejects.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Invite">The request as it came.</param>
    /// <param name="Source">Where it came from; the host decides whether it trusts that address.</param>
    /// <param name="Offer">Null: the far end wants our offer in the 200.</param>
    public sealed record IncomingInvite(SipCallRef Call, SipRequest Invite, IPEndPoint Source, SessionDescription? Offer)
        : SipEvent;

    /// <summary>ACK for our 200 came: the incoming call stands.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Audio">Agreed audio, also when the answer was in the ACK.</param>
    public sealed record Confirmed(SipCallRef Call, NegotiatedAudio Audio) : SipEvent;

    /// <summary>The audio of a standing call changed: hold, resume, new address, other codec.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Audio">As agreed now, seen from our side.</param>
    /// <param name="By">Who offered.</param>
    public sealed record MediaChanged(SipCallRef Call, NegotiatedAudio Audio, SipSide By) : SipEvent;

    /// <summary>Our re-INVITE was refused; the audio stays as it was.</summary>
    public sealed record ReofferRefused(SipCallRef Call, int Status) : SipEvent;

    /// <summary>The far end sent INFO in the dialog (DTMF relay, for one); it has been answered with 200.</summary>
    public sealed record InfoReceived(SipCallRef Call, string ContentType, string Body) : SipEvent;

    /// <summary>The far end asked us to transfer (REFER); it has been declined with 603.</summary>
    public sealed record TransferDeclined(SipCallRef Call, string ReferTo) : SipEvent;

    /// <summary>The last event of a call, exactly once.</summary>
    public sealed record Ended(SipCallRef Call, SipEnding Ending) : SipEvent;

    /// <summary>A 2xx that belongs to no call of ours (late fork, restart) was acknowledged and hung up.</summary>
    public sealed record StrayAnswerEnded(string CallId, string RemoteTag) : SipEvent;

    /// <summary>The result of <see cref="SipEndpoint.Options"/>.</summary>
    /// <param name="Id">As given by the host.</param>
    /// <param name="Status">The final response; zero when none came in 64*T1.</param>
    /// <param name="RoundTripMs">From the command to the response.</param>
    public sealed record OptionsAnswered(string Id, int Status, long RoundTripMs) : SipEvent;

    /// <summary>The result of <see cref="SipEndpoint.Register"/>.</summary>
    /// <param name="Id">As given by the host.</param>
    /// <param name="Status">The final response; zero when none came in 64*T1.</param>
    /// <param name="ExpiresSeconds">For how long, with a 2xx.</param>
    /// <param name="RetryAfterSeconds">As the registrar asked; zero when absent.</param>
    public sealed record Registered(string Id, int Status, int ExpiresSeconds, int RetryAfterSeconds) : SipEvent;

    /// <summary>A datagram was dropped; rate-limit before logging.</summary>
    public sealed record Unreadable(IPEndPoint Source, string Reason) : SipEvent;
}

/// <summary>Who did it.</summary>
public enum SipSide
{
    Us,
    FarEnd,
}

/// <summary>The timer that decided, when no message did.</summary>
public enum SipTimer
{
    /// <summary>A message decided.</summary>
    None,

    /// <summary>Timer B: nothing at all came back for our INVITE in 64*T1.</summary>
    InviteUnanswered,

    /// <summary>No final response in 64*T1 after our CANCEL (RFC 3261 §9.1).</summary>
    CancelUnanswered,

    /// <summary>No ACK for our 2xx in 64*T1; BYE was sent.</summary>
    AckMissing,

    /// <summary>Timer F on a request inside the dialog (RFC 3261 §12.2.1.2).</summary>
    RequestUnanswered,

    /// <summary>The session was not refreshed in time (RFC 4028 §10); BYE was sent.</summary>
    SessionExpired,
}

/// <summary>The evidence of how a call ended; what it means for the attempt is decided elsewhere.</summary>
public sealed record SipEnding
{
    /// <summary>Whose message, or whose timer, ended it.</summary>
    public required SipSide By { get; init; }

    /// <summary>Whether a 2xx had been seen or sent.</summary>
    public required bool WasAnswered { get; init; }

    /// <summary>The final response to the INVITE, 200 after an answer; zero when there was none.</summary>
    public int Status { get; init; }

    /// <summary>The response's phrase or what went wrong, in words.</summary>
    public string Phrase { get; init; } = "";

    /// <summary>Q.850 cause of the Reason header (RFC 3326) of the final response, BYE or CANCEL; zero when absent.</summary>
    public int Q850Cause { get; init; }

    /// <summary>Text of the Reason header.</summary>
    public string ReasonText { get; init; } = "";

    public SipTimer Timer { get; init; }

    /// <summary>Retry-After of the far end in seconds; zero when absent.</summary>
    public int RetryAfterSeconds { get; init; }

    /// <summary>The message that ended it, for headers such as Call-Info (608); null for a timer or our own doing.</summary>
    public SipMessage? Message { get; init; }
}
