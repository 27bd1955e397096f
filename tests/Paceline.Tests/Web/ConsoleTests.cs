using System.Net;
using Bunit;
using Paceline.Contracts;
using Paceline.Web.Connection;
using Paceline.Web.Console;
using static Paceline.Tests.Web.DeskRig;

namespace Paceline.Tests.Web;

public sealed class ConsoleTests
{
    [Theory]
    [InlineData("Spring Renewals!", "spring-renewals")]
    [InlineData("Grüße & Söhne 東京", "gruesse-soehne")]
    [InlineData("Crédit Łódź", "credit-lodz")]
    [InlineData("東京", "")]
    public void A_name_suggests_an_id_in_the_letters_that_an_id_has(string name, string id) => NewId.From(name).ShouldBe(id);

    [Fact]
    public async Task An_empty_house_is_told_how_to_begin_and_can_begin()
    {
        await using var rig = new DeskRig("supervisor");
        var page = rig.Console(new BoardSnapshot(1, [], []));
        page.Markup.ShouldContain("No campaign yet");
        page.Markup.ShouldContain("No agents yet");
        await page.Find(".new-campaign input").InputAsync(new() { Value = "Spring Renewals!" });
        await page.Find(".new-campaign select").ChangeAsync(new() { Value = "PushPreview" });
        await page.Find(".new-campaign input[maxlength='200']").ChangeAsync(new() { Value = " Members whose year ends " });
        await page.Find(".new-campaign").SubmitAsync();
        var made = rig.Server.Posts.ShouldHaveSingleItem().Body;
        made.ShouldContain("\"campaign\":\"spring-renewals\"");
        made.ShouldContain("\"mode\":\"PushPreview\"");
        made.ShouldContain("\"description\":\"Members whose year ends\"");
    }

    [Fact]
    public async Task A_stopped_campaign_starts_with_one_click_and_a_refusal_stands_in_its_panel()
    {
        await using var rig = new DeskRig("supervisor");
        rig.Server.Answer = static _ => (HttpStatusCode.Conflict, FakeServer.Refusal("There are no records to call. Import a list first."));
        var page = rig.Console(new BoardSnapshot(1, [Campaign(CampaignState.Loaded)], []));
        await page.FindAll(".campaign-actions button").Single(b => b.TextContent is "Start").ClickAsync(new());
        rig.Server.Posts.ShouldHaveSingleItem().Route.ShouldBe("/api/v1/campaigns/renewals/start");
        page.Find(".campaign [role=alert]").TextContent.Trim().ShouldBe("There are no records to call. Import a list first.");
    }

    [Fact]
    public async Task DI_02_A_supervisor_names_outcomes_keys_folders_and_what_follows_and_what_is_taken_out_is_retired()
    {
        await using var rig = new DeskRig("supervisor");
        rig.Server.Reads["/api/v1/campaigns/renewals/outcomes"] = """
            {"outcomes":[{"code":"agreed","label":"Agreed","digit":1,"step":"Finish"},{"code":"declined","label":"Declined","digit":2,"step":"Finish"}],
             "mandatory":true,"callResults":["Answer"]}
            """;
        var page = rig.Console(new BoardSnapshot(1, [Campaign(CampaignState.Running)], []));
        await page.FindAll(".campaign-actions button").Single(b => b.TextContent is "Outcomes…").ClickAsync(new());
        await page.FindAll(".outcomes-editor .row .button").Single(b => b.TextContent is "Add an outcome").ClickAsync(new());
        await page.FindAll(".outcomes-editor tbody th input")[2].ChangeAsync(new() { Value = "Payé – promised!" });
        var added = page.FindAll(".outcomes-editor tbody tr")[2];
        await added.QuerySelectorAll("td select")[0].ChangeAsync(new() { Value = "3" });
        await page.FindAll(".outcomes-editor tbody tr")[2].QuerySelector("td input[type=text]")!.ChangeAsync(new() { Value = "Sales" });
        await page.FindAll(".outcomes-editor tbody tr")[2].QuerySelectorAll("td select")[1].ChangeAsync(new() { Value = "TryAgain" });
        await page.FindAll(".outcomes-editor .order button").Single(b => b.GetAttribute("aria-label") is "Retire Declined").ClickAsync(new());
        await page.FindAll(".outcomes-editor .outcomes-results input")[3].ChangeAsync(new() { Value = true });
        await page.Find(".outcomes-mandatory input").ChangeAsync(new() { Value = false });
        await page.FindAll(".outcomes-editor .button-save")[0].ClickAsync(new());

        var (route, body, _) = rig.Server.Posts.ShouldHaveSingleItem();
        route.ShouldBe("/api/v1/campaigns/renewals/outcomes");
        var pad = System.Text.Json.JsonSerializer.Deserialize(body, ContractsJson.Default.CampaignOutcomes).ShouldNotBeNull();
        pad.Outcomes.ShouldBe([
            new("agreed", "Agreed", 1, OutcomeStep.Finish),
            new("pay-promised", "Payé – promised!", 3, OutcomeStep.TryAgain, "Sales"),
            new("declined", "Declined", 0, OutcomeStep.Finish, Retired: true),
        ]);
        (pad.Mandatory, string.Join(' ', pad.CallResults)).ShouldBe((false, "Answer Busy"));
    }

    [Fact]
    public async Task Stopping_says_what_will_happen_before_it_happens()
    {
        await using var rig = new DeskRig("supervisor");
        var page = rig.Console(new BoardSnapshot(1, [Campaign(CampaignState.Running) with
        {
            Counts = Counts(dialing: 2),
            Agents = new Dictionary<AgentState, int> { [AgentState.Talking] = 11, [AgentState.Previewing] = 6 },
        }], []));
        await page.FindAll(".campaign-actions button").Single(b => b.TextContent is "Stop…").ClickAsync(new());
        rig.Server.Posts.ShouldBeEmpty();
        page.Find(".confirm").TextContent.ShouldContain(
            "Being dialled now: 2, they may still be answered. In a call: 11, they go on. Records being read: 6, agents give them back or close them. Callbacks stay booked");
        await page.Find(".confirm .button-end").ClickAsync(new());
        rig.Server.Posts.ShouldHaveSingleItem().Route.ShouldBe("/api/v1/campaigns/renewals/stop");
    }

    [Fact]
    public async Task A_campaign_is_loaded_unloaded_and_given_its_mode_and_a_refused_mode_is_not_shown()
    {
        await using var rig = new DeskRig("supervisor");
        var page = rig.Console(new BoardSnapshot(1, [Campaign(CampaignState.Unloaded)], []));
        await page.FindAll(".campaign-actions button").Single(b => b.TextContent is "Load").ClickAsync(new());
        await page.InvokeAsync(() => rig.Line.Push(new BoardSnapshot(2, [Campaign(CampaignState.Loaded)], [])));
        await page.FindAll(".campaign-actions button").Single(b => b.TextContent is "Unload").ClickAsync(new());
        await page.InvokeAsync(() => rig.Line.Push(new BoardSnapshot(3, [Campaign(CampaignState.Unloading)], [])));
        await page.FindAll(".campaign-actions button").Single(b => b.TextContent is "Force unload…").ClickAsync(new());
        rig.Server.Posts.Count.ShouldBe(2, "it asks first");
        await page.Find(".confirm .button-end").ClickAsync(new());
        page.FindAll(".campaign-mode option").Select(static o => o.TextContent).ShouldBe(["Preview", "Push preview", "Progressive", "Predictive"]);
        rig.Server.Answer = static _ => (HttpStatusCode.Conflict, FakeServer.Refusal("Stop the campaign first."));
        await page.Find(".campaign-mode").ChangeAsync(new() { Value = "PushPreview" });
        rig.Server.Posts.Select(static p => $"{p.Route[18..]} {p.Body}").ShouldBe(
        [
            "renewals/load {}", "renewals/unload {\"force\":false}", "renewals/unload {\"force\":true}", "renewals/mode {\"mode\":\"PushPreview\"}",
        ]);
        page.Find(".campaign [role=alert]").TextContent.Trim().ShouldBe("Stop the campaign first.");
        page.Find(".campaign-mode").GetAttribute("value").ShouldBe("Progressive");
    }

    [Fact]
    public async Task SV_01_A_running_campaign_is_completed_stopped_and_unloaded_by_one_order()
    {
        await using var rig = new DeskRig("supervisor");
        var page = rig.Console(new BoardSnapshot(1, [Campaign(CampaignState.Running)], []));
        await page.FindAll(".campaign-actions button").Single(b => b.TextContent is "Stop…").ClickAsync(new());
        await page.FindAll(".confirm button").Single(b => b.TextContent is "Stop and unload").ClickAsync(new());
        var (route, body, _) = rig.Server.Posts.ShouldHaveSingleItem();
        $"{route[18..]} {body}".ShouldBe("renewals/unload {\"force\":false}");
        page.FindAll(".confirm").ShouldBeEmpty();
    }

    [Fact]
    public async Task SV_17_The_last_half_hour_is_told_by_hit_rate_busy_agents_penetration_and_the_time_that_is_left()
    {
        await using var rig = new DeskRig("supervisor");
        var page = rig.Console(new BoardSnapshot(1, [Campaign(CampaignState.Running) with
        {
            Recent = new(48, 12, 1, [null, null, 0.5, 0.25, null, 0.1, 0.2, 0.3], 0.78, 5, 372),
        }], []));
        page.Find(".figure-hits").TextContent.ShouldContain("25 %");
        page.FindAll(".spark rect").Count.ShouldBe(5, "a part of the time without attempts is a gap");
        page.Find(".spark").GetAttribute("aria-label").ShouldBe("Hit rate, 30 min: –, –, 50 %, 25 %, –, 10 %, 20 %, 30 %");
        page.FindAll(".figure").Select(static f => f.TextContent).ShouldContain("Busy, 30 min78 %", StringComparer.Ordinal);
        page.Find(".campaign-progress").TextContent.ShouldBe("4 % finished · 10 % tried · about 6.2 h left at the speed of the last 30 min");

        await page.InvokeAsync(() => rig.Line.Push(new BoardSnapshot(2, [Campaign(CampaignState.Running)], [])));
        page.FindAll(".spark").ShouldBeEmpty();
        page.Find(".figure-hits").TextContent.ShouldContain("–");
        page.Find(".campaign-progress").TextContent.ShouldBe("4 % finished · 10 % tried");
    }

    [Fact]
    public async Task A_running_campaign_that_does_not_dial_says_why_and_until_when()
    {
        await using var rig = new DeskRig("supervisor");
        var page = rig.Console(new BoardSnapshot(1,
            [Campaign(CampaignState.Running) with { Waiting = "All records are outside calling hours.", WaitingUntil = Noon.AddMinutes(90) }], []));
        page.Find(".campaign-why").TextContent.ShouldContain("All records are outside calling hours.");
        page.Find(".campaign-why .timer").TextContent.ShouldBe("1:30:00");
    }

    [Theory]
    [InlineData(DialMode.Preview, "Agents call the records that they read.")]
    [InlineData(DialMode.Progressive, "Dialling whenever an agent is Ready.")]
    [InlineData(DialMode.Predictive, "Dialling ahead of the agents, as far as the abandonment limit allows.")]
    public async Task A_running_campaign_says_how_its_calls_come_about(DialMode mode, string sentence)
    {
        await using var rig = new DeskRig("supervisor");
        rig.Console(new BoardSnapshot(1, [Campaign(CampaignState.Running) with { Mode = mode }], [])).Find(".campaign-why").TextContent.Trim().ShouldBe(sentence);
    }

    [Fact]
    public async Task Agents_are_listed_with_state_reason_time_and_why()
    {
        await using var rig = new DeskRig("supervisor");
        var page = rig.Console(new BoardSnapshot(1, [],
            [new AgentRow("rosa", "Rosa Silva", "Collections B", AgentState.NotReady, Noon.AddMinutes(-18), "Break", LegState.Browser, "Chose Break at 11:42.")]));
        page.FindAll(".table tbody tr > *").Select(c => c.TextContent.Trim())
            .ShouldBe(["Rosa Silva rosa", "Not ready · Break", "18:00", "Collections B", "–", "Browser", "Chose Break at 11:42.", "⋯Actions for Rosa Silva"]);
    }

    [Fact]
    public async Task Whoever_is_over_a_limit_comes_first_then_the_longest_in_state_and_each_count_filters()
    {
        await using var rig = new DeskRig("supervisor");
        AgentRow[] agents =
        [
            Agent("anna", AgentState.Ready, -4), Agent("ben", AgentState.NotReady, -20, "Break", limit: -5), Agent("cara", AgentState.Talking, -9),
            Agent("dora", AgentState.SignedOut, -99), Agent("emil", AgentState.WrapUp, -3, limit: -1), Agent("finn", AgentState.NotReady, -8, "Lunch", limit: 52),
            Agent("gina", AgentState.NotReady, -7, "No audio", limit: -7),
        ];
        var page = rig.Console(new BoardSnapshot(1, [], agents));
        Names(page).ShouldBe(["emil", "gina", "ben", "cara", "finn", "anna", "dora"]);
        page.Find(".table-agents tbody tr:nth-child(3) .state").TextContent.Replace("\n", "", StringComparison.Ordinal).ShouldContain("Not ready · Break· 05:00 over");

        page.FindAll(".filter").Select(static c => string.Join(' ', c.TextContent.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries))).ShouldBe(
            ["3 Over limit", "1 Ready", "1 On call", "1 Wrap-up (1 over)", "3 Not ready (2 over)", "1 Signed out"]);
        await page.FindAll(".filter")[0].ClickAsync(new());
        Names(page).ShouldBe(["emil", "gina", "ben"]);
        await page.FindAll(".filter")[4].ClickAsync(new());
        Names(page).ShouldBe(["gina", "ben", "finn"]);
        await page.FindAll(".filters button").Single(static b => b.TextContent == "Show all").ClickAsync(new());
        Names(page).Count().ShouldBe(7);
    }

    [Fact]
    public async Task While_somebody_is_at_work_in_the_table_its_order_stays_and_says_how_many_rows_would_move()
    {
        await using var rig = new DeskRig("supervisor");
        var page = rig.Console(new BoardSnapshot(1, [], [Agent("anna", AgentState.Ready, -4), Agent("ben", AgentState.Ready, -3), Agent("cara", AgentState.Ready, -2)]));
        await page.Find(".has-menus").MouseEnterAsync(new());
        await page.InvokeAsync(() => rig.Line.Push(new BoardSnapshot(
            2, [], [Agent("anna", AgentState.Talking, 0), Agent("ben", AgentState.Ready, -3), Agent("cara", AgentState.Ready, -2)])));
        Names(page).ShouldBe(["anna", "ben", "cara"]);
        page.Find(".table-agents tbody tr .state").TextContent.ShouldContain("On call", Case.Sensitive, "what is told is new");
        page.Find(".order-note").TextContent.Trim().ShouldBe("1 change in order.");
        await page.FindAll(".filters button").Single(static b => b.TextContent == "Update").ClickAsync(new());
        Names(page).ShouldBe(["ben", "cara", "anna"]);
        page.Find(".order-note").TextContent.Trim().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a b c d", "a b c d", 0)]
    [InlineData("a b c d", "d a b c", 1)]
    [InlineData("a b c d", "d c b a", 3)]
    [InlineData("a b c", "b c d", 2)]
    [InlineData("", "a b", 2)]
    public void Rows_that_move_are_counted_once(string shown, string fresh, int moves) =>
        AgentOrder.Moves(shown.Split(' ', StringSplitOptions.RemoveEmptyEntries), fresh.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ShouldBe(moves);

    private static AgentRow Agent(string id, AgentState state, int since, string? reason = null, int? limit = null) =>
        new(id, id, "Renewals", state, Noon.AddMinutes(since), reason, LegState.Browser, "") { LimitAt = limit is { } minutes ? Noon.AddMinutes(minutes) : null };

    private static IEnumerable<string> Names<T>(IRenderedComponent<T> page)
        where T : Microsoft.AspNetCore.Components.IComponent => page.FindAll(".table-agents tbody th").Select(static h => h.TextContent.Split(' ')[0]);

    [Fact]
    public async Task SU_02_What_is_ordered_for_an_agent_is_told_under_the_row_set_back_and_refused_there()
    {
        await using var rig = new DeskRig("supervisor");
        var page = rig.Console(new BoardSnapshot(1, [],
            [new AgentRow("rosa", "Rosa Silva", "Collections B", AgentState.Previewing, Noon, null, LegState.Browser, "") { Customer = "M. Reis" }])
        {
            NotReadyReasons = ["Break", "Lunch"],
        });
        await page.Find("#acts-rosa").ClickAsync(new());
        page.FindAll("[role=menuitem]").Select(static i => i.TextContent.Trim().Split('\n')[0].Trim()).ShouldBe(
            ["Message…M", "Set Ready after this call1", "Set Not ready after this call: Break2", "Set Not ready after this call: Lunch3", "Campaign…C", "Sign-in link…L", "Sign off…O"]);
        await page.FindAll("[role=menuitem]")[2].ClickAsync(new());
        page.Find(".row-open").TextContent.ShouldContain("Rosa Silva will be Not ready (Break) after this call.");
        await page.FindAll(".row-open button").Single(static b => b.TextContent == "Now instead").ClickAsync(new());
        await page.FindAll(".row-open button").Single(static b => b.TextContent == "Set back").ClickAsync(new());
        rig.Server.Answer = static _ => (HttpStatusCode.Conflict, FakeServer.Refusal("This agent is signed out; nothing was changed."));
        await page.Find("#acts-rosa").ClickAsync(new());
        await page.FindAll("[role=menuitem]")[3].ClickAsync(new());
        page.Find(".row-open [role=alert]").TextContent.Trim().ShouldBe("This agent is signed out; nothing was changed.");

        rig.Server.Posts.Select(static p => p.Body).ShouldBe(
        [
            """{"state":"NotReady","reason":"Break","now":false,"since":null}""", """{"state":"NotReady","reason":"Break","now":true,"since":null}""",
            """{"state":"Ready","reason":null,"now":false,"since":"2026-06-15T12:00:00+00:00"}""",
            """{"state":"NotReady","reason":"Lunch","now":false,"since":null}""",
        ]);
        rig.Server.Posts[0].Route.ShouldBe("/api/v1/agents/rosa/state");
    }

    [Fact]
    public async Task SU_02_What_was_ordered_goes_with_its_way_back_as_soon_as_it_does_not_hold_any_more()
    {
        await using var rig = new DeskRig("supervisor");
        var talking = new AgentRow("rosa", "Rosa Silva", "Collections B", AgentState.Talking, Noon, null, LegState.Browser, "");
        var page = rig.Console(Board(1, talking));
        await page.Find("#acts-rosa").ClickAsync(new());
        await page.FindAll("[role=menuitem]")[2].ClickAsync(new());
        await page.InvokeAsync(() => rig.Line.Push(Board(2, talking)));
        page.Find(".row-open").TextContent.ShouldContain("Rosa Silva will be Not ready (Break) after this call.", Case.Sensitive, "the board may be behind");
        await page.InvokeAsync(() => rig.Line.Push(Board(3, talking with { ThenNotReady = "Break" })));
        await page.InvokeAsync(() => rig.Line.Push(Board(4, talking with { State = AgentState.WrapUp, Since = Noon.AddMinutes(1), ThenNotReady = "Break" })));
        page.FindAll(".row-open").Count.ShouldBe(1);
        await page.InvokeAsync(() => rig.Line.Push(Board(5, talking with { State = AgentState.SignedOut, Since = Noon.AddMinutes(2) })));
        page.FindAll(".row-open").ShouldBeEmpty();

        // At once, and then changed by the agent.
        var ready = talking with { State = AgentState.Ready, Since = Noon.AddMinutes(3) };
        await page.InvokeAsync(() => rig.Line.Push(Board(6, ready)));
        await page.Find("#acts-rosa").ClickAsync(new());
        await page.FindAll("[role=menuitem]")[1].ClickAsync(new());
        await page.InvokeAsync(() => rig.Line.Push(Board(7, ready with { State = AgentState.NotReady, NotReadyReason = "Break", Since = Noon.AddMinutes(4) })));
        page.Find(".row-open").TextContent.ShouldContain("Rosa Silva is set to Not ready (Break).");
        await page.InvokeAsync(() => rig.Line.Push(Board(8, ready with { State = AgentState.NotReady, NotReadyReason = "Lunch", Since = Noon.AddMinutes(5) })));
        page.FindAll(".row-open").ShouldBeEmpty();

        static BoardSnapshot Board(long number, AgentRow row) => new(number, [], [row]) { NotReadyReasons = ["Break", "Lunch"] };
    }

    [Fact]
    public async Task A_started_campaign_without_records_goes_on_saying_so_and_forms_that_are_opened_have_the_focus()
    {
        await using var rig = new DeskRig("supervisor");
        var page = rig.Console(new BoardSnapshot(
            1, [Campaign(CampaignState.Running) with { Chains = new(0, 0, 0, 0), Waiting = "Waiting for agents: nobody is ready." }], []));
        page.Find(".campaign-why").TextContent.ShouldContain("No records yet: import a list.");
        page.Find(".campaign-why").TextContent.ShouldContain("Waiting for agents: nobody is ready.");
        await page.FindAll("button").Single(static b => b.TextContent is "New campaign").ClickAsync(new());
        rig.Script.VerifyInvoke("focus").Arguments.ShouldContain("new-campaign-name");
    }

    [Fact]
    public async Task SU_02_An_agent_is_put_on_another_campaign_in_the_row_and_a_refusal_stands_there()
    {
        await using var rig = new DeskRig("supervisor");
        var rosa = Agent("rosa", AgentState.NotReady, -3, "Break");
        CampaignSnapshot[] campaigns = [Campaign(CampaignState.Running), Campaign(CampaignState.Loaded) with { Campaign = "winback", Name = "Win back" }];
        var page = rig.Console(new BoardSnapshot(1, campaigns, [rosa]));
        rig.Server.Answer = static _ => (HttpStatusCode.Conflict, FakeServer.Refusal("This agent is in a call."));
        await page.Find("#acts-rosa").ClickAsync(new());
        await page.FindAll("[role=menuitem]").Single(static i => i.TextContent.Contains("Campaign…", StringComparison.Ordinal)).ClickAsync(new());
        await page.Find("#assign-campaign").ChangeAsync(new() { Value = "winback" });
        await page.Find(".row-open form").SubmitAsync();
        page.Find(".row-open [role=alert]").TextContent.Trim().ShouldBe("This agent is in a call.");
        rig.Server.Answer = static _ => (HttpStatusCode.NoContent, "");
        await page.Find(".row-open form").SubmitAsync();
        rig.Server.Posts[^1].ShouldSatisfyAllConditions(
            static p => p.Route.ShouldBe("/api/v1/agents/rosa/campaign"),
            static p => p.Body.ShouldBe("""{"campaign":"winback"}"""));
        await page.InvokeAsync(() => rig.Line.Push(new BoardSnapshot(2, campaigns, [rosa with { Campaign = "Win back" }])));
        page.Find(".row-open").TextContent.ShouldContain("rosa takes the calls of Win back now.");
    }

    [Fact]
    public async Task LO_01_A_sign_in_link_is_made_in_the_row_and_after_a_new_agent_with_the_address_of_this_browser_and_is_copied()
    {
        await using var rig = new DeskRig("supervisor");
        rig.Script.Setup<bool>("copy", _ => true).SetResult(true);
        rig.Server.Answer = static route => route.EndsWith("/links", StringComparison.Ordinal)
            ? (HttpStatusCode.OK, """{"path":"/sign-in#secret","validUntil":"2026-06-15T12:15:00+00:00"}""")
            : (HttpStatusCode.NoContent, "");
        var page = rig.Console(new BoardSnapshot(1, [Campaign(CampaignState.Loaded)], [Agent("rosa", AgentState.SignedOut, -3)]));
        await page.Find("#acts-rosa").ClickAsync(new());
        await page.FindAll("[role=menuitem]").Single(static i => i.TextContent.Contains("Sign-in link…", StringComparison.Ordinal)).ClickAsync(new());
        rig.Server.Posts.ShouldHaveSingleItem().Route.ShouldBe("/api/v1/agents/rosa/links");
        page.Find("#link-made").GetAttribute("value").ShouldBe("http://localhost/sign-in#secret");
        page.Find(".row-open").TextContent.ShouldContain("A new link ends nothing");
        page.Find(".row-open code").TextContent.ShouldBe("paceline link rosa --data DIR");
        await page.FindAll(".row-open button").Single(static b => b.TextContent is "Copy").ClickAsync(new());
        page.Find(".row-open").TextContent.ShouldContain("Copied.");
        await page.FindAll(".row-open button").Single(static b => b.TextContent is "Close").ClickAsync(new());
        page.FindAll("#link-made").ShouldBeEmpty();

        await page.FindAll("button").Single(static b => b.TextContent is "New agent").ClickAsync(new());
        await page.Find("section[aria-labelledby=agents-heading] .new-campaign input").InputAsync(new() { Value = "Anna Reis" });
        await page.Find("section[aria-labelledby=agents-heading] .new-campaign").SubmitAsync();
        await page.FindAll("button").Single(static b => b.TextContent is "Make the sign-in link").ClickAsync(new());
        rig.Server.Posts.Last().Route.ShouldBe("/api/v1/agents/anna-reis/links");
        page.Find("#link-made").GetAttribute("value").ShouldBe("http://localhost/sign-in#secret");
    }

    [Fact]
    public async Task Figures_of_a_lost_line_are_marked_as_old_and_older_boards_are_dropped()
    {
        await using var rig = new DeskRig("supervisor");
        var page = rig.Console(new BoardSnapshot(5, [Campaign(CampaignState.Running)], []));
        await page.InvokeAsync(() => rig.Line.Push(new BoardSnapshot(4, [], [])));
        page.FindAll(".campaign").Count.ShouldBe(1);
        await page.InvokeAsync(() => rig.Line.Move(LineState.Lost));
        page.FindAll(".console-main.is-stale").Count.ShouldBe(1);
        page.Find(".topbar").TextContent.ShouldContain("Reconnecting…");
    }

    [Theory]
    [InlineData(0, 0, 0, 0, "Nobody has answered yet.")]
    [InlineData(100, 3, 100, 3, "The next abandoned call breaks the limit.")]
    [InlineData(100, 4, 900, 9, "Over the limit today.")]
    [InlineData(100, 1, 900, 30, "Over the limit of 30 days.")]
    [InlineData(70, 1, 9000, 9, "1 more allowed now.")]
    [InlineData(1300, 19, 1300, 19, "20 more allowed now.")]
    public void Abandonment_is_told_by_what_is_left_of_the_limit_in_the_window_that_stands_worse(
        long today, long lostToday, long all, long lost, string sentence) =>
        Abandonment.Of(new AbandonmentStanding(today, lostToday, all, lost, 30), 0.03).Sentence.ShouldBe(sentence);

    [Fact]
    public async Task What_dialling_ahead_is_to_reach_is_changed_and_taken_back()
    {
        await using var rig = new DeskRig("supervisor");
        var ahead = Campaign(CampaignState.Running) with { Mode = DialMode.Predictive, Pacing = new(DialingHoursPerDay: 8, LendsWithinDay: false) };
        var page = rig.Console(new BoardSnapshot(1, [ahead], []));
        page.Find(".campaign-aim").TextContent.ShouldContain("as much talk as the limit allows");
        await page.Find(".campaign-aim button").ClickAsync(new());
        page.Find(".pacing button[type=submit]").HasAttribute("disabled").ShouldBeTrue("nothing is changed yet");
        await page.Find(".pacing select").ChangeAsync(new() { Value = "busy" });
        await page.Find(".pacing input[type=checkbox]").ChangeAsync(new() { Value = true });
        await page.Find(".pacing form, form.pacing").SubmitAsync();
        await page.InvokeAsync(() => rig.Line.Push(new BoardSnapshot(2, [ahead with { Pacing = new(0.85, null, 8, LendsWithinDay: true) }], [])));
        page.Find(".campaign-aim").TextContent.ShouldContain("agents busy 85 %");
        await page.FindAll(".pacing button").Single(b => b.TextContent is "Undo").ClickAsync(new());
        rig.Server.Posts.Select(static p => $"{p.Route[18..]} {p.Body}").ShouldBe(
        [
            "renewals/pacing {\"targetBusyFactor\":0.85,\"targetWaitSeconds\":null,\"dialingHoursPerDay\":8,\"lendsWithinDay\":true}",
            "renewals/pacing {\"targetBusyFactor\":null,\"targetWaitSeconds\":null,\"dialingHoursPerDay\":8,\"lendsWithinDay\":false}",
        ]);
    }

    [Fact]
    public async Task Over_its_limit_a_campaign_offers_to_dial_ahead_no_more()
    {
        await using var rig = new DeskRig("supervisor");
        var over = Campaign(CampaignState.Running) with { Mode = DialMode.Predictive, Abandonment = new(100, 4, 900, 9, 30) };
        var page = rig.Console(new BoardSnapshot(1, [over], []));
        page.Find(".campaign .confirm").TextContent.ShouldContain("Over the limit today. Abandoned: today 4 of 100 · 30 days 9 of 900.");
        page.FindAll(".campaign-mode option").Select(static o => o.TextContent).ShouldBe(["Progressive", "Predictive"]);
    }

    [Fact]
    public async Task A_change_of_mode_says_what_it_does_now_and_is_set_back_beside_it()
    {
        await using var rig = new DeskRig("supervisor");
        var page = rig.Console(new BoardSnapshot(1, [Campaign(CampaignState.Running)], []));
        await page.Find(".campaign-mode").ChangeAsync(new() { Value = "Predictive" });
        await page.InvokeAsync(() => rig.Line.Push(new BoardSnapshot(2, [Campaign(CampaignState.Running) with { Mode = DialMode.Predictive }], [])));
        page.Find(".changed").TextContent.ShouldContain("Predictive from now on. Dialling ahead of the agents, as far as the abandonment limit allows.");

        await page.FindAll(".changed button").Single(b => b.TextContent is "Back to Progressive").ClickAsync(new());
        await page.InvokeAsync(() => rig.Line.Push(new BoardSnapshot(3, [Campaign(CampaignState.Running)], [])));
        page.FindAll(".changed").ShouldBeEmpty();

        // What a colleague changes later is not this supervisor's to set back.
        await page.InvokeAsync(() => rig.Line.Push(new BoardSnapshot(4, [Campaign(CampaignState.Running) with { Mode = DialMode.Preview }], [])));
        page.FindAll(".changed").ShouldBeEmpty();
        rig.Server.Posts.Select(static p => p.Body).ShouldBe(["{\"mode\":\"Predictive\"}", "{\"mode\":\"Progressive\"}"]);
    }

    [Fact]
    public async Task What_a_start_would_begin_with_stands_there_before_it()
    {
        await using var rig = new DeskRig("supervisor");
        var loaded = Campaign(CampaignState.Loaded) with
        {
            Chains = new(412, 400, 2, 10),
            Agents = new Dictionary<AgentState, int> { [AgentState.Ready] = 2, [AgentState.NotReady] = 3, [AgentState.SignedOut] = 7 },
        };
        rig.Console(new BoardSnapshot(1, [loaded], [])).Find(".campaign-why").TextContent
            .ShouldContain("Loaded, not dialling. Agents Ready: 2 of 5 signed in · people left: 402");
    }

    [Fact]
    public async Task Outcomes_are_counted_by_the_names_that_agents_read()
    {
        await using var rig = new DeskRig("supervisor");
        var counts = Counts() with { Dispositions = new Dictionary<string, long>(StringComparer.Ordinal) { ["machine"] = 2, ["not-reached"] = 1 } };
        var page = rig.Console(new BoardSnapshot(1, [Campaign(CampaignState.Running) with
        {
            Counts = counts,
            OutcomeLabels = new Dictionary<string, string>(StringComparer.Ordinal) { ["machine"] = "Answering machine" },
        }], []));

        page.Find("table[aria-label=Outcomes]").TextContent.ShouldContain("Answering machine2");
        page.Find("table[aria-label=Outcomes]").TextContent.ShouldContain("Not reached1");
    }

    private static CallCounts Counts(long dialing = 0) =>
        new(10, dialing, 4, 3, 0, 0, 3, new Dictionary<string, long>(StringComparer.Ordinal) { ["NoAnswer"] = 6 }, new Dictionary<string, long>(StringComparer.Ordinal));

    internal static CampaignSnapshot Campaign(CampaignState state) => new(
        "renewals", "Spring renewals", DialMode.Progressive, state, "", null, Counts(), new ChainCounts(100, 90, 6, 4),
        new Dictionary<AgentState, int> { [AgentState.Ready] = 1 }, 0.03);
}
