using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Bunit;
using Paceline.Contracts;
using static Paceline.Tests.Web.DeskRig;

namespace Paceline.Tests.Web;

/// <summary>The callback panel on the agent's screen: what it asks the server, and what it makes of the answers.</summary>
public sealed class CallbackTests
{
    private static readonly DateTimeOffset _soon = Noon.AddMinutes(30);
    private static readonly DateTimeOffset _tomorrow = new(2026, 6, 16, 9, 0, 0, TimeSpan.Zero);

    private static readonly CallCard _ended = Card(CallState.Ended) with
    {
        Numbers = [new(0, "+351215550142", "Europe/Lisbon", Due: true), new(1, "+12125550177", "America/New_York", Due: false)],
    };

    [Fact]
    public async Task CB_01_CB_06_A_suggested_time_is_booked_by_three_keys_and_the_pad_is_marked()
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbackTimes] = Times();
        var page = rig.Workspace(Wrapping());
        page.Find("#open-callback").TextContent.Trim().ShouldStartWith("Callback");

        await page.InvokeAsync(() => rig.Press("callback"));
        page.FindAll(".callback-time").Select(static t => t.TextContent.Trim()).ShouldBe(["1In 30 min", "2Tomorrow 10:00"]);
        page.Find(".strip .keys").TextContent.ShouldBe("1–9 suggested time");
        page.Find("#callback-clock").GetAttribute("value").ShouldBe("13:30"); // In Lisbon.
        await page.InvokeAsync(() => rig.Press("2"));
        page.Find("#callback-date").GetAttribute("value").ShouldBe("2026-06-16");
        await page.Find(".callback-form").SubmitAsync(EventArgs.Empty);

        var (route, body, _) = rig.Server.Posts.ShouldHaveSingleItem();
        route.ShouldBe(Api.AgentCallback);
        var request = JsonSerializer.Deserialize(body, ContractsJson.Default.CallbackRequest).ShouldNotBeNull();
        (request.Attempt, request.At, request.Personal, request.Position, request.Number).ShouldBe((_ended.Attempt, _tomorrow, false, 0, null));
        page.FindAll(".callback-form").ShouldBeEmpty();

        await page.InvokeAsync(() => rig.Line.Push(Wrapping(2) with { Booked = new(_tomorrow, Personal: true, "+351215550142", "Europe/Lisbon", 0, "") }));
        page.Find(".pad-booked").TextContent.ShouldContain("Tomorrow 10:00 (Lisbon), you");
        page.Find("#primary").TextContent.ShouldContain("Save with callback");

        // An outcome that does not call again: the promise stays, and it is said. What is never called again takes it along, and asks by itself.
        await page.InvokeAsync(() => rig.Desk.Choose("renewed"));
        page.Find(".pad-stays").TextContent.ShouldBe("The callback stays with “Renewed”, too. Cancel it if nobody is to call then.");
        await page.InvokeAsync(() => rig.Line.Push(Wrapping(3) with
        {
            Booked = new(_tomorrow, Personal: true, "+351215550142", "Europe/Lisbon", 0, ""),
            Outcomes = [new("renewed", "Renewed", 1, "Never called again", Confirm: "Sure?")],
        }));
        page.FindAll(".pad-stays").ShouldBeEmpty();
    }

    [Fact]
    public async Task CB_02_A_time_that_is_refused_is_explained_and_the_next_permitted_one_is_a_button_away()
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbackTimes] = Times();
        var page = rig.Workspace(Wrapping());
        await page.InvokeAsync(() => rig.Press("callback"));
        rig.Server.Reads[Api.AgentCallbackTimes] = Times(new DateTimeOffset(2026, 6, 15, 22, 0, 0, TimeSpan.Zero), "outside-hours", _tomorrow.AddHours(-2));

        await page.Find("#callback-clock").ChangeAsync(new() { Value = "23:00" });

        page.Find(".callback-verdict").TextContent.ShouldContain("Lisbon allows calls 08:00–21:00.");
        rig.Server.Reads[Api.AgentCallbackTimes] = Times(_tomorrow.AddHours(-2));
        await page.Find(".callback-verdict button").ClickAsync(new());
        (page.Find("#callback-date").GetAttribute("value"), page.Find("#callback-clock").GetAttribute("value")).ShouldBe(("2026-06-16", "08:00"));
        page.Find(".callback-verdict").TextContent.ShouldContain("Calls are permitted then.");
    }

    [Fact]
    public async Task Who_answered_once_and_got_no_agent_is_called_no_sooner_and_the_panel_says_until_when()
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbackTimes] = Times();
        var page = rig.Workspace(Wrapping());
        await page.InvokeAsync(() => rig.Press("callback"));
        rig.Server.Reads[Api.AgentCallbackTimes] = Times(new DateTimeOffset(2026, 6, 15, 22, 0, 0, TimeSpan.Zero), "left-in-peace", _tomorrow);

        await page.Find("#callback-clock").ChangeAsync(new() { Value = "23:00" });

        page.Find(".callback-verdict").TextContent.ShouldContain("This person answered once and got no agent. Nobody calls them before Tue 16 Jun 10:00.");
    }

    [Fact]
    public async Task CB_02_What_the_server_refuses_when_it_is_booked_is_said_in_the_panel()
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbackTimes] = Times();
        var page = rig.Workspace(Wrapping());
        await page.InvokeAsync(() => rig.Press("callback"));
        rig.Server.Answer = static _ => (
            HttpStatusCode.Conflict,
            JsonSerializer.Serialize(new Problem("past", "Not possible now.", "This time has passed.", 409, _tomorrow), ContractsJson.Default.Problem));

        await page.Find(".callback-form").SubmitAsync(EventArgs.Empty);

        page.Find(".callback-verdict").TextContent.ShouldContain("This time has passed.");
        page.Find(".callback-verdict button").TextContent.ShouldBe("Take Tomorrow 10:00");
    }

    [Theory]
    [InlineData(CallbackChoice.Agent, 2, "")]
    [InlineData(CallbackChoice.AlwaysPersonal, 0, "You call back.")]
    [InlineData(CallbackChoice.AlwaysCampaign, 0, "")]
    public async Task CB_04_Where_the_campaign_says_whose_callbacks_are_there_is_nothing_to_choose(CallbackChoice choice, int radios, string sentence)
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbackTimes] = Times();
        var page = rig.Workspace(Wrapping() with { Callbacks = CallbackTerms.Default with { Choice = choice } });

        await page.InvokeAsync(() => rig.Press("callback"));

        page.FindAll(".callback-who input").Count.ShouldBe(radios);
        page.Find(".callback-form").TextContent.ShouldContain(sentence);
        await page.Find(".callback-form").SubmitAsync(EventArgs.Empty);
        JsonSerializer.Deserialize(rig.Server.Posts[^1].Body, ContractsJson.Default.CallbackRequest).ShouldNotBeNull()
            .Personal.ShouldBe(choice is CallbackChoice.AlwaysPersonal);
    }

    [Fact]
    public async Task CB_03_CB_01_Another_number_or_a_new_one_and_a_note_go_with_it()
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbackTimes] = Times();
        var page = rig.Workspace(Wrapping());
        await page.InvokeAsync(() => rig.Press("callback"));

        await page.Find("#callback-number").ChangeAsync(new() { Value = "new" });
        await page.Find("#callback-new").ChangeAsync(new() { Value = "+44 20 7946 0958" });
        await page.Find("#callback-note").ChangeAsync(new() { Value = "Ask for Ann." });
        await page.Find("#callback-mine").ChangeAsync(new() { Value = "on" });
        await page.Find(".callback-form").SubmitAsync(EventArgs.Empty);

        var request = JsonSerializer.Deserialize(rig.Server.Posts[^1].Body, ContractsJson.Default.CallbackRequest).ShouldNotBeNull();
        (request.Number, request.Position, request.Personal, request.Note).ShouldBe(("+44 20 7946 0958", null, true, "Ask for Ann."));
    }

    [Fact]
    public async Task CB_05_Without_the_right_there_is_no_callback_before_the_call()
    {
        await using var rig = new DeskRig();
        var reading = Snapshot(AgentState.Previewing, call: Card(CallState.Preview)) with { Mode = DialMode.Preview };
        var page = rig.Workspace(reading with { May = AgentMay.Everything with { CallbackBeforeCall = false } });
        page.FindAll("#open-callback").ShouldBeEmpty();
        await page.InvokeAsync(() => rig.Press("callback"));
        page.FindAll(".callback-form").ShouldBeEmpty();

        await page.InvokeAsync(() => rig.Line.Push(reading with { Number = 2 }));
        rig.Server.Reads[Api.AgentCallbackTimes] = Times();
        await page.Find("#open-callback").ClickAsync(new());
        page.Find("#callback-book").TextContent.Trim().ShouldStartWith("Book and finish");
    }

    [Fact]
    public async Task CB_06_What_is_arranged_can_be_changed_and_removed()
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbackTimes] = Times(_tomorrow);
        var page = rig.Workspace(Wrapping() with { Booked = new(_tomorrow, Personal: true, "+351215550142", "Europe/Lisbon", 0, "Ask for Ann.") });

        await page.Find("#open-callback").ClickAsync(new());
        (page.Find("#callback-clock").GetAttribute("value"), page.Find("#callback-note").GetAttribute("value")).ShouldBe(("10:00", "Ask for Ann."));
        page.Find("#callback-mine").HasAttribute("checked").ShouldBeTrue();
        await page.Find("#callback-drop").ClickAsync(new());

        rig.Server.Posts.ShouldHaveSingleItem().Route.ShouldBe(Api.AgentCallbackDrop);
        page.FindAll(".callback-form").ShouldBeEmpty();
    }

    [Fact]
    public async Task CB_10_The_list_shows_own_ones_those_for_anybody_and_missed_ones_and_own_ones_are_moved_and_cancelled()
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbacks] = List(Row(1, owner: "mia"), Row(2, owner: ""), Row(3, owner: "", missedBy: "mia", CallbackState.Missed));
        var page = rig.Workspace(Snapshot(AgentState.NotReady));
        await page.InvokeAsync(rig.Desk.Tick);
        page.Find(".rail-entry .badge").TextContent.ShouldBe("1 due or missed");

        await page.FindAll(".rail-entry").Single(static e => e.TextContent.Contains("Callbacks", StringComparison.Ordinal)).ClickAsync(new());
        page.FindAll(".table-callbacks tbody tr").Select(static r => string.Join(" | ", r.QuerySelectorAll("td, th").Take(4).Select(static c => c.TextContent.Trim())))
            .ShouldBe(
            [
                "Booked | Tomorrow 10:00 Lisbon · Tue 09:00 for you | Person 1+351215550101 | you",
                "Booked | Tomorrow 10:00 Lisbon · Tue 09:00 for you | Person 2+351215550102 | anyone",
                "Missed | Tomorrow 10:00 Lisbon · Tue 09:00 for you | Person 3+351215550103 | anyone",
            ]);
        page.FindAll(".table-callbacks button").Count.ShouldBe(2, "own ones only");

        await page.FindAll(".table-callbacks button")[0].ClickAsync(new());
        await page.Find(".callback-clock").ChangeAsync(new() { Value = "11:30" });
        await page.Find(".callback-change").SubmitAsync(EventArgs.Empty);
        var moved = JsonSerializer.Deserialize(rig.Server.Posts[^1].Body, ContractsJson.Default.CallbackChangeRequest).ShouldNotBeNull();
        (rig.Server.Posts[^1].Route, moved.At, moved.Owner).ShouldBe((Api.AgentCallbackChange(Id(1)), _tomorrow.AddMinutes(90), "mia"));

        await page.FindAll(".table-callbacks button")[1].ClickAsync(new());
        page.Find(".confirm").TextContent.ShouldContain("Cancel the callback with Person 1?");
        await page.Find(".confirm .button-end").ClickAsync(new());
        rig.Server.Posts[^1].Route.ShouldBe(Api.AgentCallbackCancel(Id(1)));
        page.FindAll(".confirm").ShouldBeEmpty();
    }

    [Fact]
    public async Task CB_10_One_that_is_offered_or_read_is_not_said_to_be_called()
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbacks] = List(Row(1, owner: "mia", state: CallbackState.Calling));
        var page = rig.Workspace(Snapshot(AgentState.Offered, 1, Card(CallState.Offered)) with { OffersRecord = true });
        await page.FindAll(".rail-entry").Single(static e => e.TextContent.Trim() == "Callbacks").ClickAsync(new());
        page.Find(".table-callbacks td").TextContent.Trim().ShouldBe("Being read or called");
    }

    [Fact]
    public async Task CB_10_Without_any_the_list_says_how_to_book_one()
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbacks] = List();
        var page = rig.Workspace(Snapshot(AgentState.Ready));
        await page.FindAll(".rail-entry").Single(static e => e.TextContent.Trim() == "Callbacks").ClickAsync(new());
        page.Find(".side-empty").TextContent.ShouldBe("No callbacks booked. Press B during a call to book one.");
    }

    [Fact]
    public async Task CB_07_An_own_one_that_falls_due_rings_once_and_is_told_until_it_is_seen()
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbacks] = List(Row(1, owner: "mia") with { At = Noon.AddSeconds(30) }, Row(2, owner: "") with { At = Noon.AddSeconds(30) });
        var page = rig.Workspace(Snapshot(AgentState.NotReady));
        await page.InvokeAsync(rig.Desk.Tick);
        page.FindAll("#callback-due").ShouldBeEmpty();

        rig.Time.Advance(TimeSpan.FromSeconds(31));
        await page.InvokeAsync(rig.Desk.Tick);
        await page.InvokeAsync(rig.Desk.Tick);

        page.Find("#callback-due").TextContent.ShouldContain("Callback due: Person 1");
        rig.Script.Invocations["cue"].Select(static c => c.Arguments[0]).ShouldBe(["callback"]);
        await page.FindAll("#callback-due button")[1].ClickAsync(new());
        page.FindAll("#callback-due").ShouldBeEmpty();
    }

    [Fact]
    public async Task CB_07_A_callback_that_is_offered_has_its_own_bell_and_rings_until_it_is_taken_and_the_record_says_what_was_promised()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready));
        var card = Card(CallState.Offered) with { Callback = new(Noon.AddMinutes(-1), Personal: true, "mia", "Ask for Ann.", Missed: false) };

        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Offered, 2, card) with { OffersRecord = true }));
        rig.Time.Advance(TimeSpan.FromSeconds(3));
        await page.InvokeAsync(rig.Desk.Tick);
        rig.Script.Invocations["cue"].Select(static c => c.Arguments[0]).ShouldBe(["callback", "callback"]);
        page.Find(".record-promise").TextContent.Trim().ShouldBe("Your callback, promised: Today 12:59. Ask for Ann.");

        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Previewing, 3, card with { State = CallState.Preview })));
        rig.Time.Advance(TimeSpan.FromSeconds(3));
        await page.InvokeAsync(rig.Desk.Tick);
        rig.Script.Invocations["cue"].Count.ShouldBe(2);
    }

    [Fact]
    public async Task CB_07_An_own_callback_that_was_not_taken_stays_its_agents_and_the_screen_says_when_it_comes_again()
    {
        await using var rig = new DeskRig();
        var row = Row(1, owner: "mia", state: CallbackState.Due) with { At = Noon.AddMinutes(-1) };
        rig.Server.Reads[Api.AgentCallbacks] = List(row with { State = CallbackState.Calling });
        var page = rig.Workspace(Snapshot(AgentState.Ready));
        await page.InvokeAsync(rig.Desk.Tick);
        var offered = Snapshot(AgentState.Offered, 2, Card(CallState.Offered) with { Callback = new(row.At, Personal: true, "mia", "", Missed: false) })
            with { OffersRecord = true, Until = Noon.AddSeconds(18) };
        await page.InvokeAsync(() => rig.Line.Push(offered));
        page.Find(".callbar-how").TextContent.ShouldBe("Accept it, and the record is yours to read before anybody is called.");
        page.Find(".pad-clock").TextContent.Trim().ShouldBe("Waits 00:18. Then you are Not ready, and it stays yours.");
        page.Find(".pad-choices button").TextContent.Trim().ShouldBe("Decline: it comes again in 1 min");
        page.Find("[aria-live=polite]").TextContent.ShouldEndWith("Waits 18 seconds, and stays yours.");

        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.NotReady, 3) with { MissedOffer = true }));
        const string Stays = "Time ran out on your callback. It stays yours, and comes again a minute after you choose Ready.";
        page.Find(".pad-sentence").TextContent.Trim().ShouldBe(Stays);
        rig.Server.Reads[Api.AgentCallbacks] = List(row);
        await SecondsLater(rig, page, 2);
        page.Find("#callback-due p").TextContent.ShouldBe("It stays yours. Choose Ready, and it comes again a minute later. After a while anyone calls.");

        rig.Server.Reads[Api.AgentCallbacks] = List(row with { Again = Noon.AddSeconds(64) });
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Ready, 4)));
        await SecondsLater(rig, page, 2);
        var time = Paceline.Web.Workspace.Messages.MessageWords.TimeOf(Noon.AddSeconds(64));
        page.Find("#callback-due p").TextContent.ShouldBe($"It stays yours, and comes again at {time}.");
        await page.Find("#callback-due button").ClickAsync(new());
        page.Find(".table-callbacks td").TextContent.Trim().ShouldBe($"Due for 1 min again at {time}");
    }

    [Fact]
    public async Task CB_07_After_a_reload_a_missed_own_callback_is_known_by_the_list_and_any_other_offer_went_back()
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.AgentCallbacks] = List();
        var page = rig.Workspace(Snapshot(AgentState.NotReady) with { MissedOffer = true });
        await page.InvokeAsync(rig.Desk.Tick);
        page.Find(".pad-sentence").TextContent.Trim().ShouldBe("Time ran out on it, and it went back: somebody else may get it. Choose Ready when you are back.");

        rig.Server.Reads[Api.AgentCallbacks] = List(Row(1, owner: "mia", state: CallbackState.Due) with { At = Noon.AddMinutes(-1) });
        await SecondsLater(rig, page, 61);
        page.Find(".pad-sentence").TextContent.ShouldContain("It stays yours");
    }

    private static async Task SecondsLater(DeskRig rig, IRenderedComponent<Paceline.Web.Workspace.AgentPage> page, int seconds)
    {
        rig.Time.Advance(TimeSpan.FromSeconds(seconds));
        await page.InvokeAsync(rig.Desk.Tick);
        await page.InvokeAsync(rig.Desk.Tick);
    }

    [Fact]
    public async Task A_supervisor_moves_gives_away_and_cancels_the_callbacks_of_a_campaign()
    {
        await using var rig = new DeskRig("supervisor");
        rig.Server.Reads[Api.CampaignCallbacks("renewals")] = List(Row(1, owner: "mia"), Row(3, owner: "", missedBy: "mia", CallbackState.Missed));
        rig.Navigate("/supervisor/callbacks");
        var page = rig.Render<Paceline.Web.Console.CampaignCallbacksView>(p => p.Add(static v => v.Board, rig.Board));
        await page.InvokeAsync(rig.Board.Open);
        await page.InvokeAsync(() => rig.Line.Push(Board()));
        page.Render(p => p.Add(static v => v.Item, "renewals"));

        page.FindAll(".table-callbacks tbody tr").Count.ShouldBe(2);
        page.FindAll(".table-callbacks tbody tr")[1].TextContent.ShouldContain("missed by Mia Reis");
        await page.FindAll(".table-callbacks button")[0].ClickAsync(new());
        await page.Find(".callback-owner").ChangeAsync(new() { Value = "rosa" });
        await page.Find(".callback-change").SubmitAsync(EventArgs.Empty);
        var given = JsonSerializer.Deserialize(rig.Server.Posts[^1].Body, ContractsJson.Default.CallbackChangeRequest).ShouldNotBeNull();
        (rig.Server.Posts[^1].Route, given.At, given.Owner).ShouldBe((Api.CampaignCallbackChange("renewals", Id(1)), _tomorrow, "rosa"));

        await page.FindAll(".table-callbacks button")[1].ClickAsync(new());
        await page.Find(".confirm .button-end").ClickAsync(new());
        rig.Server.Posts[^1].Route.ShouldBe(Api.CampaignCallbackCancel("renewals", Id(1)));
    }

    [Theory]
    [InlineData("attempts used up", "Every permitted call was made.")]
    [InlineData("last number", "None of their numbers reached them.")]
    [InlineData("do not call", "On the Do Not Call list.")]
    [InlineData("unknown time zone", "Nobody knows what time it is there.")]
    [InlineData("a reason of a newer server", "a reason of a newer server")]
    public async Task A_supervisor_reads_why_one_was_missed_for_good_and_can_do_nothing_about_it(string why, string words)
    {
        await using var rig = new DeskRig("supervisor");
        rig.Server.Reads[Api.CampaignCallbacks("renewals")] = List(Row(1, owner: "mia", state: CallbackState.Lost) with { Why = why });
        rig.Navigate("/supervisor/callbacks");
        var page = rig.Render<Paceline.Web.Console.CampaignCallbacksView>(p => p.Add(static v => v.Board, rig.Board));
        await page.InvokeAsync(rig.Board.Open);
        await page.InvokeAsync(() => rig.Line.Push(Board()));
        page.Render(p => p.Add(static v => v.Item, "renewals"));

        var row = page.FindAll(".table-callbacks tbody tr").ShouldHaveSingleItem();
        row.TextContent.ShouldContain("Missed for good");
        row.TextContent.ShouldContain(words);
        row.QuerySelectorAll("button").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_supervisor_sees_who_called_back_how_often_our_last_call_and_what_is_next()
    {
        var last = new CardHistory(Noon.AddHours(-2), "+351…42", "Answer", "agreed", "A note.", "Mia Reis", "Agreed");
        await using var rig = new DeskRig("supervisor");
        var page = await ReturnedAsync(
            rig,
            new(Noon.AddMinutes(-1), 1_002, "renewals", "+351…42", "Ana Duarte", last, ReturnedCallNext.InTurn),
            new(Noon.AddMinutes(-2), 4, "", "", "", null, ReturnedCallNext.Nothing),
            new(Noon.AddMinutes(-3), 1, "renewals", "+351…43", "", last with { Result = "Busy", Outcome = "not-reached", Agent = "" }, ReturnedCallNext.Nothing),
            new(Noon.AddDays(-3), 1, "", "+351…44", "", null, ReturnedCallNext.Suppressed),
            new(Noon.AddDays(-4), 1, "renewals", "+351…45", "Rui Sá", null, ReturnedCallNext.Callback),
            new(Noon.AddDays(-5), 1, "renewals", "+351…46", "Eva Luz", last with { Label = "" }, ReturnedCallNext.Calling));

        page.FindAll(".table-returned tbody tr").Select(static row => row.Children.Select(static cell => Seen(cell.TextContent))).ShouldBe(
        [
            [Time(Noon.AddMinutes(-1)), "Ana Duarte +351…42", "1,002", $"{Time(last.At)} Agreed · Mia Reis", "Called again in turn"],
            [Time(Noon.AddMinutes(-2)), "Number withheld", "4", "–", "–"],
            [Time(Noon.AddMinutes(-3)), "– +351…43", "1", $"{Time(last.At)} Busy", "Nobody calls them again"],
            [Time(Noon.AddDays(-3)), "– +351…44", "1", "No campaign had called this number", "On the Do Not Call list."],
            [Time(Noon.AddDays(-4)), "Rui Sá +351…45", "1", "–", "A callback is booked"],
            [Time(Noon.AddDays(-5)), "Eva Luz +351…46", "1", $"{Time(last.At)} Agreed · Mia Reis", "Being read or called"],
        ]);
        page.Find("section[aria-labelledby=returned-heading]").TextContent.ShouldContain("hears a recorded sentence and good-bye; no agent is called.");

        static string Time(DateTimeOffset at) => Paceline.Web.Workspace.Messages.MessageWords.When(at, Noon);
        static string Seen(string text) => string.Join(' ', text.Split(' ', '\n').Where(static word => word.Length > 0));
    }

    [Fact]
    public async Task Where_nobody_called_back_it_is_said_with_what_they_would_hear()
    {
        await using var rig = new DeskRig("supervisor");
        var page = await ReturnedAsync(rig);

        page.FindAll(".table-returned").ShouldBeEmpty();
        page.Find("section[aria-labelledby=returned-heading] p").TextContent
            .ShouldBe("Nobody has called back in the last 30 days. Whoever does hears a recorded sentence and good-bye, and is listed here.");
    }

    private static async Task<IRenderedComponent<Paceline.Web.Console.CampaignCallbacksView>> ReturnedAsync(DeskRig rig, params ReturnedCallRow[] rows)
    {
        rig.Server.Reads[Api.CampaignCallbacks("renewals")] = List();
        rig.Server.Reads[Api.CampaignReturnedCalls("renewals")] = JsonSerializer.Serialize(new ReturnedCallList(rows), ContractsJson.Default.ReturnedCallList);
        rig.Navigate("/supervisor/callbacks");
        var page = rig.Render<Paceline.Web.Console.CampaignCallbacksView>(p => p.Add(static v => v.Board, rig.Board));
        await page.InvokeAsync(rig.Board.Open);
        await page.InvokeAsync(() => rig.Line.Push(Board()));
        page.Render(p => p.Add(static v => v.Item, "renewals"));
        return page;
    }

    private static BoardSnapshot Board() => new(
        1,
        [
            new(
                "renewals", "Spring renewals", DialMode.Progressive, CampaignState.Running, "", null,
                new(0, 0, 0, 0, 0, 0, 0, ImmutableDictionary<string, long>.Empty, ImmutableDictionary<string, long>.Empty),
                new(0, 0, 0, 0), ImmutableDictionary<AgentState, int>.Empty, 0.03),
        ],
        [
            new("mia", "Mia Reis", "Spring renewals", AgentState.Ready, Noon, null, LegState.Browser, ""),
            new("rosa", "Rosa Alves", "Spring renewals", AgentState.Ready, Noon, null, LegState.Browser, ""),
        ]);

    private static Guid Id(int n) => new(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    private static CallbackRow Row(int n, string owner, string missedBy = "", CallbackState state = CallbackState.Pending) => new(
        Id(n), "renewals", _tomorrow, "Europe/Lisbon", state, $"Person {n}", $"+3512155501{n:00}", owner, owner == "mia" ? "Mia Reis" : "", "mia", missedBy, "");

    private static string List(params CallbackRow[] rows) => JsonSerializer.Serialize(new CallbackList(rows), ContractsJson.Default.CallbackList);

    private static AgentSnapshot Wrapping(long number = 1) => Snapshot(AgentState.WrapUp, number, _ended);

    private static string Times(DateTimeOffset? at = null, string code = "", DateTimeOffset? instead = null) => JsonSerializer.Serialize(
        new CallbackTimes("Europe/Lisbon", [_soon, _tomorrow], at, code, code.Length > 0 ? "No." : "", instead), ContractsJson.Default.CallbackTimes);
}
