using NodaTime;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Campaigns;

namespace Paceline.Dialing.Agents;

/// <summary>What an agent is doing, with just the data of that moment.</summary>
/// <param name="Since">When this began.</param>
public abstract record AgentState(Instant Since)
{
    /// <param name="Since">When this began.</param>
    /// <param name="By">The supervisor who ordered it; empty: the agent, or they were never signed in.</param>
    public sealed record SignedOut(Instant Since, string By = "") : AgentState(Since);

    public sealed record NotReady(Instant Since, string Reason) : AgentState(Since);

    /// <param name="Since">When this began.</param>
    /// <param name="Asking">A record was asked for and has not come.</param>
    /// <param name="NoRecord">Why the last one that was asked for did not come; empty: it did, or none was.</param>
    /// <param name="PauseAt">Where calls are dialled ahead: when no call can come any more to an agent who has chosen Not ready, and that begins; null:
    /// they have not.</param>
    public sealed record Ready(Instant Since, bool Asking = false, string NoRecord = "", Instant? PauseAt = null) : AgentState(Since);

    /// <summary>A record to read, or a call to be dialled, waits for the agent to take it.</summary>
    public sealed record Offered(Instant Since, AttemptId Attempt, Handing Handing, Instant Until) : AgentState(Since);

    /// <summary>A number is dialled for this agent.</summary>
    public sealed record Reserved(Instant Since, AttemptId Attempt) : AgentState(Since);

    /// <summary>The agent reads a record, and will call it or give it back.</summary>
    /// <param name="Since">When this began.</param>
    /// <param name="Problem">Why it could not be called; empty: nobody has tried.</param>
    /// <param name="MoreTimes">How often the agent took more time before it is called by itself.</param>
    /// <param name="ClockStopped">It is not called by itself any more.</param>
    public sealed record Previewing(Instant Since, AttemptId Attempt, string Problem = "", int MoreTimes = 0, bool ClockStopped = false) : AgentState(Since);

    /// <summary>The agent has called the record, and nobody has answered yet.</summary>
    public sealed record Calling(Instant Since, AttemptId Attempt) : AgentState(Since);

    public sealed record Talking(Instant Since, AttemptId Attempt, bool OnHold) : AgentState(Since);

    /// <summary>The call is over and its outcome is not set.</summary>
    /// <param name="Since">When this began.</param>
    /// <param name="Found">The call result of a call that reached nobody; empty: there was a conversation.</param>
    public sealed record WrapUp(Instant Since, AttemptId Attempt, string Found = "") : AgentState(Since);
}

/// <summary>A negotiated sign-out: it waits for a call that may be on its way, or for the end of one (features 6).</summary>
/// <param name="Since">When it was asked for.</param>
/// <param name="Until">The latest moment at which a call may still come; null: it waits for the end of a call and its outcome.</param>
/// <param name="AllowedAt">When it was allowed; null: not yet.</param>
/// <param name="Channel">Of the voice channel alone: the agent stays.</param>
/// <param name="By">The supervisor who ordered it, and who alone takes it back; empty: it is the agent's own.</param>
/// <param name="Now">Only the end of the call is waited for, and no wrap-up follows it.</param>
public sealed record SigningOut(Instant Since, Instant? Until, Instant? AllowedAt, bool Channel = false, string By = "", bool Now = false);

/// <summary>How a record leaves an agent who read it and did not call.</summary>
public enum ReturnedAs
{
    /// <summary>Somebody else may call it.</summary>
    Skipped,

    /// <summary>Nobody calls it in this campaign.</summary>
    NotInCampaign,

    /// <summary>It is called at a time that the agent booked.</summary>
    CalledBack,
}

/// <summary>What an agent wants after a record is finished.</summary>
public enum AndThen
{
    /// <summary>The next one, or what was booked for after this call.</summary>
    Next,

    /// <summary>No further ones: not ready.</summary>
    Stop,

    /// <summary>The next record is asked for at once (mode Preview).</summary>
    GetRecord,
}

/// <summary>The last outcome that an agent set, until another record follows.</summary>
/// <param name="Found">As in <see cref="AgentState.WrapUp"/>.</param>
/// <param name="Booked">The callback that counted from it on; null: none was arranged.</param>
/// <param name="Outcome">The agent's word, or what stood for it when they said nothing.</param>
public sealed record SavedOutcome(AttemptId Attempt, string Found, Booking? Booked = null, string Outcome = "");
