using Paceline.Media.Audio;
using Paceline.VoiceProtocol;

namespace Paceline.Voice;

/// <summary>Listens to a customer's line and keeps what it recognised; written by the media thread, read by any.</summary>
internal sealed class Ear : IFrameListener
{
    /// <summary>Below it a line counts as silent, in dBm0.</summary>
    private const double SoundDbm0 = -45;

    /// <summary>Frames of sound that are more than a click: 100 ms.</summary>
    private const int SoundFrames = 5;

    private int _loud;
    private volatile Heard _heard = Heard.Nothing;

    public Heard Heard => _heard;

    public void Hear(ReadOnlySpan<short> frame)
    {
        if (_heard == Heard.Nothing && Level.Dbm0(frame) > SoundDbm0 && ++_loud >= SoundFrames)
        {
            _heard = Heard.Sound;
        }
    }
}
