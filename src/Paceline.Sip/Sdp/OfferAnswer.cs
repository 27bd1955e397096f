namespace Paceline.Sip;

/// <summary>The outcome of answering an offer.</summary>
public abstract record SdpAnswer
{
    private protected SdpAnswer()
    {
    }

    /// <summary>Plain RTP agreed.</summary>
    public sealed record Agreed(SessionDescription Answer, NegotiatedAudio Audio) : SdpAnswer;

    /// <summary>A browser leg agreed.</summary>
    public sealed record BrowserAgreed(SessionDescription Answer, NegotiatedBrowser Browser) : SdpAnswer;

    /// <summary>Nothing in common, or an offer that cannot be used; SIP says 488.</summary>
    public sealed record Refused(string Reason) : SdpAnswer;
}

/// <summary>Offer and answer of one audio stream (RFC 3264), for SIP phones and for browsers (RFC 8829).</summary>
public static class OfferAnswer
{
    /// <summary>Our offer.</summary>
    public static SessionDescription Offer(SdpLocal local) => throw new NotSupportedException();

    /// <summary>Our answer to a phone's or a carrier's offer: the offer's first codec that we speak.</summary>
    public static SdpAnswer Answer(SessionDescription offer, SdpLocal local) => throw new NotSupportedException();

    /// <summary>Our ICE-lite answer to a browser's offer; PCMU only, no header extensions.</summary>
    public static SdpAnswer AnswerBrowser(SessionDescription offer, BrowserLocal local) => throw new NotSupportedException();

    /// <summary>What their answer to our offer means for us; null with a reason when it cannot be used.</summary>
    public static NegotiatedAudio? Read(SessionDescription answer, SdpLocal offered, out string refusal) =>
        throw new NotSupportedException();
}
