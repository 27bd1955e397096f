using Paceline.Media.Audio;

namespace Paceline.Media.Rtp;

/// <summary>What became of a datagram.</summary>
public enum Arrival
{
    /// <summary>Sound that will be played.</summary>
    Audio,

    /// <summary>A telephone event; a new digit can be taken with <see cref="RtpReceiver.TryTakeDigit"/>.</summary>
    Event,

    /// <summary>The far end says that it is silent.</summary>
    ComfortNoise,

    /// <summary>Right in form but useless: late, twice, or of a payload type nobody agreed to.</summary>
    Ignored,

    /// <summary>No RTP.</summary>
    Malformed,
}

/// <summary>The hearing half of a leg: datagrams in, steady 20 ms frames and digits out.</summary>
public sealed class RtpReceiver(PayloadTypes types) : ISampleSource
{
    private readonly JitterBuffer _buffer = new();
    private readonly DigitReceiver _digits = new();
    private PayloadTypes _types = types;

    public RtpStatistics Statistics => _buffer.Statistics;

    /// <summary>The source that is listened to now; null before the first packet.</summary>
    public uint? Ssrc => _buffer.Ssrc;

    /// <summary>When the last valid packet came, in the caller's milliseconds; null before the first.</summary>
    public long? LastArrivalMs { get; private set; }

    /// <summary>Takes a later agreement (re-INVITE); what is buffered stays.</summary>
    public void Agree(PayloadTypes later) => _types = later;

    /// <summary>The block for our next receiver report; null before the first packet.</summary>
    public ReceptionReport? TakeReport() => _buffer.TakeReport();

    /// <param name="datagram">A whole RTP datagram, already decrypted.</param>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    public Arrival Receive(ReadOnlySpan<byte> datagram, long nowMs)
    {
        if (!RtpPacket.TryParse(datagram, out var packet))
        {
            return Arrival.Malformed;
        }

        if (packet.PayloadType == _types.TelephoneEvent)
        {
            LastArrivalMs = nowMs;
            _digits.Receive(packet);
            _buffer.NoteOther(packet);
            return Arrival.Event;
        }

        switch (packet.PayloadType)
        {
            case (byte)G711Law.Mu or (byte)G711Law.A:
                LastArrivalMs = nowMs;
                return _buffer.Push(packet, nowMs) ? Arrival.Audio : Arrival.Ignored;
            case PayloadTypes.ComfortNoise:
                LastArrivalMs = nowMs;
                _buffer.NoteOther(packet);
                return Arrival.ComfortNoise;
            default:
                return Arrival.Ignored;
        }
    }

    /// <summary>The next digit (0-9 * # A-D) that was pressed, each once, in order.</summary>
    public bool TryTakeDigit(out char digit) => _digits.TryTake(out digit);

    /// <summary>The next 20 ms; a stream has no end, so the answer is always true.</summary>
    public bool Fill(Span<short> frame)
    {
        _buffer.Fill(frame);
        return true;
    }
}
