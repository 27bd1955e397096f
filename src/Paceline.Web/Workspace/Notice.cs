using Paceline.Contracts;
using Paceline.Web.Sound;

namespace Paceline.Web.Workspace;

/// <summary>What the notice strip says, most urgent first; there is always exactly one.</summary>
public enum Notice
{
    /// <summary>The page lost the server.</summary>
    Lost,

    /// <summary>The leg is being made again.</summary>
    Voice,

    /// <summary>The agent works and cannot be heard.</summary>
    Microphone,

    /// <summary>The browser plays no sound before a click.</summary>
    Silent,

    /// <summary>The agent speaks and is muted.</summary>
    Muted,

    /// <summary>Nothing is wrong: the keys.</summary>
    Keys,
}

/// <summary>Which notice it is.</summary>
public static class Notices
{
    public static Notice MostUrgent(Desk desk, AgentSnapshot agent) =>
        desk.LostAt is not null ? Notice.Lost
        : desk.Leg.Voice == VoiceState.Lost ? Notice.Voice
        : Unheard(desk, agent) ? Notice.Microphone
        : desk.Leg.Silent ? Notice.Silent
        : desk is { TalkingWhileMuted: true, Leg.Muted: true } ? Notice.Muted
        : Notice.Keys;

    public static string ToneClass(Notice notice) => notice switch
    {
        Notice.Keys => "",
        Notice.Voice or Notice.Microphone => "tone-fault",
        Notice.Lost or Notice.Silent or Notice.Muted => "tone-attention",
    };

    /// <summary>Works by browser, and the microphone is gone. Before work the microphone card says it, in large.</summary>
    public static bool Unheard(Desk desk, AgentSnapshot agent) =>
        agent.Leg != LegState.Phone
        && agent.State is not (AgentState.NotReady or AgentState.SignedOut)
        && desk.Leg.Microphone is MicrophoneState.Missing or MicrophoneState.Refused or MicrophoneState.Busy;
}
