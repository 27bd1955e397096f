using System.Globalization;
using System.Text.RegularExpressions;
using Paceline.Tests.Architecture;

namespace Paceline.Tests.Documents;

/// <summary>The changelog is read by people who run the dialler: by date, newest first, in four groups they know.</summary>
public sealed partial class Changelog
{
    private static readonly string[] _groups = ["Calling behaviour and law", "Features", "Operations", "Internals"];

    private static readonly string[] _lines = Repository.Lines("CHANGELOG.md");

    [Fact]
    public void Sections_are_dates_newest_first()
    {
        var dates = _lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(Date).ToList();

        dates.ShouldNotBeEmpty("CHANGELOG.md has no section `## yyyy-MM-dd`");
        dates.SequenceEqual(dates.Distinct().OrderDescending()).ShouldBeTrue("CHANGELOG.md: one section per date, newest first");
    }

    [Fact]
    public void Groups_have_the_four_names_and_are_not_empty()
    {
        var findings = new Findings(
            "Groups of CHANGELOG.md:",
            $"Use {string.Join(" · ", _groups)}, and leave out a group in which nothing happened.");
        foreach (var (index, line) in _lines.Index().Where(line => line.Item.StartsWith("### ", StringComparison.Ordinal)))
        {
            if (!_groups.Contains(line[4..]))
            {
                findings.Add("CHANGELOG.md", index + 1, line);
            }
            else if (_lines.Skip(index + 1).FirstOrDefault(next => next.Length > 0) is not { } next || !next.StartsWith("- ", StringComparison.Ordinal))
            {
                findings.Add("CHANGELOG.md", index + 1, $"{line} is empty");
            }
        }

        findings.ShouldBeNone();
    }

    private static DateOnly Date(string heading)
    {
        var match = Dated().Match(heading);
        match.Success.ShouldBeTrue($"CHANGELOG.md: `{heading}` is not `## yyyy-MM-dd`");
        return DateOnly.ParseExact(match.Groups["date"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^## (?<date>\d{4}-\d{2}-\d{2})$", RegexOptions.None, 10_000)]
    private static partial Regex Dated();
}
