namespace Paceline.Simulation.Pacing;

/// <summary>What a day came to. Counts are of people; machines that were taken for people are in <paramref name="CountedAbandoned"/> only.</summary>
/// <param name="AgentUse">Talk and wrap-up over signed-in time.</param>
/// <param name="Answered">People who answered and were presented.</param>
/// <param name="Abandoned">Of these, without an agent in time.</param>
/// <param name="CountedAnswered">What the dialler counts: people served, and all who found nobody.</param>
/// <param name="CountedAbandoned">All who found nobody.</param>
/// <param name="Wait">Mean seconds an agent waits between calls.</param>
/// <param name="Worst">Largest share of people abandoned in any half hour with at least 20 answers.</param>
/// <param name="MicrosecondsPerDecision">Mean time of the policy's decisions, its dials included; the one figure that no seed repeats.</param>
public sealed record DayOutcome(
    double AgentUse,
    long Answered,
    long Abandoned,
    long CountedAnswered,
    long CountedAbandoned,
    long Dialed,
    long TakenBack,
    long Served,
    double Wait,
    double Worst,
    double MicrosecondsPerDecision)
{
    public double Abandonment => Answered == 0 ? 0 : (double)Abandoned / Answered;

    /// <summary>Whole numbers and no tolerance: more was abandoned than the limit allows, of the people or of what the dialler counts.</summary>
    public bool IsOver(double limit) => Over(limit, Answered, Abandoned) || Over(limit, CountedAnswered, CountedAbandoned);

    private static bool Over(double limit, long answered, long abandoned) => abandoned * 10_000 > (long)Math.Round(limit * 10_000) * answered;
}

/// <summary>The day's figures while it passes.</summary>
internal sealed class DayCount
{
    private const double HalfHour = 1800;
    private readonly List<(double At, bool Abandoned)> _answers = [];

    public double Busy { get; set; }

    public double SignedIn { get; set; }

    public double Waits { get; set; }

    public long Calls { get; set; }

    public long TakenBack { get; set; }

    public long Decisions { get; set; }

    public TimeSpan Deciding { get; set; }

    public void Served(double at) => _answers.Add((at, false));

    public void Abandoned(DayAttempt attempt, double at)
    {
        if (attempt.Callee.Fate is Fate.Person)
        {
            _answers.Add((at, true));
        }
    }

    public DayOutcome Outcome(PacingDay day)
    {
        var abandoned = _answers.Count(static a => a.Abandoned);
        return new(
            Busy / SignedIn,
            _answers.Count,
            abandoned,
            day.Answered,
            day.Abandoned,
            day.Dialed,
            TakenBack,
            _answers.Count - abandoned,
            Waits / Math.Max(1, Calls),
            WorstHalfHour(),
            Deciding.TotalMicroseconds / Math.Max(1, Decisions));
    }

    private double WorstHalfHour()
    {
        double worst = 0;
        int first = 0, abandoned = 0;
        for (var i = 0; i < _answers.Count; i++)
        {
            abandoned += _answers[i].Abandoned ? 1 : 0;
            while (_answers[first].At < _answers[i].At - HalfHour)
            {
                abandoned -= _answers[first].Abandoned ? 1 : 0;
                first++;
            }

            if (i - first + 1 >= 20)
            {
                worst = Math.Max(worst, (double)abandoned / (i - first + 1));
            }
        }

        return worst;
    }
}
