using Paceline.Dialing.Attempts;

namespace Paceline.Tests.Dialing;

/// <summary>The table from evidence to call result, row by row, each with the source that says so.</summary>
public sealed class CallResultTable
{
    // sip  q850  ended by             heard    words after the bar: answered, bridged, media, text=…  → cause, result   (source)
    private const string Rows = """
        404   0   FarEnd               Nothing  |                    InvalidNumber     InvalidNumber    RFC 3261 21.4.5
        604   0   FarEnd               Nothing  |                    InvalidNumber     InvalidNumber    RFC 3261 21.6.3
        480   1   FarEnd               Nothing  |                    InvalidNumber     InvalidNumber    Q.850 1 outweighs the code, RFC 3326
        410   0   FarEnd               Nothing  |                    NumberChanged     Intercept        RFC 3261 21.4.11
        404  22   FarEnd               Nothing  |                    NumberChanged     Intercept        Q.850 22
        484   0   FarEnd               Nothing  |                    IncompleteNumber  VacantCode       RFC 3261 21.4.22
        404  28   FarEnd               Nothing  |                    IncompleteNumber  VacantCode       Q.850 28
        486   0   FarEnd               Nothing  |                    Busy              Busy             RFC 3261 21.4.24
        600   0   FarEnd               Nothing  |                    Busy              Busy             RFC 3261 21.6.1
        503  17   FarEnd               Nothing  |                    Busy              Busy             Q.850 17
        408   0   FarEnd               Nothing  |                    NoAnswer          NoAnswer         RFC 3261 21.4.9
        480  18   FarEnd               Nothing  |                    NoAnswer          NoAnswer         Q.850 18
        480  19   FarEnd               Nothing  |                    NoAnswer          NoAnswer         Q.850 19
        487   0   RingTimeout          Nothing  |                    NoAnswer          NoAnswer         our CANCEL
        480   0   FarEnd               Nothing  |                    Unavailable       NoAnswer         RFC 3261 21.4.18
        487   0   FarEnd               Nothing  |                    Unavailable       NoAnswer         cancelled, not by us
        503  20   FarEnd               Nothing  |                    Unavailable       NoAnswer         Q.850 20
        603   0   FarEnd               Nothing  |                    Rejected          RemoteRelease    RFC 3261 21.6.2
        480  21   FarEnd               Nothing  |                    Rejected          RemoteRelease    Q.850 21
        603   0   FarEnd               Nothing  | text=Network+Blocked  BlockedByNetwork  DialError     ATIS-1000099 "603+"
        607   0   FarEnd               Nothing  |                    Unwanted          RemoteRelease    RFC 8197
        608   0   FarEnd               Nothing  |                    BlockedByNetwork  DialError        RFC 8688
        401   0   FarEnd               Nothing  |                    TrunkRefused      SwitchError      RFC 3261 21.4.2
        402   0   FarEnd               Nothing  |                    TrunkRefused      SwitchError      RFC 3261 21.4.3
        403   0   FarEnd               Nothing  |                    TrunkRefused      SwitchError      RFC 3261 21.4.4
        407   0   FarEnd               Nothing  |                    TrunkRefused      SwitchError      RFC 3261 21.4.8
        500   0   FarEnd               Nothing  |                    Congestion        AllTrunksBusy    RFC 3261 21.5.1
        502   0   FarEnd               Nothing  |                    Congestion        AllTrunksBusy    RFC 3261 21.5.3
        503   0   FarEnd               Nothing  |                    Congestion        AllTrunksBusy    RFC 3261 21.5.4
        504   0   FarEnd               Nothing  |                    Congestion        AllTrunksBusy    RFC 3261 21.5.5
        480  34   FarEnd               Nothing  |                    Congestion        AllTrunksBusy    Q.850 34
        480  38   FarEnd               Nothing  |                    Congestion        AllTrunksBusy    Q.850 38
        480  41   FarEnd               Nothing  |                    Congestion        AllTrunksBusy    Q.850 41
        480  42   FarEnd               Nothing  |                    Congestion        AllTrunksBusy    Q.850 42
        480  44   FarEnd               Nothing  |                    Congestion        AllTrunksBusy    Q.850 44
        488   0   FarEnd               Nothing  |                    MediaNegotiation  DialError        RFC 3261 21.4.26
        415   0   FarEnd               Nothing  |                    MediaNegotiation  DialError        RFC 3261 21.4.13
        406   0   FarEnd               Nothing  |                    MediaNegotiation  DialError        RFC 3261 21.4.7
        480  65   FarEnd               Nothing  |                    MediaNegotiation  DialError        Q.850 65
        480  79   FarEnd               Nothing  |                    MediaNegotiation  DialError        Q.850 79
        480  88   FarEnd               Nothing  |                    MediaNegotiation  DialError        Q.850 88
        0     0   NoCommonCodec        Nothing  |                    MediaNegotiation  DialError        our answer to their offer
        0     0   NoResponse           Nothing  |                    TrunkDown         SwitchError      Timer B, RFC 3261 17.1.1.2
        0     0   FarEnd               Nothing  |                    TrunkDown         SwitchError      no response at all
        0     0   NotAdmitted          Nothing  |                    NotAdmitted       NoFreePort       the node's own limits
        0     0   NumberRefused        Nothing  |                    NumberNotAllowed  DialError        not a destination of the trunk
        486  31   FarEnd               Nothing  |                    Busy              Busy             Q.850 31 says nothing better
        480   0   FarEnd               Sit      |                    SpecialTones      SitUnknown       ITU-T E.180
        404   0   FarEnd               Sit      |                    InvalidNumber     InvalidNumber    the code says which tones they were
        487   0   HangUp               Nothing  |                    TakenBack         Cleared          our order
        487   0   LeaseLost            Nothing  |                    TakenBack         Cleared          voice.proto rule 4
        487   0   NodeStopping         Nothing  |                    TakenBack         Cleared          drain
        420   0   FarEnd               Nothing  |                    Other             RemoteRelease    no row: never an answer
        200   0   FarEnd               Speech   | answered bridged media   Conversation       Answer    a talk, whoever hung up
        200   0   HangUp               Speech   | answered bridged media   Conversation       Answer    a talk, whoever hung up
        200  17   FarEnd               Speech   | answered bridged media   Conversation       Answer    what followed the 200 weighs most
        200   0   FarEnd               Speech   | answered media           Abandoned          Abandoned features 12: they hung up
        200   0   AnswerLimit          Speech   | answered media           Dropped            Dropped   features 12: we hung up
        200   0   CancelCrossedAnswer  Nothing  | answered                 Dropped            Dropped   RFC 3261 9.1: ACK, then BYE
        200   0   NodeStopping         Nothing  | answered media           Dropped            Dropped   features 12: we hung up
        200   0   MediaLost            Nothing  | answered                 AnsweredNoMedia    Silence   false answer supervision
        200   0   FarEnd               Fax      | answered media           FaxTone            Fax       ITU-T T.30: CED
        """;

    public static TheoryData<string> All => [.. Rows.Split('\n').Select(static row => row.Trim()).Where(static row => row.Length > 0)];

    [Theory]
    [MemberData(nameof(All))]
    public void Evidence_has_one_result(string row)
    {
        var halves = row.Split('|');
        var left = halves[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var right = halves[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var flags = right.TakeWhile(static w => w is "answered" or "bridged" or "media" || w.StartsWith("text=", StringComparison.Ordinal)).ToList();
        var text = flags.Find(static w => w.StartsWith("text=", StringComparison.Ordinal))?[5..].Replace('+', ' ') ?? "";

        var seen = Seen.Evidence(Enum.Parse<EndedBy>(left[2])) with
        {
            SipCode = int.Parse(left[0], null),
            Q850 = int.Parse(left[1], null),
            Heard = Enum.Parse<Heard>(left[3]),
            ReasonText = text,
            Answered = flags.Contains("answered"),
            Bridged = flags.Contains("bridged"),
            Media = flags.Contains("media"),
        };

        CallResults.Judge(seen).ShouldBe((Enum.Parse<Cause>(right[flags.Count]), Enum.Parse<CallResult>(right[flags.Count + 1])));
    }

    [Fact]
    public void Every_cause_that_a_call_can_end_with_has_a_row()
    {
        var causes = Enum.GetNames<Cause>();
        var judged = All.Select(row => row.Data.Split('|')[1].Split(' ').First(word => causes.Contains(word, StringComparer.Ordinal)));

        causes.Except(judged, StringComparer.Ordinal).ShouldBe([nameof(Cause.Interrupted)], "only an end that nobody saw comes without evidence");
    }

    [Fact]
    public void The_numbers_are_those_of_the_trade() =>
        Enum.GetValues<CallResult>().Select(static r => $"{(int)r} {r}").ShouldBe(
        [
            "4 SystemError", "5 RemoteRelease", "6 Busy", "7 NoAnswer", "9 AnsweringMachine", "10 AllTrunksBusy", "11 InvalidNumber",
            "12 VacantCode", "13 Intercept", "14 SitUnknown", "17 Fax", "19 Cleared", "21 Abandoned", "26 Dropped", "32 Silence",
            "33 Answer", "41 DialError", "43 SwitchError", "44 NoFreePort", "47 AgentCallbackError", "48 GroupCallbackError",
        ]);
}
