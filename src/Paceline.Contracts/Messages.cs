namespace Paceline.Contracts;

/// <summary>What a message to an agent is about.</summary>
public enum MessageKind
{
    /// <summary>The agent's campaign was loaded; also at sign-in, when it is loaded and does not run.</summary>
    CampaignLoaded,

    /// <summary>It began to dial.</summary>
    CampaignStarted,

    /// <summary>It began to dial before the agent signed in.</summary>
    CampaignStartedBefore,

    /// <summary>It dials no more; a call that is on goes on.</summary>
    CampaignStopped,

    /// <summary>It is out of the agent's sight.</summary>
    CampaignUnloaded,

    /// <summary>Its calls come about in another way from now on.</summary>
    CampaignModeSet,

    /// <summary>Written by a supervisor.</summary>
    Supervisor,

    /// <summary>From Paceline itself.</summary>
    System,
}

/// <summary>How much a message wants to be seen.</summary>
public enum MessagePriority
{
    /// <summary>Can wait for a pause.</summary>
    Normal,

    /// <summary>Wants to be read now, and to be acknowledged.</summary>
    High,
}

/// <summary>One message to an agent.</summary>
/// <param name="Id">Rises from message to message.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Campaign">Name of the campaign group; null: it is about none.</param>
/// <param name="Mode">How its calls came about then; null: it is about no campaign.</param>
/// <param name="By">Name of who wrote it or changed the campaign; empty: nobody did.</param>
/// <param name="Priority">How much it wants to be seen.</param>
/// <param name="Text">The words of a supervisor or of Paceline; empty for news of a campaign.</param>
/// <param name="At">When the agent was told (UTC).</param>
/// <param name="Began">When the campaign was loaded, started, stopped … (UTC); null: it is about no campaign.</param>
/// <param name="Read">Whether the agent has read it.</param>
/// <param name="Acknowledged">Whether the agent has said so.</param>
public sealed record Message(
    long Id,
    MessageKind Kind,
    string? Campaign,
    DialMode? Mode,
    string By,
    MessagePriority Priority,
    string Text,
    DateTimeOffset At,
    DateTimeOffset? Began,
    bool Read,
    bool Acknowledged)
{
    /// <summary>Of kind Supervisor: nobody wrote it, Paceline says what a supervisor did with the agent; false: they are the supervisor's words.</summary>
    public bool OfOrder { get; init; }
}

/// <summary>An agent's messages, newest first; the newest 200 are kept. Each change is a new snapshot with a higher number.</summary>
/// <param name="Unread">How many of them are not read.</param>
public sealed record MessagesSnapshot(long Number, int Unread, IReadOnlyList<Message> Messages);

/// <summary>Tells agents something; who is signed out finds it at the next sign-in.</summary>
/// <param name="Text">1 to 500 characters.</param>
/// <param name="Priority">How much it wants to be seen.</param>
/// <param name="Agents">Ids of 1 to 500 agents; null: those of the campaign.</param>
/// <param name="Campaign">Id of the campaign group whose agents are told; null: those that are named.</param>
/// <param name="Everybody">Every agent who is signed in; no agents and no campaign are named then.</param>
public sealed record NewMessageRequest(
    string Text,
    MessagePriority Priority = MessagePriority.Normal,
    IReadOnlyList<string>? Agents = null,
    string? Campaign = null,
    bool Everybody = false);

/// <summary>A message was sent.</summary>
/// <param name="Sending">Names it when it is asked who has read it.</param>
/// <param name="Agents">How many agents were told.</param>
public sealed record MessageSent(long Sending, int Agents);

/// <summary>What became of a message that was sent; the newest 1,000 are known.</summary>
/// <param name="Agents">How many agents were told.</param>
/// <param name="Missing">Names of those who have not read it; of high priority: who have not confirmed it.</param>
public sealed record SentMessage(long Sending, string Text, MessagePriority Priority, DateTimeOffset At, int Agents, IReadOnlyList<string> Missing);
