using Paceline.Media.Audio;

namespace Paceline.Media.Tones;

/// <summary>Plays a tone, with soft edges so that it does not click.</summary>
/// <param name="tone">What to play.</param>
/// <param name="dbm0">Level of each frequency; -13 leaves room for two and a voice.</param>
public sealed class ToneSource(Tone tone, double dbm0 = -13) : ISampleSource
{
    private const int Edge = 2 * Frame.SampleRate / 1000;

    private readonly double _peak = Level.SinePeak(dbm0);
    private int _segment;
    private int _position;

    public bool Fill(Span<short> frame)
    {
        var segments = tone.Segments;
        for (var i = 0; i < frame.Length; i++)
        {
            if (_segment == segments.Length)
            {
                frame[i..].Clear();
                return false;
            }

            var segment = segments[_segment];
            var length = Math.Max(1, segment.Ms * (Frame.SampleRate / 1000));
            frame[i] = segment.IsSilent ? (short)0 : Saturate.Clip(_peak * Softness(length) * Sound(segment, _position));
            if (++_position >= length)
            {
                Next(segments.Length);
            }
        }

        return _segment < segments.Length;
    }

    private static double Sound(in ToneSegment segment, int position)
    {
        var t = (double)position / Frame.SampleRate;
        var sound = Math.Sin(2 * Math.PI * segment.Hz * t);
        if (segment.SecondHz > 0)
        {
            sound += Math.Sin(2 * Math.PI * segment.SecondHz * t);
        }

        return segment.ModulationHz > 0 ? sound * (1 - Math.Cos(2 * Math.PI * segment.ModulationHz * t)) / 2 : sound;
    }

    private double Softness(int length)
    {
        // A tone of one segment for ever has no edges after its start.
        var alone = tone.IsEndless && tone.Segments.Length == 1;
        var edge = alone ? Edge : Math.Min(_position, length - 1 - _position);
        return edge >= Edge ? 1 : (double)edge / Edge;
    }

    private void Next(int count)
    {
        _position = 0;
        _segment++;
        if (_segment == count && tone.IsEndless)
        {
            _segment = 0;
        }
    }
}
