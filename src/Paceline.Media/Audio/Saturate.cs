namespace Paceline.Media.Audio;

/// <summary>Arithmetic that clips at full scale, where wrapping around would be heard as a loud crack.</summary>
public static class Saturate
{
    /// <summary>The nearest sample to a sum of samples.</summary>
    public static short Clip(int sum) => (short)Math.Clamp(sum, short.MinValue, short.MaxValue);

    /// <summary>The nearest sample to a computed value; NaN becomes zero.</summary>
    public static short Clip(double value) =>
        double.IsNaN(value) ? (short)0 : (short)Math.Clamp(Math.Round(value), short.MinValue, short.MaxValue);

    /// <summary>Adds a frame to another, sample by sample.</summary>
    public static void Add(Span<short> frame, ReadOnlySpan<short> other)
    {
        for (var i = 0; i < frame.Length && i < other.Length; i++)
        {
            frame[i] = Clip(frame[i] + other[i]);
        }
    }
}
