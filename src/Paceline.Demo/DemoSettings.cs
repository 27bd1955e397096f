using System.Net;
using Paceline.Contracts;
using Paceline.Demo.People;

namespace Paceline.Demo;

/// <summary>Everything a demo run is told. Processes are the caller's: the server must run, or be about to.</summary>
public sealed record DemoSettings
{
    /// <summary>The server's address.</summary>
    public required Uri Server { get; init; }

    /// <summary>An API key with the role of a supervisor.</summary>
    public required string SupervisorKey { get; init; }

    /// <summary>Folder for what must outlive a run: the robots' diary and where the list stands. Made if it is missing.</summary>
    public required string Data { get; init; }

    /// <summary>Robots; 1 to 40, default 8. None work with a trunk beyond loopback.</summary>
    public int Agents { get; init; } = 8;

    /// <summary>How long to dial; null: until cancelled.</summary>
    public TimeSpan? Dialing { get; init; }

    /// <summary>Cancelled: dialing ends before its time, and the run drains and checks.</summary>
    public CancellationToken EndOfDialing { get; init; }

    /// <summary>How long open calls may take to end afterwards. Default 60 s.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait for the server at first. Default 60 s.</summary>
    public TimeSpan ServerLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Of the people and their behaviour. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Log of the simulated carrier; null with a trunk of one's own.</summary>
    public string? CarrierLog { get; init; }

    /// <summary>The voice node's log of SIP messages; used when there is no carrier's log.</summary>
    public string? WireLog { get; init; }

    /// <summary>A CSV file to import instead of invented people.</summary>
    public string? List { get; init; }

    /// <summary>Where the server's trunk leads; null: to the simulated carrier.</summary>
    public IPEndPoint? Trunk { get; init; }

    /// <summary>The operator has seen list and count, and wants real people to be called.</summary>
    public bool ReallyCall { get; init; }

    /// <summary>Progressive dials for free agents only, predictive ahead of them; robots do not read records. Null: progressive at the first start,
    /// and then as it was.</summary>
    public DialMode? Mode { get; init; }

    /// <summary>Campaign group; the demo makes it at the first start.</summary>
    public string Campaign { get; init; } = "demo";

    /// <summary>Real telephones can be reached: no robot takes such a call.</summary>
    public bool IsBeyondThisMachine => Trunk is { } trunk && !IPAddress.IsLoopback(trunk.Address);

    internal string Diary => Path.Combine(Data, "robots.ndjson");

    internal string Position => Path.Combine(Data, "list-position");

    /// <summary>One sentence per value that cannot work; empty: all is well.</summary>
    public IReadOnlyList<string> Refusals()
    {
        List<string> refusals = [];
        if (Agents is < 1 or > Voices.AgentsMax)
        {
            refusals.Add(FormattableString.Invariant($"Agents is {Agents}; allowed: 1 to {Voices.AgentsMax}."));
        }

        if (Dialing is { } dialing && (dialing < TimeSpan.FromSeconds(1) || dialing > TimeSpan.FromDays(7)))
        {
            refusals.Add(FormattableString.Invariant($"Dialing is {dialing}; allowed: 1 second to 7 days."));
        }

        if (List is { } list && !File.Exists(list))
        {
            refusals.Add($"There is no list \"{list}\".");
        }

        if (IsBeyondThisMachine && List is null)
        {
            refusals.Add("Invented people have no telephones: a trunk beyond this machine needs a list (--list).");
        }

        if (IsBeyondThisMachine && !ReallyCall)
        {
            refusals.Add($"The trunk {Trunk} reaches real telephones: look at the list and its count, then say --really-call.");
        }

        return refusals;
    }
}
