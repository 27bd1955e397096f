using Paceline.Contracts;
using Paceline.Ui;
using Paceline.Web.Connection;
using Paceline.Web.Sound;

namespace Paceline.Web.Workspace.Channels;

/// <summary>What the Channels view and the status tooltip say: every line has a state in words, and what to do when it is bad.</summary>
public static class ChannelWords
{
    /// <summary>Where the agent's calls are heard.</summary>
    public static string DeliveredTo(Desk desk) =>
        desk.Phone.Length > 0 ? Texts.FormatChannelPhoneAt(address: desk.Phone) : desk.ByPhone ? Texts.ChannelYourPhone : Texts.ChannelThisComputer;

    /// <summary>The state with its reason, and what is booked after it.</summary>
    public static string State(AgentSnapshot agent) => agent.ChannelOff ? Texts.ChannelSignedOut
        : agent is { State: AgentState.NotReady, NotReadyReason: { Length: > 0 } reason }
        ? Texts.FormatStateNotReadyBecause(reason: Words.NotReady(reason))
        : Words.Then(agent) is { } then ? Texts.FormatChannelStateThen(state: Words.Of(agent).Word, reason: then)
        : Words.Of(agent).Word;

    /// <summary>The campaigns the agent works on, in one line.</summary>
    public static string Campaign(IReadOnlyList<MyCampaign> campaigns) => campaigns.Count == 0
        ? Texts.ChannelNoCampaign
        : string.Join(", ", campaigns.Select(static c => $"{c.Name} ({Words.Of(c.Mode)}, {Words.Inside(Words.Of(c.State, c.Stopped).Word)})"));

    /// <summary>Whether agent and customer could hear each other.</summary>
    public static string Sound(Desk desk, AgentSnapshot agent) => (agent.Leg, desk.Leg.Voice) switch
    {
        (LegState.Phone, _) => Texts.TopPhone,
        (_, _) when agent.PhoneRings => Texts.PhoneRings,
        (_, _) when desk.ByPhone => Notices.IsPhoneLost(desk, agent) ? Texts.PhoneNotConnected : Texts.PhoneCalledAtReady,
        (_, VoiceState.Up) => desk.Leg.Muted ? Texts.ChannelConnectedMuted : Texts.ChannelConnected,
        (_, VoiceState.Connecting) => Texts.ChannelConnecting,
        (_, VoiceState.Lost) => Texts.ChannelLost,
        _ => Texts.ChannelNotConnected,
    };

    /// <summary>How the sound stands, by shape and colour.</summary>
    public static Mark SoundMark(Desk desk, AgentSnapshot agent) => (agent.Leg, desk.Leg.Voice) switch
    {
        (LegState.Phone, _) => new(Shape.TickDisc, Tone.Good, Texts.ChannelMarkWorks),
        (_, _) when agent.PhoneRings => new(Shape.ArrowRing, Tone.Moving, Texts.ChannelMarkConnecting),
        (_, _) when Notices.IsPhoneLost(desk, agent) => new(Shape.Warning, Tone.Fault, Texts.ChannelMarkLost),
        (_, _) when desk.ByPhone => new(Shape.Ring, Tone.Neutral, Texts.ChannelMarkNotConnected),
        (_, VoiceState.Up) => new(Shape.TickDisc, Tone.Good, Texts.ChannelMarkWorks),
        (_, VoiceState.Connecting) => new(Shape.ArrowRing, Tone.Moving, Texts.ChannelMarkConnecting),
        (_, VoiceState.Lost) => new(Shape.Warning, Tone.Fault, Texts.ChannelMarkLost),
        _ => new(Shape.Ring, Tone.Neutral, Texts.ChannelMarkNotConnected),
    };

    public static Mark MicrophoneMark(AgentLeg leg) => leg.Microphone switch
    {
        MicrophoneState.Works => new(Shape.TickDisc, Tone.Good, Texts.ChannelMarkWorks),
        MicrophoneState.Unknown or MicrophoneState.NotAsked or MicrophoneState.Asking => new(Shape.Ring, Tone.Neutral, Texts.ChannelMarkNotOpen),
        MicrophoneState.Refused or MicrophoneState.Missing or MicrophoneState.Busy or MicrophoneState.Insecure or MicrophoneState.Silent =>
            new(Shape.Warning, Tone.Fault, Texts.ChannelMarkBroken),
    };

    public static Mark ServerMark(LineState line) => line switch
    {
        LineState.Up => new(Shape.TickDisc, Tone.Good, Texts.ChannelConnected),
        LineState.Connecting => new(Shape.ArrowRing, Tone.Moving, Texts.ChannelMarkConnecting),
        LineState.Lost or LineState.Ended or LineState.SignedOut => new(Shape.Warning, Tone.Attention, Texts.ChannelMarkReconnecting),
    };

    /// <summary>A difference that somebody would notice. Every time on the page follows the server in any case.</summary>
    private static readonly TimeSpan _clockTolerance = TimeSpan.FromSeconds(5);

    public static Mark ClockMark(TimeSpan ahead) => ahead.Duration() <= _clockTolerance
        ? new(Shape.TickDisc, Tone.Good, Texts.ClockRight)
        : new(Shape.Warning, Tone.Attention, ahead > TimeSpan.Zero
            ? Texts.FormatClockSlow(time: Clockwork.Length(ahead))
            : Texts.FormatClockFast(time: Clockwork.Length(-ahead)));

    /// <summary>All of it in three words.</summary>
    public static Mark Overall(Desk desk, AgentSnapshot agent)
    {
        Mark[] all = [SoundMark(desk, agent), ServerMark(desk.Line), .. desk.ByPhone ? (Mark[])[] : [MicrophoneMark(desk.Leg)]];
        return all.Any(static m => m.Tone is Tone.Fault or Tone.Attention) ? new(Shape.Warning, Tone.Fault, Texts.ChannelSomethingWrong)
            : all.All(static m => m.Tone is Tone.Good) ? new(Shape.TickDisc, Tone.Good, Texts.ChannelAllWell)
            : new(Shape.Ring, Tone.Neutral, Texts.ChannelNothingWrong);
    }
}
