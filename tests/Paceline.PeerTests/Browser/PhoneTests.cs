using Microsoft.Playwright;
using Paceline.PeerTests.Demo;
using Paceline.PeerTests.Peers;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>An agent whose sound is a telephone of other make, chosen on the page.</summary>
[Collection(nameof(RealBrowser))]
public sealed class PhoneTests(CallCentre centre) : IClassFixture<CallCentre>, IDisposable
{
    /// <summary>Counts how often the page asks for a microphone.</summary>
    private const string Count =
        "globalThis.asked = 0; const ask = MediaDevices.prototype.getUserMedia;"
        + "MediaDevices.prototype.getUserMedia = function (...wishes) { globalThis.asked++; return ask.apply(this, wishes); };";

    private readonly string _folder = Directory.CreateTempSubdirectory("paceline-phone-").FullName;

    [Fact]
    public async Task CH_01_VO_02_A_SIP_phone_is_chosen_by_keys_is_heard_and_hears_stays_for_the_next_call_and_over_a_reload_and_the_computer_is_there_again()
    {
        Chromium.Needed();
        await using var phone = await Baresip.StartAsync(_folder, CallCentre.AgentHz, minutes: 10);
        var group = await centre.GroupAsync("Telephone campaign", "Tilda Tone", "Theo Tone");
        await using var seat = await Seat.OpenAsync(centre);
        await seat.Context.AddInitScriptAsync(Count);
        await seat.SignInAsync(seat.Page, await centre.LinkAsync(await centre.AgentAsync("Tess Telephone", group)));
        var page = seat.Page;
        await seat.StateAsync("Not ready");

        // What is no phone is told; the phone is called, answers and stays.
        await OpenChannelsAsync(page);
        await page.Locator("#way-computer").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator("#way-phone")).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#phone-address")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("4017");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".channel-way .sentence")).ToContainTextAsync("“4017” is none");
        await Expect(page.Locator("#phone-address")).ToBeFocusedAsync();
        await Pictures.TakeAsync(page, "channels-phone-none");
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync(phone.Uri);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".channel-phone .state")).ToHaveTextAsync("Phone connected");
        await Expect(page.Locator(".table-channels")).ToContainTextAsync($"Your phone, {phone.Uri}");
        await Pictures.TakeAsync(page, "channels-phone");

        // A call, both ways. What the microphone would do is not there; hold is the server's.
        await page.Keyboard.PressAsync("F9");
        await seat.StateAsync("Ready");
        await centre.StartAsync(group);
        var ear = await seat.OnCallAsync();
        await HeardBothWaysAsync(phone, ear);
        await Expect(page.Locator(".button-call")).ToHaveTextAsync(["Hold", "Keypad", "End call"]);
        await page.Keyboard.PressAsync("h");
        await Seat.LineSaysAsync(ear, LineSound.HoldAudio);
        await page.Keyboard.PressAsync("h");
        await HeardBothWaysAsync(phone, ear);
        await Pictures.TakeAsync(page, "call-phone");
        await seat.HangUpAsync();
        await seat.FinishAsync("1", "Agreed");

        // The next call is on the same leg, and a reload asks nobody for anything.
        var next = await seat.OnCallAsync();
        await HeardBothWaysAsync(phone, next);
        await page.ReloadAsync();
        await seat.StateAsync("On call");
        await HeardBothWaysAsync(phone, next);
        await Expect(page.Locator("header.topbar")).ToContainTextAsync("Phone connected");
        (await page.EvaluateAsync<int>("asked")).ShouldBe(0, "the microphone is left alone");
        phone.Answered.ShouldBe(1);
        await seat.HangUpAsync();
        await Expect(page).ToHaveTitleAsync(Seat.Pattern("^Wrap-up 00:0[2-9]")); // A page just loaded may be a second ahead of the keys.
        await seat.FinishAsync("1", "Agreed");
        await seat.StateAsync("Ready");

        // The receiver is put down.
        await phone.HangUpAsync();
        await seat.StateAsync("Not ready");
        await Expect(page.Locator(".strip")).ToContainTextAsync("Your phone is not connected. The phone hung up.");
        await OpenChannelsAsync(page);
        await Pictures.TakeAsync(page, "channels-phone-lost");
        await page.Locator(".strip").GetByRole(AriaRole.Button, new() { Name = "Call it again" }).PressAsync("Enter");
        await Expect(page.Locator(".strip")).ToContainTextAsync("Your sound works again.");
        phone.Answered.ShouldBe(2);
        await phone.HangUpAsync();
        await Expect(page.Locator("header.topbar")).ToContainTextAsync("Phone not connected");
        await page.Keyboard.PressAsync("F9"); // Ready has it called, too.
        await seat.StateAsync("Ready");
        phone.Answered.ShouldBe(3);

        // Back to the computer.
        await Expect(page.Locator("#way-computer")).ToBeDisabledAsync();
        await page.Keyboard.PressAsync("Shift+F2");
        await page.Keyboard.PressAsync("2");
        await seat.StateAsync("Not ready");
        await page.Locator("#way-phone").FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page.Locator("header.topbar")).ToContainTextAsync("Sound connected");
        await Expect(page.Locator(".table-channels")).ToContainTextAsync("This computer");
        await page.Keyboard.PressAsync("F9");
        await seat.StateAsync("Ready");
        await page.ReloadAsync();
        await seat.StateAsync("Not ready"); // A browser's leg goes with its page.
        await OpenChannelsAsync(page);
        await Expect(page.Locator("#way-computer")).ToBeCheckedAsync();
        phone.Answered.ShouldBe(3);
        seat.Errors.ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task OpenChannelsAsync(IPage page)
    {
        var entry = page.GetByRole(AriaRole.Navigation, new() { Name = "Views" }).GetByRole(AriaRole.Button, new() { NameRegex = Seat.Pattern("^Channels") });
        await entry.PressAsync("Enter");
        await Expect(page.Locator("#view-heading")).ToBeFocusedAsync();
    }

    private static async Task HeardBothWaysAsync(Baresip phone, LineEar ear)
    {
        await Seat.LineSaysAsync(ear, LineSound.Agent);
        await DemoLine.UntilAsync(() => phone.Hears(CallCentre.CustomerHz), "the customer's tone at the phone");
    }
}
