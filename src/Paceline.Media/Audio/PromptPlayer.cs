namespace Paceline.Media.Audio;

/// <summary>How often a prompt is heard.</summary>
public enum Repeat
{
    /// <summary>Once, then the source has ended.</summary>
    Once,

    /// <summary>From the start again without a gap, until it is taken away.</summary>
    Forever,
}

/// <summary>One listener's place in a prompt.</summary>
public sealed class PromptPlayer(Prompt prompt, Repeat repeat = Repeat.Once) : ISampleSource
{
    private int _position;

    /// <summary>How much has been heard, in milliseconds since the last start.</summary>
    public long PositionMs => (long)_position * 1000 / Frame.SampleRate;

    public bool Fill(Span<short> frame)
    {
        var samples = prompt.Samples;
        while (!frame.IsEmpty && !samples.IsEmpty)
        {
            if (_position == samples.Length)
            {
                if (repeat == Repeat.Once)
                {
                    break;
                }

                _position = 0;
            }

            var count = Math.Min(frame.Length, samples.Length - _position);
            samples.Slice(_position, count).CopyTo(frame);
            _position += count;
            frame = frame[count..];
        }

        frame.Clear();
        return !samples.IsEmpty && (repeat == Repeat.Forever || _position < samples.Length);
    }
}
