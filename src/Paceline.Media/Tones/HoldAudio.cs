using Paceline.Media.Audio;

namespace Paceline.Media.Tones;

/// <summary>What a customer hears while waiting when no recording is configured: a slow, soft turn of four chords.</summary>
public sealed class HoldAudio : ISampleSource
{
    private const double Dbm0 = -22;

    private readonly ToneSource _notes = new(
        new Tone(
            [
                new ToneSegment(900, 261.6, 329.6), new ToneSegment(900, 329.6, 392.0), new ToneSegment(1400, 392.0, 523.3),
                new ToneSegment(400, 0),
                new ToneSegment(900, 220.0, 329.6), new ToneSegment(900, 261.6, 349.2), new ToneSegment(1400, 293.7, 392.0),
                new ToneSegment(1200, 0),
            ],
            IsEndless: true),
        Dbm0);

    public bool Fill(Span<short> frame) => _notes.Fill(frame);
}
