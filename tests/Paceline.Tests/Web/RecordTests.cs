using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Paceline.Contracts;
using Paceline.Web.Connection;
using Paceline.Web.Workspace.Records;
using static Paceline.Tests.Web.DeskRig;

namespace Paceline.Tests.Web;

public sealed class RecordTests
{
    [Fact]
    public async Task A_field_is_changed_in_its_place_and_saved_when_it_is_left()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Editable(new RecordField("mail", "a@b", "E-mail", Editable: true))));
        await page.Find(".field-open").ClickAsync(new());
        await page.Find(".field-edit").InputAsync(new() { Value = " ann@example.org " });
        rig.Server.Posts.ShouldBeEmpty();
        await page.Find(".field-edit").BlurAsync(new());

        var (route, body, _) = rig.Server.Posts.ShouldHaveSingleItem();
        route.ShouldBe(Api.AgentRecord);
        JsonSerializer.Deserialize(body, ContractsJson.Default.RecordEditRequest).ShouldBe(new RecordEditRequest(Card().Attempt, "mail", "ann@example.org"));
        page.FindAll(".field-edit").ShouldBeEmpty();
        page.Find(".field-state").TextContent.Trim().ShouldBe($"Saved {Noon.ToLocalTime():HH:mm}");
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 2, Editable(new RecordField("mail", "ann@example.org", "E-mail", Editable: true)))));
        page.Find(".field-open").TextContent.Trim().ShouldBe("ann@example.org");
    }

    [Fact]
    public async Task A_value_that_is_refused_stays_in_its_box_with_the_sentence_and_the_record_stays_too()
    {
        await using var rig = new DeskRig();
        rig.Server.Answer = static _ => (HttpStatusCode.BadRequest, FakeServer.Refusal("Amount takes a number such as 12 or 12.50; “many” is not."));
        var page = rig.Workspace(Snapshot(AgentState.WrapUp, call: Editable(new RecordField("amount", "12", "Amount", FieldType.Number, Editable: true)) with { State = CallState.Ended }));
        await page.Find(".field-open").ClickAsync(new());
        await page.Find(".field-edit").InputAsync(new() { Value = "many" });
        await page.Find(".field-edit").KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });

        page.Find(".field-edit").GetAttribute("value").ShouldBe("many");
        page.Find(".field [role=alert]").TextContent.ShouldContain("12.50");
        await page.InvokeAsync(() => rig.Press("1"));
        await page.InvokeAsync(() => rig.Press("primary"));
        rig.Server.Posts.Count.ShouldBe(1, "the outcome waits for the field");
        page.Find(".pad-sentence").TextContent.ShouldContain("“Amount” is not saved. Correct it, or give it up with Escape.");

        await page.Find(".field-edit").KeyDownAsync(new KeyboardEventArgs { Key = "Escape" });
        page.Find(".field-open").TextContent.Trim().ShouldBe("12");
        rig.Server.Answer = static _ => (HttpStatusCode.NoContent, "");
        await page.InvokeAsync(() => rig.Press("primary"));
        rig.Server.Posts[^1].Route.ShouldBe(Api.AgentOutcome);
    }

    [Fact]
    public async Task A_change_that_had_no_answer_is_kept_and_sent_again_with_the_same_key()
    {
        await using var rig = new DeskRig();
        rig.Server.Answer = static _ => (HttpStatusCode.OK, null);
        var call = Editable(new RecordField("mail", "", Editable: true));
        var page = rig.Workspace(Snapshot(AgentState.Talking, 1, call));
        await page.InvokeAsync(() => rig.Desk.EditRecord(call.Fields.Single(static f => f.Name == "mail"), "x@y"));
        page.Find(".field-open").TextContent.Trim().ShouldBe("x@y");
        page.Find(".field").TextContent.ShouldContain("Not saved yet.");

        rig.Server.Answer = static _ => (HttpStatusCode.NoContent, "");
        await page.InvokeAsync(() => rig.Line.Move(LineState.Up));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 1, call)));

        rig.Server.Posts.Count.ShouldBe(2);
        rig.Server.Posts[1].ShouldBe(rig.Server.Posts[0]);
        rig.Desk.Edits.Of("mail").ShouldNotBeNull().State.ShouldBe(FieldEditState.Saved);
    }

    [Fact]
    public async Task What_was_saved_stays_on_the_screen_until_the_record_that_has_it_comes()
    {
        await using var rig = new DeskRig();
        RecordField member = new("member", "no", Type: FieldType.Check, Editable: true);
        var page = rig.Workspace(Snapshot(AgentState.Talking, 1, Editable(member)));
        await page.Find(".field-check input").ChangeAsync(new() { Value = true });
        page.Find(".field-state").TextContent.ShouldContain("Saved");
        page.Find(".field-check input").IsChecked().ShouldBeTrue("the answer came before the record");
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 2, Editable(member with { Value = "yes" }))));
        page.Find(".field-check input").IsChecked().ShouldBeTrue();

        await page.Find(".field-check input").ChangeAsync(new() { Value = false });
        page.Find(".field-check input").IsChecked().ShouldBeFalse();
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 3, Editable(member))));
        page.Find(".field-check input").IsChecked().ShouldBeFalse();

        // What the record makes of it is shown, once it is there.
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 4, Editable(member with { Value = "x" }))));
        page.Find(".field-check input").IsChecked().ShouldBeTrue();
    }

    [Fact]
    public async Task Of_two_changes_in_a_row_the_last_is_seen_whatever_the_record_has_by_then()
    {
        await using var rig = new DeskRig();
        RecordField mail = new("mail", "a", Editable: true);
        var page = rig.Workspace(Snapshot(AgentState.Talking, 1, Editable(mail)));
        await page.InvokeAsync(() => rig.Desk.EditRecord(mail, "b"));
        await page.InvokeAsync(() => rig.Desk.EditRecord(mail, "c"));
        page.Find(".field-open").TextContent.Trim().ShouldBe("c");
        foreach (var (number, value, seen) in ((long, string, string)[])[(2, "b", "c"), (3, "c", "c"), (4, "d", "d")])
        {
            await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, number, Editable(mail with { Value = value }))));
            page.Find(".field-open").TextContent.Trim().ShouldBe(seen);
        }
    }

    [Fact]
    public async Task What_waits_to_be_sent_again_is_never_written_into_the_next_persons_record()
    {
        await using var rig = new DeskRig();
        rig.Server.Answer = static _ => (HttpStatusCode.OK, null);
        var call = Editable(new RecordField("mail", "", Editable: true), new RecordField("site", "", Editable: true));
        var page = rig.Workspace(Snapshot(AgentState.Talking, 1, call));
        foreach (var field in call.Fields.Where(static f => f.Editable))
        {
            await page.InvokeAsync(() => rig.Desk.EditRecord(field, $"{field.Name} of the first"));
        }

        rig.Server.Posts.Count.ShouldBe(2);
        TaskCompletionSource held = new();
        (rig.Server.Held, rig.Server.Answer) = (held.Task, static _ => (HttpStatusCode.NoContent, ""));
        var settling = page.InvokeAsync(() => rig.Desk.Edits.Settle(Xunit.TestContext.Current.CancellationToken));
        await rig.Server.RoutesAsync(3);
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 2, call with { Attempt = Guid.CreateVersion7() })));
        held.SetResult();
        await settling;
        rig.Server.Posts.Count.ShouldBe(3);
        rig.Server.Posts.ShouldAllBe(p => p.Body.Contains($"{call.Attempt}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://example.org/a?b=1", true)]
    [InlineData("http://example.org", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("example.org", false)]
    public async Task Only_a_web_address_is_a_link_and_it_says_where_it_goes(string value, bool link)
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Editable(new RecordField("site", value))));
        var found = page.FindAll(".field a");
        found.Count.ShouldBe(link ? 1 : 0);
        if (link)
        {
            found[0].GetAttribute("title").ShouldNotBeNull().ShouldStartWith(value);
            found[0].GetAttribute("rel").ShouldBe("noopener noreferrer");
            found[0].GetAttribute("target").ShouldBe("_blank");
        }

        page.FindAll(".field-open").ShouldBeEmpty("nobody said that it may be changed");
    }

    [Fact]
    public async Task Each_type_has_its_control()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Editable(
            new RecordField("member", "TRUE", Type: FieldType.Check, Editable: true),
            new RecordField("from", "2027-01-01", Type: FieldType.Date, Editable: true),
            new RecordField("tariff", "Gold", Type: FieldType.List, Editable: true, Choices: ["Gold", "Silver"]),
            new RecordField("old", "no", Type: FieldType.Check))));
        var boxes = page.FindAll(".field-check input");
        (boxes[0].IsChecked(), boxes[0].IsDisabled(), boxes[1].IsChecked(), boxes[1].IsDisabled()).ShouldBe((true, false, false, true));
        await boxes[0].ChangeAsync(new() { Value = false });
        rig.Server.Posts.ShouldHaveSingleItem().Body.ShouldContain("\"value\":\"no\"");
        await page.FindAll(".field-open")[0].ClickAsync(new());
        page.Find(".field-edit").GetAttribute("type").ShouldBe("date");
        await page.Find(".field-edit").KeyDownAsync(new KeyboardEventArgs { Key = "Escape" });
        await page.FindAll(".field-open")[1].ClickAsync(new());
        page.FindAll("select.field-edit option").Select(static o => o.TextContent).ShouldBe(["–", "Gold", "Silver"]);
    }

    [Fact]
    public async Task Do_not_call_is_asked_before_it_is_sent()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.WrapUp, call: Card(CallState.Ended)) with
        {
            Outcomes = [new("agreed", "Agreed", 1, "Finished"), new("do-not-call", "Do not call", 9, "Never called again", "{number} will never be called again by any campaign.")],
        });
        await page.InvokeAsync(() => rig.Press("9"));
        await page.InvokeAsync(() => rig.Press("primary"));
        rig.Server.Posts.ShouldBeEmpty();
        page.Find(".pad-sentence").TextContent.Trim().ShouldBe("+351215550142 will never be called again by any campaign.");
        page.Find("#pad .button-primary").TextContent.ShouldContain("Yes, never again");

        await page.InvokeAsync(() => rig.Press("1"));
        page.FindAll(".question").ShouldBeEmpty();
        await page.InvokeAsync(() => rig.Press("9"));
        await page.InvokeAsync(() => rig.Press("primary"));
        await page.InvokeAsync(() => rig.Press("primary"));
        rig.Server.Posts.ShouldBeEmpty("a double click is no answer to a question that nobody has read");
        rig.Time.Advance(TimeSpan.FromMilliseconds(400));
        await page.InvokeAsync(() => rig.Press("primary"));
        rig.Server.Posts.ShouldHaveSingleItem().Body.ShouldContain("do-not-call");
    }

    private static CallCard Editable(params RecordField[] fields) => Card() with { Fields = fields };
}
