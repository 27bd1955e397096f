using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;

namespace Paceline.Dialing.Pacing;

/// <summary>What stopped a decision from dialling one more.</summary>
public enum PacingCause
{
    /// <summary>Nobody is signed in, or everybody leaves.</summary>
    NoAgents,

    /// <summary>Too few attempts are known to dial ahead.</summary>
    NoHistory,

    /// <summary>The limit allows no further abandonment; one dial for each free agent goes on.</summary>
    BudgetSpent,

    /// <summary>Its person would find nobody too often.</summary>
    Threshold,

    /// <summary>It could break the limit at one blow.</summary>
    Guard,

    /// <summary>No free line, or the calls of this second are used up.</summary>
    Room,
}

/// <summary>How many to dial and how many to take back, and why. Nothing is allocated; the sentence is made when it is asked for.</summary>
/// <param name="Launch">Attempts to order now.</param>
/// <param name="TakeBack">Attempts to take back now: those that have rung longest.</param>
/// <param name="AskAgainAt">The answer changes with time alone; null: only something that happens changes it.</param>
/// <param name="NotBefore">A large group need not be asked after every event; earlier than this it is a waste.</param>
/// <param name="IsAhead">Enough is known and the window has something left: dials may come before their agents. False: one for each free agent, who
/// is reserved for it.</param>
/// <param name="Threshold">In force until the next decision; <see cref="PacingModel.AfterServed"/> and its sibling want it.</param>
public readonly record struct PacingDecision(
    int Launch, int TakeBack, Instant? AskAgainAt, Instant NotBefore, bool IsAhead, double Threshold, PacingReason Why);

/// <summary>The figures a decision was made from. Chances and rates are 0 to 1.</summary>
/// <param name="Agents">Signed in, the leaving ones included.</param>
/// <param name="FreeWithinSeconds">The horizon of the next three: half of the people dialled now would need their agent by then.</param>
/// <param name="ExpectedFree">Busy agents expected to be free by then.</param>
/// <param name="AnyFree">The chance that at least one of them is.</param>
/// <param name="ExpectedPeople">People in flight expected to need an agent by then.</param>
/// <param name="LossOfNext">The chance that the next attempt's person finds nobody.</param>
/// <param name="ExpectedLost">People in flight expected to find nobody.</param>
/// <param name="Slack">Calls that may be abandoned by what has been answered so far.</param>
/// <param name="Reserve">Slack and what may be borrowed from the rest of the window; below 1 nobody is dialled ahead.</param>
/// <param name="BreaksAt">So many lost calls would break the limit.</param>
/// <param name="GuardTail">The largest chance of that among the dials ahead that this decision made, or at the one it refused;
/// 0 where it is out of reach.</param>
/// <param name="Known">Attempts whose end was seen.</param>
/// <param name="KnownMin">Attempts that must be known to dial ahead.</param>
/// <param name="NextAllowedIn">Live answers until one more may be abandoned; 0: it may now.</param>
public readonly record struct PacingReason(
    PacingCause Cause,
    int Agents,
    int Free,
    int Waiting,
    int Leaving,
    double FreeWithinSeconds,
    double ExpectedFree,
    double AnyFree,
    int InFlight,
    double ExpectedPeople,
    double AnswerRate,
    RateSource AnswerRateSource,
    double LossOfNext,
    double Threshold,
    double Calibration,
    double ExpectedLost,
    long LiveAnswers,
    long Abandoned,
    double Limit,
    double Slack,
    double Reserve,
    int BreaksAt,
    double GuardTail,
    long Known,
    int KnownMin,
    long NextAllowedIn,
    int Launch,
    int TakeBack)
{
    /// <summary>Dials that the free agents cover: always allowed.</summary>
    [JsonIgnore]
    public int Covered => Math.Max(0, Free - Waiting - InFlight);

    /// <summary>Whether the contract allows the order, judged from these figures alone: the free agents cover it, or enough is known, the
    /// window has something left, and the guard holds.</summary>
    [JsonIgnore]
    public bool IsAllowed => Launch <= Covered || (Known >= KnownMin && Reserve >= 1 && GuardTail <= PacingTerms.Risk);

    /// <summary>One sentence with the figures that decided.</summary>
    [JsonIgnore]
    public string Sentence
    {
        get
        {
            var why = Cause switch
            {
                PacingCause.NoAgents => Who,
                PacingCause.NoHistory => Text($"{Who}; {Known} of {KnownMin} attempts known, until then one dial for each free agent"),
                PacingCause.BudgetSpent => Text($"{Who}; {Spent}, so one dial for each free agent"),
                PacingCause.Threshold => Text($"{WhoAndSoon}; {Flying}; the next dial would find nobody with {Share(LossOfNext)}, allowed {Share(Threshold)}"),
                PacingCause.Guard => Text($"{WhoAndSoon}; {Flying}; {Breaks}, and one more dial could lose so many with {Share(GuardTail)}"),
                PacingCause.Room => Text($"{WhoAndSoon}; {Flying}; no more lines or dials at this moment"),
            };
            return (Launch, TakeBack) switch
            {
                (_, 0) => Text($"{why}: dial {Launch}."),
                (0, _) => Text($"{why}: take back {TakeBack}."),
                _ => Text($"{why}: dial {Launch}, take back {TakeBack}."),
            };
        }
    }

    private string Who => string.Join(", ", ((string?[])
    [
        Agents == 1 ? "1 agent" : Text($"{Agents} agents"),
        Free == 0 ? "none free" : Text($"{Free} free"),
        Leaving == 0 ? null : Text($"{Leaving} leaving"),
        Waiting == 0 ? null : Text($"{Waiting} waiting for them"),
    ]).OfType<string>());

    private string WhoAndSoon =>
        ExpectedFree < 0.005 ? Who : string.Join(", ", Who, Text($"{Share(AnyFree)} that another is free within {FreeWithinSeconds:0} s"));

    private string Flying => Text($"{InFlight} on the way");

    private string Breaks => BreaksAt == 1 ? "1 lost call would break the limit" : Text($"{BreaksAt} lost calls would break the limit");

    private string Spent => NextAllowedIn > 0
        ? Text($"abandoned {Abandoned} of {LiveAnswers}, none allowed for {NextAllowedIn} more answers")
        : Text($"abandoned {Abandoned} of {LiveAnswers}, and the rest of the window allows no more");

    private static string Share(double chance) => Text($"{100 * chance:0.0} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
