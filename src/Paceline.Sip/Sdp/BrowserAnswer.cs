using System.Globalization;
using System.Net;

namespace Paceline.Sip;

/// <summary>The answer to a browser: ICE-lite, DTLS server, one bundled audio stream (RFC 8829, 8839, 8842, 9143).</summary>
internal static class BrowserAnswer
{
    public static SdpAnswer To(SessionDescription offer, BrowserLocal local)
    {
        int at = offer.MediaLines.ToList().FindIndex(line =>
            line is { Kind: "audio", Port: > 0, Protocol: "UDP/TLS/RTP/SAVPF" or "UDP/TLS/RTP/SAVP" });
        if (at < 0)
        {
            return new SdpAnswer.Refused("no DTLS-SRTP audio is offered");
        }

        SdpMediaLine theirs = offer.MediaLines[at];
        string ufrag = Either(offer, theirs, "ice-ufrag") ?? "";
        string password = Either(offer, theirs, "ice-pwd") ?? "";
        string? fingerprint = Fingerprint(theirs.Section) ?? Fingerprint(offer.Session);
        string? pcmu = theirs.Formats.FirstOrDefault(f => theirs.Encoding(f).Is("PCMU/8000"));
        string? dtmf = theirs.Formats.FirstOrDefault(f => theirs.Encoding(f).Is(OfferAnswer.DtmfEncoding));
        string? refusal = (pcmu, fingerprint) switch
        {
            (null, _) => "PCMU is not offered",
            (_, null) => "no SHA-256 fingerprint",
            // RFC 8839 §5.4: at least 4 and 22 characters; the upper bound is the RFC's too.
            _ when ufrag.Length is < 4 or > 256 || password.Length is < 22 or > 256 => "ICE user or password is missing or short",
            _ when Either(offer, theirs, "setup") is not ("actpass" or "active") => "the browser does not offer to be the DTLS client",
            _ when theirs.Section.Attribute("rtcp-mux") is null => "rtcp-mux is not offered",
            _ when local.Candidates.Count == 0 => "we have no candidate",
            _ => null,
        };
        if (refusal is not null)
        {
            return new SdpAnswer.Refused(refusal);
        }

        AudioDirection direction = OfferAnswer.Theirs(offer, theirs);
        NegotiatedBrowser agreed = new(
            OfferAnswer.PayloadType(pcmu!), dtmf is null ? 0 : OfferAnswer.PayloadType(dtmf), ufrag, password, fingerprint!,
            OfferAnswer.DirectionOf(OfferAnswer.Receives(direction), OfferAnswer.Sends(direction)));
        SdpMediaLine ours = Ours(theirs, local, agreed, pcmu!, dtmf);
        return new SdpAnswer.BrowserAgreed(
            new SessionDescription(
                Session(offer, theirs, local),
                [.. offer.MediaLines.Select((line, i) => i == at ? ours : line.Declined())]),
            agreed);
    }

    private static SdpSection Session(SessionDescription offer, SdpMediaLine theirs, BrowserLocal local)
    {
        List<KeyValuePair<char, string>> lines =
        [
            new('v', "0"),
            new('o', string.Create(CultureInfo.InvariantCulture, $"- {local.SessionId} 1 IN IP4 0.0.0.0")),
            new('s', "-"), new('t', "0 0"), new('a', "ice-lite"),
        ];
        bool bundled = offer.Session.Attributes("group").Any(g => g.StartsWith("BUNDLE", StringComparison.Ordinal));
        if (bundled && theirs.Section.Attribute("mid") is { } mid)
        {
            // A page with bundlePolicy max-bundle refuses an answer without it.
            lines.Add(new('a', $"group:BUNDLE {mid}"));
        }

        return new SdpSection(lines);
    }

    private static SdpMediaLine Ours(
        SdpMediaLine theirs, BrowserLocal local, NegotiatedBrowser agreed, string pcmu, string? dtmf)
    {
        IPEndPoint first = local.Candidates[0];
        List<KeyValuePair<char, string>> lines = [new('c', OfferAnswer.AddressLine(first.Address))];
        void Add(string attribute) => lines.Add(new('a', attribute));

        if (theirs.Section.Attribute("mid") is { } mid)
        {
            Add($"mid:{mid}");
        }

        Add($"rtpmap:{pcmu} PCMU/8000");
        if (dtmf is not null)
        {
            Add($"rtpmap:{dtmf} telephone-event/8000");
            Add($"fmtp:{dtmf} 0-15");
        }

        Add("ptime:20");
        Add(OfferAnswer.DirectionName(agreed.Direction));
        Add("rtcp-mux");
        Add($"ice-ufrag:{local.IceUfrag}");
        Add($"ice-pwd:{local.IcePassword}");
        Add($"fingerprint:sha-256 {local.Fingerprint}");
        Add("setup:passive");
        // Gives the page a stream with its track; without it the track arrives alone.
        Add("msid:paceline audio");
        for (int i = 0; i < local.Candidates.Count; i++)
        {
            // RFC 8445 §5.1.2.1: type preference 126 (host), local preference falling, component 1.
            long priority = (126L << 24) + ((65_535L - i) << 8) + 255;
            IPEndPoint at = local.Candidates[i];
            Add(string.Create(CultureInfo.InvariantCulture,
                $"candidate:{i + 1} 1 udp {priority} {at.Address} {at.Port} typ host"));
        }

        Add("end-of-candidates");
        return new SdpMediaLine(
            "audio", first.Port, theirs.Protocol, dtmf is null ? [pcmu] : [pcmu, dtmf], new SdpSection(lines));
    }

    private static string? Either(SessionDescription offer, SdpMediaLine line, string name) =>
        line.Section.Attribute(name) ?? offer.Session.Attribute(name);

    private static string? Fingerprint(SdpSection section)
    {
        foreach (string[] words in section.Attributes("fingerprint").Select(value => value.Split(' ', 2)))
        {
            if (words.Length == 2 && words[0].Equals("sha-256", StringComparison.OrdinalIgnoreCase)
                && words[1].Trim() is { Length: 95 } hex)
            {
                return hex.ToUpperInvariant();
            }
        }

        return null;
    }
}
