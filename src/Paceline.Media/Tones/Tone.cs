using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Paceline.Media.Tones;

/// <summary>A stretch of one sound: up to two frequencies, or one that swells, or silence.</summary>
/// <param name="Ms">Length in milliseconds.</param>
/// <param name="Hz">First frequency; zero for silence.</param>
/// <param name="SecondHz">Second frequency; zero for none.</param>
/// <param name="ModulationHz">Swells the first frequency fully up and down at this rate; zero for none.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ToneSegment(int Ms, double Hz, double SecondHz = 0, double ModulationHz = 0)
{
    public bool IsSilent => Hz <= 0;
}

/// <summary>How often a tone's segments are heard.</summary>
/// <param name="Segments">In order; never empty, each longer than zero.</param>
/// <param name="IsEndless">Starts again after the last segment.</param>
public sealed record Tone(ImmutableArray<ToneSegment> Segments, bool IsEndless)
{
    /// <summary>A tone without a rhythm, until it is taken away. Ten seconds hold whole waves of any tenth of a hertz.</summary>
    public static Tone Continuous(double hz, double secondHz = 0) => new([new ToneSegment(10_000, hz, secondHz)], IsEndless: true);

    /// <summary>One stretch, then the end.</summary>
    public static Tone Once(int ms, double hz, double secondHz = 0) => new([new ToneSegment(ms, hz, secondHz)], IsEndless: false);

    /// <summary>The same sound on and off, for ever.</summary>
    public static Tone Cadence(double hz, double secondHz, params ReadOnlySpan<int> onOffMs) => Rhythm(new(0, hz, secondHz), onOffMs);

    internal static Tone Rhythm(ToneSegment sound, ReadOnlySpan<int> onOffMs)
    {
        var segments = ImmutableArray.CreateBuilder<ToneSegment>(onOffMs.Length);
        for (var i = 0; i < onOffMs.Length; i++)
        {
            segments.Add(i % 2 == 0 ? sound with { Ms = onOffMs[i] } : new ToneSegment(onOffMs[i], 0));
        }

        return new Tone(segments.ToImmutable(), IsEndless: true);
    }
}
