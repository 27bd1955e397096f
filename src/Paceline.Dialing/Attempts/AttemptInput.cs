using System.Text.Json.Serialization;

namespace Paceline.Dialing.Attempts;

/// <summary>What happens to an attempt from outside.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "input")]
[JsonDerivedType(typeof(InviteLeft), "inviteLeft")]
[JsonDerivedType(typeof(Alerting), "alerting")]
[JsonDerivedType(typeof(PersonAnswered), "personAnswered")]
[JsonDerivedType(typeof(BridgeMade), "bridgeMade")]
[JsonDerivedType(typeof(MessageBegan), "messageBegan")]
[JsonDerivedType(typeof(CallOver), "callOver")]
[JsonDerivedType(typeof(AgentGone), "agentGone")]
[JsonDerivedType(typeof(NodeForgot), "nodeForgot")]
[JsonDerivedType(typeof(TimePassed), "timePassed")]
public abstract record AttemptInput
{
    private protected AttemptInput()
    {
    }

    /// <summary>The INVITE left.</summary>
    public sealed record InviteLeft : AttemptInput;

    /// <summary>180 or 183 came.</summary>
    public sealed record Alerting : AttemptInput;

    /// <summary>200 came.</summary>
    public sealed record PersonAnswered : AttemptInput;

    /// <summary>The node connected the person with the agent.</summary>
    public sealed record BridgeMade : AttemptInput;

    /// <summary>The node began the abandonment message.</summary>
    public sealed record MessageBegan : AttemptInput;

    /// <summary>The call is over.</summary>
    public sealed record CallOver(Evidence Evidence) : AttemptInput;

    /// <summary>The agent this call was for is gone.</summary>
    public sealed record AgentGone(string Why) : AttemptInput;

    /// <summary>The node does not know the attempt, or its epoch has ended.</summary>
    public sealed record NodeForgot(string Why) : AttemptInput;

    /// <summary>Time went on.</summary>
    public sealed record TimePassed : AttemptInput;
}
