namespace Paceline.PeerTests.Bench;

/// <summary>A program of this build, where the build puts it.</summary>
internal static class BuiltProgram
{
    public static string Of(string project, string program) =>
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", project, "release", program));
}
