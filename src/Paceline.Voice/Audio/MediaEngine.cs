using Paceline.Media.Audio;
using Paceline.Media.Mixing;
using Paceline.Media.Rtp;
using Paceline.Sip;
using Paceline.Voice.Sockets;

namespace Paceline.Voice;

/// <summary>
/// The media thread: it owns every RTP socket and every leg, hears what comes, and each 20 ms mixes and sends. All sound
/// takes this one way, also a prompt for a leg that is alone.
/// </summary>
public sealed class MediaEngine : IAsyncDisposable
{
    /// <summary>Payload type under which we take telephone events on SIP legs, as our offers say.</summary>
    public const byte TelephoneEvent = 101;

    private const int TicksPerWatch = 5;

    /// <summary>Beats that are caught up; a longer pause of the machine is skipped, as nobody wants old sound.</summary>
    private const long CatchUpMax = 5;

    private readonly List<MediaLeg> _legs = [];
    private readonly List<MediaLeg> _leaving = [];
    private readonly RtpPorts _ports;
    private readonly Metronome _metronome;
    private long _tick;
    private int _open;

    private MediaEngine(MediaSettings settings)
    {
        Settings = settings;
        _ports = new RtpPorts(settings.RtpAddress, settings.RtpPortFirst, settings.RtpPortLast);
        Loop = new EventLoop("paceline-media", static () => -1);
        _metronome = new Metronome(Frame.Milliseconds, Beat);
        Loop.Watch(_metronome.Descriptor, _metronome);
        Browsers = BrowserPorts.Open(this);
    }

    public MediaSettings Settings { get; }

    /// <summary>Ends when the media thread has ended, with its failure if it had one.</summary>
    public Task Completion => Loop.Completion;

    /// <summary>Ticks that came more than one period late since the start.</summary>
    public long LateTicks { get; private set; }

    internal EventLoop Loop { get; }

    internal BrowserPorts Browsers { get; }

    public static MediaEngine Start(MediaSettings settings)
    {
        MediaEngine engine = new(settings);
        engine.Loop.Start();
        return engine;
    }

    /// <summary>A leg with a port of its own, silent until it is connected; null when no port or no place is left.</summary>
    public RtpLeg? OpenRtp(ILegOwner owner)
    {
        if (!TryTakePlace())
        {
            return null;
        }

        if (_ports.Take() is not { } ports)
        {
            Interlocked.Decrement(ref _open);
            return null;
        }

        RtpLeg leg = new(this, owner, ports, new PayloadTypes(G711Law.Mu, TelephoneEvent));
        Loop.Run(() =>
        {
            leg.Open();
            _legs.Add(leg);
        });
        return leg;
    }

    /// <summary>A leg for a browser whose offer has been answered; null when no place is left.</summary>
    internal BrowserLeg? OpenBrowser(ILegOwner owner, BrowserLocal local, NegotiatedBrowser remote)
    {
        if (!TryTakePlace())
        {
            return null;
        }

        BrowserLeg leg = new(this, owner, local, remote);
        Loop.Run(() =>
        {
            Browsers.Add(leg);
            _legs.Add(leg);
        });
        return leg;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Loop.DisposeAsync();
        }
        finally
        {
            foreach (MediaLeg leg in _legs.ToArray())
            {
                leg.Abandon();
            }

            _metronome.Dispose();
            Browsers.Dispose();
        }
    }

    private bool TryTakePlace()
    {
        if (Interlocked.Increment(ref _open) <= Settings.LegsMax)
        {
            return true;
        }

        Interlocked.Decrement(ref _open);
        return false;
    }

    internal void Remove(MediaLeg leg)
    {
        _leaving.Add(leg);
        Interlocked.Decrement(ref _open);
    }

    /// <summary>Puts a guest of a mix back into the mix of its own.</summary>
    internal void SendHome(MixLeg guest, Mix from)
    {
        MediaLeg? leg = _legs.Find(candidate => candidate.Place == guest);
        if (leg is null)
        {
            from.Remove(guest);
        }
        else
        {
            leg.Own.Add(guest);
        }
    }

    private void Beat(long beats)
    {
        if (beats > 1)
        {
            LateTicks++;
            // Timestamps follow real time across what is skipped.
            _tick += Math.Max(0, beats - CatchUpMax);
        }

        for (long i = 0; i < Math.Min(beats, CatchUpMax); i++)
        {
            Tick();
        }
    }

    private void Tick()
    {
        foreach (MediaLeg gone in _leaving)
        {
            _legs.Remove(gone);
        }

        _leaving.Clear();
        long sampleTime = _tick++ * Frame.Samples;
        long nowMs = MonotonicClock.NowMs;
        foreach (MediaLeg leg in _legs)
        {
            if (leg.Own.Legs.Count > 0)
            {
                leg.Own.Tick();
            }
        }

        foreach (MediaLeg leg in _legs)
        {
            if (leg.IsClosed)
            {
                continue;
            }

            leg.Tick(sampleTime, nowMs);
            if (_tick % TicksPerWatch == 0)
            {
                leg.Watch(nowMs);
            }
        }
    }
}
