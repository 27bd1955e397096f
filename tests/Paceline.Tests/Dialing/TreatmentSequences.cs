using System.Globalization;
using NodaTime;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Dispositions;
using Paceline.Dialing.Treatments;

namespace Paceline.Tests.Dialing;

/// <summary>What is next for a chain, told as the chain lives it: a word found or said, and the step that follows.</summary>
public sealed class TreatmentSequences
{
    [Fact]
    public void Another_result_starts_a_sequence_again() =>
        Lived(Seen.Chain(1), "Busy AnsweringMachine Busy AnsweringMachine AnsweringMachine agreed").ShouldBe(
            """
            Busy              1st number in 15 min
            AnsweringMachine  1st number in 120 min
            Busy              1st number in 15 min
            AnsweringMachine  1st number in 120 min
            AnsweringMachine  1st number in 240 min
            agreed            finished after 6: outcome
            """);

    [Fact]
    public void The_nth_same_result_takes_the_nth_step_and_those_after_the_last_the_next_number() =>
        Lived(Seen.Chain(1, 2), "Busy Busy Busy Busy Busy Busy").ShouldBe(
            """
            Busy              1st number in 15 min
            Busy              1st number in 30 min
            Busy              1st number in 60 min
            Busy              1st number in 120 min
            Busy              2nd number in 0 min
            Busy              2nd number in 15 min
            """);

    [Fact]
    public void No_answer_tries_all_numbers_and_then_waits() =>
        Lived(Seen.Chain(1, 2), "NoAnswer NoAnswer NoAnswer NoAnswer").ShouldBe(
            """
            NoAnswer          2nd number in 0 min
            NoAnswer          1st number in 60 min
            NoAnswer          2nd number in 0 min
            NoAnswer          1st number in 60 min
            """);

    [Fact]
    public void A_wrong_number_goes_on_to_the_next_and_ends_with_the_last() =>
        Lived(Seen.Chain(1, 2), "wrong-number wrong-number").ShouldBe(
            """
            wrong-number      2nd number in 0 min
            wrong-number      finished after 2: last number
            """);

    [Fact]
    public void A_found_and_a_said_machine_are_sequences_of_their_own() =>
        Lived(Seen.Chain(1), "AnsweringMachine machine AnsweringMachine").ShouldBe(
            """
            AnsweringMachine  1st number in 120 min
            machine           1st number in 120 min
            AnsweringMachine  1st number in 120 min
            """);

    [Fact]
    public void The_last_attempt_of_a_chain_is_its_end() =>
        Lived(Seen.Chain(1) with { Attempts = 6 }, "try-again NoAnswer").ShouldBe(
            """
            try-again         1st number in 60 min
            NoAnswer          finished after 8: attempts used up
            """);

    [Fact]
    public void An_attempt_whose_invite_never_left_does_not_count() =>
        Treatment.After(CallResult.NoFreePort, inviteLeft: false, Seen.Chain(1), Seen.Rules, Seen.Noon)
            .ShouldBeOfType<ChainChange.DueAgain>().Attempts.ShouldBe(0);

    [Fact]
    public void Somebody_who_was_left_alone_is_left_in_peace_for_72_hours() =>
        new[] { CallResult.Abandoned, CallResult.Dropped }
            .Select(static found => Treatment.After(found, inviteLeft: true, Seen.Chain(1), Seen.Rules, Seen.Noon))
            .ShouldAllBe(static change => ((ChainChange.DueAgain)change).At == Seen.Noon + Duration.FromHours(72));

    [Fact]
    public void Do_not_call_is_the_end_of_the_chain() =>
        Lived(Seen.Chain(1, 2), "do-not-call").ShouldBe("do-not-call       finished after 1: do not call");

    [Fact]
    public void Every_outcome_of_the_pad_and_every_result_has_a_next_step()
    {
        var chain = Seen.Chain(1, 2);

        foreach (var outcome in DispositionPad.Default.All.Select(static d => d.Code).Append(Disposition.None))
        {
            Treatment.AfterConversation(outcome, inviteLeft: true, chain, Seen.Rules, Seen.Noon).ShouldNotBeNull(outcome);
        }

        foreach (var result in Enum.GetValues<CallResult>())
        {
            Treatment.After(result, inviteLeft: true, chain, Seen.Rules, Seen.Noon).ShouldNotBeNull(result.ToString());
        }
    }

    private static string Lived(Chain chain, string words)
    {
        var story = new List<string>();
        foreach (var word in words.Split(' '))
        {
            var change = Enum.TryParse<CallResult>(word, out var found)
                ? Treatment.After(found, inviteLeft: true, chain, Seen.Rules, Seen.Noon)
                : Treatment.AfterConversation(word, inviteLeft: true, chain, Seen.Rules, Seen.Noon);
            story.Add(string.Create(CultureInfo.InvariantCulture, $"{word,-18}{Told(change)}"));
            if (change is ChainChange.DueAgain due)
            {
                chain = chain with { Position = due.Position, Attempts = due.Attempts, Streak = due.Streak };
            }
        }

        return string.Join('\n', story);
    }

    private static string Told(ChainChange change) => change switch
    {
        ChainChange.DueAgain due => string.Create(
            CultureInfo.InvariantCulture, $"{(due.Position == 0 ? "1st" : "2nd")} number in {(due.At - Seen.Noon).TotalMinutes} min"),
        ChainChange.Finished finished => string.Create(CultureInfo.InvariantCulture, $"finished after {finished.Attempts}: {finished.Why}"),
        _ => throw new InvalidOperationException($"{change}"),
    };
}
