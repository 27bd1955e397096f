using Paceline.Contracts;

namespace Paceline.Web.Connection;

/// <summary>How the page stands with the server's hub.</summary>
public enum LineState
{
    /// <summary>The first connection is being made.</summary>
    Connecting,

    /// <summary>Changes arrive.</summary>
    Up,

    /// <summary>Lost, and tried again without end.</summary>
    Lost,

    /// <summary>The server ended it, and it is not tried again.</summary>
    Ended,
}

/// <summary>Who listens to a live line.</summary>
/// <param name="Changed">A snapshot came: the answer to watching, or a push.</param>
/// <param name="Moved">The line's state changed. <see cref="LineState.Up"/> comes before the first snapshot of a connection.</param>
/// <param name="Ended">The server's sentence why it ended the line.</param>
public sealed record Listener<T>(Func<T, Task> Changed, Action<LineState> Moved, Action<string> Ended);

/// <summary>The push of the server: one topic at a time, tried again for ever. A port, because a test has no hub.</summary>
public interface ILiveLine
{
    Task WatchAgent(Listener<AgentSnapshot> listener, CancellationToken cancellation);

    Task WatchBoard(Listener<BoardSnapshot> listener, CancellationToken cancellation);

    Task Close();
}
