using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Paceline.Sip;

/// <summary>Bytes to send and where; the host owns the socket.</summary>
public readonly record struct SipDatagram(byte[] Bytes, IPEndPoint Destination);

/// <summary>
/// A user agent on one UDP address, both caller and callee; it owns every transaction, dialog and call of that address.
/// One thread at a time. Each input takes <c>nowMs</c>, monotonic milliseconds of the host's choosing; after each input the
/// host drains <see cref="TrySend"/> and <see cref="TryEvent"/> and comes back by <see cref="DueMs"/>.
/// </summary>
public sealed partial class SipEndpoint
{
    /// <param name="settings">Address, timers, limits.</param>
    /// <param name="token">
    /// Makes a fresh unguessable word (letters and digits, at least 64 bits) per call: branches, tags and cnonces.
    /// </param>
    public SipEndpoint(SipSettings settings, Func<string> token) => throw new NotSupportedException();

    /// <summary>When <see cref="TimePassed"/> is wanted next; null: nothing is waiting.</summary>
    public long? DueMs => throw new NotSupportedException();

    /// <summary>Calls alive, early ones included.</summary>
    public int Calls => throw new NotSupportedException();

    /// <summary>A datagram came in; hostile ones are answered or dropped, never thrown at the host.</summary>
    public void Receive(ReadOnlySpan<byte> datagram, IPEndPoint source, long nowMs) => throw new NotSupportedException();

    /// <summary>Fires what is due; early or repeated calls do no harm.</summary>
    public void TimePassed(long nowMs) => throw new NotSupportedException();

    /// <summary>Places a call.</summary>
    public SipRefusal Invite(InviteOrder order, long nowMs, out SipCallRef call) => throw new NotSupportedException();

    /// <summary>
    /// Ends a call wherever it stands: CANCEL while it rings, BYE once answered, 603 when it is an incoming one that rings.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="q850Cause">Written as Reason; zero writes none.</param>
    /// <param name="nowMs">Now.</param>
    public SipRefusal HangUp(SipCallRef call, int q850Cause, long nowMs) => throw new NotSupportedException();

    /// <summary>180 for an incoming call.</summary>
    public SipRefusal Ring(SipCallRef call, long nowMs) => throw new NotSupportedException();

    /// <summary>183 with our answer for an incoming call: early media. Needs an offer in the INVITE.</summary>
    public SipRefusal Progress(SipCallRef call, SdpLocal media, long nowMs) => throw new NotSupportedException();

    /// <summary>200 for an incoming call; without a common codec it is refused with 488 and <see cref="SipEvent.Ended"/>.</summary>
    public SipRefusal Accept(SipCallRef call, SdpLocal media, long nowMs) => throw new NotSupportedException();

    /// <summary>A final refusal for an incoming call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="status">300 to 699.</param>
    /// <param name="q850Cause">Written as Reason; zero writes none.</param>
    /// <param name="headers">Retry-After, Call-Info, Contact of a redirect.</param>
    /// <param name="nowMs">Now.</param>
    public SipRefusal Reject(
        SipCallRef call, int status, int q850Cause, IReadOnlyList<SipHeader> headers, long nowMs) =>
        throw new NotSupportedException();

    /// <summary>re-INVITE with our media in another direction (hold, resume) or at another port.</summary>
    public SipRefusal Reoffer(SipCallRef call, SdpLocal media, long nowMs) => throw new NotSupportedException();

    /// <summary>Asks a peer whether it is there; the result is <see cref="SipEvent.OptionsAnswered"/>.</summary>
    public SipRefusal Options(string id, SipUri target, IPEndPoint destination, long nowMs) =>
        throw new NotSupportedException();

    /// <summary>Next datagram to send, oldest first.</summary>
    public bool TrySend(out SipDatagram datagram) => throw new NotSupportedException();

    /// <summary>Next event, oldest first.</summary>
    public bool TryEvent([NotNullWhen(true)] out SipEvent? happened) => throw new NotSupportedException();
}
