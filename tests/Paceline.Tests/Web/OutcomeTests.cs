using System.Net;
using System.Text.Json;
using Bunit;
using Paceline.Contracts;
using Paceline.Web.Connection;
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
    public async Task With_the_keypad_open_digits_go_to_the_call_and_choose_nothing()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card()));
        await page.InvokeAsync(() => rig.Press("keypad"));
        page.Find("#keypad").TextContent.ShouldContain("Digits go to the call");
        await page.InvokeAsync(() => rig.Press("1"));
        rig.Server.Posts.ShouldHaveSingleItem().Body.ShouldContain("\"digits\":\"1\"");
        rig.Desk.Draft.Outcome.ShouldBe("");
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
    public async Task A_draft_comes_back_after_a_reload_of_the_page()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.WrapUp, call: Card(CallState.Ended, rig.Kept.Attempt)));
        page.Find(".outcome.is-chosen .outcome-label").TextContent.ShouldBe("Promised to renew");
        page.Find("#note").GetAttribute("value").ShouldBe("asked for Friday");
    }
}
