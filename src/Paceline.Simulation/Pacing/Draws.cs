namespace Paceline.Simulation.Pacing;

/// <summary>Chance of the pacing world: a number between 0 and 1 for each (seed, attempt, question), the same whoever dials the attempt and
/// whenever. So every policy meets the same people in the same order, and what differs between two runs is the policy.</summary>
/// <param name="seed">The day.</param>
public sealed class Draws(ulong seed)
{
    public double Uniform(long attempt, int question) => unchecked(
        ((Mix(Mix((seed * 0x100000001b3UL) + ((ulong)question * 0x51ed270bUL)) ^ Mix((ulong)attempt + 0x1234567UL)) >> 11) + 0.5) * (1.0 / (1L << 53)));

    /// <summary>Mean and coefficient of variation, in the unit of the mean.</summary>
    public double Lognormal(long attempt, int question, double mean, double variation)
    {
        var variance = Math.Log(1 + (variation * variation));
        return Math.Exp(Math.Log(mean) - (variance / 2) + (Math.Sqrt(variance) * NormalQuantile(Uniform(attempt, question))));
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z += 0x9e3779b97f4a7c15UL;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>Wichura, Algorithm AS 241, Applied Statistics 37 (1988): relative error about 1e-16.</summary>
    public static double NormalQuantile(double p)
    {
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var r = 0.180625 - (q * q);
            return q
                * Polynomial(r, 3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
                    45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727)
                / Polynomial(r, 1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
                    21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610);
        }

        var tail = Math.Sqrt(-Math.Log(q < 0 ? p : 1 - p));
        var x = tail <= 5
            ? Polynomial(tail - 1.6, 1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
                1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4)
                / Polynomial(tail - 1.6, 1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
                    0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9)
            : Polynomial(tail - 5, 6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
                0.0265321895265761230930, 0.00124266094738807843860, 2.71155556874348757815e-5, 2.01033439929228813265e-7)
                / Polynomial(tail - 5, 1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
                    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15);
        return q < 0 ? -x : x;
    }

    private static double Polynomial(double x, params ReadOnlySpan<double> coefficients)
    {
        double sum = 0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            sum = (sum * x) + coefficients[i];
        }

        return sum;
    }
}

/// <summary>How long people let it ring: a gamma distribution cut off at the ring time-out, turned around so that a share gives a time.</summary>
public sealed class RingQuantile
{
    private const double StepSeconds = 0.002;
    private readonly double[] _by;

    public RingQuantile(double mean, double variation, double timeout)
    {
        var shape = 1 / (variation * variation);
        var scale = mean / shape;
        _by = new double[(int)Math.Round(timeout / StepSeconds) + 1];
        for (var i = 1; i < _by.Length; i++)
        {
            var x = (i - 0.5) * StepSeconds;
            _by[i] = _by[i - 1] + Math.Exp(((shape - 1) * Math.Log(x)) - (x / scale));
        }

        var all = _by[^1];
        for (var i = 0; i < _by.Length; i++)
        {
            _by[i] /= all;
        }
    }

    /// <summary>Seconds of ringing.</summary>
    public double Of(double share)
    {
        var place = Array.BinarySearch(_by, share);
        if (place >= 0)
        {
            return place * StepSeconds;
        }

        var above = Math.Clamp(~place, 1, _by.Length - 1);
        return (above - 1 + ((share - _by[above - 1]) / (_by[above] - _by[above - 1]))) * StepSeconds;
    }
}
