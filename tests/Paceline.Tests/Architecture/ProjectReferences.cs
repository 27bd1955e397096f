namespace Paceline.Tests.Architecture;

/// <summary>Who may know whom. What is not drawn here is forbidden.</summary>
public sealed class ProjectReferences
{
    private static readonly Dictionary<string, string[]> _allowed = new(StringComparer.Ordinal)
    {
        ["Paceline.Dialing"] = [],
        ["Paceline.Sip"] = [],
        ["Paceline.Media"] = [],
        ["Paceline.Contracts"] = [],
        ["Paceline.VoiceProtocol"] = [],
        ["Paceline.Ui"] = [],
        ["Paceline.Voice"] = ["Paceline.Sip", "Paceline.Media", "Paceline.VoiceProtocol"],
        ["Paceline.Grains"] = ["Paceline.Dialing", "Paceline.Contracts", "Paceline.VoiceProtocol"],
        ["Paceline.Storage"] = ["Paceline.Dialing"],
        ["Paceline.Simulation"] = ["Paceline.Dialing", "Paceline.Sip", "Paceline.Media"],
        ["Paceline.Web"] = ["Paceline.Contracts", "Paceline.Ui"],
        ["Paceline.Demo"] = ["Paceline.Voice", "Paceline.Contracts", "Paceline.Simulation"],
    };

    [Fact]
    public void A_project_knows_only_the_projects_drawn_for_it()
    {
        ProjectFile.Shipped.ShouldNotBeEmpty("no project found under src/");

        var findings = new Findings(
            "A reference between projects that the architecture does not have:",
            "Move the type to the project that may know it, or pass it through a port. A new arrow needs an ADR and a line in ProjectReferences.cs.");
        foreach (var project in ProjectFile.Shipped.Where(project => project.Name is not "Paceline"))
        {
            if (!_allowed.TryGetValue(project.Name, out var allowed))
            {
                findings.Add(project.Path, "a project that is not in the table of ProjectReferences.cs");
                continue;
            }

            foreach (var reference in project.Projects.Except(allowed, StringComparer.Ordinal))
            {
                findings.Add(project.Path, $"{project.Name} → {reference}");
            }
        }

        findings.ShouldBeNone();
    }

    [Fact]
    public void Nothing_shipped_knows_the_composition_or_a_test()
    {
        var findings = new Findings(
            "A project under src/ that knows the composition or a test:",
            "The composition is the end of every arrow; what others need from it belongs in a project below.");
        foreach (var project in ProjectFile.Shipped)
        {
            foreach (var reference in project.Projects.Where(name => name is "Paceline" || name.EndsWith("Tests", StringComparison.Ordinal)))
            {
                findings.Add(project.Path, $"{project.Name} → {reference}");
            }
        }

        findings.ShouldBeNone();
    }
}
