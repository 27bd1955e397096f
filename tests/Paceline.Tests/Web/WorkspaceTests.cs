using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Paceline.Contracts;
using Paceline.Tests.Architecture;
using Paceline.Web.Connection;
using Paceline.Web.Sound;
using Paceline.Web.Workspace;
using static Paceline.Tests.Web.DeskRig;

namespace Paceline.Tests.Web;

public sealed class WorkspaceTests
{
    [Theory]
    [InlineData(AgentState.NotReady, "Not ready", "Not ready – Break", "Be Ready")]
    [InlineData(AgentState.Ready, "Ready", "You are Ready", "Waiting for a call")]
    [InlineData(AgentState.Reserved, "Dialling", "A number is being dialled for you", "Dialling for you")]
    public async Task Without_a_call_the_state_its_meaning_and_what_is_next_are_in_words(AgentState state, string word, string heading, string next)
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(state));
        page.Find(".pill-word").TextContent.ShouldBe(word);
        page.Find("h1").TextContent.ShouldBe(heading);
        page.Find(".pad-foot").TextContent.ShouldContain(next);
        page.FindAll(".button-call").ShouldBeEmpty();
        page.Find("#pad fieldset").HasAttribute("disabled").ShouldBeTrue("outcomes belong to a call");
    }

    [Fact]
    public async Task A_landed_call_shows_the_person_the_record_and_every_control()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card()) with { Leg = LegState.Browser });
        page.Find("h1").TextContent.ShouldBe("Ana Duarte");
        page.Find(".callbar-who p").TextContent.ShouldBe("+351215550142 · Lisbon, 13:00");
        page.Find(".panel-record").TextContent.ShouldContain("PT-004417");
        page.Find(".callbar-time .timer").TextContent.ShouldBe("02:14");
        page.FindAll(".button-call").Select(b => b.TextContent.Trim()).ShouldBe(["Mute", "Hold", "Fix sound", "Keypad", "End call"]);
    }

    [Fact]
    public async Task While_it_is_dialled_for_the_agent_the_record_is_there_to_be_read_and_nothing_in_it_moves_when_the_call_lands()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Reserved) with { Coming = Card(CallState.Calling) });
        page.Find("h1").TextContent.ShouldBe("Ana Duarte");
        page.Find(".callbar-who p").TextContent.ShouldBe("+351215550142 · Lisbon, 13:00");
        page.Find(".callbar-how").TextContent.ShouldContain("When somebody answers you hear a short tone");
        page.FindAll(".button-call, .field-open").ShouldBeEmpty("nobody is on the line");
        page.Find("#note").HasAttribute("readonly").ShouldBeTrue();
        page.Find("#pad fieldset").HasAttribute("disabled").ShouldBeTrue();
        var read = page.Find(".panel-record").TextContent;
        read.ShouldContain("PT-004417");
        page.Find("[aria-live=polite]").TextContent.ShouldBe("", "it was so when the page was opened");

        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 2, Card())));
        page.Find("h1").TextContent.ShouldBe("Ana Duarte");
        page.Find(".panel-record").TextContent.ShouldBe(read);
        page.Find("#note").HasAttribute("readonly").ShouldBeFalse();

        // What was written into the last record is not the next one's.
        var next = Card(CallState.Calling, Guid.CreateVersion7());
        await rig.Desk.Edits.Save(Card().Fields[0], "changed", Xunit.TestContext.Current.CancellationToken);
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Reserved, 3) with { Coming = next }));
        page.Find(".panel-record").TextContent.ShouldBe(read, "no text and no Saved of the one before");
        page.Find("[aria-live=polite]").TextContent.ShouldBe("Dialling: Ana Duarte");

        SigningOut leaving = new(Noon, Noon.AddSeconds(12), AllowedAt: null, GoneAt: null);
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Reserved, 4) with { Coming = next, SigningOut = leaving }));
        page.Find("h1").TextContent.ShouldBe("Signing out", "how that stands comes first");
    }

    [Fact]
    public async Task A_page_that_nobody_told_whose_it_is_is_the_agents_from_the_first_snapshot_on()
    {
        await using var rig = new DeskRig();
        rig.Server.Down = Api.Me;
        rig.Workspace(Snapshot(AgentState.Ready));
        rig.Services.GetRequiredService<ApiClient>().User.ShouldBe("mia");
    }

    [Fact]
    public async Task Not_ready_that_waits_for_a_call_is_said_with_its_end_and_the_menu_speaks_of_no_call()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Ready, 2) with { ThenNotReady = "Break", Until = Noon.AddSeconds(19), Mode = DialMode.Predictive }));
        page.Find("h1").TextContent.ShouldBe("Break follows");
        page.Find(".callbar-time .timer").TextContent.ShouldBe("00:19");
        page.Find(".callbar-time p").TextContent.ShouldBe("at the latest");
        page.Find(".steps").TextContent.ShouldContain("Nothing new is dialled for you.");
        page.Find("[aria-live=polite]").TextContent.ShouldStartWith("Break follows. A call that was already dialled may still come to you.");
        await page.Find("#status").ClickAsync(new());
        page.Find("#status-menu").TextContent.ShouldNotContain("after this call");
    }

    [Fact]
    public async Task NL_02_The_countdown_of_a_sign_out_is_said_at_its_last_ten_seconds()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready) with { SigningOut = new(Noon, Noon.AddSeconds(12), AllowedAt: null, GoneAt: null) });
        await page.InvokeAsync(() => rig.Time.Advance(TimeSpan.FromSeconds(1)));
        page.Find("[aria-live=polite]").TextContent.ShouldNotContain("10 seconds");
        await page.InvokeAsync(() => rig.Time.Advance(TimeSpan.FromSeconds(1)));
        page.WaitForAssertion(() => page.Find("[aria-live=polite]").TextContent.ShouldBe("Signing out: 10 seconds"));
    }

    [Fact]
    public async Task NL_05_While_the_way_back_is_open_tooltip_strip_and_messages_say_that_the_sign_out_is_allowed()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.NotReady) with { SigningOut = new(Noon, Noon, AllowedAt: Noon, GoneAt: Noon.AddSeconds(5)) });
        page.Find("#status-tip").TextContent.ShouldContain("You can go now");
        page.Find("#status-tip .timer").TextContent.ShouldBe("00:05");
        page.Find(".strip").TextContent.ShouldContain("You can go now");
        await page.Find("#open-messages").ClickAsync(new());
        page.Find(".messages-pinned").TextContent.ShouldContain("You can go now");
    }

    [Theory]
    [InlineData("own")]
    [InlineData("allowed")]
    [InlineData("supervisor")]
    public async Task However_an_agent_is_signed_out_what_they_had_written_leaves_the_browser(string by)
    {
        await using var rig = new DeskRig();
        SigningOut leaving = new(Noon, Noon, AllowedAt: Noon, GoneAt: Noon);
        var page = rig.Workspace(Snapshot(AgentState.NotReady) with { SigningOut = by == "allowed" ? leaving : null });
        rig.Script.VerifyNotInvoke("forget");
        await page.InvokeAsync(() => by switch
        {
            "own" => rig.Desk.SignOut(),
            "allowed" => rig.Line.Push(Snapshot(AgentState.SignedOut, 2)),
            _ => rig.Line.Push(Snapshot(AgentState.SignedOut, 2) with { SignedOutBySupervisor = true }),
        });
        rig.Script.VerifyInvoke("forget").Arguments.ShouldBe([""], "the name of every draft begins so");
    }

    [Fact]
    public async Task NL_05_A_sign_out_that_was_allowed_while_the_server_was_away_is_confirmed_as_every_other()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready) with { SigningOut = new(Noon, Noon.AddSeconds(12), AllowedAt: null, GoneAt: null) });

        await page.InvokeAsync(() => rig.Line.Move(LineState.SignedOut));

        rig.Address.ShouldEndWith("/sign-in?out=allowed");
    }

    [Fact]
    public async Task Where_calls_are_dialled_ahead_nothing_is_said_to_be_dialled_for_this_agent()
    {
        await using var rig = new DeskRig();
        var steps = rig.Workspace(Snapshot(AgentState.Ready) with { Mode = DialMode.Predictive }).Find(".steps").TextContent;
        steps.ShouldContain("whoever answers comes to the one who has waited longest");
        steps.ShouldNotContain("dialled for you");
    }

    [Fact]
    public async Task A_call_that_lands_on_a_waiting_agent_is_said_and_gets_the_focus_and_its_tone_is_in_the_call()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 2, Card())));
        rig.Script.VerifyInvoke("landed");
        rig.Script.VerifyNotInvoke("cue");
        page.Find("[aria-live=polite]").TextContent.ShouldBe("On call: Ana Duarte, Spring renewals");
    }

    [Fact]
    public async Task Wrap_up_counts_down_to_its_limit_and_the_call_controls_are_gone()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.WrapUp, call: Card(CallState.Ended)) with { WrapUpUntil = Noon.AddSeconds(21) });
        page.Find(".callbar-wrap").TextContent.ShouldContain("00:21");
        page.FindAll(".button-call").ShouldBeEmpty();
        page.Find(".callbar-time .timer").TextContent.ShouldBe("02:05", "the length of the conversation stands still");
    }

    [Fact]
    public async Task A_customer_on_hold_is_a_state_of_its_own_with_Resume()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card(CallState.OnHold)));
        page.Find(".pill-word").TextContent.ShouldBe("On hold");
        await page.FindAll(".button-call").Single(b => b.TextContent.Trim() is "Resume").ClickAsync(new());
        rig.Server.Posts.ShouldHaveSingleItem().Route.ShouldBe(Api.AgentResume);
    }

    [Fact]
    public async Task An_older_snapshot_changes_nothing()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, 7, Card()));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Ready, 6)));
        page.Find(".pill-word").TextContent.ShouldBe("On call");
    }

    [Fact]
    public async Task After_a_new_connection_the_snapshot_counts_whatever_its_number()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, 7, Card()));
        await page.InvokeAsync(() => rig.Line.Move(LineState.Lost));
        await page.InvokeAsync(() => rig.Line.Move(LineState.Up));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Ready, 1)));
        page.Find(".pill-word").TextContent.ShouldBe("Ready");
    }

    [Fact]
    public async Task A_lost_server_on_a_call_says_that_the_call_goes_on_and_writing_works()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card()));
        await page.InvokeAsync(() => rig.Line.Move(LineState.Lost));
        page.Find(".strip").TextContent.ShouldContain("Your call is not affected. You can keep talking and typing.");
        await page.Find("#note").InputAsync(new() { Value = "wants an invoice" });
        rig.Desk.Draft.Note.ShouldBe("wants an invoice");
    }

    [Fact]
    public async Task A_sign_in_that_is_over_in_a_call_is_said_and_nothing_is_hung_up_or_left()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card()));
        await page.Find("#note").InputAsync(new() { Value = "two cars" });
        await page.InvokeAsync(() => rig.Line.Move(LineState.SignedOut));
        page.Find(".strip").TextContent.ShouldContain("You are signed out. Your call is not affected, and what you write is kept.");
        page.Find(".strip a").GetAttribute("target").ShouldBe("_blank");
        rig.Script.Invocations["hangUpLeg"].ShouldBeEmpty();
        rig.Desk.MustSignIn.ShouldBeFalse();
        await page.InvokeAsync(() => rig.Services.GetRequiredService<BrowserModule>().Hear("SignedIn", "mia"));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, call: Card())));
        page.Find(".strip").TextContent.ShouldNotContain("signed out");
        rig.Desk.Draft.Note.ShouldBe("two cars");
    }

    [Fact]
    public async Task Whoever_leaves_a_record_with_a_note_on_it_is_told_first_that_it_is_lost()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Previewing, call: Card(CallState.Preview)));
        await page.Find("#note").InputAsync(new() { Value = "two cars" });
        await page.InvokeAsync(rig.Desk.SignOut);
        rig.Server.Posts.ShouldBeEmpty();
        page.Find(".topbar").TextContent.ShouldContain("Ana Duarte goes back to the list, and your note on it is not kept. Sign out once more to leave all the same.");
        await page.InvokeAsync(rig.Desk.SignOut);
        rig.Server.Posts.ShouldHaveSingleItem().Route.ShouldBe(Api.SignOut);
    }

    [Fact]
    public async Task Whoever_signs_in_in_the_same_browser_takes_nothing_over_of_a_page_with_a_call()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card()));
        await page.Find("#note").InputAsync(new() { Value = "two cars" });
        rig.Server.SignedInAs = "ben";
        await page.InvokeAsync(() => rig.Services.GetRequiredService<BrowserModule>().Hear("SignedIn", "ben"));
        page.Find(".strip").TextContent.ShouldContain("Somebody else has signed in in this browser. Your call is not affected, and what you write is kept.");
        await page.InvokeAsync(() => rig.Press("hold"));
        rig.Server.Posts.ShouldBeEmpty("nothing is done in Ben's name");
        rig.Script.Invocations["awaitSignIn"][^1].Arguments.ShouldBe(["mia"]);
        rig.Script.Invocations["hangUpLeg"].ShouldBeEmpty();

        rig.Server.SignedInAs = "mia";
        await page.InvokeAsync(() => rig.Services.GetRequiredService<BrowserModule>().Hear("SignedIn", "mia"));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, call: Card())));
        page.Find(".strip").TextContent.ShouldNotContain("signed in in this browser");
        rig.Desk.Draft.Note.ShouldBe("two cars");
    }

    [Fact]
    public void Each_state_has_a_figure_for_the_tab_of_the_browser()
    {
        var pages = Path.Combine(Repository.Root, "src", "Paceline.Web", "wwwroot", "img");
        Enum.GetValues<AgentState>().Select(static s => $"state-{Words.Slug(s)}.svg").Where(name => !File.Exists(Path.Combine(pages, name))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_that_was_taken_over_says_so_and_can_take_it_back()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready, 9));
        await page.InvokeAsync(() => rig.Line.End("You signed in on another computer at 09:14."));
        page.Markup.ShouldContain("You signed in on another computer at 09:14.");
        rig.Script.VerifyInvoke("hangUpLeg");
        rig.Script.Invocations["title"][^1].Arguments.ShouldBe(["Paceline", "signed-out"], "no state and no customer of a desk that is elsewhere");
        await page.InvokeAsync(rig.Desk.Tick);
        rig.Script.Invocations["title"][^1].Arguments[0].ShouldBe("Paceline");
        rig.Server.SignedInAs = "ben";
        await page.InvokeAsync(() => rig.Services.GetRequiredService<BrowserModule>().Hear("SignedIn", "ben"));
        rig.Script.Invocations["awaitSignIn"].ShouldBeEmpty("it must not take the desk from the page that has it");
        rig.Server.SignedInAs = "mia";
        await page.Find("button").ClickAsync(new());
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Ready, 1)));
        page.Find("h1").TextContent.ShouldBe("You are Ready");
    }

    [Theory]
    [InlineData("notAsked", "First, let customers hear you", "Allow microphone")]
    [InlineData("refused", "The browser refuses the microphone", "Try again")]
    [InlineData("missing", "No microphone was found", "Try again")]
    public async Task Before_the_first_call_the_microphone_is_explained(string permission, string title, string button)
    {
        await using var rig = new DeskRig(microphone: permission);
        var page = rig.Workspace(Snapshot(AgentState.NotReady) with { Leg = LegState.Down });
        page.Find(".panel-waiting h2").TextContent.ShouldBe(title);
        page.Find(".panel-waiting button").TextContent.Trim().ShouldBe(button);
    }

    [Fact]
    public async Task A_reason_chosen_during_a_call_is_booked_and_shown_beside_the_state()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Talking, call: Card()));
        await page.Find(".topbar-status .menu > button").ClickAsync(new());
        await page.FindAll("[role=menuitemradio]").Single(b => b.TextContent.Contains("Lunch", StringComparison.Ordinal)).ClickAsync(new());
        rig.Server.Posts.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            p => p.Route.ShouldBe(Api.AgentNotReady),
            p => p.Body.ShouldBe("""{"reason":"Lunch"}"""));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 2, Card()) with { ThenNotReady = "Lunch" }));
        page.Find(".pill-then").TextContent.ShouldBe("then Lunch");
        page.Find(".pad-foot .button-primary").TextContent.ShouldContain("Save, then Lunch");
    }

    [Fact]
    public async Task NL_08_When_a_sign_out_is_allowed_nothing_says_that_a_call_may_still_come()
    {
        await using var rig = new DeskRig();
        var leaving = new SigningOut(Noon, Noon.AddSeconds(20), AllowedAt: null, GoneAt: null);
        var page = rig.Workspace(Snapshot(AgentState.Ready) with { SigningOut = leaving });
        page.FindAll(".steps li")[1].TextContent.ShouldBe("What was dialled before may still come; it is yours if it does.");
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.NotReady, 2) with { SigningOut = leaving with { AllowedAt = Noon, GoneAt = Noon.AddSeconds(5) } }));
        page.FindAll(".steps li")[1].TextContent.ShouldBe("What was dialled before has come, or nobody answered.");
    }

    [Theory]
    [InlineData(null, "Stay signed in, then Not ready", "then Not ready", "Save, then Not ready")]
    [InlineData("Lunch", "Stay signed in, then Lunch", "then Lunch", "Save, then Lunch")]
    public async Task NL_07_NL_10_While_the_agent_signs_out_everything_says_what_follows_the_call_and_what_staying_means(
        string? booked, string stay, string pill, string save)
    {
        await using var rig = new DeskRig();
        var wraps = Snapshot(AgentState.WrapUp, 1, Card(CallState.Ended)) with { ThenNotReady = booked };
        var page = rig.Workspace(wraps with { SigningOut = new(Noon, Until: null, AllowedAt: null, GoneAt: null) });
        page.Find("#primary").TextContent.Trim().ShouldStartWith("Save, then sign out");
        page.Find("#status .pill-then").TextContent.ShouldBe("then Signed out");
        page.FindAll(".strip button")[0].TextContent.ShouldBe(stay);

        await page.InvokeAsync(() => rig.Line.Push(wraps with { Number = 2, SigningOut = new(Noon, null, null, null, Channel: true) }));
        page.Find("#primary").TextContent.Trim().ShouldStartWith("Save, then sign out of voice");

        await page.InvokeAsync(() => rig.Line.Push(wraps with { Number = 3, ThenNotReady = booked ?? AgentSnapshot.Stayed }));
        page.Find("#status .pill-then").TextContent.ShouldBe(pill);
        page.Find("#primary").TextContent.Trim().ShouldStartWith(save);
    }

    [Fact]
    public async Task MC_02_A_campaign_that_was_stopped_is_called_stopped()
    {
        await using var rig = new DeskRig();
        var page = rig.Workspace(Snapshot(AgentState.Ready) with { CampaignRunning = false, CampaignStopped = true });
        page.Find(".topbar-end .chip").TextContent.ShouldContain("Stopped");
        page.Markup.ShouldContain("Spring renewals is stopped");
        page.Markup.ShouldNotContain("not started");
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Ready, 2) with { CampaignRunning = false }));
        page.Find(".topbar-end .chip").TextContent.ShouldContain("Not started");
    }
}
