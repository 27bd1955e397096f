using System.Globalization;
using System.Text.Json;
using Paceline.Contracts;
using Paceline.Demo.Check;

namespace Paceline.Tests.Demo;

/// <summary>A small history by hand: facts as the API writes them, lines as the carrier does, and what robots wrote down.</summary>
internal sealed class Evidence
{
    public const string First = "11111111-1111-1111-1111-111111111111";
    public const string Second = "22222222-2222-2222-2222-222222222222";

    // 12:00 in London, so that the window of the numbers here is open.
    private static readonly DateTimeOffset _start = new(2026, 6, 1, 11, 0, 0, TimeSpan.Zero);

    private readonly List<FactLine> _facts = [];
    private readonly List<string> _carrier = [];
    private readonly List<RobotLine> _robots = [];

    public static CheckRules Rules { get; } =
        new("demo", TimeSpan.FromSeconds(2), new TimeOnly(8, 0), new TimeOnly(21, 0), AttemptsPerChain: 8, AttemptsPerNumberPerDay: 3, 0.03);

    public string Zone { get; init; } = "Europe/London";

    public string Starved { get; init; } = "";

    public LineLogSource Source { get; init; } = LineLogSource.Carrier;

    public BoardSnapshot? Board { get; set; }

    /// <summary>One good call from reservation to outcome, between two seconds after the start.</summary>
    public static Evidence OfOneCall()
    {
        Evidence evidence = new();
        evidence.Carrier(0, "start");
        evidence.Call(First, agent: "robot-1", number: "+442079460001", chain: 1, at: 1);
        evidence.Board = BoardOf(placed: 1, answered: 1, connected: 1);
        return evidence;
    }

    public static DateTimeOffset At(double second) => _start.AddSeconds(second);

    public static BoardSnapshot BoardOf(long placed, long answered, long connected) => new(1,
        [
            new CampaignSnapshot(
                "demo", "Demo", DialMode.Progressive, CampaignState.Loaded, "", null,
                new CallCounts(placed, 0, answered, connected, 0, 0, connected,
                    new Dictionary<string, long>(StringComparer.Ordinal) { ["Answer"] = connected },
                    new Dictionary<string, long>(StringComparer.Ordinal) { ["agreed"] = connected }),
                new ChainCounts(1, 0, 0, 1),
                new Dictionary<AgentState, int>(),
                0.03),
        ],
        []);

    /// <summary>Seconds: reserved at, dialled .1, answered 1, bridged 1.1, over 5, outcome 6.</summary>
    public Evidence Call(string attempt, string agent, string number, long chain, double at, long answered = 0, double tone = 1050, double person = 600)
    {
        Reserve(attempt, agent, number, chain, at);
        Agent(at + 0.01, "reserved", agent, attempt);
        Order(attempt, at + 0.02, answered, abandoned: 0);
        Invite(attempt, number, at + 0.1);
        Group(at + 0.15, "attempt.placed", attempt);
        Carrier(at + 1, "ok", attempt, number, $"\"code\":200,\"toneHz\":{person}");
        Group(at + 1.05, "attempt.answered", attempt);
        Group(at + 1.1, "attempt.bridged", attempt);
        Agent(at + 1.11, "connected", agent, attempt);
        Robot(new RobotLine.Began(agent, tone));
        Robot(new RobotLine.Heard(agent, person, 0, Ms(at + 1.5), Ms(at + 3)));
        Carrier(at + 5, "bye", attempt, number,
            string.Create(CultureInfo.InvariantCulture, $"\"firstSoundMs\":160,\"heard\":\"agent\",\"heardHz\":{tone},\"ended\":\"caller\""));
        End(attempt, at + 5, "answer", answered: true);
        Agent(at + 5.1, "conversationEnded", agent, attempt);
        Agent(at + 6, "outcomeSet", agent, attempt, "\"group\":\"demo\",\"outcome\":\"agreed\",\"note\":\"yes – ü\"");
        Robot(new RobotLine.Acknowledged(agent, attempt, "agreed", "yes – ü", At(at + 6.1)));
        Group(at + 6.1, "group.outcomeRecorded", attempt, $"\"agent\":\"{agent}\",\"outcome\":\"agreed\"");
        return Change(at + 6.2, chain, attempt, "{\"change\":\"finished\",\"attempts\":1,\"why\":\"outcome\"}");
    }

    public Evidence Reserve(string attempt, string agent, string number, long chain, double at, int attempts = 0) => Group(
        at, "group.reservationOrdered", attempt,
        $$$"""
        "agent":"{{{agent}}}","offer":1,"epoch":"e","chain":{"id":{{{chain}}},"position":0,"attempts":{{{attempts}}},
        "records":[{"id":1,"number":"{{{number}}}","zone":"{{{Zone}}}"}],"streak":{"word":"","count":0}}
        """);

    public Evidence DialAhead(string attempt, string number, long chain, double at) => Group(
        at, "group.dialedAhead", attempt,
        $$$"""
        "epoch":"e","chain":{"id":{{{chain}}},"position":0,"attempts":0,
        "records":[{"id":1,"number":"{{{number}}}","zone":"{{{Zone}}}"}],"streak":{"word":"","count":0}}
        """);

    public Evidence Order(string attempt, double at, long answered, long abandoned, double validFor = 30) => Group(
        at, "attempt.ordered", attempt,
        $"\"validUntil\":\"{Iso(at + validFor)}\",\"readyAgents\":1,\"answeredSoFar\":{answered},\"abandonedSoFar\":{abandoned},\"uncoveredInFlight\":0,\"limit\":0.03");

    public Evidence End(string attempt, double at, string result, bool answered) => Group(
        at, "attempt.ended", attempt,
        $"\"evidence\":{{\"sipCode\":200,\"inviteLeft\":true,\"answered\":{(answered ? "true" : "false")}}},\"cause\":\"conversation\",\"result\":\"{result}\"");

    public Evidence Change(double at, long chain, string attempt, string change) =>
        Group(at, "group.chainChangeOrdered", attempt, $"\"chain\":{chain},\"change\":{change}");

    public Evidence Invite(string attempt, string number, double at) => Carrier(at, "invite", attempt, number);

    public Evidence Group(double at, string word, string attempt, string more = "") => Fact(at, "group/demo", word, attempt, more);

    public Evidence Agent(double at, string word, string agent, string attempt, string more = "") =>
        Fact(at, $"agent/{agent}", "agent." + word, attempt, $"\"agent\":\"{agent}\"" + (more.Length > 0 ? "," + more : ""));

    public Evidence Robot(RobotLine line)
    {
        _robots.Add(line);
        return this;
    }

    public Evidence Carrier(double at, string word, string attempt = "", string to = "", string more = "")
    {
        var call = attempt.Length > 0 ? $",\"callId\":\"{attempt}\",\"to\":\"{to}\"" : "";
        return Line(string.Create(CultureInfo.InvariantCulture,
            $"{{\"at\":{Ms(at)},\"mono\":0,\"event\":\"{word}\"{call}{(more.Length > 0 ? "," + more : "")}}}"));
    }

    public Evidence Line(string line)
    {
        _carrier.Add(line);
        return this;
    }

    public Evidence WithoutFact(string word)
    {
        _facts.RemoveAll(fact => fact.Fact == word);
        return this;
    }

    public Evidence WithoutLine(string word)
    {
        _carrier.RemoveAll(line => line.Contains($"\"event\":\"{word}\"", StringComparison.Ordinal));
        return this;
    }

    public CheckInput Input(bool withLines = true, bool withRobots = true) => new(
        Rules, _facts, withLines ? LineLog.Read(_carrier, Source) : null, withRobots ? _robots : null, Board, At(100), Starved);

    public static long Ms(double second) => At(second).ToUnixTimeMilliseconds();

    private static string Iso(double second) => At(second).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private Evidence Fact(double at, string writer, string word, string attempt, string more)
    {
        var number = _facts.Count + 1;
        var line = $"{{\"number\":{number},\"writer\":\"{writer}\",\"version\":{number},\"at\":\"{Iso(at)}\",\"fact\":\"{word}\",\"attempt\":\"{attempt}\"{(more.Length > 0 ? "," + more : "")}}}";
        _facts.Add(FactLine.Read(line) ?? throw new JsonException(line));
        return this;
    }
}
