namespace Paceline.PeerTests.Kills;

/// <summary>What the harness sees of a call, in its order; at each of them something is killed.</summary>
public enum Moment
{
    /// <summary>Claim, permission and attempt are on disk.</summary>
    ClaimCommitted,

    /// <summary>The INVITE is at the carrier.</summary>
    InviteAtCarrier,

    /// <summary>The carrier sent 180 or 183.</summary>
    Ringing,

    /// <summary>The carrier sent 200.</summary>
    Answered,

    /// <summary>The bridge is on disk.</summary>
    Bridged,

    /// <summary>An outcome left the agent's hands.</summary>
    OutcomeSent,

    /// <summary>The outcome was acknowledged to the agent.</summary>
    OutcomeAcknowledged,
}

/// <summary>Who is killed.</summary>
public enum Victim
{
    Server,
    Node,
}

/// <summary>One moment of one attempt, as it was seen.</summary>
/// <param name="Attempt">Its id, which is the Call-ID at the carrier.</param>
internal sealed record Sighting(Moment Moment, string Attempt);

/// <summary>One kill, with what was seen before and after it.</summary>
/// <param name="AtMs">Unix milliseconds, right after the signal.</param>
/// <param name="BackMs">When the victim's successor was there: the server said Ready, the node had its process.</param>
/// <param name="NodeBefore">Process of the voice node before.</param>
/// <param name="NodeAfter">Process of the voice node afterwards.</param>
internal sealed record Kill(Victim Victim, Sighting Seen, long AtMs, long BackMs, int NodeBefore, int NodeAfter);
