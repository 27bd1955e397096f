using NodaTime;

namespace Paceline.Simulation;

/// <summary>Chance under a seed: xoshiro256** seeded by SplitMix64 (Blackman and Vigna, 2018). Our own, because .NET promises nobody the
/// same numbers in its next version, and a seed must mean the same world for ever.</summary>
public sealed class Chance
{
    private ulong _a, _b, _c, _d;

    public Chance(ulong seed)
    {
        _a = SplitMix(ref seed);
        _b = SplitMix(ref seed);
        _c = SplitMix(ref seed);
        _d = SplitMix(ref seed);
    }

    /// <summary>Chance of one thing among others of the same seed: what the others draw does not change it.</summary>
    public static Chance Of(ulong seed, string thing)
    {
        unchecked
        {
            // FNV-1a, 64 bits.
            var hash = 14695981039346656037UL;
            foreach (var c in thing)
            {
                hash = (hash ^ c) * 1099511628211UL;
            }

            return new(seed ^ hash);
        }
    }

    /// <summary>Any of 2^64.</summary>
    public ulong Next()
    {
        unchecked
        {
            var result = ulong.RotateLeft(_b * 5, 7) * 9;
            var t = _b << 17;
            _c ^= _a;
            _d ^= _b;
            _b ^= _c;
            _a ^= _d;
            _c ^= t;
            _d = ulong.RotateLeft(_d, 45);
            return result;
        }
    }

    /// <summary>0 to 1, without 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 to <paramref name="count"/>, without <paramref name="count"/>.</summary>
    public int Below(int count) => (int)(Unit() * count);

    /// <summary>True in so many of all cases, 0 to 1.</summary>
    public bool Happens(double ratio) => Unit() < ratio;

    /// <summary>Evenly between two durations, in whole milliseconds.</summary>
    public Duration Between(Duration least, Duration most) =>
        Duration.FromMilliseconds((long)(least.TotalMilliseconds + (Unit() * (most - least).TotalMilliseconds)));

    /// <summary>Evenly between two numbers of seconds.</summary>
    public Duration Seconds(double least, double most) => Between(Duration.FromSeconds(least), Duration.FromSeconds(most));

    /// <summary>Time to the next of events that happen so often an hour on average (exponential); at least a millisecond.</summary>
    public Duration UntilNext(double perHour) => Duration.FromMilliseconds(1 + (long)(-Math.Log(1 - Unit()) * 3_600_000 / perHour));

    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
