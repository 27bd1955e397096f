namespace Paceline.Simulation.Pacing;

/// <summary>Agents who come or go during the day.</summary>
/// <param name="At">Seconds since the beginning.</param>
/// <param name="Agents">Above zero they come, below they go: an idle one at once, a busy one after wrap-up.</param>
/// <param name="NoticeSeconds">How long before they say so; the dialler is told then. Null: it is never told.</param>
/// <param name="AwaySeconds">They come back so much later; null: never.</param>
public sealed record Shift(double At, int Agents, double? NoticeSeconds = 0, double? AwaySeconds = null);

/// <summary>A day of people, lines and agents that a policy dials through. Times in seconds since its beginning. The defaults are the
/// plain world: a person answers after 9 s of ringing, talks for two minutes, and needs 25 s of wrap-up; four in ten who are no live
/// person are machines, of which one in twenty is taken for a person.</summary>
public sealed record PacingWorld
{
    public required int Agents { get; init; }

    public required double Limit { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Length of the day, which is the legal window too.</summary>
    public double Horizon { get; init; } = 8 * 3600;

    /// <summary>Share of attempts a live person answers, by the time of the dial.</summary>
    public required Func<double, double> AnswerRate { get; init; }

    /// <summary>Mean conversation by the time of the answer.</summary>
    public Func<double, double> TalkMean { get; init; } = static _ => 120;

    /// <summary>Two kinds of conversation, short and long, with the same mean.</summary>
    public bool TwoKindsOfTalk { get; init; }

    public double WrapUpMean { get; init; } = 25;

    /// <summary>Coefficient of variation; 0: always the same.</summary>
    public double WrapUpVariation { get; init; } = 0.7;

    public double RingMean { get; init; } = 9;

    public double RingTimeout { get; init; } = 22;

    /// <summary>Machines that are taken for persons.</summary>
    public double Leaks { get; init; } = 0.05;

    /// <summary>How long it takes to know a person; both zero: everything is known at once.</summary>
    public (double From, double To) DetectionOfPersons { get; init; } = (0.5, 1.8);

    /// <summary>From presentation to abandonment.</summary>
    public double Grace { get; init; } = 2;

    /// <summary>Zero: as many as wanted.</summary>
    public double LinesPerAgent { get; init; }

    /// <summary>Share of calls after which the agent is away for five minutes and has told nobody.</summary>
    public double UnannouncedBreaks { get; init; }

    public IReadOnlyList<Shift> Shifts { get; init; } = [];

    /// <summary>Dialling is stopped then, by surprise; zero: never.</summary>
    public double StoppedAt { get; init; }

    public static PacingWorld Plain(int agents, double answerRate, double limit, ulong seed, double hours = 8) =>
        new() { Agents = agents, AnswerRate = _ => answerRate, Limit = limit, Seed = seed, Horizon = hours * 3600 };
}

/// <summary>What becomes of an attempt.</summary>
public enum Fate
{
    Person,

    /// <summary>A machine that is taken for a person.</summary>
    Leak,

    Machine,
    Unanswered,
}

/// <summary>One number that is dialled: its whole future is known to the world when it is dialled, and to nobody else.</summary>
/// <param name="Rings">First ring, seconds since the dial; all times are.</param>
/// <param name="Stops">End of the ringing: answer, busy, tone or time-out.</param>
/// <param name="Known">When it is known what answered; the same as <paramref name="Stops"/> if nothing did.</param>
public readonly record struct Callee(Fate Fate, double Rings, double Stops, double Known, double Talk, double WrapUp)
{
    private const double MachineShare = 0.42;
    private const double BusyOrToneShare = 0.53;

    public static Callee Of(PacingWorld world, Draws draws, RingQuantile ring, long attempt, double dialedAt)
    {
        var rings = draws.Lognormal(attempt, 2, 2.5, 0.4);
        var ringing = draws.Uniform(attempt, 3);
        if (draws.Uniform(attempt, 0) < world.AnswerRate(dialedAt))
        {
            return Answers(world, draws, attempt, dialedAt, rings, rings + ring.Of(ringing), Fate.Person);
        }

        var kind = draws.Uniform(attempt, 1);
        if (kind is >= MachineShare and < BusyOrToneShare)
        {
            var stops = rings + 0.2 + (2.3 * ringing);
            return new(Fate.Unanswered, rings, stops, stops, 0, 0);
        }

        var machine = draws.Uniform(attempt, 4) < 0.3 ? 0.3 + (1.7 * ringing) : Math.Max(8, 21 + (3 * Draws.NormalQuantile(ringing)));
        if (kind >= BusyOrToneShare || machine > world.RingTimeout)
        {
            return new(Fate.Unanswered, rings, rings + world.RingTimeout, rings + world.RingTimeout, 0, 0);
        }

        var fate = draws.Uniform(attempt, 5) < world.Leaks ? Fate.Leak : Fate.Machine;
        return Answers(world, draws, attempt, dialedAt, rings, rings + machine, fate);
    }

    private static Callee Answers(PacingWorld world, Draws draws, long attempt, double dialedAt, double rings, double stops, Fate fate)
    {
        var (from, to) = world.DetectionOfPersons;
        var detection = draws.Uniform(attempt, 6);
        if (fate is Fate.Machine)
        {
            var known = to > 0 ? stops + 2 + (2 * detection) : stops;
            return new(fate, rings, stops, known, 0, 0);
        }

        var presented = stops + from + ((to - from) * detection);
        return fate is Fate.Leak
            ? new(fate, rings, stops, presented, draws.Lognormal(attempt, 8, 9, 0.6), draws.Lognormal(attempt, 9, 5, 0.7))
            : new(fate, rings, stops, presented, TalkOf(world, draws, attempt, dialedAt + stops), WrapUpOf(world, draws, attempt));
    }

    private static double TalkOf(PacingWorld world, Draws draws, long attempt, double answeredAt)
    {
        var mean = world.TalkMean(answeredAt);
        if (!world.TwoKindsOfTalk)
        {
            return draws.Lognormal(attempt, 8, mean, 1);
        }

        const double Short = 0.45;
        return draws.Uniform(attempt, 10) < Short
            ? draws.Lognormal(attempt, 8, mean / 6, 0.8)
            : draws.Lognormal(attempt, 8, mean * (1 - (Short / 6)) / (1 - Short), 0.7);
    }

    private static double WrapUpOf(PacingWorld world, Draws draws, long attempt) =>
        world.WrapUpVariation > 0 ? draws.Lognormal(attempt, 9, world.WrapUpMean, world.WrapUpVariation) : world.WrapUpMean;
}
