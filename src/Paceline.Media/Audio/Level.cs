namespace Paceline.Media.Audio;

/// <summary>Loudness in dBm0, where a full-scale sine is +3.14 dBm0 (ITU-T G.711 §4, A-law; µ-law differs by 0.03).</summary>
public static class Level
{
    /// <summary>What silence measures: no frame is reported below it.</summary>
    public const double FloorDbm0 = -90;

    private const double FullScaleSineDbm0 = 3.14;
    private const double FullScaleSinePower = 32768.0 * 32768.0 / 2;

    /// <summary>Level of the samples in dBm0, from <see cref="FloorDbm0"/> to about +6 (a full-scale square).</summary>
    public static double Dbm0(ReadOnlySpan<short> samples) => OfPower(Power(samples));

    /// <summary>Mean square of the samples; zero for none.</summary>
    public static double Power(ReadOnlySpan<short> samples)
    {
        if (samples.IsEmpty)
        {
            return 0;
        }

        long sum = 0;
        foreach (var sample in samples)
        {
            sum += (long)sample * sample;
        }

        return (double)sum / samples.Length;
    }

    /// <summary>Level in dBm0 of a mean square.</summary>
    public static double OfPower(double power) =>
        power <= 0 ? FloorDbm0 : Math.Max(FloorDbm0, FullScaleSineDbm0 + (10 * Math.Log10(power / FullScaleSinePower)));

    /// <summary>Peak of a sine of this level, in sample units (0 to 32767).</summary>
    public static double SinePeak(double dbm0) =>
        Math.Min(32767, 32768 * Math.Pow(10, (dbm0 - FullScaleSineDbm0) / 20));
}
