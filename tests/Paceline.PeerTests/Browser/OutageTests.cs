using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>The server is killed under a call.</summary>
[Collection(nameof(RealBrowser))]
public sealed class OutageTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task A_call_and_what_is_typed_outlive_the_server()
    {
        Chromium.Needed();
        const string Before = "Prefers to be called ";
        const string During = "in the evening, while we are away.";
        var group = await centre.GroupAsync("Outage", "Olga Outage", "Next Person");
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Olli Online", group));
        var ear = await seat.OnCallAsync();
        await seat.HearsCustomerAsync();
        var attempt = await seat.AttemptAsync();
        var peers = await seat.Page.EvaluateAsync<int>("ear.peers");
        await seat.Page.Keyboard.PressAsync("n");
        await Expect(seat.Page.Locator("#note")).ToBeFocusedAsync();
        await seat.Page.Keyboard.TypeAsync(Before);

        await seat.Page.EvaluateAsync("window.moves = 0; document.addEventListener('focusin', () => window.moves++)");
        centre.KillServer();
        var gone = Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        await Expect(seat.Page.Locator(".strip")).ToContainTextAsync("Reconnecting… Your call is not affected.");
        await seat.Page.Keyboard.TypeAsync(During[..10]);
        await gone;
        await seat.Page.Keyboard.TypeAsync(During[10..]);
        await Expect(seat.Page.Locator("#note")).ToBeFocusedAsync();
        await Expect(seat.Page.Locator("#note")).ToHaveValueAsync(Before + During);
        await seat.HearsCustomerAsync();
        await Seat.LineSaysAsync(ear, LineSound.Agent);

        await centre.StartServerAsync();

        await Expect(seat.Page.Locator(".strip")).Not.ToContainTextAsync("Reconnecting");
        (await seat.AttemptAsync()).ShouldBe(attempt);
        await Expect(seat.Page.Locator("#note")).ToBeFocusedAsync();
        await Expect(seat.Page.Locator("#note")).ToHaveValueAsync(Before + During);
        await seat.HearsCustomerAsync();
        (await seat.Page.EvaluateAsync<int>("ear.peers")).ShouldBe(peers); // It was the same sound all the time.
        (await seat.Page.EvaluateAsync<int>("window.moves")).ShouldBe(0, "the focus never moved");

        // And the work goes on where it stood. Escape leaves the note for the outcomes.
        await seat.HangUpAsync();
        await seat.Page.Keyboard.PressAsync("Escape");
        await seat.FinishAsync("1", "Agreed");
        await Expect(seat.Page.Locator(".callbar h1")).ToHaveTextAsync("Next Person");
        var facts = await centre.FactsAsync();
        facts.Split('\n').ShouldContain(
            line => line.Contains(attempt, StringComparison.Ordinal) && line.Contains(Before + During, StringComparison.Ordinal)
                && line.Contains("agreed", StringComparison.Ordinal),
            customMessage: "the outcome with its note among the facts");
        seat.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_outcome_that_cannot_be_saved_is_kept_and_sent_by_itself_when_the_server_is_back()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Kept outcomes", "Kurt Kept");
        await centre.StartAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Kira Keeper", group));
        await seat.OnCallAsync();
        var attempt = await seat.AttemptAsync();
        await seat.HangUpAsync();

        centre.KillServer();
        await Expect(seat.Page.Locator(".strip")).ToContainTextAsync("Reconnecting… You can keep typing. Your outcome is sent when the server is back.");
        await Barriers.NoneInAnyLookAsync(seat.Page, "reconnecting");
        await Expect(seat.Page).ToHaveTitleAsync(Seat.Pattern("^⚠ Wrap-up 00:(0[2-9]|[1-5])")); // The keys that save are deaf before.
        await seat.Page.Keyboard.PressAsync("1");
        await Expect(seat.Page.GetByRole(AriaRole.Radio, new() { Name = "Agreed" })).ToBeCheckedAsync();
        await seat.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(seat.Page.Locator(".pad-sentence [role=alert]")).ToHaveTextAsync(
            "“Agreed” is not saved yet. It is sent as soon as the server answers; if wrap-up has run out by then, Undo brings the call back with it.");
        await centre.StartServerAsync();

        await seat.StateAsync("Ready");
        await Expect(seat.Page.Locator(".strip")).Not.ToContainTextAsync("Reconnecting");
        (await centre.FactsAsync()).Split('\n').Count(
            line => line.Contains(attempt, StringComparison.Ordinal) && line.Contains("agent.outcomeSet", StringComparison.Ordinal))
            .ShouldBe(1, "once, though it was sent again");
        seat.Errors.ShouldBeEmpty();
    }
}
