using NodaTime;

namespace Paceline.Simulation;

/// <summary>The size of a world and what goes wrong in it.</summary>
public sealed record WorldOptions
{
    /// <summary>Virtual time with faults; some minutes follow in which everything must come to rest.</summary>
    public Duration Length { get; init; } = Duration.FromMinutes(25);

    /// <summary>Campaign groups; they share a part of their numbers.</summary>
    public int Groups { get; init; } = 2;

    public int AgentsPerGroup { get; init; } = 3;

    public int ChainsPerGroup { get; init; } = 30;

    /// <summary>Average number in an hour; zero: never.</summary>
    public double ServerCrashesPerHour { get; init; } = 9;

    public double NodeCrashesPerHour { get; init; } = 8;

    public double LinkCutsPerHour { get; init; } = 20;

    /// <summary>Of each agent.</summary>
    public double BrowserLossesPerHour { get; init; } = 6;

    public double SuppressionsPerHour { get; init; } = 20;

    public double StopsPerHour { get; init; } = 3;

    /// <summary>Share of deliveries of which the request or its reply is lost.</summary>
    public double LossRatio { get; init; } = 0.03;

    /// <summary>Share of deliveries that arrive a second time, up to some seconds late.</summary>
    public double DuplicateRatio { get; init; } = 0.03;

    /// <summary>All lines of the log in the report; else only the last ones are kept, for a failure.</summary>
    public bool KeepLog { get; init; }

    /// <summary>A fault on purpose, to see that its check fires.</summary>
    public PlantedFault Plant { get; init; }
}

/// <summary>Faults that are built in on purpose, one for each check.</summary>
public enum PlantedFault
{
    None,
    LedgerForgetsOpenNumbers,
    LedgerForgetsSuppressions,
    LedgerForgetsVersions,
    LedgerLosesOutcomes,
    LedgerLosesReturnedChains,
    LedgerForgetsMissed,
    NodeForgetsAnswerLimit,
    NodeBridgesToABusyAgent,
    HostMiscounts,
    HostConfirmsForTheAgent,
    DeliveryForgetsReleases,

    /// <summary>The group is told the time before its voice node has reported after a restart.</summary>
    HostTellsTimeBeforeReport,
}

/// <summary>What a world was like, and which corners of the machines it has seen.</summary>
/// <param name="Hours">Virtual.</param>
/// <param name="Records">Chains at the beginning.</param>
/// <param name="Crashes">Of the server and of the node.</param>
/// <param name="LogHash">Of all lines: the same seed has the same.</param>
/// <param name="Coverage">How often each fact, transition and fault occurred.</param>
/// <param name="Log">One line for each event; empty unless kept.</param>
public sealed record RunReport(
    ulong Seed,
    double Hours,
    int Agents,
    int Records,
    int Crashes,
    int Steps,
    ulong LogHash,
    IReadOnlyDictionary<string, int> Coverage,
    IReadOnlyList<string> Log);

/// <summary>A promise was broken. The message has the seed, the promise and the last lines of the log.</summary>
public sealed class PromiseBrokenException(ulong seed, string promise, string message)
    : Exception($"seed {seed}: {promise}: {message}")
{
    public ulong Seed { get; } = seed;

    /// <summary>Name of the check that fired, such as "NeverTwice".</summary>
    public string Promise { get; } = promise;
}
