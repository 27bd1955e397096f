using Paceline.Demo.People;
using Paceline.Media.Audio;
using Paceline.Media.Tones;

namespace Paceline.Demo.Sound;

/// <summary>What the simulated people say: tones with the rhythm of speech.</summary>
internal static class Script
{
    /// <summary>A person who talks for ever, after some silence: phrases of the person's tone with pauses.</summary>
    public static ISampleSource Talk(double hz, int helloMs) =>
        new Sequence(new ToneSource(Tone.Once(Math.Max(20, helloMs), 0)), new ToneSource(new Tone(
            [
                Phrase(520, hz), Pause(120), Phrase(360, hz), Pause(480), Phrase(900, hz), Pause(200), Phrase(640, hz), Pause(700),
            ],
            IsEndless: true)));

    /// <summary>A greeting, a beep, then silence.</summary>
    public static ISampleSource Machine(double hz, int greetingMs) => new ToneSource(new Tone(
        [Pause(300), Phrase(greetingMs, hz), Pause(250), new ToneSegment(400, Voices.BeepHz), Pause(20)], IsEndless: false));

    private static ToneSegment Phrase(int ms, double hz) => new(ms, hz, Voices.ChestHz);

    private static ToneSegment Pause(int ms) => new(ms, 0);

    /// <summary>One after the other; the second begins in the frame after the first has ended.</summary>
    private sealed class Sequence(ISampleSource first, ISampleSource second) : ISampleSource
    {
        private bool _isFirst = true;

        public bool Fill(Span<short> frame)
        {
            if (!_isFirst)
            {
                return second.Fill(frame);
            }

            _isFirst = first.Fill(frame);
            return true;
        }
    }
}
