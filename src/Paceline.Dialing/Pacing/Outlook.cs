using System.Runtime.Intrinsics;

namespace Paceline.Dialing.Pacing;

/// <summary>For each horizon, how many people will need an agent and how many agents will be free: two sums of independent chances.
/// Exact for small groups; above, mean, variance and skewness. It lives on the stack of one decision.</summary>
internal ref struct Outlook
{
    /// <summary>Agents up to whom sums are exact.</summary>
    public const int ExactMax = 40;

    private const int Row = PacingTables.Row;
    private const int Lanes = 4;

    // Places of the exact sums: more people than agents and lost calls that matter are not told apart.
    private const int PeopleMax = ExactMax + DialThreshold.BreaksAtMax + 2;

    /// <summary>Numbers of scratch that an outlook needs.</summary>
    public const int Scratch = (PeopleMax + 1 + ExactMax + 1) * Row;

    private readonly bool _exact;
    private readonly int _idle;

    // people[j]: the chance of at least j; free[k]: the chance of k. Else rows: mean, variance, third cumulant of people minus agents.
    private readonly Span<double> _people;
    private readonly Span<double> _free;
    private int _peopleCount;
    private int _freeCount;

    /// <param name="idle">Free agents less the people who wait; may be negative.</param>
    /// <param name="agents">Agents who count: free, or busy and staying.</param>
    /// <param name="scratch">At least <see cref="Scratch"/> numbers.</param>
    public Outlook(int idle, int agents, Span<double> scratch)
    {
        _idle = idle;
        _exact = agents <= ExactMax;
        _people = scratch[..((PeopleMax + 1) * Row)];
        _free = scratch.Slice((PeopleMax + 1) * Row, (ExactMax + 1) * Row);
        Clear();
    }

    public void Clear()
    {
        _people.Clear();
        _free.Clear();
        _peopleCount = _freeCount = 0;
        if (_exact)
        {
            _people[..Row].Fill(1);
            _free[..Row].Fill(1);
        }
    }

    /// <summary>Forgets the people and keeps the agents; only where sums are exact.</summary>
    public void ClearPeople()
    {
        _people[Row..].Clear();
        _peopleCount = 0;
    }

    public readonly bool IsExact => _exact;

    /// <summary>One more person, who needs an agent within each horizon with these chances.</summary>
    public void AddPerson(scoped ReadOnlySpan<double> chances)
    {
        _peopleCount++;
        if (!_exact)
        {
            AddMoments(chances, person: 1, certain: 1);
            return;
        }

        var last = Math.Min(_peopleCount, PeopleMax);
        for (var lane = 0; lane < Lanes; lane++)
        {
            var offset = lane * 4;
            var x = Vector256.Create(chances.Slice(offset, 4));
            var y = Vector256<double>.One - x;
            var upper = Vector256.Create<double>(_people.Slice((last * Row) + offset, 4));
            for (var j = last; j >= 1; j--)
            {
                var lower = Vector256.Create<double>(_people.Slice(((j - 1) * Row) + offset, 4));
                ((upper * y) + (lower * x)).CopyTo(_people.Slice((j * Row) + offset, 4));
                upper = lower;
            }
        }
    }

    /// <summary>One more busy agent, who is free within each horizon with these chances.</summary>
    public void AddFree(scoped ReadOnlySpan<double> chances)
    {
        _freeCount++;
        if (!_exact)
        {
            AddMoments(chances, person: -1, certain: 1);
            return;
        }

        for (var lane = 0; lane < Lanes; lane++)
        {
            var offset = lane * 4;
            var x = Vector256.Create(chances.Slice(offset, 4));
            var y = Vector256<double>.One - x;
            var upper = Vector256<double>.Zero;
            for (var k = _freeCount; k >= 1; k--)
            {
                var lower = Vector256.Create<double>(_free.Slice(((k - 1) * Row) + offset, 4));
                ((upper * y) + (lower * x)).CopyTo(_free.Slice((k * Row) + offset, 4));
                upper = lower;
            }

            (upper * y).CopyTo(_free.Slice(offset, 4));
        }
    }

    /// <summary>For each horizon, the chance that so many people more than there are agents for them need one.</summary>
    /// <param name="lost">0: the next person finds nobody. 1 or more: so many are lost.</param>
    public readonly void Excess(int lost, scoped Span<double> chances)
    {
        if (!_exact)
        {
            ApproximateExcess(lost, chances);
            return;
        }

        for (var lane = 0; lane < Lanes; lane++)
        {
            var offset = lane * 4;
            var sum = Vector256<double>.Zero;
            for (var k = 0; k <= _freeCount; k++)
            {
                var people = Math.Max(0, _idle + k + lost);
                if (people > _peopleCount || people > PeopleMax)
                {
                    break;
                }

                sum += Vector256.Create<double>(_free.Slice((k * Row) + offset, 4)) * Vector256.Create<double>(_people.Slice((people * Row) + offset, 4));
            }

            sum.CopyTo(chances.Slice(offset, 4));
        }
    }

    /// <summary>The largest chance over all horizons that one more dial loses so many calls.</summary>
    public readonly double WorstExcessAfter(scoped ReadOnlySpan<double> next, int lost)
    {
        Span<double> atLeast = stackalloc double[Row];
        Excess(lost, atLeast);
        double worst = 0;
        if (!_exact)
        {
            for (var u = 0; u < PacingTables.Horizons; u++)
            {
                var x = next[u];
                var mean = _people[u] + x;
                var variance = _people[Row + u] + (x * (1 - x));
                var distance = _idle + lost - 0.5 - mean;
                worst = Math.Max(worst, variance < 1e-9 ? (distance <= 0 ? 1 : 0) : Normal.Above(distance / Math.Sqrt(variance)));
            }

            return worst;
        }

        Span<double> oneLess = stackalloc double[Row];
        Excess(lost - 1, oneLess);
        for (var u = 0; u < PacingTables.Horizons; u++)
        {
            worst = Math.Max(worst, ((1 - next[u]) * atLeast[u]) + (next[u] * oneLess[u]));
        }

        return worst;
    }

    /// <summary>The person is taken out again; only where sums are not exact, which forget no digits by it.</summary>
    public readonly void RemovePerson(scoped ReadOnlySpan<double> chances) => AddMoments(chances, person: -1, certain: -1);

    /// <param name="person">1 for people, -1 for agents: the sign of odd moments.</param>
    /// <param name="certain">1 to add, -1 to take out: the sign of the variance.</param>
    private readonly void AddMoments(scoped ReadOnlySpan<double> chances, double person, double certain)
    {
        for (var offset = 0; offset < Row; offset += 4)
        {
            var x = Vector256.Create(chances.Slice(offset, 4));
            var variance = x * (Vector256<double>.One - x);
            Add(offset, person * x);
            Add(Row + offset, certain * variance);
            Add((2 * Row) + offset, person * variance * (Vector256<double>.One - (x + x)));
        }
    }

    private readonly void Add(int offset, Vector256<double> amount) =>
        (Vector256.Create<double>(_people.Slice(offset, 4)) + amount).CopyTo(_people.Slice(offset, 4));

    private readonly void ApproximateExcess(int lost, scoped Span<double> chances)
    {
        for (var u = 0; u < PacingTables.Horizons; u++)
        {
            chances[u] = Approximate(_idle + lost, _people[u], _people[Row + u], _people[(2 * Row) + u]);
        }
    }

    /// <summary>The chance that people minus agents is at least so much: normal, with one term for the skewness (Cornish and Fisher's
    /// expansion) and half a person for counting whole ones.</summary>
    internal static double Approximate(int atLeast, double mean, double variance, double third)
    {
        if (variance < 1e-9)
        {
            return mean >= atLeast - 0.5 ? 1 : 0;
        }

        var deviation = Math.Sqrt(variance);
        var z = (atLeast - 0.5 - mean) / deviation;
        return Math.Clamp(Normal.Above(z) + (Normal.Density(z) * third / (6 * variance * deviation) * ((z * z) - 1)), 0, 1);
    }
}
