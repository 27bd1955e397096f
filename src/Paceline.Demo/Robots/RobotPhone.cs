using Paceline.Demo.Check;
using Paceline.Demo.People;
using Paceline.Demo.Sound;
using Paceline.Media.Tones;
using Paceline.Sip;
using Paceline.Voice;

namespace Paceline.Demo.Robots;

/// <summary>A robot's telephone: it hears who is on the line and writes it down, and speaks with the robot's tone from the zip tone on, or
/// from when it is told to, until it is told otherwise.</summary>
public sealed class RobotPhone : ILegOwner
{
    /// <summary>A voice is two windows of its tone; shorter ones are edges of other sound.</summary>
    private const long VoiceMs = 160;

    private readonly Lock _lock = new();
    private readonly RobotDiary _diary;
    private SipCallRef? _call;
    private RtpLeg? _leg;
    private ToneEar? _ear;
    private bool _isSpeaking;

    internal RobotPhone(string name, double toneHz, RobotDiary diary) => (Name, ToneHz, _diary) = (name, toneHz, diary);

    public string Name { get; }

    public double ToneHz { get; }

    /// <summary>Whether the node's call to this telephone is up.</summary>
    public bool IsUp
    {
        get
        {
            lock (_lock)
            {
                return _call is not null;
            }
        }
    }

    /// <summary>Speaks until told otherwise.</summary>
    public void Speak()
    {
        lock (_lock)
        {
            if (!_isSpeaking && _leg is { } leg)
            {
                _isSpeaking = true;
                leg.Play(new ToneSource(Tone.Continuous(ToneHz)));
            }
        }
    }

    /// <summary>Falls silent until the next zip tone.</summary>
    public void FallSilent()
    {
        lock (_lock)
        {
            if (_isSpeaking)
            {
                _isSpeaking = false;
                _leg?.StopPlaying();
            }
        }

        WriteDown();
    }

    /// <summary>Whether a beep has been heard since the last time it was asked.</summary>
    public bool HeardBeep() => WriteDown();

    public bool TryNote(MediaLeg leg, LegNote note) => true;

    /// <summary>A new call from the node; gives back the one it replaces.</summary>
    internal SipCallRef? Take(SipCallRef call, RtpLeg leg)
    {
        ToneEar ear = new([.. Voices.PeopleHz, Voices.BeepHz, ZipTone.Hz], share: 0.35) { ToneBegan = Began };
        lock (_lock)
        {
            var before = _call;
            _leg?.Close();
            (_call, _leg, _ear) = (call, leg, ear);
            leg.Listen(ear);
            _isSpeaking = false;
            return before;
        }
    }

    internal void Connect(SipCallRef call, NegotiatedAudio audio)
    {
        lock (_lock)
        {
            if (_call == call)
            {
                _leg?.Connect(audio);
            }
        }
    }

    internal void HangUp(SipCallRef call)
    {
        lock (_lock)
        {
            if (_call == call)
            {
                _leg?.Close();
                (_call, _leg, _isSpeaking) = (null, null, false);
            }
        }
    }

    /// <summary>Somebody is connected: spoken to before the server has said so, which may be away.</summary>
    private void Began(double hz)
    {
        if (hz is ZipTone.Hz)
        {
            Speak();
        }
    }

    /// <summary>Writes down the voices that have ended since the last time; says whether a beep was among them.</summary>
    private bool WriteDown()
    {
        ToneEar? ear;
        lock (_lock)
        {
            ear = _ear;
        }

        var toUnix = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - SipHost.NowMs;
        var beeped = false;
        foreach (var voice in ear?.Take() ?? [])
        {
            beeped |= voice.Hz is Voices.BeepHz;
            var isPerson = voice.Hz is > 0 and not (Voices.BeepHz or ZipTone.Hz) && voice.SecondHz is not (Voices.BeepHz or ZipTone.Hz);
            if (isPerson && voice.UntilMs - voice.FromMs >= VoiceMs)
            {
                _diary.Write(new RobotLine.Heard(Name, voice.Hz, voice.SecondHz, voice.FromMs + toUnix, voice.UntilMs + toUnix));
            }
        }

        return beeped;
    }
}
