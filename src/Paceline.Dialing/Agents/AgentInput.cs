using System.Text.Json.Serialization;

namespace Paceline.Dialing.Agents;

/// <summary>What happens to an agent from outside: their own commands, the group's, and the leg's.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "input")]
[JsonDerivedType(typeof(SignIn), "signIn")]
[JsonDerivedType(typeof(SignOut), "signOut")]
[JsonDerivedType(typeof(LegUp), "legUp")]
[JsonDerivedType(typeof(LegDown), "legDown")]
[JsonDerivedType(typeof(MakeReady), "makeReady")]
[JsonDerivedType(typeof(MakeNotReady), "makeNotReady")]
[JsonDerivedType(typeof(Reserve), "reserve")]
[JsonDerivedType(typeof(Release), "release")]
[JsonDerivedType(typeof(Connect), "connect")]
[JsonDerivedType(typeof(Hold), "hold")]
[JsonDerivedType(typeof(Resume), "resume")]
[JsonDerivedType(typeof(HangUp), "hangUp")]
[JsonDerivedType(typeof(CallOver), "callOver")]
[JsonDerivedType(typeof(SetOutcome), "setOutcome")]
[JsonDerivedType(typeof(EditRecord), "editRecord")]
[JsonDerivedType(typeof(TimePassed), "timePassed")]
public abstract record AgentInput
{
    private protected AgentInput()
    {
    }

    public sealed record SignIn : AgentInput;

    public sealed record SignOut(string Why) : AgentInput;

    public sealed record LegUp(NodeEpoch Epoch, bool Browser) : AgentInput;

    /// <summary>The leg of an epoch is down; a leg that came up in a later epoch is not meant.</summary>
    public sealed record LegDown(NodeEpoch Epoch, string Why) : AgentInput;

    public sealed record MakeReady : AgentInput;

    public sealed record MakeNotReady(string Reason) : AgentInput;

    /// <summary>The group asks the agent to be free for an attempt.</summary>
    public sealed record Reserve(AttemptId Attempt, long Offer) : AgentInput;

    /// <summary>The attempt came to nothing.</summary>
    public sealed record Release(AttemptId Attempt) : AgentInput;

    /// <summary>The node has connected agent and customer.</summary>
    public sealed record Connect(AttemptId Attempt) : AgentInput;

    public sealed record Hold(AttemptId Attempt) : AgentInput;

    public sealed record Resume(AttemptId Attempt) : AgentInput;

    public sealed record HangUp(AttemptId Attempt) : AgentInput;

    /// <summary>The conversation is over.</summary>
    public sealed record CallOver(AttemptId Attempt) : AgentInput;

    /// <summary>The outcome of the conversation and a note (at most 4,000 characters): the record is done.</summary>
    public sealed record SetOutcome(AttemptId Attempt, string Outcome, string Note) : AgentInput;

    /// <summary>A field of the record on the desk. That it may be changed, and that the value fits its type, was asked before.</summary>
    public sealed record EditRecord(AttemptId Attempt, string Field, string Value) : AgentInput;

    public sealed record TimePassed : AgentInput;
}
