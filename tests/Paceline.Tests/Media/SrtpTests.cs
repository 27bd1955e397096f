using CsCheck;
using Paceline.Media.Srtp;

namespace Paceline.Tests.Media;

public sealed class SrtpTests
{
    public static TheoryData<SrtpProfile> Profiles => [SrtpProfile.AesCm128HmacSha1Tag80, SrtpProfile.AeadAes128Gcm];

    private static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    private static (SrtpKeys Us, SrtpKeys Them) Legs(SrtpProfile profile)
    {
        var exported = Enumerable.Range(1, SrtpKeys.ExportedLength(profile)).Select(i => (byte)i).ToArray();
        return (SrtpKeys.FromExporter(profile, DtlsRole.Server, exported), SrtpKeys.FromExporter(profile, DtlsRole.Client, exported));
    }

    private static byte[] Protected(SrtpSession session, ushort sequence)
    {
        var packet = Sound.Packet(sequence, 0);
        var buffer = new byte[packet.Length + SrtpSession.RtpOverhead];
        packet.CopyTo(buffer, 0);
        session.TryProtect(buffer, packet.Length, out var length).ShouldBeTrue();
        return buffer[..length];
    }

    private static bool Opens(SrtpSession session, byte[] packet) => session.TryUnprotect([.. packet], packet.Length, out _);

    [Fact] // RFC 3711 B.3
    public void Keys_are_derived_as_the_rfc_shows()
    {
        var key = Hex("E1F97A0D3E018BE0D64FA32C06DE4139");
        var salt = Hex("0EC675AD498AFEEBB6960B3AABE6");
        KeyDerivation.Derive(key, salt, KeyDerivation.RtpKey, 16).ShouldBe(Hex("C61E7A93744F39EE10734AFE3FF7A087"));
        KeyDerivation.Derive(key, salt, KeyDerivation.RtpSalt, 14).ShouldBe(Hex("30CBBC08863D8C85D49DB34A9AE1"));
        KeyDerivation.Derive(key, salt, KeyDerivation.RtpAuth, 20).ShouldBe(Hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"));
    }

    [Fact] // RFC 3711 B.2
    public void The_keystream_is_the_one_of_the_rfc()
    {
        var salt = Hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD");
        using var cipher = new PacketCipher(
            SrtpProfile.AesCm128HmacSha1Tag80, Hex("2B7E151628AED2A6ABF7158809CF4F3C"), new byte[20], salt);
        var text = new byte[48];
        cipher.Counter(text, 0, 0);
        text.ShouldBe(Hex("E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0"));
    }

    [Fact] // RFC 7714 16.1.1
    public void A_packet_under_gcm_is_the_one_of_the_rfc()
    {
        PacketCipher Cipher() => new(
            SrtpProfile.AeadAes128Gcm, Hex("000102030405060708090a0b0c0d0e0f"), [], Hex("517569642070726f2071756f"));
        using var session = new SrtpSession(Cipher(), Cipher());
        var plain = Hex("8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973 20646976 69736120 696e2070 61727465 73207472 6573");
        var buffer = new byte[plain.Length + 16];
        plain.CopyTo(buffer, 0);
        session.TryProtect(buffer, plain.Length, out _).ShouldBeTrue();
        buffer.ShouldBe(Hex(
            "8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5 0d294e6f 42a5f47a 51c7d19b"
            + "36de3adf 8833 899d7f27 beb16a91 52cf765e e4390cce"));
    }

    [Theory, MemberData(nameof(Profiles))]
    public void What_one_end_protects_the_other_reads_across_a_roll_over_and_only_once(SrtpProfile profile)
    {
        var (us, them) = Legs(profile);
        for (var i = 0; i < 200; i++)
        {
            var packet = Protected(us.Outbound, unchecked((ushort)(65500 + i)));
            Opens(them.Outbound, packet).ShouldBeFalse();
            var read = (byte[])[.. packet];
            them.Inbound.TryUnprotect(read, read.Length, out var length).ShouldBeTrue();
            read[..length].ShouldBe(Sound.Packet(unchecked((ushort)(65500 + i)), 0));
            Opens(them.Inbound, packet).ShouldBeFalse();
        }
    }

    [Theory, MemberData(nameof(Profiles))]
    public void An_overtaken_packet_is_read_and_one_older_than_the_window_is_not(SrtpProfile profile)
    {
        var (us, them) = Legs(profile);
        var packets = Enumerable.Range(0, 100).Select(i => Protected(us.Outbound, (ushort)i)).ToArray();
        Opens(them.Inbound, packets[99]).ShouldBeTrue();
        Opens(them.Inbound, packets[40]).ShouldBeTrue();
        Opens(them.Inbound, packets[40]).ShouldBeFalse();
        Opens(them.Inbound, packets[30]).ShouldBeFalse();
    }

    [Theory, MemberData(nameof(Profiles))]
    public void A_sequence_number_is_never_sent_twice(SrtpProfile profile)
    {
        var (us, _) = Legs(profile);
        Protected(us.Outbound, 5);
        var again = Sound.Packet(5, 0).Concat(new byte[16]).ToArray();
        us.Outbound.TryProtect(again, again.Length - 16, out _).ShouldBeFalse();
    }

    [Theory, MemberData(nameof(Profiles))]
    public void Control_packets_are_read_once(SrtpProfile profile)
    {
        var (us, them) = Legs(profile);
        var plain = Enumerable.Range(0, 28).Select(i => (byte)i).ToArray();
        var buffer = new byte[28 + SrtpSession.RtcpOverhead];
        plain.CopyTo(buffer, 0);
        us.Outbound.TryProtectRtcp(buffer, 28, out var length).ShouldBeTrue();
        var read = (byte[])[.. buffer];
        them.Inbound.TryUnprotectRtcp(read, length, out var plainLength).ShouldBeTrue();
        read[..plainLength].ShouldBe(plain);
        them.Inbound.TryUnprotectRtcp(buffer, length, out _).ShouldBeFalse();
    }

    [Theory, MemberData(nameof(Profiles))]
    public void A_changed_bit_anywhere_and_any_other_bytes_are_refused(SrtpProfile profile)
    {
        var (us, them) = Legs(profile);
        var packet = Protected(us.Outbound, 5);
        Gen.Select(Gen.Int[0, packet.Length - 1], Gen.Int[0, 7], Gen.Byte.Array[0, 60]).Sample(
            (at, bit, noise) =>
            {
                var changed = (byte[])[.. packet];
                changed[at] ^= (byte)(1 << bit);
                return !Opens(them.Inbound, changed) && !Opens(them.Inbound, noise)
                    && !Opens(them.Inbound, [0x80, 0, .. noise])
                    && !them.Inbound.TryUnprotectRtcp([.. noise], noise.Length, out _);
            },
            threads: 1);
        Opens(them.Inbound, packet).ShouldBeTrue();
    }

    [Theory, MemberData(nameof(Profiles))]
    public void Nothing_is_allocated_per_packet(SrtpProfile profile)
    {
        var (us, them) = Legs(profile);
        var packet = Sound.Packet(0, 0);
        var buffer = new byte[packet.Length + SrtpSession.RtpOverhead];
        var before = 0L;
        for (var i = 0; i < 400; i++)
        {
            before = i == 200 ? GC.GetAllocatedBytesForCurrentThread() : before;
            packet.CopyTo(buffer, 0);
            buffer[3] = (byte)(i & 0xFF);
            buffer[2] = (byte)(i >> 8);
            us.Outbound.TryProtect(buffer, packet.Length, out var length);
            them.Inbound.TryUnprotect(buffer, length, out _);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
