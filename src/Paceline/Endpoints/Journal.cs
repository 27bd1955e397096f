namespace Paceline.Endpoints;

/// <summary>What an operator reads in the log of a server that is well: who came, and what was set going. Ids only; a log is no place for
/// names and numbers of the people who are called.</summary>
internal sealed partial class Journal(ILogger<Journal> logger)
{
    [LoggerMessage(LogLevel.Information, "{User} signed in.")]
    public partial void SignedIn(string user);

    [LoggerMessage(LogLevel.Information, "{User} signed out.")]
    public partial void SignedOut(string user);

    [LoggerMessage(LogLevel.Information, "Campaign {Campaign} dials, by {User}.")]
    public partial void Started(string campaign, string user);

    [LoggerMessage(LogLevel.Information, "Campaign {Campaign} was stopped, by {User}.")]
    public partial void Stopped(string campaign, string user);

    [LoggerMessage(LogLevel.Information, "Campaign {Campaign} was loaded, by {User}.")]
    public partial void Loaded(string campaign, string user);

    [LoggerMessage(LogLevel.Information, "Campaign {Campaign} is being unloaded, by {User}.")]
    public partial void Unloaded(string campaign, string user);

    [LoggerMessage(LogLevel.Information, "Campaign {Campaign} works in mode {Mode}, by {User}.")]
    public partial void ModeSet(string campaign, Contracts.DialMode mode, string user);

    [LoggerMessage(LogLevel.Information, "Campaign {Campaign} has another pacing goal, by {User}.")]
    public partial void PacingSet(string campaign, string user);

    [LoggerMessage(LogLevel.Information, "Campaign {Campaign} has other rules, by {User}.")]
    public partial void RulesSet(string campaign, string user);

    /// <summary>Never the link itself.</summary>
    [LoggerMessage(LogLevel.Information, "A sign-in link was made for agent {Agent}, by {User}.")]
    public partial void LinkMade(string agent, string user);

    [LoggerMessage(LogLevel.Information, "Agent {Agent} was set to {State}, by {User}.")]
    public partial void StateSet(string agent, Contracts.AgentState state, string user);

    [LoggerMessage(LogLevel.Information, "Agent {Agent} is on campaign {Campaign}, by {User}.")]
    public partial void Assigned(string agent, string campaign, string user);

    [LoggerMessage(LogLevel.Information, "Agent {Agent} is signed off, by {User}; at once: {Now}.")]
    public partial void SignedOff(string agent, bool now, string user);

    [LoggerMessage(LogLevel.Information, "The sign-off of agent {Agent} was taken back, by {User}.")]
    public partial void Stays(string agent, string user);

    [LoggerMessage(LogLevel.Information, "{User} sent a message to {Agents} agents.")]
    public partial void Sent(string user, int agents);

    [LoggerMessage(LogLevel.Information, "{Accepted} of {Rows} rows came to campaign {Campaign}, by {User}.")]
    public partial void Imported(long accepted, long rows, string campaign, string user);

    [LoggerMessage(LogLevel.Information, "Import {Import} of campaign {Campaign} was undone ({People} people), by {User}.")]
    public partial void Undone(long import, string campaign, long people, string user);

    [LoggerMessage(LogLevel.Information, "{Added} of {Rows} rows came to the Do Not Call list, by {User}.")]
    public partial void Suppressed(long added, long rows, string user);

    [LoggerMessage(LogLevel.Information, "A number was taken off the Do Not Call list, by {User}.")]
    public partial void Unsuppressed(string user);
}
