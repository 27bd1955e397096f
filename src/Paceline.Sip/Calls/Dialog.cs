using System.Net;

namespace Paceline.Sip;

/// <summary>One peer relationship of a call (RFC 3261 §12): an outgoing call has one per fork until it is answered.</summary>
internal sealed class Dialog
{
    private readonly string _localName;
    private readonly string _remoteName;
    private readonly string _callId;

    private Dialog(string callId, string localName, string remoteName, IPEndPoint peer)
    {
        (_callId, _localName, _remoteName, Peer) = (callId, localName, remoteName, peer);
        RemoteTag = NameAddress.TagOf(remoteName);
    }

    public string RemoteTag { get; }

    /// <summary>Where the far end was last heard; used when its Contact is a name.</summary>
    public IPEndPoint Peer { get; }

    public string RemoteTarget { get; private set; } = "";

    public IReadOnlyList<string> RouteSet { get; private init; } = [];

    public int LocalNumber { get; set; }

    /// <summary>-1: no request of theirs has come yet.</summary>
    public int RemoteNumber { get; set; } = -1;

    /// <summary>Last reliable provisional response we acknowledged; zero: none (RFC 3262 §4).</summary>
    public int ReliableNumber { get; set; }

    /// <summary>Provisional responses told to the host already, so that repeated ones are not told twice.</summary>
    public HashSet<(int Status, bool HasSdp)> Told { get; } = [];

    public NegotiatedAudio? Audio { get; set; }

    /// <summary>Our ACK of the latest 2xx, sent again when that 2xx comes again.</summary>
    public SipDatagram? Ack { get; set; }

    public int AckNumber { get; set; }

    /// <summary>RFC 3261 §12.1.2: from a response to our INVITE.</summary>
    public static Dialog OfCaller(SipResponse response, IPEndPoint peer)
    {
        Dialog dialog = new(
            response.CallId, response.Headers.First("From") ?? "", response.Headers.First("To") ?? "", peer)
        {
            LocalNumber = response.CSeq.Number,
            RouteSet = [.. response.Headers.Elements("Record-Route").Reverse()],
        };
        dialog.Retarget(response);
        return dialog;
    }

    /// <summary>The 2xx decides target and routes (RFC 3261 §13.2.2.4); numbers and audio of the early dialog go on.</summary>
    public static Dialog OfCaller(SipResponse answer, IPEndPoint peer, Dialog? early)
    {
        Dialog dialog = OfCaller(answer, peer);
        if (early is not null)
        {
            dialog.LocalNumber = Math.Max(dialog.LocalNumber, early.LocalNumber);
            dialog.RemoteNumber = early.RemoteNumber;
            dialog.Audio = early.Audio;
        }

        return dialog;
    }

    /// <summary>RFC 3261 §12.1.1: from an INVITE to us.</summary>
    public static Dialog OfCallee(SipRequest invite, string localTag, IPEndPoint peer)
    {
        Dialog dialog = new(
            invite.CallId, $"{invite.Headers.First("To")};tag={localTag}", invite.Headers.First("From") ?? "", peer)
        {
            RemoteNumber = invite.CSeq.Number,
            RouteSet = [.. invite.Headers.Elements("Record-Route")],
        };
        dialog.Retarget(invite);
        return dialog;
    }

    /// <summary>A target refresh (RFC 3261 §12.2.2); a message without a readable Contact changes nothing.</summary>
    public void Retarget(SipMessage message)
    {
        if (NameAddress.TryParse(message.Headers.FirstElement("Contact"), out NameAddress? contact))
        {
            RemoteTarget = contact.Uri;
        }
        else if (RemoteTarget.Length == 0)
        {
            RemoteTarget = NameAddress.TryParse(_remoteName, out NameAddress? name) ? name.Uri : "sip:unknown.invalid";
        }
    }

    /// <summary>First route, else the Contact, else where it was last heard.</summary>
    public IPEndPoint NextHop()
    {
        string? route = RouteSet.Count > 0 && NameAddress.TryParse(RouteSet[0], out NameAddress? first) ? first.Uri : null;
        return SipUri.TryParse(route ?? RemoteTarget, out SipUri? uri) ? uri.Address ?? Peer : Peer;
    }

    /// <summary>RFC 3261 §12.2.1.1; an ACK or CANCEL keeps the number of its INVITE.</summary>
    public SipRequest Request(string method, int number)
    {
        SipRequest request = new(method, RemoteTarget);
        request.Headers.Add("Max-Forwards", "70");
        foreach (string route in RouteSet)
        {
            request.Headers.Add("Route", route);
        }

        request.Headers.Add("From", _localName);
        request.Headers.Add("To", _remoteName);
        request.Headers.Add("Call-ID", _callId);
        request.Headers.Add("CSeq", new CSeq(number, method).ToString());
        return request;
    }
}
