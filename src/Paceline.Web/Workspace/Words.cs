using Paceline.Contracts;
using Paceline.Ui;

namespace Paceline.Web.Workspace;

/// <summary>The states as people see them: shape, colour, word.</summary>
public static class Words
{
    public static Mark Of(AgentState state) => state switch
    {
        AgentState.SignedOut => new(Shape.Ring, Tone.Neutral, "Signed out"),
        AgentState.NotReady => new(Shape.BarDisc, Tone.Neutral, "Not ready"),
        AgentState.Ready => new(Shape.TickDisc, Tone.Good, "Ready"),
        AgentState.Offered => new(Shape.DiamondRing, Tone.Attention, "Offered"),
        AgentState.Reserved => new(Shape.ArrowRing, Tone.Moving, "Dialling"),
        AgentState.Previewing => new(Shape.Diamond, Tone.Active, "Preview"),
        AgentState.Calling => new(Shape.Arrow, Tone.Moving, "Calling"),
        AgentState.Talking => new(Shape.Square, Tone.Active, "On call"),
        AgentState.WrapUp => new(Shape.Clock, Tone.Attention, "Wrap-up"),
    };

    /// <summary>The agent's own state; a customer on hold is a state of its own to look at.</summary>
    public static Mark Of(AgentSnapshot agent) =>
        agent is { State: AgentState.Talking, Call.State: CallState.OnHold }
            ? new(Shape.Pause, Tone.Active, "On hold")
            : Of(agent.State);

    public static string Of(CallState state) => state switch
    {
        CallState.Offered => "Offered",
        CallState.Preview => "Preview",
        CallState.Calling => "Calling",
        CallState.Connected => "On call",
        CallState.OnHold => "On hold: hears hold audio",
        CallState.Ended => "Call ended",
    };

    public static Mark Of(CampaignState state) => state switch
    {
        CampaignState.Unloaded => new(Shape.Ring, Tone.Neutral, "Not loaded"),
        CampaignState.Loaded => new(Shape.Ring, Tone.Neutral, "Loaded"),
        CampaignState.Running => new(Shape.Play, Tone.Good, "Started"),
        CampaignState.Unloading => new(Shape.Ring, Tone.Neutral, "Unloading"),
    };

    /// <summary>What a campaign can be set to.</summary>
    public static IReadOnlyList<DialMode> Modes { get; } = [DialMode.Preview, DialMode.PushPreview, DialMode.Progressive, DialMode.Predictive];

    public static string Of(DialMode mode) => mode switch
    {
        DialMode.Preview => "Preview",
        DialMode.PushPreview => "Push preview",
        DialMode.Progressive => "Progressive",
        DialMode.Predictive => "Predictive",
    };

    /// <summary>Which comes first, the agent or the call: the two kinds of delivery.</summary>
    public static string Delivery(DialMode mode) => mode == DialMode.Preview ? "Manual" : "Automatic";

    /// <summary>How calls reach an agent.</summary>
    public static string How(DialMode mode) => mode switch
    {
        DialMode.Preview => "Preview: you ask for a record, then you call.",
        DialMode.PushPreview => "Push preview: a record comes to you, then you call.",
        DialMode.Progressive => "Progressive: we call a customer for you when you are Ready.",
        DialMode.Predictive => "Predictive: connected calls come to you when you are Ready.",
    };

    /// <summary>"not-ready": for a file name or a class.</summary>
    public static string Slug(AgentState state) => state switch
    {
        AgentState.SignedOut => "signed-out",
        AgentState.NotReady => "not-ready",
        AgentState.Ready => "ready",
        AgentState.Offered => "offered",
        AgentState.Reserved => "reserved",
        AgentState.Previewing => "preview",
        AgentState.Calling => "calling",
        AgentState.Talking => "on-call",
        AgentState.WrapUp => "wrap-up",
    };

    /// <summary>What the workspace says in large while there is no call.</summary>
    public static string Heading(AgentSnapshot agent) => agent.State switch
    {
        AgentState.Ready or AgentState.NotReady when agent.SigningOut is { } leaving => SignOutWords.Title(leaving),
        AgentState.SignedOut => "You are not at work yet",
        AgentState.NotReady => agent.NotReadyReason is { Length: > 0 } reason ? $"Not ready – {reason}" : "Not ready",
        AgentState.Ready => "You are Ready",
        AgentState.Offered => agent.OffersRecord ? "A record is offered to you" : "A call is offered to you",
        AgentState.Reserved => "A number is being dialled for you",
        AgentState.Previewing => "Preview",
        AgentState.Calling => "Calling",
        AgentState.Talking => "On call",
        AgentState.WrapUp => "Wrap-up",
    };

    /// <summary>What is going to happen, in one sentence.</summary>
    public static string Explanation(AgentSnapshot agent) => agent.State switch
    {
        AgentState.Ready or AgentState.NotReady when agent.SigningOut is { } leaving => SignOutWords.Sentence(leaving),
        AgentState.SignedOut or AgentState.NotReady => "No calls come to you until you choose Ready.",
        AgentState.Ready when agent is { CampaignRunning: true, Mode: DialMode.Preview } => "You ask for a record, read it, and call.",
        AgentState.Ready when agent is { CampaignRunning: true, Mode: DialMode.PushPreview } => "A record comes to you, then you call.",
        AgentState.Ready => agent.Campaign.Length == 0 ? "You are not on a campaign yet. Your supervisor adds you."
            : agent.CampaignRunning ? "The next call connects by itself: a short tone, and the customer hears you."
            : $"{agent.Campaign} has not started. Calls come when your supervisor starts it.",
        AgentState.Offered or AgentState.Previewing or AgentState.Calling => "",
        AgentState.Reserved => "When somebody answers you hear a short tone and are connected at once.",
        AgentState.Talking or AgentState.WrapUp => "",
    };

    /// <summary>What an agent does with what is offered, and with what is read.</summary>
    public static string How(AgentSnapshot agent) => agent switch
    {
        { State: AgentState.Offered, OffersRecord: true } => "Accept it to read it. Nobody is called before you call.",
        { State: AgentState.Offered } => "Accept it, and the number is dialled.",
        _ => "Nobody is called before you call.",
    };

    /// <summary>What happens when the time of an offer or of a preview is over: "… in 00:18".</summary>
    public static string Ending(AgentSnapshot agent) => agent switch
    {
        { State: AgentState.Previewing } => "Calls by itself",
        { OfferIsTaken: true, OffersRecord: true } => "Opens by itself",
        { OfferIsTaken: true } => "Is dialled by itself",
        { OffersRecord: true } => "Goes back to the list",
        _ => "Goes to somebody else",
    };

    /// <summary>Who is on the line: the name, or the number when the list has no name.</summary>
    public static string Who(CallCard call) => call.Contact.Length > 0 ? call.Contact : call.Number;

    /// <summary>"Lisbon, 14:32": the time where the contact is; empty when the zone is unknown.</summary>
    public static string LocalTime(string zone, DateTimeOffset now)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            return "";
        }

        var place = zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');
        return $"{place}, {TimeZoneInfo.ConvertTime(now, found):HH:mm}";
    }

    /// <summary>"DoNotCall" becomes "Do not call"; words that people already can read stay.</summary>
    public static string Readable(string code)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < code.Length; i++)
        {
            var letter = code[i];
            var starts = i > 0 && char.IsUpper(letter) && char.IsLower(code[i - 1]);
            text.Append(letter is '-' or '_' ? " " : starts ? $" {char.ToLowerInvariant(letter)}" : $"{letter}");
        }

        if (text.Length > 0)
        {
            text[0] = char.ToUpperInvariant(text[0]);
        }

        return text.ToString();
    }
}
