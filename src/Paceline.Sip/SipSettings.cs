using System.Net;

namespace Paceline.Sip;

/// <summary>What one endpoint is told once: its address, the RFC's timers and how much it may hold.</summary>
public sealed record SipSettings
{
    /// <summary>The address written into Via and Contact; what the far end can reach.</summary>
    public required IPEndPoint Local { get; init; }

    /// <summary>Written as User-Agent and Server.</summary>
    public string Product { get; init; } = "Paceline";

    /// <summary>Round-trip estimate in milliseconds, RFC 3261 §17.1.1.1. 1 to 10000, default 500.</summary>
    public int T1Ms { get; init; } = 500;

    /// <summary>Longest pause between retransmissions in milliseconds. Default 4000.</summary>
    public int T2Ms { get; init; } = 4000;

    /// <summary>How long a message stays in the network, in milliseconds. Default 5000.</summary>
    public int T4Ms { get; init; } = 5000;

    /// <summary>Calls held at once; past it our INVITE is refused and theirs gets 503 with Retry-After. Default 4000.</summary>
    public int CallsMax { get; init; } = 4000;

    /// <summary>Server transactions held at once; past it a request that belongs to no call gets a stateless 503. Default 20000.</summary>
    public int TransactionsMax { get; init; } = 20_000;

    /// <summary>Interval we ask for, in seconds (RFC 4028). Default 1800; zero asks for none, theirs is still accepted.</summary>
    public int SessionExpiresSeconds { get; init; } = 1800;

    /// <summary>Shortest interval we accept, in seconds; a shorter one gets 422. Default 90, which is the RFC's floor.</summary>
    public int MinSeSeconds { get; init; } = 90;

    /// <summary>
    /// Send 180 and 183 reliably (100rel) to every caller that supports it; otherwise only to one that requires it.
    /// </summary>
    public bool ReliableRinging { get; init; }

    /// <summary>Seconds written as Retry-After when a limit is reached. Default 5.</summary>
    public int RetryAfterSeconds { get; init; } = 5;
}
