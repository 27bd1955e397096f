using System.CommandLine;
using Paceline.Commands;

return await new RootCommand("Paceline: an outbound contact centre.")
{
    ServeCommand.Create(),
    LinkCommand.Create(),
    VoiceCommand.Create(),
}.Parse(args).InvokeAsync();
