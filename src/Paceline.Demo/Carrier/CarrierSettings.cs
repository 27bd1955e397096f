using System.Net;

namespace Paceline.Demo.Carrier;

/// <summary>Everything the simulated carrier is told at its start.</summary>
public sealed record CarrierSettings
{
    /// <summary>Where it speaks SIP; loopback only, port zero is the kernel's choice.</summary>
    public IPEndPoint Bind { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Of the people behind the numbers. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>File that gets one JSON line for everything that happens; appended to. Null: none.</summary>
    public string? Log { get; init; }

    /// <summary>First RTP port, even. Default 30000.</summary>
    public int RtpPortFirst { get; init; } = 30_000;

    /// <summary>Last RTP port. Default 32766.</summary>
    public int RtpPortLast { get; init; } = 32_766;

    /// <summary>Asks for a user and a password (RFC 3261 §22); null: nobody is asked.</summary>
    public CarrierAccount? Account { get; init; }

    /// <summary>Factor on everything that takes people time: ringing, greetings, talk. 0.05 to 10, default 1: as the people are.</summary>
    public double Pace { get; init; } = 1;

    /// <summary>T1 of RFC 3261 in milliseconds. Default 500.</summary>
    public int SipT1Ms { get; init; } = 500;
}

/// <summary>A digest account; prints without its secret.</summary>
public sealed record CarrierAccount(string Realm, string User, string Password)
{
    public override string ToString() => $"CarrierAccount({User}@{Realm})";
}
