using System.Diagnostics;

namespace Paceline.Tests.Architecture;

/// <summary>The files the rules are about: everything under version control or about to be, never what a build wrote.</summary>
internal static class Repository
{
    // Only for a copy without git (a source tarball): what .gitignore leaves out, and git's own folder.
    private static readonly string[] _notOurs =
        [".git", "artifacts", "bin", "obj", ".vs", ".idea", "TestResults", "node_modules", "data"];

    private static readonly Lazy<IReadOnlyList<string>> _files = new(() => Listed() ?? Walked());

    /// <summary>The folder of Paceline.slnx, found by walking up from the test program.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Paths from the root with forward slashes, in ordinal order.</summary>
    public static IReadOnlyList<string> Files => _files.Value;

    public static IReadOnlyList<string> Under(string folder, params string[] extensions) =>
    [
        .. Files.Where(file => file.StartsWith(folder, StringComparison.Ordinal)
                            && extensions.Any(extension => file.EndsWith(extension, StringComparison.Ordinal))),
    ];

    public static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    public static bool Exists(string file) => Path.Exists(Path.Combine(Root, file));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Paceline.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException(
            $"No Paceline.slnx above {AppContext.BaseDirectory}: run the tests from a build inside the repository.");
    }

    private static List<string>? Listed()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            UseShellExecute = false,
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var git = Process.Start(start);
            if (git is null)
            {
                return null;
            }

            git.ErrorDataReceived += static (_, _) => { };
            git.BeginErrorReadLine();
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();

            // A tarball unpacked inside somebody else's repository lists nothing: then the folder is walked.
            var files = Ordered(output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(Exists));
            return git.ExitCode == 0 && files.Contains("Paceline.slnx") ? files : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // git is not installed
        }
    }

    private static List<string> Walked()
    {
        return Ordered(Walk(new DirectoryInfo(Root)).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/')));

        static IEnumerable<string> Walk(DirectoryInfo folder) =>
        [
            .. folder.EnumerateFiles().Select(file => file.FullName),
            .. folder.EnumerateDirectories().Where(sub => !_notOurs.Contains(sub.Name)).SelectMany(Walk),
        ];
    }

    private static List<string> Ordered(IEnumerable<string> files) =>
        [.. files.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
