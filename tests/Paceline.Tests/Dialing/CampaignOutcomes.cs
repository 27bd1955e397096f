using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Dispositions;
using Paceline.Dialing.Treatments;
using static Paceline.Dialing.Groups.GroupInput;
using static Paceline.Tests.Dialing.GroupStory;

namespace Paceline.Tests.Dialing;

/// <summary>What agents of a campaign can say of a call is the campaign's own: the outcome, and beside it the call result.</summary>
public sealed class CampaignOutcomes
{
    private static readonly AttemptId _mine = Seen.Attempt(1);

    private static readonly DispositionPad _own = new(
        [
            new("sold", "Sold", 1, DispositionStep.Finish) { Folder = "Sales" },
            new("voicemail", "Voicemail", 2, DispositionStep.TryLater) { Implies = "AnsweringMachine", Reached = false },
            new("never", "Never again", 3, DispositionStep.DoNotCall),
            new("gone", "Not there any more", 4, DispositionStep.NextNumber),
            new("later", "Later", 5, DispositionStep.TryAgain),
        ],
        Mandatory: true,
        ["Answer", "AnsweringMachine", "Busy"]);

    private static readonly CampaignRules _rules = Seen.Rules with { Dispositions = _own };

    [Theory]
    [InlineData("sold", "finished: outcome")]
    [InlineData("voicemail", "due again in 120 min")]
    [InlineData("later", "due again in 60 min")]
    [InlineData("gone", "finished: last number")]
    [InlineData("never", "finished: do not call")]
    [InlineData(Disposition.None, "finished: outcome")]
    public void SV_12_An_outcome_does_to_the_person_what_the_campaign_says(string code, string then) =>
        Then(Treatment.AfterConversation(code, inviteLeft: true, Seen.Chain(1), _rules, Seen.Noon)).ShouldBe(then);

    [Fact]
    public void An_agent_says_what_the_campaign_offers_and_nothing_else()
    {
        Refused(Say("agreed")).ShouldBe("unknown-outcome");
        Refused(Say("sold"), _rules with { Dispositions = Retired("sold") }).ShouldBe("unknown-outcome");
        Fact(Say("never")).ShouldBe(new AgentFact.OutcomeSet(new("anna"), Seen.Group, _mine, "never", "", "", Suppresses: true));
    }

    [Fact]
    public void DI_03_A_mandatory_outcome_is_asked_for_in_a_sentence_and_one_that_is_not_is_nobodys_word()
    {
        WrapUp().Decide(Say(""), Seen.Noon, _rules).Refusal.ShouldNotBeNull().Detail.ShouldBe("Choose an outcome to finish.");
        var free = _rules with { Dispositions = _own with { Mandatory = false } };
        Fact(Say(""), free).Outcome.ShouldBe(Disposition.None);
        WrapUp("Busy").Decide(Say(""), Seen.Noon, free).Facts[0].ShouldBeOfType<AgentFact.OutcomeSet>().Outcome.ShouldBe(Disposition.NotReached);
        var reading = WrapUp() with { State = new AgentState.Previewing(Seen.Noon, _mine) };
        reading.Decide(Say(""), Seen.Noon, free).Refusal.ShouldNotBeNull("a record is not closed unread by nothing");
    }

    [Fact]
    public void DI_01_The_call_result_is_what_the_outcome_implies_or_what_the_agent_says_by_right()
    {
        Fact(Say("voicemail")).Result.ShouldBe("AnsweringMachine");
        Fact(Say("sold")).Result.ShouldBe("", "what was found stands");
        Fact(Say("sold", "Busy")).Result.ShouldBe("Busy");
        Refused(Say("sold", "Fax")).ShouldBe("unknown-result");
        var rules = _rules with { Agents = AgentRules.Default with { Rights = AgentRights.All & ~AgentRights.SetCallResult } };
        Refused(Say("sold", "Busy"), rules).ShouldBe("not-allowed");
        Fact(Say("voicemail", "AnsweringMachine"), rules).Result.ShouldBe("AnsweringMachine", "it is what the outcome says anyway");
    }

    [Fact]
    public void DI_01_A_corrected_call_result_chooses_the_treatment_where_nobody_was_reached()
    {
        var story = new GroupStory(_rules).Then(new SetMode(DialMode.Preview, "sue")).Then(new Start("sue"))
            .Then(new AgentOffered(Anna, 1, Seen.Epoch)).Then(new RecordAsked(Anna, 1)).Then(Due(1, Seen.Candidate(1))).Then(new AgentConfirmed(_mine))
            .Then(new CallChosen(_mine, null, null, Seen.Epoch)).Then(Called(1, new AttemptInput.CallOver(Seen.Refused(486))));
        story.Then(new OutcomeChosen(_mine, Anna, Disposition.NotReached, Result: "AnsweringMachine")).Text.ShouldEndWith("chain due again in 7200 s, attempts 1");
    }

    [Fact]
    public void A_new_pad_retires_what_it_leaves_out_and_is_changed_while_it_runs()
    {
        var story = new GroupStory().Then(new Start("sue")).Then(new SetDispositions(_own, "sue"));
        story.Group.Rules.Dispositions.Offered.ShouldBe(_own.All);
        story.Group.Rules.Dispositions.Find("agreed").ShouldBe(new Disposition("agreed", "Agreed", 0, DispositionStep.Finish) { Retired = true });
        Then(Treatment.AfterConversation("try-again", true, Seen.Chain(1), story.Group.Rules, Seen.Noon)).ShouldBe("due again in 60 min", "it was said before");
        story.Group.Decide(new SetDispositions(_own, "sue"), story.Now).ShouldBe(Decision.Nothing);
    }

    public static TheoryData<string, DispositionPad> Impossible => new(
        ("no outcome", _own with { All = [] }),
        ("Do Not Call list", Retired("never")),
        ("retired", _own with { All = [_own.All[0] with { Retired = true }] }),
        ("two outcomes have the code", With(new("sold", "Sold too", 0, DispositionStep.Finish))),
        ("two outcomes have the key", With(new("sold-2", "Sold too", 1, DispositionStep.Finish))),
        ("word of the system", With(new(Disposition.NotReached, "Not reached", 0, DispositionStep.Finish))),
        ("letters a–z", With(new("Sold!", "Sold", 0, DispositionStep.Finish))),
        ("no code", With(new("", "Sold", 0, DispositionStep.Finish))),
        ("1 to 60 characters", With(new("x", " ", 0, DispositionStep.Finish))),
        ("1 to 9", With(new("x", "X", 10, DispositionStep.Finish))),
        ("Do Not Call list", With(new(Disposition.NeverAgain, "Do not call", 0, DispositionStep.Finish))),
        ("no call result", With(new("x", "X", 0, DispositionStep.Finish) { Implies = "Abandoned" })),
        ("no call result", _own with { CallResults = ["Dropped"] }),
        ("twice", _own with { CallResults = ["Busy", "Busy"] }),
        ("at most 3 levels", With(new("x", "X", 0, DispositionStep.Finish) { Folder = "a/b/c/d" })),
        ("at most 3 levels", With(new("x", "X", 0, DispositionStep.Finish) { Folder = "a//b" })),
        ("at most 200", _own with { All = [.. Enumerable.Range(0, 201).Select(static i => new Disposition($"x-{i}", "X", 0, DispositionStep.Finish))] }));

    [Theory]
    [MemberData(nameof(Impossible))]
    public void What_agents_cannot_work_with_is_refused_in_a_sentence(string why, DispositionPad pad)
    {
        pad.Refusal.ShouldNotBeNull().ShouldContain(why, Case.Insensitive);
        new GroupStory().Group.Decide(new SetDispositions(pad, "sue"), Seen.Noon).Refusal.ShouldNotBeNull().Code.ShouldBe("bad-outcomes");
    }

    [Fact]
    public void The_first_pad_is_one_that_agents_can_work_with() => DispositionPad.Default.Refusal.ShouldBeNull();

    private static DispositionPad With(Disposition one) => _own with { All = _own.All.Add(one) };

    private static DispositionPad Retired(string code) => _own with { All = [.. _own.All.Select(d => d.Code == code ? d with { Retired = true } : d)] };

    private static AgentInput.SetOutcome Say(string outcome, string result = "") => new(_mine, outcome, "", Result: result);

    private static Agent WrapUp(string found = "") => new(
        new AgentId("anna"), Seen.Group, new AgentState.WrapUp(Seen.Noon, _mine, found), new(Seen.Epoch, Browser: true), ThenNotReady: null, Offer: 7);

    private static AgentFact.OutcomeSet Fact(AgentInput input, CampaignRules? rules = null) =>
        WrapUp().Decide(input, Seen.Noon, rules ?? _rules).Facts[0].ShouldBeOfType<AgentFact.OutcomeSet>();

    private static string Refused(AgentInput input, CampaignRules? rules = null) =>
        WrapUp().Decide(input, Seen.Noon, rules ?? _rules).Refusal.ShouldNotBeNull().Code;

    private static string Then(ChainChange change) => change switch
    {
        ChainChange.DueAgain due => $"due again in {(long)(due.At - Seen.Noon).TotalMinutes} min",
        ChainChange.Finished done => $"finished: {done.Why}",
        _ => change.ToString(),
    };
}
