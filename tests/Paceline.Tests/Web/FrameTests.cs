using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Paceline.Contracts;
using Paceline.Web.Sound;
using Paceline.Web.Workspace;
using Paceline.Web.Workspace.Messages;
using static Paceline.Tests.Web.DeskRig;

namespace Paceline.Tests.Web;

/// <summary>The frame: views that leave the call where it is, the status menu, channels, keyboard help.</summary>
public sealed class FrameTests
{
    private static readonly MyCampaign _renewals = new("renewals", "Spring renewals", "Home tariffs ending in November", DialMode.Predictive, CampaignState.Running, null, 3410);

    [Fact]
    public async Task A_view_takes_the_place_of_the_record_and_the_call_keeps_its_bar_and_its_outcomes()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card()));
        await page.InvokeAsync(() => rig.Desk.Write("wants an invoice"));

        await Entry(page, "Campaigns").ClickAsync(new());

        page.Find("#view-heading").TextContent.ShouldBe("Campaigns you work on");
        page.FindAll(".panel-record").ShouldBeEmpty();
        page.Find("h1").TextContent.ShouldBe("Ana Duarte");
        page.FindAll(".button-call").Count.ShouldBe(3);
        await page.InvokeAsync(() => rig.Press("2"));
        page.Find(".outcome.is-chosen .outcome-label").TextContent.ShouldBe("Promised to renew");
        rig.Script.Invocations["focus"][^1].Arguments.ShouldBe(["view-heading"]);
        await Entry(page, "Work").ClickAsync(new());
        page.Find("#note").GetAttribute("value").ShouldBe("wants an invoice");
    }

    [Fact]
    public async Task A_call_that_lands_brings_the_agent_back_to_work_and_leaves_an_opened_panel_open()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready));
        await Entry(page, "Channels").ClickAsync(new());
        await page.InvokeAsync(() => rig.Press("help"));

        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 2, Card())));

        page.FindAll(".panel-record").Count.ShouldBe(1);
        Entry(page, "Work").GetAttribute("aria-current").ShouldBe("page");
        page.FindAll(".side-help").Count.ShouldBe(1);
    }

    [Fact]
    public async Task Digits_never_go_to_a_call_from_a_keypad_that_cannot_be_seen()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card()));
        await page.InvokeAsync(() => rig.Press("keypad"));
        await Entry(page, "Campaigns").ClickAsync(new());
        await page.InvokeAsync(() => rig.Press("1"));
        rig.Server.Posts.ShouldBeEmpty();
        await page.InvokeAsync(() => rig.Press("keypad"));
        page.FindAll("#keypad").Count.ShouldBe(1, "opening it shows it");
    }

    [Fact]
    public async Task My_campaigns_say_status_name_delivery_how_calls_come_and_what_it_is_about_and_move_by_themselves()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready));
        await Entry(page, "Campaigns").ClickAsync(new());
        page.Find(".side-empty").TextContent.ShouldStartWith("No campaign of yours is loaded.");

        await page.InvokeAsync(() => rig.Line.Push(new MyCampaignsSnapshot(1, [_renewals])));
        Row(page).ShouldBe(
        [
            "Started", "Spring renewals", "Automatic", "Predictive: connected calls come to you when you are Ready.",
            $"Home tariffs ending in November{3410:N0} records left.",
        ]);

        await page.InvokeAsync(() => rig.Line.Push(new MyCampaignsSnapshot(2, [_renewals with { Mode = DialMode.Preview, State = CampaignState.Loaded }])));
        Row(page)[..4].ShouldBe(["Loaded", "Spring renewals", "Manual", "Preview: you ask for a record, then you call."]);

        await page.InvokeAsync(() => rig.Line.Push(new MyCampaignsSnapshot(3, [_renewals with { WaitingUntil = Noon.AddHours(2) }])));
        Row(page)[0].ShouldBe("Waiting");
        Row(page)[4].ShouldEndWith($"records left. Nobody new is called before {MessageWords.TimeOf(Noon.AddHours(2))}.", customMessage: "hours are one reason of many");
        await page.InvokeAsync(() => rig.Line.Push(new MyCampaignsSnapshot(2, [])));
        page.FindAll(".table-campaigns tbody tr").Count.ShouldBe(1, "an older picture changes nothing");
        await page.InvokeAsync(() => rig.Line.Push(new MyCampaignsSnapshot(4, [])));
        page.FindAll(".table-campaigns").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_status_menu_chooses_by_digit_and_in_a_call_books_and_takes_back()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready));
        await page.Find("#status").ClickAsync(new());
        page.FindAll("#status-menu kbd").Select(static k => k.TextContent).ShouldBe(["1", "2", "3", "Q"]);
        page.FindAll("#status-menu .menu-item").Select(static i => i.TextContent.Trim('✓', ' ', '\n')[..^1]).ShouldBe(["Ready", "Break", "Lunch", "Sign out"]);
        await page.Find("#status-menu").KeyDownAsync(new KeyboardEventArgs { Key = "3" });
        rig.Server.Posts.ShouldHaveSingleItem().Body.ShouldBe("""{"reason":"Lunch"}""");
        page.FindAll("#status-menu").ShouldBeEmpty();

        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 2, Card()) with { ThenNotReady = "Lunch" }));
        await page.Find("#status").ClickAsync(new());
        page.FindAll("#status-menu [aria-checked=true]").ShouldHaveSingleItem().TextContent.ShouldContain("Lunch after this call");
        await page.Find("#status-menu").KeyDownAsync(new KeyboardEventArgs { Key = "3" });
        rig.Server.Posts[^1].Route.ShouldBe(Api.AgentReady, "the same again takes it back");
    }

    [Fact]
    public async Task The_status_says_more_to_who_points_at_it_or_tabs_to_it_and_Escape_hides_that()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready));
        await page.InvokeAsync(() => rig.Line.Push(new MyCampaignsSnapshot(1, [_renewals])));
        page.Find("#status-tip").HasAttribute("hidden").ShouldBeTrue();
        page.Find("#status").GetAttribute("aria-describedby").ShouldBe("status-tip");
        await page.Find(".status").TriggerEventAsync("onfocusin", new FocusEventArgs());
        page.Find("#status-tip").HasAttribute("hidden").ShouldBeFalse();
        page.Find("#status-tip").TextContent.ShouldContain("Spring renewals (Predictive, started)");
        page.Find("#status-tip").TextContent.ShouldContain("Mia Reis");
        await page.Find(".status").KeyDownAsync(new KeyboardEventArgs { Key = "Escape" });
        page.Find("#status-tip").HasAttribute("hidden").ShouldBeTrue();
        await Entry(page, "Channels").ClickAsync(new());
        page.Find(".channel-summary").TextContent.ShouldContain("Spring renewals (Predictive, started)", customMessage: "hover is not for everybody");
    }

    [Fact]
    public async Task Channels_say_state_since_place_and_each_part_of_the_sound_in_words()
    {
        await using var rig = new DeskRig();
        rig.Script.Setup<string>("devices").SetResult("*audioinput\tm1\tHeadset\naudioinput\tm2\tDesk microphone\n*audiooutput\ts1\tHeadset");
        rig.Script.Setup<string>("useMicrophone", "m2").SetResult("works");
        rig.Script.Setup<bool>("useSpeaker", "s1").SetResult(true);
        var page = rig.Workspace(Snapshot(AgentState.NotReady) with { Leg = LegState.Down });
        await Entry(page, "Channels").ClickAsync(new());

        page.FindAll(".table-channels tbody tr > *").Select(static c => c.TextContent.Trim()).Take(4)
            .ShouldBe(["Outbound voice", "Not ready – Break", $"{MessageWords.TimeOf(Noon.AddSeconds(-41))} (00:41)", "This computer"]);
        page.FindAll(".channel-line dt").Select(static t => t.TextContent).ShouldBe(["Phone and line", "Microphone", "Speaker", "Server", "Clock"]);
        page.FindAll(".channel-line")[3].TextContent.ShouldContain("Connected since");
        await page.FindAll(".channel-choice select")[0].ChangeAsync(new() { Value = "m2" });
        rig.Script.VerifyInvoke("useMicrophone");
        await page.FindAll(".channel-choice select")[1].ChangeAsync(new() { Value = "s1" });
        rig.Script.VerifyInvoke("useSpeaker");
        await page.FindAll(".table-channels button").Single(static b => b.TextContent == "Sign out of this channel").ClickAsync(new());
        rig.Server.Posts.ShouldHaveSingleItem().Route.ShouldBe(Api.AgentChannelSignOut);
    }

    [Fact]
    public async Task The_echo_test_is_offered_when_sound_is_there_and_no_call_and_ends_by_itself()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.NotReady) with { Leg = LegState.Down });
        await Entry(page, "Channels").ClickAsync(new());
        Echo("Hear yourself").HasAttribute("disabled").ShouldBeTrue();
        page.Find(".channel-line").TextContent.ShouldContain("Possible once your sound is connected.");

        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.NotReady, 2) with { Leg = LegState.Browser }));
        await Echo("Hear yourself").ClickAsync(new());
        rig.Server.Posts.ShouldHaveSingleItem().Body.ShouldBe("""{"on":true}""");
        await Echo("Stop").ClickAsync(new());
        rig.Server.Posts[^1].Body.ShouldBe("""{"on":false}""");
        await Echo("Hear yourself").ClickAsync(new());
        for (var i = 0; i < 11; i++)
        {
            await page.InvokeAsync(() => rig.Time.Advance(TimeSpan.FromSeconds(1)));
        }

        page.WaitForAssertion(() => Echo("Hear yourself").HasAttribute("disabled").ShouldBeFalse());

        AngleSharp.Dom.IElement Echo(string name) => page.FindAll(".channel-line button").Single(b => b.TextContent == name);
    }

    [Fact]
    public async Task Keyboard_help_is_made_of_the_live_map_and_says_what_works_now()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready));
        await page.InvokeAsync(() => rig.Press("keys"));
        foreach (var key in KeyMap.All)
        {
            page.Find(".side-keys").TextContent.ShouldContain(key.Says);
        }

        page.Find(".help-sleeping").TextContent.ShouldContain("End the call");
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 2, Card())));
        page.Find(".help-sleeping").TextContent.ShouldNotContain("End the call");
        page.Find(".help-sleeping").TextContent.ShouldContain("Skip: back to the list");
        page.Find(".side-keys").TextContent.ShouldContain("Promised to renew");
        rig.Script.Invocations["start"].ShouldHaveSingleItem().Arguments[1].ShouldBe(KeyMap.ForScript, "the script listens to the same map");
        await page.InvokeAsync(() => rig.Press("keys"));
        page.FindAll(".side-keys").ShouldBeEmpty();
    }

    [Fact]
    public void Lines_of_devices_that_are_none_are_passed_over() =>
        Devices.Read("nonsense\naudioinput\tm1\tHeadset\nvideoinput\tv\tCamera").ShouldSatisfyAllConditions(
            static d => d.Microphones.ShouldBe([new("m1", "Headset", InUse: false)]),
            static d => d.Speakers.ShouldBeEmpty());

    private static AngleSharp.Dom.IElement Entry(IRenderedComponent<AgentPage> page, string label) =>
        page.FindAll(".rail-entry").Single(e => e.TextContent.Trim() == label);

    private static string[] Row(IRenderedComponent<AgentPage> page) =>
        [.. page.FindAll(".table-campaigns tbody tr > *").Select(static c => string.Concat(c.TextContent.Split('\n', StringSplitOptions.TrimEntries)))];
}
