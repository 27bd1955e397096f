using System.Text.Json.Serialization;
using NodaTime;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Dispositions;

namespace Paceline.Dialing.Campaigns;

/// <summary>What a campaign group may and must do. Every value has a default that is lawful in the United States.</summary>
/// <param name="Window">Hours of the day, in the contact's zone.</param>
/// <param name="Abandonment">The limit.</param>
/// <param name="RingTimeout">From INVITE to CANCEL; 15 to 120 s. At least 15 s or four rings (16 CFR 310.4(b)(4)(ii)).</param>
/// <param name="AnswerLimit">From the answer to an agent or the message; 0.5 to 2 s (16 CFR 310.4(b)(4)(iii)).</param>
/// <param name="AttemptsPerChain">1 to 100.</param>
/// <param name="AttemptsPerNumberPerDay">In any 24 hours, over all campaigns; 1 to 20.</param>
/// <param name="RetryInterval">The interval that treatments count in.</param>
/// <param name="WrapUpLimit">Time for the outcome after the conversation; then it is set to "none" and the agent is not ready.
/// Zero: no limit.</param>
/// <param name="CallerId">Shown to the called; null: anonymous.</param>
/// <param name="Trunk">Name of the trunk that dials.</param>
/// <param name="Message">Name of the abandonment prompt.</param>
/// <param name="ReallyCall">Numbers beyond this machine are dialled; false keeps the group to loopback trunks.</param>
public sealed record CampaignRules(
    CallingWindow Window,
    AbandonmentLimit Abandonment,
    Duration RingTimeout,
    Duration AnswerLimit,
    int AttemptsPerChain,
    int AttemptsPerNumberPerDay,
    Duration RetryInterval,
    Duration WrapUpLimit,
    PhoneNumber? CallerId,
    string Trunk,
    string Message,
    bool ReallyCall)
{
    /// <summary>How its agents work.</summary>
    public AgentRules Agents { get; init; } = AgentRules.Default;

    /// <summary>What dialling ahead is to reach.</summary>
    public PacingRules Pacing { get; init; } = PacingRules.Default;

    /// <summary>How callbacks are promised and kept.</summary>
    public CallbackRules Callbacks { get; init; } = CallbackRules.Default;

    /// <summary>What its agents can say of a call.</summary>
    public DispositionPad Dispositions { get; init; } = DispositionPad.Default;

    /// <summary>Calls are dialled before an agent is free for them. No rule of its own: an agent is told so with the rules when the mode of their group is
    /// <see cref="DialMode.Predictive"/>; late news costs a moment, or a call that finds another agent.</summary>
    [JsonIgnore]
    public bool DialsAhead { get; init; }

    /// <summary>What <see cref="DialPermission"/> asks for.</summary>
    [JsonIgnore]
    public CallingLimits Limits => new(Window, AttemptsPerChain, AttemptsPerNumberPerDay);

    /// <summary>What it asks for where the person was promised the call: caps on attempts protect from calls that nobody wanted.</summary>
    [JsonIgnore]
    public CallingLimits PromisedLimits => new(Window, AttemptsPerChain: int.MaxValue, AttemptsPerNumberPerDay: int.MaxValue);

    public static CampaignRules Default { get; } = new(
        CallingWindow.Default,
        AbandonmentLimit.Default,
        RingTimeout: Duration.FromSeconds(25),
        AnswerLimit: Duration.FromSeconds(2),
        AttemptsPerChain: 8,
        AttemptsPerNumberPerDay: 3,
        RetryInterval: Duration.FromMinutes(60),
        WrapUpLimit: Duration.FromMinutes(5),
        CallerId: null,
        Trunk: "main",
        Message: "abandonment",
        ReallyCall: false);
}
