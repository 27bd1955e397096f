using System.Net;

namespace Paceline.Sip;

/// <summary>The codecs we speak; the number is the static payload type (RFC 3551).</summary>
public enum AudioCodec
{
    Pcmu = 0,
    Pcma = 8,
}

/// <summary>Which way audio flows, seen from us.</summary>
public enum AudioDirection
{
    SendReceive,
    SendOnly,
    ReceiveOnly,
    Inactive,
}

/// <summary>Our side of a plain RTP/AVP audio stream.</summary>
/// <param name="Endpoint">Where we receive RTP.</param>
/// <param name="SessionId">Number of the o= line, one per call; chosen by the host.</param>
public sealed record SdpLocal(IPEndPoint Endpoint, long SessionId)
{
    /// <summary>In order of preference.</summary>
    public IReadOnlyList<AudioCodec> Codecs { get; init; } = [AudioCodec.Pcmu, AudioCodec.Pcma];

    public AudioDirection Direction { get; init; } = AudioDirection.SendReceive;

    /// <summary>Payload type we offer for telephone-event, 96 to 127, default 101; zero: we offer and accept none.</summary>
    public int DtmfPayloadType { get; init; } = 101;

    /// <summary>Version of the o= line; the endpoint counts it up for each change.</summary>
    public int Version { get; init; } = 1;
}

/// <summary>What both sides agreed on, seen from us.</summary>
public sealed record NegotiatedAudio
{
    public required AudioCodec Codec { get; init; }

    /// <summary>Payload type of the codec, both ways.</summary>
    public required int PayloadType { get; init; }

    /// <summary>Where the far end wants its RTP; its address is 0.0.0.0 in an old-style hold.</summary>
    public required IPEndPoint Remote { get; init; }

    public required AudioDirection Direction { get; init; }

    /// <summary>Payload type of telephone-event that the far end takes; zero: it takes none.</summary>
    public required int DtmfPayloadType { get; init; }

    /// <summary>Packet length the far end asks for, in milliseconds; 20 when it does not say.</summary>
    public required int PtimeMs { get; init; }

    /// <summary>The far end has put us on hold.</summary>
    public bool IsHeld => Direction is AudioDirection.ReceiveOnly or AudioDirection.Inactive;
}

/// <summary>Our side of a browser's audio leg: an ICE-lite agent that is the DTLS server.</summary>
/// <param name="SessionId">Number of the o= line.</param>
/// <param name="IceUfrag">At least 4 characters, fresh per leg.</param>
/// <param name="IcePassword">At least 22 characters, fresh per leg.</param>
/// <param name="Fingerprint">SHA-256 of our certificate as upper-case hex pairs with colons.</param>
/// <param name="Candidates">Host candidates, best first; at least one.</param>
public sealed record BrowserLocal(
    long SessionId, string IceUfrag, string IcePassword, string Fingerprint, IReadOnlyList<IPEndPoint> Candidates);

/// <summary>What a browser leg needs to know of the far end after the answer.</summary>
/// <param name="PayloadType">Of PCMU.</param>
/// <param name="DtmfPayloadType">Of telephone-event at 8000 Hz; zero when the browser offers none.</param>
/// <param name="IceUfrag">Theirs; a check of theirs carries <c>ours:theirs</c>.</param>
/// <param name="IcePassword">Theirs.</param>
/// <param name="Fingerprint">SHA-256 of their certificate, to be compared with the DTLS handshake's.</param>
/// <param name="Direction">Seen from us.</param>
public sealed record NegotiatedBrowser(
    int PayloadType, int DtmfPayloadType, string IceUfrag, string IcePassword, string Fingerprint, AudioDirection Direction);
