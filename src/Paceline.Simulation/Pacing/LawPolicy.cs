using System.Diagnostics;
using NodaTime;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Pacing;

namespace Paceline.Simulation.Pacing;

/// <summary>The production pacer in the pacing world: it feeds <see cref="PacingModel"/> what happens, as a campaign group does, and obeys
/// <see cref="PredictivePacer"/>.</summary>
public sealed class LawPolicy : DialPolicy
{
    private readonly PacingWorld _world;
    private readonly PacingTerms _terms;
    private readonly List<double> _microseconds = [];
    private SeenAgent[] _agents = new SeenAgent[64];
    private SeenAttempt[] _attempts = new SeenAttempt[256];

    public LawPolicy(PacingWorld world)
    {
        _world = world;
        _terms = new(Duration.FromSeconds(world.Grace), Duration.FromSeconds(world.RingTimeout), Duration.FromSeconds(15));
        Model = PacingModel.New(Duration.FromSeconds(world.RingTimeout));
    }

    public PacingModel Model { get; set; }

    public PacingGoal Goal
    {
        get => _terms.Goal;
        init => _terms = _terms with { Goal = value };
    }

    public LimitHolds Holds { get; init; }

    /// <summary>The latest decision.</summary>
    public PacingDecision Last { get; private set; }

    /// <summary>Decisions whose own figures say that the contract did not allow them.</summary>
    public long Unlawful { get; private set; }

    /// <summary>Asked before each decision; what it gives is dialled instead. For faults that tests plant, and for modes.</summary>
    public Func<PacingDay, PacingBudget, PacingBudget>? Budget { get; init; }

    public Func<PacingDay, bool>? Progressive { get; init; }

    /// <summary>What each decision took, tables apart.</summary>
    public IReadOnlyList<double> Microseconds => _microseconds;

    /// <summary>For watching a day pass.</summary>
    public Action<PacingDay, PacingDecision>? Watch { get; init; }

    public override (double AskAgainAt, double NotBefore) Decide(PacingDay day)
    {
        if (Progressive?.Invoke(day) is true)
        {
            day.Dial(ProgressivePolicy.Wanted(day.Idle, day.InFlight.Count, day.Waiting));
            return (day.Now + 1, 0);
        }

        var scene = See(day);
        Model = Model.Refreshed(scene.Now, _terms, scene.Agents);
        var budget = new PacingBudget(
            new AbandonmentLimit(_world.Limit),
            new AbandonmentCounts(day.Answered, day.Abandoned),
            Duration.FromSeconds(day.Now),
            Duration.FromSeconds(_world.Horizon - day.Now)) { Holds = Holds };
        budget = Budget?.Invoke(day, budget) ?? budget;

        var before = Stopwatch.GetTimestamp();
        Last = PredictivePacer.Decide(scene, Model, _terms, budget);
        _microseconds.Add(Stopwatch.GetElapsedTime(before).TotalMicroseconds);

        Unlawful += Last.Why.IsAllowed ? 0 : 1;
        Watch?.Invoke(day, Last);
        day.Dial(Last.Launch);
        day.TakeBack(Last.TakeBack);
        var again = Last.AskAgainAt is { } at ? Seconds(at) : double.PositiveInfinity;
        return (again, Seconds(Last.NotBefore));

        static double Seconds(Instant at) => (at - PacingDay.Midnight).TotalSeconds;
    }

    public override void Presented(DayAttempt attempt, double now) =>
        Model = Model.AfterPresented(PacingDay.At(attempt.DialedAt), PacingDay.At(attempt.AnsweredAt), PacingDay.At(now));

    public override void Machine(DayAttempt attempt, double now) =>
        Model = Model.AfterMachine(PacingDay.At(attempt.DialedAt), PacingDay.At(attempt.AnsweredAt), PacingDay.At(now));

    public override void Unanswered(DayAttempt attempt, double now) =>
        Model = Model.AfterUnanswered(PacingDay.At(attempt.DialedAt), PacingDay.At(now));

    public override void TakenBack(DayAttempt attempt, double now) =>
        Model = Model.AfterTakenBack(PacingDay.At(attempt.DialedAt), PacingDay.At(now));

    public override void Served(double now) => Model = Model.AfterServed(Last.Threshold);

    public override void Lost(double now) => Model = Model.AfterAbandoned(Last.Threshold);

    public override void Connected(double waited) => Model = Model.AfterWait(Duration.FromSeconds(waited), _terms.Goal);

    public override void TalkOver(double length) => Model = Model.AfterTalk(Duration.FromSeconds(length));

    public override void WrapUpOver(double length) => Model = Model.AfterWrapUp(Duration.FromSeconds(length));

    private PacingScene See(PacingDay day)
    {
        if (day.Agents.Count > _agents.Length)
        {
            _agents = new SeenAgent[2 * day.Agents.Count];
        }

        if (day.InFlight.Count > _attempts.Length)
        {
            _attempts = new SeenAttempt[2 * day.InFlight.Count];
        }

        for (var i = 0; i < day.Agents.Count; i++)
        {
            var agent = day.Agents[i];
            _agents[i] = new(agent.Activity, PacingDay.At(agent.Since)) { Leaving = agent.Going && agent.Announced };
        }

        for (var i = 0; i < day.InFlight.Count; i++)
        {
            var attempt = day.InFlight[i];
            var dialed = PacingDay.At(attempt.DialedAt);
            _attempts[i] = attempt.Detecting ? new(AttemptStage.Detecting, dialed, PacingDay.At(attempt.AnsweredAt))
                : attempt.DialedAt + attempt.Callee.Rings <= day.Now ? new(AttemptStage.Ringing, dialed, PacingDay.At(attempt.DialedAt + attempt.Callee.Rings))
                : new(AttemptStage.Dialing, dialed, dialed);
        }

        return new()
        {
            Now = PacingDay.At(day.Now),
            Agents = _agents.AsSpan(0, day.Agents.Count),
            InFlight = _attempts.AsSpan(0, day.InFlight.Count),
            Waiting = day.Waiting,
            Room = day.FreeLines,
        };
    }
}
