using NodaTime;
using Paceline.Dialing.Campaigns;
using static Paceline.Dialing.Agents.AgentInput;

namespace Paceline.Dialing.Agents;

/// <summary>How a sign-out that is not over at once waits, ends and is taken back (features 6).</summary>
public sealed partial record Agent
{
    /// <summary>From the reservation to the INVITE: an attempt that takes longer is withdrawn.</summary>
    private static readonly Duration _dialAtOnce = Duration.FromSeconds(5);

    /// <summary>When a call that was on its way to the agent then has come, at the latest. Who is Ready does not know of one: it may have left just
    /// before they asked to go, however long they have been Ready.</summary>
    private static Instant OnItsWayAtMost(Instant then, CampaignRules rules) => then + rules.RingTimeout + rules.AnswerLimit + _dialAtOnce;

    /// <summary>Not ready, where calls are dialled ahead: one may be on its way to whoever is Ready. It still comes and the pause follows it; without
    /// one the pause begins with the group's word, or when nothing can come any more (features 6.4).</summary>
    private AgentFact.NotReadyBooked Pause(string reason, string by, Instant now, CampaignRules rules) =>
        new(Id, reason, by, (State as AgentState.Ready)?.PauseAt ?? OnItsWayAtMost(now, rules)); // Chosen again, it is not put off.

    /// <summary>A sign-out that is not over at once. One of the whole follows one of the channel alone, and a supervisor's the agent's own;
    /// not the other way round.</summary>
    private Decision Wait(SignOut signOut, Instant? until) =>
        Leaving is null || (Leaving.Channel && !signOut.Channel) || (Leaving.By.Length == 0 && signOut.By.Length > 0)
            ? Decision.Of(new AgentFact.SignOutAsked(Id, Leaving?.Until ?? until, signOut.Channel, signOut.By))
            : Decision.Nothing;

    private AgentFact Gone(SignOut signOut) =>
        signOut.Channel ? new AgentFact.ChannelSignedOut(Id) : new AgentFact.SignedOut(Id, signOut.Why, signOut.By);

    /// <summary>The end of a sign-out that has waited.</summary>
    private AgentFact Gone(SigningOut leaving) =>
        Gone(new SignOut(leaving.By.Length > 0 ? "by a supervisor" : "by the agent", leaving.Now, leaving.Channel, leaving.By));

    /// <summary>The agent stays: not ready, now or after the call, when they changed their own mind; as they were, when a supervisor did. What was
    /// booked before the sign-out holds again.</summary>
    private Decision TakeBackSignOut(Stay stay, Instant now, CampaignRules rules) => (Leaving, State) switch
    {
        (null, _) => Decision.Nothing,
        ({ By.Length: > 0 }, _) when stay.By.Length == 0 =>
            Decision.Refuse("supervisors-order", "Your supervisor signs you off. Only they can take it back: ask them."),
        (_, AgentState.NotReady { Reason: not SignsOut } notReady) =>
            Decision.Of(new AgentFact.SignOutTakenBack(Id, stay.By), Unreadiness(notReady.Reason)),
        (_, AgentState.NotReady) => Decision.Of(new AgentFact.SignOutTakenBack(Id, stay.By), Unreadiness(ThenNotReady ?? Stayed)),

        // A supervisor sets back what was: the agent goes on as before.
        _ when stay.By.Length > 0 && ThenNotReady is null => State is AgentState.Ready && Leg is { } leg
            ? Decision.Of(new AgentFact.SignOutTakenBack(Id, stay.By), Readiness(leg)) // The group may have let them go meanwhile.
            : Decision.Of(new AgentFact.SignOutTakenBack(Id, stay.By)),
        (_, AgentState.Ready) when rules.DialsAhead =>
            Decision.Of(new AgentFact.SignOutTakenBack(Id, stay.By), Pause(ThenNotReady ?? Stayed, by: "", now, rules)),
        (_, AgentState.Ready) => Decision.Of(new AgentFact.SignOutTakenBack(Id, stay.By), Unreadiness(ThenNotReady ?? Stayed)),
        _ => Decision.Of(new AgentFact.SignOutTakenBack(Id, stay.By), new AgentFact.NotReadyBooked(Id, ThenNotReady ?? Stayed)),
    };
}
