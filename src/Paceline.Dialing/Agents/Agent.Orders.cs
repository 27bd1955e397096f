using System.Collections.Immutable;
using NodaTime;
using Paceline.Dialing.Dispositions;
using static Paceline.Dialing.Agents.AgentInput;

namespace Paceline.Dialing.Agents;

/// <summary>What a supervisor orders, and what is done now. A conversation is never cut by either: it goes on until one of the two
/// hangs up (features 6.6, 9.13).</summary>
public sealed partial record Agent
{
    /// <summary>The supervisor whose order an input is; empty: it is nobody's.</summary>
    private static string ByOf(AgentInput input) => input switch
    {
        MakeReady order => order.By,
        MakeNotReady order => order.By,
        SignOut order => order.By,
        Stay order => order.By,
        _ => "",
    };

    /// <summary>The answer to an order that has nothing to do, or cannot be done, in words for the supervisor; null: neither.</summary>
    private Decision? Overtaken(AgentInput order) => (order, State) switch
    {
        (_, AgentState.SignedOut) => Decision.Refuse("signed-out", "This agent is signed out; nothing was changed. They choose their state after signing in."),
        (MakeReady { Since: { } since }, _) when since != State.Since => MovedOn,
        (MakeNotReady { Since: { } since }, _) when since != State.Since => MovedOn,
        (MakeReady or MakeNotReady, _) when Leaving is not null =>
            Decision.Refuse("signing-out", "This agent is being signed off; nothing was changed. Take the sign-off back first."),
        (MakeReady, AgentState.NotReady) when Leg is null =>
            Decision.Refuse(
                "no-audio",
                "No sound is connected for this agent yet, so no call could reach them. It connects when they choose Ready at their desk."),
        (MakeNotReady { Now: true }, AgentState.Talking or AgentState.Calling) =>
            Decision.Refuse("in-a-call", "This agent is in a call, and a call is not cut; nothing was changed. Choose after this call."),
        (MakeNotReady same, AgentState.NotReady state) when same.Reason == state.Reason => Decision.Nothing,
        (MakeNotReady { Now: false } same, _) when same.Reason == ThenNotReady => Decision.Nothing,
        _ => null,
    };

    private static Decision MovedOn => Decision.Refuse(
        "moved-on", "This agent does something else since then; nothing was changed. Look at what they do now, and choose anew.");

    /// <summary>Between two campaigns nothing may be under way: a call, a record and an outcome belong to the one they came from.</summary>
    private Decision PutOn(Assign assign) => State switch
    {
        _ when assign.Group == Group => Decision.Nothing,
        _ when Leaving is not null =>
            Decision.Refuse("signing-out", "This agent is being signed off; nothing was changed. Wait until they are, or take the sign-off back."),
        _ when Undoing is not null => StillBusy,
        AgentState.SignedOut or AgentState.NotReady => Decision.Of(new AgentFact.Assigned(Id, Group, assign.Group, assign.By)),
        AgentState.Ready or AgentState.Offered or AgentState.Reserved => Decision.Refuse(
            "ready", "This agent is Ready, and a call may be on its way to them; nothing was changed. Set them to Not ready, then choose the campaign."),
        _ => StillBusy,
    };

    private static Decision StillBusy => Decision.Refuse(
        "in-a-call", "This agent is in a call or has a record open, which belongs to their campaign; nothing was changed. Choose when it is finished.");

    /// <summary>Nothing is waited for but the end of a conversation.</summary>
    private Decision LeaveNow(SignOut signOut)
    {
        var asked = new AgentFact.SignOutAsked(Id, Until: null, signOut.Channel, signOut.By, Now: true);
        return State switch
        {
            AgentState.SignedOut => Decision.Nothing,
            AgentState.Calling or AgentState.Talking when Leaving is { Now: true } => Decision.Nothing,

            // Nobody has answered: the person is not kept ringing for an agent who goes. An answer that crosses it is talked to.
            AgentState.Calling calling => Decision.Of(asked, CallsOff(calling.Attempt)),
            AgentState.Talking => Decision.Of(asked),
            _ => new(Drop(Gone(signOut)), Refusal: null),
        };
    }

    /// <summary>The decision, and the end of a sign-out that waits for nothing but a call.</summary>
    private Decision GoneWhenFree(Decision decision, Instant now)
    {
        var after = decision.Facts.Aggregate(this, (agent, fact) => agent.Evolve((AgentFact)fact, now));
        return after is { Leaving: { } leaving, State: not (AgentState.Calling or AgentState.Talking) }
            ? decision with { Facts = [.. decision.Facts, .. after.Drop(Gone(leaving))] }
            : decision;
    }

    private ImmutableArray<DialingFact> Drop(AgentFact gone) =>
        State is AgentState.NotReady ? [gone] : [.. Closed(), Unreadiness(SignsOut), gone];

    /// <summary>What is at hand leaves the desk as it is: a record that is read goes back, one in wrap-up has no outcome.</summary>
    private ImmutableArray<DialingFact> Closed() => State switch
    {
        AgentState.Previewing read => [new AgentFact.RecordReturned(Id, Group, read.Attempt, ReturnedAs.Skipped)],
        AgentState.WrapUp wrapUp => [NoOutcome(wrapUp)],
        _ => [],
    };

    /// <summary>The agent has said nothing: their word is none, or the call result where nobody was reached.</summary>
    private AgentFact.OutcomeSet NoOutcome(AgentState.WrapUp wrapUp) =>
        new(Id, Group, wrapUp.Attempt, wrapUp.Found.Length == 0 ? Disposition.None : Disposition.NotReached, "");
}
