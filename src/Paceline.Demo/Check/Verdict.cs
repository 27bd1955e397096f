namespace Paceline.Demo.Check;

/// <summary>What a check found.</summary>
/// <param name="Holds">Null: it could not be computed, and the sentence says why.</param>
/// <param name="Sentence">Why it does not hold or cannot be computed, or what was measured beside it; empty: nothing to say.</param>
public sealed record Verdict(bool? Holds, string Sentence)
{
    public static Verdict Kept(string sentence = "") => new(true, sentence);

    public static Verdict Broken(string sentence) => new(false, sentence);

    public static Verdict Unknown(string sentence) => new(null, sentence);

    /// <summary>Kept if nothing was found; else the first findings, and how many there are.</summary>
    public static Verdict Of(IReadOnlyList<string> findings, string beside = "") => findings.Count switch
    {
        0 => Kept(beside),
        1 => Broken(findings[0]),
        _ => Broken($"{findings[0]} And {findings.Count - 1} more, such as: {findings[1]}"),
    };
}
