using System.Collections.Immutable;
using NodaTime;
using Paceline.Contracts;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Dispositions;
using Paceline.Dialing.Groups;
using State = Paceline.Contracts.AgentState;

namespace Paceline.Grains;

/// <summary>What screens see of the machines' states, in the words of the public API.</summary>
internal static class Views
{
    private static readonly ImmutableArray<OutcomeChoice> _pad =
        [.. Disposition.Pad.Select(static d => new OutcomeChoice(d.Code, d.Label, d.Digit, d.Meaning))];

    /// <summary>Why an agent takes no calls: the reasons every site starts with.</summary>
    private static readonly ImmutableArray<string> _reasons = ["Break", "Lunch", "Meeting", "Training", "Paperwork"];

    public static AgentSnapshot Of(Agent agent, long number, string name, string campaign, CallCard? card, Instant? due) => new(
        agent.Id.Value,
        name,
        number,
        StateOf(agent.State),
        agent.State.Since.ToDateTimeOffset(),
        (agent.State as Dialing.Agents.AgentState.NotReady)?.Reason,
        agent.ThenNotReady,
        agent.Leg switch { null => LegState.Down, { Browser: true } => LegState.Browser, _ => LegState.Phone },
        campaign,
        CampaignRunning: false, // The screens know; the agent does not.
        agent.State switch
        {
            Dialing.Agents.AgentState.Talking talking => card is null ? null : card with
            {
                State = talking.OnHold ? CallState.OnHold : CallState.Connected,
            },
            Dialing.Agents.AgentState.WrapUp wrapUp => card is null ? null : card with
            {
                State = CallState.Ended,
                EndedAt = wrapUp.Since.ToDateTimeOffset(),
            },
            _ => null,
        },
        due?.ToDateTimeOffset(),
        _pad,
        _reasons);

    public static State StateOf(Dialing.Agents.AgentState state) => state switch
    {
        Dialing.Agents.AgentState.SignedOut => State.SignedOut,
        Dialing.Agents.AgentState.NotReady => State.NotReady,
        Dialing.Agents.AgentState.Ready => State.Ready,
        Dialing.Agents.AgentState.Reserved => State.Reserved,
        Dialing.Agents.AgentState.Talking => State.Talking,
        Dialing.Agents.AgentState.WrapUp => State.WrapUp,
        _ => throw new System.Diagnostics.UnreachableException($"agent state {state}"),
    };

    public static CampaignState StateOf(GroupPhase phase) => phase switch
    {
        GroupPhase.Unloaded => CampaignState.Unloaded,
        GroupPhase.Loaded => CampaignState.Loaded,
        GroupPhase.Running => CampaignState.Running,
        GroupPhase.Unloading => CampaignState.Unloading,
    };

    public static DialMode ModeOf(Dialing.Campaigns.DialMode mode) => mode switch
    {
        Dialing.Campaigns.DialMode.Preview => DialMode.Preview,
        Dialing.Campaigns.DialMode.PushPreview => DialMode.PushPreview,
        Dialing.Campaigns.DialMode.Progressive => DialMode.Progressive,
        Dialing.Campaigns.DialMode.Predictive => DialMode.Predictive,
    };

    public static CampaignSnapshot Of(CampaignGroup group, string name, Instant now)
    {
        var counts = group.Counts;
        var (waiting, until) = Waiting(group, now);
        return new(
            group.Id.Value,
            name,
            ModeOf(group.Mode),
            StateOf(group.Phase),
            waiting,
            until?.ToDateTimeOffset(),
            new(
                counts.Placed,
                counts.Dialing,
                counts.Answered,
                counts.Connected,
                counts.Abandoned,
                counts.Interrupted,
                counts.Outcomes.Values.Sum(),
                counts.CallResults,
                counts.Outcomes),
            new(0, 0, 0, 0),
            ImmutableDictionary<State, int>.Empty,
            group.Rules.Abandonment.Limit);
    }

    /// <summary>Why a running group does not dial, in one sentence; empty when it does or could.</summary>
    private static (string Sentence, Instant? Until) Waiting(CampaignGroup group, Instant now)
    {
        if (!group.Running)
        {
            return ("", null);
        }

        if (group.Line.TrunkIsDown)
        {
            return ($"Waiting for the trunk: {group.Rules.Trunk} {group.Line.Trouble}.", null);
        }

        if (group.Open.Values.Any(static o => o.Attempt.IsBeforeAnswer))
        {
            return ("", null);
        }

        if (group.Free.Count == 0)
        {
            return ("Waiting for agents: nobody is ready.", null);
        }

        if (group.Line.Holds(now))
        {
            return ($"Waiting for the voice node, which refused a call ({group.Line.Why}).", group.Line.Until);
        }

        return group.Records switch
        {
            { Known: true, At: null } => ("Waiting for records: none is left to call.", null),
            { Known: true, At: { } at } when at > now => ("Waiting for records: none may be called now.", at),
            _ => ("", null),
        };
    }
}
