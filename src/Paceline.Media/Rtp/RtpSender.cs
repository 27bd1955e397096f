using Paceline.Media.Audio;

namespace Paceline.Media.Rtp;

/// <summary>The speaking half of a leg: one source, one unbroken sequence, a timestamp that follows real time.</summary>
/// <param name="types">What was agreed; decides the law and whether keys can be sent.</param>
/// <param name="ssrc">Random.</param>
/// <param name="firstSequence">Random.</param>
/// <param name="firstTimestamp">Random; the timestamp of sample time zero.</param>
public sealed class RtpSender(PayloadTypes types, uint ssrc, ushort firstSequence, uint firstTimestamp)
{
    /// <summary>Longest datagram that <see cref="Write"/> makes, in bytes.</summary>
    public const int DatagramLengthMax = RtpPacket.HeaderLength + Frame.Samples;

    private readonly DigitSender _digits = new();
    private ushort _sequence = firstSequence;
    private long? _expected;

    public uint Ssrc => ssrc;

    public PayloadTypes Types { get; private set; } = types;

    /// <summary>Packets and payload bytes since the start, for sender reports.</summary>
    public uint Packets { get; private set; }

    public uint Octets { get; private set; }

    /// <summary>RTP timestamp of a sample time.</summary>
    public uint TimestampAt(long sampleTime) => unchecked(firstTimestamp + (uint)sampleTime);

    /// <summary>Takes a later agreement (re-INVITE); sequence and source stay.</summary>
    public void Agree(PayloadTypes later) => Types = later;

    /// <summary>Queues keys; false (and nothing queued) if one is no key, there are too many, or events were not agreed.</summary>
    public bool Dial(ReadOnlySpan<char> keys) => Types.TelephoneEvent is not null && _digits.Dial(keys);

    /// <summary>Keys are being sent; audio of these ticks is replaced by them.</summary>
    public bool IsDialing => _digits.IsBusy;

    /// <summary>Writes the one datagram of this tick and gives its length; a tick without a call is silence.</summary>
    /// <param name="frame">160 samples.</param>
    /// <param name="sampleTime">Samples since the leg's clock began: the tick's number times 160.</param>
    /// <param name="datagram">At least <see cref="DatagramLengthMax"/> bytes, and room for SRTP if it follows.</param>
    public int Write(ReadOnlySpan<short> frame, long sampleTime, Span<byte> datagram)
    {
        Span<byte> payload = stackalloc byte[Frame.Samples];
        var timestamp = TimestampAt(sampleTime);
        // RFC 3551 §4.1: the first packet after a silence carries the marker.
        var marker = _expected != sampleTime;
        var type = (byte)Types.Send;
        _expected = sampleTime + Frame.Samples;
        if (Types.TelephoneEvent is { } eventType && _digits.Next(timestamp, payload, out var start, out var first))
        {
            (type, timestamp, marker) = (eventType, start, first);
            payload = payload[..TelephoneEvent.Length];
        }
        else
        {
            G711.Encode(Types.Send, frame, payload);
        }

        var length = RtpPacket.Write(datagram, type, marker, _sequence, timestamp, ssrc, payload);
        unchecked
        {
            _sequence++;
            Packets++;
            Octets += (uint)payload.Length;
        }

        return length;
    }
}
