using System.Net;

namespace Paceline.Sip;

/// <summary>Everything one outgoing call needs; the offer is made from <see cref="Media"/>.</summary>
public sealed record InviteOrder
{
    /// <summary>Chosen by the host: it is the attempt's id. Kept over digest and 422 retries.</summary>
    public required string CallId { get; init; }

    /// <summary>Request-URI and, unless <see cref="To"/> says otherwise, To.</summary>
    public required SipUri Target { get; init; }

    /// <summary>Caller id as the far end sees it; a tag in it is ignored.</summary>
    public required NameAddress From { get; init; }

    /// <summary>Null: the target.</summary>
    public NameAddress? To { get; init; }

    /// <summary>Where the INVITE is sent: the trunk's proxy or the phone.</summary>
    public required IPEndPoint Destination { get; init; }

    /// <summary>Our side of the audio; also answers later offers of the far end.</summary>
    public required SdpLocal Media { get; init; }

    /// <summary>Null: a challenge ends the call with 401 or 407.</summary>
    public SipCredentials? Credentials { get; init; }

    /// <summary>P-Asserted-Identity, Privacy, Diversion, Identity and the like; written as given.</summary>
    public IReadOnlyList<SipHeader> Headers { get; init; } = [];
}

/// <summary>A trunk's digest account; prints without its secret.</summary>
public sealed record SipCredentials(string User, string Password)
{
    public override string ToString() => $"SipCredentials({User})";
}
