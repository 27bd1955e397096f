using System.Text.RegularExpressions;
using System.Text.Json;
using System.Xml.Linq;
using Bunit;
using Paceline.Contracts;
using Paceline.Tests.Architecture;
using Paceline.Web;
using Paceline.Web.Console;
using Paceline.Web.Help;
using Paceline.Web.Workspace;
using static Paceline.Tests.Web.DeskRig;

namespace Paceline.Tests.Web;

/// <summary>Every screen has a page of the help in every language, and no page speaks of what is not there.</summary>
public sealed partial class HelpTests
{
    private const string Folder = "src/Paceline.Web/wwwroot/help/";
    private const long PicturesMax = 1_500_000;

    [Fact]
    public void Every_screen_has_a_page_and_every_language_has_every_page()
    {
        HashSet<string> screens =
        [
            HelpNames.Start, .. ConsolePage.All.Select(HelpNames.Of),
            .. from view in Enum.GetValues<View>() from panel in Enum.GetValues<SidePanel>() from state in Enum.GetValues<AgentState>()
               from leaving in (bool[])[false, true] select HelpNames.Of(view, panel, state, leaving),
        ];
        screens.Except(Pages("en"), StringComparer.Ordinal).ShouldBeEmpty();
        foreach (var (code, _) in Languages.All)
        {
            Pages(code).ShouldBe(Pages("en"), customMessage: code);
        }
    }

    [Fact]
    public void Languages_have_the_same_links_and_pictures_and_every_page_can_be_come_to()
    {
        foreach (var (code, _) in Languages.All)
        {
            foreach (var page in Pages("en"))
            {
                Targets(code, page).Order(StringComparer.Ordinal).ShouldBe(Targets("en", page).Order(StringComparer.Ordinal), customMessage: $"{code}/{page}");
            }
        }

        var led = Targets("en", HelpNames.Start).Select(static link => link[..^3]).Append(HelpNames.Start);
        Pages("en").Except(led, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Every_picture_is_shown_and_all_of_them_are_small()
    {
        var pictures = Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder, "pictures")).ToList();
        var shown = Pages("en").SelectMany(static page => Targets("en", page)).Where(static t => t.StartsWith("../", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        pictures.Select(static file => $"../pictures/{Path.GetFileName(file)}").Order(StringComparer.Ordinal).ShouldBe(shown.Order(StringComparer.Ordinal));
        pictures.Sum(static file => new FileInfo(file).Length).ShouldBeLessThan(PicturesMax);
    }

    /// <summary>What is bold is a word of the screens, or a key.</summary>
    [Fact]
    public void No_page_names_what_is_not_on_a_screen()
    {
        var findings = new Findings("Words in bold that no screen has:", "Name them as the screens do (Texts.xx.resx, or the screen), in both languages.");
        var code = string.Join('\n', Repository.Under("src/Paceline.Web/", ".razor", ".cs", "sign-in-words.js").Select(Repository.Text));
        foreach (var (language, _) in Languages.All)
        {
            var texts = XDocument.Parse(Repository.Text($"src/Paceline.Web/Texts{(language == "en" ? "" : $".{language}")}.resx"))
                .Descendants("value").SelectMany(static v => (string[])[v.Value, WithoutPlaces(v.Value)]).ToHashSet(StringComparer.Ordinal);
            foreach (var page in Pages(language))
            {
                var path = $"{Folder}{language}/{page}.md";
                foreach (var (index, line) in Repository.Lines(path).Index())
                {
                    foreach (var word in Bold().Matches(line).Select(static m => m.Groups["word"].Value).Where(word => !IsSaid(word, texts, code)))
                    {
                        findings.Add(path, index + 1, word);
                    }
                }
            }
        }

        findings.ShouldBeNone();
    }

    [Fact]
    public async Task F1_opens_the_page_for_what_is_seen_and_it_stays_when_a_call_comes()
    {
        await using var rig = new DeskRig();
        rig.Server.Reads[Api.HelpPage("en", "status")] = Json(new("status", "Your status", "<p>See <a href=\"/help/call\">calls</a>.</p>"));
        rig.Server.Reads[Api.HelpPage("en", "call")] = Json(new("call", "In a call", "<p>Mute</p>"));
        var page = rig.Workspace(Snapshot(AgentState.Ready));
        await page.InvokeAsync(() => rig.Press("help"));

        page.WaitForAssertion(() => page.Find(".side-help h2").TextContent.ShouldBe("Your status"));
        await page.InvokeAsync(() => rig.Line.Push(Snapshot(AgentState.Talking, 2, Card())));
        page.Find(".side-help h2").TextContent.ShouldBe("Your status");
        page.FindAll(".panel-record").Count.ShouldBe(1);

        rig.Navigate("/help/call");
        page.WaitForAssertion(() => page.Find(".side-help h2").TextContent.ShouldBe("In a call"), TimeSpan.FromSeconds(5));
        page.FindAll(".panel-record").Count.ShouldBe(1, "a link of the help never takes the work away");
        rig.Script.Invocations["focus"][^1].Arguments.ShouldBe(["panel-heading"]);
        await page.InvokeAsync(() => rig.Press("close"));
        rig.Script.Invocations["focus"][^1].Arguments.ShouldBe(["open-help"]);
    }

    [Fact]
    public async Task What_is_looked_for_is_found_or_said_not_to_be_there()
    {
        await using var rig = new DeskRig("supervisor");
        rig.Server.Reads[Api.HelpPage("en", "lists")] = Json(new("lists", "Lists", "<p>Import</p>"));
        rig.Server.Reads[Api.HelpIn("en")] = JsonSerializer.Serialize(new HelpHits([new("live", "Live", "Start lets it dial.")]), ContractsJson.Default.HelpHits);
        var page = rig.Render<Paceline.Web.Help.HelpPanel>(p => p.Add(static h => h.Page, "lists"));
        page.WaitForAssertion(() => page.Find("h2").TextContent.ShouldBe("Lists"));
        await page.Find("#help-search").InputAsync(new() { Value = "dial" });
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => page.Find(".help-hits a").GetAttribute("href").ShouldBe("/help/live"));
        rig.Server.Reads[Api.HelpIn("en")] = JsonSerializer.Serialize(new HelpHits([]), ContractsJson.Default.HelpHits);
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => page.Find(".side-empty").TextContent.ShouldContain("“dial”"));
    }

    private static string Json(HelpPage page) => JsonSerializer.Serialize(page, ContractsJson.Default.HelpPage);

    private static List<string> Pages(string language) =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder, language)).Select(static file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    private static List<string> Targets(string language, string page) =>
        [.. Target().Matches(Repository.Text($"{Folder}{language}/{page}.md")).Select(static m => m.Groups["target"].Value)];

    private static bool IsSaid(string word, HashSet<string> texts, string code) =>
        Key().IsMatch(word) || texts.Contains(word)
        || Regex.IsMatch(code, $"(?<=[>\"'“\\s}}]){Regex.Escape(word)}(?=[<\"'”\\s.@…])", RegexOptions.None, TimeSpan.FromSeconds(5));

    /// <summary>"Saved 10:42" is called Saved.</summary>
    private static string WithoutPlaces(string text) => Place().Replace(text, "").Trim();

    [GeneratedRegex(@"\{\w+\}", RegexOptions.None, 10_000)]
    private static partial Regex Place();

    [GeneratedRegex(@"\*\*(?<word>[^*]+)\*\*", RegexOptions.None, 10_000)]
    private static partial Regex Bold();

    [GeneratedRegex(@"\]\((?<target>[^)]+)\)", RegexOptions.None, 10_000)]
    private static partial Regex Target();

    [GeneratedRegex(@"^((Ctrl|Strg|Shift|Umschalt)\+)?(F\d|Enter|Esc|[A-Z0-9?])$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Key();
}
