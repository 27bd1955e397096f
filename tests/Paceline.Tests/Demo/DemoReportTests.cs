using System.Text.Json;
using Paceline.Demo.Check;
using Paceline.Demo.Robots;

namespace Paceline.Tests.Demo;

public sealed class DemoReportTests
{
    [Fact]
    public void The_last_line_is_one_json_object_with_what_was_promised()
    {
        var json = DemoCheck.Judge(Evidence.OfOneCall().Input(withLines: false), 60.04, []).ToJson();

        json.ShouldNotContain("\n");
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        foreach (var name in (string[])["ok", "seconds", "attempts", "answered", "connected", "abandoned", "dispositions", "agentUse", "callResults"])
        {
            root.TryGetProperty(name, out _).ShouldBeTrue(name);
        }

        root.GetProperty("invariants").EnumerateObject().Select(static i => i.Name).ShouldBe(
            ["neverTwice", "permitted", "noSilentLine", "abandonmentLimit", "nothingLost", "oneConversation", "countsAddUp"]);
        root.GetProperty("invariants").GetProperty("neverTwice").ValueKind.ShouldBe(JsonValueKind.Null);
        root.GetProperty("sentences").EnumerateObject().Select(static s => s.Name).ShouldBe(
            root.GetProperty("invariants").EnumerateObject().Select(static i => i.Name), "each invariant has its sentence, kept or not");
        root.GetProperty("sentences").EnumerateObject().ShouldAllBe(static s => s.Value.GetString()!.Length > 0);
    }

    [Fact]
    public void The_sentence_for_people_says_passed_or_failed_and_names_what_is_broken()
    {
        DemoCheck.Judge(Evidence.OfOneCall().Input(), 60, []).Sentence.ShouldBe("Check passed: 1 call was connected, 7 of 7 invariants hold.");
        DemoCheck.Judge(Evidence.OfOneCall().Input(withLines: false), 60, []).Sentence.ShouldContain("could not be computed: neverTwice");
        var broken = DemoCheck.Judge(Evidence.OfOneCall().Order(Evidence.First, 7, 1, 0).Input(), 60, ["A robot gave up."]);
        broken.Sentence.ShouldStartWith("Check failed: ");
        broken.Invariants.Where(static i => i.Verdict.Holds is false).ShouldAllBe(i => broken.Sentence.Contains($"{i.Name} is broken", StringComparison.Ordinal));
        broken.Sentence.ShouldContain("A robot gave up.");
        DemoCheck.Judge(new Evidence().Input(), 60, []).Sentence.ShouldContain("No call was connected.");
    }

    [Fact]
    public void What_could_not_be_computed_fails_nothing_and_what_is_broken_does()
    {
        DemoCheck.Judge(Evidence.OfOneCall().Input(withLines: false), 60, []).IsOk.ShouldBeTrue();
        DemoCheck.Judge(Evidence.OfOneCall().Order(Evidence.First, 7, 1, 0).Input(), 60, []).IsOk.ShouldBeFalse();
    }

    [Fact]
    public void A_demo_without_a_connected_call_or_with_trouble_is_not_ok()
    {
        DemoCheck.Judge(new Evidence().Input(), 60, []).IsOk.ShouldBeFalse();
        DemoCheck.Judge(Evidence.OfOneCall().Input(), 60, ["A robot gave up."]).IsOk.ShouldBeFalse();
    }

    [Fact]
    public void A_fact_is_read_with_times_of_nine_digits_and_ids_of_any_form()
    {
        var fact = FactLine.Read("""
            {"number":7,"writer":"group/demo","version":3,"at":"2026-06-01T11:00:00.123456789Z","fact":"attempt.placed","attempt":{"value":"a-1"}}
            """).ShouldNotBeNull();

        fact.At.ToUnixTimeMilliseconds().ShouldBe(new DateTimeOffset(2026, 6, 1, 11, 0, 0, 123, TimeSpan.Zero).ToUnixTimeMilliseconds());
        fact.Text("attempt").ShouldBe("a-1");
    }

    [Fact]
    public void A_line_that_is_no_fact_is_refused() => Should.Throw<JsonException>(static () => FactLine.Read("{\"number\":7}"));

    [Fact]
    public void A_diary_that_a_kill_cut_in_half_is_read_up_to_there()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (RobotDiary diary = new(path))
            {
                diary.Write(new RobotLine.Began("robot-1", 1050));
                diary.Write(new RobotLine.Acknowledged("robot-1", Evidence.First, "agreed", "“ü”", Evidence.At(1)));
            }

            File.AppendAllText(path, "{\"line\":\"acknowl");

            RobotDiary.Read(File.ReadLines(path)).ShouldBe(
            [
                new RobotLine.Began("robot-1", 1050),
                new RobotLine.Acknowledged("robot-1", Evidence.First, "agreed", "“ü”", Evidence.At(1)),
            ]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_wire_of_the_node_is_read_by_attempt_and_without_agents_phones()
    {
        var log = LineLog.Read(
            [
                $$"""{"at":1,"dir":"out","peer":"x","method":"INVITE","callId":"{{Evidence.First}}","cseq":"1 INVITE"}""",
                $$"""{"at":2,"dir":"in","peer":"x","status":401,"callId":"{{Evidence.First}}","cseq":"1 INVITE"}""",
                $$"""{"at":3,"dir":"out","peer":"x","method":"INVITE","callId":"{{Evidence.First}}","cseq":"2 INVITE"}""",
                $$"""{"at":4,"dir":"in","peer":"x","status":200,"callId":"{{Evidence.First}}","cseq":"2 INVITE"}""",
                """{"at":5,"dir":"out","peer":"x","method":"INVITE","callId":"agent-robot-1-1","cseq":"1 INVITE"}""",
                $$"""{"at":6,"dir":"in","peer":"x","method":"BYE","callId":"{{Evidence.First}}","cseq":"1 BYE"}""",
                "{\"at\":7,\"dir\"",
            ],
            LineLogSource.Wire);

        var line = log.Lines.ShouldHaveSingleItem();
        (line.Invites.Count, line.OkAt, line.OverAt, log.Since).ShouldBe((2, 4, 6, 1));
    }
}
