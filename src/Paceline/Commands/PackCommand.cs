using System.CommandLine;
using Paceline.Server;

namespace Paceline.Commands;

/// <summary><c>paceline pack DIR</c>: the last step of publishing (see Paceline.csproj).</summary>
internal static class PackCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "What was published." };
        var command = new Command("pack", "Makes one file of the pages' program.") { folder };
        command.Hidden = true; // The build's, not a call centre's.
        command.SetAction(arguments => ProgramFile.Write(arguments.GetRequiredValue(folder)));
        return command;
    }
}
