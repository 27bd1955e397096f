using System.Xml.Linq;

namespace Paceline.Tests.Architecture;

/// <summary>What a project file names; a package or reference that comes in behind another one is not its own.</summary>
internal sealed record ProjectFile(
    string Path, string Name, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages, IReadOnlyList<string> Frameworks)
{
    /// <summary>Every project under src/.</summary>
    public static IReadOnlyList<ProjectFile> Shipped { get; } =
        [.. Repository.Under("src/", ".csproj").Select(Read)];

    private static ProjectFile Read(string path)
    {
        var xml = XDocument.Parse(Repository.Text(path));
        return new ProjectFile(
            path,
            System.IO.Path.GetFileNameWithoutExtension(path),
            [.. Included("ProjectReference").Select(include => System.IO.Path.GetFileNameWithoutExtension(include.Replace('\\', '/')))],
            [.. Included("PackageReference")],
            [.. Included("FrameworkReference")]);

        IEnumerable<string> Included(string item) =>
            xml.Descendants(item).Select(element => (string?)element.Attribute("Include")).OfType<string>();
    }
}
