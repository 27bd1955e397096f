using Microsoft.Playwright;
using Paceline.Contracts;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>Progressive dialling as agents see it: a number for each who is free, a call when somebody has answered, and what an offer of one
/// does where agents are asked first.</summary>
[Collection(nameof(RealBrowser))]
public sealed class ProgressiveTests(CallCentre centre) : IClassFixture<CallCentre>
{
    /// <summary>Keeps every name that has stood in the call bar.</summary>
    private const string Witness = """
        const bar = document.querySelector('.callbar');
        window.stood = new Set();
        const talks = () => bar.querySelector('.callbar-time p')?.textContent.startsWith('On call');
        const look = () => talks() && stood.add(bar.querySelector('h1')?.textContent);
        new MutationObserver(look).observe(bar, { subtree: true, childList: true, characterData: true });
        look();
        """;

    [Fact]
    public async Task PG_01_PG_02_PG_04_PG_05_As_many_numbers_ring_as_agents_are_free_and_only_who_answers_comes_with_the_record_through_every_state()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync(
            "Free agents", new CampaignRulesRequest(RingTimeoutSeconds: 120), "Busy Bruno", "Late Lena", "Late Lars", "Late Luis");
        await using var anna = await Seat.ReadyAsync(centre, await centre.AgentAsync("Anna Answers", group));
        await anna.StateAsync("Ready");
        await using var ben = await Seat.ReadyAsync(centre, await centre.AgentAsync("Ben Both", group));
        await ben.StateAsync("Ready");
        await anna.Page.EvaluateAsync(Witness);
        await ben.Page.EvaluateAsync(Witness);
        var placed = centre.Carrier.Invites.Count;
        await centre.StartAsync(group);

        // Two are free: two telephones ring, and the one that was engaged is nobody's call.
        var lena = await centre.CalledAsync("Late Lena");
        await centre.CalledAsync("Late Lars");
        await anna.StateAsync("Dialling");
        await ben.StateAsync("Dialling");
        // The record is there before the first sound, to be read.
        await Expect(anna.Page.Locator(".callbar h1")).ToHaveTextAsync(Seat.Pattern("^Late (?:Lena|Lars)$"));
        await Expect(anna.Page.Locator(".callbar")).ToContainTextAsync("When somebody answers you hear a short tone and are connected at once.");
        await Expect(anna.Page.Locator(".panel-record")).ToContainTextAsync("Family");
        await Expect(anna.Page.Locator("#note")).Not.ToBeEditableAsync();
        await Pictures.TakeAsync(anna.Page, "dialling");
        (centre.Carrier.Invites.Count - placed).ShouldBe(3, "one was engaged, two ring");

        // Somebody answers: the record is there with the call.
        centre.Carrier.Answer(lena);
        var talks = await WhoTalksAsync(anna, ben);
        var waits = talks == anna ? ben : anna;
        var page = talks.Page;
        var state = page.Locator("#status .pill");
        var time = page.Locator(".callbar-time");
        await talks.HearsCustomerAsync();
        await Expect(page.Locator(".callbar h1")).ToHaveTextAsync("Late Lena");
        await Expect(page.Locator(".panel-record")).ToContainTextAsync("Family");
        await Expect(page.Locator(".panel-record")).ToContainTextAsync("2027-03-01");
        await Expect(page.Locator(".panel-record")).ToContainTextAsync(centre.NumberOf("Late Lena"));
        await Expect(state).ToContainTextAsync("On call");
        await Expect(time).ToContainTextAsync("On call");
        await Pictures.TakeAsync(page, "progressive-call");
        await page.Keyboard.PressAsync("h");
        await Expect(state).ToContainTextAsync("On hold");
        await Expect(time).ToContainTextAsync("On hold: hears hold audio");
        await Pictures.TakeAsync(page, "call-on-hold");
        await page.Keyboard.PressAsync("h");
        await Expect(state).ToContainTextAsync("On call");
        await page.Keyboard.PressAsync("m");
        await Expect(time).ToContainTextAsync("Muted");
        await Barriers.NoneInAnyLookAsync(page, "muted");
        await talks.HangUpAsync();
        await Expect(state).ToContainTextAsync("Wrap-up");
        await Expect(time).ToContainTextAsync("Call ended");
        await waits.StateAsync("Dialling");
        (centre.Carrier.Invites.Count - placed).ShouldBe(3, "nobody became free");

        // Free again: one more.
        await talks.FinishAsync("1", "Agreed");
        await centre.CalledAsync("Late Luis");
        await talks.StateAsync("Dialling");
        (centre.Carrier.Invites.Count - placed).ShouldBe(4);
        string[] stood = [.. await StoodAsync(anna), .. await StoodAsync(ben)];
        stood.ShouldContain("Late Lena", StringComparer.Ordinal);
        stood.ShouldNotContain("Busy Bruno", StringComparer.Ordinal);
        stood.ShouldNotContain("Late Lars", StringComparer.Ordinal);
        anna.Errors.ShouldBeEmpty();
        ben.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task PG_03_VO_01_A_call_that_is_offered_before_it_is_dialled_is_declined_taken_by_another_or_left_alone()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync(
            "Asked first", new CampaignRulesRequest(AsksBeforeDialling: true, OfferSeconds: 15), "Aaron Asked", "Alma Asked");
        await using var first = await Seat.ReadyAsync(centre, await centre.AgentAsync("Dina Declines", group));
        await first.StateAsync("Ready");
        await using var second = await Seat.OpenAsync(centre);
        await second.SignInAsync(second.Page, await centre.LinkAsync(await centre.AgentAsync("Toni Takes", group)));
        await centre.StartAsync(group);
        await first.StateAsync("Offered");
        await Expect(first.Page.Locator("#outcome-heading")).ToHaveTextAsync("A call is offered");
        await Expect(first.Page.Locator(".pad-clock")).ToContainTextAsync("Goes to somebody else in");
        centre.TimesCalled("Aaron Asked").ShouldBe(0, "nobody has said yes");
        await first.Page.GetByRole(AriaRole.Button, new() { NameRegex = Seat.Pattern("^Decline") }).ClickAsync();

        // Declined: the next person for this agent, and this person for another one.
        await Expect(first.Page.Locator(".callbar h1")).ToHaveTextAsync("Alma Asked");
        await second.Page.Locator("#primary").ClickAsync();
        await second.StateAsync("Offered");
        await Expect(second.Page.Locator(".callbar h1")).ToHaveTextAsync("Aaron Asked");
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await second.OnCallAsync();
        await second.HearsCustomerAsync();
        await Expect(second.Page.Locator(".callbar h1")).ToHaveTextAsync("Aaron Asked");

        // Left alone: it goes back, and whoever left it is not ready.
        await first.StateAsync("Not ready");
        await Expect(first.Page.Locator(".pad-sentence")).ToContainTextAsync("Time ran out on it");
        centre.TimesCalled("Alma Asked").ShouldBe(0, "nobody has said yes");
        await second.HangUpAsync();
        await second.FinishAsync("1", "Agreed");
        await second.StateAsync("Offered");
        await Expect(second.Page.Locator(".callbar h1")).ToHaveTextAsync("Alma Asked");
        await Pictures.TakeAsync(second.Page, "offer-call");
        first.Errors.ShouldBeEmpty();
        second.Errors.ShouldBeEmpty();
    }

    private static Task<string[]> StoodAsync(Seat seat) => seat.Page.EvaluateAsync<string[]>("[...stood]");

    private static async Task<Seat> WhoTalksAsync(Seat one, Seat other)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (true)
        {
            foreach (var seat in (Seat[])[one, other])
            {
                if ((await seat.Page.TitleAsync()).StartsWith("On call", StringComparison.Ordinal))
                {
                    return seat;
                }
            }

            await Task.Delay(50, limit.Token);
        }
    }
}
