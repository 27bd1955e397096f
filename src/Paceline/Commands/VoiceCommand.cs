using System.CommandLine;
using Paceline.Processes;
using Paceline.Voice;

namespace Paceline.Commands;

/// <summary><c>paceline voice</c>: the voice node, a small process of its own. The server starts it; people do not have to.</summary>
internal static class VoiceCommand
{
    public static Command Create()
    {
        var launch = new Option<string>("--launch") { Description = "File that says how; the server writes it.", Required = true };
        var command = new Command("voice", "Runs a voice node (started by the server).") { launch };
        command.SetAction((arguments, _) => Exits.GuardAsync(async () =>
        {
            // Ctrl+C in the server's terminal is the server's affair: it ends its node in good order.
            using var ending = ChildProcess.Ending(isChild: false, obeysInterrupt: false);
            var settings = (await VoiceLaunch.ReadAsync(arguments.GetRequiredValue(launch), ending.Token)).ToSettings();
            using var logs = LoggerFactory.Create(static logging => logging
                .AddSimpleConsole(static o => o.SingleLine = true)
                .AddFilter("Microsoft", LogLevel.Warning)
                .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(static o => o.LogToStandardErrorThreshold = LogLevel.Trace));
            await VoiceNode.RunAsync(settings, TextWriter.Null, logs, ending.Token);
            return Exits.Good;
        }));
        return command;
    }
}
