using Paceline.Dialing;

namespace Paceline.Simulation.Promises;

/// <summary>What the world has seen, from outside the machines.</summary>
internal abstract record Sight
{
    private protected Sight()
    {
    }

    /// <summary>An INVITE has reached the far end.</summary>
    internal sealed record Invited(AttemptId Attempt, PhoneNumber Number) : Sight;

    /// <summary>A phone was picked up.</summary>
    internal sealed record Answered(AttemptId Attempt, bool NodeAlive) : Sight;

    /// <summary>The person hears an agent or the message.</summary>
    internal sealed record Heard(AttemptId Attempt, string Whom) : Sight;

    /// <summary>The far end has nothing any more of this call.</summary>
    internal sealed record LineClosed(AttemptId Attempt, PhoneNumber Number) : Sight;

    /// <summary>The node that had it is dead.</summary>
    internal sealed record LineOrphaned(AttemptId Attempt) : Sight;

    /// <summary>The node has put an agent on a line.</summary>
    internal sealed record Bridged(AttemptId Attempt, AgentId Agent) : Sight;

    /// <summary>The node has nobody on that line any more.</summary>
    internal sealed record BridgeEnded(AttemptId Attempt) : Sight;

    /// <summary>An agent's workspace said: saved.</summary>
    internal sealed record Acknowledged(AttemptId Attempt, string Outcome) : Sight;

    internal sealed record Suppressed(PhoneNumber Number) : Sight;

    internal sealed record Committed(WriterId Writer, IReadOnlyList<DialingFact> Facts) : Sight;
}

/// <summary>Something that must always hold, judged with bookkeeping of its own.</summary>
internal abstract class Promise(World world)
{
    protected World World { get; } = world;

    public static Promise[] All(World world) =>
    [
        new NeverTwice(world), new WithinTheLaw(world), new NoSilentLine(world), new OneConversation(world), new NothingLost(world),
        new CountsAddUp(world), new AgentBeforeDial(world), new ChainsAreKept(world), new ComesToRest(world),
        new CallbacksAreKept(world),
    ];

    public virtual void Saw(Sight sight)
    {
    }

    /// <summary>After every event.</summary>
    public virtual void Step()
    {
    }

    public virtual void End()
    {
    }

    protected void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw World.Broken(GetType().Name, otherwise);
        }
    }
}
