using Paceline.Contracts;

namespace Paceline.Demo.Check;

/// <summary>What the campaign promised, as the check needs it.</summary>
/// <param name="Group">Campaign group, such as "demo".</param>
/// <param name="AnswerLimit">From a person's answer to an agent or the message.</param>
/// <param name="WindowFrom">First permitted minute of the day, where the number is.</param>
/// <param name="WindowUntil">First minute not permitted.</param>
/// <param name="AttemptsPerChain">Attempts at one person.</param>
/// <param name="AttemptsPerNumberPerDay">Attempts at one number in any 24 hours.</param>
/// <param name="AbandonmentLimit">As a ratio.</param>
public sealed record CheckRules(
    string Group,
    TimeSpan AnswerLimit,
    TimeOnly WindowFrom,
    TimeOnly WindowUntil,
    int AttemptsPerChain,
    int AttemptsPerNumberPerDay,
    double AbandonmentLimit);

/// <summary>Everything the check looks at. What is missing makes a check unknown, never true.</summary>
/// <param name="Rules">What was promised.</param>
/// <param name="Facts">All stored facts, in order.</param>
/// <param name="Lines">The far end's log, or the wire's; null: there is none.</param>
/// <param name="Robots">The robots' diary; null: there is none.</param>
/// <param name="Board">The live figures after everything came to rest; null: they never did.</param>
/// <param name="Now">When the facts were read.</param>
/// <param name="Starved">One sentence about a machine that could not keep time; empty: it could.</param>
public sealed record CheckInput(
    CheckRules Rules,
    IReadOnlyList<FactLine> Facts,
    LineLog? Lines,
    IReadOnlyList<RobotLine>? Robots,
    BoardSnapshot? Board,
    DateTimeOffset Now,
    string Starved)
{
    /// <summary>The facts by attempt.</summary>
    public Ledger Ledger { get; } = new(Facts, Rules.Group);

    /// <summary>Attempts whose INVITE would be in the log: those ordered since it began, and those that are in it.</summary>
    public IEnumerable<AttemptStory> AttemptsInLog => Lines?.Since is { } since
        ? Ledger.Attempts.Where(a => a.Ordered.Count > 0
            && (a.Ordered[0].At.ToUnixTimeMilliseconds() >= since || Lines.Find(a.Attempt) is { Invites.Count: > 0 }))
        : [];
}
