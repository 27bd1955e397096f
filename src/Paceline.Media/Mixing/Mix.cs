using Paceline.Media.Audio;

namespace Paceline.Media.Mixing;

/// <summary>One conversation, or one leg that waits alone: each tick everybody hears all others and never itself.</summary>
public sealed class Mix
{
    /// <summary>Most legs of one conversation.</summary>
    public const int LegsMax = 16;

    private readonly List<MixLeg> _legs = new(LegsMax);
    private readonly int[] _all = new int[Frame.Samples];

    public IReadOnlyList<MixLeg> Legs => _legs;

    /// <summary>Moves a leg here, out of the mix it was in; false when this one is full.</summary>
    public bool Add(MixLeg leg)
    {
        if (ReferenceEquals(leg.Mix, this))
        {
            return true;
        }

        if (_legs.Count == LegsMax)
        {
            return false;
        }

        leg.Mix?.Remove(leg);
        leg.Mix = this;
        _legs.Add(leg);
        return true;
    }

    public void Remove(MixLeg leg)
    {
        if (_legs.Remove(leg))
        {
            leg.Mix = null;
        }
    }

    /// <summary>Takes 20 ms of every leg's voice and composes what every leg hears.</summary>
    public void Tick()
    {
        _all.AsSpan().Clear();
        foreach (var leg in _legs)
        {
            leg.Speak();
            if (!leg.IsHeardByAll)
            {
                continue;
            }

            var said = leg.Said;
            for (var i = 0; i < _all.Length; i++)
            {
                _all[i] += said[i];
            }
        }

        foreach (var leg in _legs)
        {
            leg.Listen(_all, _legs);
        }
    }
}
