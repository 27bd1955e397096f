using Paceline.Media.Audio;

namespace Paceline.Media.Rtp;

/// <summary>Bridges gaps: repeats the last 20 ms while fading them out over 40 ms, and fades in what comes after.</summary>
internal sealed class Concealment
{
    private const int FadeOut = 2 * Frame.Samples;
    private const int FadeIn = 40;
    // Longer gaps are a far end that is silent on purpose, and no loss.
    private const int CountedMax = 5 * Frame.Samples;

    private readonly short[] _last = new short[Frame.Samples];
    private int _position;
    private int _gap = CountedMax;
    private int _fadeIn;

    /// <summary>Samples made out of nothing so far.</summary>
    public long Samples { get; private set; }

    public short Heard(short sample)
    {
        if (_gap > 0)
        {
            (_gap, _fadeIn) = (0, FadeIn);
        }

        if (_fadeIn > 0)
        {
            sample = (short)(sample * (FadeIn - _fadeIn--) / FadeIn);
        }

        _last[_position] = sample;
        _position = (_position + 1) % _last.Length;
        return sample;
    }

    public short Missing()
    {
        if (_gap >= CountedMax)
        {
            return 0;
        }

        Samples++;
        var left = FadeOut - _gap++;
        if (left <= 0)
        {
            return 0;
        }

        var sample = (short)(_last[_position] * left / FadeOut);
        _position = (_position + 1) % _last.Length;
        return sample;
    }
}
