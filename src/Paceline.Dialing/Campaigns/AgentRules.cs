using System.Text.Json.Serialization;
using NodaTime;

namespace Paceline.Dialing.Campaigns;

/// <summary>How records and calls are put before an agent of the campaign, and what the agent may do with them.</summary>
/// <param name="OfferFor">How long an offered record or call waits to be taken; then it goes to somebody else and the agent is not ready.
/// 5 to 120 s.</param>
/// <param name="TakesByItself">Pushed records open at once, without a question.</param>
/// <param name="AsksBeforeDialling">The agent is asked before a number is dialled for them. Asked after the answer, a person would wait in
/// silence longer than the law allows.</param>
/// <param name="CallAfter">A record that is read is dialled by itself after this time (timed preview); zero: never.</param>
/// <param name="Rights">What the agent may do.</param>
public sealed record AgentRules(Duration OfferFor, bool TakesByItself, bool AsksBeforeDialling, Duration CallAfter, AgentRights Rights)
{
    /// <summary>When <see cref="OfferFor"/> has run out, the agent takes what is offered (answered by itself after a look); false: it goes to
    /// somebody else.</summary>
    public bool OfferIsTaken { get; init; }

    /// <summary>What an agent adds to the clock of a timed preview with one key.</summary>
    public static Duration MoreTime { get; } = Duration.FromSeconds(30);

    /// <summary>How often: as often as WCAG 2.2.1 asks for at least.</summary>
    public const int MoreTimesMax = 10;

    /// <summary>Pushed records ask first, dialled calls do not.</summary>
    public static AgentRules Default { get; } = new(
        OfferFor: Duration.FromSeconds(20), TakesByItself: false, AsksBeforeDialling: false, CallAfter: Duration.Zero, AgentRights.All);

    public bool May(AgentRights right) => Rights.HasFlag(right);
}

/// <summary>Rights of an agent with a record (features 10.1). What is not granted is not shown.</summary>
[Flags]
[JsonConverter(typeof(JsonNumberEnumConverter<AgentRights>))]
public enum AgentRights
{
    None = 0,

    /// <summary>Decline an offered record or call.</summary>
    Decline = 1,

    /// <summary>Give a record back, so that somebody else may call it.</summary>
    Skip = 2,

    /// <summary>Take a record out of this campaign.</summary>
    NotInCampaign = 4,

    /// <summary>Call another number of the same person.</summary>
    OtherNumber = 8,

    /// <summary>Call a number that is typed in; it is added to the person's numbers.</summary>
    NewNumber = 16,

    /// <summary>Book a callback.</summary>
    Callback = 32,

    /// <summary>Book a callback before any call.</summary>
    CallbackBeforeCall = 64,

    /// <summary>Correct the call result of their own call.</summary>
    SetCallResult = 512,

    /// <summary>Finish a record and ask for the next one in one step (mode Preview).</summary>
    GetNext = 1024,

    /// <summary>Finish a record and take no further ones.</summary>
    DoneAndStop = 2048,

    /// <summary>Take the last outcome back and choose again.</summary>
    UndoOutcome = 4096,

    /// <summary>Stop the clock of a timed preview: the record waits for the agent.</summary>
    StopClock = 8192,

    /// <summary>Add time to the clock of a timed preview.</summary>
    MoreTime = 16384,

    /// <summary>Everything.</summary>
    All = Decline | Skip | NotInCampaign | OtherNumber | NewNumber | Callback | CallbackBeforeCall
        | GetNext | DoneAndStop | UndoOutcome | StopClock | MoreTime | SetCallResult,
}
