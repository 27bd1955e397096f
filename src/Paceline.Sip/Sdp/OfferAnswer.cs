using System.Globalization;
using System.Net;
using System.Net.Sockets;

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
    internal const string DtmfEncoding = "TELEPHONE-EVENT/8000";

    /// <summary>Our offer.</summary>
    public static SessionDescription Offer(SdpLocal local)
    {
        List<(int Type, string Encoding)> formats = [.. local.Codecs.Select(codec => ((int)codec, Wire(codec)))];
        if (local.DtmfPayloadType > 0)
        {
            formats.Add((local.DtmfPayloadType, DtmfEncoding));
        }

        return Describe(local, [Audio(local, "RTP/AVP", formats, local.Direction)]);
    }

    /// <summary>Our answer to a phone's or a carrier's offer: the offer's first codec that we speak.</summary>
    public static SdpAnswer Answer(SessionDescription offer, SdpLocal local)
    {
        int at = offer.MediaLines.ToList().FindIndex(IsPlainAudio);
        if (at < 0)
        {
            return new SdpAnswer.Refused("no RTP/AVP audio is offered");
        }

        SdpMediaLine theirs = offer.MediaLines[at];
        if (Agree(offer, theirs, local, out string refusal) is not { } audio)
        {
            return new SdpAnswer.Refused(refusal);
        }

        List<(int Type, string Encoding)> formats = [(audio.PayloadType, Wire(audio.Codec))];
        if (audio.DtmfPayloadType > 0)
        {
            formats.Add((audio.DtmfPayloadType, DtmfEncoding));
        }

        SdpMediaLine ours = Audio(local, theirs.Protocol, formats, audio.Direction);
        return new SdpAnswer.Agreed(
            Describe(local, [.. offer.MediaLines.Select((line, i) => i == at ? ours : line.Declined())]), audio);
    }

    /// <summary>Our ICE-lite answer to a browser's offer; PCMU only, no header extensions.</summary>
    public static SdpAnswer AnswerBrowser(SessionDescription offer, BrowserLocal local) =>
        BrowserAnswer.To(offer, local);

    /// <summary>What their answer to our offer means for us; null with a reason when it cannot be used.</summary>
    public static NegotiatedAudio? Read(SessionDescription answer, SdpLocal offered, out string refusal)
    {
        refusal = "the answer has no audio";
        return answer.MediaLines.FirstOrDefault(IsPlainAudio) is { } line
            ? Agree(answer, line, offered, out refusal)
            : null;
    }

    internal static AudioDirection Theirs(SessionDescription sdp, SdpMediaLine line)
    {
        (string Name, AudioDirection Direction)[] names =
        [
            ("sendrecv", AudioDirection.SendReceive), ("sendonly", AudioDirection.SendOnly),
            ("recvonly", AudioDirection.ReceiveOnly), ("inactive", AudioDirection.Inactive),
        ];
        foreach (SdpSection section in (SdpSection[])[line.Section, sdp.Session])
        {
            foreach ((string name, AudioDirection direction) in names)
            {
                if (section.Attribute(name) is not null)
                {
                    return direction;
                }
            }
        }

        return AudioDirection.SendReceive;
    }

    internal static string DirectionName(AudioDirection direction) => direction switch
    {
        AudioDirection.SendReceive => "sendrecv",
        AudioDirection.SendOnly => "sendonly",
        AudioDirection.ReceiveOnly => "recvonly",
        AudioDirection.Inactive => "inactive",
    };

    internal static bool Sends(AudioDirection direction) =>
        direction is AudioDirection.SendReceive or AudioDirection.SendOnly;

    internal static bool Receives(AudioDirection direction) =>
        direction is AudioDirection.SendReceive or AudioDirection.ReceiveOnly;

    internal static AudioDirection DirectionOf(bool sends, bool receives) => (sends, receives) switch
    {
        (true, true) => AudioDirection.SendReceive,
        (true, false) => AudioDirection.SendOnly,
        (false, true) => AudioDirection.ReceiveOnly,
        (false, false) => AudioDirection.Inactive,
    };

    internal static int PayloadType(string format) =>
        int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out int type) && type < 128 ? type : -1;

    internal static string AddressLine(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"IN IP6 {address}" : $"IN IP4 {address}";

    private static bool IsPlainAudio(SdpMediaLine line) =>
        line is { Kind: "audio", Port: > 0, Protocol: "RTP/AVP" or "RTP/AVPF" };

    private static NegotiatedAudio? Agree(
        SessionDescription sdp, SdpMediaLine theirs, SdpLocal local, out string refusal)
    {
        string? connection = theirs.Section.Line('c') ?? sdp.Session.Line('c');
        string[] words = connection?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (words.Length != 3 || words[0] is not "IN" || !IPAddress.TryParse(words[2], out IPAddress? address))
        {
            refusal = "the c= line is not one address";
            return null;
        }

        string? format = theirs.Formats.FirstOrDefault(f => PayloadType(f) >= 0
            && local.Codecs.Any(codec => Wire(codec).Is(theirs.Encoding(f))));
        if (format is null)
        {
            refusal = $"no common codec in {string.Join(' ', theirs.Formats)}";
            return null;
        }

        string? dtmf = local.DtmfPayloadType == 0
            ? null
            : theirs.Formats.FirstOrDefault(f => PayloadType(f) >= 0 && theirs.Encoding(f).Is(DtmfEncoding));
        AudioDirection direction = Theirs(sdp, theirs);
        // c=0.0.0.0 is how RFC 2543 put a call on hold.
        bool reachable = !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any);
        int ptime = SipText.LeadingNumber(theirs.Section.Attribute("ptime"));
        refusal = "";
        return new NegotiatedAudio
        {
            Codec = local.Codecs.First(codec => Wire(codec).Is(theirs.Encoding(format))),
            PayloadType = PayloadType(format),
            Remote = new IPEndPoint(address, theirs.Port),
            Direction = DirectionOf(
                Receives(direction) && Sends(local.Direction) && reachable,
                Sends(direction) && Receives(local.Direction)),
            DtmfPayloadType = dtmf is null ? 0 : PayloadType(dtmf),
            PtimeMs = ptime is >= 10 and <= 200 ? ptime : 20,
        };
    }

    private static SdpMediaLine Audio(
        SdpLocal local, string protocol, List<(int Type, string Encoding)> formats, AudioDirection direction)
    {
        List<KeyValuePair<char, string>> lines = [];
        foreach ((int type, string encoding) in formats)
        {
            string name = encoding.Is(DtmfEncoding) ? "telephone-event/8000" : encoding;
            lines.Add(new('a', string.Create(CultureInfo.InvariantCulture, $"rtpmap:{type} {name}")));
            if (encoding.Is(DtmfEncoding))
            {
                lines.Add(new('a', string.Create(CultureInfo.InvariantCulture, $"fmtp:{type} 0-15")));
            }
        }

        lines.Add(new('a', "ptime:20"));
        lines.Add(new('a', DirectionName(direction)));
        string[] types = [.. formats.Select(format => format.Type.ToString(CultureInfo.InvariantCulture))];
        return new SdpMediaLine("audio", local.Endpoint.Port, protocol, types, new SdpSection(lines));
    }

    private static SessionDescription Describe(SdpLocal local, IReadOnlyList<SdpMediaLine> mediaLines)
    {
        string address = AddressLine(local.Endpoint.Address);
        return new SessionDescription(
            new SdpSection(
            [
                new('v', "0"),
                new('o', string.Create(CultureInfo.InvariantCulture, $"- {local.SessionId} {local.Version} {address}")),
                new('s', "-"), new('c', address), new('t', "0 0"),
            ]),
            mediaLines);
    }

    private static string Wire(AudioCodec codec) => codec switch
    {
        AudioCodec.Pcmu => "PCMU/8000",
        AudioCodec.Pcma => "PCMA/8000",
    };
}
