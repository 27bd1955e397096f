namespace Paceline.Media.Analysis;

/// <summary>Who answered.</summary>
public enum Answerer
{
    /// <summary>Not decided yet.</summary>
    Listening,
    Human,
    Machine,

    /// <summary>Time is up without a decision; everybody treats this as a human.</summary>
    NotSure,
}

/// <summary>Limits of the rule, in milliseconds from the answer or of speech.</summary>
/// <param name="GreetingMs">One stretch of speech, pauses shorter than 250 ms included, longer than this is a machine's.</param>
/// <param name="TotalSpeechMs">More speech than this in all is a machine's.</param>
/// <param name="SilenceMs">So much silence after a short greeting is somebody who waits for an answer.</param>
/// <param name="DeadlineMs">After the first speech; when nobody speaks, after the answer.</param>
public sealed record GreetingLimits(int GreetingMs = 1800, int TotalSpeechMs = 2600, int SilenceMs = 700, int DeadlineMs = 5000);

/// <summary>The timing rule for human or machine, until there are recordings to learn a better one from.</summary>
public sealed class GreetingRule(GreetingLimits limits)
{
    private const int JoinMs = 250;

    private readonly SpeechDetector _speech = new();
    private long? _firstMs;
    private long _stretchMs;
    private long _startedMs;
    private long _endedMs;
    private long _spokenMs;

    public Answerer Verdict { get; private set; }

    /// <summary>When the verdict was given, in milliseconds since the answer; null before it.</summary>
    public long? DecidedMs { get; private set; }

    /// <summary>Takes 20 ms of what the called party says.</summary>
    public Answerer Push(ReadOnlySpan<short> frame)
    {
        Note(_speech.Push(frame));
        if (Verdict == Answerer.Listening && Decide(_speech.HeardMs) is var verdict and not Answerer.Listening)
        {
            (Verdict, DecidedMs) = (verdict, _speech.HeardMs);
        }

        return Verdict;
    }

    private void Note(SpeechEvent? change)
    {
        switch (change)
        {
            case { Change: SpeechChange.Started, AtMs: var at }:
                _stretchMs = _firstMs is not null && at - _endedMs < JoinMs ? _stretchMs : at;
                _firstMs ??= at;
                _startedMs = at;
                break;
            case { Change: SpeechChange.Ended, AtMs: var at }:
                _spokenMs += at - _startedMs;
                _endedMs = at;
                break;
            default:
                // Nothing changed: time alone decides.
                break;
        }
    }

    private Answerer Decide(long nowMs)
    {
        if (_firstMs is not { } first)
        {
            return nowMs >= limits.DeadlineMs ? Answerer.NotSure : Answerer.Listening;
        }

        var spoken = _spokenMs + (_speech.IsSpeech ? nowMs - _startedMs : 0);
        if (spoken > limits.TotalSpeechMs || (_speech.IsSpeech && nowMs - _stretchMs > limits.GreetingMs))
        {
            return Answerer.Machine;
        }

        if (!_speech.IsSpeech && nowMs - _endedMs >= limits.SilenceMs)
        {
            return Answerer.Human;
        }

        return nowMs - first >= limits.DeadlineMs ? Answerer.NotSure : Answerer.Listening;
    }
}
