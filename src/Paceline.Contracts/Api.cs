using System.Text.Json;
using System.Text.Json.Serialization;

namespace Paceline.Contracts;

/// <summary>The addresses of the public API. Commands (not sign-in, sign-out and imports) may carry <c>Idempotency-Key</c>: the same key
/// with the same body gets the stored answer, with another body 422.</summary>
public static class Api
{
    /// <summary>Header of an idempotent command: 8 to 64 characters, unique per user and route.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Header of a page: the id of the person whose page it is. Somebody else's is answered with 401; without it nothing is compared.</summary>
    public const string User = "Paceline-User";

    public const string SignIn = "/api/v1/sign-in";
    public const string SignOut = "/api/v1/sign-out";
    public const string Me = "/api/v1/me";

    public const string Agent = "/api/v1/agent";
    public const string AgentBrowserLeg = "/api/v1/agent/leg/browser";
    public const string AgentPhoneLeg = "/api/v1/agent/leg/phone";
    public const string AgentEchoTest = "/api/v1/agent/echo-test";
    public const string AgentChannelSignOut = "/api/v1/agent/channel/sign-out";
    public const string AgentReady = "/api/v1/agent/ready";
    public const string AgentNotReady = "/api/v1/agent/not-ready";
    public const string AgentGetRecord = "/api/v1/agent/get-record";
    public const string AgentAccept = "/api/v1/agent/accept";
    public const string AgentDecline = "/api/v1/agent/decline";
    public const string AgentCall = "/api/v1/agent/call";
    public const string AgentReturn = "/api/v1/agent/return";
    public const string AgentStopClock = "/api/v1/agent/stop-clock";
    public const string AgentMoreTime = "/api/v1/agent/more-time";
    public const string AgentStay = "/api/v1/agent/stay";
    public const string AgentHangUp = "/api/v1/agent/hang-up";
    public const string AgentHold = "/api/v1/agent/hold";
    public const string AgentResume = "/api/v1/agent/resume";
    public const string AgentDigits = "/api/v1/agent/digits";
    public const string AgentOutcome = "/api/v1/agent/outcome";
    public const string AgentOutcomeUndo = "/api/v1/agent/outcome/undo";
    public const string AgentMessages = "/api/v1/agent/messages";
    public const string AgentCallback = "/api/v1/agent/callback";
    public const string AgentCallbackDrop = "/api/v1/agent/callback/drop";
    public const string AgentCallbackTimes = "/api/v1/agent/callback/times";
    public const string AgentCallbacks = "/api/v1/agent/callbacks";
    public const string AgentCampaigns = "/api/v1/agent/campaigns";

    public const string AgentRecord = "/api/v1/agent/record";

    public const string Board = "/api/v1/board";
    public const string Campaigns = "/api/v1/campaigns";
    public const string Agents = "/api/v1/agents";
    public const string Suppressions = "/api/v1/suppressions";
    public const string SuppressionFile = "/api/v1/suppressions/file";
    public const string Messages = "/api/v1/messages";
    public const string Help = "/api/v1/help";

    /// <summary>All facts after a number, one JSON object a line (application/x-ndjson), oldest first.</summary>
    public const string Facts = "/api/v1/facts";

    public static string CampaignStart(string campaign) => $"{Campaigns}/{Uri.EscapeDataString(campaign)}/start";

    public static string CampaignStop(string campaign) => $"{Campaigns}/{Uri.EscapeDataString(campaign)}/stop";

    public static string CampaignLoad(string campaign) => $"{Campaigns}/{Uri.EscapeDataString(campaign)}/load";

    public static string CampaignUnload(string campaign) => $"{Campaigns}/{Uri.EscapeDataString(campaign)}/unload";

    public static string CampaignMode(string campaign) => $"{Campaigns}/{Uri.EscapeDataString(campaign)}/mode";

    public static string CampaignPacing(string campaign) => $"{Campaigns}/{Uri.EscapeDataString(campaign)}/pacing";

    /// <summary>GET and POST: what the group may and must do; changed while it rests.</summary>
    public static string CampaignRules(string campaign) => $"{Campaigns}/{Uri.EscapeDataString(campaign)}/rules";

    /// <summary>GET: why the campaign does not dial, or dials slowly.</summary>
    public static string CampaignWhy(string campaign) => $"{Campaigns}/{Uri.EscapeDataString(campaign)}/why";

    /// <summary>POST a CSV (text/csv, header first): its rows become records of this campaign group. Query: <c>region</c>,
    /// <c>map=phone:COLUMN</c> (again and again), <c>file</c> (a name for people), <c>dryRun=true</c> (the report, and nothing written).</summary>
    public static string CampaignRecords(string campaign) => $"{Campaigns}/{Uri.EscapeDataString(campaign)}/records";

    /// <summary>GET: the imports of the group's list.</summary>
    public static string CampaignImports(string campaign) => $"{Campaigns}/{Uri.EscapeDataString(campaign)}/imports";

    /// <summary>POST: takes the people of an import off the list again, until the first of them is taken to be called.</summary>
    public static string CampaignImportUndo(string campaign, long import) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{CampaignImports(campaign)}/{import}/undo");

    /// <summary>GET and POST: what the columns of the group's list are to people.</summary>
    public static string CampaignFields(string campaign) => $"{Campaigns}/{Uri.EscapeDataString(campaign)}/fields";

    /// <summary>GET: what is permitted for a callback at a number of the person on the desk, and whether this time is.</summary>
    public static string AgentCallbackTimesFor(DateTimeOffset? at, int? position, string? number)
    {
        var asked = new List<string>();
        if (at is { } time)
        {
            asked.Add($"at={Uri.EscapeDataString(time.ToUniversalTime().ToString("O", System.Globalization.CultureInfo.InvariantCulture))}");
        }

        if (position is { } index)
        {
            asked.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"position={index}"));
        }

        if (number is { Length: > 0 })
        {
            asked.Add($"number={Uri.EscapeDataString(number)}");
        }

        return asked.Count == 0 ? AgentCallbackTimes : $"{AgentCallbackTimes}?{string.Join('&', asked)}";
    }

    /// <summary>GET and POST: what agents of the group can say of a call.</summary>
    public static string CampaignOutcomes(string campaign) => $"{Campaigns}/{Uri.EscapeDataString(campaign)}/outcomes";

    /// <summary>POST: moves one of the agent's own callbacks.</summary>
    public static string AgentCallbackChange(Guid callback) => $"{AgentCallbacks}/{callback}/change";

    /// <summary>POST: makes one of the agent's own callbacks void.</summary>
    public static string AgentCallbackCancel(Guid callback) => $"{AgentCallbacks}/{callback}/cancel";

    /// <summary>GET: the callbacks of a campaign group that are to be kept.</summary>
    public static string CampaignCallbacks(string campaign) => $"{Campaigns}/{Uri.EscapeDataString(campaign)}/callbacks";

    /// <summary>GET: who called back.</summary>
    public static string CampaignReturnedCalls(string campaign) => $"{Campaigns}/{Uri.EscapeDataString(campaign)}/returned-calls";

    /// <summary>POST: moves a callback, or gives it to somebody else.</summary>
    public static string CampaignCallbackChange(string campaign, Guid callback) => $"{CampaignCallbacks(campaign)}/{callback}/change";

    /// <summary>POST: makes a callback void.</summary>
    public static string CampaignCallbackCancel(string campaign, Guid callback) => $"{CampaignCallbacks(campaign)}/{callback}/cancel";

    /// <summary>POST: all of the agent's messages are read.</summary>
    public const string AgentMessagesRead = $"{AgentMessages}/read";

    /// <summary>GET: who has read a message that was sent.</summary>
    public static string MessageSending(long sending) => $"{Messages}/{sending}";

    /// <summary>POST: one message is read.</summary>
    public static string MessageRead(long message) => $"{AgentMessages}/{message}/read";

    /// <summary>POST: it is unread again.</summary>
    public static string MessageUnread(long message) => $"{AgentMessages}/{message}/unread";

    /// <summary>POST: the agent has taken note of it.</summary>
    public static string MessageAcknowledge(long message) => $"{AgentMessages}/{message}/acknowledge";

    /// <summary>POST: the agent does not want it any more.</summary>
    public static string MessageDelete(long message) => $"{AgentMessages}/{message}/delete";

    /// <summary>GET, with <c>words</c> of 1 to 100 characters: the pages of the help in a language that have all of them.</summary>
    public static string HelpIn(string language) => $"{Help}/{Uri.EscapeDataString(language)}";

    /// <summary>GET: one page of the help.</summary>
    public static string HelpPage(string language, string page) => $"{HelpIn(language)}/{Uri.EscapeDataString(page)}";

    public static string AgentKeys(string agent) => $"{Agents}/{Uri.EscapeDataString(agent)}/keys";

    /// <summary>POST: a supervisor makes a one-time sign-in link for an agent.</summary>
    public static string AgentLinks(string agent) => $"{Agents}/{Uri.EscapeDataString(agent)}/links";

    /// <summary>POST: a supervisor sets an agent's state.</summary>
    public static string AgentState(string agent) => $"{Agents}/{Uri.EscapeDataString(agent)}/state";

    /// <summary>POST: a supervisor puts an agent on another campaign.</summary>
    public static string AgentCampaign(string agent) => $"{Agents}/{Uri.EscapeDataString(agent)}/campaign";

    /// <summary>POST: a supervisor signs an agent off.</summary>
    public static string AgentSignOut(string agent) => $"{Agents}/{Uri.EscapeDataString(agent)}/sign-out";

    /// <summary>POST: a supervisor takes a sign-off back that waits.</summary>
    public static string AgentStays(string agent) => $"{Agents}/{Uri.EscapeDataString(agent)}/stay";
}

/// <summary>The real-time hub: a topic gives a snapshot when watched and a new, higher-numbered one after each change.</summary>
public static class Hub
{
    public const string Path = "/hub";

    /// <summary>In the query of <see cref="Path"/>: what <see cref="Api.User"/> is for a request.</summary>
    public const string User = "user";

    /// <summary>Invoke, no argument: watches the signed-in agent's own workspace; returns <see cref="AgentSnapshot"/>.</summary>
    public const string WatchAgent = "WatchAgent";

    /// <summary>Invoke, no argument: watches the signed-in agent's messages; returns <see cref="MessagesSnapshot"/>.</summary>
    public const string WatchMessages = "WatchMessages";

    /// <summary>Invoke, no argument: watches the campaigns the signed-in agent works on; returns <see cref="MyCampaignsSnapshot"/>.</summary>
    public const string WatchMyCampaigns = "WatchMyCampaigns";

    /// <summary>Invoke, no argument (supervisor): watches the board; returns <see cref="BoardSnapshot"/>.</summary>
    public const string WatchBoard = "WatchBoard";

    /// <summary>Sent to a watcher, with one <see cref="AgentSnapshot"/>.</summary>
    public const string AgentChanged = "AgentChanged";

    /// <summary>Sent to a watcher, with one <see cref="MessagesSnapshot"/>.</summary>
    public const string MessagesChanged = "MessagesChanged";

    /// <summary>Sent to a watcher, with one <see cref="MyCampaignsSnapshot"/>; at most four a second.</summary>
    public const string MyCampaignsChanged = "MyCampaignsChanged";

    /// <summary>Sent to a watcher, with one <see cref="BoardSnapshot"/>; at most four a second.</summary>
    public const string BoardChanged = "BoardChanged";

    /// <summary>Sent before the server ends a connection, with a sentence why (signed in elsewhere, signed out).</summary>
    public const string Ended = "Ended";
}

/// <summary>JSON of the public API: camelCase, enums as words, made at build time so that the browser needs no reflection.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    GenerationMode = JsonSourceGenerationMode.Metadata, // The other half, writing without options, is never used and every browser would load it.
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AgentSnapshot))]
[JsonSerializable(typeof(BoardSnapshot))]
[JsonSerializable(typeof(CampaignWhy))]
[JsonSerializable(typeof(MessagesSnapshot))]
[JsonSerializable(typeof(MyCampaignsSnapshot))]
[JsonSerializable(typeof(SignedInUser))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(BrowserLegRequest))]
[JsonSerializable(typeof(BrowserLegAnswer))]
[JsonSerializable(typeof(PhoneLegRequest))]
[JsonSerializable(typeof(EchoTestRequest))]
[JsonSerializable(typeof(NotReadyRequest))]
[JsonSerializable(typeof(CallRequest))]
[JsonSerializable(typeof(DigitsRequest))]
[JsonSerializable(typeof(SignOutAnswer))]
[JsonSerializable(typeof(AgentStateRequest))]
[JsonSerializable(typeof(AgentSignOutRequest))]
[JsonSerializable(typeof(AgentCampaignRequest))]
[JsonSerializable(typeof(CallRecordRequest))]
[JsonSerializable(typeof(ReturnRecordRequest))]
[JsonSerializable(typeof(OutcomeRequest))]
[JsonSerializable(typeof(CampaignOutcomes))]
[JsonSerializable(typeof(CampaignRulesRequest))]
[JsonSerializable(typeof(CallbackRequest))]
[JsonSerializable(typeof(CallbackChangeRequest))]
[JsonSerializable(typeof(CallbackList))]
[JsonSerializable(typeof(CallbackTimes))]
[JsonSerializable(typeof(ReturnedCallList))]
[JsonSerializable(typeof(NewAgentRequest))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(NewSignInLink))]
[JsonSerializable(typeof(NewCampaignRequest))]
[JsonSerializable(typeof(UnloadRequest))]
[JsonSerializable(typeof(ModeRequest))]
[JsonSerializable(typeof(PacingRequest))]
[JsonSerializable(typeof(SuppressionRequest))]
[JsonSerializable(typeof(NewMessageRequest))]
[JsonSerializable(typeof(MessageSent))]
[JsonSerializable(typeof(SentMessage))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(ImportHistory))]
[JsonSerializable(typeof(FieldList))]
[JsonSerializable(typeof(RecordEditRequest))]
[JsonSerializable(typeof(SuppressionList))]
[JsonSerializable(typeof(SuppressionImport))]
[JsonSerializable(typeof(HelpPage))]
[JsonSerializable(typeof(HelpHits))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(string))]
public sealed partial class ContractsJson : JsonSerializerContext;
