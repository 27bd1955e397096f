using Paceline.Contracts;
using Paceline.Ui;
using Paceline.Web.Workspace.Channels;

namespace Paceline.Web.Workspace;

/// <summary>The states as people see them: shape, colour, word.</summary>
public static class Words
{
    public static Mark Of(AgentState state) => state switch
    {
        AgentState.SignedOut => new(Shape.Ring, Tone.Neutral, Texts.StateSignedOut),
        AgentState.NotReady => new(Shape.BarDisc, Tone.Neutral, Texts.StateNotReady),
        AgentState.Ready => new(Shape.TickDisc, Tone.Good, Texts.StateReady),
        AgentState.Offered => new(Shape.DiamondRing, Tone.Attention, Texts.StateOffered),
        AgentState.Reserved => new(Shape.ArrowRing, Tone.Moving, Texts.StateReserved),
        AgentState.Previewing => new(Shape.Diamond, Tone.Active, Texts.StatePreviewing),
        AgentState.Calling => new(Shape.Arrow, Tone.Moving, Texts.StateCalling),
        AgentState.Talking => new(Shape.Square, Tone.Active, Texts.StateTalking),
        AgentState.WrapUp => new(Shape.Clock, Tone.Attention, Texts.StateWrapUp),
    };

    /// <summary>The agent's own state; a customer on hold is a state of its own to look at.</summary>
    public static Mark Of(AgentSnapshot agent) =>
        agent is { State: AgentState.Talking, Call.State: CallState.OnHold }
            ? new(Shape.Pause, Tone.Active, Texts.StateOnHold)
            : Of(agent.State);

    public static string Of(CallState state) => state switch
    {
        CallState.Offered => Texts.StateOffered,
        CallState.Preview => Texts.StatePreviewing,
        CallState.Calling => Texts.StateCalling,
        CallState.Connected => Texts.StateTalking,
        CallState.OnHold => Texts.CallOnHold,
        CallState.Ended => Texts.CallEnded,
    };

    /// <param name="stopped">It is loaded, and ran since.</param>
    public static Mark Of(CampaignState state, bool stopped) => stopped ? new(Shape.BarDisc, Tone.Neutral, Texts.CampaignStopped) : state switch
    {
        CampaignState.Unloaded => new(Shape.Ring, Tone.Neutral, Texts.CampaignUnloaded),
        CampaignState.Loaded => new(Shape.Ring, Tone.Neutral, Texts.CampaignLoaded),
        CampaignState.Running => new(Shape.Play, Tone.Good, Texts.CampaignRunning),
        CampaignState.Unloading => new(Shape.Ring, Tone.Neutral, Texts.CampaignUnloading),
    };

    /// <summary>What a campaign can be set to.</summary>
    public static IReadOnlyList<DialMode> Modes { get; } = [DialMode.Preview, DialMode.PushPreview, DialMode.Progressive, DialMode.Predictive];

    public static string Of(DialMode mode) => mode switch
    {
        DialMode.Preview => Texts.ModePreview,
        DialMode.PushPreview => Texts.ModePushPreview,
        DialMode.Progressive => Texts.ModeProgressive,
        DialMode.Predictive => Texts.ModePredictive,
    };

    /// <summary>Which comes first, the agent or the call: the two kinds of delivery.</summary>
    public static string Delivery(DialMode mode) => mode == DialMode.Preview ? Texts.DeliveryManual : Texts.DeliveryAutomatic;

    /// <summary>How calls reach an agent.</summary>
    public static string How(DialMode mode) => mode switch
    {
        DialMode.Preview => Texts.HowPreview,
        DialMode.PushPreview => Texts.HowPushPreview,
        DialMode.Progressive => Texts.HowProgressive,
        DialMode.Predictive => Texts.HowPredictive,
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

    /// <summary>A reason for being not ready, which is a word of the server or somebody's own.</summary>
    public static string NotReady(string reason) => ServerSentences.Word(reason);

    /// <summary>The same in the middle of a sentence; the one of a sign-out that was taken back is none.</summary>
    public static string Reason(string reason) => reason == AgentSnapshot.Stayed ? Texts.StateNotReady : NotReady(reason);

    /// <summary>Why the record that was asked for did not come, or could not be called; empty: neither.</summary>
    public static string Problem(AgentSnapshot agent) => ServerSentences.Read(agent.Problem);

    /// <summary>The state after this call or record; null: ready for the next.</summary>
    public static string? Then(AgentSnapshot agent) => agent.SigningOut is not null ? Texts.StateSignedOut
        : agent.ThenNotReady is { Length: > 0 } reason ? Reason(reason)
        : null;

    /// <summary>What the button says that saves the outcome.</summary>
    public static string Save(AgentSnapshot agent) => agent switch
    {
        { SigningOut.Channel: true } => Texts.PadSaveVoiceOut,
        { SigningOut: not null } => Texts.PadSaveSignOut,
        { ThenNotReady: { Length: > 0 } reason } => Texts.FormatPadSaveThen(reason: Reason(reason)),
        { Booked: not null } => Texts.CallbackSave,
        _ => Texts.PadSaveNext,
    };

    /// <summary>What the button says that takes a sign-out back, with the state that follows.</summary>
    public static string Stay(AgentSnapshot agent) =>
        Texts.FormatStayThen(reason: agent.ThenNotReady is { Length: > 0 } booked ? Reason(booked) : Texts.StateNotReady);

    /// <summary>What the workspace says in large while there is no call.</summary>
    public static string Heading(AgentSnapshot agent) => agent.State switch
    {
        AgentState.Ready or AgentState.NotReady or AgentState.Reserved when agent.SigningOut is { } leaving => SignOutWords.Title(leaving),
        AgentState.SignedOut => Texts.HeadingSignedOut,
        AgentState.NotReady when agent.NotReadyReason is { Length: > 0 } reason => Texts.FormatStateNotReadyBecause(reason: NotReady(reason)),
        AgentState.NotReady => Texts.StateNotReady,
        AgentState.Ready when Pauses(agent) is { } reason => Texts.FormatHeadingPauses(reason: reason),
        AgentState.Ready => Texts.HeadingReady,
        AgentState.Offered => agent.OffersRecord ? Texts.HeadingOfferedRecord : Texts.HeadingOfferedCall,
        AgentState.Reserved => Texts.HeadingReserved,
        AgentState.Previewing => Texts.StatePreviewing,
        AgentState.Calling => Texts.StateCalling,
        AgentState.Talking => Texts.StateTalking,
        AgentState.WrapUp => Texts.StateWrapUp,
    };

    /// <summary>Of an agent who is Ready and has chosen not to be, while a call that was dialled ahead may still come: the reason; null otherwise.</summary>
    public static string? Pauses(AgentSnapshot agent) =>
        agent is { State: AgentState.Ready, SigningOut: null, ThenNotReady: { Length: > 0 } reason } ? Reason(reason) : null;

    /// <summary>What is going to happen, in one sentence.</summary>
    public static string Explanation(AgentSnapshot agent) => agent.State switch
    {
        AgentState.Ready or AgentState.NotReady or AgentState.Reserved when agent.SigningOut is { } leaving => SignOutWords.Sentence(leaving),
        AgentState.SignedOut or AgentState.NotReady => Texts.ExplainNotReady,
        AgentState.Ready when Pauses(agent) is not null => Texts.ExplainPauses,
        AgentState.Ready when agent is { CampaignRunning: true, Mode: DialMode.Preview } => Texts.ExplainPreview,
        AgentState.Ready when agent is { CampaignRunning: true, Mode: DialMode.PushPreview } => Texts.ExplainPushPreview,
        AgentState.Ready => agent.Campaign.Length == 0 ? Texts.ExplainNoCampaign
            : agent.CampaignRunning ? Texts.ExplainNextCall
            : agent.CampaignStopped ? Texts.FormatExplainStopped(campaign: agent.Campaign)
            : Texts.FormatExplainNotStarted(campaign: agent.Campaign),
        AgentState.Offered or AgentState.Previewing or AgentState.Calling => "",
        AgentState.Reserved => Texts.ExplainReserved,
        AgentState.Talking or AgentState.WrapUp => "",
    };

    /// <summary>What an agent does with what is offered, and with what is read.</summary>
    public static string How(AgentSnapshot agent) => agent switch
    {
        { State: AgentState.Offered, OffersRecord: true } => Texts.HowOfferedRecord,
        { State: AgentState.Offered } => Texts.HowOfferedCall,
        _ => Texts.HowRead,
    };

    /// <summary>What is offered or read is the agent's own callback: nobody else gets it.</summary>
    public static bool IsOwn(AgentSnapshot agent) => agent.Call?.Callback is { Personal: true };

    /// <summary>What happens when the time of an offer or of a preview is over: "Opens by itself in 18 seconds."</summary>
    public static string Ending(AgentSnapshot agent, string time) => agent switch
    {
        { State: AgentState.Previewing } => Texts.FormatCountdownCalls(time: time),
        { OfferIsTaken: true, OffersRecord: true } => Texts.FormatOfferOpens(time: time),
        { OfferIsTaken: true } => Texts.FormatOfferDials(time: time),
        _ when IsOwn(agent) => Texts.FormatCountdownWaits(time: time),
        { OffersRecord: true } => Texts.FormatCountdownBack(time: time),
        _ => Texts.FormatCountdownElse(time: time),
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

    /// <summary>A state's word in the middle of a line: small, where the language does not write its nouns large.</summary>
    public static string Inside(string word) => Languages.Current == "de" ? word : word.ToLowerInvariant();

    /// <summary>"6 minutes 41 seconds", for a voice that reads it.</summary>
    public static string Spoken(TimeSpan length)
    {
        var minutes = (int)Math.Max(0, length.TotalMinutes);
        var seconds = Plural.Of(nameof(Texts.SpokenSeconds_other), Math.Max(0, length.Seconds));
        return minutes == 0 ? seconds : $"{Plural.Of(nameof(Texts.SpokenMinutes_other), minutes)} {seconds}";
    }

    /// <summary>What came of an earlier call: the agent's word, or what the line said.</summary>
    public static string Came(CardHistory earlier)
    {
        var said = earlier.Label.Length > 0 ? earlier.Label : Readable(earlier.Outcome);
        return (earlier.Result, earlier.Outcome) switch
        {
            ("", "") => Texts.HistoryClosed,
            ("", _) => Texts.FormatHistoryWithoutCall(outcome: said),
            (var result, "" or Desk.NotReached) => Result(result),
            _ => said,
        };
    }

    /// <summary>A call result, such as "No answer" for "NoAnswer"; one that this page does not know stays as the server calls it.</summary>
    public static string Result(string code) => code switch
    {
        "Answer" => Texts.ResultAnswer,
        "AnsweringMachine" => Texts.ResultAnsweringMachine,
        "Fax" => Texts.ResultFax,
        "Busy" => Texts.ResultBusy,
        "NoAnswer" => Texts.ResultNoAnswer,
        "InvalidNumber" => Texts.ResultInvalidNumber,
        "Silence" => Texts.ResultSilence,
        "Abandoned" => Texts.ResultAbandoned,
        "Dropped" => Texts.ResultDropped,
        "RemoteRelease" => Texts.ResultRemoteRelease,
        "SystemError" => Texts.ResultSystemError,
        "AllTrunksBusy" => Texts.ResultAllTrunksBusy,
        "DialError" => Texts.ResultDialError,
        _ => Readable(code),
    };

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
