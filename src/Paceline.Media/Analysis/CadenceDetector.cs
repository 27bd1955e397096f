using Paceline.Media.Audio;
using Paceline.Media.Tones;

namespace Paceline.Media.Analysis;

/// <summary>What the network plays instead of a person.</summary>
public enum ProgressTone
{
    Busy,
    Congestion,
    Ringback,
}

/// <summary>Recognises one country's tones by frequency and rhythm.</summary>
/// <remarks>Where a country plays one tone for two meanings (AU, JP: busy and congestion), the first of the enum is reported.</remarks>
public sealed class CadenceDetector
{
    private readonly ToneWindow _window = new();
    private readonly ToneRhythm[] _rhythms;

    public CadenceDetector(TonePlan plan)
    {
        Tone[] tones = [plan.Busy, plan.Congestion, plan.Ringback];
        _rhythms = [.. tones.Select((tone, i) => new ToneRhythm((ProgressTone)i, tone, tones.AsSpan(0, i).ToArray(), tones))];
    }

    /// <summary>The last tone that was recognised; null before the first.</summary>
    public ProgressTone? Recognised { get; private set; }

    /// <summary>Takes 20 ms of early media; gives a tone in the frame in which its rhythm has become certain.</summary>
    public ProgressTone? Push(ReadOnlySpan<short> frame)
    {
        _window.Push(frame);
        ProgressTone? found = null;
        foreach (var rhythm in _rhythms)
        {
            if (rhythm.Push(_window) && found is null)
            {
                found = rhythm.Kind;
            }
        }

        Recognised = found ?? Recognised;
        return found;
    }
}

/// <summary>One tone of a plan: its frequencies, its rhythm, and how much of the rhythm tells it from the others.</summary>
internal sealed class ToneRhythm
{
    private const int SegmentsMax = 12;
    private const int DebounceFrames = 2;
    private const double Enough = 0.6;
    private const double EnoughEach = 0.08;

    private readonly double[] _hz;
    private readonly int[] _cadence;
    private readonly int[] _heard = new int[SegmentsMax];
    private readonly int _needed;
    private int _count;
    private bool _isOn;
    private int _length;
    private int _against;

    public ToneRhythm(ProgressTone kind, Tone tone, Tone[] earlier, Tone[] all)
    {
        Kind = kind;
        _hz = FrequenciesOf(tone);
        _cadence = CadenceOf(tone);
        // The same rhythm under two names is reported under the first.
        IsAlias = Array.Exists(earlier, other => IsSame(other, tone));
        _needed = Enumerable.Range(_cadence.Max() >= 700 ? 1 : 3, SegmentsMax - 3)
            .FirstOrDefault(n => !all.Any(other => !IsSame(other, tone) && IsConfusable(tone, other, n)), SegmentsMax);
    }

    public ProgressTone Kind { get; }

    private bool IsAlias { get; }

    public bool Push(ToneWindow window)
    {
        var loud = IsHeard(window);
        _length++;
        _against = loud == _isOn ? 0 : _against + 1;
        if (_against < DebounceFrames)
        {
            return false;
        }

        // The change was where the opposition began.
        var length = (_length - _against) * Frame.Milliseconds;
        var wasOn = _isOn;
        (_isOn, _length, _against) = (loud, DebounceFrames, 0);
        // The silence before the first tone is no part of a rhythm.
        if (_count == 0 && !wasOn)
        {
            return false;
        }

        Array.Copy(_heard, 0, _heard, 1, SegmentsMax - 1);
        _heard[0] = wasOn ? length : -length;
        _count = Math.Min(_count + 1, SegmentsMax);
        return !IsAlias && Matches();
    }

    private bool IsHeard(ToneWindow window)
    {
        var sum = 0.0;
        foreach (var hz in _hz)
        {
            var share = window.Share(hz);
            if (share < EnoughEach)
            {
                return false;
            }

            sum += share;
        }

        return sum >= Enough;
    }

    private bool Matches()
    {
        if (_count < _needed)
        {
            return false;
        }

        for (var end = 0; end < _cadence.Length; end++)
        {
            var all = true;
            for (var i = 0; i < _needed && all; i++)
            {
                all = IsNear(_heard[i], At(_cadence, end - i));
            }

            if (all)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Some stretch of n segments fits both tones.</summary>
    private static bool IsConfusable(Tone tone, Tone other, int n)
    {
        if (!FrequenciesOf(tone).SequenceEqual(FrequenciesOf(other)))
        {
            return false;
        }

        int[] mine = CadenceOf(tone), theirs = CadenceOf(other);
        return Enumerable.Range(0, mine.Length).Any(a => Enumerable.Range(0, theirs.Length).Any(b =>
            Enumerable.Range(0, n).All(i => IsNear(At(theirs, b - i), At(mine, a - i)))));
    }

    private static bool IsSame(Tone tone, Tone other) => tone.Segments.SequenceEqual(other.Segments);

    private static bool IsNear(int heard, int wanted) =>
        Math.Sign(heard) == Math.Sign(wanted) && Math.Abs(heard - wanted) <= Math.Max(60, Math.Abs(wanted) / 10);

    private static int At(int[] cadence, int i) => cadence[((i % cadence.Length) + cadence.Length) % cadence.Length];

    /// <summary>Milliseconds, silence negative. An odd number of parts ends and begins with sound, which is heard as one.</summary>
    private static int[] CadenceOf(Tone tone)
    {
        int[] cadence = [.. tone.Segments.Select(s => s.IsSilent ? -s.Ms : s.Ms)];
        return cadence.Length > 1 && cadence[0] > 0 && cadence[^1] > 0 ? [cadence[0] + cadence[^1], .. cadence[1..^1]] : cadence;
    }

    private static double[] FrequenciesOf(Tone tone)
    {
        var sound = tone.Segments[0];
        // Slower swelling than 25 Hz stays within what a 40 ms window takes for one frequency.
        return sound switch
        {
            { ModulationHz: >= 25 } => [sound.Hz, sound.Hz - sound.ModulationHz, sound.Hz + sound.ModulationHz],
            { SecondHz: > 0 } => [sound.Hz, sound.SecondHz],
            _ => [sound.Hz],
        };
    }
}
