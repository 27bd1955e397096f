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

    /// <summary>The server knows nobody at this page; it is not tried again before somebody has signed in.</summary>
    SignedOut,
}

/// <summary>Who listens to a live line.</summary>
/// <param name="Changed">A snapshot came: the answer to watching, or a push.</param>
/// <param name="Moved">The line's state changed. <see cref="LineState.Up"/> comes before the first snapshot of a connection.</param>
/// <param name="Ended">The server's sentence why it ended the line.</param>
public sealed record Listener<T>(Func<T, Task> Changed, Action<LineState> Moved, Action<string> Ended);

/// <summary>Who listens to all that an agent's page shows, on one connection.</summary>
/// <param name="Agent">The workspace, and the line itself.</param>
/// <param name="Messages">The agent's messages.</param>
/// <param name="Campaigns">The campaigns the agent works on.</param>
public sealed record AgentListener(
    Listener<AgentSnapshot> Agent, Func<MessagesSnapshot, Task> Messages, Func<MyCampaignsSnapshot, Task> Campaigns);

/// <summary>The push of the server: one page at a time, tried again for ever. A port, because a test has no hub.</summary>
public interface ILiveLine
{
    Task WatchAgent(AgentListener listener, CancellationToken cancellation);

    Task WatchBoard(Listener<BoardSnapshot> listener, CancellationToken cancellation);

    Task Close();
}
