using System.Collections.Immutable;

namespace Paceline.Dialing;

/// <summary>What a machine decided about one input: facts, or a refusal with its reason. Neither: the input changes nothing,
/// because it came twice or too late.</summary>
public sealed record Decision(ImmutableArray<DialingFact> Facts, Refusal? Refusal)
{
    /// <summary>The input changes nothing.</summary>
    public static Decision Nothing { get; } = new([], Refusal: null);

    public static Decision Of(params ReadOnlySpan<DialingFact> facts) => new([.. facts], Refusal: null);

    public static Decision Refuse(string code, string detail) => new([], new Refusal(code, detail));
}

/// <summary>An expected "no".</summary>
/// <param name="Code">Stable word a program can switch on, such as "wrong-state".</param>
/// <param name="Detail">A sentence: what was expected, what came, what to do.</param>
public sealed record Refusal(string Code, string Detail);
