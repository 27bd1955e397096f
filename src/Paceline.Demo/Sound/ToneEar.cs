using Paceline.Media.Audio;
using Paceline.Voice;

namespace Paceline.Demo.Sound;

/// <summary>One stretch of sound.</summary>
/// <param name="Hz">The tone that was recognised; 0: sound that is no tone one knows, such as speech.</param>
/// <param name="SecondHz">Another known tone at the same time; 0: none.</param>
/// <param name="FromMs">Monotonic milliseconds, as <see cref="SipHost.NowMs"/>.</param>
/// <param name="UntilMs">Monotonic milliseconds.</param>
public sealed record Heard(double Hz, double SecondHz, long FromMs, long UntilMs);

/// <summary>Recognises known tones in what a party says, in windows of 80 ms. Fed by the media thread, read by any.</summary>
/// <param name="known">Multiples of 12.5 Hz below 4 kHz.</param>
/// <param name="share">Part of a window's power that makes a tone the one that is heard, 0 to 1.</param>
public sealed class ToneEar(IReadOnlyList<double> known, double share) : IFrameListener
{
    /// <summary>Below it a frame counts as silence, in dBm0.</summary>
    private const double SoundDbm0 = -45;

    private const int FramesPerWindow = 4;

    /// <summary>Stretches that are kept; a call has some dozens, and later ones are left out.</summary>
    private const int HeardMax = 2000;

    /// <summary>A second tone counts from this part of a window's power on.</summary>
    private const double SecondShare = 0.12;

    private readonly Lock _lock = new();
    private readonly short[] _window = new short[Frame.Samples * FramesPerWindow];
    private readonly List<Heard> _heard = [];
    private readonly List<Heard> _taken = [];
    private int _filled;
    private Heard? _current;
    private long _firstSoundMs = -1;

    /// <summary>Monotonic milliseconds; the host's clock unless a test has its own.</summary>
    internal Func<long> Clock { get; init; } = static () => SipHost.NowMs;

    /// <summary>Called on the media thread when a tone begins to be heard, alone or with another; again when the other changes.</summary>
    public Action<double>? ToneBegan { get; init; }

    /// <summary>When the first sound came; null: it has been silent so far.</summary>
    public long? FirstSoundMs => Interlocked.Read(ref _firstSoundMs) is >= 0 and var first ? first : null;

    /// <summary>Stretches that are over, each given out once.</summary>
    public IReadOnlyList<Heard> Take()
    {
        lock (_lock)
        {
            List<Heard> news = [.. _heard];
            _taken.AddRange(news);
            _heard.Clear();
            return news;
        }
    }

    /// <summary>Everything heard so far, also what goes on.</summary>
    public IReadOnlyList<Heard> All()
    {
        lock (_lock)
        {
            return [.. _taken, .. _heard, .. _current is { } current ? [current] : Array.Empty<Heard>()];
        }
    }

    public void Hear(ReadOnlySpan<short> frame)
    {
        var nowMs = Clock();
        if (_firstSoundMs < 0 && Level.Dbm0(frame) > SoundDbm0)
        {
            Interlocked.Exchange(ref _firstSoundMs, nowMs);
        }

        frame.CopyTo(_window.AsSpan(_filled * Frame.Samples));
        if (++_filled < FramesPerWindow)
        {
            return;
        }

        _filled = 0;
        Note(Recognise(), nowMs);
    }

    /// <summary>Null: silence.</summary>
    private (double Hz, double SecondHz)? Recognise()
    {
        var power = Level.Power(_window);
        if (Level.OfPower(power) < SoundDbm0)
        {
            return null;
        }

        var (best, bestShare, second, secondShare) = (0.0, 0.0, 0.0, 0.0);
        foreach (var hz in known)
        {
            var part = PowerAt(hz) / power;
            if (part > bestShare)
            {
                (second, secondShare) = (best, bestShare);
                (best, bestShare) = (hz, part);
            }
            else if (part > secondShare)
            {
                (second, secondShare) = (hz, part);
            }
        }

        return secondShare >= SecondShare ? (best, second) : bestShare >= share ? (best, 0) : (0, 0);
    }

    private void Note((double Hz, double SecondHz)? sound, long nowMs)
    {
        lock (_lock)
        {
            if (_current is { } current && sound is { } same && same == (current.Hz, current.SecondHz))
            {
                _current = current with { UntilMs = nowMs };
                return;
            }

            if (_current is { } over && _heard.Count + _taken.Count < HeardMax)
            {
                _heard.Add(over);
            }

            _current = sound is { } next ? new Heard(next.Hz, next.SecondHz, nowMs - (FramesPerWindow * Frame.Milliseconds), nowMs) : null;
        }

        if (sound is { Hz: > 0 } began)
        {
            ToneBegan?.Invoke(began.Hz);
            if (began.SecondHz > 0)
            {
                ToneBegan?.Invoke(began.SecondHz);
            }
        }
    }

    /// <summary>Goertzel: mean square of the window at one frequency.</summary>
    private double PowerAt(double hz)
    {
        var coefficient = 2 * Math.Cos(2 * Math.PI * hz / Frame.SampleRate);
        var (last, before) = (0.0, 0.0);
        foreach (var sample in _window)
        {
            (last, before) = (sample + (coefficient * last) - before, last);
        }

        var n = (double)_window.Length;
        return 2 * ((last * last) + (before * before) - (coefficient * last * before)) / (n * n);
    }
}
