using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Paceline.Dialing.Dispositions;

/// <summary>What agents of a campaign group can say of a call (features 5.4): the business result and, beside it, the call result.</summary>
/// <param name="All">In the order in which they are read, retired ones among them; 1 to <see cref="Most"/>.</param>
/// <param name="Mandatory">Nothing is saved before one is chosen.</param>
/// <param name="CallResults">The call results an agent may choose from, in order; empty: none is chosen.</param>
public sealed record DispositionPad(ImmutableArray<Disposition> All, bool Mandatory, ImmutableArray<string> CallResults)
{
    /// <summary>Retired ones count: they are what calls of long ago have.</summary>
    public const int Most = 200;

    /// <summary>Longest label and longest level of a folder, in characters.</summary>
    public const int LabelLengthMax = 60;

    /// <summary>Levels of folders.</summary>
    public const int LevelsMax = 3;

    private const int CodeLengthMax = 40;

    /// <summary>The call results that a person can tell by ear; the rest is the network's word.</summary>
    public static ImmutableArray<string> Audible { get; } =
        ["Answer", "AnsweringMachine", "Fax", "Busy", "NoAnswer", "InvalidNumber", "Silence"];

    /// <summary>The pad every campaign group starts with.</summary>
    public static DispositionPad Default { get; } = new(
        [
            new("agreed", "Agreed", 1, DispositionStep.Finish),
            new("declined", "Declined", 2, DispositionStep.Finish),
            new("try-again", "Try again later", 3, DispositionStep.TryAgain),
            new("wrong-number", "Wrong number", 4, DispositionStep.NextNumber),
            new("machine", "Answering machine", 5, DispositionStep.TryLater) { Reached = false, Implies = "AnsweringMachine" },
            new(Disposition.NeverAgain, "Do not call", 9, DispositionStep.DoNotCall),
        ],
        Mandatory: true,
        Audible);

    /// <summary>What is offered, in order.</summary>
    [JsonIgnore]
    public IEnumerable<Disposition> Offered => All.Where(static d => !d.Retired);

    /// <summary>Of a code, retired or not; null: there never was one.</summary>
    public Disposition? Find(string code) => All.FirstOrDefault(d => d.Code == code);

    /// <summary>Whether the number is never called again.</summary>
    public bool Suppresses(string code) => Find(code) is { Suppresses: true };

    /// <summary>In the place of another pad: what that one had and this one has not is retired and not lost.</summary>
    public DispositionPad Following(DispositionPad before) => this with
    {
        All = [.. All, .. before.All.Where(d => Find(d.Code) is null).Select(static d => d with { Retired = true, Digit = 0 })],
    };

    /// <summary>Why agents cannot work with it, a sentence; null: they can.</summary>
    [JsonIgnore]
    public string? Refusal => this switch
    {
        { All.IsDefaultOrEmpty: true } => "There is no outcome. Agents need one at least.",
        { All.Length: > Most } => $"There are {All.Length} outcomes, retired ones among them; at most {Most} are kept.",
        _ when !Offered.Any() => "Every outcome is retired. Agents need one at least.",

        // People may ask for it in any call, and the law wants it kept (47 CFR 64.1200(d)(3)).
        _ when !Offered.Any(static d => d.Suppresses) => "No outcome puts a number on the Do Not Call list. Keep one that does.",
        _ => All.Select(Wrong)
            .Concat(
            [
                TwiceBy(static d => d.Code) is { } code ? $"Two outcomes have the code \"{code}\"." : null,
                TwiceBy(static d => d.Digit is 0 || d.Retired ? "" : $"{d.Digit}") is { } key ? $"Two outcomes have the key \"{key}\"." : null,
                WrongResult,
            ])
            .FirstOrDefault(static why => why is not null),
    };

    private string? WrongResult => CallResults.FirstOrDefault(static r => !Audible.Contains(r, StringComparer.Ordinal)) is { } unknown
        ? $"\"{unknown}\" is no call result that an agent can tell: {string.Join(", ", Audible)}."
        : CallResults.Distinct(StringComparer.Ordinal).Count() < CallResults.Length ? "A call result stands twice in the list." : null;

    private string? TwiceBy(Func<Disposition, string> what) => All
        .GroupBy(what, StringComparer.Ordinal).FirstOrDefault(static g => g.Key.Length > 0 && g.Count() > 1)?.Key;

    private static string? Wrong(Disposition one) => one switch
    {
        { Code: Disposition.None or Disposition.NotReached } => $"\"{one.Code}\" is a word of the system. Give the outcome another code.",
        { Code.Length: 0 or > CodeLengthMax } => $"\"{one.Code}\" is no code: it has 1 to {CodeLengthMax} characters.",
        _ when !one.Code.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-') =>
            $"\"{one.Code}\" is no code: it has letters a–z, digits and - only.",
        { Code: Disposition.NeverAgain, Step: not DispositionStep.DoNotCall } =>
            $"\"{Disposition.NeverAgain}\" always puts the number on the Do Not Call list. Give the outcome another code.",
        _ when one.Label.Trim().Length is 0 or > LabelLengthMax => $"The name of \"{one.Code}\" has 1 to {LabelLengthMax} characters.",
        { Digit: < 0 or > 9 } => $"The key of \"{one.Code}\" is 1 to 9, or 0 for none.",
        { Implies.Length: > 0 } when !Audible.Contains(one.Implies, StringComparer.Ordinal) => $"\"{one.Implies}\" is no call result that an agent can tell.",
        _ when one.Folder.Length > 0 && one.Folder.Split('/') is var levels
            && (levels.Length > LevelsMax || levels.Any(static l => l.Trim().Length is 0 or > LabelLengthMax)) =>
            $"The folder of \"{one.Code}\" has at most {LevelsMax} levels with / between them, each of 1 to {LabelLengthMax} characters.",
        _ => null,
    };

    /// <summary>By what stands in it.</summary>
    public bool Equals(DispositionPad? other) => other is not null
        && Mandatory == other.Mandatory && All.SequenceEqual(other.All) && CallResults.SequenceEqual(other.CallResults);

    public override int GetHashCode() => HashCode.Combine(All.Length, Mandatory, CallResults.Length);
}
