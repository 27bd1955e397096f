using System.Collections.Immutable;
using NodaTime;

namespace Paceline.Dialing;

/// <summary>What a machine decided about one input: facts, or a refusal with its reason. Neither: the input changes nothing,
/// because it came twice or too late.</summary>
public sealed record Decision(ImmutableArray<DialingFact> Facts, Refusal? Refusal)
{
    /// <summary>The input changes nothing.</summary>
    public static Decision Nothing { get; } = new([], Refusal: null);

    public static Decision Of(params ReadOnlySpan<DialingFact> facts) => new([.. facts], Refusal: null);

    public static Decision Refuse(string code, string detail) => Refuse(new(code, detail));

    public static Decision Refuse(Refusal refusal) => new([], refusal);
}

/// <summary>An expected "no".</summary>
/// <param name="Code">Stable word a program can switch on, such as "wrong-state".</param>
/// <param name="Detail">A sentence: what was expected, what came, what to do.</param>
public sealed record Refusal(string Code, string Detail)
{
    /// <summary>A time at which the same would be possible; null: it is no matter of time, or nobody knows one.</summary>
    public Instant? Instead { get; init; }
}
