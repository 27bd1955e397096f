namespace Paceline.Media.Tones;

/// <summary>What a country's exchanges play to a caller (ITU-T E.180 Supplement 2).</summary>
/// <param name="Country">ISO 3166-1 code.</param>
/// <param name="Busy">The called line is taken.</param>
/// <param name="Congestion">The network has no way.</param>
/// <param name="Ringback">The called telephone rings.</param>
public sealed record TonePlan(string Country, Tone Busy, Tone Congestion, Tone Ringback)
{
    private static readonly TonePlan[] _plans =
    [
        UnitedStates("US"),
        UnitedStates("CA"),
        new("GB", Of(400, 375, 375), Of(400, 400, 350, 225, 525), Tone.Cadence(400, 450, 400, 200, 400, 2000)),
        new("DE", Of(425, 480, 480), Of(425, 240, 240), Of(425, 1000, 4000)),
        new("FR", Of(440, 500, 500), Of(440, 250, 250), Of(440, 1500, 3500)),
        new("ES", Of(425, 200, 200), Of(425, 200, 200, 200, 200, 200, 600), Of(425, 1500, 3000)),
        new("IT", Of(425, 500, 500), Of(425, 200, 200), Of(425, 1000, 4000)),
        new("BR", Of(425, 250, 250), Of(425, 250, 250, 750, 250), Of(425, 1000, 4000)),
        new("AU", Of(425, 375, 375), Of(425, 375, 375), Tone.Cadence(413, 438, 400, 200, 400, 2000)),
        new("IN", Of(400, 750, 750), Of(400, 250, 250), Swelling(400, 25, 400, 200, 400, 2000)),
        new("JP", Of(400, 500, 500), Of(400, 500, 500), Swelling(400, 15, 1000, 2000)),
    ];

    public static IReadOnlyList<TonePlan> All => _plans;

    /// <summary>The plan of a country; null when it is not known.</summary>
    public static TonePlan? For(string country) =>
        Array.Find(_plans, plan => string.Equals(plan.Country, country, StringComparison.OrdinalIgnoreCase));

    private static TonePlan UnitedStates(string country) => new(
        country, Tone.Cadence(480, 620, 500, 500), Tone.Cadence(480, 620, 250, 250), Tone.Cadence(440, 480, 2000, 4000));

    private static Tone Of(double hz, params ReadOnlySpan<int> onOffMs) => Tone.Cadence(hz, 0, onOffMs);

    private static Tone Swelling(double hz, double modulationHz, params ReadOnlySpan<int> onOffMs) =>
        Tone.Rhythm(new ToneSegment(0, hz, 0, modulationHz), onOffMs);
}
