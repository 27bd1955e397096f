using Paceline.Media.Audio;
using Paceline.Media.Tones;
using Paceline.Voice;

namespace Paceline.PeerTests.Browser;

/// <summary>What comes out of a line at the carrier.</summary>
internal enum LineSound
{
    Silence,

    /// <summary>The tone of the agent's microphone.</summary>
    Agent,

    /// <summary>The chords for a customer who waits.</summary>
    HoldAudio,

    /// <summary>Something else, or a mixture.</summary>
    Other,
}

/// <summary>Listens at the carrier and tells the agent's tone, hold audio and silence apart, in windows of 80 ms.</summary>
internal sealed class LineEar : IFrameListener
{
    private const int FramesPerWindow = 4;
    private const int WindowsToBelieve = 4;
    private const double SilenceDbm0 = -50;

    /// <summary>The notes of <see cref="HoldAudio"/>.</summary>
    private static readonly double[] _notes = [220.0, 261.6, 293.7, 329.6, 349.2, 392.0, 523.3];

    private readonly short[] _window = new short[Frame.Samples * FramesPerWindow];
    private int _filled;
    private int _run;
    private LineSound _last = LineSound.Other;
    private volatile LineSound _sound = LineSound.Other;

    /// <summary>What has been heard for 320 ms without a break.</summary>
    public LineSound Sound => _sound;

    public void Hear(ReadOnlySpan<short> frame)
    {
        frame.CopyTo(_window.AsSpan(_filled * Frame.Samples));
        if (++_filled < FramesPerWindow)
        {
            return;
        }

        _filled = 0;
        var now = Recognise();
        _run = now == _last ? _run + 1 : 1;
        _last = now;
        if (_run >= WindowsToBelieve)
        {
            _sound = now;
        }
    }

    private LineSound Recognise() =>
        Level.Dbm0(_window) < SilenceDbm0 ? LineSound.Silence
        : Goertzel.Share(_window, CallCentre.AgentHz) > 0.7 ? LineSound.Agent
        : _notes.Sum(note => Goertzel.Share(_window, note)) > 0.5 ? LineSound.HoldAudio
        : LineSound.Other;
}
