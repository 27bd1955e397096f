using Paceline.Dialing;
using Paceline.Dialing.Groups;

namespace Paceline.Grains;

/// <summary>The server's side of the voice seam.</summary>
public interface IVoiceNodes
{
    /// <summary>Whether everything the node has seen is committed. Until then a writer must not be told the time: a call it would give up
    /// for want of news may have been answered long ago.</summary>
    bool IsUpToDate { get; }

    /// <summary>How a trunk is, as the node has said last; null: it has not spoken of it.</summary>
    GroupInput.TrunkChanged? Trunk(string name);

    /// <summary>Gives a command to the node of an epoch.</summary>
    /// <exception cref="Exception">The node cannot be reached, or did not answer: whether it got the command is unknown; ask again.</exception>
    Task<NodeReply> SendAsync(NodeEpoch epoch, CallCommand command, CancellationToken cancellationToken);

    /// <summary>Connects a browser as an agent's leg; SDP offer in, answer out.</summary>
    /// <exception cref="VoiceRefusedException">The node refuses, with a sentence why.</exception>
    Task<string> AttachBrowserAsync(AgentId agent, string sdp, CancellationToken cancellationToken);

    /// <summary>Has the node call an agent's SIP phone.</summary>
    /// <exception cref="VoiceRefusedException">The node refuses, with a sentence why.</exception>
    Task AttachPhoneAsync(AgentId agent, string uri, CancellationToken cancellationToken);

    Task DetachAsync(AgentId agent, CancellationToken cancellationToken);

    /// <summary>An agent without a customer hears their own voice, until it is switched off or 10 s are over.</summary>
    /// <exception cref="VoiceRefusedException">The node refuses, with a sentence why.</exception>
    Task EchoTestAsync(AgentId agent, bool on, CancellationToken cancellationToken);

    Task SendDigitsAsync(NodeEpoch epoch, AttemptId attempt, string digits, CancellationToken cancellationToken);
}

/// <summary>What a node says to a command.</summary>
public abstract record NodeReply
{
    private protected NodeReply()
    {
    }

    /// <summary>It has it; events follow.</summary>
    public sealed record Taken : NodeReply;

    /// <summary>It did not do it, and will not.</summary>
    /// <param name="NumberRefused">Because of the number, and not of the node or its trunk.</param>
    /// <param name="TooLate">The call ends or hears the message: nobody can be connected with it any more.</param>
    public sealed record Refused(string Why, bool NumberRefused = false, bool TooLate = false) : NodeReply;

    /// <summary>The epoch is over: that life of the node has ended with all its calls.</summary>
    public sealed record Over : NodeReply;
}

/// <summary>The voice node cannot do it now, or will not.</summary>
/// <param name="wrong">What it was asked is wrong: asked again, it answers the same.</param>
public sealed class VoiceRefusedException(string message, bool wrong = false) : Exception(message)
{
    public bool IsRequestWrong => wrong;
}
