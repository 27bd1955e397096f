using System.Net;

namespace Paceline.Sip;

/// <summary>Where a call stands; what happens in each is in the endpoint's files of the same names.</summary>
internal enum CallState
{
    /// <summary>Our INVITE is out.</summary>
    Inviting,

    /// <summary>Our INVITE is out and we no longer want it; CANCEL is sent once something provisional has come.</summary>
    Cancelling,

    /// <summary>Their INVITE is here, no final response is out.</summary>
    Offered,

    /// <summary>Our 200 is out, their ACK is missing.</summary>
    Answering,

    /// <summary>Both sides know that it stands.</summary>
    Standing,

    /// <summary>Told as ended; a BYE or an ACK is still under way, and requests in the dialog are still answered.</summary>
    Leaving,

    Over,
}

/// <summary>One call of the endpoint: its dialogs, its audio and its own timers (2xx and reliable 18x again, CANCEL, session).</summary>
internal sealed class Call(SipCallRef name, CallState state) : IWaits
{
    public SipCallRef Ref { get; } = name;

    public CallState State { get; set; } = state;

    public InviteOrder? Order { get; init; }

    /// <summary>The transaction of the INVITE that set the call up.</summary>
    public ClientTransaction? Placed { get; set; }

    /// <summary>The open INVITE of the far end: the first one, or a re-INVITE whose ACK is missing.</summary>
    public ServerInvite? Open { get; set; }

    /// <summary>Their first INVITE's offer; null when they want ours.</summary>
    public SessionDescription? Offer { get; init; }

    /// <summary>Our re-INVITE that waits for its final response.</summary>
    public ClientTransaction? Reoffer { get; set; }

    /// <summary>What that re-INVITE offers; null for a session refresh.</summary>
    public SdpLocal? Reoffered { get; set; }

    /// <summary>Early dialogs by remote tag; kept after the answer, since a late 2xx of a losing fork needs its numbers.</summary>
    public SortedDictionary<string, Dialog> Forks { get; } = new(StringComparer.Ordinal);

    /// <summary>The dialog that counts: ours as callee, or the fork that answered.</summary>
    public Dialog? Dialog { get; set; }

    public SdpLocal? Media { get; set; }

    public NegotiatedAudio? Audio { get; set; }

    /// <summary>Our offer was in a 200; the answer is due in the ACK.</summary>
    public bool AnswerInAck { get; set; }

    /// <summary>Times a nonce of ours was called old; one is forgiven.</summary>
    public int StaleNonces { get; set; }

    public bool CancelSent { get; set; }

    public int CancelCause { get; set; }

    /// <summary>Seconds of RFC 4028; zero: no session timer runs.</summary>
    public int SessionSeconds { get; set; }

    public bool WeRefresh { get; set; }

    /// <summary>The refresh is out; the next deadline is the end of the session.</summary>
    public bool RefreshTried { get; set; }

    /// <summary>Raised by a 422; zero: not yet.</summary>
    public int MinSeSeconds { get; set; }

    public byte[] Answer { get; set; } = [];

    public IPEndPoint? AnswerTo { get; set; }

    public int AnswerNumber { get; set; }

    public long AnswerIntervalMs { get; set; }

    /// <summary>RSeq of our latest reliable provisional response; zero: none.</summary>
    public int RingingNumber { get; set; }

    public byte[] Ringing { get; set; } = [];

    /// <summary>Waits for the PRACK of the one before it; only the newest is kept.</summary>
    public SipResponse? RingingNext { get; set; }

    public long RingingIntervalMs { get; set; }

    public long? RingingAgainMs { get; set; }

    public long? PrackByMs { get; set; }

    public long? AnswerAgainMs { get; set; }

    public long? AckByMs { get; set; }

    public long? CancelByMs { get; set; }

    public long? SessionDueMs { get; set; }

    public long? NotedMs { get; set; }

    public long? DueMs => State == CallState.Over
        ? null
        : new[] { AnswerAgainMs, AckByMs, CancelByMs, SessionDueMs, RingingAgainMs, PrackByMs }.Min();

    public bool IsAlive => State is not (CallState.Leaving or CallState.Over);

    public bool WasAnswered => State is CallState.Answering or CallState.Standing;

    /// <summary>Once a fork has answered, only its dialog may say something about the call.</summary>
    public Dialog? Find(string remoteTag) => Dialog is null
        ? Forks.GetValueOrDefault(remoteTag)
        : Dialog.RemoteTag.Is(remoteTag) ? Dialog : null;

    public void StopRinging() => (RingingAgainMs, PrackByMs, RingingNext) = (null, null, null);

    public void StopAnswering() => (AnswerAgainMs, AckByMs) = (null, null);
}
