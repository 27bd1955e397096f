using System.Net;
using System.Text.Json;
using Bunit;
using Paceline.Contracts;
using Paceline.Web.Connection;
using Paceline.Web.Workspace.Outcomes;
using static Paceline.Tests.Web.DeskRig;

namespace Paceline.Tests.Web;

public sealed class OutcomeTests
{
    [Fact]
    public async Task Outcome_and_next_are_two_keys()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.WrapUp, call: Card(CallState.Ended)));
        await page.InvokeAsync(() => rig.Press("2"));
        page.Find(".outcome.is-chosen .outcome-label").TextContent.ShouldBe("Promised to renew");
        await page.InvokeAsync(() => rig.Press("primary"));
        var (route, body, key) = rig.Server.Posts.ShouldHaveSingleItem();
        route.ShouldBe(Api.AgentOutcome);
        Guid.TryParse(key, out _).ShouldBeTrue();
        JsonSerializer.Deserialize(body, ContractsJson.Default.OutcomeRequest).ShouldBe(new OutcomeRequest(Card().Attempt, "promise", ""));
        rig.Script.VerifyInvoke("forget");
    }

    [Fact]
    public async Task PV_12_What_was_sent_and_had_no_answer_is_the_same_after_a_reload_also_in_what_follows_it()
    {
        await using var rig = new DeskRig();
        var sent = new Draft("renewed", "by Friday", Guid.CreateVersion7(), Then: AndThen.Stop);
        rig.Script.Setup<string>("kept", static _ => true).SetResult(sent.Write());
        rig.Workspace(Snapshot(AgentState.WrapUp, call: Card(CallState.Ended)));
        await rig.Server.RoutesAsync(1);
        var (_, body, key) = rig.Server.Posts.ShouldHaveSingleItem();
        JsonSerializer.Deserialize(body, ContractsJson.Default.OutcomeRequest).ShouldBe(new OutcomeRequest(Card().Attempt, "renewed", "by Friday", AndThen.Stop));
        key.ShouldBe(sent.Key!.Value.ToString("N"));
        Draft.Read("""{"Outcome":"renewed","Note":""}""").Then.ShouldBe(AndThen.Next, "kept by a page of before");
    }

    [Fact]
    public async Task DI_02_Many_outcomes_stand_in_folders_are_found_by_a_few_letters_and_the_chosen_one_is_named_and_cleared()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Ended() with { Outcomes = _tree });
        page.FindAll(".outcome-label").Select(static l => l.TextContent).ShouldBe(["Not interested"], "folders are closed");
        page.FindAll(".outcome-toggle").Select(static t => t.TextContent).ShouldBe(["Sales", "Service"]);
        await page.FindAll(".outcome-toggle")[0].ClickAsync(new());
        page.FindAll(".outcome-label").Select(static l => l.TextContent).ShouldBe(["Not interested", "Sold"]);
        page.FindAll(".outcome-toggle").Select(static t => t.TextContent).ShouldBe(["Sales", "Promised", "Service"]);

        await page.Find(".outcome-search input").InputAsync(new() { Value = "proM" });
        page.FindAll(".outcome-label").Select(static l => l.TextContent).ShouldBe(["Pays on Friday", "Sends a letter"], "all matching folders are open");
        await page.Find("input[value=letter]").ChangeAsync(new() { Value = "letter" });
        page.Find(".outcome-selected strong").TextContent.ShouldBe("Sends a letter");
        await page.Find(".outcome-selected button").ClickAsync(new());
        page.FindAll(".outcome-selected").ShouldBeEmpty();
        await page.Find(".outcome-search input").InputAsync(new() { Value = "zzz" });
        page.Find("#pad .side-empty").TextContent.ShouldBe("No outcome has “zzz” in its name.");

        await page.InvokeAsync(() => rig.Press("3"));
        page.Find(".outcome-selected strong").TextContent.ShouldBe("Complaint", "a key chooses wherever it stands");
    }

    [Fact]
    public async Task DI_01_The_call_result_is_chosen_already_follows_the_outcome_and_is_corrected_by_who_may()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card()) with { CallResults = ["Answer", "AnsweringMachine", "Fax"] });
        page.FindAll(".pad-result").ShouldBeEmpty("not before the call has ended");
        await page.InvokeAsync(() => rig.Line.Push(Ended(2) with
        {
            CallResults = ["Answer", "AnsweringMachine", "Fax"],
            Outcomes = [new("renewed", "Renewed", 1, ""), new("machine", "Voicemail", 2, "", CallResult: "AnsweringMachine")],
        }));
        page.FindAll(".pad-result option").Select(static o => o.TextContent).ShouldBe(["Answer", "Answering machine", "Fax"]);
        Result(page).ShouldBe("Answer");
        await page.InvokeAsync(() => rig.Press("2"));
        Result(page).ShouldBe("AnsweringMachine");
        await page.Find(".pad-result select").ChangeAsync(new() { Value = "Fax" });
        await page.InvokeAsync(() => rig.Press("save"));
        Sent(rig).ShouldBe(new OutcomeRequest(Card().Attempt, "machine", "", Result: "Fax"));

        await page.InvokeAsync(() => rig.Line.Push(Ended(3)));
        page.FindAll(".pad-result").ShouldBeEmpty("who may not sees none");
    }

    [Fact]
    public async Task DI_01_What_was_found_chooses_the_outcome_that_says_so()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Calling, call: Card(CallState.Calling)));
        await page.InvokeAsync(() => rig.Line.Push(Ended(2) with
        {
            Found = "AnsweringMachine",
            Outcomes = [new("renewed", "Renewed", 1, ""), new("machine", "Voicemail", 2, "", CallResult: "AnsweringMachine")],
        }));
        page.Find(".outcome.is-chosen .outcome-label").TextContent.ShouldBe("Voicemail");
    }

    [Fact]
    public async Task PV_12_After_undo_the_call_ended_when_it_ended_and_what_was_chosen_and_written_is_there_again()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready) with { CanUndo = Card().Attempt });
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.WrapUp, 2, Card(CallState.Ended) with { Outcome = "promise", Note = "asked for Friday" })
            with { Since = Noon.AddMinutes(1) }));
        page.Find(".callbar .timer-big").TextContent.ShouldBe("02:05");
        page.Find(".outcome.is-chosen .outcome-label").TextContent.ShouldBe("Promised to renew");
        page.Find("#note").GetAttribute("value").ShouldBe("asked for Friday");
        await page.InvokeAsync(() => rig.Press("save"));
        Sent(rig).ShouldBe(new OutcomeRequest(Card().Attempt, "promise", "asked for Friday"));
    }

    [Fact]
    public async Task A_wrap_up_that_ran_out_says_what_was_set_and_what_becomes_of_the_callback()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Ended());
        await page.InvokeAsync(() => rig.Press("1"));
        await page.InvokeAsync(() => rig.Press("save"));
        await page.InvokeAsync(() => rig.Line.Push(Ended(2) with { Call = Card(CallState.Ended, Guid.NewGuid()) }));
        var over = Snapshot(AgentState.NotReady, 3) with { WrapUpRanOut = true, CanUndo = Card().Attempt, Last = new("none", "", Callback: true) };
        await page.InvokeAsync(() => rig.Line.Push(over));
        Strip(page).ShouldBe("Wrap-up time ran out. The call was closed without an outcome. Your callback stands. "
            + "Undo brings it back with what you wrote, until another record comes.");
        page.FindAll(".strip button").Count.ShouldBe(1);

        await page.InvokeAsync(() => rig.Line.Push(over with { Number = 4, CanUndo = null, Last = new("not-reached", "Busy", Callback: false) }));
        Strip(page).ShouldBe("Wrap-up time ran out. The call was closed as “Busy”.");
        page.FindAll(".strip button").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("promise", "", "Saved “Promised to renew”.")]
    [InlineData("not-reached", "Busy", "Saved “Not reached: Busy”.")]
    [InlineData("none", "", "The last call was closed without an outcome.")]
    public async Task The_strip_names_the_outcome_also_after_a_reload(string code, string found, string words)
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready) with { CanUndo = Card().Attempt, Last = new(code, found, Callback: false) });
        page.Find(".strip strong").TextContent.ShouldBe(words);
    }

    private static string Strip(IRenderedComponent<Paceline.Web.Workspace.AgentPage> page) =>
        string.Join(' ', page.Find(".strip-words").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public async Task An_outcome_that_is_on_the_pad_no_more_is_not_chosen_again()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.WrapUp, 2, Card(CallState.Ended) with { Outcome = "retired", Note = "asked for Friday" }));
        page.FindAll(".outcome.is-chosen").ShouldBeEmpty();
        page.Find("#note").GetAttribute("value").ShouldBe("asked for Friday");
    }

    [Fact]
    public async Task DI_03_Where_none_is_needed_a_call_is_finished_without_one()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Ended() with { OutcomeMandatory = false });
        await page.InvokeAsync(() => rig.Press("save"));
        Sent(rig).ShouldBe(new OutcomeRequest(Card().Attempt, "", ""));
    }

    [Fact]
    public async Task Next_without_an_outcome_is_refused_in_words_and_asks_the_server_nothing()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.WrapUp, call: Card(CallState.Ended)));
        await page.Find("#pad form").SubmitAsync();
        page.Find(".pad-sentence [role=alert]").TextContent.Trim().ShouldBe("Choose an outcome to finish.");
        rig.Server.Posts.ShouldBeEmpty();
        await page.InvokeAsync(() => rig.Press("1"));
        page.FindAll(".pad-sentence [role=alert]").ShouldBeEmpty();
    }

    [Fact]
    public async Task An_outcome_may_be_chosen_during_the_call_and_is_kept_until_it_has_ended()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card()));
        await page.InvokeAsync(() => rig.Press("1"));
        await page.InvokeAsync(() => rig.Press("primary"));
        rig.Server.Posts.ShouldBeEmpty();
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.WrapUp, 2, Card(CallState.Ended))));
        page.Find(".outcome.is-chosen .outcome-label").TextContent.ShouldBe("Renewed");
    }

    [Fact]
    public async Task Two_keys_in_a_rush_were_writing_and_the_choice_goes_back()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.WrapUp, call: Card(CallState.Ended)));
        await page.InvokeAsync(() => rig.Press("2"));
        await page.InvokeAsync(() => rig.Press("1"));
        await page.InvokeAsync(() => rig.Press("undoDigit"));
        rig.Desk.Draft.Outcome.ShouldBe("promise");
        page.Find(".pad-sentence").TextContent.ShouldContain("Press N to write a note");
    }

    [Fact]
    public async Task Letters_in_a_rush_were_writing_and_it_is_said_until_an_outcome_is_chosen()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.WrapUp, call: Card(CallState.Ended)));
        await page.InvokeAsync(() => rig.Press("2"));
        await page.InvokeAsync(() => rig.Press("writing"));
        rig.Desk.Draft.Outcome.ShouldBe("promise");
        page.Find(".pad-sentence").TextContent.ShouldContain("Press N to write a note");
        await page.InvokeAsync(() => rig.Press("1"));
        page.Markup.ShouldNotContain("Press N to write a note");
    }

    [Fact]
    public async Task With_the_keypad_open_digits_go_to_the_call_and_choose_nothing()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card()));
        await page.InvokeAsync(() => rig.Press("keypad"));
        page.Find("#keypad").TextContent.ShouldContain("Digits go to the call");
        await page.InvokeAsync(() => rig.Press("1"));
        rig.Server.Posts.ShouldHaveSingleItem().Body.ShouldContain("\"digits\":\"1\"");
        rig.Desk.Draft.Outcome.ShouldBe("");
        page.Find(".strip .keys").TextContent.ShouldBe("0–9 to the call");
        await page.InvokeAsync(() => rig.Press("keys"));
        page.Find(".side-keys [aria-labelledby=help-elsewhere] .help-keys div").TextContent.ShouldBe("0–9to the call");
        await page.InvokeAsync(() => rig.Press("close"));
        page.FindAll(".side-keys").ShouldBeEmpty("the panel first, then the keypad");
        await page.InvokeAsync(() => rig.Press("close"));
        page.FindAll("#keypad").ShouldBeEmpty();
        page.Find(".strip .keys").TextContent.ShouldBe("1–9 outcome");
    }

    [Fact]
    public async Task A_refusal_stands_beside_the_button_in_the_servers_words_and_the_draft_stays()
    {
        await using var rig = new DeskRig();
        rig.Server.Answer = static _ => (HttpStatusCode.Conflict, FakeServer.Refusal("Anna already finished this record."));
        var page = rig.Workspace(Snapshot(AgentState.WrapUp, call: Card(CallState.Ended)));
        await page.InvokeAsync(() => rig.Desk.Write("long talk"));
        await page.InvokeAsync(() => rig.Press("1"));
        await page.InvokeAsync(() => rig.Desk.Next());
        page.Find(".pad-sentence [role=alert]").TextContent.Trim().ShouldBe("Anna already finished this record.");
        rig.Desk.Draft.Note.ShouldBe("long talk");
    }

    [Fact]
    public async Task An_outcome_the_server_did_not_answer_is_sent_again_with_the_same_key_when_it_is_back()
    {
        await using var rig = new DeskRig();
        rig.Server.Answer = static _ => (HttpStatusCode.OK, null);
        var page = rig.Workspace(Snapshot(AgentState.WrapUp, 1, Card(CallState.Ended)));
        await page.InvokeAsync(() => rig.Press("1"));
        await page.InvokeAsync(() => rig.Desk.Next());
        page.Find(".pad-sentence").TextContent.ShouldContain("not saved yet");
        await page.InvokeAsync(() => rig.Desk.Choose("promise"));
        rig.Server.Answer = static _ => (HttpStatusCode.NoContent, "");
        await page.InvokeAsync(() => rig.Line.Move(LineState.Up));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.WrapUp, 1, Card(CallState.Ended))));
        rig.Server.Posts.Count.ShouldBe(2);
        rig.Server.Posts[1].ShouldBe(rig.Server.Posts[0]);
        rig.Desk.NotSavedYet.ShouldBeFalse();
    }

    [Fact]
    public async Task An_outcome_whose_record_left_the_desk_meanwhile_is_still_sent_and_a_refusal_is_told()
    {
        await using var rig = new DeskRig();
        rig.Server.Answer = static _ => (HttpStatusCode.OK, null);
        var page = rig.Workspace(Snapshot(AgentState.WrapUp, 1, Card(CallState.Ended)));
        await page.InvokeAsync(() => rig.Press("1"));
        await page.InvokeAsync(() => rig.Desk.Next());
        rig.Server.Answer = static _ => (HttpStatusCode.Conflict, FakeServer.Refusal("The wrap-up had ended."));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Ready, 2)));
        rig.Server.Posts.Count.ShouldBe(2);
        rig.Server.Posts[1].ShouldBe(rig.Server.Posts[0]);
        page.Find(".pad-sentence").TextContent.ShouldContain("“Renewed” for Ana Duarte was not saved. The wrap-up had ended.");
    }

    [Fact]
    public async Task What_came_too_late_for_the_end_of_wrap_up_is_kept_for_its_undo()
    {
        await using var rig = new DeskRig();
        rig.Server.Answer = static _ => (HttpStatusCode.OK, null);
        var wrapUp = Snapshot(AgentState.WrapUp, 1, Card(CallState.Ended)) with { WrapUpUntil = Noon.AddSeconds(20) };
        var page = rig.Workspace(wrapUp);
        await page.Find("#note").InputAsync(new() { Value = "wants 13 chairs" });
        await page.InvokeAsync(() => rig.Press("1"));
        await page.InvokeAsync(() => rig.Desk.Next());
        page.Find(".pad-sentence").TextContent.ShouldContain("if wrap-up has run out by then, Undo brings the call back with it.");

        rig.Server.Answer = static _ => (HttpStatusCode.Conflict, FakeServer.Refusal("There is no call."));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.NotReady, 2) with { WrapUpRanOut = true, CanUndo = Card().Attempt }));
        page.Find(".pad-sentence").TextContent.ShouldContain("“Renewed” for Ana Duarte was not saved: wrap-up had run out before the server answered.");
        rig.Script.Invocations["forget"].ShouldBeEmpty();
        var kept = rig.Script.Invocations["keep"][^1].Arguments;
        kept[0].ShouldBe($"mia.{Card().Attempt:N}");
        var draft = Draft.Read((string)kept[1]!);
        (draft.Outcome, draft.Note, draft.Key).ShouldBe(("renewed", "wants 13 chairs", null));
    }

    [Fact]
    public async Task What_is_sent_late_is_sent_as_it_was_also_save_and_stop_and_its_draft_is_forgotten()
    {
        await using var rig = new DeskRig();
        rig.Server.Answer = static _ => (HttpStatusCode.OK, null);
        var page = rig.Workspace(Snapshot(AgentState.WrapUp, 1, Card(CallState.Ended)));
        await page.InvokeAsync(() => rig.Press("1"));
        await page.InvokeAsync(() => rig.Desk.NextAndStop());
        rig.Server.Posts.ShouldHaveSingleItem().Body.ShouldContain("\"then\":\"Stop\"");
        rig.Server.Answer = static _ => (HttpStatusCode.NoContent, "");
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.NotReady, 2)));
        rig.Server.Posts.Count.ShouldBe(2);
        rig.Server.Posts[1].ShouldBe(rig.Server.Posts[0]);
        rig.Script.Invocations["forget"].ShouldHaveSingleItem().Arguments[0].ShouldBe($"mia.{Card(CallState.Ended).Attempt:N}");
    }

    [Fact]
    public async Task A_draft_comes_back_after_a_reload_of_the_page()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.WrapUp, call: Card(CallState.Ended, rig.Kept.Attempt)));
        page.Find(".outcome.is-chosen .outcome-label").TextContent.ShouldBe("Promised to renew");
        page.Find("#note").GetAttribute("value").ShouldBe("asked for Friday");
    }

    private static readonly OutcomeChoice[] _tree =
    [
        new("no", "Not interested", 1, "Finished"),
        new("sold", "Sold", 2, "Finished", Folder: "Sales"),
        new("friday", "Pays on Friday", 0, "Called again", Folder: "Sales/Promised"),
        new("letter", "Sends a letter", 0, "Called again", Folder: "Sales/Promised"),
        new("complaint", "Complaint", 3, "Finished", Folder: "Service"),
    ];

    private static AgentSnapshot Ended(long number = 1) => Snapshot(AgentState.WrapUp, number, Card(CallState.Ended));

    private static string? Result(IRenderedComponent<Paceline.Web.Workspace.AgentPage> page) =>
        page.Find(".pad-result select").GetAttribute("value");

    private static OutcomeRequest Sent(DeskRig rig) =>
        JsonSerializer.Deserialize(rig.Server.Posts[^1].Body, ContractsJson.Default.OutcomeRequest).ShouldNotBeNull();
}
