using System.Net;
using System.Text;
using CsCheck;
using Paceline.Sip;

namespace Paceline.Tests.Sip;

/// <summary>Reading what others write: the forms the RFC allows (ideas of RFC 4475), the forms it does not, and noise.</summary>
public sealed class SipReaderTests
{
    [Fact]
    public void Compact_folded_and_oddly_spaced_headers_are_read_as_their_long_forms()
    {
        SipRequest request = (SipRequest)Read(Texts.Lines(
            "INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0",
            "TO :", " sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n",
            "f   : \"J Rosenberg \\\\\\\"\"       <sip:jdrosen@example.com>", "  ;", "  tag = 98asjd8",
            "Max-forwards : 0068", "i: wsinv.ndaksdj@192.0.2.1", "cseq: 0009", "  INVITE",
            "V  : SIP  / 2.0 /UDP", "  192.0.2.2;branch=390skdjuw",
            "s :", "NewFangledHeader:   newfangled value", " continued newfangled value",
            "Record-Route: <sip:services.example.com;lr;unknownwith=value>, <sip:b.example.com;lr>",
            "v:  SIP  / 2.0  / TCP     spindle.example.com   ;", "  branch  =   z9hG4bK9ikj8",
            "m:\"Quoted, name <tricky>\" <sip:jdrosen@example.com> ; newparam = newvalue", "l: 4", "", "body and more"));

        (request.FromTag, request.ToTag, request.CallId, request.Body).ShouldBe(
            ("98asjd8", "1918181833n", "wsinv.ndaksdj@192.0.2.1", "body"));
        request.CSeq.ShouldBe(new CSeq(9, "INVITE"));
        (request.TopVia!.Host, request.TopVia.Branch).ShouldBe(("192.0.2.2", "390skdjuw"));
        request.Headers.Elements("Via").Count().ShouldBe(2);
        request.Headers.Elements("Record-Route").Count().ShouldBe(2);
        NameAddress.TryParse(request.Headers.FirstElement("Contact"), out NameAddress? contact).ShouldBeTrue();
        (contact!.Display, contact.Uri).ShouldBe(("Quoted, name <tricky>", "sip:jdrosen@example.com"));
    }

    [Fact]
    public void A_message_that_is_written_and_read_again_is_the_same()
    {
        SipMessage once = Read(Texts.Invite("b", Texts.Sdp("10.0.0.1", 4000), "Reason: Q.850;cause=16;text=\"a, b; c\""));
        SipMessage twice = Read(Encoding.UTF8.GetString(once.ToBytes()));
        twice.Headers.Where(h => h.Name is not "Content-Length").ShouldBe(once.Headers.Where(h => h.Name is not "Content-Length"));
        (twice.ToString(), twice.Body).ShouldBe((once.ToString(), once.Body));
        Reason.Of(twice).ShouldBe(new Reason(16, "a, b; c"));
    }

    [Theory]
    [InlineData("CSeq: 1 INVITE", "CSeq: 1 BYE")]
    [InlineData("CSeq: 1 INVITE", "CSeq: 36893488147419103232 INVITE")]
    [InlineData("CSeq: 1 INVITE", "X-CSeq: 1 INVITE")]
    [InlineData("Content-Length: 0", "Content-Length: 9999")]
    [InlineData("Content-Length: 0", "Content-Length: -999")]
    [InlineData("Content-Length: 0", "Content-Length: 0\r\nContent-Length: 1")]
    [InlineData("Call-ID: c", "Call-ID: c\r\ni: d")]
    [InlineData("INVITE sip:bob@10.0.0.2 SIP/2.0", "INVITE sip:bob@10.0.0.2 SIP/7.0")]
    [InlineData("INVITE sip:bob@10.0.0.2 SIP/2.0", "INVITE  sip:bob@10.0.0.2 SIP/2.0")]
    [InlineData("INVITE sip:bob@10.0.0.2 SIP/2.0", "IN\"VITE sip:bob@10.0.0.2 SIP/2.0")]
    [InlineData("From: <sip:alice", "From: <sip:al ice")]
    [InlineData("Max-Forwards: 70", ": no name")]
    [InlineData("Max-Forwards: 70", "X: a\rb")]
    [InlineData("Via: SIP/2.0/UDP 10", "Via: junk 10")]
    public void A_message_two_readers_could_read_differently_is_refused(string right, string wrong)
    {
        string text = Texts.Invite("b", "", callId: "c");
        text.ShouldContain(right);
        byte[] bytes = Encoding.UTF8.GetBytes(text.Replace(right, wrong, StringComparison.Ordinal));
        SipReader.TryParse(bytes, out SipMessage? _, out string? refusal).ShouldBeFalse();
        refusal.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void Too_many_and_too_long_headers_are_refused()
    {
        string many = string.Concat(Enumerable.Repeat("X: 1\r\n", SipReader.HeadersMax)) + "Y: 1";
        string folded = "X: " + string.Concat(Enumerable.Repeat("\r\n " + new string('x', 1000), 9));
        foreach (string extra in (string[])[many, folded])
        {
            SipReader.TryParse(Encoding.UTF8.GetBytes(Texts.Invite("b", "", extra)), out SipMessage? _, out string? refusal)
                .ShouldBeFalse();
            refusal!.ShouldContain("too long");
        }
    }

    [Fact]
    public void Noise_and_damaged_messages_never_throw_at_the_host()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Texts.Invite("b", Texts.Sdp("10.0.0.1", 4000), "Reason: Q.850;cause=16;text=\"x\""));
        Gen<byte[]> damaged = Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, 40], Gen.Byte.Array[0, 40]).Select((at, cut, put) =>
            (byte[])[.. whole[..at], .. put, .. whole[Math.Min(whole.Length, at + cut)..]]);
        string[] words =
        [
            "INVITE ", "SIP/2.0 ", "\r\n", "\n", " ", ":", ";", "<", ">", "\"", "\\", ",", "=", "sip:a@b", "Via", "v", "To", "From",
            "Call-ID", "CSeq", "1", "-1", "99999999999", "z9hG4bK", "\0", "m=audio ", "a=rtpmap:", "[::1]", "@", "tag", "200 ",
        ];
        Gen<byte[]> pieces = Gen.Int[0, words.Length - 1].Array[0, 60]
            .Select(picked => Encoding.UTF8.GetBytes(string.Concat(picked.Select(at => words[at]))));
        SipNet.Peer peer = new SipNet().Join('A');
        Gen.OneOf(Gen.Byte.Array[0, 200], damaged, pieces).Sample(
            bytes =>
            {
                peer.Agent.Receive(bytes, peer.Address, 0);
                peer.Agent.TimePassed(1_000_000);
                _ = SessionDescription.TryParse(Encoding.UTF8.GetString(bytes), out SessionDescription? _, out string? _);
                if (SipReader.TryParse(bytes, out SipMessage? read, out string? _))
                {
                    SipReader.TryParse(read.ToBytes(), out SipMessage? again, out string? refusal).ShouldBeTrue(refusal);
                    again!.ToString().ShouldBe(read.ToString());
                }

                while (peer.Agent.TrySend(out SipDatagram _) || peer.Agent.TryEvent(out SipEvent? _))
                {
                    // drained as a host does
                }
            },
            iter: 20_000, threads: 1);
    }

    [Theory]
    [InlineData("sip:alice@10.0.0.1", "alice", "10.0.0.1", 0, "")]
    [InlineData("SIPS:a:b@[2001:db8::1]:5071;transport=tls?x=y", "a:b", "[2001:db8::1]", 5071, ";transport=tls?x=y")]
    [InlineData("sip:gateway.example", "", "gateway.example", 0, "")]
    public void A_SIP_address_falls_into_its_parts(string text, string user, string host, int port, string parameters)
    {
        SipUri.TryParse(text, out SipUri? uri).ShouldBeTrue();
        (uri!.User, uri.Host, uri.Port, uri.Parameters).ShouldBe((user, host, port, parameters));
    }

    [Fact]
    public void A_response_goes_to_the_source_and_to_the_port_the_Via_asks_for()
    {
        IPEndPoint source = new(IPAddress.Parse("192.0.2.9"), 40_000);
        Via.TryParse("SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bKx;rport", out Via? rport).ShouldBeTrue();
        Via.TryParse("SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bKx", out Via? plain).ShouldBeTrue();
        rport!.ResponseAddress(source).ShouldBe(source);
        plain!.ResponseAddress(source).ShouldBe(new IPEndPoint(source.Address, 5070));
        rport.SeenFrom(source).ToString().ShouldBe("SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bKx;received=192.0.2.9;rport=40000");
    }

    private static SipMessage Read(string text)
    {
        SipReader.TryParse(Encoding.UTF8.GetBytes(text), out SipMessage? message, out string? refusal).ShouldBeTrue(refusal);
        return message!;
    }
}
