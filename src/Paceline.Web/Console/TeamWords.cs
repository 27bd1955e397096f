using Paceline.Contracts;

namespace Paceline.Web.Console;

/// <summary>What a supervisor's orders mean for an agent, in words: what they find at hand, and what becomes of it.</summary>
public static class TeamWords
{
    /// <summary>Ready, and about to be not ready: a call that was dialled ahead may still come.</summary>
    public static bool Pauses(AgentRow agent) => agent is { State: AgentState.Ready, ThenNotReady.Length: > 0 };

    /// <summary>A call or a record is at hand, and its end is waited for.</summary>
    public static bool HasAtHand(AgentRow agent) =>
        agent.State is AgentState.Reserved or AgentState.Previewing or AgentState.Calling or AgentState.Talking or AgentState.WrapUp;

    /// <summary>What is chosen is booked for later.</summary>
    public static bool Books(AgentRow agent) => Pauses(agent) || HasAtHand(agent);

    /// <summary>Something can be done now that the default would wait for: all but a conversation, which is not cut.</summary>
    public static bool CanBeNow(AgentRow agent) => Pauses(agent) || agent.State is AgentState.Reserved or AgentState.Previewing or AgentState.WrapUp;

    /// <summary>"After this call", and what it means; null: nothing is at hand, and both ways are the same.</summary>
    public static (string Choice, string Meaning)? After(AgentState state) => state switch
    {
        AgentState.Calling or AgentState.Talking or AgentState.WrapUp => (Texts.TeamAfterCall, Texts.TeamAfterCallMeans),
        AgentState.Previewing => (Texts.TeamAfterRecord, Texts.TeamAfterRecordMeans),
        AgentState.Ready or AgentState.Offered or AgentState.Reserved => (Texts.TeamAfterComing, Texts.TeamAfterComingMeans),
        AgentState.NotReady or AgentState.SignedOut => null,
    };

    /// <summary>What "now" does to what is at hand.</summary>
    public static string Now(AgentState state) => state switch
    {
        AgentState.Talking => Texts.TeamNowTalking,
        AgentState.Calling => Texts.TeamNowCalling,
        AgentState.WrapUp => Texts.TeamNowWrapUp,
        AgentState.Previewing or AgentState.Offered => Texts.TeamNowRecord,
        AgentState.Reserved => Texts.TeamNowReserved,
        AgentState.Ready => Texts.TeamNowReady,
        AgentState.NotReady or AgentState.SignedOut => Texts.TeamNowIdle,
    };
}

/// <summary>Something a supervisor did, and how it is set back.</summary>
/// <param name="Sentence">What is so now.</param>
/// <param name="SetBack">Orders the state from before; null: there is no way back.</param>
/// <param name="Now">Orders the same without waiting; null: nothing is waited for.</param>
/// <param name="Holds">Whether the sentence is true of the agent; null: it always is.</param>
public sealed record TeamAct(string Sentence, Func<Task>? SetBack = null, Func<Task>? Now = null, Func<AgentRow, bool>? Holds = null)
{
    private AgentRow? _before;
    private bool _held;

    /// <summary>Whether it was so and is not any more: then there is nothing to set back either. The board may be a moment behind what was ordered:
    /// until the sentence was true once, an agent who is as they were is waited for.</summary>
    /// <param name="agent">As the newest board has them; null: not at all.</param>
    public bool IsOver(AgentRow? agent)
    {
        if (Holds is null)
        {
            return false;
        }

        if (agent is null)
        {
            return true;
        }

        var holds = Holds(agent);
        _held |= holds;
        _before ??= agent;
        return !holds && (_held || Of(agent) != Of(_before));
    }

    private static (AgentState State, DateTimeOffset Since, string? Then, bool Leaving) Of(AgentRow agent) =>
        (agent.State, agent.Since, agent.ThenNotReady, agent.SigningOut is not null);
}
