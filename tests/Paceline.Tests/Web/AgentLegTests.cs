using System.Net;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Paceline.Contracts;
using Paceline.Web.Connection;
using Paceline.Web.Sound;
using static Paceline.Tests.Web.DeskRig;

namespace Paceline.Tests.Web;

public sealed class AgentLegTests
{
    private const string Answer = """{"sdp":"v=0 answer"}""";

    [Fact]
    public async Task Ready_makes_the_leg_first_and_asks_for_calls_when_sound_flows()
    {
        await using var rig = new DeskRig();
        rig.Server.Answer = static route => (HttpStatusCode.OK, route is Api.AgentBrowserLeg ? Answer : "");
        var page = rig.Workspace(Snapshot(AgentState.NotReady) with { Leg = LegState.Down });
        var ready = page.InvokeAsync(() => rig.Desk.GoReady());
        rig.Server.Posts.Select(p => p.Route).ShouldBe([Api.AgentBrowserLeg]);
        await page.InvokeAsync(() => Browser(rig).Hear("Voice", "up"));
        await ready;
        rig.Server.Posts.Select(p => p.Route).ShouldBe([Api.AgentBrowserLeg, Api.AgentReady]);
        rig.Server.Posts[0].Body.ShouldBe("""{"sdp":"v=0 offer"}""");
    }

    [Fact]
    public async Task A_refused_leg_is_a_sentence_and_the_agent_stays_not_ready()
    {
        await using var rig = new DeskRig();
        rig.Server.Answer = static _ => (HttpStatusCode.Conflict, FakeServer.Refusal("The voice node is not running."));
        var page = rig.Workspace(Snapshot(AgentState.NotReady) with { Leg = LegState.Down });
        await page.InvokeAsync(() => rig.Desk.GoReady());
        page.Find(".pad-sentence [role=alert]").TextContent.Trim().ShouldBe("The voice node is not running.");
        rig.Server.Posts.ShouldAllBe(p => p.Route != Api.AgentReady);
    }

    [Fact]
    public async Task A_leg_lost_during_a_call_is_made_again_until_it_is_up()
    {
        await using var rig = new DeskRig();
        rig.Server.Answer = static route => (HttpStatusCode.OK, route is Api.AgentBrowserLeg ? Answer : "");
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card()) with { Leg = LegState.Browser });
        await page.InvokeAsync(() => Browser(rig).Hear("Voice", "up"));
        rig.Server.Answer = static _ => (HttpStatusCode.OK, null);
        await page.InvokeAsync(() => Browser(rig).Hear("Voice", "lost"));
        page.Find(".strip").TextContent.ShouldContain("the call stays up");
        var tries = rig.Server.Posts.Count;
        rig.Server.Answer = static _ => (HttpStatusCode.OK, Answer);
        await page.InvokeAsync(() => rig.Time.Advance(TimeSpan.FromSeconds(1)));
        (await rig.Server.RoutesAsync(tries + 1)).Count.ShouldBeGreaterThan(tries);
        await page.InvokeAsync(() => Browser(rig).Hear("Voice", "up"));
        rig.Desk.Leg.Voice.ShouldBe(VoiceState.Up);
    }

    [Fact]
    public async Task Server_and_sound_are_both_gone_and_nobody_says_that_the_call_is_not_affected()
    {
        await using var rig = new DeskRig();
        rig.Server.Answer = static route => (HttpStatusCode.OK, route is Api.AgentBrowserLeg ? Answer : "");
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card()) with { Leg = LegState.Browser });
        await page.InvokeAsync(() => Browser(rig).Hear("Voice", "up"));
        await page.InvokeAsync(() => rig.Line.Move(LineState.Lost));
        page.Find(".strip").TextContent.ShouldContain("Your call is not affected.");

        rig.Server.Answer = static _ => (HttpStatusCode.OK, null);
        await page.InvokeAsync(() => Browser(rig).Hear("Voice", "lost"));
        page.Find(".strip").TextContent.ShouldNotContain("not affected");
        page.Find(".strip").TextContent.ShouldContain("Your sound is gone too: the call may be over. Your note is kept.");

        await page.InvokeAsync(() => Browser(rig).Hear("Voice", "up"));
        page.Find(".strip").TextContent.ShouldContain("Your call is not affected.");
    }

    [Fact]
    public async Task Mute_is_said_on_its_button_and_a_new_call_is_never_muted()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card()) with { Leg = LegState.Browser });
        await page.InvokeAsync(() => rig.Press("mute"));
        page.FindAll(".button-call")[0].TextContent.Trim().ShouldBe("Unmute", "as Hold becomes Resume");
        page.FindAll(".button-call")[0].GetAttribute("aria-pressed").ShouldBe("true");
        page.Find(".callbar-time p").TextContent.ShouldBe("On call · Muted");
        await page.InvokeAsync(() => Browser(rig).Hear("Talking", ""));
        page.Find(".strip").TextContent.ShouldContain("You are muted.");
        var next = Card(attempt: Guid.Parse("0190c3a0-0000-7000-8000-000000000002"));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 2, next) with { Leg = LegState.Browser }));
        page.FindAll(".button-call")[0].TextContent.Trim().ShouldBe("Mute");
    }

    [Fact]
    public async Task A_microphone_that_is_gone_between_calls_takes_the_leg_with_it_and_in_a_call_it_does_not()
    {
        await using var rig = new DeskRig();
        rig.Server.Answer = static route => (HttpStatusCode.OK, route is Api.AgentBrowserLeg ? Answer : "");
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card()) with { Leg = LegState.Browser });
        await page.InvokeAsync(() => Browser(rig).Hear("Voice", "up"));
        await page.InvokeAsync(() => Browser(rig).Hear("Microphone", "missing"));
        page.Find(".strip").TextContent.ShouldContain("The customer cannot hear you.");
        page.Find(".desk > [role=alert]").TextContent.ShouldStartWith("Headset unplugged.");
        rig.Server.Posts.ShouldNotContain(p => p.Route == $"DELETE {Api.AgentBrowserLeg}");
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.WrapUp, 2, Card(CallState.Ended)) with { Leg = LegState.Browser }));
        rig.Server.Posts.ShouldContain(p => p.Route == $"DELETE {Api.AgentBrowserLeg}");
        rig.Desk.Leg.Voice.ShouldBe(VoiceState.Off);
    }

    [Fact]
    public async Task Another_microphone_in_the_place_of_the_one_that_went_is_named_until_it_is_kept_or_the_old_one_is_back()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card()));
        rig.Script.Setup<string>("microphoneName").SetResult("Notebook");
        await page.InvokeAsync(() => Browser(rig).Hear("Microphone", "works"));
        page.Find(".strip").TextContent.ShouldContain("“Headset” was unplugged. You are heard through “Notebook” now.");
        rig.Script.Setup<string>("microphoneName").SetResult("Headset");
        await page.InvokeAsync(() => Browser(rig).Hear("Microphone", "works"));
        page.Find(".strip").TextContent.ShouldNotContain("unplugged");
        rig.Script.Setup<string>("microphoneName").SetResult("Notebook");
        await page.InvokeAsync(() => Browser(rig).Hear("Microphone", "works"));
        await page.FindAll(".strip button").Single(static b => b.TextContent is "Keep it").ClickAsync(new());
        page.Find(".strip").TextContent.ShouldNotContain("unplugged");
    }

    private static BrowserModule Browser(DeskRig rig) => rig.Services.GetRequiredService<BrowserModule>();
}
