using System.Text.Json;
using Paceline.Contracts;

namespace Paceline.Web.Connection;

/// <summary>Reads what an agent's page is told while it starts, member by member. The serializer would first find out, type by type, how each is
/// read: in a browser, which interprets, a good part of the start (ADR 21). Everything else is read by <see cref="ApiClient.Parse{T}"/>. As
/// there, members that a newer server adds are passed over, and what is not what the contract says is null; what may be left out has the
/// contract's default.</summary>
public static class Snapshots
{
    public static AgentSnapshot? OfAgent(string json) => Read(json, Agent);

    public static MessagesSnapshot? OfMessages(string json) => Read(json, static e =>
        new MessagesSnapshot(e.Long("number"), e.Whole("unread"), e.Each("messages", Message)));

    public static MyCampaignsSnapshot? OfCampaigns(string json) => Read(json, static e =>
        new MyCampaignsSnapshot(e.Long("number"), e.Each("campaigns", Campaign)));

    public static CallbackList? OfCallbacks(string json) => Read(json, static e => new CallbackList(e.Each("callbacks", CallbackRow)));

    public static SignedInUser? OfUser(string json) => Read(json, static e => new SignedInUser(e.Text("user"), e.Text("name"), e.Text("role")));

    private static T? Read<T>(string json, Func<JsonElement, T> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            return null; // No JSON; a member of another kind; one that is missing; a number, a time or a word that is none.
        }
    }

    private static AgentSnapshot Agent(JsonElement e) => new(
        e.Text("agent"),
        e.Text("name"),
        e.Long("number"),
        e.Word<AgentState>("state"),
        e.Time("since"),
        e.TextOrNull("notReadyReason"),
        e.TextOrNull("thenNotReady"),
        e.Word<LegState>("leg"),
        e.Text("campaign"),
        e.Flag("campaignRunning"),
        e.Part("call", Card),
        e.TimeOrNull("wrapUpUntil"),
        e.Each("outcomes", Outcome),
        e.Texts("notReadyReasons"))
    {
        Until = e.TimeOrNull("until"),
        LimitAt = e.TimeOrNull("limitAt"),
        LegTrouble = e.Text("legTrouble"),
        PhoneRings = e.Flag("phoneRings"),
        SigningOut = e.Part("signingOut", static e => new SigningOut(
            e.Time("since"),
            e.TimeOrNull("until"),
            e.TimeOrNull("allowedAt"),
            e.TimeOrNull("goneAt"),
            e.Flag("channel"),
            e.Flag("bySupervisor"),
            e.Flag("now"))),
        SignedOutBySupervisor = e.Flag("signedOutBySupervisor"),
        Coming = e.Part("coming", Card),
        Mode = e.WordOrNull<DialMode>("mode") ?? DialMode.Progressive,
        Asking = e.Flag("asking"),
        Problem = e.Text("problem"),
        OffersRecord = e.Flag("offersRecord"),
        OfferIsTaken = e.Flag("offerIsTaken"),
        MoreTimesLeft = e.Whole("moreTimesLeft"),
        Found = e.Text("found"),
        ChannelOff = e.Flag("channelOff"),
        Booked = e.Part("booked", static e => new BookedCallback(
            e.Time("at"), e.Flag("personal"), e.Text("number"), e.Text("zone"), e.WholeOrNull("position"), e.Text("note"))),
        Callbacks = e.Part("callbacks", static e => new CallbackTerms(
            e.Word<CallbackChoice>("choice"), e.Whole("daysAhead"), e.Number("graceMinutes"), e.Text("windowFrom"), e.Text("windowUntil")))
            ?? CallbackTerms.Default,
        CanUndo = e.IdOrNull("canUndo"),
        Last = e.Part("last", static e => new LastOutcome(e.Text("code"), e.Text("found"), e.Flag("callback"))),
        WrapUpRanOut = e.Flag("wrapUpRanOut"),
        OutcomeMandatory = e.Flag("outcomeMandatory", otherwise: true),
        CallResults = e.Texts("callResults"),
        MissedOffer = e.Flag("missedOffer"),
        SoundLost = e.Flag("soundLost"),
        PageLost = e.Flag("pageLost"),
        CampaignStopped = e.Flag("campaignStopped"),
        May = e.Part("may", May) ?? AgentMay.Everything,
    };

    private static AgentMay May(JsonElement e) => new(
        e.Flag("decline"),
        e.Flag("skip"),
        e.Flag("notInCampaign"),
        e.Flag("otherNumber"),
        e.Flag("newNumber"),
        e.Flag("callback"),
        e.Flag("callbackBeforeCall"),
        e.Flag("stopClock", otherwise: true),
        e.Flag("moreTime", otherwise: true),
        e.Flag("getNext", otherwise: true),
        e.Flag("doneAndStop", otherwise: true),
        e.Flag("undoOutcome", otherwise: true),
        e.Flag("setCallResult", otherwise: true));

    private static OutcomeChoice Outcome(JsonElement e) => new(
        e.Text("code"),
        e.Text("label"),
        e.Whole("digit"),
        e.Text("meaning"),
        e.TextOrNull("confirm"),
        e.Text("folder"),
        e.Text("callResult"),
        e.Flag("callsAgain"));

    private static CallCard Card(JsonElement e) => new(
        e.Id("attempt"),
        e.Text("number"),
        e.Text("contact"),
        e.Text("campaign"),
        e.Text("zone"),
        e.Word<CallState>("state"),
        e.Time("connectedAt"),
        e.TimeOrNull("endedAt"),
        e.Each("fields", Field),
        e.Whole("timesCalled"),
        e.Text("numberType"))
    {
        Numbers = e.Each("numbers", static e => new CardNumber(e.Whole("position"), e.Text("number"), e.Text("zone"), e.Flag("due"))),
        History = e.Each("history", static e => new CardHistory(
            e.Time("at"), e.Text("number"), e.Text("result"), e.Text("outcome"), e.Text("note"), e.Text("agent"), e.Text("label"))),
        Callback = e.Part("callback", static e => new CardCallback(
            e.Time("at"), e.Flag("personal"), e.Text("by"), e.Text("note"), e.Flag("missed"))),
        Note = e.Text("note"),
        Outcome = e.Text("outcome"),
        Result = e.Text("result"),
    };

    private static RecordField Field(JsonElement e) => new(
        e.Text("name"),
        e.Text("value"),
        e.TextOrNull("label"),
        e.WordOrNull<FieldType>("type") ?? FieldType.Text,
        e.Flag("editable"),
        e.Member("choices") is null ? null : e.Texts("choices"));

    private static Message Message(JsonElement e) => new(
        e.Long("id"),
        e.Word<MessageKind>("kind"),
        e.TextOrNull("campaign"),
        e.WordOrNull<DialMode>("mode"),
        e.Text("by"),
        e.Word<MessagePriority>("priority"),
        e.Text("text"),
        e.Time("at"),
        e.TimeOrNull("began"),
        e.Flag("read"),
        e.Flag("acknowledged"))
    {
        OfOrder = e.Flag("ofOrder"),
    };

    private static MyCampaign Campaign(JsonElement e) => new(
        e.Text("campaign"),
        e.Text("name"),
        e.Text("description"),
        e.Word<DialMode>("mode"),
        e.Word<CampaignState>("state"),
        e.TimeOrNull("waitingUntil"),
        e.Long("recordsLeft"))
    {
        Stopped = e.Flag("stopped"),
    };

    private static CallbackRow CallbackRow(JsonElement e) => new(
        e.Id("callback"),
        e.Text("campaign"),
        e.Time("at"),
        e.Text("zone"),
        e.Word<CallbackState>("state"),
        e.Text("contact"),
        e.Text("number"),
        e.Text("owner"),
        e.Text("ownerName"),
        e.Text("by"),
        e.Text("missedBy"),
        e.Text("note"),
        e.Text("why"),
        e.TimeOrNull("again"));

    // Members by their kind. A text, a flag or a list that is left out is empty; without a time, an id or a word that must be there it is no such body.

    private static JsonElement? Member(this JsonElement of, string name) =>
        of.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    private static string? TextOrNull(this JsonElement of, string name) => of.Member(name)?.GetString();

    private static string Text(this JsonElement of, string name) => of.TextOrNull(name) ?? "";

    private static bool Flag(this JsonElement of, string name, bool otherwise = false) => of.Member(name)?.GetBoolean() ?? otherwise;

    private static int? WholeOrNull(this JsonElement of, string name) => of.Member(name)?.GetInt32();

    private static int Whole(this JsonElement of, string name) => of.WholeOrNull(name) ?? 0;

    private static long Long(this JsonElement of, string name) => of.GetProperty(name).GetInt64();

    private static double Number(this JsonElement of, string name) => of.GetProperty(name).GetDouble();

    private static DateTimeOffset? TimeOrNull(this JsonElement of, string name) => of.Member(name)?.GetDateTimeOffset();

    private static DateTimeOffset Time(this JsonElement of, string name) => of.GetProperty(name).GetDateTimeOffset();

    private static Guid? IdOrNull(this JsonElement of, string name) => of.Member(name)?.GetGuid();

    private static Guid Id(this JsonElement of, string name) => of.GetProperty(name).GetGuid();

#pragma warning disable CA2263 // The way that takes the type as a value is one for all enumerations, and not compiled for each.
    private static T? WordOrNull<T>(this JsonElement of, string name)
        where T : struct, Enum => of.TextOrNull(name) is { } word ? (T)Enum.Parse(typeof(T), word, ignoreCase: true) : null;
#pragma warning restore CA2263

    private static T Word<T>(this JsonElement of, string name)
        where T : struct, Enum => of.WordOrNull<T>(name) ?? throw new KeyNotFoundException();

    private static T? Part<T>(this JsonElement of, string name, Func<JsonElement, T> read)
        where T : class => of.Member(name) is { } part ? read(part) : null;

    private static string[] Texts(this JsonElement of, string name) => of.Each(name, static e => e.GetString() ?? "");

    private static T[] Each<T>(this JsonElement of, string name, Func<JsonElement, T> read)
    {
        if (of.Member(name) is not { } list)
        {
            return [];
        }

        var all = new T[list.GetArrayLength()];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = read(list[i]);
        }

        return all;
    }
}
