using Paceline.VoiceProtocol;

namespace Paceline.PeerTests.Voice;

/// <summary>An agent by browser over ICE, DTLS and SRTP.</summary>
[Collection(nameof(RealAudio))]
public sealed class BrowserLegTests
{
    [Fact]
    public async Task An_agent_by_browser_talks_to_a_person()
    {
        await using Rig rig = await Rig.StartAsync();
        await using BrowserEnd browser = new(Rig.AgentHz, Rig.CustomerHz);
        await AttachAsync(rig, browser);
        await browser.Connected;
        VoiceEvent up = await rig.Server.EventAsync(static happened => happened.AgentLegUp is not null);
        up.AgentLegUp.Browser.ShouldBeTrue();

        await rig.Server.OriginateAsync("by-browser", "+49300000001", "anna");

        await browser.Ear.Present();
        await rig.Carrier.Call("by-browser").Listen(Rig.AgentHz).Present();
    }

    [Fact]
    public async Task A_page_that_is_loaded_again_takes_over_the_conversation()
    {
        await using Rig rig = await Rig.StartAsync();
        await using BrowserEnd before = new(Rig.AgentHz, Rig.CustomerHz);
        await using BrowserEnd after = new(800, Rig.CustomerHz);
        await AttachAsync(rig, before);
        await rig.Server.EventAsync(static happened => happened.AgentLegUp is not null);
        await rig.Server.OriginateAsync("reloaded", "+49300000001", "anna");
        await before.Ear.Present();

        await AttachAsync(rig, after);

        await after.Ear.Present();
        await rig.Carrier.Call("reloaded").Listen(800).Present();
        await before.Ear.Absent();
        rig.Server.Events.ShouldNotContain(static happened => happened.AgentLegDown != null);
    }

    [Fact]
    public async Task A_browser_that_shows_another_certificate_than_its_offer_is_refused()
    {
        await using Rig rig = await Rig.StartAsync();
        await using BrowserEnd browser = new(Rig.AgentHz, Rig.CustomerHz);

        await AttachAsync(rig, browser, string.Join(':', Enumerable.Repeat("AB", 32)));

        VoiceEvent down = await rig.Server.EventAsync(static happened => happened.AgentLegDown is not null);
        down.AgentLegDown.Reason.ShouldContain("certificate");
        rig.Server.Events.ShouldNotContain(static happened => happened.AgentLegUp != null);
    }

    [Fact]
    public async Task A_browser_without_ice_checks_is_down_and_its_customer_hears_hold_audio()
    {
        await using Rig rig = await Rig.StartAsync(static settings =>
            settings with { Media = settings.Media with { BrowserConsent = TimeSpan.FromSeconds(2) } });
        await using BrowserEnd browser = new(Rig.AgentHz, Rig.CustomerHz);
        await AttachAsync(rig, browser);
        await rig.Server.EventAsync(static happened => happened.AgentLegUp is not null);
        await rig.Server.OriginateAsync("lost", "+49300000001", "anna");
        await browser.Ear.Present();

        browser.FallSilent();

        await rig.Server.EventAsync(static happened => happened.AgentLegDown is not null);
        await rig.Carrier.Call("lost").Listen(Rig.HoldHz).Present();
    }

    [Fact]
    public async Task The_same_offer_again_is_the_same_attach()
    {
        await using Rig rig = await Rig.StartAsync();
        await using BrowserEnd browser = new(Rig.AgentHz, Rig.CustomerHz);

        (await AttachAsync(rig, browser)).ShouldBe(await AnswerAsync(rig, browser.Offer()));
    }

    private static async Task<string> AttachAsync(Rig rig, BrowserEnd browser, string? fingerprint = null)
    {
        string answer = await AnswerAsync(rig, browser.Offer(fingerprint));
        browser.Take(answer);
        return answer;
    }

    private static async Task<string> AnswerAsync(Rig rig, string offer) =>
        (await rig.Server.Voice.AttachBrowserAsync(
            new AttachBrowserRequest { Command = rig.Server.Command, Agent = "anna", Sdp = offer }, rig.Server.Token)).Sdp;
}
