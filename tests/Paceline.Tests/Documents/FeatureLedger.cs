using System.Reflection;
using System.Text.RegularExpressions;
using Paceline.Tests.Architecture;

namespace Paceline.Tests.Documents;

/// <summary>docs/reference/features.md promises nothing: what it calls done names a test that is in the suite.</summary>
public sealed partial class FeatureLedger
{
    private const string Page = "docs/reference/features.md";
    private const string NotYet = "not yet";

    // The checklist the product is built against: areas and how many features each has, numbered from 01.
    private static readonly (string Area, int Features)[] _checklist =
    [
        ("OV", 5), ("MC", 4), ("PV", 16), ("PP", 7), ("PG", 5), ("PD", 6), ("AS", 2), ("CA", 2), ("CB", 11), ("DI", 4), ("DN", 5), ("RI", 4),
        ("NL", 12), ("VO", 7), ("VR", 1), ("ST", 3), ("CH", 1), ("MS", 3), ("CD", 2), ("HI", 1), ("KP", 1), ("LO", 2), ("AC", 1), ("SU", 2), ("SV", 21),
    ];

    // Areas that an agent has before them: a unit test alone does not show what they see and hear.
    private static readonly HashSet<string> _seen = new(StringComparer.Ordinal)
    {
        "OV", "MC", "PV", "PP", "PG", "PD", "CA", "CB", "DI", "DN", "RI", "NL", "VO", "ST", "CH", "MS", "AC", "SU",
    };

    // Peer tests are another program, which this one does not load: their names are read from the source.
    private static readonly HashSet<string> _peers = Repository.Under("tests/Paceline.PeerTests/", ".cs")
        .SelectMany(static path => TestsIn(Repository.Text(path).ReplaceLineEndings("\n"))).ToHashSet(StringComparer.Ordinal);

    private static readonly List<Row> _rows =
        [.. Repository.Lines(Page).Select(line => Cells().Match(line)).Where(match => match.Success).Select(Row.From)];

    [Fact]
    public void The_ledger_has_every_feature_of_the_checklist_once()
    {
        var expected = _checklist.SelectMany(area => Enumerable.Range(1, area.Features).Select(number => $"{area.Area}-{number:00}"));

        _rows.Select(row => row.Id).ShouldBe(expected, $"{Page}: a row was lost, added or moved");
        _rows.Count.ShouldBe(128);
    }

    [Fact]
    public void A_state_other_than_not_yet_has_a_test()
    {
        var findings = new Findings(
            $"Rows of {Page} whose state and test do not agree:",
            $"State is `done` or `partly` with at least one test, or `{NotYet}` with the test `{NotYet}`.");
        foreach (var row in _rows)
        {
            var agrees = row.State switch
            {
                "done" or "partly" => row.Tests.Count > 0,
                NotYet => string.Equals(row.Test, NotYet, StringComparison.Ordinal),
                _ => false,
            };
            if (!agrees)
            {
                findings.Add(row.Id, $"state `{row.State}`, test `{row.Test}`");
            }
        }

        findings.ShouldBeNone();
    }

    [Fact]
    public void Every_test_it_names_is_in_the_suite()
    {
        var suite = Tests();
        var findings = new Findings(
            $"Tests that {Page} names and the suite does not have:",
            "Write the name as `Class.method` in backquotes, several with a comma between; after renaming a test rename it here too.");
        foreach (var row in _rows)
        {
            foreach (var name in row.Tests.Where(name => !suite.Contains(name)))
            {
                findings.Add(row.Id, name);
            }
        }

        findings.ShouldBeNone();
    }

    [Fact]
    public void Every_picture_it_names_is_taken_by_a_browser_test()
    {
        var taken = Repository.Under("tests/Paceline.PeerTests/Browser/", ".cs").SelectMany(static path => PicturesIn(Repository.Text(path)))
            .ToHashSet(StringComparer.Ordinal);
        var findings = new Findings($"Pictures that {Page} names and no test takes:", "Write the name as the test gives it, several with a comma between.");
        foreach (var row in _rows)
        {
            foreach (var name in row.Pictures.Where(name => !taken.Contains(name)))
            {
                findings.Add(row.Id, name);
            }
        }

        findings.ShouldBeNone();
        _rows.Count(static row => row.Pictures.Count > 0).ShouldBeGreaterThan(30, "else they were not read");
    }

    [Fact]
    public void What_agents_see_has_a_test_with_its_id_against_the_real_thing_and_what_the_overview_describes_has_a_picture()
    {
        var findings = new Findings(
            $"Rows of {Page} without a test of Paceline.PeerTests whose method bears the id, such as CB_03, or without a picture:",
            "Every row of origin S has both; every row of origin L of these areas has the test, unless it is `not yet`.");
        foreach (var row in _rows.Where(static row => row.Is("S") || (row.Is("L") && _seen.Contains(row.Area))))
        {
            var id = row.Id.Replace('-', '_');
            var told = row.Tests.Any(name => _peers.Contains(name) && name.Contains(id, StringComparison.Ordinal));
            if (!told && (row.Is("S") || row.State != NotYet))
            {
                findings.Add(row.Id, "test");
            }

            if (row.Is("S") && row.Pictures.Count == 0)
            {
                findings.Add(row.Id, "picture");
            }
        }

        findings.ShouldBeNone();
        _rows.Count(static row => row.Is("S")).ShouldBeGreaterThan(15, "else they were not read");
    }

    /// <summary>Named where they are taken, or by a helper of the file that puts something before.</summary>
    private static IEnumerable<string> PicturesIn(string source)
    {
        var before = Prefix().Match(source).Groups["before"].Value;
        return Taken().Matches(source).Select(match => match.Groups["helper"].Success ? before + match.Groups["name"].Value : match.Groups["name"].Value);
    }

    [Fact]
    public void The_suite_is_read_from_both_test_programs()
    {
        Tests().Contains($"{nameof(FeatureLedger)}.{nameof(The_suite_is_read_from_both_test_programs)}").ShouldBeTrue();
        TestsIn("public sealed class Ring\n{\n    [Fact]\n    public async Task Rings()\n    {\n    }\n\n    private void Quiet()\n    {\n    }\n}\n")
            .ShouldBe(["Ring.Rings"]);
    }

    private static HashSet<string> Tests()
    {
        var loaded =
            from type in typeof(FeatureLedger).Assembly.GetTypes()
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
            where method.GetCustomAttributes<FactAttribute>(inherit: true).Any()
            select $"{type.Name}.{method.Name}";
        return loaded.Concat(_peers).ToHashSet(StringComparer.Ordinal);
    }

    private static IEnumerable<string> TestsIn(string source)
    {
        var type = "";
        foreach (Match match in TypeOrTest().Matches(source))
        {
            if (match.Groups["type"] is { Success: true } found)
            {
                type = found.Value;
            }
            else
            {
                yield return $"{type}.{match.Groups["test"].Value}";
            }
        }
    }

    [GeneratedRegex(@"^\| (?<id>[A-Z]{2}-\d{2}) \| .*? \| (?<origin>.*?) \| (?<test>.*?) \| ?(?<picture>.*?) ?\| (?<state>.*?) \|$", RegexOptions.None, 10_000)]
    private static partial Regex Cells();

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.None, 10_000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"Pictures\.TakeAsync\([\w.]+, \$""(?<before>[a-z-]*)\{name\}", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"(Pictures\.Take(?:OfPassing)?Async|(?<helper>LookAsync))\([\w.]+, ""(?<name>[a-z0-9-]+)""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Taken();

    // A test is a public method below an attribute Fact or Theory (ours end in it too), with other attributes between.
    [GeneratedRegex(
        @"^[ ]*(?:public|internal)[\w ]* class (?<type>\w+)" +
        @"|^[ ]*\[\w*(?:Fact|Theory)\b.*\n(?:[ ]*\[.*\n)*[ ]*public (?:async )?(?:void|Task|ValueTask) (?<test>\w+)\(",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex TypeOrTest();

    private sealed record Row(string Id, string Origin, string Test, string State, IReadOnlyList<string> Tests, IReadOnlyList<string> Pictures)
    {
        public string Area => Id[..2];

        /// <summary>Described there, maybe among other places.</summary>
        public bool Is(string origin) => Origin.Split(", ").Contains(origin, StringComparer.Ordinal);

        public static Row From(Match match) => new(
            match.Groups["id"].Value,
            match.Groups["origin"].Value,
            match.Groups["test"].Value,
            match.Groups["state"].Value,
            [.. Quoted().Matches(match.Groups["test"].Value).Select(name => name.Groups["name"].Value)],
            match.Groups["picture"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries));
    }
}
