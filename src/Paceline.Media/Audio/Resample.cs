namespace Paceline.Media.Audio;

/// <summary>Brings a prompt to 8 kHz with a windowed-sinc low-pass, so that what lies above 4 kHz does not fold down.</summary>
internal static class Resample
{
    // Zero crossings on each side, counted at 8 kHz.
    private const int Wings = 16;

    public static short[] To8k(ReadOnlySpan<short> samples, int rate)
    {
        var step = (double)rate / Frame.SampleRate;
        var result = new short[(int)(samples.Length / step)];
        var reach = Wings * step;
        for (var i = 0; i < result.Length; i++)
        {
            var centre = i * step;
            double sum = 0, weight = 0;
            var last = Math.Min(samples.Length - 1, (int)(centre + reach));
            for (var k = Math.Max(0, (int)Math.Ceiling(centre - reach)); k <= last; k++)
            {
                var x = (k - centre) / step;
                var w = (0.5 + (0.5 * Math.Cos(Math.PI * x / Wings))) * Sinc(0.92 * x);
                sum += w * samples[k];
                weight += w;
            }

            result[i] = Saturate.Clip(weight > 0 ? sum / weight : 0);
        }

        return result;
    }

    private static double Sinc(double x) => Math.Abs(x) < 1e-9 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
