using System.CommandLine;
using Paceline.Processes;
using Paceline.Server;
using Paceline.Voice;

namespace Paceline.Commands;

/// <summary><c>paceline voice</c>: the voice node, a small process of its own. The server starts it; people do not have to.</summary>
internal static class VoiceCommand
{
    public static Command Create()
    {
        var file = new Option<string>("--launch") { Description = "File that says how; the server writes it.", Required = true };
        var command = new Command("voice", "Runs a voice node (started by the server).") { file };
        command.SetAction((arguments, _) => Exits.GuardAsync(async () =>
        {
            // Ctrl+C in the server's terminal is the server's affair: it ends its node in good order.
            using var ending = ChildProcess.Ending(isChild: false, obeysInterrupt: false);
            var launch = await VoiceLaunch.ReadAsync(arguments.GetRequiredValue(file), ending.Token);
            using var logs = LoggerFactory.Create(logging => Logs.Add(logging, launch.LogLevel));
            await VoiceNode.RunAsync(launch.ToSettings(), TextWriter.Null, logs, ending.Token);
            return Exits.Good;
        }));
        return command;
    }
}
