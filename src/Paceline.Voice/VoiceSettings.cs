using System.Net;
using Paceline.Media.Tones;

namespace Paceline.Voice;

/// <summary>Everything a voice node is told at its start; <see cref="Refusals"/> says what of it cannot work.</summary>
public sealed record VoiceSettings
{
    /// <summary>Name of this node for people; letters, digits and hyphens.</summary>
    public string Node { get; init; } = "voice";

    /// <summary>Unix socket of the gRPC service; created with mode 0600. At most 107 bytes, as the kernel has it.</summary>
    public required string SocketPath { get; init; }

    /// <summary>Shared secret of the seam, at least 16 characters; sent by the server as <c>authorization: Bearer …</c>.</summary>
    public required string Token { get; init; }

    /// <summary>Where SIP is spoken. Default 127.0.0.1, port 5060; port zero is the kernel's choice.</summary>
    public IPEndPoint SipBind { get; init; } = new(IPAddress.Loopback, 5060);

    /// <summary>Addresses of phones beside loopback and the trunks; others are dropped and counted. Default none.</summary>
    public IReadOnlyList<IPAddress> PhoneAddresses { get; init; } = [];

    /// <summary>How long an agent's phone may ring; SIP itself sets no end to it. 1 s to 2 min, default 45 s.</summary>
    public TimeSpan PhoneRing { get; init; } = TimeSpan.FromSeconds(45);

    public MediaSettings Media { get; init; } = new() { BrowserEndpoints = [new IPEndPoint(IPAddress.Loopback, 0)] };

    public IReadOnlyList<TrunkSettings> Trunks { get; init; } = [];

    /// <summary>Folder of WAV files; a prompt's name is its file's without the ending. Null: no prompts, and nothing can be placed.</summary>
    public string? Prompts { get; init; }

    /// <summary>The message when an order names none. Default <c>abandonment</c>.</summary>
    public string AbandonmentPrompt { get; init; } = "abandonment";

    /// <summary>What a held person hears; when there is no such prompt, soft chords. Default <c>hold</c>.</summary>
    public string HoldPrompt { get; init; } = "hold";

    /// <summary>What a person who calls back hears before the line is closed; when there is no such prompt, the line is not answered.
    /// Default <c>returned</c>.</summary>
    public string ReturnPrompt { get; init; } = "returned";

    /// <summary>How long the Watch stream may be gone before the server counts as lost. 1 to 60 s, default 5 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A node without calls and without a server ends itself after this. 1 s to 1 h, default 60 s.</summary>
    public TimeSpan OrphanLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a stop waits for messages and farewells. Zero to 60 s, default 10 s.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Customer calls at once over all trunks. 1 to 4000, default 1000.</summary>
    public int CallsMax { get; init; } = 1000;

    /// <summary>Agents' legs at once. 1 to 4000, default 1000.</summary>
    public int AgentsMax { get; init; } = 1000;

    /// <summary>Events kept for a server that does not acknowledge; nearly full, nothing more is placed. 1000 to 1 000 000, default 100 000.</summary>
    public int EventsMax { get; init; } = 100_000;

    /// <summary>T1 of RFC 3261 in milliseconds. 10 to 2000, default 500.</summary>
    public int SipT1Ms { get; init; } = 500;

    /// <summary>Shortest session interval of RFC 4028 in seconds. 2 to 3600, default 90, the RFC's floor; less only where both ends are
    /// one's own.</summary>
    public int SipMinSeSeconds { get; init; } = 90;

    /// <summary>File for one JSON line per SIP message; null: none.</summary>
    public string? SipWireLog { get; init; }

    /// <summary>One sentence per value that cannot work: its name, the value, what is allowed. Empty: all is well.</summary>
    public IReadOnlyList<string> Refusals()
    {
        List<string> refusals = [];
        Check(Node.Length is > 0 and <= 64 && Node.All(IsNameCharacter), nameof(Node), Node, "1 to 64 letters, digits or hyphens");
        Check(SocketPath.Length is > 0 and <= 107, nameof(SocketPath), SocketPath, "1 to 107 bytes");
        Check(Token.Length >= 16, nameof(Token), $"{Token.Length} characters", "at least 16 characters");
        CheckPorts();
        CheckSpan(Lease, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), nameof(Lease));
        CheckSpan(OrphanLimit, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(OrphanLimit));
        CheckSpan(StopLimit, TimeSpan.Zero, TimeSpan.FromSeconds(60), nameof(StopLimit));
        CheckSpan(PhoneRing, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2), nameof(PhoneRing));
        CheckSpan(Media.BrowserConsent, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60), "Media.BrowserConsent");
        CheckRange(CallsMax, 1, 4000, nameof(CallsMax));
        CheckRange(AgentsMax, 1, 4000, nameof(AgentsMax));
        CheckRange(EventsMax, 1000, 1_000_000, nameof(EventsMax));
        CheckRange(SipT1Ms, 10, 2000, nameof(SipT1Ms));
        CheckRange(SipMinSeSeconds, 2, 3600, nameof(SipMinSeSeconds));
        Check(Prompts is null || Directory.Exists(Prompts), nameof(Prompts), Prompts ?? "", "a folder that exists");
        foreach (IGrouping<string, TrunkSettings> twins in Trunks.GroupBy(static trunk => trunk.Name, StringComparer.Ordinal))
        {
            Check(twins.Count() == 1, nameof(Trunks), twins.Key, "each name once");
            refusals.AddRange(twins.First().Refusals());
        }

        return refusals;

        void Check(bool holds, string name, string value, string allowed)
        {
            if (!holds)
            {
                refusals.Add($"{name} is '{value}'; allowed: {allowed}.");
            }
        }

        void CheckRange(int value, int least, int most, string name) =>
            Check(value >= least && value <= most, name, $"{value}", $"{least} to {most}");

        void CheckSpan(TimeSpan value, TimeSpan least, TimeSpan most, string name) =>
            Check(value >= least && value <= most, name, $"{value}", $"{least} to {most}");

        void CheckPorts()
        {
            (int first, int last) = (Media.RtpPortFirst, Media.RtpPortLast);
            bool ordered = first % 2 == 0 && first is >= 1024 and <= 65_534 && last >= first && last <= 65_535;
            Check(ordered, "Media.RtpPortFirst", $"{first}-{last}", "an even first port from 1024 on, not after the last");
            // The kernel hands these out to others (ip_local_port_range); a call would fail at random.
            Check(last < 32_768 || first > 60_999, "Media.RtpPortLast", $"{first}-{last}", "a range outside 32768 to 60999");
        }
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"VoiceSettings({Node}, {SocketPath}, {SipBind}, {Trunks.Count} trunks)";

    internal static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
}

/// <summary>One way into the telephone network.</summary>
public sealed record TrunkSettings
{
    /// <summary>Named by originations; letters, digits, hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>Address or name of the far end; a name is resolved once at the start.</summary>
    public required string Host { get; init; }

    /// <summary>UDP port. Default 5060.</summary>
    public int Port { get; init; } = 5060;

    /// <summary>Digest user; null: the far end knows us by our address.</summary>
    public string? User { get; init; }

    /// <summary>Digest secret.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the far end is told where we are (REGISTER), with user and password; no call leaves before it has agreed.
    /// Default no: it knows us by our address.</summary>
    public bool Register { get; init; }

    /// <summary>For how long a registration is asked; the far end's word counts. 60 s to 1 day, default 10 min.</summary>
    public TimeSpan RegisterFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Calls at once. 1 to 4000, default 100.</summary>
    public int CallsMax { get; init; } = 100;

    /// <summary>New calls per second, with bursts of one second. 1 to 1000, default 10.</summary>
    public int CallsPerSecond { get; init; } = 10;

    /// <summary>How often a far end that is silent is asked whether it is there; at least every 5 s while it is down. 1 s to 10 min,
    /// default 15 s; zero: never, only what becomes of calls is judged.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long it may take to answer that. 100 ms to 32 s, default 4 s.</summary>
    public TimeSpan KeepAliveLimit { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Starts of numbers that may be called, each with +. Empty: all.</summary>
    public IReadOnlyList<string> Destinations { get; init; } = [];

    /// <summary>Whose busy and ringing tones are heard on it, ISO 3166-1. Default US.</summary>
    public string Country { get; init; } = "US";

    internal IEnumerable<string> Refusals()
    {
        if (Name.Length is 0 or > 64 || !Name.All(VoiceSettings.IsNameCharacter))
        {
            yield return $"Trunk name is '{Name}'; allowed: 1 to 64 letters, digits or hyphens.";
        }

        if (Host.Length == 0)
        {
            yield return $"Host of trunk '{Name}' is empty; allowed: an address or a name.";
        }

        if (Port is < 1 or > 65_535)
        {
            yield return $"Port of trunk '{Name}' is '{Port}'; allowed: 1 to 65535.";
        }

        if (CallsMax is < 1 or > 4000)
        {
            yield return $"CallsMax of trunk '{Name}' is '{CallsMax}'; allowed: 1 to 4000.";
        }

        if (CallsPerSecond is < 1 or > 1000)
        {
            yield return $"CallsPerSecond of trunk '{Name}' is '{CallsPerSecond}'; allowed: 1 to 1000.";
        }

        if (KeepAlive != TimeSpan.Zero && (KeepAlive < TimeSpan.FromSeconds(1) || KeepAlive > TimeSpan.FromMinutes(10)))
        {
            yield return $"KeepAlive of trunk '{Name}' is '{KeepAlive}'; allowed: zero or 1 s to 10 min.";
        }

        if (KeepAliveLimit < TimeSpan.FromMilliseconds(100) || KeepAliveLimit > TimeSpan.FromSeconds(32))
        {
            yield return $"KeepAliveLimit of trunk '{Name}' is '{KeepAliveLimit}'; allowed: 100 ms to 32 s.";
        }

        if (TonePlan.For(Country) is null)
        {
            yield return $"Country of trunk '{Name}' is '{Country}'; allowed: {string.Join(", ", TonePlan.All.Select(static plan => plan.Country))}.";
        }

        if (Register && User is null)
        {
            yield return $"Trunk '{Name}' registers without a user; allowed: a user and a password, or no registration.";
        }

        if (RegisterFor < TimeSpan.FromSeconds(60) || RegisterFor > TimeSpan.FromDays(1))
        {
            yield return $"RegisterFor of trunk '{Name}' is '{RegisterFor}'; allowed: 60 s to 1 day.";
        }

        if (User is null != Password is null)
        {
            yield return $"Trunk '{Name}' has a user without a password or the reverse; allowed: both or neither.";
        }
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"TrunkSettings({Name}, {Host}:{Port})";
}

/// <summary>The node was not started because of its settings; each line of the message names one value.</summary>
public sealed class VoiceSettingsException(IReadOnlyList<string> refusals) : Exception(string.Join('\n', refusals))
{
    public IReadOnlyList<string> Refusals => refusals;
}
