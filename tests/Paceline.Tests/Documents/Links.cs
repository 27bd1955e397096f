using System.Text.RegularExpressions;
using Paceline.Tests.Architecture;

namespace Paceline.Tests.Documents;

/// <summary>A page that points nowhere, or at one developer's machine, helps nobody else.</summary>
public sealed partial class Links
{
    [Fact]
    public void Every_relative_link_leads_to_a_file()
    {
        var pages = Repository.Under("", ".md");
        pages.ShouldNotBeEmpty("no Markdown found");

        var findings = new Findings("Links that lead nowhere:", "Correct the path (it is relative to the page), or remove the link.");
        foreach (var page in pages)
        {
            foreach (var (line, target) in Targets(Repository.Lines(page)))
            {
                var path = Uri.UnescapeDataString(target.Split('#')[0]);
                var folder = Path.GetDirectoryName(page) ?? "";
                if (path.Length > 0 && (path.StartsWith('/') || !Repository.Exists(Path.Combine(folder, path))))
                {
                    findings.Add(page, line, target);
                }
            }
        }

        findings.ShouldBeNone();
    }

    [Fact]
    public void No_file_names_a_folder_of_one_machine()
    {
        var findings = new Findings(
            "Absolute paths of somebody's machine:",
            "Write the path from the root of the repository; in a test ask for a temporary folder.");
        foreach (var file in Repository.Files.Where(IsText))
        {
            foreach (var (index, line) in Repository.Lines(file).Index())
            {
                if (MachinePath().Match(line) is { Success: true } match)
                {
                    findings.Add(file, index + 1, match.Value);
                }
            }
        }

        findings.ShouldBeNone();
    }

    [Fact]
    public void Links_are_read_outside_code_only()
    {
        string[] page = ["[a](x.md) `[b](y.md)` [c](https://example.org)", "```", "[d](z.md)", "```", "![e](p.png \"picture\")"];

        Targets(page).ShouldBe([(1, "x.md"), (5, "p.png")]);
    }

    private static IEnumerable<(int Line, string Target)> Targets(string[] page)
    {
        var fenced = false;
        foreach (var (index, line) in page.Index())
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                fenced = !fenced;
            }
            else if (!fenced)
            {
                foreach (Match link in Link().Matches(InlineCode().Replace(line, "")))
                {
                    if (!Scheme().IsMatch(link.Groups["target"].Value))
                    {
                        yield return (index + 1, link.Groups["target"].Value);
                    }
                }
            }
        }
    }

    private static bool IsText(string file) => Path.GetExtension(file) is not (".png" or ".webp" or ".jpg" or ".ico" or ".wav" or ".woff2" or ".pcap");

    [GeneratedRegex(@"\]\(\s*<?(?<target>[^)\s>]+)>?(?:\s+""[^""]*"")?\s*\)", RegexOptions.None, 10_000)]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`", RegexOptions.None, 10_000)]
    private static partial Regex InlineCode();

    [GeneratedRegex("^[a-z][a-z0-9+.-]*:", RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex Scheme();

    // In brackets so that this file does not find itself.
    [GeneratedRegex(@"(?<![\w.:/-])/(?:[w]ork/|[r]oot/|[t]mp/bash|[h]ome/[a-z]+/|[U]sers/)|[A-Z]:\\[U]sers\\", RegexOptions.None, 10_000)]
    private static partial Regex MachinePath();
}
