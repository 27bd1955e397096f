using System.Diagnostics;
using Microsoft.Playwright;
using Paceline.Contracts;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>What goes wrong at an agent's desk in a working day: headset, microphone, sound.</summary>
[Collection(nameof(RealBrowser))]
public sealed class BadDayTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task ST_03_A_headset_that_is_unplugged_while_waiting_makes_the_agent_not_ready_and_plugged_in_they_are_asked_back()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Loose plugs");
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Uma Unplugged", group));
        await seat.StateAsync("Ready");

        await UnplugAsync(seat, "NotFoundError");

        await seat.StateAsync("Not ready");
        await Expect(Strip(seat)).ToContainTextAsync(
            "Headset unplugged. You are Not ready, so that no customer comes to you unheard. Plug it in or choose another.");
        await Expect(Alert(seat)).ToContainTextAsync("Headset unplugged.");
        await LookAsync(seat, "unplugged-waiting");

        // Nor is a microphone missing when Ready is chosen all the same.
        await seat.Page.Locator(".pad-foot").GetByRole(AriaRole.Button, new() { Name = "Be Ready" }).ClickAsync();
        await Expect(seat.Page.Locator(".pad-sentence [role=alert]")).ToHaveTextAsync("You cannot be Ready yet: no microphone was found.");
        await PlugInAsync(seat);

        await Expect(Strip(seat)).ToContainTextAsync("Your sound works again. It was lost, so you are Not ready and no customer came to you.");
        await Barriers.NoneInAnyLookAsync(seat.Page, "headset plugged in, waiting");
        await Strip(seat).GetByRole(AriaRole.Button, new() { Name = "Be Ready" }).ClickAsync();
        await seat.StateAsync("Ready");
        await Expect(Strip(seat)).Not.ToContainTextAsync("Your sound");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task In_a_call_a_headset_is_unplugged_a_microphone_taken_away_and_switched_off_the_call_stays_and_the_agent_is_told_each_time()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Bad headsets", "Hanna Headset");
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Hugo Heard", group));
        var ear = await seat.OnCallAsync();
        await seat.HearsCustomerAsync();
        await Seat.LineSaysAsync(ear, LineSound.Agent);
        var attempt = await seat.AttemptAsync();

        await UnplugAsync(seat, "NotFoundError");
        await Expect(Strip(seat)).ToContainTextAsync("Headset unplugged. The customer cannot hear you. Plug it in or choose another.");
        await Expect(Alert(seat)).ToContainTextAsync("The customer cannot hear you.");
        await Seat.LineSaysAsync(ear, LineSound.Silence);
        await seat.HearsCustomerAsync();
        await LookAsync(seat, "unplugged-call");
        await Strip(seat).GetByRole(AriaRole.Button, new() { Name = "Choose device" }).ClickAsync();
        await Expect(seat.Page.Locator(".channel-lines")).ToContainTextAsync("Plug in a headset");
        await PlugInAsync(seat);
        await Seat.LineSaysAsync(ear, LineSound.Agent);
        await Expect(Strip(seat)).Not.ToContainTextAsync("Headset");

        // The browser's setting is changed in the middle of it, and back.
        await UnplugAsync(seat, "NotAllowedError");
        await Expect(Strip(seat)).ToContainTextAsync("Microphone refused. The customer cannot hear you. Set Microphone to Allow");
        await Seat.LineSaysAsync(ear, LineSound.Silence); // Or the tone of before would be heard again below, and the new microphone is not open yet.
        await seat.Page.EvaluateAsync("ear.broken = ''");
        await Strip(seat).GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Seat.LineSaysAsync(ear, LineSound.Agent);

        // A switch on the headset: the browser has a microphone, and it says nothing.
        await seat.Page.EvaluateAsync("ear.hush(true)");
        await Expect(Strip(seat)).ToContainTextAsync("We cannot hear your microphone.");
        await LookAsync(seat, "microphone-silent");
        await seat.Page.EvaluateAsync("ear.hush(false)");
        await Expect(Strip(seat)).Not.ToContainTextAsync("We cannot hear");
        await Seat.LineSaysAsync(ear, LineSound.Agent);
        (await seat.AttemptAsync()).ShouldBe(attempt);
        await seat.HangUpAsync();
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_customer_cannot_hear_me_makes_the_sound_again_by_a_key_while_the_customer_hears_hold_audio()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Dead lines", "Dora Deadline");
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Fred Fixer", group));
        var ear = await seat.OnCallAsync();
        await Seat.LineSaysAsync(ear, LineSound.Agent);
        var attempt = await seat.AttemptAsync();
        await seat.Page.EvaluateAsync("ear.breakDown()");
        await Seat.LineSaysAsync(ear, LineSound.Silence); // And nothing on the page says so.

        // The answer of the server takes its time, so that the customer's ear has something to hear.
        await seat.Page.RouteAsync($"**{Api.AgentBrowserLeg}", static async route =>
        {
            if (route.Request.Method == "POST")
            {
                await Task.Delay(1500);
            }

            await route.ContinueAsync();
        });
        await Expect(seat.Page.GetByRole(AriaRole.Button, new() { Name = "Fix sound" })).ToBeEnabledAsync();
        var watch = Stopwatch.StartNew();
        await seat.Page.Keyboard.PressAsync("Shift+F4");
        await Expect(Strip(seat)).ToContainTextAsync("Making the sound again… The customer hears hold audio for a moment.");
        await Seat.LineSaysAsync(ear, LineSound.HoldAudio);
        await Seat.LineSaysAsync(ear, LineSound.Agent);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10), "one and a half of them are the test's");
        await seat.HearsCustomerAsync();
        await Expect(Strip(seat)).Not.ToContainTextAsync("Making the sound");
        await seat.StateAsync("On call");
        (await seat.AttemptAsync()).ShouldBe(attempt);

        // By its button, and the call goes on as before.
        await seat.Page.GetByRole(AriaRole.Button, new() { Name = "Fix sound" }).ClickAsync();
        await Seat.LineSaysAsync(ear, LineSound.HoldAudio);
        await Seat.LineSaysAsync(ear, LineSound.Agent);
        await LookAsync(seat, "fix-sound");
        await seat.HangUpAsync();
        await Expect(seat.Page.GetByRole(AriaRole.Button, new() { Name = "Fix sound" })).ToHaveCountAsync(0);
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_line_that_loses_sound_is_told_with_the_measured_share_and_its_end_as_well()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Weak lines", "Wim Weak");
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Wilma Wire", group));
        await seat.OnCallAsync();
        await seat.HearsCustomerAsync();

        await seat.Page.EvaluateAsync("ear.loss = 0.08");
        await Expect(Strip(seat)).ToContainTextAsync("Weak connection: the customer may hear gaps. 8 % of your sound is lost.");
        (await seat.Page.EvaluateAsync<bool>("ear.reported")).ShouldBeTrue("the voice node reports what it got");
        await LookAsync(seat, "weak");
        await seat.Page.EvaluateAsync("ear.loss = 0");
        await Expect(Strip(seat)).Not.ToContainTextAsync("Weak connection");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_computer_whose_clock_is_wrong_shows_the_servers_times_and_channels_say_so()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Wrong clocks", "Cleo Clock");
        await centre.StartAsync(group);
        await using var seat = await Seat.OpenAsync(centre);
        await seat.Context.AddInitScriptAsync("{ const own = Date.now; Date.now = () => own() - 720_000; }");
        await seat.SignInAsync(seat.Page, await centre.LinkAsync(await centre.AgentAsync("Cora Clock", group)));
        await seat.Page.GetByRole(AriaRole.Button, new() { Name = "Be Ready" }).ClickAsync();
        await seat.StateAsync("On call");
        await Expect(seat.Page.Locator(".callbar .timer")).ToHaveTextAsync(Seat.Pattern("^00:[0-5][0-9]$"));
        await seat.Page.GetByRole(AriaRole.Button, new() { Name = "Channels" }).ClickAsync();
        await Expect(seat.Page.Locator(".channel-lines")).ToContainTextAsync(
            Seat.Pattern("This computer is (11:5[0-9]|12:0[0-9]) behind the server. The times here are the server.s."));
        await LookAsync(seat, "clock");
        await seat.HangUpAsync();
        seat.Errors.ShouldBeEmpty();
    }

    private static ILocator Strip(Seat seat) => seat.Page.Locator(".strip");

    private static ILocator Alert(Seat seat) => seat.Page.Locator(".desk > [role=alert]");

    private static async Task UnplugAsync(Seat seat, string why) => await seat.Page.EvaluateAsync($"ear.unplug('{why}')");

    private static async Task PlugInAsync(Seat seat) => await seat.Page.EvaluateAsync("ear.plugIn()");

    private static async Task LookAsync(Seat seat, string name)
    {
        await Pictures.TakeAsync(seat.Page, $"life-{name}");
        await seat.Page.SetViewportSizeAsync(1366, 768);
    }
}
