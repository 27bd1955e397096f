using System.Net;
using System.Net.Sockets;
using Paceline.Media.Tones;
using Paceline.Sip;
using Paceline.Voice.Sockets;

namespace Paceline.Voice;

/// <summary>One trunk's places, pace and health; belongs to the signalling thread.</summary>
internal sealed class Trunk
{
    private double _tokens;
    private long _refilledMs;

    public Trunk(TrunkSettings settings, IPEndPoint address, long nowMs)
    {
        Settings = settings;
        Address = address;
        _tokens = settings.CallsPerSecond;
        _refilledMs = nowMs;
        Tones = TonePlan.For(settings.Country)!; // The settings have been checked.
        Health = new TrunkHealth(isProbed: settings.KeepAlive > TimeSpan.Zero, settings.Register);
        Credentials = settings is { User: { } user, Password: { } password } ? new SipCredentials(user, password) : null;
    }

    public TrunkSettings Settings { get; }

    public IPEndPoint Address { get; }

    public SipCredentials? Credentials { get; }

    /// <summary>What the exchanges behind it play.</summary>
    public TonePlan Tones { get; }

    /// <summary>Customer calls alive on it.</summary>
    public int Calls { get; set; }

    public TrunkHealth Health { get; }

    /// <summary>When it is asked next whether it is there; null: never.</summary>
    public Alarm? NextProbe { get; set; }

    public RegistrationPlan Registration { get; } = new();

    /// <summary>When the registration is asked for next; null: never.</summary>
    public Alarm? NextRegister { get; set; }

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
}
