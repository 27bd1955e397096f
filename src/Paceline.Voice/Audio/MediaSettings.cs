using System.Net;

namespace Paceline.Voice;

/// <summary>Addresses and limits of one media engine.</summary>
public sealed record MediaSettings
{
    /// <summary>Where RTP of SIP legs is received. Default loopback.</summary>
    public IPAddress RtpAddress { get; init; } = IPAddress.Loopback;

    /// <summary>First RTP port, even. Default 20000; outside the kernel's own range (32768 to 60999).</summary>
    public int RtpPortFirst { get; init; } = 20_000;

    /// <summary>Last RTP port, at least the first. Default 29999.</summary>
    public int RtpPortLast { get; init; } = 29_999;

    /// <summary>Where browsers send; one UDP port each, port zero is the kernel's choice. Empty: no browser legs. When all are loopback, each address of
    /// this machine has a port as well, which hears this machine only: Firefox does not use loopback.</summary>
    public IReadOnlyList<IPEndPoint> BrowserEndpoints { get; init; } = [];

    /// <summary>How long a browser may send no ICE check before its leg is down. 2 to 60 s, default 10 s.</summary>
    public TimeSpan BrowserConsent { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>No RTP for so long means that a leg has gone silent. 1 s to 10 min, default 20 s; zero: never.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Legs at once. Default 4000.</summary>
    public int LegsMax { get; init; } = 4000;
}
