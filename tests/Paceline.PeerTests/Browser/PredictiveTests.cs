using Microsoft.Playwright;
using Paceline.Contracts;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>Calls that are dialled while nobody is kept for them, as agent and customer hear and see them.</summary>
[Collection(nameof(RealBrowser))]
public sealed class PredictiveTests(CallCentre centre) : IClassFixture<CallCentre>
{
    [Fact]
    public async Task PD_01_NL_07_Who_is_dialled_ahead_and_answers_comes_to_whoever_is_free_and_also_to_the_last_one_who_signs_out()
    {
        Chromium.Needed();
        var group = await centre.GroupAsync("Dialled ahead", new CampaignRulesRequest(RingTimeoutSeconds: 60), "Late Ada");
        await centre.ModeAsync(group, DialMode.Predictive);
        await centre.HasDialledAsync(group);
        await using var seat = await Seat.ReadyAsync(centre, await centre.AgentAsync("Piet Predicts", group));
        var page = seat.Page;
        await seat.StateAsync("Ready");
        await centre.StartAsync(group);

        // A telephone rings for nobody: the agent goes on waiting, and no record is theirs.
        var ada = await centre.CalledAsync("Late Ada");
        await Expect(page.Locator(".callbar h1")).ToHaveTextAsync("You are Ready");
        await Expect(page.Locator(".waiting")).ToContainTextAsync("Numbers are dialled ahead; whoever answers comes to the one who has waited longest.");
        await Pictures.TakeAsync(page, "predictive-ahead");

        // The answer, the record, and both hear each other.
        await AnswersAsync(seat, ada, "Late Ada");
        await seat.HangUpAsync();
        await seat.FinishAsync("1", "Agreed");
        await seat.StateAsync("Ready");

        // The next one rings. The only agent wants a break, then to sign out: they wait for it, and it still comes. Nothing slow is done
        // meanwhile: what has rung for 15 s is taken back.
        await centre.ListAsync(group, $"name,phone\nLate Bea,{centre.NewNumber("Late Bea")}\n", people: 1);
        var bea = await centre.CalledAsync("Late Bea");
        await seat.StateAsync("Ready");
        await MenuAsync(page, "3");
        await Expect(page.Locator(".waiting")).ToContainTextAsync("What was dialled before may still come; it is yours if it does.");
        await Expect(page.Locator("#status .pill")).ToContainTextAsync("then Lunch");
        await MenuAsync(page, "q");
        await Expect(page.Locator(".strip")).ToContainTextAsync(Seat.Pattern("A call may already be on its way to you.*0[01]:[0-5][0-9]"));
        await AnswersAsync(seat, bea, "Late Bea");
        await Expect(page.Locator(".strip")).ToContainTextAsync("You will be signed out after this call.");
        await seat.HangUpAsync();
        await seat.FinishAsync("1", "Agreed");
        await Expect(page.Locator("#heading")).ToHaveTextAsync("You are signed out");
        seat.Errors.ShouldBeEmpty();
    }

    private static async Task MenuAsync(IPage page, string key)
    {
        await page.Keyboard.PressAsync("Shift+F2");
        await Expect(page.Locator("#status-menu").GetByText("Sign out")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync(key);
    }

    /// <summary>They answer, and what is heard at both ends is the other.</summary>
    private async Task AnswersAsync(Seat seat, Voice.FarCall call, string person)
    {
        LineEar ear = new();
        call.Leg.ShouldNotBeNull().Listen(ear);
        centre.Carrier.Answer(call);
        await seat.StateAsync("On call");
        await Expect(seat.Page.Locator(".callbar h1")).ToHaveTextAsync(person);
        await seat.HearsCustomerAsync();
        await Seat.LineSaysAsync(ear, LineSound.Agent);
    }
}
