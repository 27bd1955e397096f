namespace Paceline.Media.Rtp;

/// <summary>What shares one UDP port of a WebRTC leg, told apart by the first bytes (RFC 7983 §7, RFC 5761 §4).</summary>
public enum DatagramKind
{
    Unknown,
    Stun,
    Dtls,
    Rtp,
    Rtcp,
}

/// <summary>Sorts datagrams before anything in them is believed.</summary>
public static class Demux
{
    public static DatagramKind KindOf(ReadOnlySpan<byte> datagram) => datagram switch
    {
        [<= 3, ..] => DatagramKind.Stun,
        [>= 20 and <= 63, ..] => DatagramKind.Dtls,
        [>= 128 and <= 191, >= 192 and <= 223, ..] => DatagramKind.Rtcp,
        [>= 128 and <= 191, _, ..] => DatagramKind.Rtp,
        _ => DatagramKind.Unknown,
    };
}
