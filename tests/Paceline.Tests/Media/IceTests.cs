using System.Net;
using System.Text;
using CsCheck;
using Paceline.Media.Ice;

namespace Paceline.Tests.Media;

public sealed class IceTests
{
    private const string Password = "VOkJxbRl1RmTxUk/WvJxBt";

    private static readonly IPEndPoint _browser = new(IPAddress.Parse("192.0.2.1"), 32853);
    private readonly IceLiteAgent _agent = new("oursours", Password, "them");
    private readonly byte[] _response = new byte[IceLiteAgent.ResponseLengthMax];

    private static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    private static byte[] Check(string username, string password, params ushort[] flags)
    {
        var target = new byte[256];
        var writer = new StunWriter(target, StunMessage.BindingRequest, new byte[12]);
        writer.Attribute(StunMessage.UsernameType, Encoding.UTF8.GetBytes(username));
        foreach (var flag in flags)
        {
            writer.Attribute(flag, []);
        }

        return target[..writer.Finish(Encoding.UTF8.GetBytes(password))];
    }

    private bool Receive(byte[] datagram, IPEndPoint source, long nowMs = 0) =>
        _agent.Receive(datagram, source, nowMs, _response, out _);

    [Fact] // RFC 5769 2.1
    public void The_sample_request_is_signed_and_names_its_user()
    {
        var request = Hex(
            "00010058 2112a442 b7e7a701bc34d686fa87dfae 80220010 5354554e207465737420636c69656e74 00240004 6e0001ff"
            + "80290008 932ff9b151263b36 00060009 6576746a3a68367659202020"
            + "00080014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2 80280004 e57a3bcf");
        StunMessage.TryParse(request, out var message).ShouldBeTrue();
        message.IsSignedWith(Encoding.ASCII.GetBytes(Password)).ShouldBeTrue();
        message.IsSignedWith("another"u8).ShouldBeFalse();
        Encoding.ASCII.GetString(message.Username).ShouldBe("evtj:h6vY");
        IceLiteAgent.TryLocalUfrag(request, out var ufrag).ShouldBeTrue();
        ufrag.ShouldBe("evtj");
    }

    [Theory] // RFC 5769 2.2 and 2.3
    [InlineData("192.0.2.1", "0001a147e112a643")]
    [InlineData("2001:db8:1234:5678:11:2233:4455:6677", "0002a1470113a9faa5d3f179bc25f4b5bed2b9d9")]
    public void The_mapped_address_is_written_as_in_the_sample_responses(string address, string value)
    {
        var target = new byte[256];
        var writer = new StunWriter(target, StunMessage.BindingSuccess, Hex("b7e7a701bc34d686fa87dfae"));
        writer.Mapped(new IPEndPoint(IPAddress.Parse(address), 32853));
        var length = writer.Finish(Encoding.ASCII.GetBytes(Password));
        StunMessage.TryParse(target.AsSpan(0, length), out var message).ShouldBeTrue();
        message.XorMapped.ToArray().ShouldBe(Hex(value));
    }

    [Fact]
    public void A_nominating_check_selects_its_source_and_is_answered()
    {
        _agent.Receive(Check("oursours:them", Password, StunMessage.UseCandidateType), _browser, 1000, _response, out var length).ShouldBeTrue();
        StunMessage.TryParse(_response.AsSpan(0, length), out var answer).ShouldBeTrue();
        answer.Type.ShouldBe(StunMessage.BindingSuccess);
        answer.IsSignedWith(Encoding.ASCII.GetBytes(Password)).ShouldBeTrue();
        _agent.Selected.ShouldBe(_browser);
        _agent.ConsentExpiresMs.ShouldBe(31_000);
    }

    [Fact]
    public void Consent_is_kept_up_only_from_the_selected_address()
    {
        Receive(Check("oursours:them", Password, StunMessage.UseCandidateType), _browser);
        Receive(Check("oursours:them", Password), new IPEndPoint(IPAddress.Loopback, 9), 5000).ShouldBeTrue();
        _agent.ConsentExpiresMs.ShouldBe(30_000);
        Receive(Check("oursours:them", Password), _browser, 5000).ShouldBeTrue();
        _agent.ConsentExpiresMs.ShouldBe(35_000);
    }

    [Theory]
    [InlineData("oursours:them", "wrong")]
    [InlineData("oursours:others", Password)]
    [InlineData("others:them", Password)]
    public void An_unproved_check_changes_nothing_and_gets_no_answer(string username, string password)
    {
        Receive(Check(username, password, StunMessage.UseCandidateType), _browser).ShouldBeFalse();
        (_agent.Selected, _agent.ConsentExpiresMs).ShouldBe((null, null));
    }

    [Theory]
    [InlineData(StunMessage.ControlledType, 87)]
    [InlineData((ushort)0x7777, 20)]
    public void A_wrong_role_or_an_unknown_demand_is_refused_with_the_rfcs_code(ushort attribute, int code)
    {
        Receive(Check("oursours:them", Password, attribute, StunMessage.UseCandidateType), _browser).ShouldBeTrue();
        _response[..2].ShouldBe([0x01, 0x11]);
        (_response[26], _response[27]).ShouldBe(((byte)4, (byte)code));
        _agent.Selected.ShouldBeNull();
    }

    [Fact]
    public void A_changed_bit_anywhere_and_any_other_bytes_are_dropped()
    {
        var check = Check("oursours:them", Password, StunMessage.UseCandidateType);
        // The last 8 bytes are the checksum, which is an aid to sorting datagrams and proves nothing.
        Gen.Select(Gen.Int[0, check.Length - 9], Gen.Int[0, 7], Gen.Byte.Array[0, 100]).Sample(
            (at, bit, noise) =>
            {
                var changed = (byte[])[.. check];
                changed[at] ^= (byte)(1 << bit);
                byte[] longer = [0, 1, 0, (byte)(noise.Length / 4 * 4), 0x21, 0x12, 0xA4, 0x42, .. new byte[12], .. noise[..(noise.Length / 4 * 4)]];
                return !Receive(changed, _browser) && !Receive(noise, _browser) && !Receive(longer, _browser);
            },
            threads: 1);
        _agent.Selected.ShouldBeNull();
    }
}
