using Paceline.Media.Analysis;
using Paceline.Media.Audio;
using Paceline.Media.Tones;
using Paceline.VoiceProtocol;

namespace Paceline.Voice;

/// <summary>
/// Listens to a customer's line and keeps the most telling thing it recognised: before the answer the network's tones,
/// after it fax, special information tones and speech. Written by the media thread, read by any.
/// </summary>
internal sealed class Ear(TonePlan plan) : IFrameListener
{
    /// <summary>Below it a line counts as silent, in dBm0.</summary>
    private const double SoundDbm0 = -45;

    /// <summary>Sound that is more than a click: 100 ms.</summary>
    private const int SoundFrames = 5;

    /// <summary>Speech that is more than a noise: 200 ms.</summary>
    private const int SpeechFrames = 10;

    /// <summary>After so much of the answered call nobody needs the evidence any more: 15 s.</summary>
    private const int AnsweredFramesMax = 750;

    private readonly CadenceDetector _cadence = new(plan);
    private readonly SitDetector _sit = new();
    private readonly FaxDetector _fax = new();
    private readonly SpeechDetector _speech = new();
    private volatile bool _isAnswered;
    private volatile Heard _heard = Heard.Nothing;
    private int _loud;
    private int _spoken;
    private int _answered;

    public Heard Heard => _heard;

    /// <summary>From here on it is the called party and no longer the network that is heard.</summary>
    public void Answered() => _isAnswered = true;

    public void Hear(ReadOnlySpan<short> frame)
    {
        if (_isAnswered && ++_answered > AnsweredFramesMax)
        {
            return;
        }

        if (_sit.Push(frame) is not null)
        {
            Believe(Heard.Sit);
        }

        if (_fax.Push(frame) is not null)
        {
            Believe(Heard.Fax);
        }

        _ = _speech.Push(frame);
        if (_isAnswered)
        {
            _spoken = _speech.IsSpeech ? _spoken + 1 : 0;
            if (_spoken >= SpeechFrames)
            {
                Believe(Heard.Speech);
            }
        }
        else if (_cadence.Push(frame) is { } tone)
        {
            Believe(tone switch
            {
                ProgressTone.Busy => Heard.Busy,
                ProgressTone.Congestion => Heard.Congestion,
                ProgressTone.Ringback => Heard.Ringback,
            });
        }

        if (_loud < SoundFrames && Level.Dbm0(frame) > SoundDbm0 && ++_loud == SoundFrames)
        {
            Believe(Heard.Sound);
        }
    }

    private void Believe(Heard heard)
    {
        if (Weight(heard) > Weight(_heard))
        {
            _heard = heard;
        }
    }

    private static int Weight(Heard heard) => heard switch
    {
        Heard.Nothing => 0,
        Heard.Sound => 1,
        Heard.Ringback => 2,
        Heard.Speech => 3,
        Heard.Congestion => 4,
        Heard.Busy => 5,
        Heard.Beep => 6,
        Heard.Fax => 7,
        Heard.Sit => 8,
    };
}
