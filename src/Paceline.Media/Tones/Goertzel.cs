using Paceline.Media.Audio;

namespace Paceline.Media.Tones;

/// <summary>How much of a sound is one frequency.</summary>
public static class Goertzel
{
    /// <summary>Share of the window's energy at this frequency, 0 to 1; a pure tone of it gives 1, silence gives 0.</summary>
    /// <param name="window">N samples resolve 8000/N Hz: 320 (40 ms) tell 440 from 480 Hz.</param>
    /// <param name="hz">0 to 4000.</param>
    public static double Share(ReadOnlySpan<short> window, double hz)
    {
        var total = Level.Power(window) * window.Length;
        if (total <= 0)
        {
            return 0;
        }

        var factor = 2 * Math.Cos(2 * Math.PI * hz / Frame.SampleRate);
        double last = 0, beforeLast = 0;
        foreach (var sample in window)
        {
            (last, beforeLast) = (sample + (factor * last) - beforeLast, last);
        }

        var power = (last * last) + (beforeLast * beforeLast) - (factor * last * beforeLast);
        return Math.Clamp(2 * power / (window.Length * total), 0, 1);
    }
}
