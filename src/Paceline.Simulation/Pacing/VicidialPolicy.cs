using Paceline.Dialing.Pacing;

namespace Paceline.Simulation.Pacing;

/// <summary>What an administrator of VICIdial's adaptive mode sets.</summary>
/// <param name="AvailableOnly">Dials are counted by free agents only.</param>
/// <param name="HardLimit">Over the limit the level falls to one at once, else to half.</param>
/// <param name="Target">Free agents less waiting people that it steers to; more negative is bolder.</param>
/// <param name="LevelMax">The highest ratio.</param>
public sealed record VicidialSettings(bool AvailableOnly, bool HardLimit, int Target, double LevelMax = 12);

/// <summary>VICIdial's adaptive mode by its source's rules: every 2.5 s lines are filled up to level times agents; every 15 s the level
/// moves by the difference between free agents and waiting people over the last 15 s, and falls where the day's drop rate is over the
/// limit.</summary>
public sealed class VicidialPolicy(VicidialSettings settings, double limit) : DialPolicy
{
    private const double Placing = 2.5;
    private const double Pass = 1;
    private const int Samples = 15;
    private const int RateEvery = 60;

    private readonly Queue<(int Ready, int Waiting, int Agents)> _samples = new();
    private readonly Queue<double> _callsOfMinute = new();
    private readonly Queue<double> _dropsOfMinute = new();
    private double _nextPlacing;
    private double _nextPass = Pass;
    private long _passes;
    private long _answers;
    private long _drops;
    private double _dropShare;

    public double Level { get; private set; } = 1;

    public override (double AskAgainAt, double NotBefore) Decide(PacingDay day)
    {
        while (_nextPass <= day.Now)
        {
            Look(day);
            _nextPass += Pass;
        }

        if (_nextPlacing <= day.Now)
        {
            Place(day);
            _nextPlacing += Placing;
        }

        var next = Math.Min(_nextPass, _nextPlacing);
        return (next, next);
    }

    public override void Served(double now) => _answers++;

    public override void Lost(double now)
    {
        _answers++;
        _drops++;
        _dropsOfMinute.Enqueue(now);
    }

    /// <summary>The level of the next 15 seconds. The clamp comes before the drop rules.</summary>
    public static double NextLevel(
        double level, double ready, double waiting, double agents, VicidialSettings settings, bool panic, bool over)
    {
        var difference = ready - waiting + settings.Target;
        var share = agents == 0 ? 0 : difference / agents;
        var next = Math.Max(1, Math.Min(Math.Round(level * (1 + share), 3), settings.LevelMax));
        next = panic ? next / 2 : next;
        next = (over, settings.HardLimit) switch
        {
            (true, true) => 1,
            (true, false) => next / 2,
            (false, _) => next,
        };
        return Math.Max(1, next);
    }

    private void Place(PacingDay day)
    {
        var (ready, talking) = Count(day);
        var goal = (int)Math.Round(Level * (settings.AvailableOnly ? ready : ready + talking), MidpointRounding.AwayFromZero)
            + (settings.AvailableOnly ? talking : 0);
        var place = Math.Max(0, goal - day.InFlight.Count - day.Waiting - talking);
        for (var i = 0; i < place; i++)
        {
            _callsOfMinute.Enqueue(day.Now);
        }

        day.Dial(place);
    }

    private void Look(PacingDay day)
    {
        _passes++;
        var (ready, talking) = Count(day);
        _samples.Enqueue((ready, day.Waiting, ready + talking));
        if (_samples.Count > Samples)
        {
            _samples.Dequeue();
        }

        if (_passes % RateEvery == 0)
        {
            _dropShare = _answers == 0 ? 0 : (double)_drops / _answers;
        }

        if (_passes % Samples == 0)
        {
            Forget(_callsOfMinute, day.Now);
            Forget(_dropsOfMinute, day.Now);
            var panic = _callsOfMinute.Count > 20 && _dropsOfMinute.Count > 0.5 * _callsOfMinute.Count;
            Level = NextLevel(
                Level,
                _samples.Average(static s => s.Ready),
                _samples.Average(static s => s.Waiting),
                _samples.Average(static s => s.Agents),
                settings,
                panic,
                day.Dialed > 50 && _dropShare > limit);
        }
    }

    private static (int Ready, int Talking) Count(PacingDay day)
    {
        int ready = 0, talking = 0;
        foreach (var agent in day.Agents)
        {
            ready += agent.Activity is AgentActivity.Free ? 1 : 0;
            talking += agent.Activity is AgentActivity.Talking ? 1 : 0;
        }

        return (ready, talking);
    }

    private static void Forget(Queue<double> minute, double now)
    {
        while (minute.TryPeek(out var at) && at < now - 60)
        {
            minute.Dequeue();
        }
    }
}
