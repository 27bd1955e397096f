using System.Net;
using Paceline.Sip;

namespace Paceline.Tests.Sip;

/// <summary>Offers as phones, load generators and browsers write them, and our answers.</summary>
public sealed class OfferAnswerTests
{
    private const string Fingerprint =
        "12:34:56:78:9A:BC:DE:F0:12:34:56:78:9A:BC:DE:F0:12:34:56:78:9A:BC:DE:F0:12:34:56:78:9A:BC:DE:F0";

    private static readonly SdpLocal _local = new(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 20_000), 42);

    private static readonly BrowserLocal _browserLocal = new(
        42, "oUrs", "ourpasswordourpassword22", Fingerprint,
        [new IPEndPoint(IPAddress.Parse("192.0.2.1"), 9000), new IPEndPoint(IPAddress.Parse("198.51.100.1"), 9000)]);

    private static readonly string[] _baresip =
    [
        "v=0", "o=- 3893411234 1234567 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0", "a=tool:baresip 1.0.0",
        "m=audio 10014 RTP/AVP 96 8 0 101", "b=AS:125", "a=rtpmap:96 opus/48000/2", "a=fmtp:96 stereo=1;sprop-stereo=1",
        "a=rtpmap:8 PCMA/8000", "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15",
        "a=rtcp:10015", "a=sendrecv", "a=label:1", "a=rtcp-rsize", "a=ssrc:1469121523 cname:sip:a@127.0.0.1", "a=ptime:20",
    ];

    private static readonly string[] _sipp =
    [
        "v=0", "o=user1 53655765 2353687637 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0",
        "m=audio 6000 RTP/AVP 0", "a=rtpmap:0 PCMU/8000",
    ];

    // Chromium: audio and video bundled, events at two clock rates, a header extension in the session's place.
    private static readonly string[] _chromium =
    [
        "v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1", "a=extmap-allow-mixed",
        "a=msid-semantic: WMS 6f1b",
        "m=audio 54321 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126", "c=IN IP4 192.168.1.5", "a=rtcp:9 IN IP4 0.0.0.0",
        "a=candidate:1467250027 1 udp 2122260223 192.168.1.5 54321 typ host generation 0 network-id 1",
        "a=ice-ufrag:EsAw", "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1", "a=ice-options:trickle",
        $"a=fingerprint:sha-256 {Fingerprint}", "a=setup:actpass", "a=mid:0",
        "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level", "a=sendrecv", "a=msid:6f1b 9c2d", "a=rtcp-mux", "a=rtcp-rsize",
        "a=rtpmap:111 opus/48000/2", "a=rtcp-fb:111 transport-cc", "a=fmtp:111 minptime=10;useinbandfec=1", "a=rtpmap:63 red/48000/2",
        "a=rtpmap:9 G722/8000", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000", "a=rtpmap:13 CN/8000",
        "a=rtpmap:110 telephone-event/48000", "a=rtpmap:126 telephone-event/8000", "a=ssrc:3735928559 cname:4TOk42mSjXCkVIa6",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97", "c=IN IP4 0.0.0.0", "a=ice-ufrag:EsAw", "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1",
        $"a=fingerprint:sha-256 {Fingerprint}", "a=setup:actpass", "a=mid:1", "a=rtpmap:96 VP8/90000",
    ];

    // Firefox: fingerprint and ICE options before the media line, telephone-event with a channel count.
    private static readonly string[] _firefox =
    [
        "v=0", "o=mozilla...THIS_IS_SDPARTA-99.0 5817530104210 0 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=sendrecv",
        $"a=fingerprint:sha-256 {Fingerprint}", "a=group:BUNDLE 0", "a=ice-options:trickle", "a=msid-semantic:WMS *",
        "m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101", "c=IN IP4 0.0.0.0", "a=sendrecv",
        "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level", "a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1",
        "a=fmtp:101 0-15", "a=ice-pwd:7a1d2cf64e0d2ab8f1aa4d5be0d4bb84", "a=ice-ufrag:5b4c2c9a", "a=mid:0", "a=rtcp-mux",
        "a=rtpmap:109 opus/48000/2", "a=rtpmap:9 G722/8000/1", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000",
        "a=rtpmap:101 telephone-event/8000/1", "a=setup:actpass", "a=ssrc:4151228422 cname:{a1b2}",
    ];

    [Fact]
    public void Our_offer_is_what_a_carrier_expects()
    {
        OfferAnswer.Offer(_local).ToString().ShouldBe(Texts.Lines(
            "v=0", "o=- 42 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0", "m=audio 20000 RTP/AVP 0 8 101",
            "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15",
            "a=ptime:20", "a=sendrecv"));
    }

    [Fact]
    public void A_baresip_offer_is_answered_with_its_first_codec_that_we_speak()
    {
        SdpAnswer.Agreed agreed = OfferAnswer.Answer(Read(_baresip), _local).ShouldBeOfType<SdpAnswer.Agreed>();
        agreed.Audio.ShouldBe(new NegotiatedAudio
        {
            Codec = AudioCodec.Pcma, PayloadType = 8, Remote = new IPEndPoint(IPAddress.Loopback, 10_014),
            Direction = AudioDirection.SendReceive, DtmfPayloadType = 101, PtimeMs = 20,
        });
        agreed.Answer.ToString().ShouldContain("m=audio 20000 RTP/AVP 8 101\r\n");
    }

    [Fact]
    public void A_sipp_offer_without_events_gets_an_answer_without_events()
    {
        SdpAnswer.Agreed agreed = OfferAnswer.Answer(Read(_sipp), _local).ShouldBeOfType<SdpAnswer.Agreed>();
        (agreed.Audio.Codec, agreed.Audio.DtmfPayloadType).ShouldBe((AudioCodec.Pcmu, 0));
        agreed.Answer.ToString().ShouldNotContain("telephone-event");
    }

    [Theory]
    [InlineData("sendonly", AudioDirection.ReceiveOnly)]
    [InlineData("recvonly", AudioDirection.SendOnly)]
    [InlineData("inactive", AudioDirection.Inactive)]
    [InlineData("sendrecv", AudioDirection.SendReceive)]
    public void Their_direction_is_ours_turned_round(string theirs, AudioDirection ours)
    {
        SdpAnswer.Agreed agreed = OfferAnswer.Answer(Read([.. _sipp, $"a={theirs}"]), _local).ShouldBeOfType<SdpAnswer.Agreed>();
        agreed.Audio.Direction.ShouldBe(ours);
        agreed.Answer.ToString().ShouldEndWith($"a={OfferAnswer.DirectionName(ours)}\r\n");
    }

    [Fact]
    public void An_address_of_zeros_is_a_hold_of_the_old_kind()
    {
        string[] held = [.. _sipp.Select(line => line.Replace("c=IN IP4 127.0.0.1", "c=IN IP4 0.0.0.0", StringComparison.Ordinal))];
        OfferAnswer.Answer(Read(held), _local).ShouldBeOfType<SdpAnswer.Agreed>().Audio.IsHeld.ShouldBeTrue();
    }

    [Fact]
    public void Nothing_in_common_is_refused_in_words()
    {
        string[] g729 = [.. _sipp[..5], "m=audio 6000 RTP/AVP 18", "a=rtpmap:18 G729/8000"];
        OfferAnswer.Answer(Read(g729), _local).ShouldBe(new SdpAnswer.Refused("no common codec in 18"));
        OfferAnswer.Answer(Read(_chromium), _local).ShouldBe(new SdpAnswer.Refused("no RTP/AVP audio is offered"));
    }

    [Fact]
    public void Other_media_are_declined_at_their_places()
    {
        string[] withVideo = [.. _sipp[..5], "m=video 7000 RTP/AVP 96", .. _sipp[5..]];
        SessionDescription answer = OfferAnswer.Answer(Read(withVideo), _local).ShouldBeOfType<SdpAnswer.Agreed>().Answer;
        answer.MediaLines.Select(line => (line.Kind, line.Port)).ShouldBe([("video", 0), ("audio", 20_000)]);
    }

    [Fact]
    public void An_answer_to_our_offer_is_read_with_the_codec_it_chose()
    {
        SessionDescription answer = Read([.. _sipp[..5], "m=audio 7000 RTP/AVP 8 97", "a=rtpmap:97 telephone-event/8000"]);
        NegotiatedAudio audio = OfferAnswer.Read(answer, _local, out string _)!;
        (audio.Codec, audio.Remote.Port, audio.DtmfPayloadType).ShouldBe((AudioCodec.Pcma, 7000, 97));
        OfferAnswer.Read(Read([.. _sipp[..5], "m=audio 0 RTP/AVP 0"]), _local, out string refusal).ShouldBeNull();
        refusal.ShouldBe("the answer has no audio");
    }

    [Fact]
    public void Chromium_gets_an_ICE_lite_answer_with_PCMU_the_8000_Hz_events_and_its_bundle()
    {
        SdpAnswer.BrowserAgreed agreed = OfferAnswer.AnswerBrowser(Read(_chromium), _browserLocal)
            .ShouldBeOfType<SdpAnswer.BrowserAgreed>();
        agreed.Browser.ShouldBe(new NegotiatedBrowser(
            0, 126, "EsAw", "P2uYro0UCOQ4zxjKXaWCBui1", Fingerprint, AudioDirection.SendReceive));
        agreed.Answer.ToString().ShouldBe(Texts.Lines(
            "v=0", "o=- 42 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=ice-lite", "a=group:BUNDLE 0",
            "m=audio 9000 UDP/TLS/RTP/SAVPF 0 126", "c=IN IP4 192.0.2.1", "a=mid:0", "a=rtpmap:0 PCMU/8000",
            "a=rtpmap:126 telephone-event/8000", "a=fmtp:126 0-15", "a=ptime:20", "a=sendrecv", "a=rtcp-mux", "a=ice-ufrag:oUrs",
            "a=ice-pwd:ourpasswordourpassword22", $"a=fingerprint:sha-256 {Fingerprint}", "a=setup:passive",
            "a=msid:paceline audio", "a=candidate:1 1 udp 2130706431 192.0.2.1 9000 typ host",
            "a=candidate:2 1 udp 2130706175 198.51.100.1 9000 typ host", "a=end-of-candidates",
            "m=video 0 UDP/TLS/RTP/SAVPF 96 97", "a=mid:1"));
    }

    [Fact]
    public void Firefox_keeps_its_fingerprint_in_the_session_part()
    {
        SdpAnswer.BrowserAgreed agreed = OfferAnswer.AnswerBrowser(Read(_firefox), _browserLocal)
            .ShouldBeOfType<SdpAnswer.BrowserAgreed>();
        (agreed.Browser.DtmfPayloadType, agreed.Browser.IceUfrag, agreed.Browser.Fingerprint)
            .ShouldBe((101, "5b4c2c9a", Fingerprint));
    }

    [Theory]
    [InlineData("a=rtcp-mux", "a=x", "rtcp-mux is not offered")]
    [InlineData("a=setup:actpass", "a=setup:passive", "the browser does not offer to be the DTLS client")]
    [InlineData("a=fingerprint:sha-256", "a=fingerprint:sha-1", "no SHA-256 fingerprint")]
    [InlineData("a=ice-ufrag:EsAw", "a=ice-ufrag:E", "ICE user or password is missing or short")]
    [InlineData("a=rtpmap:0 PCMU", "a=rtpmap:0 X", "PCMU is not offered")]
    public void A_browser_offer_we_cannot_secure_or_hear_is_refused(string right, string wrong, string reason)
    {
        string[] broken = [.. _chromium.Select(line => line.Replace(right, wrong, StringComparison.Ordinal))];
        OfferAnswer.AnswerBrowser(Read(broken), _browserLocal).ShouldBe(new SdpAnswer.Refused(reason));
    }

    private static SessionDescription Read(string[] lines)
    {
        SessionDescription.TryParse(Texts.Lines(lines), out SessionDescription? sdp, out string? refusal).ShouldBeTrue(refusal);
        return sdp!;
    }
}
