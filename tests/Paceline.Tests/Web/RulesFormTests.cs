using System.Net;
using System.Text.Json;
using Bunit;
using Paceline.Contracts;
using static Paceline.Tests.Web.ConsoleTests;

namespace Paceline.Tests.Web;

/// <summary>The rules of a campaign as the console shows and changes them.</summary>
public sealed class RulesFormTests
{
    private const string Rules = """
        {"windowFrom":"08:00","windowUntil":"21:00","ringTimeoutSeconds":25,"answerLimitSeconds":2,"attemptsPerChain":8,"attemptsPerNumberPerDay":3,
         "abandonmentLimit":0.03,"wrapUpLimitSeconds":300,"retryMinutes":60,"offerSeconds":20,"takesByItself":false,"asksBeforeDialling":false,"callAfterSeconds":0,
         "agents":{"decline":true,"skip":true,"notInCampaign":true,"otherNumber":true,"newNumber":true,"callback":true,"callbackBeforeCall":true},
         "offerIsTaken":false,"callbacks":"Agent","callbackGraceMinutes":30,"callbackDaysAhead":30}
        """;

    [Fact]
    public async Task CA_01_The_rules_of_a_campaign_are_shown_with_units_and_only_what_was_changed_is_sent()
    {
        await using var rig = new DeskRig("supervisor");
        rig.Server.Reads["/api/v1/campaigns/renewals/rules"] = Rules;
        var page = rig.Console(new BoardSnapshot(1, [Campaign(CampaignState.Loaded)], []));
        await page.FindAll(".campaign-actions button").Single(b => b.TextContent is "Rules…").ClickAsync(new());
        page.FindAll(".rules legend").Select(static l => l.TextContent).ShouldBe(
            ["Calling hours and law", "Attempts", "Agents at work", "Previews and offers", "Callbacks", "What agents may"]);
        page.Find(".rules .button-save").HasAttribute("disabled").ShouldBeTrue("nothing is changed");
        var ring = page.Find("#rules-renewals-ringTimeoutSeconds");
        (ring.GetAttribute("value"), page.Find("label[for=rules-renewals-ringTimeoutSeconds]").TextContent).ShouldBe(("25", "Ring time"));
        page.Find("#rules-renewals-abandonmentLimit").GetAttribute("value").ShouldBe("3", "in per cent");
        page.FindAll(".rules fieldset:last-child input").Count.ShouldBe(13);

        await page.Find("#rules-renewals-from").InputAsync(new() { Value = "09:30:00" });
        await page.Find("#rules-renewals-abandonmentLimit").InputAsync(new() { Value = "2.5" });
        await page.Find("#rules-renewals-wrapUpLimitSeconds").InputAsync(new() { Value = "0" });
        await page.FindAll(".rules .rule-check").Single(l => l.TextContent.StartsWith("Skip a record", StringComparison.Ordinal))
            .QuerySelector("input")!.ChangeAsync(new() { Value = false });
        await page.Find("form.rules").SubmitAsync();

        var (route, body, _) = rig.Server.Posts.ShouldHaveSingleItem();
        route.ShouldBe("/api/v1/campaigns/renewals/rules");
        JsonSerializer.Deserialize(body, ContractsJson.Default.CampaignRulesRequest).ShouldBe(new(
            WindowFrom: "09:30", AbandonmentLimit: 0.025, WrapUpLimitSeconds: 0, Agents: AgentMay.Everything with { Skip = false }));
        page.FindAll(".rules").ShouldBeEmpty();
        page.Find(".rules-saved").TextContent.ShouldContain("They hold from the next call on.");
    }

    [Fact]
    public async Task A_rule_that_cannot_be_is_said_beside_its_field_by_the_screen_and_by_the_server()
    {
        await using var rig = new DeskRig("supervisor");
        rig.Server.Reads["/api/v1/campaigns/renewals/rules"] = Rules;
        var page = rig.Console(new BoardSnapshot(1, [Campaign(CampaignState.Loaded)], []));
        await page.FindAll(".campaign-actions button").Single(b => b.TextContent is "Rules…").ClickAsync(new());
        await page.Find("#rules-renewals-ringTimeoutSeconds").InputAsync(new() { Value = "1" });
        page.FindAll(".rule-wrong").ShouldBeEmpty("somebody is writing 100");
        await page.Find("#rules-renewals-attemptsPerChain").InputAsync(new() { Value = "2.5" });
        await page.Find("#rules-renewals-until").InputAsync(new() { Value = "08:00" });
        await page.Find("form.rules").SubmitAsync();

        rig.Server.Posts.ShouldBeEmpty();
        page.FindAll(".rule-wrong").Select(static p => p.TextContent.Trim()).ShouldBe(
            ["Two times of one day; the first is the earlier one.", "15 to 120 s.", "A whole number from 1 to 100."]);
        var ring = page.Find("#rules-renewals-ringTimeoutSeconds");
        ring.GetAttribute("aria-invalid").ShouldBe("true");
        ring.GetAttribute("aria-describedby")!.Split(' ').ShouldContain("rules-renewals-ringTimeoutSeconds-means", StringComparer.Ordinal);

        await ring.InputAsync(new() { Value = "40" });
        await page.Find("#rules-renewals-attemptsPerChain").InputAsync(new() { Value = "8" });
        await page.Find("#rules-renewals-until").InputAsync(new() { Value = "21:00" });
        rig.Server.Answer = static _ => (HttpStatusCode.BadRequest,
            """{"code":"bad-rule","title":"A rule is outside its range.","detail":"ringTimeoutSeconds is too long for this trunk.","status":400,"field":"ringTimeoutSeconds"}""");
        await page.Find("form.rules").SubmitAsync();
        page.Find("#rules-renewals-ringTimeoutSeconds-means").TextContent.ShouldContain("too long for this trunk");

        rig.Server.Answer = static _ => (HttpStatusCode.Conflict, FakeServer.Refusal("The campaign runs. Stop it, then change them."));
        await page.Find("form.rules").SubmitAsync();
        page.Find(".rules [role=alert]").TextContent.ShouldContain("Stop it, then change them.");
        await page.FindAll(".rules .button").Single(b => b.TextContent is "Cancel").ClickAsync(new());
        page.FindAll(".rules, .rules-saved").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_rules_of_a_running_campaign_are_read_and_it_says_why_they_are_not_changed()
    {
        await using var rig = new DeskRig("supervisor");
        rig.Server.Reads["/api/v1/campaigns/renewals/rules"] = Rules;
        var page = rig.Console(new BoardSnapshot(1, [Campaign(CampaignState.Running)], []));
        await page.FindAll(".campaign-actions button").Single(b => b.TextContent is "Rules…").ClickAsync(new());

        page.FindAll(".rules fieldset").ShouldAllBe(static f => f.HasAttribute("disabled"));
        page.Find(".rules .button-save").HasAttribute("disabled").ShouldBeTrue();
        page.Find(".rules-held").TextContent.ShouldContain("Stop it first");

        await page.InvokeAsync(() => rig.Line.Push(new BoardSnapshot(2, [Campaign(CampaignState.Loaded)], [])));
        page.FindAll(".rules fieldset").ShouldAllBe(static f => !f.HasAttribute("disabled"));
        page.FindAll(".rules-held").ShouldBeEmpty();
    }
}
