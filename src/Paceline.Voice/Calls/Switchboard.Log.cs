using Microsoft.Extensions.Logging;

namespace Paceline.Voice;

internal sealed partial class Switchboard
{
    [LoggerMessage(1, LogLevel.Warning, "Trunk {Trunk} {State}")]
    private partial void LogTrunk(string trunk, string state);

    [LoggerMessage(2, LogLevel.Information, "A 2xx of a dialog nobody knows was acknowledged and hung up")]
    private partial void LogStrayAnswer();

    [LoggerMessage(3, LogLevel.Warning, "The server has been gone for longer than the lease; {Calls} calls alive")]
    private partial void LogLeaseLost(int calls);

    [LoggerMessage(4, LogLevel.Information, "Server term {Term} has taken the node")]
    private partial void LogAdopted(long term);

    [LoggerMessage(5, LogLevel.Warning, "No call and no server for {Limit}: the node ends itself")]
    private partial void LogOrphaned(TimeSpan limit);

    [LoggerMessage(6, LogLevel.Information, "The node is stopping; {Calls} calls alive")]
    private partial void LogStopping(int calls);

    [LoggerMessage(7, LogLevel.Information, "Leg of agent {Agent} is {State}")]
    private partial void LogAgent(string agent, string state);

    [LoggerMessage(8, LogLevel.Information, "Somebody calls back by trunk {Trunk}")]
    private partial void LogReturned(string trunk);
}
