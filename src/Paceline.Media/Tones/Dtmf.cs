using System.Collections.Immutable;

namespace Paceline.Media.Tones;

/// <summary>Keys as sound (ITU-T Q.23), for far ends without telephone events.</summary>
public static class Dtmf
{
    private const string Keys = "123A456B789C*0#D";

    private static readonly double[] _rows = [697, 770, 852, 941];
    private static readonly double[] _columns = [1209, 1336, 1477, 1633];

    /// <summary>A tone of the keys one after the other; null when one of them is no key, or there is none.</summary>
    /// <param name="keys">0-9 * # A-D.</param>
    /// <param name="pressMs">How long each is heard; 40 is the least that must be understood (Q.24).</param>
    /// <param name="pauseMs">Silence after each.</param>
    public static Tone? Of(ReadOnlySpan<char> keys, int pressMs = 100, int pauseMs = 100)
    {
        var segments = ImmutableArray.CreateBuilder<ToneSegment>(keys.Length * 2);
        foreach (var key in keys)
        {
            var at = Keys.IndexOf(char.ToUpperInvariant(key), StringComparison.Ordinal);
            if (at < 0)
            {
                return null;
            }

            segments.Add(new ToneSegment(pressMs, _rows[at / 4], _columns[at % 4]));
            segments.Add(new ToneSegment(pauseMs, 0));
        }

        return segments.Count == 0 ? null : new Tone(segments.ToImmutable(), IsEndless: false);
    }
}
