using System.Text.Json.Serialization;

namespace Paceline.Contracts;

/// <summary>Who is signed in.</summary>
/// <param name="Role">"agent", "supervisor" or "machine".</param>
public sealed record SignedInUser(string User, string Name, string Role);

/// <summary>Consumes a one-time link; the token is the link's fragment.</summary>
public sealed record SignInRequest(string Token);

/// <summary>The browser's SDP offer for the agent's leg.</summary>
public sealed record BrowserLegRequest(string Sdp);

/// <summary>The node's SDP answer.</summary>
public sealed record BrowserLegAnswer(string Sdp);

/// <summary>A SIP phone for the agent's leg, such as "sip:robot-1@127.0.0.1:5070".</summary>
public sealed record PhoneLegRequest(string Uri);

/// <summary>Begins or ends the echo test: the agent hears their own voice a little later, for 10 s at most.</summary>
public sealed record EchoTestRequest(bool On);

/// <summary>Takes no calls, for this reason; during a call or wrap-up it is booked for afterwards.</summary>
public sealed record NotReadyRequest(string Reason);

/// <summary>A command about the call an agent is in.</summary>
public sealed record CallRequest(Guid Attempt);

/// <summary>Digits 0–9, *, # to the customer; 1 to 32 of them.</summary>
public sealed record DigitsRequest(Guid Attempt, string Digits);

/// <summary>Finishes the record: the chosen outcome and a note (at most 4,000 characters). In wrap-up the agent is ready for the next call.</summary>
/// <param name="Outcome">Empty: nothing is said, where the campaign does not ask for it.</param>
/// <param name="Then">What the agent wants after it.</param>
/// <param name="Result">The call result, if it is another than was found and than the outcome implies; empty: it is not.</param>
public sealed record OutcomeRequest(Guid Attempt, string Outcome, string Note, AndThen Then = AndThen.Next, string Result = "");

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

/// <summary>What dialling ahead is to reach (mode Predictive). Without a target: as much talk as the abandonment limit allows.</summary>
/// <param name="TargetBusyFactor">Agents talk and wrap up for this share of the time; 0.1 to 0.99. Null: not by this.</param>
/// <param name="TargetWaitSeconds">Agents wait so long for a call on average; 1 to 600. Null: not by this.</param>
/// <param name="DialingHoursPerDay">How long the campaign dials on a day; 1 to 24. Null: as before.</param>
/// <param name="LendsWithinDay">The abandonment limit may be overdrawn within the dialling day and is kept again at its end; small groups reach more by
/// it, and a day that is stopped early may end over the limit. False: it is kept at every moment. Null: as before.</param>
public sealed record PacingRequest(
    double? TargetBusyFactor = null, double? TargetWaitSeconds = null, double? DialingHoursPerDay = null, bool? LendsWithinDay = null);

/// <summary>Makes an agent.</summary>
/// <param name="Agent">Id: 1 to 40 of a–z, 0–9 and -.</param>
/// <param name="Name">For people; 1 to 80 characters.</param>
/// <param name="Campaign">The campaign group whose calls the agent takes.</param>
public sealed record NewAgentRequest(string Agent, string Name, string Campaign);

/// <summary>A key for a program; shown once.</summary>
public sealed record NewKey(string Key);

/// <summary>A one-time sign-in link; shown once.</summary>
/// <param name="Path">What follows the server's address, as whoever signs in reaches it: "/sign-in#TOKEN". No server sees what is behind the #.</param>
/// <param name="ValidUntil">It works once before this (UTC).</param>
public sealed record NewSignInLink(string Path, DateTimeOffset ValidUntil);

/// <summary>Makes a campaign group, progressive, loaded and not started.</summary>
/// <param name="Campaign">Id: 1 to 40 of a–z, 0–9 and -.</param>
/// <param name="Name">For people; 1 to 80 characters.</param>
/// <param name="CallerId">Number shown to the called, E.164 with +; null: anonymous.</param>
/// <param name="Rules">What differs from the defaults; null: none.</param>
/// <param name="Mode">How calls come about; null: progressive.</param>
/// <param name="Description">What it is for, in at most 200 characters; its agents read it. Null: nothing.</param>
public sealed record NewCampaignRequest(
    string Campaign,
    string Name,
    string? CallerId = null,
    CampaignRulesRequest? Rules = null,
    DialMode? Mode = null,
    string? Description = null);

/// <summary>Rules of a campaign group. Null keeps what holds: of a new group the default, of one that is there its present rule.</summary>
/// <param name="WindowFrom">First minute at which people may be called, HH:mm on the clock of the person; before WindowUntil. Default 08:00.</param>
/// <param name="WindowUntil">First minute at which they may not any more, HH:mm; on the same day. Default 21:00 (47 CFR 64.1200(c)(1)).</param>
/// <param name="RingTimeoutSeconds">How long a phone rings before it is given up, in seconds; 15 to 120, default 25 (16 CFR 310.4(b)(4)(ii)).</param>
/// <param name="AnswerLimitSeconds">From the answer to an agent, or to the message for who gets none, in seconds; 0.5 to 2, default 2 (16 CFR
/// 310.4(b)(4)(iii)).</param>
/// <param name="AttemptsPerChain">Attempts at one person over all their numbers, promised callbacks left out; 1 to 100, default 8.</param>
/// <param name="AttemptsPerNumberPerDay">Attempts at one number in any 24 hours, of all campaigns together; 1 to 20, default 3.</param>
/// <param name="AbandonmentLimit">People who answer and get no agent in time, as a share of all who answer, over 30 days; 0 to 0.03, default 0.03
/// (16 CFR 310.4(b)(4)(i)). 0: nobody is dialled without an agent reserved for them.</param>
/// <param name="WrapUpLimitSeconds">For the outcome after the conversation, in seconds; 0 to 3600, default 300. Then the outcome is "none" and the agent
/// not ready. 0: no limit.</param>
/// <param name="RetryMinutes">The interval that treatments count in before a number is tried again, in minutes; 0.1 to 1440, default 60.</param>
/// <param name="OfferSeconds">How long an offered record or call waits to be taken, in seconds; 5 to 120, default 20.</param>
/// <param name="TakesByItself">Pushed records open at once, without a question; default false.</param>
/// <param name="AsksBeforeDialling">An agent is asked before a number is dialled for them; default false.</param>
/// <param name="CallAfterSeconds">A record that is read is dialled by itself after so many seconds; 0 to 600, default 0. 0: never by itself.</param>
/// <param name="Agents">What the agents may do; given, it is all of it. Default: everything.</param>
/// <param name="DialingHoursPerDay">How long the campaign dials on a day, in hours; 1 to 24, default 8. Of a new group only; later by its pacing.</param>
/// <param name="TargetBusyFactor">Agents talk and wrap up for this share of the time; 0.1 to 0.99, default none. Of a new group only.</param>
/// <param name="TargetWaitSeconds">Agents wait so long for a call on average, in seconds; 1 to 600, default none. Of a new group only.</param>
/// <param name="OfferIsTaken">When the time of an offer has run out, its agent takes it; false, the default: it goes to somebody else.</param>
/// <param name="Callbacks">Who says whose a callback is; default: the agent who books it.</param>
/// <param name="CallbackGraceMinutes">How long after its time a callback waits before it is missed, in minutes; 1 to 1440, default 30.</param>
/// <param name="CallbackDaysAhead">How far ahead a callback may be booked, in days; 1 to 365, default 30.</param>
public sealed record CampaignRulesRequest(
    string? WindowFrom = null,
    string? WindowUntil = null,
    double? RingTimeoutSeconds = null,
    double? AnswerLimitSeconds = null,
    int? AttemptsPerChain = null,
    int? AttemptsPerNumberPerDay = null,
    double? AbandonmentLimit = null,
    double? WrapUpLimitSeconds = null,
    double? RetryMinutes = null,
    double? OfferSeconds = null,
    bool? TakesByItself = null,
    bool? AsksBeforeDialling = null,
    double? CallAfterSeconds = null,
    AgentMay? Agents = null,
    double? DialingHoursPerDay = null,
    double? TargetBusyFactor = null,
    double? TargetWaitSeconds = null,
    bool? OfferIsTaken = null,
    CallbackChoice? Callbacks = null,
    double? CallbackGraceMinutes = null,
    int? CallbackDaysAhead = null);

/// <summary>A number nobody calls again, in any campaign.</summary>
/// <param name="Number">In international form, with +.</param>
/// <param name="Reason">At most 200 characters.</param>
public sealed record SuppressionRequest(string Number, string Reason);

/// <summary>A refusal: RFC 9457 problem details with a code a program can switch on.</summary>
/// <param name="Code">Such as "wrong-state"; stable.</param>
/// <param name="Title">What was refused.</param>
/// <param name="Detail">What was expected, what came, what to do.</param>
/// <param name="Instead">A time at which the same would be possible (UTC); left out where it is no matter of time.</param>
/// <param name="Field">The member of the body that it is about, such as "ringTimeoutSeconds"; left out where it is about none or more than one.</param>
public sealed record Problem(
    string Code,
    string Title,
    string Detail,
    int Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Instead = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field = null);

/// <summary>Takes a campaign group out of its agents' sight, when its last call and outcome are over.</summary>
/// <param name="Force">At once: unanswered calls are taken back, nothing is waited for.</param>
public sealed record UnloadRequest(bool Force = false);

/// <summary>How calls come about from now on. While it runs, only between progressive and predictive.</summary>
public sealed record ModeRequest(DialMode Mode);

/// <summary>Calls the record that is read.</summary>
/// <param name="Position">Another of the person's numbers; null: the one that is due.</param>
/// <param name="Number">A number that the person did not have, as people write it; null: none.</param>
public sealed record CallRecordRequest(Guid Attempt, int? Position = null, string? Number = null);

/// <summary>How a record is closed without a call.</summary>
public enum ReturnAs
{
    /// <summary>Somebody else may call it.</summary>
    Skipped,

    /// <summary>Nobody calls it in this campaign.</summary>
    NotInCampaign,
}

/// <summary>Closes the record that is read without a call.</summary>
public sealed record ReturnRecordRequest(Guid Attempt, ReturnAs How);

/// <summary>What became of a sign-out.</summary>
/// <param name="Done">False: a call may be on its way or is on; the workspace shows how long it takes, and asks again when it is over.</param>
public sealed record SignOutAnswer(bool Done);

/// <summary>Puts an agent on another campaign, whose calls they take from the next Ready on.</summary>
/// <param name="Campaign">Id, such as "renewals".</param>
public sealed record AgentCampaignRequest(string Campaign);

/// <summary>Sets an agent's state, at once or after the call or record at hand.</summary>
/// <param name="State">"Ready" or "NotReady".</param>
/// <param name="Reason">Of "NotReady": one of the reasons that agents choose from; null for "Ready".</param>
/// <param name="Now">Of "NotReady": a record at hand is not waited for: it goes back, or stays without an outcome; a number that rings is
/// taken back. An agent in a call is refused: a call is not cut.</param>
/// <param name="Since">Only while the agent is in the state that began then (UTC, as the board says it), as when an order is set back; an agent in
/// another is refused. Null: whatever they do.</param>
public sealed record AgentStateRequest(AgentState State, string? Reason = null, bool Now = false, DateTimeOffset? Since = null);

/// <summary>Signs an agent off.</summary>
/// <param name="Now">False: as the agent's own sign-out, after what is at hand or on its way. True: a record at hand goes back or stays
/// without an outcome, a number that rings is taken back, and only the end of a conversation is waited for.</param>
public sealed record AgentSignOutRequest(bool Now = false);
