using System.Net;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Paceline.Contracts;
using Paceline.Web.Connection;
using Paceline.Web.Sound;
using Paceline.Web.Workspace;
using Paceline.Web.Workspace.Channels;
using static Paceline.Tests.Web.DeskRig;

namespace Paceline.Tests.Web;

/// <summary>A SIP phone in place of this computer's headset, as the screens have it.</summary>
public sealed class PhoneTests
{
    private const string Phone = "sip:mia@127.0.0.1:5070";
    private const string Ringing = "Your phone is being called: answer it.";

    [Fact]
    public async Task A_phone_is_chosen_in_the_channels_called_kept_for_the_person_and_its_every_state_is_said()
    {
        await using var rig = new DeskRig();
        var page = await ChannelsAsync(rig, Snapshot(AgentState.NotReady) with { Leg = LegState.Down });
        page.Find("#way-computer").HasAttribute("checked").ShouldBeTrue();
        page.FindAll("#phone-address").ShouldBeEmpty();
        await page.Find("#way-phone").ChangeAsync(new() { Value = "on" });
        page.FindAll(".channel-line dt").Count.ShouldBe(5, "nothing is changed before it is called");
        await CallAsync(page, Phone);

        rig.Server.Posts.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            static post => post.Route.ShouldBe(Api.AgentPhoneLeg), static post => post.Body.ShouldBe($$"""{"uri":"{{Phone}}"}"""));
        rig.Script.Invocations["keepPhone"][^1].Arguments.ShouldBe(["mia", Phone]);
        rig.Script.VerifyInvoke("closeMicrophone");
        page.FindAll(".table-channels tbody tr > *")[3].TextContent.ShouldBe($"Your phone, {Phone}");
        page.FindAll(".channel-line dt").Select(static t => t.TextContent).ShouldBe(["Phone and line", "Server", "Clock"], "microphone and speaker are the phone's own");

        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.NotReady, 2) with { Leg = LegState.Down, LegTrouble = Ringing, PhoneRings = true }));
        page.Find(".channel-phone .state").TextContent.Trim().ShouldBe("Calling your phone: answer it");
        page.Find(".strip").TextContent.ShouldContain("Your phone is being called.");
        Button(page).HasAttribute("disabled").ShouldBeTrue();

        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.NotReady, 3) with { Leg = LegState.Down, LegTrouble = "The phone refused with 486." }));
        page.Find(".channel-phone .state").TextContent.Trim().ShouldBe("The phone refused with 486.");
        page.Find(".channel-way").TextContent.ShouldContain("Look whether the address is right");
        page.Find(".hidden[role=alert]").TextContent.ShouldContain("Your phone is not connected. The phone refused with 486.");
        Button(page).TextContent.ShouldBe("Call it again");
        await page.Find(".channel-phone").SubmitAsync();
        rig.Server.Posts.Count.ShouldBe(2);

        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.NotReady, 4)));
        page.Find(".channel-phone .state").TextContent.Trim().ShouldBe("Phone connected");
        page.Find(".hidden[role=alert]").TextContent.ShouldBe("");
        Button(page).HasAttribute("disabled").ShouldBeTrue("it is connected");
        page.Find(".channel-way").TextContent.ShouldContain("mute are the phone's own");
    }

    [Theory]
    [InlineData(" ", "Type the address of the phone first")]
    [InlineData("4017", "“4017” is none")]
    [InlineData("sip:anna@phones.example", "“sip:anna@phones.example” is none")]
    [InlineData("sips:anna@192.0.2.7", "“sips:anna@192.0.2.7” is none")]
    [InlineData("sip:anna@192.0.2.7:99999", "is none")]
    public async Task What_is_no_address_of_a_phone_is_told_with_what_came_and_nothing_is_called(string typed, string said)
    {
        await using var rig = new DeskRig();
        var page = await ChannelsAsync(rig, Snapshot(AgentState.NotReady) with { Leg = LegState.Down });
        await page.Find("#way-phone").ChangeAsync(new() { Value = "on" });
        await CallAsync(page, typed);
        page.Find(".channel-way [role=alert]").TextContent.ShouldContain(said);
        page.Find(".channel-way [role=alert]").TextContent.ShouldContain("sip:anna@192.0.2.7:5060", customMessage: "what was expected");
        rig.Server.Posts.ShouldBeEmpty();
        rig.Script.Invocations["focus"][^1].Arguments.ShouldBe(["phone-address"]);
    }

    [Theory]
    [InlineData("anna@192.0.2.7", "sip:anna@192.0.2.7")]
    [InlineData(" sip:192.0.2.7:5062;transport=udp ", "sip:192.0.2.7:5062;transport=udp")]
    [InlineData("sip:anna@[2001:db8::7]:5060", "sip:anna@[2001:db8::7]:5060")]
    public void An_address_may_leave_out_what_is_the_same_for_all(string typed, string read)
    {
        PhoneAddress.TryRead(typed, out var address).ShouldBeTrue();
        address.ShouldBe(read);
    }

    [Fact]
    public async Task A_refused_phone_is_a_sentence_with_what_to_do_and_the_computer_stays_the_choice()
    {
        await using var rig = new DeskRig();
        rig.Server.Answer = static _ => (HttpStatusCode.ServiceUnavailable, FakeServer.Refusal("The phone's address is not one this node may speak to."));
        var page = await ChannelsAsync(rig, Snapshot(AgentState.NotReady) with { Leg = LegState.Down });
        await page.Find("#way-phone").ChangeAsync(new() { Value = "on" });
        await CallAsync(page, "sip:mia@192.0.2.7");
        page.Find(".channel-way [role=alert]").TextContent.ShouldContain("The phone's address is not one this node may speak to. Look whether");
        rig.Desk.Phone.ShouldBe("");
        rig.Script.Invocations["keepPhone"].ShouldBeEmpty();
        rig.Desk.Leg.Microphone.ShouldBe(MicrophoneState.Works, "nothing was given up for it");
    }

    [Fact]
    public async Task Whoever_has_a_phone_is_not_asked_for_a_microphone_and_has_it_called_before_they_are_ready()
    {
        await using var rig = new DeskRig(microphone: "prompt");
        rig.Script.Setup<string>("phoneOf", "mia").SetResult(Phone);
        var page = rig.Workspace(Snapshot(AgentState.NotReady) with { Leg = LegState.Down });
        rig.Script.Invocations["microphone"].ShouldBeEmpty();
        rig.Script.Invocations["permission"].ShouldBeEmpty();
        page.Find(".panel-waiting").TextContent.ShouldContain("Your phone is called when you choose Ready.");
        await page.InvokeAsync(() => rig.Press("primary"));
        rig.Server.Posts.Select(static p => p.Route).ShouldBe([Api.AgentPhoneLeg, Api.AgentReady]);
        rig.Server.Posts[0].Body.ShouldBe($$"""{"uri":"{{Phone}}"}""");
        rig.Script.Invocations["microphone"].ShouldBeEmpty();

        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Ready, 2)));
        page.Find(".topbar").TextContent.ShouldContain("Phone connected");
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.NotReady, 3)));
        await page.InvokeAsync(() => rig.Press("primary"));
        rig.Server.Posts.Select(static p => p.Route).ShouldBe([Api.AgentPhoneLeg, Api.AgentReady, Api.AgentReady], "it is connected, and not called again");
    }

    [Fact]
    public async Task A_phone_that_hangs_up_is_said_aloud_and_called_again_from_the_strip_also_in_a_call()
    {
        await using var rig = new DeskRig();
        rig.Script.Setup<string>("phoneOf", "mia").SetResult(Phone);
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card()));
        page.FindAll(".button-call").Select(static b => b.TextContent.Trim()).ShouldBe(["Hold", "Keypad", "End call"], "this page has no microphone to mute");
        await page.InvokeAsync(() => rig.Press("mute"));
        rig.Desk.Leg.Muted.ShouldBeFalse();

        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 2, Card()) with { Leg = LegState.Down, LegTrouble = "The phone hung up." }));
        page.Find(".strip").TextContent.ShouldContain("Your phone is not connected.");
        page.Find(".strip").TextContent.ShouldContain("The phone hung up. The customer hears hold audio until you are back.");
        page.Find(".hidden[role=alert]").TextContent.ShouldContain("The phone hung up.");
        await page.Find(".strip button").ClickAsync(new());
        rig.Server.Posts.ShouldHaveSingleItem().Route.ShouldBe(Api.AgentPhoneLeg);
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 3, Card()) with { Leg = LegState.Down, PhoneRings = true, LegTrouble = Ringing }));
        page.Find(".strip").TextContent.ShouldContain("Answer it: the customer hears hold audio until then.");
        page.FindAll(".strip button").ShouldBeEmpty();

        // Without a call it is as with a headset that is lost.
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.NotReady, 4) with { Leg = LegState.Down, SoundLost = true, LegTrouble = "The phone hung up." }));
        page.Find(".strip").TextContent.ShouldContain("You are Not ready: no customer comes to you.");
        page.Find(".topbar .chip-fault").TextContent.ShouldContain("Phone not connected");
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.NotReady, 5) with { SoundLost = true }));
        page.Find(".strip").TextContent.ShouldContain("Your sound works again.");
        page.Find(".strip button").TextContent.ShouldBe("Be Ready");
    }

    [Fact]
    public async Task Back_to_the_computer_the_phones_leg_ends_first_and_the_browsers_is_made()
    {
        await using var rig = new DeskRig();
        rig.Script.Setup<string>("phoneOf", "mia").SetResult(Phone);
        rig.Server.Answer = static route => (HttpStatusCode.OK, route is Api.AgentBrowserLeg ? """{"sdp":"v=0 answer"}""" : "");
        var page = await ChannelsAsync(rig, Snapshot(AgentState.NotReady));
        page.Find("#way-phone").HasAttribute("checked").ShouldBeTrue();
        page.Find("#phone-address").GetAttribute("value").ShouldBe(Phone);
        var back = page.Find("#way-computer").ChangeAsync(new() { Value = "on" });
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.NotReady, 2) with { Leg = LegState.Down }));
        (await rig.Server.RoutesAsync(2)).ShouldBe([$"DELETE {Api.AgentBrowserLeg}", Api.AgentBrowserLeg]);
        rig.Script.Invocations["keepPhone"][^1].Arguments.ShouldBe(["mia", ""]);
        await page.InvokeAsync(() => rig.Services.GetRequiredService<BrowserModule>().Hear("Voice", "up"));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.NotReady, 3) with { Leg = LegState.Browser }));
        await back;
        page.FindAll(".table-channels tbody tr > *")[3].TextContent.ShouldBe("This computer");
        page.FindAll("#phone-address").ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_is_signed_out_while_their_phone_waits_is_not_told_that_no_call_comes()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready));
        await page.InvokeAsync(() => rig.Line.Move(LineState.SignedOut));
        page.Find(".strip").TextContent.ShouldContain("Your phone stays connected and calls may come");
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.NotReady, 2)));
        page.Find(".strip").TextContent.ShouldContain("You get no calls until you sign in again.");
    }

    [Theory]
    [InlineData(AgentState.Ready, "You can change this while you are Not ready")]
    [InlineData(AgentState.Talking, "You can change this when your call is over")]
    public async Task Where_a_call_may_be_on_its_way_the_choice_rests_and_says_why(AgentState state, string why)
    {
        await using var rig = new DeskRig();
        var page = await ChannelsAsync(rig, Snapshot(state, call: state == AgentState.Talking ? Card() : null));
        page.Find(".channel-ways").HasAttribute("disabled").ShouldBeTrue();
        page.Find("#way-why").TextContent.ShouldContain(why);
        await page.InvokeAsync(() => rig.Desk.UsePhone(Phone));
        await page.InvokeAsync(rig.Desk.UseComputer);
        rig.Server.Posts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_has_no_microphone_finds_the_way_to_a_phone()
    {
        await using var rig = new DeskRig(microphone: "notAsked");
        var page = rig.Workspace(Snapshot(AgentState.NotReady) with { Leg = LegState.Down });
        await page.FindAll(".waiting button").Single(static b => b.TextContent == "I use a SIP phone").ClickAsync(new());
        page.FindAll("#way-phone").Count.ShouldBe(1);
    }

    private static async Task<IRenderedComponent<AgentPage>> ChannelsAsync(DeskRig rig, AgentSnapshot snapshot)
    {
        var page = rig.Workspace(snapshot);
        await page.FindAll(".rail-entry").Single(static e => e.TextContent.Trim() == "Channels").ClickAsync(new());
        return page;
    }

    private static async Task CallAsync(IRenderedComponent<AgentPage> page, string address)
    {
        await page.Find("#phone-address").InputAsync(new() { Value = address });
        await page.Find(".channel-phone").SubmitAsync();
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<AgentPage> page) => page.Find(".channel-phone button");
}
