namespace Paceline.Simulation.Pacing;

/// <summary>Decides when to dial how many. It hears what a dialler hears.</summary>
public abstract class DialPolicy
{
    /// <summary>Dials and takes back what it wants; gives when it wants to be asked again whatever happens, and before when it need not be
    /// asked at all.</summary>
    public abstract (double AskAgainAt, double NotBefore) Decide(PacingDay day);

    public virtual void Presented(DayAttempt attempt, double now)
    {
    }

    public virtual void Machine(DayAttempt attempt, double now)
    {
    }

    public virtual void Unanswered(DayAttempt attempt, double now)
    {
    }

    public virtual void TakenBack(DayAttempt attempt, double now)
    {
    }

    public virtual void Served(double now)
    {
    }

    public virtual void Lost(double now)
    {
    }

    public virtual void Connected(double waited)
    {
    }

    public virtual void TalkOver(double length)
    {
    }

    public virtual void WrapUpOver(double length)
    {
    }
}

/// <summary>One dial for each free agent, counting those that are on their way.</summary>
public sealed class ProgressivePolicy : DialPolicy
{
    public static int Wanted(int idle, int inFlight, int waiting) => Math.Max(0, idle - inFlight - waiting);

    public override (double AskAgainAt, double NotBefore) Decide(PacingDay day)
    {
        day.Dial(Wanted(day.Idle, day.InFlight.Count, day.Waiting));
        return (day.Now + 1, 0);
    }
}

/// <summary>A fixed ratio of attempts to free agents. Fractions are made up by chance, drawn anew when the number of free agents changes.</summary>
public sealed class RatioPolicy(double ratio, ulong seed) : DialPolicy
{
    private readonly Draws _draws = new(seed);
    private int _idle = -1;
    private long _changes;
    private double _fraction;

    public static int Wanted(double ratio, int idle, double fraction, int inFlight) =>
        idle == 0 ? 0 : Math.Max(0, (int)Math.Floor((ratio * idle) + fraction) - inFlight);

    public override (double AskAgainAt, double NotBefore) Decide(PacingDay day)
    {
        var idle = day.Idle;
        if (idle != _idle)
        {
            _idle = idle;
            _fraction = _draws.Uniform(_changes++, 30);
        }

        day.Dial(Wanted(ratio, idle, _fraction, day.InFlight.Count));
        return (day.Now + 1, 0);
    }
}
