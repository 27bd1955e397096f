using Paceline.Media.Audio;
using Paceline.Media.Tones;

namespace Paceline.Media.Analysis;

/// <summary>Hears the beep of an answering machine: one steady frequency from 400 to 1400 Hz. Dear; for after a machine's verdict.</summary>
/// <param name="leastMs">Shortest beep in milliseconds; a vowel is rarely as pure for as long.</param>
public sealed class BeepDetector(int leastMs = 160)
{
    private const double LowHz = 400, HighHz = 1400, StepHz = 12.5;
    private const double Enough = 0.8;

    private readonly ToneWindow _window = new();
    private double _hz;
    private int _steadyMs;

    /// <summary>A beep was heard; stays until the detector is thrown away.</summary>
    public bool IsHeard { get; private set; }

    /// <summary>The beep is over: now is the time to speak.</summary>
    public bool IsOver { get; private set; }

    public void Push(ReadOnlySpan<short> frame)
    {
        _window.Push(frame);
        var (hz, share) = Strongest();
        var steady = share >= Enough && (_steadyMs == 0 || Math.Abs(hz - _hz) <= StepHz);
        IsOver |= IsHeard && share < Enough / 2;
        (_hz, _steadyMs) = (hz, steady ? _steadyMs + Frame.Milliseconds : 0);
        IsHeard |= _steadyMs >= leastMs;
    }

    private (double Hz, double Share) Strongest()
    {
        var best = (Hz: 0.0, Share: 0.0);
        for (var hz = LowHz; hz <= HighHz; hz += StepHz)
        {
            var share = _window.Share(hz);
            best = share > best.Share ? (hz, share) : best;
        }

        return best;
    }
}
