using System.Net;
using System.Text.Json;
using Bunit;
using Paceline.Contracts;
using Paceline.Web.Workspace;
using static Paceline.Tests.Web.DeskRig;

namespace Paceline.Tests.Web;

/// <summary>Records that are asked for or offered, read, called or let go, on the agent's screen.</summary>
public sealed class PreviewTests
{
    private static readonly CallCard _record = Card(CallState.Preview) with
    {
        Numbers = [new(0, "+351215550142", "Europe/Lisbon", Due: true), new(1, "+12125550177", "America/New_York", Due: false)],
        History = [new(Noon.AddDays(-3), "+351215550142", "NoAnswer", "", "", ""), new(Noon.AddDays(-9), "+351215550142", "Connected", "try-again", "after six", "Rosa", "Try again later")],
    };

    [Fact]
    public async Task PV_01_The_agent_asks_by_the_main_key_and_sees_that_it_is_looked_for()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Ready());
        Primary(page).ShouldBe("Get record");

        await page.InvokeAsync(() => rig.Press("primary"));
        rig.Server.Posts.ShouldHaveSingleItem().Route.ShouldBe(Api.AgentGetRecord);

        await page.InvokeAsync(() => rig.Line.Push(Ready(2) with { Asking = true }));
        Primary(page).ShouldBe("Looking for a record …");
        page.Find("#waiting-heading").TextContent.ShouldBe("Looking for a record …");
        await page.InvokeAsync(() => rig.Press("primary"));
        rig.Server.Posts.Count.ShouldBe(1, "one record is asked for at a time");
    }

    [Fact]
    public async Task PV_01_Ready_comes_before_the_answer_to_Be_Ready_and_the_key_asks_all_the_same()
    {
        await using var rig = new DeskRig();
        var answered = new TaskCompletionSource();
        rig.Server.Held = answered.Task;
        var page = rig.Workspace(Snapshot(AgentState.NotReady) with { Mode = DialMode.Preview });
        var ready = page.InvokeAsync(() => rig.Press("primary"));
        await page.InvokeAsync(() => rig.Line.Push(Ready(2)));

        var asked = page.InvokeAsync(() => rig.Press("primary"));
        rig.Server.Posts.Select(static p => p.Route).ShouldBe([Api.AgentReady, Api.AgentGetRecord]);

        answered.SetResult();
        await Task.WhenAll(ready, asked);
        rig.Desk.Pending.ShouldBeNull();
    }

    [Fact]
    public async Task PV_01_The_key_asks_also_before_the_page_has_heard_of_the_start_and_the_server_says_what_is_so()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Ready() with { CampaignRunning = false });

        await page.InvokeAsync(() => rig.Press("primary"));

        rig.Server.Posts.ShouldHaveSingleItem().Route.ShouldBe(Api.AgentGetRecord);
    }

    [Fact]
    public async Task PV_03_No_record_is_told_beside_the_button()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Ready() with { Problem = "No contact is available. Try again in a moment." });
        page.Find(".pad-sentence [role=alert]").TextContent.Trim().ShouldBe("No contact is available. Try again in a moment.");
        Primary(page).ShouldBe("Get record");
    }

    [Fact]
    public async Task Who_is_not_Ready_gets_Ready_first_from_the_campaigns()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.NotReady) with { Mode = DialMode.Preview });
        await page.InvokeAsync(() => rig.Line.Push(new MyCampaignsSnapshot(1, [new("renewals", "Spring renewals", "", DialMode.Preview, CampaignState.Running, null, 12)])));
        await page.FindAll(".rail-entry").Single(static e => e.TextContent.Trim() == "Campaigns").ClickAsync(new());
        await page.FindAll(".table-campaigns button").ShouldHaveSingleItem().ClickAsync(new());
        rig.Server.Posts.Select(static p => p.Route).ShouldBe([Api.AgentReady, Api.AgentGetRecord]);
    }

    [Fact]
    public async Task PV_04_The_record_its_earlier_calls_and_its_numbers_with_their_local_times_are_read_before_a_call()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Ready());
        await page.InvokeAsync(() => rig.Line.Push(Reading(2)));

        page.Find("h1").TextContent.ShouldBe("Ana Duarte");
        page.Find(".panel-record").TextContent.ShouldContain("PT-004417");
        page.FindAll(".history li").Count.ShouldBe(2);
        page.Find(".history").TextContent.ShouldContain("after six");
        page.Find(".history").TextContent.ShouldContain("Try again later");
        page.FindAll(".number span:first-of-type").Select(static n => n.TextContent).ShouldContain(static n => n == "+12125550177 · New York, 08:00");
        page.Find(".pad-foot").TextContent.ShouldContain("Skip – back to list");
        Primary(page).ShouldBe("Call");
        page.Find("[aria-live=polite]").TextContent.ShouldBe("Preview: Ana Duarte.");
        rig.Script.Invocations["cue"].ShouldHaveSingleItem().Arguments.ShouldBe(["offered"]);
        rig.Script.Invocations["landed"][^1].Arguments.ShouldBe(["primary"]);
    }

    [Fact]
    public async Task PV_05_Call_dials_the_number_that_is_due()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Reading());
        await page.InvokeAsync(() => rig.Press("primary"));
        Called(rig).ShouldBe(new CallRecordRequest(_record.Attempt));
    }

    [Fact]
    public async Task PV_06_PV_07_Another_number_and_a_new_one_are_for_those_who_may()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Reading() with { May = AgentMay.Everything with { OtherNumber = false, NewNumber = false } });
        page.FindAll(".number").Count.ShouldBe(1);

        await page.InvokeAsync(() => rig.Line.Push(Reading(2)));
        await page.FindAll(".number input[type=radio]")[1].ChangeAsync(new() { Value = "on" });
        page.Find(".callbar-who p").TextContent.ShouldBe("+12125550177 · New York, 08:00");
        await page.InvokeAsync(() => rig.Press("primary"));
        Called(rig).ShouldBe(new CallRecordRequest(_record.Attempt, Position: 1));

        rig.Server.Answer = static _ => (HttpStatusCode.BadRequest, FakeServer.Refusal("\"555\" is too short for a number."));
        await page.Find(".number-new").InputAsync(new() { Value = " 555" });
        await page.InvokeAsync(() => rig.Press("primary"));
        Called(rig).ShouldBe(new CallRecordRequest(_record.Attempt, Number: "555"));
        page.Find(".pad-sentence [role=alert]").TextContent.Trim().ShouldBe("\"555\" is too short for a number.");
    }

    [Fact]
    public async Task PV_08_Skip_gives_the_record_back()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Reading());
        await page.InvokeAsync(() => rig.Press("skip"));
        Returned(rig).ShouldBe(new ReturnRecordRequest(_record.Attempt, ReturnAs.Skipped));
    }

    [Fact]
    public async Task PV_09_A_record_leaves_the_campaign_only_after_a_question_and_a_second_click_in_the_same_place_keeps_it()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Reading());
        await Choice(page, "Not in this campaign").ClickAsync(new());
        page.Find(".question").TextContent.Trim().ShouldBe("Ana Duarte will not be called in this campaign any more.");
        await page.FindAll(".pad-choices .button")[^1].ClickAsync(new());
        page.FindAll(".question").ShouldBeEmpty();
        rig.Server.Posts.ShouldBeEmpty();

        await Choice(page, "Not in this campaign").ClickAsync(new());
        await Choice(page, "Take it out").ClickAsync(new());
        Returned(rig).ShouldBe(new ReturnRecordRequest(_record.Attempt, ReturnAs.NotInCampaign));
    }

    [Fact]
    public async Task PV_11_A_record_is_closed_without_a_call_by_an_outcome_and_the_saving_key()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Reading());
        page.Find("#outcome-heading").TextContent.ShouldBe("Close without a call");
        await page.InvokeAsync(() => rig.Press("1"));
        await page.InvokeAsync(() => rig.Press("save"));
        var (route, body, _) = rig.Server.Posts.ShouldHaveSingleItem();
        route.ShouldBe(Api.AgentOutcome);
        JsonSerializer.Deserialize(body, ContractsJson.Default.OutcomeRequest).ShouldBe(new OutcomeRequest(_record.Attempt, "renewed", ""));
    }

    [Fact]
    public async Task A_call_that_was_refused_says_why_above_Call()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Reading() with { Problem = "It is 23:10 there. You may call from 08:00." });
        page.Find(".pad-sentence [role=alert]").TextContent.Trim().ShouldBe("It is 23:10 there. You may call from 08:00.");
    }

    [Fact]
    public async Task PV_15_A_preview_that_calls_by_itself_says_when()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Ready());
        await page.InvokeAsync(() => rig.Line.Push(Timed(2, 5)));
        page.Find(".callbar-clock .timer").TextContent.ShouldBe("Calls by itself in 00:05");
        page.Find(".pad-sentence").TextContent.Trim().ShouldBe("When the time is over, this is called: +351215550142");
        page.Find("[aria-live=polite]").TextContent.ShouldBe("Preview: Ana Duarte. Calls by itself in 5 seconds.");
    }

    [Fact]
    public async Task PV_15_More_time_is_one_key_and_the_clock_is_stopped_by_a_button()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Timed(1, 24));
        page.FindAll(".callbar-clock .button").Select(static b => b.TextContent.Trim()).ShouldBe(["+30 s X", "Stop the clock"]);
        await page.InvokeAsync(() => rig.Press("moreTime"));
        page.Find("[aria-live=polite]").TextContent.ShouldBe("30 seconds more.");
        await page.FindAll(".callbar-clock .button")[1].ClickAsync(new());
        rig.Server.Posts.Select(static p => p.Route).ShouldBe([Api.AgentMoreTime, Api.AgentStopClock]);

        await page.InvokeAsync(() => rig.Line.Push(Reading(2)));
        page.FindAll(".callbar-clock").ShouldBeEmpty();
        await page.InvokeAsync(() => rig.Press("moreTime"));
        rig.Server.Posts.Count.ShouldBe(2, "a key without its button does nothing");
        page.Find(".pad-sentence").TextContent.Trim().ShouldBe("Calls +351215550142");
    }

    [Fact]
    public async Task PV_15_Who_may_not_has_a_clock_without_buttons_and_a_refusal_stands_beside_it()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Timed(1, 24) with { MoreTimesLeft = 0, May = AgentMay.Everything with { StopClock = false } });
        page.FindAll(".callbar-clock .button").ShouldBeEmpty();
        rig.Server.Answer = static _ => (HttpStatusCode.Conflict, FakeServer.Refusal("There is no more time."));
        await page.InvokeAsync(() => rig.Line.Push(Timed(2, 20)));
        await page.InvokeAsync(() => rig.Press("moreTime"));
        page.Find(".callbar-clock [role=alert]").TextContent.Trim().ShouldBe("There is no more time.");
    }

    [Fact]
    public async Task Calling_counts_and_can_be_ended()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Reading());
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Calling, 2, _record with { State = CallState.Calling }) with { Mode = DialMode.Preview }));
        page.Find(".pad-waiting").TextContent.ShouldBe("Calling… 00:41");
        page.FindAll(".button-call").Select(static b => b.TextContent.Trim()).ShouldBe(["End call"]);
        await page.InvokeAsync(() => rig.Press("primary"));
        rig.Server.Posts.ShouldBeEmpty();
        await page.InvokeAsync(() => rig.Press("hangUp"));
        rig.Server.Posts.ShouldHaveSingleItem().Route.ShouldBe(Api.AgentHangUp);

        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 3, Card())));
        page.Find("[aria-live=polite]").TextContent.ShouldBe("On call: Ana Duarte, Spring renewals");
    }

    [Fact]
    public async Task Nobody_was_reached_is_the_first_choice_made_already_and_others_remain()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Calling, 1, _record with { State = CallState.Calling }));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.WrapUp, 2, _record with { State = CallState.Ended }) with { Found = "Busy" }));
        page.FindAll(".outcome-label").Select(static l => l.TextContent).ShouldBe(["Not reached: Busy", "Renewed", "Promised to renew"]);
        page.Find(".outcome.is-chosen").TextContent.ShouldContain("Treated by the campaign's rules");
        await page.InvokeAsync(() => rig.Press("2"));
        await page.InvokeAsync(() => rig.Press("0"));
        await page.Find("#pad form").SubmitAsync();
        rig.Server.Posts.ShouldHaveSingleItem().Body.ShouldContain("\"not-reached\"");
    }

    [Fact]
    public async Task PP_01_PP_03_An_offer_is_heard_counts_down_and_is_taken_by_the_main_key()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready) with { Mode = DialMode.PushPreview });
        await page.InvokeAsync(() => rig.Line.Push(Offered(2)));
        page.Find("#outcome-heading").TextContent.ShouldBe("A record is offered");
        page.Find(".pad-clock").TextContent.Trim().ShouldBe("Goes back to the list in 00:18, and you are Not ready then.");
        page.Find("[aria-live=polite]").TextContent.ShouldBe("A record is offered to you: Ana Duarte. Goes back to the list in 18 seconds.");
        page.FindAll(".field-open").ShouldBeEmpty("it is only read");
        page.Find("#note").HasAttribute("readonly").ShouldBeTrue();
        rig.Script.Invocations["cue"].ShouldHaveSingleItem().Arguments.ShouldBe(["offered"]);
        rig.Script.Invocations["landed"][^1].Arguments.ShouldBe(["primary"]);

        await page.InvokeAsync(() => rig.Press("1"));
        rig.Desk.Draft.Outcome.ShouldBe("");
        await page.InvokeAsync(() => rig.Press("primary"));
        rig.Server.Posts.ShouldHaveSingleItem().Route.ShouldBe(Api.AgentAccept);
    }

    [Fact]
    public async Task PP_04_Decline_is_for_those_who_may()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Offered() with { May = AgentMay.Everything with { Decline = false } });
        page.FindAll(".pad-choices .button").ShouldHaveSingleItem().TextContent.Trim().ShouldBe("Not in this campaign");
        await page.InvokeAsync(() => rig.Line.Push(Offered(2)));
        await page.Find(".pad-choices .button").ClickAsync(new());
        rig.Server.Posts.ShouldHaveSingleItem().Route.ShouldBe(Api.AgentDecline);
    }

    [Fact]
    public async Task PP_05_An_offered_record_is_taken_out_unread_after_a_question_and_a_call_cannot_be()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Offered());
        await Choice(page, "Not in this campaign").ClickAsync(new());
        page.Find(".question").TextContent.Trim().ShouldBe("Ana Duarte will not be called in this campaign any more.");
        await Choice(page, "Keep it").ClickAsync(new());
        rig.Server.Posts.ShouldBeEmpty();
        await Choice(page, "Not in this campaign").ClickAsync(new());
        await Choice(page, "Take it out").ClickAsync(new());
        Returned(rig).ShouldBe(new ReturnRecordRequest(_record.Attempt, ReturnAs.NotInCampaign));

        await page.InvokeAsync(() => rig.Line.Push(Offered(2) with { OffersRecord = false }));
        page.FindAll(".pad-choices .button").ShouldHaveSingleItem().TextContent.ShouldStartWith("Decline");
        await page.InvokeAsync(() => rig.Line.Push(Offered(3) with { May = AgentMay.Everything with { Decline = false, NotInCampaign = false } }));
        page.FindAll(".pad-choices").ShouldBeEmpty();
    }

    [Fact]
    public async Task PP_07_What_is_taken_by_itself_says_so()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready) with { Mode = DialMode.PushPreview });
        await page.InvokeAsync(() => rig.Line.Push(Offered(2) with { OfferIsTaken = true }));
        page.Find(".pad-clock").TextContent.Trim().ShouldBe("Opens by itself in 00:18.");
        page.Find("[aria-live=polite]").TextContent.ShouldBe("A record is offered to you: Ana Duarte. Opens by itself in 18 seconds.");
        await page.InvokeAsync(() => rig.Line.Push(Offered(3) with { OfferIsTaken = true, OffersRecord = false }));
        page.Find(".pad-clock").TextContent.Trim().ShouldBe("Is dialled by itself in 00:18.");
    }

    [Fact]
    public async Task PP_06_Who_did_not_take_it_in_time_is_told_beside_Be_Ready()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.NotReady) with { MissedOffer = true });
        page.Find(".pad-sentence [role=alert]").TextContent.Trim().ShouldStartWith("Time ran out on it");
        Primary(page).ShouldBe("Be Ready");
    }

    [Fact]
    public async Task PG_03_A_call_that_is_offered_is_named_a_call()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Offered() with { OffersRecord = false, Mode = DialMode.Progressive });
        page.Find("#outcome-heading").TextContent.ShouldBe("A call is offered");
        page.Find(".pad-clock").TextContent.Trim().ShouldStartWith("Goes to somebody else in 00:18");
    }

    private static AgentSnapshot Ready(long number = 1) => Snapshot(AgentState.Ready, number) with { Mode = DialMode.Preview };

    private static AgentSnapshot Reading(long number = 1) => Snapshot(AgentState.Previewing, number, _record) with { Mode = DialMode.Preview };

    private static AgentSnapshot Timed(long number, int seconds) => Reading(number) with { Until = Noon.AddSeconds(seconds), MoreTimesLeft = 10 };

    private static AgentSnapshot Offered(long number = 1) => Snapshot(AgentState.Offered, number, _record with
    {
        State = CallState.Offered,
        Fields = [new("Account", "PT-004417", Editable: true)],
    }) with { Mode = DialMode.PushPreview, OffersRecord = true, Until = Noon.AddSeconds(18) };

    private static string Primary(IRenderedComponent<AgentPage> page) => page.Find("#primary").FirstChild!.TextContent.Trim();

    private static AngleSharp.Dom.IElement Choice(IRenderedComponent<AgentPage> page, string words) =>
        page.FindAll(".pad-choices .button").Single(b => b.TextContent.Contains(words, StringComparison.Ordinal));

    private static CallRecordRequest? Called(DeskRig rig) => JsonSerializer.Deserialize(Last(rig, Api.AgentCall), ContractsJson.Default.CallRecordRequest);

    private static ReturnRecordRequest? Returned(DeskRig rig) => JsonSerializer.Deserialize(Last(rig, Api.AgentReturn), ContractsJson.Default.ReturnRecordRequest);

    private static string Last(DeskRig rig, string route)
    {
        var (last, body, _) = rig.Server.Posts[^1];
        last.ShouldBe(route);
        return body;
    }
}
