namespace Paceline.Media.Tones;

/// <summary>Says whether one frequency is heard, gaps of single frames tolerated.</summary>
/// <param name="hz">To be listened for.</param>
public sealed class FrequencyDetector(double hz)
{
    private const double Enough = 0.5;

    private readonly ToneWindow _window = new();
    private int _frames;

    /// <summary>Share of the last 40 ms that is this frequency, 0 to 1.</summary>
    public double Confidence { get; private set; }

    /// <summary>Heard in the last two frames and more.</summary>
    public bool IsPresent => _frames >= 2;

    /// <summary>Milliseconds of all frames in which it was the greater part.</summary>
    public long HeardMs { get; private set; }

    public void Push(ReadOnlySpan<short> frame)
    {
        _window.Push(frame);
        Confidence = _window.Share(hz);
        var heard = Confidence >= Enough;
        _frames = heard ? _frames + 1 : 0;
        HeardMs += heard ? Audio.Frame.Milliseconds : 0;
    }
}
