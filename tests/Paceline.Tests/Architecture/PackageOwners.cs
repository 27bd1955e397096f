using System.Text.RegularExpressions;

namespace Paceline.Tests.Architecture;

/// <summary>Each foreign library has one owner, so that replacing it is a change in one project.</summary>
public sealed partial class PackageOwners
{
    private const string Composition = "Paceline";

    private static readonly (string Package, string[] Owners)[] _owners =
    [
        ("Microsoft.Orleans", ["Paceline.Grains", Composition]),
        ("Dapper", ["Paceline.Storage"]),
        ("Microsoft.Data.Sqlite", ["Paceline.Storage"]),
        ("SQLitePCLRaw", ["Paceline.Storage"]),
        ("Npgsql", ["Paceline.Storage"]),
        ("CsvHelper", ["Paceline.Storage"]),
        ("MiniExcel", ["Paceline.Storage"]),
        ("Markdig", [Composition]),
    ];

    // Projects whose packages are counted: all they may name, and no shared framework either.
    private static readonly Dictionary<string, string[]> _complete = new(StringComparer.Ordinal)
    {
        ["Paceline.Dialing"] = ["NodaTime"],
        ["Paceline.Sip"] = [],
        ["Paceline.Media"] = [],
        ["Paceline.Contracts"] = [],
        ["Paceline.Simulation"] = [],
        ["Paceline.VoiceProtocol"] = ["Google.Protobuf", "Grpc.Core.Api", "Grpc.Tools"],
        ["Paceline.Ui"] = ["Microsoft.AspNetCore.Components.Web"],
    };

    private static readonly (Regex Name, string Library, string[] Owners)[] _namespaces =
    [
        (OrleansName(), "Orleans", ["Paceline.Grains", Composition]),
        (DatabaseName(), "the database and file libraries", ["Paceline.Storage"]),
    ];

    [Fact]
    public void A_package_is_named_only_by_its_owner()
    {
        ProjectFile.Shipped.ShouldNotBeEmpty("no project found under src/");

        var findings = new Findings(
            "A package in a project that does not own it:",
            "Ask the owner through its own types. A second owner needs an ADR and a line in PackageOwners.cs.");
        foreach (var project in ProjectFile.Shipped)
        {
            foreach (var package in project.Packages)
            {
                foreach (var (_, owners) in _owners.Where(owner =>
                    package.StartsWith(owner.Package, StringComparison.Ordinal) && !owner.Owners.Contains(project.Name)))
                {
                    findings.Add(project.Path, $"{package} belongs to {string.Join(" and ", owners)}");
                }
            }
        }

        findings.ShouldBeNone();
    }

    [Fact]
    public void A_pure_project_has_no_packages_but_those_counted_here()
    {
        var findings = new Findings(
            "A package or framework in a project that is kept free of them:",
            "Pure projects run in the simulation and in any host: put the code that needs the package at the edge.");
        foreach (var project in ProjectFile.Shipped.Where(project => _complete.ContainsKey(project.Name)))
        {
            foreach (var name in project.Packages.Except(_complete[project.Name], StringComparer.Ordinal).Concat(project.Frameworks))
            {
                findings.Add(project.Path, name);
            }
        }

        findings.ShouldBeNone();
    }

    // A package also reaches a project behind a reference, where no project file shows it: hence the source.
    [Fact]
    public void A_library_is_named_in_source_only_by_its_owner()
    {
        SourceFile.Shipped.ShouldNotBeEmpty("no C# found under src/");

        var findings = new Findings(
            "A library named outside the project that owns it:",
            "Give the owner a type in our own words and use that.");
        foreach (var file in SourceFile.Shipped)
        {
            var project = file.Path.Split('/')[1];
            foreach (var (name, library, owners) in _namespaces.Where(rule => !rule.Owners.Contains(project)))
            {
                foreach (var (line, match) in file.Find(name))
                {
                    findings.Add(file.Path, line, $"`{match.Value.Trim()}`: {library} belong to {string.Join(" and ", owners)}");
                }
            }
        }

        findings.ShouldBeNone();
    }

    [GeneratedRegex(@"(?<![\w.])Orleans\s*[.;]", RegexOptions.None, 10_000)]
    private static partial Regex OrleansName();

    [GeneratedRegex(@"(?<![\w.])(?:Dapper\s*[.;]|Microsoft\.Data\.Sqlite|SQLitePCL|Npgsql\s*[.;]|CsvHelper\s*[.;]|MiniExcel)", RegexOptions.None, 10_000)]
    private static partial Regex DatabaseName();
}
