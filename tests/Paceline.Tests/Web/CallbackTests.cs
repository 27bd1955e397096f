using System.Net;
using System.Text.Json;
using Bunit;
using Paceline.Contracts;
using static Paceline.Tests.Web.DeskRig;

namespace Paceline.Tests.Web;

/// <summary>The callback panel on the agent's screen: what it asks the server, and what it makes of the answers.</summary>
public sealed class CallbackTests
{
    private static readonly DateTimeOffset _soon = Noon.AddMinutes(30);
    private static readonly DateTimeOffset _tomorrow = new(2026, 6, 16, 9, 0, 0, TimeSpan.Zero);

    private static readonly CallCard _ended = Card(CallState.Ended) with
    {
        Numbers = [new(0, "+351215550142", "Europe/Lisbon", Due: true), new(1, "+12125550177", "America/New_York", Due: false)],
    };

    [Fact]
    public async Task CB_01_CB_06_A_suggested_time_is_booked_by_three_keys_and_the_pad_is_marked()
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbackTimes] = Times();
        var page = rig.Workspace(Wrapping());
        page.Find("#open-callback").TextContent.Trim().ShouldStartWith("Callback");

        await page.InvokeAsync(() => rig.Press("callback"));
        page.FindAll(".callback-time").Select(static t => t.TextContent.Trim()).ShouldBe(["1In 30 min", "2Tomorrow 10:00"]);
        page.Find("#callback-clock").GetAttribute("value").ShouldBe("13:30"); // In Lisbon.
        await page.InvokeAsync(() => rig.Press("2"));
        page.Find("#callback-date").GetAttribute("value").ShouldBe("2026-06-16");
        await page.Find(".callback-form").SubmitAsync(EventArgs.Empty);

        var (route, body, _) = rig.Server.Posts.ShouldHaveSingleItem();
        route.ShouldBe(Api.AgentCallback);
        var request = JsonSerializer.Deserialize(body, ContractsJson.Default.CallbackRequest).ShouldNotBeNull();
        (request.Attempt, request.At, request.Personal, request.Position, request.Number).ShouldBe((_ended.Attempt, _tomorrow, false, 0, null));
        page.FindAll(".callback-form").ShouldBeEmpty();

        await page.InvokeAsync(() => rig.Line.Push(Wrapping(2) with { Booked = new(_tomorrow, Personal: true, "+351215550142", "Europe/Lisbon", 0, "") }));
        page.Find(".pad-booked").TextContent.ShouldContain("Tomorrow 10:00 (Lisbon), you");
        page.Find("#primary").TextContent.ShouldContain("Save with callback");
    }

    [Fact]
    public async Task CB_02_A_time_that_is_refused_is_explained_and_the_next_permitted_one_is_a_button_away()
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbackTimes] = Times();
        var page = rig.Workspace(Wrapping());
        await page.InvokeAsync(() => rig.Press("callback"));
        rig.Server.Reads[Api.AgentCallbackTimes] = Times(new DateTimeOffset(2026, 6, 15, 22, 0, 0, TimeSpan.Zero), "outside-hours", _tomorrow.AddHours(-2));

        await page.Find("#callback-clock").ChangeAsync(new() { Value = "23:00" });

        page.Find(".callback-verdict").TextContent.ShouldContain("Lisbon allows calls 08:00–21:00.");
        rig.Server.Reads[Api.AgentCallbackTimes] = Times(_tomorrow.AddHours(-2));
        await page.Find(".callback-verdict button").ClickAsync(new());
        (page.Find("#callback-date").GetAttribute("value"), page.Find("#callback-clock").GetAttribute("value")).ShouldBe(("2026-06-16", "08:00"));
        page.Find(".callback-verdict").TextContent.ShouldContain("Calls are permitted then.");
    }

    [Fact]
    public async Task CB_02_What_the_server_refuses_when_it_is_booked_is_said_in_the_panel()
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbackTimes] = Times();
        var page = rig.Workspace(Wrapping());
        await page.InvokeAsync(() => rig.Press("callback"));
        rig.Server.Answer = static _ => (
            HttpStatusCode.Conflict,
            JsonSerializer.Serialize(new Problem("past", "Not possible now.", "This time has passed.", 409, _tomorrow), ContractsJson.Default.Problem));

        await page.Find(".callback-form").SubmitAsync(EventArgs.Empty);

        page.Find(".callback-verdict").TextContent.ShouldContain("This time has passed.");
        page.Find(".callback-verdict button").TextContent.ShouldBe("Take Tomorrow 10:00");
    }

    [Theory]
    [InlineData(CallbackChoice.Agent, 2, "")]
    [InlineData(CallbackChoice.AlwaysPersonal, 0, "You call back.")]
    [InlineData(CallbackChoice.AlwaysCampaign, 0, "")]
    public async Task CB_04_Where_the_campaign_says_whose_callbacks_are_there_is_nothing_to_choose(CallbackChoice choice, int radios, string sentence)
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbackTimes] = Times();
        var page = rig.Workspace(Wrapping() with { Callbacks = CallbackTerms.Default with { Choice = choice } });

        await page.InvokeAsync(() => rig.Press("callback"));

        page.FindAll(".callback-who input").Count.ShouldBe(radios);
        page.Find(".callback-form").TextContent.ShouldContain(sentence);
        await page.Find(".callback-form").SubmitAsync(EventArgs.Empty);
        JsonSerializer.Deserialize(rig.Server.Posts[^1].Body, ContractsJson.Default.CallbackRequest).ShouldNotBeNull()
            .Personal.ShouldBe(choice is CallbackChoice.AlwaysPersonal);
    }

    [Fact]
    public async Task CB_03_CB_01_Another_number_or_a_new_one_and_a_note_go_with_it()
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbackTimes] = Times();
        var page = rig.Workspace(Wrapping());
        await page.InvokeAsync(() => rig.Press("callback"));

        await page.Find("#callback-number").ChangeAsync(new() { Value = "new" });
        await page.Find("#callback-new").ChangeAsync(new() { Value = "+44 20 7946 0958" });
        await page.Find("#callback-note").ChangeAsync(new() { Value = "Ask for Ann." });
        await page.Find("#callback-mine").ChangeAsync(new() { Value = "on" });
        await page.Find(".callback-form").SubmitAsync(EventArgs.Empty);

        var request = JsonSerializer.Deserialize(rig.Server.Posts[^1].Body, ContractsJson.Default.CallbackRequest).ShouldNotBeNull();
        (request.Number, request.Position, request.Personal, request.Note).ShouldBe(("+44 20 7946 0958", null, true, "Ask for Ann."));
    }

    [Fact]
    public async Task CB_05_Without_the_right_there_is_no_callback_before_the_call()
    {
        await using var rig = new DeskRig();
        var reading = Snapshot(AgentState.Previewing, call: Card(CallState.Preview)) with { Mode = DialMode.Preview };
        var page = rig.Workspace(reading with { May = AgentMay.Everything with { CallbackBeforeCall = false } });
        page.FindAll("#open-callback").ShouldBeEmpty();
        await page.InvokeAsync(() => rig.Press("callback"));
        page.FindAll(".callback-form").ShouldBeEmpty();

        await page.InvokeAsync(() => rig.Line.Push(reading with { Number = 2 }));
        rig.Server.Reads[Api.AgentCallbackTimes] = Times();
        await page.Find("#open-callback").ClickAsync(new());
        page.Find("#callback-book").TextContent.Trim().ShouldStartWith("Book and finish");
    }

    [Fact]
    public async Task CB_06_What_is_arranged_can_be_changed_and_removed()
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbackTimes] = Times(_tomorrow);
        var page = rig.Workspace(Wrapping() with { Booked = new(_tomorrow, Personal: true, "+351215550142", "Europe/Lisbon", 0, "Ask for Ann.") });

        await page.Find("#open-callback").ClickAsync(new());
        (page.Find("#callback-clock").GetAttribute("value"), page.Find("#callback-note").GetAttribute("value")).ShouldBe(("10:00", "Ask for Ann."));
        page.Find("#callback-mine").HasAttribute("checked").ShouldBeTrue();
        await page.Find("#callback-drop").ClickAsync(new());

        rig.Server.Posts.ShouldHaveSingleItem().Route.ShouldBe(Api.AgentCallbackDrop);
        page.FindAll(".callback-form").ShouldBeEmpty();
    }

    private static AgentSnapshot Wrapping(long number = 1) => Snapshot(AgentState.WrapUp, number, _ended);

    private static string Times(DateTimeOffset? at = null, string code = "", DateTimeOffset? instead = null) => JsonSerializer.Serialize(
        new CallbackTimes("Europe/Lisbon", [_soon, _tomorrow], at, code, code.Length > 0 ? "No." : "", instead), ContractsJson.Default.CallbackTimes);
}
