using System.Globalization;
using System.Net;
using Paceline.Demo.People;
using Paceline.Sip;
using Paceline.Voice;

namespace Paceline.Demo.Carrier;

/// <summary>
/// A telephone network on loopback: it takes SIP calls to any number and lets a seeded person, machine or failure answer with real sound.
/// It listens on loopback only and calls nobody, so it can reach nothing outside this machine.
/// </summary>
public sealed class SimulatedCarrier : IAsyncDisposable
{
    private readonly MediaEngine _media;
    private readonly ForkSocket _forks;
    private readonly CarrierLog _log;
    private readonly SipHost _host;

    private SimulatedCarrier(MediaEngine media, ForkSocket forks, CarrierLog log, SipHost host) =>
        (_media, _forks, _log, _host) = (media, forks, log, host);

    /// <summary>The bound SIP address.</summary>
    public IPEndPoint Local => _host.Local;

    /// <summary>Ends when one of its threads has ended, with the failure if it had one.</summary>
    public Task Completion => Task.WhenAny(_host.Completion, _media.Completion).Unwrap();

    /// <exception cref="ArgumentException">The address is not a loopback address.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address is taken.</exception>
    public static SimulatedCarrier Start(CarrierSettings settings) => Start(settings, new Town(settings.Seed).Called);

    /// <param name="settings">Address and files.</param>
    /// <param name="town">Who is behind a number, by how often it was called before; null: it is no number.</param>
    internal static SimulatedCarrier Start(CarrierSettings settings, Func<string, int, CalledPerson?> town)
    {
        if (!IPAddress.IsLoopback(settings.Bind.Address))
        {
            throw new ArgumentException($"The simulated carrier listens on loopback only; {settings.Bind} is not.", nameof(settings));
        }

        CarrierLog log = new(settings.Log, TimeProvider.System);
        log.Write("start");
        var media = MediaEngine.Start(new MediaSettings
        {
            RtpAddress = settings.Bind.Address,
            RtpPortFirst = settings.RtpPortFirst,
            RtpPortLast = settings.RtpPortLast,
            SilenceLimit = TimeSpan.Zero,
        });
        ForkSocket forks = new();
        var host = SipHost.Start(
            new SipHostSettings
            {
                Bind = settings.Bind,
                Sip = new SipSettings
                {
                    Local = settings.Bind, Product = "Paceline simulated carrier", T1Ms = settings.SipT1Ms, SessionExpiresSeconds = 0,
                },
            },
            sip => new CarrierDesk(sip, media, settings, log, forks, town));
        return new SimulatedCarrier(media, forks, log, host);
    }

    /// <summary>Runs until cancelled; writes <c>carrier ready sip:ADDRESS:PORT</c> to standard output when it takes calls.</summary>
    public static async Task RunAsync(CarrierSettings settings, CancellationToken cancellationToken)
    {
        await using var carrier = Start(settings);
        var ready = string.Create(CultureInfo.InvariantCulture, $"carrier ready sip:{carrier.Local}");
        await Console.Out.WriteLineAsync(ready.AsMemory(), cancellationToken);
        await Console.Out.FlushAsync(cancellationToken);
        try
        {
            await carrier.Completion.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The order to stop.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _media.DisposeAsync();
        _forks.Dispose();
        _log.Dispose();
    }
}
