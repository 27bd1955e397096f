using Microsoft.Extensions.Logging.Console;

namespace Paceline.Server;

/// <summary>One log format for all our processes: a line each, on the error output. What others log is let through when it is ours to act on.</summary>
internal static class Logs
{
    public static void Add(ILoggingBuilder logging, LogLevel least)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(static o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "HH:mm:ss.fff ";
            o.UseUtcTimestamp = true;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(static o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(least);
        var others = least > LogLevel.Warning ? least : LogLevel.Warning;
        logging.AddFilter("Microsoft", others);
        logging.AddFilter("Orleans", others);
        logging.AddFilter("Polly", others);

        // The voice link says itself when the node is lost and found; these two would say it again for each try.
        logging.AddFilter("Grpc", LogLevel.Critical);
        logging.AddFilter("System.Net.Http", LogLevel.Critical);

        // At start it reports a stall as long as the host has been up; harmless.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);

        // It recommends the collector for large servers; ours shares the machine with the sound.
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);

        // A key that is not known, or may not: told to whoever sent it.
        logging.AddFilter(typeof(KeyAuthentication).FullName, LogLevel.Warning);

        // It warns that the keys of the cookies are not encrypted at rest. They lie in a folder that only our user can read, beside
        // the database, and there is no other secret on the machine to encrypt them with.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }
}
