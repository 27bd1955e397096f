using Paceline.Media.Audio;

namespace Paceline.Media.Rtp;

/// <summary>Turns packets that come as the network likes into 20 ms each 20 ms, with the smallest delay that holds.</summary>
/// <remarks>
/// Works on samples, not on packets, so any packet time fits. Packets are placed by timestamp in a ring; the playhead walks
/// through it. The margin of a packet is how long before its time it came.
/// </remarks>
public sealed class JitterBuffer
{
    /// <summary>Bounds of the delay in milliseconds, and where it starts.</summary>
    public const int DelayMinMs = 20, DelayMaxMs = 120, DelayStartMs = 40;

    private const int PerMs = Frame.SampleRate / 1000;
    private const int RingLength = 4096;
    private const int PayloadMax = 1280;
    private const int DelayMax = DelayMaxMs * PerMs;
    private const int DelayMin = DelayMinMs * PerMs;
    private const int Step = 10 * PerMs;
    // Earlier or later than this is no jitter: the sender's clock jumped.
    private const int MarginMax = DelayMax + (80 * PerMs);
    private const int Strangers = 3;
    private const int QuietMs = 60;
    private const int WindowPackets = 50;

    private readonly short[] _ring = new short[RingLength];
    private readonly bool[] _present = new bool[RingLength];
    private readonly SequenceTracker _tracker = new();
    private readonly Concealment _concealment = new();
    private uint _playhead;
    private long _lastMs;
    private int _strangers;
    private int _jumps;
    private int _target = DelayStartMs * PerMs;
    private double _mean;
    private int _least;
    private int _inWindow;
    private double _jitter;
    private uint _lastTransit;
    private bool _transitKnown;
    private long _received;
    private long _late;

    /// <summary>The source that is listened to; null before the first packet.</summary>
    public uint? Ssrc { get; private set; }

    public RtpStatistics Statistics => new(
        _received, _tracker.Lost, _late, _tracker.Duplicates, _concealment.Samples / PerMs, _jitter / PerMs, _target / PerMs);

    /// <summary>Takes a packet of G.711 (payload type 0 or 8); false when it will not be heard.</summary>
    /// <param name="packet">Its payload is copied.</param>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    public bool Push(in RtpPacket packet, long nowMs)
    {
        if (packet.Payload.IsEmpty || packet.Payload.Length > PayloadMax || !Accept(packet, nowMs))
        {
            return false;
        }

        _received++;
        var margin = Margin(packet.Timestamp);
        // A number that was here before with a time far away is a sender that started again.
        var isFresh = _tracker.Note(packet.Sequence);
        if (!isFresh && Math.Abs((long)margin) <= MarginMax)
        {
            return false;
        }

        NoteTransit(packet.Timestamp, nowMs);
        if (Math.Abs((long)margin) > MarginMax)
        {
            if (!packet.Marker && ++_jumps < Strangers)
            {
                _late += margin < 0 ? 1 : 0;
                return false;
            }

            if (!isFresh)
            {
                _tracker.Begin(packet.Sequence);
            }

            Align(packet.Timestamp);
            margin = Margin(packet.Timestamp);
        }

        _jumps = 0;
        if (margin < 0)
        {
            margin = GiveTime(margin);
        }

        NoteMargin(margin);
        if (margin + packet.Payload.Length <= 0)
        {
            _late++;
            return false;
        }

        Place(packet, margin);
        return true;
    }

    /// <summary>Counts a packet of the same stream that carries no sound (telephone event, comfort noise).</summary>
    public void NoteOther(in RtpPacket packet)
    {
        if (packet.Ssrc == Ssrc)
        {
            _tracker.Note(packet.Sequence);
        }
    }

    /// <summary>The next samples to be heard; where nothing arrived in time the last sound fades away.</summary>
    public void Fill(Span<short> frame)
    {
        if (Ssrc is null)
        {
            frame.Clear();
            return;
        }

        for (var i = 0; i < frame.Length; i++)
        {
            var at = (int)(_playhead & (RingLength - 1));
            frame[i] = _present[at] ? _concealment.Heard(_ring[at]) : _concealment.Missing();
            _present[at] = false;
            unchecked
            {
                _playhead++;
            }
        }
    }

    /// <summary>What a receiver report says of this stream; null before the first packet.</summary>
    public ReceptionReport? TakeReport() => Ssrc is not { } ssrc
        ? null
        : new ReceptionReport(
            ssrc, _tracker.TakeFractionLost(), (int)Math.Min(_tracker.Lost, 0x7FFFFF), _tracker.ExtendedHighest, (uint)_jitter);

    /// <summary>Keeps to one source: another is heard when the first is quiet or the other insists.</summary>
    private bool Accept(in RtpPacket packet, long nowMs)
    {
        if (packet.Ssrc != Ssrc)
        {
            if (Ssrc is not null && nowMs - _lastMs < QuietMs && ++_strangers < Strangers)
            {
                return false;
            }

            Ssrc = packet.Ssrc;
            _tracker.Restart();
            _transitKnown = false;
            Align(packet.Timestamp);
        }

        (_strangers, _lastMs) = (0, nowMs);
        return true;
    }

    private void Align(uint timestamp)
    {
        Array.Clear(_present);
        _playhead = unchecked(timestamp - (uint)_target);
        (_mean, _least, _inWindow, _jumps) = (_target, _target, 0, 0);
    }

    private int Margin(uint timestamp) => unchecked((int)(timestamp - _playhead));

    /// <summary>A packet came too late: waits for it, as far as the greatest delay allows.</summary>
    private int GiveTime(int margin)
    {
        var shift = Math.Clamp(-margin + Step, 0, Math.Max(0, DelayMax - (int)_mean));
        MovePlayhead(-shift);
        _target = Math.Min(DelayMax, Math.Max(_target, (int)_mean));
        return margin + shift;
    }

    private void NoteMargin(int margin)
    {
        _mean += (margin - _mean) / 16;
        _least = Math.Min(_least, margin);
        if (++_inWindow < WindowPackets)
        {
            return;
        }

        // What the jitter of this window needed, and one frame to spare. Down by small steps, up at once.
        var needed = Math.Clamp((int)_mean - _least + DelayMin, DelayMin, DelayMax);
        _target = Math.Max(needed, _target - Step);
        var surplus = (int)_mean - _target;
        if (surplus >= Step)
        {
            MovePlayhead(Step);
        }
        else if (surplus <= -Step)
        {
            MovePlayhead(-Step);
        }

        (_least, _inWindow) = ((int)_mean, 0);
    }

    private void MovePlayhead(int samples)
    {
        // Forward: what is skipped is not left behind in the ring.
        for (var i = 0; i < samples; i++)
        {
            _present[(int)(unchecked(_playhead + (uint)i) & (RingLength - 1))] = false;
        }

        _playhead = unchecked(_playhead + (uint)samples);
        _mean -= samples;
        _least -= samples;
    }

    private void Place(in RtpPacket packet, int margin)
    {
        Span<short> samples = stackalloc short[packet.Payload.Length];
        G711.Decode((G711Law)packet.PayloadType, packet.Payload, samples);
        for (var i = Math.Max(0, -margin); i < samples.Length; i++)
        {
            var at = (int)(unchecked(packet.Timestamp + (uint)i) & (RingLength - 1));
            (_ring[at], _present[at]) = (samples[i], true);
        }
    }

    private void NoteTransit(uint timestamp, long nowMs)
    {
        var transit = unchecked((uint)(nowMs * PerMs) - timestamp);
        if (_transitKnown)
        {
            var change = Math.Abs((long)unchecked((int)(transit - _lastTransit)));
            // A jump of the sender's clock says nothing about the network.
            _jitter += change > Frame.SampleRate ? 0 : (change - _jitter) / 16;
        }

        (_lastTransit, _transitKnown) = (transit, true);
    }
}
