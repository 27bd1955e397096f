using Orleans.Concurrency;
using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Groups;

namespace Paceline.Grains;

/// <summary>A campaign group's identity, turn and clock. The key is the group's id.</summary>
public interface ICampaignGroupGrain : IGrainWithStringKey
{
    /// <summary>Takes inputs in order; returns when their facts are committed. The refusal of the last one, if it was refused.</summary>
    Task<Refusal?> PostAsync(IReadOnlyList<GroupInput> inputs);

    /// <summary>New records may be due: looks at once.</summary>
    [OneWay]
    Task WakeAsync();

    /// <summary>What the board shows of it, without agents and chains.</summary>
    Task<CampaignSnapshot> ViewAsync();

    /// <summary>Why it does not dial, or dials slowly.</summary>
    Task<CampaignWhy> WhyAsync(Floor floor);

    /// <summary>Compares open attempts with what a node knows; orders that still wait to be delivered are taken into account.</summary>
    Task ReconcileAsync(NodeEpoch epoch, IReadOnlyList<AttemptId> known);
}

/// <summary>An agent's identity, turn and clock. The key is the user id.</summary>
public interface IAgentGrain : IGrainWithStringKey
{
    /// <summary>Code of the refusal of a phone that cannot be called at its address.</summary>
    const string BadUri = "bad-uri";

    /// <summary>Takes inputs in order; returns when their facts are committed.</summary>
    Task<Refusal?> PostAsync(IReadOnlyList<AgentInput> inputs);

    /// <summary>A command of the agent's own, with the answer to keep for its idempotency key.</summary>
    Task<Refusal?> CommandAsync(AgentInput input, Receipt? receipt);

    /// <summary>Signs the agent out, and waits for the group's word on what is on its way. False: a call is, or is on; the agent stays until
    /// it is over.</summary>
    Task<bool> SignOutAsync(bool channel);

    /// <summary>A supervisor signs the agent off, and waits as <see cref="SignOutAsync"/> does. The refusal, if it was refused; whether it is done
    /// says the view.</summary>
    Task<Refusal?> SignOffAsync(string by, bool now);

    Task<AgentSnapshot> ViewAsync();

    /// <summary>The campaign's rules have changed: they are read again.</summary>
    Task LearnRulesAsync();

    /// <summary>Has the agent's SIP phone called, now and whenever Ready finds it hung up; null: sound comes by browser from now on.
    /// A refusal is the node's.</summary>
    Task<Refusal?> UsePhoneAsync(string? uri);

    /// <summary>The node's legs: the agent's leg is down if it is not among them.</summary>
    /// <param name="phone">The phone that the node holds for the agent; null: none.</param>
    Task ReconcileAsync(NodeEpoch epoch, bool up, string? phone);
}
