using System.Text.RegularExpressions;

namespace Paceline.Tests.Architecture;

/// <summary>A name that could stand on anything says nothing: a type is named by the trade's noun.</summary>
public sealed partial class Names
{
    private static readonly string[] _empty =
    [
        "Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Service", "Services", "Common", "Impl",
    ];

    [Fact]
    public void No_type_file_or_folder_has_an_empty_name()
    {
        SourceFile.Shipped.ShouldNotBeEmpty("no C# found under src/");

        var findings = new Findings(
            "A name with a word that says nothing (Manager, Helper, Util, Service, Common, Impl):",
            "Name it by what it is in the trade (see GLOSSARY.md), or find the type the code really belongs to.");
        foreach (var path in Repository.Under("src/", ".cs", ".razor", ".js", ".sql"))
        {
            foreach (var part in path.Split('/').Select(part => part.Split('.')[0]).Where(IsEmpty))
            {
                findings.Add(path, part);
            }
        }

        foreach (var file in SourceFile.Shipped)
        {
            foreach (var (line, _, name) in file.Types().Where(type => IsEmpty(type.Name)))
            {
                findings.Add(file.Path, line, name);
            }
        }

        findings.ShouldBeNone();
    }

    [Theory]
    [InlineData("AgentManager", true)]
    [InlineData("Utils", true)]
    [InlineData("CommonTypes", true)]
    [InlineData("IServiceClient", true)]
    [InlineData("Commonwealth", false)]
    [InlineData("Serviceable", false)]
    [InlineData("CampaignGroup", false)]
    public void A_word_counts_only_as_a_whole(string name, bool empty) => IsEmpty(name).ShouldBe(empty);

    private static bool IsEmpty(string name) => Word().Matches(name).Any(word => _empty.Contains(word.Value, StringComparer.Ordinal));

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+", RegexOptions.None, 10_000)]
    private static partial Regex Word();
}
