using System.Net;
using System.Net.Sockets;
using Paceline.Media.Tones;
using Paceline.Sip;

namespace Paceline.Voice;

/// <summary>One trunk's places, pace and health; belongs to the signalling thread.</summary>
internal sealed class Trunk
{
    private double _tokens;
    private long _refilledMs;
    private long _answered;

    public Trunk(TrunkSettings settings, IPEndPoint address, long nowMs)
    {
        Settings = settings;
        Address = address;
        _tokens = settings.CallsPerSecond;
        _refilledMs = nowMs;
        Tones = TonePlan.For(settings.Country)!; // The settings have been checked.
        Credentials = settings is { User: { } user, Password: { } password } ? new SipCredentials(user, password) : null;
    }

    public TrunkSettings Settings { get; }

    public IPEndPoint Address { get; }

    public SipCredentials? Credentials { get; }

    /// <summary>What the exchanges behind it play.</summary>
    public TonePlan Tones { get; }

    /// <summary>Customer calls alive on it.</summary>
    public int Calls { get; set; }

    /// <summary>Until the first probe has been judged it counts as up: refusing the first call of the day helps nobody.</summary>
    public bool IsUp { get; private set; } = true;

    /// <summary>Number of the last probe that left.</summary>
    public long Probe { get; set; }

    public bool IsBeyondLoopback => !IPAddress.IsLoopback(Address.Address);

    /// <exception cref="VoiceSettingsException">The name has no address.</exception>
    public static async Task<Trunk> ResolveAsync(TrunkSettings settings, long nowMs, CancellationToken cancellation)
    {
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(settings.Host, AddressFamily.InterNetwork, cancellation);
            if (addresses.Length > 0)
            {
                return new Trunk(settings, new IPEndPoint(addresses[0], settings.Port), nowMs);
            }
        }
        catch (SocketException)
        {
            // Told below in the words of the setting.
        }

        throw new VoiceSettingsException([$"Host of trunk '{settings.Name}' is '{settings.Host}'; allowed: an address or a name that resolves."]);
    }

    public bool Allows(string destination) =>
        Settings.Destinations.Count == 0
        || Settings.Destinations.Any(start => destination.StartsWith(start, StringComparison.Ordinal));

    /// <summary>Takes one token of the bucket; false: too many calls in this second.</summary>
    public bool TryTakeToken(long nowMs)
    {
        double earned = (nowMs - _refilledMs) * Settings.CallsPerSecond / 1000.0;
        _tokens = Math.Min(Settings.CallsPerSecond, _tokens + earned);
        _refilledMs = nowMs;
        if (_tokens < 1)
        {
            return false;
        }

        _tokens--;
        return true;
    }

    /// <summary>A probe was answered; 503 means that the far end is there and takes no calls.</summary>
    public void Answered(long probe, int status)
    {
        if (status > 0 && probe > _answered)
        {
            _answered = probe;
            IsUp = status != 503;
        }
    }

    /// <summary>The time for a probe's answer is over.</summary>
    public void Judge(long probe)
    {
        if (_answered < probe)
        {
            IsUp = false;
        }
    }
}
