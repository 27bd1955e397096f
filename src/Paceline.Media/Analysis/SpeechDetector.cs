using System.Runtime.InteropServices;
using Paceline.Media.Audio;

namespace Paceline.Media.Analysis;

/// <summary>Where sound begins or ends.</summary>
public enum SpeechChange
{
    Started,
    Ended,
}

/// <summary>One change of the timeline of speech and silence.</summary>
/// <param name="Change">What happened.</param>
/// <param name="AtMs">When, in milliseconds of audio since the detector began; earlier than the frame that made it certain.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SpeechEvent(SpeechChange Change, long AtMs);

/// <summary>Tells speech from silence by level over a noise floor that follows the line.</summary>
public sealed class SpeechDetector
{
    private const double OverFloorDb = 9;
    private const double QuietestDbm0 = -48;
    private const double FloorStartDbm0 = -60;
    // Up slowly, so that a sentence does not become the floor; down at once, because nothing is quieter than the noise.
    private const double FloorRiseDb = 0.04;
    private const int StartFrames = 2;
    private const int EndFrames = 5;

    private double _floor = FloorStartDbm0;
    private int _against;
    private long _frames;

    public bool IsSpeech { get; private set; }

    /// <summary>Audio heard so far, in milliseconds.</summary>
    public long HeardMs => _frames * Frame.Milliseconds;

    /// <summary>Takes 20 ms; gives the change that has become certain (after 40 ms of speech, 100 ms of silence), if any.</summary>
    public SpeechEvent? Push(ReadOnlySpan<short> frame)
    {
        var level = Level.Dbm0(frame);
        _floor = level < _floor ? Math.Max(level, -75) : _floor + FloorRiseDb;
        _frames++;
        var loud = level > QuietestDbm0 && level > _floor + OverFloorDb;
        _against = loud == IsSpeech ? 0 : _against + 1;
        var needed = IsSpeech ? EndFrames : StartFrames;
        if (_against < needed)
        {
            return null;
        }

        (IsSpeech, _against) = (!IsSpeech, 0);
        return new SpeechEvent(IsSpeech ? SpeechChange.Started : SpeechChange.Ended, (_frames - needed) * Frame.Milliseconds);
    }
}
