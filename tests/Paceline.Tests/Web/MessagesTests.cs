using System.Net;
using Bunit;
using Paceline.Contracts;
using Paceline.Web.Workspace;
using Paceline.Web.Workspace.Messages;
using static Paceline.Tests.Web.DeskRig;

namespace Paceline.Tests.Web;

/// <summary>Notices and My Messages (OV-05, MS-01 to MS-03): shown for a moment, never over a call, and never lost.</summary>
public sealed class MessagesTests
{
    [Fact]
    public async Task A_started_campaign_is_shown_by_name_with_the_assignment_and_announced_without_taking_the_focus()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.NotReady));
        await page.InvokeAsync(() => rig.Line.Push(Box(1)));
        rig.Script.Invocations.Count(static i => i.Identifier is "focus").ShouldBe(0);

        await page.InvokeAsync(() => rig.Line.Push(Box(2, Started(7))));

        var toast = page.Find(".toast");
        toast.TextContent.ShouldContain("Spring renewals has started");
        toast.TextContent.ShouldContain("You are assigned to it. Predictive: connected calls come to you when you are Ready.");
        page.FindAll(".toast button").Select(static b => b.TextContent).ShouldBe(["Got it", "Show", "Dismiss"]);
        page.Find("[aria-live=polite]").TextContent.ShouldBe("Spring renewals has started.");
        page.Find(".badge").TextContent.ShouldStartWith("1");
        rig.Script.Invocations.ShouldNotContain(static i => i.Identifier == "focus" || i.Identifier == "cue", "a notice takes no focus, and a normal one no sound");
    }

    [Fact]
    public async Task Dismiss_leaves_it_unread_and_asks_the_server_nothing()
    {
        await using var rig = new DeskRig();
        var page = await WithAsync(rig, Started(7));

        await Button(page, ".toast", "Dismiss").ClickAsync(new());

        page.FindAll(".toast").ShouldBeEmpty();
        rig.Server.Posts.ShouldBeEmpty();
        page.Find(".badge").TextContent.ShouldStartWith("1");
    }

    [Fact]
    public async Task Show_opens_the_messages_at_it_and_reads_it()
    {
        await using var rig = new DeskRig();
        var page = await WithAsync(rig, Started(7));

        await Button(page, ".toast", "Show").ClickAsync(new());

        rig.Server.Posts.ShouldHaveSingleItem().Route.ShouldBe(Api.MessageRead(7));
        page.Find(".side-panel .message-body").TextContent.ShouldContain("You are assigned to it.");
        rig.Script.Invocations["focus"][^1].Arguments.ShouldBe(["panel-heading"]);
        await page.InvokeAsync(() => rig.Press("close"));
        page.FindAll(".side-panel").ShouldBeEmpty();
        rig.Script.Invocations["focus"][^1].Arguments.ShouldBe(["open-messages"], "back to the control that opens it");
    }

    [Fact]
    public async Task Got_it_acknowledges_and_the_message_stays_readable()
    {
        await using var rig = new DeskRig();
        var page = await WithAsync(rig, Started(7));

        await Button(page, ".toast", "Got it").ClickAsync(new());
        rig.Server.Posts.ShouldHaveSingleItem().Route.ShouldBe(Api.MessageAcknowledge(7));
        await page.InvokeAsync(() => rig.Line.Push(Box(3, Started(7) with { Read = true, Acknowledged = true })));

        page.FindAll(".toast, .badge").ShouldBeEmpty();
        await page.Find("#open-messages").ClickAsync(new());
        page.Find(".message").TextContent.ShouldContain("Spring renewals has started");
        page.FindAll(".message button").ShouldNotContain(static b => b.TextContent == "Got it");
    }

    [Fact]
    public async Task What_is_not_answered_folds_into_the_messages_after_twenty_seconds_but_not_under_the_hand()
    {
        await using var rig = new DeskRig();
        var page = await WithAsync(rig, Started(7));

        await page.Find(".toasts").TriggerEventAsync("onmouseenter", new Microsoft.AspNetCore.Components.Web.MouseEventArgs());
        await SecondsAsync(rig, page, 30);
        page.FindAll(".toast").Count.ShouldBe(1);
        await page.Find(".toasts").TriggerEventAsync("onmouseleave", new Microsoft.AspNetCore.Components.Web.MouseEventArgs());
        await SecondsAsync(rig, page, 19);
        page.FindAll(".toast").Count.ShouldBe(1);
        await SecondsAsync(rig, page, 2);
        page.WaitForAssertion(() => page.FindAll(".toast").ShouldBeEmpty());
        page.Find(".badge").TextContent.ShouldStartWith("1");
    }

    [Fact]
    public async Task At_most_two_are_shown_and_the_older_ones_are_in_the_messages()
    {
        await using var rig = new DeskRig();
        var page = await WithAsync(
            rig, Started(9), Started(8) with { Kind = MessageKind.CampaignLoaded }, Words(7, MessagePriority.Normal), Words(6, MessagePriority.Normal) with { Text = "Hello." });

        page.FindAll(".toast h2").Select(static h => h.TextContent)
            .ShouldBe(["New price list from noon", "Spring renewals has started"], "and the newest of a campaign");
        page.Find(".badge").TextContent.ShouldStartWith("4");
    }

    [Fact]
    public async Task During_a_call_a_message_goes_straight_to_the_messages_and_a_call_that_lands_clears_the_screen()
    {
        await using var rig = new DeskRig();
        var page = await WithAsync(rig, Started(7));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 2, Card())));
        page.FindAll(".toast").ShouldBeEmpty();

        await page.InvokeAsync(() => rig.Line.Push(Box(3, Words(8, MessagePriority.High), Started(7))));

        page.FindAll(".toast").ShouldBeEmpty();
        page.Find(".badge").TextContent.ShouldStartWith("2");
        rig.Script.Invocations["cue"].Select(static i => i.Arguments[0]).ShouldNotContain("message", "no sound over a customer");
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Ready, 3)));
        page.FindAll(".toast h2").Select(static h => h.TextContent).ShouldBe(["New price list from noon"], "what else came in the call is found in the messages");
    }

    [Fact]
    public async Task MS_02_What_is_of_high_priority_stands_again_after_each_call_until_it_is_confirmed()
    {
        await using var rig = new DeskRig();
        var page = await WithAsync(rig, Words(8, MessagePriority.High));
        await SecondsAsync(rig, page, 30);
        page.FindAll(".toast").Count.ShouldBe(1, "no time runs out on it");
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Offered, 2, Card(CallState.Offered))));
        page.FindAll(".toast").ShouldBeEmpty("nothing lies over what is offered");
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Ready, 3)));
        page.FindAll(".toast").Count.ShouldBe(1);
        rig.Script.Invocations["cue"].Count(static i => i.Arguments[0] is "message").ShouldBe(2);

        await Button(page, ".toast", "Dismiss").ClickAsync(new());
        page.FindAll(".toast").ShouldBeEmpty();
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 4, Card())));
        await page.InvokeAsync(() => rig.Line.Push(Box(3, Words(8, MessagePriority.High) with { Read = true })));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Ready, 5)));
        await Button(page, ".toast", "I have read this").ClickAsync(new());
        rig.Server.Posts[^1].Route.ShouldBe(Api.MessageAcknowledge(8));
        await page.InvokeAsync(() => rig.Line.Push(Box(4, Words(8, MessagePriority.High) with { Read = true, Acknowledged = true })));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 6, Card())));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Ready, 7)));
        page.FindAll(".toast").ShouldBeEmpty();
    }

    [Fact]
    public async Task MS_02_After_a_reload_what_was_read_and_not_confirmed_stands()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready));
        await page.InvokeAsync(() => rig.Line.Push(Box(5, Words(7, MessagePriority.High) with { At = Noon.AddHours(-20), Read = true })));
        page.FindAll(".toast button").Select(static b => b.TextContent).ShouldBe(["I have read this", "Show", "Dismiss"]);
    }

    [Fact]
    public async Task High_priority_is_told_by_word_shape_and_sound_and_wants_to_be_acknowledged()
    {
        await using var rig = new DeskRig();
        var page = await WithAsync(rig, Words(8, MessagePriority.High));

        page.Find(".toast.is-high .toast-from").TextContent.ShouldBe("High priority · Supervisor · Rui Costa");
        page.FindAll(".toast button").Select(static b => b.TextContent).ShouldBe(["I have read this", "Show", "Dismiss"]);
        rig.Script.Invocations["cue"].ShouldHaveSingleItem().Arguments.ShouldBe(["message"]);
        page.Find("[aria-live=polite]").TextContent.ShouldBe("High priority: New price list from noon.");
        await page.Find("#open-messages").ClickAsync(new());
        page.Find(".message-priority").TextContent.ShouldBe("High");
    }

    [Fact]
    public async Task When_the_page_opens_old_news_stays_in_the_messages_and_what_came_with_the_sign_in_is_shown()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.NotReady));
        await page.InvokeAsync(() => rig.Line.Push(Box(5,
            Started(9) with { Kind = MessageKind.CampaignStartedBefore, Began = Noon.AddHours(-3).AddMinutes(-30) },
            Started(8) with { At = Noon.AddHours(-20) },
            Words(7, MessagePriority.High) with { At = Noon.AddHours(-20) })));

        page.FindAll(".toast h2").Select(static h => h.TextContent).ShouldBe(
            ["New price list from noon", $"Spring renewals started at {MessageWords.TimeOf(Noon.AddHours(-3).AddMinutes(-30))}, before you signed in"]);
    }

    [Fact]
    public async Task The_messages_are_newest_first_with_unread_in_bold_and_each_can_be_marked_and_deleted()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready));
        await page.Find("#open-messages").ClickAsync(new());
        page.Find(".side-empty").TextContent.ShouldBe("No messages. Campaign news will appear here.");
        await page.InvokeAsync(() => rig.Line.Push(Box(1, Words(8, MessagePriority.Normal), Started(7) with { Read = true, Acknowledged = true })));

        page.FindAll(".message-title").Select(static t => t.TextContent).ShouldBe(["New price list from noon", "Spring renewals has started"]);
        page.FindAll(".message.is-unread").ShouldHaveSingleItem().TextContent.ShouldContain("Unread");
        await Button(page, ".message.is-unread", "Mark read").ClickAsync(new());
        await Button(page, ".message:not(.is-unread)", "Mark unread").ClickAsync(new());
        await Button(page, ".message:not(.is-unread)", "Delete").ClickAsync(new());
        await Button(page, ".side-head", "Mark all read").ClickAsync(new());
        rig.Server.Posts.Select(static p => p.Route)
            .ShouldBe([Api.MessageRead(8), Api.MessageUnread(7), Api.MessageDelete(7), Api.AgentMessagesRead]);

        rig.Server.Answer = static _ => (HttpStatusCode.NotFound, FakeServer.Refusal("You have no message 8; it may have been deleted."));
        await Button(page, ".message.is-unread", "Delete").ClickAsync(new());
        page.Find(".side-panel [role=alert]").TextContent.ShouldContain("You have no message 8");
    }

    [Fact]
    public async Task What_somebody_wrote_is_shown_whole_before_it_is_confirmed_and_has_nothing_to_unfold()
    {
        await using var rig = new DeskRig();
        var text = $"The price list.\nFrom noon: {new string('9', 400)}";
        var page = await WithAsync(rig, Words(8, MessagePriority.High) with { Text = $"{text}." });

        page.Find(".toast h2").TextContent.ShouldBe(text);
        await page.Find("#open-messages").ClickAsync(new());
        page.Find(".message-title").TextContent.ShouldBe(text);
        page.Find(".message-line").HasAttribute("aria-expanded").ShouldBeFalse();
    }

    private static async Task<IRenderedComponent<AgentPage>> WithAsync(DeskRig rig, params Message[] messages)
    {
        var page = rig.Workspace(Snapshot(AgentState.Ready));
        await page.InvokeAsync(() => rig.Line.Push(Box(1)));
        await page.InvokeAsync(() => rig.Line.Push(Box(2, messages)));
        return page;
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<AgentPage> page, string where, string name) =>
        page.FindAll($"{where} button").Single(b => b.TextContent.Trim() == name);

    private static async Task SecondsAsync(DeskRig rig, IRenderedComponent<AgentPage> page, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            await page.InvokeAsync(() => rig.Time.Advance(TimeSpan.FromSeconds(1)));
        }
    }

    private static MessagesSnapshot Box(long number, params Message[] messages) => new(number, messages.Count(static m => !m.Read), messages);

    private static Message Started(long id) => new(
        id, MessageKind.CampaignStarted, "Spring renewals", DialMode.Predictive, "Sue Visor", MessagePriority.Normal, "", Noon, Noon, Read: false, Acknowledged: false);

    private static Message Words(long id, MessagePriority priority) => new(
        id, MessageKind.Supervisor, null, null, "Rui Costa", priority, "New price list from noon.", Noon, null, Read: false, Acknowledged: false);
}
