using System.CommandLine;
using Paceline.Commands;

return await new RootCommand("Paceline: an outbound contact centre.")
{
    DemoCommand.Create(),
    ServeCommand.Create(),
    LinkCommand.Create(),
    ListsCommand.Create(),
    VoiceCommand.Create(),
    CarrierCommand.Create(),
    PackCommand.Create(),
}.Parse(args).InvokeAsync(new()
{
    // Each command ends by itself and in good order (see ChildProcess.Ending); the library would cut it off after 2 seconds.
    ProcessTerminationTimeout = null,
});
