using System.Globalization;
using Paceline.Contracts;
using Paceline.Ui;

namespace Paceline.Web.Workspace.Messages;

/// <summary>What messages say: the screen's own words for news of a campaign, a supervisor's for all others.</summary>
public static class MessageWords
{
    /// <summary>"Campaign", Texts.MessageSupervisor, "System".</summary>
    public static string Type(Message message) => message.Kind switch
    {
        MessageKind.Supervisor => Texts.MessageSupervisor,
        MessageKind.System => Texts.MessageSystem,
        MessageKind.CampaignLoaded or MessageKind.CampaignStarted or MessageKind.CampaignStartedBefore or MessageKind.CampaignStopped
            or MessageKind.CampaignUnloaded or MessageKind.CampaignModeSet => Texts.Campaign,
    };

    /// <summary>Told by shape as well as by word; high priority has one of its own.</summary>
    public static Mark Of(Message message) => message.Priority == MessagePriority.High
        ? new(Shape.Warning, Tone.Attention, Texts.MessageHigh)
        : message.Kind switch
        {
            MessageKind.CampaignStarted or MessageKind.CampaignStartedBefore => new(Shape.Play, Tone.Good, Texts.MessageInfo),
            MessageKind.CampaignStopped or MessageKind.CampaignUnloaded => new(Shape.BarDisc, Tone.Neutral, Texts.MessageInfo),
            MessageKind.CampaignModeSet => new(Shape.ArrowRing, Tone.Moving, Texts.MessageInfo),
            MessageKind.CampaignLoaded or MessageKind.Supervisor or MessageKind.System => new(Shape.Ring, Tone.Neutral, Texts.MessageInfo),
        };

    /// <summary>Its title for a voice that reads it: what is of high priority says so first.</summary>
    public static string Spoken(Message message) =>
        message.Priority == MessagePriority.High ? Texts.FormatMessageHighFirst(title: Title(message)) : Title(message);

    /// <summary>What it says, in a few words and without a full stop; what somebody wrote, whole: nobody confirms what they have not seen.</summary>
    public static string Title(Message message) => message.Kind switch
    {
        MessageKind.CampaignLoaded => Texts.FormatMessageLoaded(campaign: message.Campaign),
        MessageKind.CampaignStarted => Texts.FormatMessageStarted(campaign: message.Campaign),
        MessageKind.CampaignStartedBefore => Texts.FormatMessageStartedBefore(campaign: message.Campaign, time: TimeOf(message.Began ?? message.At)),
        MessageKind.CampaignStopped => Texts.FormatMessageStopped(campaign: message.Campaign),
        MessageKind.CampaignUnloaded => Texts.FormatMessageUnloaded(campaign: message.Campaign),
        MessageKind.CampaignModeSet => message.Mode is { } mode
            ? Texts.FormatMessageModeSet(campaign: message.Campaign, mode: Words.Of(mode))
            : Texts.FormatMessageModeOther(campaign: message.Campaign),
        MessageKind.Supervisor or MessageKind.System => Headed(TextOf(message)),
    };

    /// <summary>All of it.</summary>
    public static string Body(Message message) => message.Kind switch
    {
        MessageKind.CampaignLoaded => Texts.FormatMessageLoadedBody(how: HowOf(message)).TrimEnd(),
        MessageKind.CampaignStarted or MessageKind.CampaignStartedBefore => Texts.FormatMessageStartedBody(how: HowOf(message)).TrimEnd(),
        MessageKind.CampaignStopped => Texts.MessageStoppedBody,
        MessageKind.CampaignUnloaded => Texts.MessageUnloadedBody,
        MessageKind.CampaignModeSet => HowOf(message),
        MessageKind.Supervisor or MessageKind.System => TextOf(message),
    };

    /// <summary>Without its last full stop, unless more than one stands there.</summary>
    private static string Headed(string text) => text is [.., not '.', '.'] ? text[..^1] : text;

    /// <summary>Whether there is more of it than its title.</summary>
    public static bool HasBody(Message message) => message.Kind is not (MessageKind.Supervisor or MessageKind.System);

    /// <summary>What Paceline itself says is said in the page's language; what a supervisor wrote is theirs.</summary>
    private static string TextOf(Message message) =>
        message.Kind is MessageKind.System || message.OfOrder ? ServerSentences.Read(message.Text) : message.Text;

    /// <summary>The button that says "I have taken note": news of a campaign and what is of high priority have one.</summary>
    public static string? Acknowledgement(Message message) => message switch
    {
        { Acknowledged: true } => null,
        { Priority: MessagePriority.High } => Texts.MessageHaveRead,
        { Campaign: not null } => Texts.MessageGotIt,
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
        return local.Date == now.ToLocalTime().Date ? TimeOf(at) : local.ToString(Texts.PatternDayTime, CultureInfo.CurrentCulture);
    }

    /// <summary>"08:30", where the agent is.</summary>
    public static string TimeOf(DateTimeOffset at) => at.ToLocalTime().ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string HowOf(Message message) => message.Mode is { } mode ? Words.How(mode) : "";
}
