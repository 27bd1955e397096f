using System.CommandLine;

namespace Paceline.Commands;

/// <summary>Options that several commands have.</summary>
internal static class Options
{
    public static Option<string> Data() => new("--data")
    {
        Description = "Data directory: database, keys, prompts.",
        DefaultValueFactory = static _ => Path.Combine(Environment.CurrentDirectory, "data"),
    };

    /// <summary>Set by a parent that holds a pipe to us.</summary>
    public static Option<bool> Child() => new("--child") { Hidden = true };
}
