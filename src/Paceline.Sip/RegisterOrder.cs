using System.Net;

namespace Paceline.Sip;

/// <summary>What a registrar is told: that calls for an account shall come to us.</summary>
public sealed record RegisterOrder
{
    /// <summary>Names the registration; the same id again refreshes it.</summary>
    public required string Id { get; init; }

    /// <summary>The registrar's domain: Request-URI, and the host of the account.</summary>
    public required SipUri Registrar { get; init; }

    public required SipCredentials Credentials { get; init; }

    public required IPEndPoint Destination { get; init; }

    /// <summary>Wanted, in seconds; zero takes the registration back.</summary>
    public required int ExpiresSeconds { get; init; }
}
