using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Paceline.Dialing.Pacing;

/// <summary>How long a stretch of work lasts (a conversation, a wrap-up), as hazards by age: which share of those that lasted so long end in
/// the next second. A lognormal shape stands in until there is evidence, so that ten calls give something usable and two kinds of
/// conversation, or a fixed wrap-up, are learned unaided.</summary>
/// <param name="Ended">Ends in each bin of age, discounted.</param>
/// <param name="Exposure">Seconds lived in each bin, discounted.</param>
/// <param name="Count">How many have ended, discounted, with the prior's.</param>
/// <param name="LogSum">Sum of the logarithms of their lengths in seconds.</param>
/// <param name="LogSquares">Sum of the squares of these.</param>
public sealed record LifeTable(
    ImmutableArray<double> Ended, ImmutableArray<double> Exposure, double Count, double LogSum, double LogSquares)
{
    private const double Memory = 80;
    private const double PriorEnds = 3;

    private static readonly double[] _edges = Edges(3000);

    /// <summary>Conversations: 100 s, very different from each other.</summary>
    public static LifeTable Talk { get; } = Prior(3000, mean: 100, variation: 1.2);

    /// <summary>Wrap-ups: 20 s.</summary>
    public static LifeTable WrapUp { get; } = Prior(600, mean: 20, variation: 0.7);

    internal LifeTable After(double seconds)
    {
        const double Keep = 1 - (1 / Memory);
        var ended = Ended.AsSpan().ToArray();
        var exposure = Exposure.AsSpan().ToArray();
        for (var i = 0; i < ended.Length; i++)
        {
            ended[i] *= Keep;
            exposure[i] *= Keep;
        }

        ended[BinOf(seconds)] += 1;
        Live(exposure, seconds);
        var log = Math.Log(Math.Max(seconds, 0.5));
        return new(
            ImmutableCollectionsMarshal.AsImmutableArray(ended),
            ImmutableCollectionsMarshal.AsImmutableArray(exposure),
            (Count * Keep) + 1,
            (LogSum * Keep) + log,
            (LogSquares * Keep) + (log * log));
    }

    /// <summary>Adds the seconds that somebody of that age has lived in each bin.</summary>
    internal static void Live(Span<double> exposure, double age)
    {
        for (var i = 0; i < exposure.Length && age > _edges[i]; i++)
        {
            var end = i == exposure.Length - 1 ? age : Math.Min(age, _edges[i + 1]);
            exposure[i] += end - _edges[i];
        }
    }

    /// <summary>The share that still lasts at each whole second from 0.</summary>
    /// <param name="running">Seconds lived in each bin by those that have not ended.</param>
    internal double[] Survival(ReadOnlySpan<double> running, int seconds)
    {
        var survival = new double[seconds + 1];
        survival[0] = 1;
        var bin = 0;
        var keep = Math.Exp(-Hazard(0, running[0]));
        for (var t = 1; t <= seconds; t++)
        {
            if (bin < Ended.Length - 1 && t - 0.5 >= _edges[bin + 1])
            {
                bin++;
                keep = Math.Exp(-Hazard(bin, running[bin]));
            }

            survival[t] = survival[t - 1] * keep;
        }

        return survival;
    }

    internal double Hazard(int bin, double running) =>
        (Ended[bin] + PriorEnds) / (Exposure[bin] + running + (PriorEnds / FittedHazard(bin)));

    /// <summary>The hazard of the lognormal distribution fitted to all lengths; 1e-5 to 1 per second.</summary>
    internal double FittedHazard(int bin)
    {
        var mean = LogSum / Count;
        var deviation = Math.Sqrt(Math.Max(0.05, (LogSquares / Count) - (mean * mean)));
        var start = Lasting(_edges[bin]);
        var end = Lasting(_edges[bin + 1]);
        return Math.Clamp(-Math.Log(end / start) / (_edges[bin + 1] - _edges[bin]), 1e-5, 1);

        double Lasting(double x) => x <= 0 ? 1 : Math.Max(1e-12, Normal.Above((Math.Log(x) - mean) / deviation));
    }

    internal int BinOf(double age)
    {
        var bin = 0;
        while (bin < Ended.Length - 1 && age >= _edges[bin + 1])
        {
            bin++;
        }

        return bin;
    }

    internal static LifeTable Prior(double longest, double mean, double variation)
    {
        const double Weight = 6;
        var bins = Array.FindIndex(_edges, edge => edge >= longest);
        var variance = Math.Log(1 + (variation * variation));
        var log = Math.Log(mean) - (variance / 2);
        var zeros = ImmutableArray.Create(new double[bins]);
        return new(zeros, zeros, Weight, Weight * log, Weight * (variance + (log * log)));
    }

    private static double[] Edges(double longest)
    {
        var edges = new List<double> { 0 };
        while (edges[^1] < longest)
        {
            edges.Add(edges[^1] + edges[^1] switch { < 20 => 2, < 80 => 5, < 300 => 15, < 900 => 50, _ => 200 });
        }

        return [.. edges];
    }
}
