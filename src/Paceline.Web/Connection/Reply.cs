using Paceline.Contracts;

namespace Paceline.Web.Connection;

/// <summary>What became of one request to the server.</summary>
public abstract record Reply
{
    private protected Reply()
    {
    }

    /// <summary>Done; the body is JSON or empty.</summary>
    public sealed record Done(string Body) : Reply;

    /// <summary>The server says no, and why.</summary>
    public sealed record Refused(Problem Problem) : Reply;

    /// <summary>No answer came: the server may have done it or not.</summary>
    public sealed record Unreachable : Reply;

    /// <summary>The server knows no signed-in person here.</summary>
    public sealed record SignedOut : Reply;

    /// <summary>The sentence to show beside the control; null when it was done.</summary>
    public string? Sentence => this switch
    {
        Done => null,
        Refused { Problem: { Detail.Length: > 0 } problem } => ServerSentences.Read(problem.Detail),
        Refused { Problem: var problem } => ServerSentences.Read(problem.Title),
        Unreachable => Texts.ReplyUnreachable,
        SignedOut => Texts.SignedOutTitle,
        _ => throw new System.Diagnostics.UnreachableException($"A reply nobody knows: {GetType().Name}"),
    };

    /// <summary>The same, with what a refusal says besides, such as a time at which it would be possible; null when it was done.</summary>
    public Problem? Trouble => this switch
    {
        Done => null,
        Refused { Problem: var problem } => problem with { Detail = Sentence ?? "" },
        _ => new("unreachable", "", Sentence ?? "", 0),
    };
}
