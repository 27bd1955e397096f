using System.Globalization;
using Paceline.Contracts;
using Paceline.Ui;
using Paceline.Web.Sound;
using Paceline.Web.Workspace.Channels;

namespace Paceline.Web.Workspace;

/// <summary>What the notice strip says, most urgent first; there is always exactly one.</summary>
public enum Notice
{
    /// <summary>The sign-in is over.</summary>
    SignedOut,

    /// <summary>The page lost the server.</summary>
    Lost,

    /// <summary>The leg is being made again.</summary>
    Voice,

    /// <summary>The agent's phone hung up, or could not be reached.</summary>
    PhoneLost,

    /// <summary>The agent's phone is being called.</summary>
    PhoneRings,

    /// <summary>The agent works and cannot be heard, or is not ready because of it.</summary>
    Microphone,

    /// <summary>The agent is not ready because the page was away.</summary>
    Away,

    /// <summary>The agent is not ready because the sound was lost, and it works again.</summary>
    SoundBack,

    /// <summary>Another microphone has taken the place of one that was unplugged.</summary>
    Replaced,

    /// <summary>A sign-out waits.</summary>
    SigningOut,

    /// <summary>The browser plays no sound before a click.</summary>
    Silent,

    /// <summary>The agent speaks and is muted.</summary>
    Muted,

    /// <summary>Some of the sound is lost on its way.</summary>
    Weak,

    /// <summary>The server is there again.</summary>
    Back,

    /// <summary>Wrap-up ran out before the agent saved.</summary>
    RanOut,

    /// <summary>The last outcome can be taken back.</summary>
    Saved,

    /// <summary>Nothing is wrong: the keys.</summary>
    Keys,
}

/// <summary>Which notice it is, and its words.</summary>
public static class Notices
{
    public static Notice MostUrgent(Desk desk, AgentSnapshot agent) =>
        desk.SignedOutAt is not null ? Notice.SignedOut
        : desk.LostAt is not null ? Notice.Lost
        : desk.Leg.Voice == VoiceState.Lost ? Notice.Voice
        : IsPhoneLost(desk, agent) ? Notice.PhoneLost
        : agent.PhoneRings ? Notice.PhoneRings
        : Unheard(desk, agent) ? Notice.Microphone
        : desk.AwayFor is not null || agent is { PageLost: true, SigningOut: null } ? Notice.Away
        : agent is { SoundLost: true, SigningOut: null } && (agent.Leg == LegState.Phone || desk.Leg.Microphone == MicrophoneState.Works) ? Notice.SoundBack
        : desk.Leg.Replaced.Length > 0 ? Notice.Replaced
        : agent.SigningOut is not null && desk.SigningOutShown ? Notice.SigningOut
        : desk.Leg.Silent ? Notice.Silent
        : desk is { TalkingWhileMuted: true, Leg.Muted: true } && agent.State != AgentState.WrapUp ? Notice.Muted
        : desk.OnCall && desk.Leg is { Voice: VoiceState.Up } and ({ LostOut: > 0 } or { LostIn: > 0 }) ? Notice.Weak
        : desk.JustBack ? Notice.Back
        : agent.WrapUpRanOut ? Notice.RanOut
        : agent.CanUndo is not null ? Notice.Saved
        : Notice.Keys;

    public static string ToneClass(Notice notice) => notice switch
    {
        Notice.Keys or Notice.Saved => "",
        Notice.Back => "tone-good",
        Notice.Voice or Notice.PhoneLost or Notice.Microphone => "tone-fault",
        Notice.SignedOut or Notice.Lost or Notice.PhoneRings or Notice.Away or Notice.SoundBack or Notice.Replaced or Notice.SigningOut or Notice.Silent
            or Notice.Muted or Notice.Weak or Notice.RanOut => "tone-attention",
    };

    /// <summary>What happened, in two words.</summary>
    public static string Title(Notice notice, Desk desk, AgentSnapshot agent) => notice switch
    {
        Notice.SignedOut => desk.SignedInAsOther ? Texts.SignedInAsOther : Texts.SignedOutTitle,
        Notice.Lost => Texts.NoticeLost,
        Notice.Voice => desk.Leg.Remaking ? Texts.SoundRemaking : Texts.NoticeVoice,
        Notice.PhoneLost => Texts.PhoneLost,
        Notice.PhoneRings => Texts.PhoneRingsTitle,
        Notice.Microphone => MicrophoneWords.Lost(desk.Leg.Microphone),
        Notice.Away => desk.AwayFor is { } length
            ? Texts.FormatAwayFor(time: Clockwork.Length(length))
            : Texts.PageLost,
        Notice.SoundBack => Texts.SoundBack,
        Notice.Replaced => Texts.FormatMicrophoneReplaced(name: desk.Leg.Replaced),
        Notice.SigningOut => agent.SigningOut is { } leaving ? $"{SignOutWords.Title(leaving)}." : "",
        Notice.Silent => Texts.NoticeSilent,
        Notice.Muted => Texts.NoticeMuted,
        Notice.Weak => Texts.WeakConnection,
        Notice.Back => Texts.ConnectedAgain,
        Notice.RanOut => Texts.WrapUpRanOut,
        Notice.Saved => Saved(desk, agent),
        Notice.Keys => "",
    };

    /// <summary>What it means for the call, and what to do.</summary>
    public static string Words(Notice notice, Desk desk, AgentSnapshot agent) => notice switch
    {
        Notice.SignedOut when IsSoundless(desk) => Texts.SignedOutBusy,
        Notice.SignedOut when desk.OnCall || agent.State == AgentState.Calling => Texts.SignedOutCall,
        Notice.SignedOut when desk.Busy => Texts.SignedOutBusy,

        // A phone's leg is not this page's to end, and the server asks for a sign-in before it would.
        Notice.SignedOut => agent is { Leg: LegState.Phone, State: AgentState.Ready or AgentState.Reserved }
            ? Texts.SignedOutIdlePhone
            : Texts.SignedOutIdle,
        Notice.Lost when IsSoundless(desk) => Texts.NoticeLostSound,
        Notice.Lost when desk.OnCall => Texts.NoticeLostCall,
        Notice.Lost when agent.State == AgentState.WrapUp => Texts.NoticeLostWrapUp,
        Notice.Lost => agent.SigningOut is null ? Texts.NoticeLostIdle : Texts.NoticeLostSigningOut,
        Notice.Voice when desk.Leg.Remaking => Texts.SoundRemakingCall,
        Notice.Voice when desk.OnCall => Texts.NoticeVoiceCall,
        Notice.Voice => Texts.NoticeVoiceIdle,
        Notice.PhoneLost => PhoneLost(desk, agent),
        Notice.PhoneRings => desk.OnCall ? Texts.PhoneRingsCall : Texts.PhoneRingsDo,
        Notice.Microphone => $"{Consequence(desk, agent)} {MicrophoneWords.InShort(desk.Leg.Microphone)}".TrimStart(),
        Notice.Away => Texts.AwayNotReady,
        Notice.SoundBack => Texts.SoundBackNotReady,
        Notice.Weak => desk.Leg.LostOut >= desk.Leg.LostIn
            ? Texts.FormatWeakConnectionOut(percent: desk.Leg.LostOut.ToString(CultureInfo.CurrentCulture))
            : Texts.FormatWeakConnectionIn(percent: desk.Leg.LostIn.ToString(CultureInfo.CurrentCulture)),
        Notice.Back => "",
        Notice.Replaced => Texts.FormatMicrophoneReplacedBy(name: desk.Leg.Device),
        Notice.SigningOut => agent.SigningOut is { } leaving ? SignOutWords.Sentence(leaving) : "",
        Notice.Silent => Texts.NoticeSilentDo,
        Notice.Muted => Texts.NoticeMutedCall,
        Notice.RanOut => RanOut(agent),
        Notice.Saved => Texts.OutcomeSavedUntil,
        Notice.Keys => "",
    };

    /// <summary>Which outcome was saved, by what the server has of it.</summary>
    private static string Saved(Desk desk, AgentSnapshot agent) => agent.Last switch
    {
        { Code: "none" } => Texts.OutcomeSavedNone,
        { Code: Desk.NotReached, Found: { Length: > 0 } found } =>
            Texts.FormatOutcomeSaved(outcome: Texts.FormatCallNotReached(found: Workspace.Words.Result(found))),
        { Code: var code } when agent.Outcomes.FirstOrDefault(o => o.Code == code) is { } outcome => Texts.FormatOutcomeSaved(outcome: outcome.Label),
        _ => desk.SavedAs.Length > 0 ? Texts.FormatOutcomeSaved(outcome: desk.SavedAs) : Texts.OutcomeSavedLast,
    };

    /// <summary>What was set when wrap-up ran out, and what stands.</summary>
    private static string RanOut(AgentSnapshot agent) => string.Join(' ', ((string?[])
    [
        agent.Last is { Found: { Length: > 0 } found }
            ? Texts.FormatWrapUpRanOutFound(found: Workspace.Words.Result(found))
            : Texts.WrapUpRanOutNone,
        agent.Last is { Callback: true } ? Texts.WrapUpRanOutCallback : null,
        agent.CanUndo is null ? null : Texts.WrapUpRanOutUndo,
    ]).OfType<string>());

    /// <summary>In a call by browser whose sound is lost: nobody here can say that the call goes on.</summary>
    private static bool IsSoundless(Desk desk) =>
        desk is { OnCall: true, Leg.Voice: VoiceState.Lost, ByPhone: false };

    /// <summary>The phone that was chosen here is not connected, and somebody has tried or would have to hear the agent.</summary>
    public static bool IsPhoneLost(Desk desk, AgentSnapshot agent) =>
        desk.Phone.Length > 0 && agent is { Leg: LegState.Down, PhoneRings: false }
        && (agent.SoundLost || agent.LegTrouble.Length > 0 || agent.State is not (AgentState.NotReady or AgentState.SignedOut));

    /// <summary>Why the phone is not connected, and what that means.</summary>
    private static string PhoneLost(Desk desk, AgentSnapshot agent) => string.Join(' ', ((string?[])
    [
        agent.LegTrouble.Length > 0 ? ServerSentences.Read(agent.LegTrouble) : null,
        desk.OnCall ? Texts.PhoneLostCall : agent.State == AgentState.NotReady ? Texts.PhoneLostNotReady : null,
    ]).OfType<string>());

    /// <summary>Works by browser, and the microphone is gone. Before work the microphone card says it, in large.</summary>
    public static bool Unheard(Desk desk, AgentSnapshot agent) =>
        !desk.ByPhone
        && (agent.SoundLost || agent.State is not (AgentState.NotReady or AgentState.SignedOut))
        && (desk.Leg.IsUnheard || desk.Leg is { Microphone: MicrophoneState.Silent, Muted: false });

    /// <summary>What a microphone that is gone means now; empty: nothing yet.</summary>
    private static string Consequence(Desk desk, AgentSnapshot agent) =>
        desk.OnCall && desk.Leg.IsUnheard ? Texts.MicrophoneLostCall : agent.SoundLost ? Texts.MicrophoneLostNotReady : "";
}
