using System.Globalization;
using Paceline.Demo.Check;
using static Paceline.Tests.Demo.Evidence;

namespace Paceline.Tests.Demo;

/// <summary>Each invariant of the demo's check holds for a good history, and is broken by the one thing it is there to find.</summary>
public sealed class InvariantTests
{
    private const string Number = "+442079460001";

    [Fact]
    public void A_good_call_keeps_them_all()
    {
        var report = DemoCheck.Judge(OfOneCall().Input(), 60, []);

        report.Invariants.ShouldAllBe(i => i.Verdict.Holds == true, report.ToJson());
        report.IsOk.ShouldBeTrue();
        (report.Attempts, report.Answered, report.Connected, report.Dispositions).ShouldBe((1, 1, 1, 1));
        report.CallResults.ShouldContainKeyAndValue("answer", 1);
    }

    [Fact]
    public void Agents_use_is_conversation_and_wrap_up_over_their_time_at_work()
    {
        var evidence = new Evidence().Agent(0, "ready", "anna", "").Agent(10, "connected", "anna", First).Agent(40, "notReady", "anna", "");

        DemoCheck.Judge(evidence.Input(), 60, []).AgentUse.ShouldBe(0.75, 1e-9);
    }

    // ---- neverTwice ---------------------------------------------------------------------------------------------------

    [Fact]
    public void An_invite_without_a_stored_attempt_is_found() =>
        NeverTwice.Judge(OfOneCall().Invite(Second, "+442079460002", 2).Input()).ShouldBeBroken("no stored attempt");

    [Fact]
    public void An_invite_that_left_before_its_order_is_found()
    {
        var evidence = OfOneCall().Invite(Second, "+442079460002", 7)
            .Reserve(Second, "robot-1", "+442079460002", 2, 8).Order(Second, 8.1, 1, 0);

        NeverTwice.Judge(evidence.Input()).ShouldBeBroken("left before");
    }

    [Fact]
    public void An_attempt_that_was_ordered_twice_is_found() =>
        NeverTwice.Judge(OfOneCall().Order(First, 7, 1, 0).Input()).ShouldBeBroken("ordered 2 times");

    [Fact]
    public void Another_number_than_the_records_is_found() =>
        NeverTwice.Judge(OfOneCall().Carrier(8, "invite", First, "+442079460009").Input()).ShouldBeBroken("another number");

    [Fact]
    public void A_digest_retry_is_no_second_call() =>
        NeverTwice.Judge(OfOneCall().Carrier(1.2, "final", First, Number, "\"code\":401").Carrier(1.25, "invite", First, Number).Input())
            .Holds.ShouldBe(true);

    [Fact]
    public void Two_attempts_to_one_number_at_once_are_found()
    {
        var evidence = OfOneCall().Reserve(Second, "robot-2", Number, 2, 3).Order(Second, 3.1, 1, 0);

        NeverTwice.Judge(evidence.Input()).ShouldBeBroken("still held the same number");
    }

    [Fact]
    public void An_attempt_inside_the_quarantine_of_an_interrupted_one_is_found()
    {
        var evidence = new Evidence().Carrier(0, "start")
            .Reserve(First, "robot-1", Number, 1, 1).Order(First, 1.1, 0, 0)
            .Group(5, "attempt.interrupted", First, $"\"quarantineUntil\":\"{At(60):O}\",\"why\":\"gone\"")
            .Reserve(Second, "robot-1", Number, 2, 30).Order(Second, 30.1, 0, 0);

        NeverTwice.Judge(evidence.Input()).ShouldBeBroken("still held the same number");
    }

    [Fact]
    public void A_second_call_at_the_far_end_while_one_is_up_is_found()
    {
        var evidence = OfOneCall()
            .Reserve(Second, "robot-2", Number, 2, 7).Order(Second, 7.1, 1, 0)
            .Invite(Second, Number, 7.2).Carrier(9, "bye", First, Number, "\"heard\":\"agent\"");

        NeverTwice.Judge(evidence.Input()).ShouldBeBroken("still up");
    }

    [Fact]
    public void An_attempt_at_a_finished_chain_is_found() =>
        NeverTwice.Judge(OfOneCall().Reserve(Second, "robot-1", Number, 1, 20).Input()).ShouldBeBroken("finished");

    [Fact]
    public void An_attempt_before_its_chain_is_due_is_found()
    {
        var evidence = OfOneCall().Change(7, 1, First, $"{{\"change\":\"dueAgain\",\"at\":\"{At(60):O}\",\"position\":0}}")
            .Reserve(Second, "robot-1", Number, 1, 20);

        NeverTwice.Judge(evidence.Input()).ShouldBeBroken("before it was due");
    }

    [Fact]
    public void Without_a_log_nothing_is_claimed() => NeverTwice.Judge(OfOneCall().Input(withLines: false)).Holds.ShouldBeNull();

    // ---- permitted ----------------------------------------------------------------------------------------------------

    [Fact]
    public void An_invite_after_its_permission_is_found()
    {
        var evidence = new Evidence().Reserve(First, "robot-1", Number, 1, 1).Order(First, 1.1, 0, 0, validFor: 2).Invite(First, Number, 4);

        Permitted.Judge(evidence.Input()).ShouldBeBroken("after its permission");
    }

    [Fact]
    public void A_permission_that_lasts_too_long_was_not_for_this_dial() =>
        Permitted.Judge(new Evidence().Reserve(First, "r", Number, 1, 1).Order(First, 1, 0, 0, validFor: 3600).Input()).ShouldBeBroken("not computed");

    [Fact]
    public void A_dial_at_night_is_found() =>
        Permitted.Judge(new Evidence { Zone = "Pacific/Honolulu" }.Reserve(First, "r", Number, 1, 1).Order(First, 1, 0, 0).Input())
            .ShouldBeBroken("outside the calling window");

    [Fact]
    public void An_unknown_zone_is_not_claimed_to_be_open() =>
        Permitted.Judge(new Evidence { Zone = "Moon/Tranquility" }.Reserve(First, "r", Number, 1, 1).Order(First, 1, 0, 0).Input()).Holds.ShouldBeNull();

    [Fact]
    public void A_call_after_do_not_call_is_found()
    {
        var evidence = OfOneCall().Agent(7, "outcomeSet", "robot-1", First, "\"outcome\":\"do-not-call\",\"note\":\"\"")
            .Reserve(Second, "robot-1", Number, 2, 20).Order(Second, 20.1, 1, 0);

        Permitted.Judge(evidence.Input()).ShouldBeBroken("not to be called");
    }

    [Fact]
    public void Attempts_beyond_the_cap_of_a_person_are_found() =>
        Permitted.Judge(new Evidence().Reserve(First, "r", Number, 1, 1, attempts: 8).Order(First, 1, 0, 0).Input()).ShouldBeBroken("follows 8");

    [Fact]
    public void Attempts_beyond_the_cap_of_a_day_are_found()
    {
        var evidence = new Evidence();
        for (var i = 0; i < 4; i++)
        {
            var attempt = Guid.NewGuid().ToString("D");
            evidence.Reserve(attempt, "r", Number, i, i * 10).Order(attempt, (i * 10) + 1, 0, 0).Group((i * 10) + 2, "attempt.placed", attempt);
        }

        Permitted.Judge(evidence.Input()).ShouldBeBroken("of 24 hours");
    }

    // ---- noSilentLine -------------------------------------------------------------------------------------------------

    [Fact]
    public void A_line_that_stayed_silent_is_found() =>
        NoSilentLine.Judge(Answered("\"heard\":\"none\"").Input()).ShouldBeBroken("stayed silent");

    [Fact]
    public void A_person_who_hung_up_within_the_limit_had_no_silent_line() =>
        NoSilentLine.Judge(Answered("\"heard\":\"none\",\"ended\":\"person\"", upFor: 1).Input()).Holds.ShouldBe(true);

    [Fact]
    public void A_line_whose_voice_node_was_killed_is_not_blamed_for_its_silence() =>
        NoSilentLine.Judge(Answered("\"heard\":\"none\"").Group(3, "attempt.interrupted", First).Input()).Holds.ShouldBe(true);

    [Fact]
    public void A_first_sound_after_the_limit_is_found() =>
        NoSilentLine.Judge(Answered("\"firstSoundMs\":3500,\"heard\":\"message\"").Input()).ShouldBeBroken("3500 ms");

    [Fact]
    public void Lateness_on_a_starved_machine_is_named_and_not_blamed()
    {
        var verdict = NoSilentLine.Judge(Answered("\"firstSoundMs\":3500,\"heard\":\"message\"", starved: "The machine was starved.").Input());

        verdict.Holds.ShouldBeNull();
        verdict.Sentence.ShouldContain("starved");
    }

    [Fact]
    public void A_carrier_whose_sound_was_late_is_named_too()
    {
        var evidence = Answered("\"firstSoundMs\":3500,\"heard\":\"message\"").Carrier(20, "clock", more: "\"lateBeats\":80");

        NoSilentLine.Judge(evidence.Input()).Sentence.ShouldContain("80 beats");
    }

    [Fact]
    public void Silence_is_blamed_on_a_starved_machine_too() =>
        NoSilentLine.Judge(Answered("\"heard\":\"none\"", starved: "The machine was starved.").Input()).ShouldBeBroken("stayed silent");

    [Fact]
    public void Sound_that_is_neither_agent_nor_message_is_found() =>
        NoSilentLine.Judge(Answered("\"firstSoundMs\":100,\"heard\":\"other\"").Input()).ShouldBeBroken("neither");

    [Fact]
    public void A_wire_log_hears_nothing_and_claims_nothing() =>
        NoSilentLine.Judge(new Evidence { Source = LineLogSource.Wire }.Input()).Holds.ShouldBeNull();

    // ---- abandonmentLimit ---------------------------------------------------------------------------------------------

    [Fact]
    public void A_dial_without_an_agent_that_could_break_the_limit_is_found()
    {
        var evidence = new Evidence().Reserve(First, "robot-1", Number, 1, 1).Order(First, 1.1, 0, 0);

        AbandonmentGuard.Judge(evidence.Input()).ShouldBeBroken("without an agent");
    }

    [Fact]
    public void An_agent_who_confirmed_too_late_does_not_cover_the_dial()
    {
        var evidence = new Evidence().Reserve(First, "robot-1", Number, 1, 1).Order(First, 1.1, 0, 0).Agent(1.2, "reserved", "robot-1", First);

        AbandonmentGuard.Judge(evidence.Input()).ShouldBeBroken("without an agent");
    }

    [Fact]
    public void Calls_that_are_dialled_ahead_need_a_decision_that_allows_as_many()
    {
        Ahead("").ShouldBeBroken("no pacing decision");
        Ahead(Decided(launch: 2, known: 30, reserve: 4)).Holds.ShouldBe(true);
        Ahead(Decided(launch: 1, known: 30, reserve: 4)).ShouldBeBroken("does not allow so many");
        Ahead(Decided(launch: 2, known: 29, reserve: 4)).ShouldBeBroken("does not allow so many");
        Ahead(Decided(launch: 2, known: 29, reserve: 4, free: 2)).Holds.ShouldBe(true, "those who are free cover them");
        Ahead(Decided(launch: 2, known: 30, reserve: 0)).ShouldBeBroken("does not allow so many");
        Ahead(Decided(launch: 2, known: 30, reserve: 4, answers: 7)).ShouldBeBroken("which the facts before it do not say");

        static Verdict Ahead(string decision)
        {
            var evidence = new Evidence();
            if (decision.Length > 0)
            {
                evidence.Group(1, "group.pacingDecided", "", decision);
            }

            evidence.DialAhead(First, Number, 1, 1.1).Order(First, 1.1, 0, 0).DialAhead(Second, "+442079460002", 2, 1.1).Order(Second, 1.1, 0, 0);
            return AbandonmentGuard.Judge(evidence.Input());
        }

        static string Decided(int launch, int known, double reserve, int free = 0, int answers = 0) => string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            "why":{"launch":{{launch}},"known":{{known}},"knownMin":30,"reserve":{{reserve}},"guardTail":0.0001,"free":{{free}},
            "waiting":0,"inFlight":0,"liveAnswers":{{answers}},"abandoned":0}
            """);
    }

    [Fact]
    public void A_guard_that_saw_other_figures_than_the_facts_is_found() =>
        AbandonmentGuard.Judge(OfOneCall().Call(Second, "robot-1", "+442079460002", 2, at: 20, answered: 0).Input()).ShouldBeBroken("the guard saw");

    [Fact]
    public void The_measured_rate_stands_beside() =>
        AbandonmentGuard.Judge(OfOneCall().End(Second, 30, "dropped", answered: true).Input()).Sentence.ShouldContain("1 of 2 answered");

    // ---- nothingLost --------------------------------------------------------------------------------------------------

    [Fact]
    public void An_acknowledged_outcome_that_is_not_stored_is_found() =>
        NothingLost.Judge(OfOneCall().WithoutFact("agent.outcomeSet").Input()).ShouldBeBroken("stored 0 times");

    [Fact]
    public void An_outcome_that_is_stored_twice_is_found() =>
        NothingLost.Judge(OfOneCall().Agent(9, "outcomeSet", "robot-1", First, "\"outcome\":\"agreed\",\"note\":\"\"").Input()).ShouldBeBroken("stored 2 times");

    [Fact]
    public void A_note_that_is_stored_otherwise_is_found() =>
        NothingLost.Judge(OfOneCall().WithoutFact("agent.outcomeSet")
            .Agent(6, "outcomeSet", "robot-1", First, "\"outcome\":\"agreed\",\"note\":\"yes ? u\"").Input()).ShouldBeBroken("otherwise");

    [Fact]
    public void An_outcome_that_never_reached_the_group_is_found() =>
        NothingLost.Judge(OfOneCall().WithoutFact("group.outcomeRecorded").Input()).ShouldBeBroken("never reached");

    [Fact]
    public void Without_a_diary_nothing_is_claimed_to_be_kept() => NothingLost.Judge(OfOneCall().Input(withRobots: false)).Holds.ShouldBeNull();

    // ---- oneConversation ----------------------------------------------------------------------------------------------

    [Fact]
    public void An_agent_who_is_connected_twice_at_once_is_found() =>
        OneConversation.Judge(new Evidence().Agent(1, "connected", "anna", First).Agent(2, "connected", "anna", Second).Input()).ShouldBeBroken("while in");

    [Fact]
    public void One_attempt_with_two_agents_is_found() =>
        OneConversation.Judge(new Evidence().Agent(1, "connected", "anna", First).Agent(2, "connected", "ben", First).Input()).ShouldBeBroken("both");

    [Fact]
    public void The_tone_of_another_agent_at_the_far_end_is_found() =>
        OneConversation.Judge(OfOneCall().Robot(new RobotLine.Began("robot-1", 1100)).Input()).ShouldBeBroken("another agent");

    [Fact]
    public void Two_people_at_one_phone_are_found() =>
        OneConversation.Judge(OfOneCall().Call(Second, "robot-2", "+442079460002", 2, at: 2, tone: 1100, person: 700)
            .Robot(new RobotLine.Heard("robot-1", 600, 700, Ms(4), Ms(5))).Input()).ShouldBeBroken("two people");

    [Fact]
    public void A_second_tone_that_nobody_speaks_with_is_no_person() =>
        OneConversation.Judge(OfOneCall().Robot(new RobotLine.Heard("robot-1", 600, 700, Ms(3), Ms(4))).Input()).Holds.ShouldBe(true);

    [Fact]
    public void A_person_with_whom_no_call_was_up_is_found() =>
        OneConversation.Judge(OfOneCall().Robot(new RobotLine.Heard("robot-1", 600, 0, Ms(50), Ms(51))).Input()).ShouldBeBroken("no call of theirs");

    [Fact]
    public void A_person_of_another_agents_call_is_found() =>
        OneConversation.Judge(OfOneCall().Robot(new RobotLine.Heard("robot-2", 600, 0, Ms(3), Ms(4))).Input()).ShouldBeBroken("no call of theirs");

    // ---- countsAddUp --------------------------------------------------------------------------------------------------

    [Fact]
    public void A_figure_that_is_not_the_fold_of_facts_is_found()
    {
        var evidence = OfOneCall();
        evidence.Board = BoardOf(placed: 2, answered: 1, connected: 1);

        CountsAddUp.Judge(evidence.Input()).ShouldBeBroken("shows 2 placed, the facts say 1");
    }

    [Fact]
    public void A_call_result_without_its_fact_is_found()
    {
        var evidence = OfOneCall();
        evidence.WithoutFact("attempt.ended");

        CountsAddUp.Judge(evidence.Input()).ShouldBeBroken("call result");
    }

    [Fact]
    public void A_placed_call_that_never_reached_the_far_end_is_found() =>
        CountsAddUp.Judge(OfOneCall().WithoutLine("invite").WithoutLine("ok").WithoutLine("bye").Input()).ShouldBeBroken("0 calls reached");

    [Fact]
    public void An_answer_that_the_far_end_never_gave_is_found() =>
        CountsAddUp.Judge(OfOneCall().WithoutLine("ok").Input()).ShouldBeBroken("never answered it");

    [Fact]
    public void Without_rest_nothing_is_claimed_to_add_up()
    {
        var evidence = OfOneCall();
        evidence.Board = null;

        CountsAddUp.Judge(evidence.Input()).Holds.ShouldBeNull();
    }

    private static Evidence Answered(string end, double upFor = 10, string starved = "") => new Evidence { Starved = starved }
        .Carrier(0, "start").Invite(First, Number, 1).Carrier(2, "ok", First, Number, "\"toneHz\":600").Carrier(2 + upFor, "bye", First, Number, end);
}

internal static class Verdicts
{
    public static void ShouldBeBroken(this Verdict verdict, string because)
    {
        verdict.Holds.ShouldBe(false, verdict.Sentence);
        verdict.Sentence.ShouldContain(because);
    }
}
