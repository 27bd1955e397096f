namespace Paceline.Tests.Architecture;

/// <summary>The rules are read by people who know the trade and not the code: each public type begins with a sentence.</summary>
public sealed class Summaries
{
    [Fact]
    public void Every_public_type_of_the_rules_has_a_summary()
    {
        var findings = new Findings(
            "A public type of Paceline.Dialing without a summary:",
            "Write one sentence above it that says something the name does not, or make it internal.");
        foreach (var file in SourceFile.Shipped.Where(file => file.Path.StartsWith("src/Paceline.Dialing/", StringComparison.Ordinal)))
        {
            var lines = file.Text.Split('\n');
            foreach (var (line, _, name) in file.Types().Where(type => type.Public && !IsCase(lines, type.Line) && !HasSummary(lines, type.Line)))
            {
                findings.Add(file.Path, line, name);
            }
        }

        findings.ShouldBeNone();
    }

    [Fact]
    public void A_summary_is_found_above_attributes_and_missed_where_there_is_none()
    {
        string[] lines = ["/// <summary>One try at one record.</summary>", "[Obsolete]", "public record A;", "", "// no", "public record B;"];

        HasSummary(lines, 3).ShouldBeTrue();
        HasSummary(lines, 6).ShouldBeFalse();
    }

    /// <summary>The cases of a family stand under the family's sentence; one needs its own only where its name is not enough.</summary>
    private static bool IsCase(string[] lines, int declaration) => lines[declaration - 1].StartsWith(' ');

    private static bool HasSummary(string[] lines, int declaration)
    {
        for (var i = declaration - 2; i >= 0; i--)
        {
            var line = lines[i].Trim();
            if (line.StartsWith("///", StringComparison.Ordinal))
            {
                if (line.Contains("<summary>", StringComparison.Ordinal) || line.Contains("<inheritdoc", StringComparison.Ordinal))
                {
                    return true;
                }
            }
            else if (!line.StartsWith('['))
            {
                return false;
            }
        }

        return false;
    }
}
