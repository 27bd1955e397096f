using System.Diagnostics;
using NodaTime;
using Paceline.Dialing.Pacing;

namespace Paceline.Simulation.Pacing;

/// <summary>An agent of the day.</summary>
public sealed class DayAgent
{
    public AgentActivity Activity { get; internal set; }

    public double Since { get; internal set; }

    /// <summary>Goes when nothing is left to do.</summary>
    public bool Going { get; internal set; }

    /// <summary>Has said so.</summary>
    public bool Announced { get; internal set; }

    internal double SignedInAt { get; set; }

    /// <summary>Comes back so long after going; null: never.</summary>
    internal double? Away { get; set; }

    internal long Talks { get; set; }
}

/// <summary>An attempt in flight, or the person it brought.</summary>
public sealed class DayAttempt
{
    public required long Number { get; init; }

    public required double DialedAt { get; init; }

    public required Callee Callee { get; init; }

    /// <summary>The ringing has ended and somebody is being listened to.</summary>
    public bool Detecting { get; internal set; }

    public double AnsweredAt => DialedAt + Callee.Stops;

    internal bool Over { get; set; }

    internal bool TakenBack { get; set; }

    /// <summary>Place in the list of those in flight.</summary>
    internal int Place { get; set; }
}

/// <summary>Runs a day: the one queue of events, agents, and people who wait for them. A policy is asked after whatever happens, and when
/// it wants; it sees what a dialler sees and nothing of the future.</summary>
public sealed class PacingDay
{
    // Heard by a person for whom nobody was free; the line is held to its end.
    private const double Message = 8;
    private const double BreakLength = 300;

    /// <summary>Where the day's seconds begin.</summary>
    public static readonly Instant Midnight = Instant.FromUtc(2026, 1, 5, 0, 0);

    private readonly PriorityQueue<Event, (double At, long Order)> _events = new();
    private readonly Queue<DayAttempt> _waiting = new();
    private readonly Draws _draws;
    private readonly RingQuantile _ring;
    private readonly DialPolicy _policy;
    private readonly DayCount _count = new();
    private long _order;
    private int _lines;

    private PacingDay(PacingWorld world, DialPolicy policy)
    {
        World = world;
        _policy = policy;
        _draws = new(world.Seed);
        _ring = new(world.RingMean, 0.55, world.RingTimeout);
    }

    public PacingWorld World { get; }

    /// <summary>Seconds since the beginning.</summary>
    public double Now { get; private set; }

    /// <summary>All who are signed in.</summary>
    internal List<DayAgent> Agents { get; } = [];

    /// <summary>Neither over nor presented.</summary>
    internal List<DayAttempt> InFlight { get; } = [];

    /// <summary>Presented and without an agent.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Of live answers: what a dialler counts, machines that were taken for persons and found nobody among them.</summary>
    public long Answered { get; private set; }

    public long Abandoned { get; private set; }

    public long Dialed { get; private set; }

    public int FreeLines => World.LinesPerAgent > 0 ? Math.Max(0, (int)(World.LinesPerAgent * Agents.Count) - _lines) : int.MaxValue;

    public int Idle
    {
        get
        {
            var idle = 0;
            foreach (var agent in Agents)
            {
                idle += agent.Activity is AgentActivity.Free ? 1 : 0;
            }

            return idle;
        }
    }

    public static DayOutcome Run(PacingWorld world, DialPolicy policy)
    {
        var day = new PacingDay(world, policy);
        day.Begin();
        return day.Pass();
    }

    public static Instant At(double seconds) => Midnight + Duration.FromNanoseconds((long)(seconds * 1e9));

    // ---- What a policy does ---------------------------------------------------------------------------------------------

    internal void Dial(int attempts)
    {
        for (var i = 0; i < attempts && FreeLines > 0; i++)
        {
            var attempt = new DayAttempt
            {
                Number = Dialed,
                DialedAt = Now,
                Callee = Callee.Of(World, _draws, _ring, Dialed, Now),
                Place = InFlight.Count,
            };
            Dialed++;
            _lines++;
            InFlight.Add(attempt);
            Plan(attempt.AnsweredAt, new(What.Stops, attempt, null));
        }
    }

    /// <summary>Takes back the attempts that have rung longest.</summary>
    internal void TakeBack(int attempts)
    {
        for (var i = 0; i < attempts; i++)
        {
            DayAttempt? longest = null;
            foreach (var attempt in InFlight)
            {
                if (!attempt.Detecting && (longest is null || attempt.DialedAt + attempt.Callee.Rings < longest.DialedAt + longest.Callee.Rings))
                {
                    longest = attempt;
                }
            }

            if (longest is null)
            {
                return;
            }

            longest.TakenBack = true;
            _count.TakenBack++;
            End(longest);
            _policy.TakenBack(longest, Now);
        }
    }

    // ---- What happens ---------------------------------------------------------------------------------------------------

    private enum What
    {
        Stops,
        Known,
        Deadline,
        TalkOver,
        WrapUpOver,
        LineFree,
        Notice,
        Shift,
        Back,
    }

    private sealed record Event(What What, DayAttempt? Attempt, DayAgent? Agent, Shift? Shift = null);

    private void Begin()
    {
        for (var i = 0; i < World.Agents; i++)
        {
            Agents.Add(new());
        }

        foreach (var shift in World.Shifts)
        {
            if (shift is { Agents: < 0, NoticeSeconds: { } notice })
            {
                Plan(Math.Max(0, shift.At - notice), new(What.Notice, null, null, shift));
            }

            Plan(shift.At, new(What.Shift, null, null, shift));
        }
    }

    private DayOutcome Pass()
    {
        var dialing = World.StoppedAt > 0 ? World.StoppedAt : World.Horizon;
        double wake = 0, notBefore = 0;
        while (true)
        {
            var next = _events.TryPeek(out _, out var first) ? first.At : double.PositiveInfinity;
            if (Math.Min(next, wake) >= World.Horizon)
            {
                break;
            }

            if (next <= wake)
            {
                Now = next;
                Happen(_events.Dequeue());
                wake = Math.Min(wake, Math.Max(Now, notBefore));
            }
            else
            {
                Now = wake;
                (wake, notBefore) = Now < dialing ? Ask() : (double.PositiveInfinity, 0);
            }
        }

        foreach (var agent in Agents)
        {
            _count.SignedIn += World.Horizon - agent.SignedInAt;
        }

        return _count.Outcome(this);
    }

    private (double AskAgainAt, double NotBefore) Ask()
    {
        var before = Stopwatch.GetTimestamp();
        var answer = _policy.Decide(this);
        _count.Deciding += Stopwatch.GetElapsedTime(before);
        _count.Decisions++;
        return answer;
    }

    private void Happen(Event what)
    {
        switch (what.What)
        {
            case What.Stops when what.Attempt is { TakenBack: false } attempt:
                Stops(attempt);
                break;
            case What.Known when what.Attempt is { } attempt:
                Known(attempt);
                break;
            case What.Deadline when what.Attempt is { Over: false } attempt:
                Abandon(attempt);
                break;
            case What.TalkOver:
                TalkOver(what.Agent!); // An event of an agent has the agent.
                break;
            case What.WrapUpOver:
                WrapUpOver(what.Agent!, what.Attempt!); // It has both.
                break;
            case What.LineFree:
                _lines--;
                break;
            case What.Notice:
                Choose(what.Shift!, announced: true);
                break;
            case What.Shift:
                Change(what.Shift!);
                break;
            case What.Back:
                SignIn();
                break;
            default:
                break; // A deadline of somebody who has an agent, or the end of an attempt that was taken back.
        }
    }

    private void Stops(DayAttempt attempt)
    {
        if (attempt.Callee.Fate is Fate.Unanswered)
        {
            End(attempt);
            _policy.Unanswered(attempt, Now);
            return;
        }

        attempt.Detecting = true;
        if (attempt.Callee.Known > attempt.Callee.Stops)
        {
            Plan(attempt.DialedAt + attempt.Callee.Known, new(What.Known, attempt, null));
        }
        else
        {
            Known(attempt);
        }
    }

    private void Known(DayAttempt attempt)
    {
        if (attempt.Callee.Fate is Fate.Machine)
        {
            End(attempt);
            _policy.Machine(attempt, Now);
            return;
        }

        RemoveFromFlight(attempt);
        _policy.Presented(attempt, Now);
        if (LongestIdle() is { } agent)
        {
            Connect(attempt, agent);
        }
        else if (World.Grace <= 0)
        {
            Abandon(attempt);
        }
        else
        {
            _waiting.Enqueue(attempt);
            Plan(Now + World.Grace, new(What.Deadline, attempt, null));
        }
    }

    private void Abandon(DayAttempt attempt)
    {
        attempt.Over = true;
        if (_waiting.Count > 0)
        {
            _waiting.Dequeue(); // Deadlines come in the order of arrival.
        }

        Plan(Now + Message, new(What.LineFree, null, null));
        Abandoned++;
        Answered++;
        _count.Abandoned(attempt, Now);
        _policy.Lost(Now);
    }

    private void Connect(DayAttempt attempt, DayAgent agent)
    {
        attempt.Over = true;
        var callee = attempt.Callee;
        _count.Waits += Now - agent.Since;
        _policy.Connected(Now - agent.Since);
        agent.Activity = AgentActivity.Talking;
        agent.Since = Now;
        agent.Talks++;
        _count.Busy += Math.Min(World.Horizon, Now + callee.Talk + callee.WrapUp) - Now;
        Plan(Now + callee.Talk, new(What.TalkOver, attempt, agent));
        Plan(Now + callee.Talk + callee.WrapUp, new(What.WrapUpOver, attempt, agent));
        _count.Calls++;
        if (callee.Fate is Fate.Person)
        {
            Answered++;
            _count.Served(Now);
            _policy.Served(Now);
        }
    }

    private void TalkOver(DayAgent agent)
    {
        _lines--;
        _policy.TalkOver(Now - agent.Since);
        agent.Activity = AgentActivity.WrapUp;
        agent.Since = Now;
    }

    private void WrapUpOver(DayAgent agent, DayAttempt attempt)
    {
        _policy.WrapUpOver(Now - agent.Since);
        agent.Activity = AgentActivity.Free;
        agent.Since = Now;
        if (agent.Going)
        {
            Leave(agent);
        }
        else if (World.UnannouncedBreaks > 0 && _draws.Uniform(attempt.Number, 40) < World.UnannouncedBreaks)
        {
            agent.Away = BreakLength;
            Leave(agent);
        }
        else
        {
            TakeNext(agent);
        }
    }

    private void TakeNext(DayAgent agent)
    {
        if (_waiting.TryDequeue(out var attempt))
        {
            Connect(attempt, agent);
        }
    }

    // ---- Agents who come and go -------------------------------------------------------------------------------------------

    private void Change(Shift shift)
    {
        if (shift.Agents > 0)
        {
            for (var i = 0; i < shift.Agents; i++)
            {
                SignIn();
            }

            return;
        }

        var announced = shift.NoticeSeconds is not null;
        if (!announced)
        {
            Choose(shift, announced: false);
        }

        foreach (var agent in Agents.Where(a => a.Going && a.Activity is AgentActivity.Free).ToList())
        {
            Leave(agent);
        }
    }

    /// <summary>Who is going: the first so many of those who stay.</summary>
    private void Choose(Shift shift, bool announced)
    {
        foreach (var agent in Agents.Where(static a => !a.Going).Take(-shift.Agents).ToList())
        {
            agent.Going = true;
            agent.Announced = announced;
            agent.Away = shift.AwaySeconds;
        }
    }

    private void SignIn()
    {
        var agent = new DayAgent { Since = Now, SignedInAt = Now };
        Agents.Add(agent);
        TakeNext(agent);
    }

    private void Leave(DayAgent agent)
    {
        Agents.Remove(agent);
        _count.SignedIn += Now - agent.SignedInAt;
        if (agent.Away is { } away)
        {
            Plan(Now + away, new(What.Back, null, null));
        }
    }

    // ---- Details ------------------------------------------------------------------------------------------------------------

    private DayAgent? LongestIdle()
    {
        DayAgent? longest = null;
        foreach (var agent in Agents)
        {
            if (agent.Activity is AgentActivity.Free && (longest is null || agent.Since < longest.Since))
            {
                longest = agent;
            }
        }

        return longest;
    }

    private void End(DayAttempt attempt)
    {
        attempt.Over = true;
        _lines--;
        RemoveFromFlight(attempt);
    }

    private void RemoveFromFlight(DayAttempt attempt)
    {
        var last = InFlight[^1];
        InFlight[attempt.Place] = last;
        last.Place = attempt.Place;
        InFlight.RemoveAt(InFlight.Count - 1);
    }

    private void Plan(double at, Event what) => _events.Enqueue(what, (at, _order++));
}
