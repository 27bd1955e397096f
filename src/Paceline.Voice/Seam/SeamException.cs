namespace Paceline.Voice;

/// <summary>How a command of the seam failed; each has its gRPC status code.</summary>
internal enum SeamFailure
{
    /// <summary>Another epoch or an older term, or a state in which the command makes no sense.</summary>
    FailedPrecondition,

    /// <summary>A value is outside what the protocol's comments allow.</summary>
    InvalidArgument,

    /// <summary>No such call or leg.</summary>
    NotFound,

    /// <summary>The node is ending.</summary>
    Unavailable,

    /// <summary>A limit of the node is reached.</summary>
    ResourceExhausted,
}

/// <summary>A command that is refused by the seam's rules; becomes a gRPC status at the edge and nothing else.</summary>
internal sealed class SeamException(SeamFailure failure, string message) : Exception(message)
{
    public SeamFailure Failure => failure;
}
