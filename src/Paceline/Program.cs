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
}.Parse(args).InvokeAsync();
