using System.Collections.Immutable;

namespace Paceline.Dialing.Pacing;

/// <summary>At what age, counted from the dial, attempts stop ringing: a histogram that forgets slowly.</summary>
/// <param name="BinSeconds">Width of a bin; 0.5 s unless people are let ring longer than half a minute.</param>
/// <param name="Weights">What is in each bin, discounted.</param>
public sealed record RingTimes(double BinSeconds, ImmutableArray<double> Weights)
{
    internal const int Bins = 80;
    private const double Memory = 1500;
    private const double PriorWeight = 12;

    /// <summary>People who answer: a gamma distribution of mean 8 s, 2 s after the dial.</summary>
    internal static RingTimes OfAnswers(double ringTimeout) => Prior(BinFor(ringTimeout), static age =>
    {
        const double Shape = 1 / (0.6 * 0.6), Scale = 8 / Shape;
        var x = age - 2;
        return x <= 0 ? 0 : Math.Exp(((Shape - 1) * Math.Log(x)) - (x / Scale));
    });

    /// <summary>All others: a third at once (busy, tones, machines), the rest when the ring times out.</summary>
    internal static RingTimes OfOthers(double ringTimeout) => Prior(BinFor(ringTimeout), age =>
        (age < 7 ? 0.35 / 7 : 0) + (age >= ringTimeout - 2 && age < ringTimeout + 6 ? 0.65 / 8 : 0));

    internal RingTimes After(double age) => Discounted(1, weights => weights[BinOf(age)] += 1);

    /// <summary>One that was taken back at that age would have stopped later, and as others did.</summary>
    /// <param name="share">The chance that it belongs here.</param>
    internal RingTimes AfterCensored(double age, double share)
    {
        var bin = BinOf(age);
        var left = 1 - Math.Clamp((age / BinSeconds) - bin, 0, 1);
        var beyond = Weights[bin] * left;
        for (var i = bin + 1; i < Weights.Length; i++)
        {
            beyond += Weights[i];
        }

        if (beyond < 1e-12)
        {
            return Discounted(share, weights => weights[bin] += share);
        }

        var before = Weights;
        return Discounted(share, weights =>
        {
            weights[bin] += share * before[bin] * left / beyond;
            for (var i = bin + 1; i < weights.Length; i++)
            {
                weights[i] += share * before[i] / beyond;
            }
        });
    }

    /// <summary>The share that has stopped by that age.</summary>
    internal double By(double age)
    {
        double sum = 0, by = 0;
        var place = Math.Max(0, age) / BinSeconds;
        for (var i = 0; i < Weights.Length; i++)
        {
            sum += Weights[i];
            by += Weights[i] * Math.Clamp(place - i, 0, 1);
        }

        return by / sum;
    }

    /// <summary>The same for all bin edges at once, for the tables.</summary>
    internal double[] Cumulative()
    {
        var cumulative = new double[Weights.Length + 1];
        for (var i = 0; i < Weights.Length; i++)
        {
            cumulative[i + 1] = cumulative[i] + Weights[i];
        }

        var sum = cumulative[^1];
        for (var i = 0; i < cumulative.Length; i++)
        {
            cumulative[i] /= sum;
        }

        return cumulative;
    }

    internal int BinOf(double age) => (int)Math.Clamp(age / BinSeconds, 0, Weights.Length - 1);

    private static double BinFor(double ringTimeout) => Math.Max(0.5, (ringTimeout + 10) / Bins);

    private static RingTimes Prior(double bin, Func<double, double> density)
    {
        const int Steps = 20;
        var weights = new double[Bins];
        for (var i = 0; i < Bins * Steps; i++)
        {
            weights[i / Steps] += density((i + 0.5) * bin / Steps);
        }

        var sum = weights.Sum();
        return new(bin, [.. weights.Select(w => w * PriorWeight / sum)]);
    }

    private RingTimes Discounted(double share, Action<double[]> add)
    {
        var weights = Weights.AsSpan().ToArray();
        var keep = 1 - (share / Memory);
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] *= keep;
        }

        add(weights);
        return this with { Weights = System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(weights) };
    }
}
