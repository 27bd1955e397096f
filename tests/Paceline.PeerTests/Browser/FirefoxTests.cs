using Paceline.PeerTests.Demo;

namespace Paceline.PeerTests.Browser;

/// <summary>The same work in the other browser engine, with sound that is recognised at both ends.</summary>
[Collection(nameof(RealBrowser))]
public sealed class FirefoxTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task VO_02_In_Firefox_both_hear_each_other_and_a_call_is_muted_ended_and_finished_by_keys_and_the_next_one_comes()
    {
        Chromium.Needed(); // The fixture has one.
        Firefox.Needed();
        var group = await centre.GroupAsync("Fox campaign", "Fiona Fox", "Vito Volpe");
        await centre.StartAsync(group);
        var link = await centre.LinkAsync(await centre.AgentAsync("Frida Fuchs", group));
        await using var firefox = await Firefox.StartAsync(CallCentre.AgentHz);

        await firefox.OpenAsync(link);
        await firefox.ClickAsync("#sign-in");
        await TitleAsync(firefox, "Not ready");
        await firefox.ClickAsync("#primary");
        await TitleAsync(firefox, "On call");
        LineEar ear = new();
        centre.Carrier.LastCall("").ShouldNotBeNull().Leg.ShouldNotBeNull().Listen(ear);
        (await firefox.ValueAsync("document.querySelector('.callbar h1').textContent")).ShouldBe("Fiona Fox");
        await firefox.HearsAsync(CallCentre.CustomerHz);
        await LineSaysAsync(ear, LineSound.Agent);

        await firefox.PressAsync("F4");
        await LineSaysAsync(ear, LineSound.Silence);
        await firefox.PressAsync("F4");
        await LineSaysAsync(ear, LineSound.Agent);

        await firefox.PressAsync("Shift+F9");
        await TitleAsync(firefox, "Wrap-up (0?0:0[1-9]|0?[0-9]+:[1-5])"); // The keys that save are deaf at first.
        await firefox.PressAsync("1");
        await firefox.UntilAsync("document.querySelector('#pad input:checked')?.closest('label').textContent.includes('Agreed')");
        await firefox.PressAsync("Control+Enter");
        await firefox.UntilAsync("document.querySelector('.callbar h1')?.textContent === 'Vito Volpe'", centre.LogEnd);
        await firefox.HearsAsync(CallCentre.CustomerHz);
        firefox.Errors.ShouldBeEmpty();
    }

    private Task TitleAsync(Firefox firefox, string pattern) => firefox.UntilAsync($"/^(⚠ )?{pattern}/.test(document.title)", centre.LogEnd);

    private static Task LineSaysAsync(LineEar ear, LineSound sound) => DemoLine.UntilAsync(() => ear.Sound == sound, $"{sound} at the carrier");
}
