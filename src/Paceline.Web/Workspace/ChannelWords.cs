using Paceline.Contracts;
using Paceline.Ui;
using Paceline.Web.Connection;
using Paceline.Web.Sound;

namespace Paceline.Web.Workspace;

/// <summary>What the Channels view and the status tooltip say: every line has a state in words, and what to do when it is bad.</summary>
public static class ChannelWords
{
    /// <summary>Where the agent's calls are heard.</summary>
    public static string DeliveredTo(AgentSnapshot agent) => agent.Leg == LegState.Phone ? "Your phone" : "This computer";

    /// <summary>The state with its reason, and what is booked after it.</summary>
    public static string State(AgentSnapshot agent) => agent.ChannelOff ? Texts.ChannelSignedOut
        : agent is { State: AgentState.NotReady, NotReadyReason: { Length: > 0 } reason }
        ? $"Not ready – {reason}"
        : $"{Words.Of(agent).Word}{(agent.ThenNotReady is { Length: > 0 } then ? $", then {then}" : "")}";

    /// <summary>The campaigns the agent works on, in one line.</summary>
    public static string Campaign(IReadOnlyList<MyCampaign> campaigns) => campaigns.Count == 0
        ? "None is loaded"
        : string.Join(", ", campaigns.Select(static c => $"{c.Name} ({Words.Of(c.Mode)}, {Words.Of(c.State).Word.ToLowerInvariant()})"));

    /// <summary>Whether agent and customer could hear each other.</summary>
    public static string Sound(AgentSnapshot agent, AgentLeg leg) => (agent.Leg, leg.Voice) switch
    {
        (LegState.Phone, _) => "Phone connected",
        (_, VoiceState.Up) => leg.Muted ? "Connected, and you are muted" : "Connected",
        (_, VoiceState.Connecting) => "Connecting…",
        (_, VoiceState.Lost) => "Lost; it is being connected again",
        _ => "Not connected; it connects when you choose Ready",
    };

    /// <summary>How the sound stands, by shape and colour.</summary>
    public static Mark SoundMark(AgentSnapshot agent, AgentLeg leg) => (agent.Leg, leg.Voice) switch
    {
        (LegState.Phone, _) or (_, VoiceState.Up) => new(Shape.TickDisc, Tone.Good, "Works"),
        (_, VoiceState.Connecting) => new(Shape.ArrowRing, Tone.Moving, "Connecting"),
        (_, VoiceState.Lost) => new(Shape.Warning, Tone.Fault, "Lost"),
        _ => new(Shape.Ring, Tone.Neutral, "Not connected"),
    };

    public static Mark MicrophoneMark(AgentLeg leg) => leg.Microphone switch
    {
        MicrophoneState.Works => new(Shape.TickDisc, Tone.Good, "Works"),
        MicrophoneState.Unknown or MicrophoneState.NotAsked or MicrophoneState.Asking => new(Shape.Ring, Tone.Neutral, "Not open yet"),
        MicrophoneState.Refused or MicrophoneState.Missing or MicrophoneState.Busy or MicrophoneState.Insecure or MicrophoneState.Silent =>
            new(Shape.Warning, Tone.Fault, "Does not work"),
    };

    public static Mark ServerMark(LineState line) => line switch
    {
        LineState.Up => new(Shape.TickDisc, Tone.Good, "Connected"),
        LineState.Connecting => new(Shape.ArrowRing, Tone.Moving, "Connecting"),
        LineState.Lost or LineState.Ended => new(Shape.Warning, Tone.Attention, "Reconnecting"),
    };

    /// <summary>All of it in three words.</summary>
    public static Mark Overall(Desk desk, AgentSnapshot agent)
    {
        Mark[] all = [SoundMark(agent, desk.Leg), ServerMark(desk.Line), .. agent.Leg == LegState.Phone ? (Mark[])[] : [MicrophoneMark(desk.Leg)]];
        return all.Any(static m => m.Tone is Tone.Fault or Tone.Attention) ? new(Shape.Warning, Tone.Fault, "Something is not working")
            : all.All(static m => m.Tone is Tone.Good) ? new(Shape.TickDisc, Tone.Good, "Everything is working")
            : new(Shape.Ring, Tone.Neutral, "Nothing is wrong; not all of it is connected yet");
    }
}
