namespace Paceline.Demo.People;

/// <summary>Chance that is the same for the same seed and word on every machine and in every release (SplitMix64 after FNV-1a), which
/// neither <see cref="Random"/> nor a string's hash promises.</summary>
internal sealed class Chance
{
    private ulong _state;

    private Chance(ulong state) => _state = state;

    public static Chance Of(int seed, string word)
    {
        unchecked
        {
            var hash = 14695981039346656037UL ^ (ulong)seed;
            foreach (var letter in word)
            {
                hash = (hash ^ letter) * 1099511628211UL;
            }

            return new Chance(hash);
        }
    }

    /// <summary>0 to 99.</summary>
    public int Percent() => Below(100);

    /// <summary>0 up to, but not, the limit.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    public int Between(int least, int most) => least + Below(most - least + 1);

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    private ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
