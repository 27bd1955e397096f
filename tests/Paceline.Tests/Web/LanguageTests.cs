using System.Text.RegularExpressions;
using System.Xml.Linq;
using Paceline.Tests.Architecture;
using Paceline.Web;

namespace Paceline.Tests.Web;

/// <summary>Every word of the screens has its place in a resource file, and every language has every word.</summary>
public sealed partial class LanguageTests
{
    private const string Folder = "src/Paceline.Web/";

    /// <summary>The product's name; what stands there before any language is loaded, with a line in each; the names of the languages.</summary>
    private static readonly string[] _inEveryLanguage = ["Brand.razor", "FirstPaint.razor", "Languages.cs"];

    private static IReadOnlyList<string> Codes => [.. Languages.All.Select(static language => language.Code)];

    [Fact]
    public void Every_language_has_every_text_with_the_same_places()
    {
        var english = Texts("en");
        var findings = new Findings("A text of one language that another does not have as it should:", "See Texts.resx, which is English.");
        foreach (var code in Codes)
        {
            var texts = Texts(code);
            foreach (var (name, text) in english)
            {
                if (!texts.TryGetValue(name, out var other) || other.Length == 0)
                {
                    findings.Add(FileOf(code), $"{name} is missing (“{text}”)");
                }
                else if (!Places(text).SetEquals(Places(other)))
                {
                    findings.Add(FileOf(code), $"{name}: the places of “{other}” are not those of “{text}”");
                }
            }

            foreach (var name in texts.Keys.Where(name => !english.ContainsKey(PluralForm().Replace(name, "_other"))))
            {
                findings.Add(FileOf(code), $"{name} is in no other language");
            }
        }

        findings.ShouldBeNone();
    }

    [Fact]
    public void The_browser_says_how_its_region_writes_months_and_numbers()
    {
        var austria = Languages.CultureOf("de-AT\t\u00a0\t,\tJän.\tFeb.\tMärz\tApr.\tMai\tJuni\tJuli\tAug.\tSep.\tOkt.\tNov.\tDez.");

        austria.Name.ShouldBe("de");
        new DateTime(2026, 1, 9, 8, 30, 0).ToString("d MMM HH:mm", austria).ShouldBe("9 Jän. 08:30");
        12_345.ToString("N0", austria).ShouldBe("12\u00a0345");
        foreach (var nothing in new[] { null, "", "de\t,\t.\tJan" })
        {
            12_345.ToString("N0", Languages.CultureOf(nothing)).ShouldBe("12,345");
        }
    }

    [Fact]
    public void A_text_with_a_number_has_the_forms_that_its_language_has()
    {
        var findings = new Findings("A form that the language has and the text does not:", "See Plural.cs.");
        foreach (var code in Codes)
        {
            var texts = Texts(code);
            foreach (var stem in texts.Keys.Where(static name => name.EndsWith("_other", StringComparison.Ordinal)).Select(static name => name[..^6]))
            {
                foreach (var category in Plural.Categories(code).Where(category => !texts.ContainsKey($"{stem}_{category}")))
                {
                    findings.Add(FileOf(code), $"{stem}_{category}");
                }
            }
        }

        findings.ShouldBeNone();
    }

    [Fact]
    public void Texts_are_sorted_by_name_so_that_two_people_add_theirs_in_two_places()
    {
        foreach (var code in Codes)
        {
            var names = Texts(code).Keys.ToList();
            names.ShouldBe(names.OrderBy(static name => name.ToLowerInvariant(), StringComparer.Ordinal).ToList(), customMessage: FileOf(code));
        }
    }

    [Fact]
    public void Every_text_is_said_somewhere()
    {
        var code = string.Join('\n', Repository.Under(Folder, ".razor", ".cs").Select(Repository.Text));
        var said = Said().Matches(code).Select(static match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        Texts("en").Keys.Where(name => !said.Contains(PluralForm().Replace(name, "_other"))).ShouldBeEmpty();
    }

    [Fact]
    public void The_page_and_the_program_know_the_same_languages()
    {
        var script = Repository.Text($"{Folder}wwwroot/js/language.js");
        Code().Matches(OursLine().Match(script).Value).Select(static match => match.Groups["code"].Value).ShouldBe(Codes);

        var signIn = Repository.Text($"{Folder}wwwroot/js/sign-in-words.js");
        foreach (var (code, name) in Languages.All)
        {
            signIn.ShouldContain($"{code}: '{name}'");
        }

        var words = WordsOfLanguage().Matches(signIn).ToDictionary(
            static match => match.Groups["code"].Value,
            static match => WordName().Matches(match.Groups["words"].Value).Select(static word => word.Groups["name"].Value).ToList(),
            StringComparer.Ordinal);
        words.Keys.ShouldBe(Codes);
        words["en"].ShouldNotBeEmpty();
        foreach (var code in Codes)
        {
            words[code].ShouldBe(words["en"], customMessage: code);
        }
    }

    [Fact]
    public void No_words_come_back_into_the_screens()
    {
        var findings = new Findings("Words in a screen that is said in several languages:", "Give them a name in Texts.resx and in every other language.");
        foreach (var path in Repository.Under(Folder, ".razor", ".cs"))
        {
            if (_inEveryLanguage.Contains(path[Folder.Length..]))
            {
                continue;
            }

            foreach (var (line, words) in Words(Repository.Text(path), path.EndsWith(".razor", StringComparison.Ordinal)))
            {
                findings.Add(path, line, words);
            }
        }

        findings.ShouldBeNone();
    }

    [Theory]
    [InlineData("<p>Nobody is here</p>", true)]
    [InlineData("<p>@Texts.Nobody</p>", false)]
    [InlineData("<span>then @then</span>", true)]
    [InlineData("<kbd>F9</kbd> or <kbd>@key</kbd>", true)]
    [InlineData("<p title=\"Campaign\">", true)]
    [InlineData("    Accept", true)]
    [InlineData("<button disabled=\"@(a > b)\" @onclick=\"Go\">", false)]
    [InlineData("@(muted ? \"Muted\" : Texts.Mute)", true)]
    [InlineData("@* Nobody is here *@", false)]
    [InlineData("$\"{Date} {Clock}\"", false)]
    [InlineData("$\"{campaign} has started\"", true)]
    [InlineData("=> \"Paceline\",", false)]
    [InlineData("Refuse(\"next\", \"Choose an outcome.\");", true)]
    [InlineData("throw new ArgumentException(\"Nobody is here\");", false)]
    [InlineData("/// <summary>Nobody is here.</summary>", false)]
    public void Words_are_told_from_code(string line, bool words) => Words(line, razor: true).Any().ShouldBe(words);

    [Theory]
    [InlineData(0, "zero")]
    [InlineData(1, "one")]
    [InlineData(2, "other")]
    [InlineData(1_000, "other")]
    public void A_number_has_its_form(int count, string form) => (count == 0 ? "zero" : Plural.Category("de", count)).ShouldBe(form);

    /// <summary>What a person would read: between tags, on a line of its own, in an attribute that is read, in a literal.</summary>
    private static IEnumerable<(int Line, string Words)> Words(string text, bool razor)
    {
        var plain = RazorComment().Replace(text, static comment => new string('\n', comment.Value.Count('\n'.Equals)));
        var markup = razor;
        foreach (var (index, line) in plain.ReplaceLineEndings("\n").Split('\n').Index())
        {
            markup &= !line.StartsWith("@code", StringComparison.Ordinal);
            if (line.TrimStart().StartsWith("//", StringComparison.Ordinal) || line.Contains("throw", StringComparison.Ordinal))
            {
                continue;
            }

            Regex[] looks = markup ? [BetweenTags(), AloneOnALine(), ReadAttribute(), Sentence(), OneWord()] : [Sentence(), OneWord()];
            foreach (var words in looks.Select(look => look.Match(line).Groups["words"].Value.Trim()).Where(IsRead))
            {
                yield return (index + 1, words);
            }
        }
    }

    /// <summary>Places alone are no words, and the product has one name.</summary>
    private static bool IsRead(string words) => words != "Paceline" && Word().IsMatch(InPlace().Replace(words, ""));

    private static string FileOf(string code) => $"{Folder}Texts{(code == "en" ? "" : $".{code}")}.resx";

    private static Dictionary<string, string> Texts(string code) => XDocument.Parse(Repository.Text(FileOf(code))).Root!.Elements("data")
        .ToDictionary(static data => data.Attribute("name")!.Value, static data => data.Element("value")!.Value, StringComparer.Ordinal);

    private static HashSet<string> Places(string text) =>
        Place().Matches(text).Select(static match => match.Value).ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\w+\}", RegexOptions.None, 10_000)]
    private static partial Regex Place();

    [GeneratedRegex(@"\{[^}]*(\}|$)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex InPlace();

    [GeneratedRegex("[A-Za-z]{2}", RegexOptions.None, 10_000)]
    private static partial Regex Word();

    [GeneratedRegex("_(zero|one|two|few|many|other)$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex PluralForm();

    [GeneratedRegex(@"\bTexts\.(Format)?(?<name>\w+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Said();

    [GeneratedRegex("const ours = .*", RegexOptions.None, 10_000)]
    private static partial Regex OursLine();

    [GeneratedRegex("'(?<code>[a-z]+)'", RegexOptions.None, 10_000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^  (?<code>\w+): \{\n(?<words>.*?)^  \},", RegexOptions.Multiline | RegexOptions.Singleline, 10_000)]
    private static partial Regex WordsOfLanguage();

    [GeneratedRegex(@"^    (?<name>\w+):", RegexOptions.Multiline, 10_000)]
    private static partial Regex WordName();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline, 10_000)]
    private static partial Regex RazorComment();

    [GeneratedRegex(@"(?<=[\w""/])>\s*(?<words>[A-Za-z][A-Za-z’']+[^<>@{}""=;()]*)(<|@|$)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex BetweenTags();

    [GeneratedRegex(@"^\s+(?<words>[A-Z][a-z]+( [\w’']+)*[.:…]?)$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex AloneOnALine();

    [GeneratedRegex(@"\b(aria-label|title|placeholder|alt|Label|Text|Name)=""(?<words>[A-Z][^""@]*)""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ReadAttribute();

    [GeneratedRegex(@"""(?<words>([A-Z“][^""]*?[a-z]{2,}[,:]?|\{[^}""]*\}) [^""]*[a-z]{2,}[^""]*)""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"(=>|[?:,]) \$?""(?<words>[A-Z][a-z]+…?)""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex OneWord();
}
