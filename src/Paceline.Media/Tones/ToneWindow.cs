using Paceline.Media.Audio;

namespace Paceline.Media.Tones;

/// <summary>The last 40 ms of a sound, moved on by 20 ms with each frame; shared by all that listen for tones.</summary>
public sealed class ToneWindow
{
    private readonly short[] _samples = new short[2 * Frame.Samples];

    public ReadOnlySpan<short> Samples => _samples;

    /// <summary>Level of the window in dBm0.</summary>
    public double Dbm0 { get; private set; } = Level.FloorDbm0;

    public void Push(ReadOnlySpan<short> frame)
    {
        _samples.AsSpan(Frame.Samples).CopyTo(_samples);
        var last = _samples.AsSpan(Frame.Samples);
        last.Clear();
        frame[..Math.Min(frame.Length, last.Length)].CopyTo(last);
        Dbm0 = Level.Dbm0(_samples);
    }

    /// <summary>Share of the window's energy at a frequency, 0 to 1; zero when it is too quiet to tell.</summary>
    public double Share(double hz) => Dbm0 < QuietestDbm0 ? 0 : Goertzel.Share(_samples, hz);

    internal const double QuietestDbm0 = -45;
}
