using System.CommandLine;
using System.Net;
using Paceline.Demo.Carrier;
using Paceline.Processes;

namespace Paceline.Commands;

/// <summary><c>paceline carrier</c>: the simulated telephone network. It listens on loopback and reaches nothing outside this machine.</summary>
internal static class CarrierCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "UDP port on loopback; 0: any free one.", DefaultValueFactory = static _ => 0 };
        var seed = new Option<int>("--seed") { Description = "Chooses the people behind the numbers.", DefaultValueFactory = static _ => 1 };
        var log = new Option<string?>("--log") { Description = "File for one JSON line per thing that happens." };
        var child = Options.Child();
        var command = new Command("carrier", "Runs the simulated carrier, for rehearsal and tests.") { port, seed, log, child };
        command.SetAction((arguments, _) => Exits.GuardAsync(async () =>
        {
            using var ending = ChildProcess.Ending(arguments.GetValue(child));
            await SimulatedCarrier.RunAsync(
                new()
                {
                    Bind = new(IPAddress.Loopback, arguments.GetValue(port)),
                    Seed = arguments.GetValue(seed),
                    Log = arguments.GetValue(log),
                },
                ending.Token);
            return Exits.Good;
        }));
        return command;
    }
}
