using System.Globalization;
using Paceline.Contracts;
using Paceline.Ui;

namespace Paceline.Web.Workspace;

/// <summary>What messages say: the screen's own words for news of a campaign, a supervisor's for all others.</summary>
public static class MessageWords
{
    /// <summary>Longest piece of a supervisor's words that stands for the whole.</summary>
    private const int BriefLength = 80;

    /// <summary>"Campaign", "Supervisor", "System".</summary>
    public static string Type(Message message) => message.Kind switch
    {
        MessageKind.Supervisor => "Supervisor",
        MessageKind.System => "System",
        MessageKind.CampaignLoaded or MessageKind.CampaignStarted or MessageKind.CampaignStartedBefore or MessageKind.CampaignStopped
            or MessageKind.CampaignUnloaded or MessageKind.CampaignModeSet => "Campaign",
    };

    /// <summary>Told by shape as well as by word; high priority has one of its own.</summary>
    public static Mark Of(Message message) => message.Priority == MessagePriority.High
        ? new(Shape.Warning, Tone.Attention, "High")
        : message.Kind switch
        {
            MessageKind.CampaignStarted or MessageKind.CampaignStartedBefore => new(Shape.Play, Tone.Good, "Info"),
            MessageKind.CampaignStopped or MessageKind.CampaignUnloaded => new(Shape.BarDisc, Tone.Neutral, "Info"),
            MessageKind.CampaignModeSet => new(Shape.ArrowRing, Tone.Moving, "Info"),
            MessageKind.CampaignLoaded or MessageKind.Supervisor or MessageKind.System => new(Shape.Ring, Tone.Neutral, "Info"),
        };

    /// <summary>"High priority: " before what is; nothing otherwise.</summary>
    public static string Priority(Message message) => message.Priority == MessagePriority.High ? "High priority: " : "";

    /// <summary>In one line, without a full stop.</summary>
    public static string Title(Message message) => message.Kind switch
    {
        MessageKind.CampaignLoaded => $"{message.Campaign} is loaded",
        MessageKind.CampaignStarted => $"{message.Campaign} has started",
        MessageKind.CampaignStartedBefore => $"{message.Campaign} started at {TimeOf(message.Began ?? message.At)}, before you signed in",
        MessageKind.CampaignStopped => $"{message.Campaign} has stopped",
        MessageKind.CampaignUnloaded => $"{message.Campaign} is not loaded any more",
        MessageKind.CampaignModeSet => $"{message.Campaign} is {(message.Mode is { } mode ? Words.Of(mode) : "another mode")} from now on",
        MessageKind.Supervisor or MessageKind.System when message.Text.Length > BriefLength => $"{message.Text[..BriefLength].TrimEnd()}…",
        MessageKind.Supervisor or MessageKind.System => message.Text.TrimEnd('.'),
    };

    /// <summary>All of it.</summary>
    public static string Body(Message message) => message.Kind switch
    {
        MessageKind.CampaignLoaded => $"You are assigned to it. It is not dialling. {HowOf(message)}",
        MessageKind.CampaignStarted or MessageKind.CampaignStartedBefore => $"You are assigned to it. {HowOf(message)}",
        MessageKind.CampaignStopped => "No new calls come from it. You keep your current call.",
        MessageKind.CampaignUnloaded => "It is no longer among your campaigns.",
        MessageKind.CampaignModeSet => HowOf(message),
        MessageKind.Supervisor or MessageKind.System => message.Text,
    };

    /// <summary>The button that says "I have taken note": news of a campaign and what is of high priority have one.</summary>
    public static string? Acknowledgement(Message message) => message switch
    {
        { Acknowledged: true } => null,
        { Priority: MessagePriority.High } => "I have read this",
        { Campaign: not null } => "Got it",
        _ => null,
    };

    /// <summary>"Rui Costa", "Paceline".</summary>
    public static string Sender(Message message) => message switch
    {
        { Kind: MessageKind.System } => "Paceline",
        { By.Length: > 0 } => message.By,
        _ => "",
    };

    /// <summary>Of today the hour, of other days the day as well; where the agent is.</summary>
    public static string When(DateTimeOffset at, DateTimeOffset now)
    {
        var local = at.ToLocalTime();
        return local.Date == now.ToLocalTime().Date ? TimeOf(at) : local.ToString("d MMM HH:mm", CultureInfo.CurrentCulture);
    }

    /// <summary>"08:30", where the agent is.</summary>
    public static string TimeOf(DateTimeOffset at) => at.ToLocalTime().ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string HowOf(Message message) => message.Mode is { } mode ? Words.How(mode) : "";
}
