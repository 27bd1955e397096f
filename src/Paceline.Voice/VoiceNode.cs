using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Paceline.Sip;
using Paceline.Voice.Sockets;

namespace Paceline.Voice;

/// <summary>
/// A running voice node: the signalling thread, the media thread and the seam on its Unix socket, started together and
/// ended together. Either thread's failure ends the node, since half a node would lie about its calls.
/// </summary>
public sealed class VoiceNode : IAsyncDisposable
{
    private readonly SipHost _host;
    private readonly MediaEngine _media;
    private readonly Switchboard _board;
    private readonly WebApplication _seam;
    private readonly string _socketPath;
    private bool _disposed;

    private VoiceNode(SipHost host, MediaEngine media, Switchboard board, WebApplication seam, string socketPath)
    {
        _host = host;
        _media = media;
        _board = board;
        _seam = seam;
        _socketPath = socketPath;
    }

    /// <summary>Where SIP is spoken, with the real port.</summary>
    public IPEndPoint SipAddress => _host.Local;

    /// <summary>Where browsers send to, with the real ports.</summary>
    public IReadOnlyList<IPEndPoint> BrowserAddresses => _media.Browsers.Local;

    /// <summary>SIP datagrams from addresses that are no peers.</summary>
    public long Dropped => _host.Dropped;

    /// <summary>Ends when the node is through: stopped, orphaned, or with the failure of a thread.</summary>
    public Task Completion => Task.WhenAny(_board.Ended, _host.Completion, _media.Completion).Unwrap();

    /// <summary>Runs a node until it is cancelled (then it stops in good order) or ends itself; says <c>voice ready</c> when it is.</summary>
    /// <exception cref="VoiceSettingsException">A setting cannot work; nothing was started.</exception>
    public static async Task RunAsync(
        VoiceSettings settings, TextWriter output, ILoggerFactory logs, CancellationToken cancellation)
    {
        await using VoiceNode node = await StartAsync(settings, logs, cancellation);
        await output.WriteLineAsync("voice ready".AsMemory(), cancellation);
        await output.FlushAsync(cancellation);
        using CancellationTokenRegistration stop = cancellation.Register(node.Stop);
        await node.Completion;
    }

    /// <summary>Starts a node inside this process; the caller stops or disposes it.</summary>
    /// <exception cref="VoiceSettingsException">A setting cannot work; nothing was started.</exception>
    public static async Task<VoiceNode> StartAsync(
        VoiceSettings settings, ILoggerFactory? logs, CancellationToken cancellation)
    {
        IReadOnlyList<string> refusals = settings.Refusals();
        if (refusals.Count > 0)
        {
            throw new VoiceSettingsException(refusals);
        }

        await TakeSocketPathAsync(settings.SocketPath, cancellation);
        logs ??= NullLoggerFactory.Instance;
        PromptShelf prompts = PromptShelf.Open(settings.Prompts, settings.HoldPrompt);
        List<Trunk> trunks = [];
        foreach (TrunkSettings trunk in settings.Trunks)
        {
            trunks.Add(await Trunk.ResolveAsync(trunk, MonotonicClock.NowMs, cancellation));
        }

        MediaEngine media = MediaEngine.Start(settings.Media);
        SipHost? host = null;
        try
        {
            host = OpenHost(settings, media, prompts, trunks, logs, out Switchboard board);
            WebApplication seam = await OpenSeamAsync(settings, board, host, logs, cancellation);
            return new VoiceNode(host, media, board, seam, settings.SocketPath);
        }
        catch
        {
            await (host?.DisposeAsync() ?? ValueTask.CompletedTask);
            await media.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins a stop in good order; <see cref="Completion"/> tells when it is through.</summary>
    public void Stop() => _host.Post(_board.Stop);

    /// <summary>Ends now; calls that are still alive get no farewell (stop first for that).</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_host.Completion.IsCompleted)
        {
            await _host.Loop.AskAsync(_board.CloseWatches, CancellationToken.None);
        }

        await _seam.StopAsync(CancellationToken.None);
        await _seam.DisposeAsync();
        File.Delete(_socketPath);
        try
        {
            await _host.DisposeAsync();
        }
        finally
        {
            await _media.DisposeAsync();
        }
    }

    private static SipHost OpenHost(
        VoiceSettings settings, MediaEngine media, PromptShelf prompts, List<Trunk> trunks, ILoggerFactory logs,
        out Switchboard board)
    {
        Switchboard? made = null;
        SipHost host = SipHost.Start(
            new SipHostSettings
            {
                Bind = settings.SipBind,
                Peers = [.. settings.PhoneAddresses, .. trunks.Select(static trunk => trunk.Address.Address)],
                WireLog = settings.SipWireLog,
                Sip = new SipSettings
                {
                    Local = settings.SipBind,
                    T1Ms = settings.SipT1Ms,
                    MinSeSeconds = settings.SipMinSeSeconds,
                    CallsMax = settings.CallsMax + (2 * settings.AgentsMax),
                },
            },
            self => made = new Switchboard(
                self, media, settings, prompts, trunks, TimeProvider.System, logs.CreateLogger("Paceline.Voice")));
        board = made!; // Made by Start, before the thread runs.
        return host;
    }

    private static async Task<WebApplication> OpenSeamAsync(
        VoiceSettings settings, Switchboard board, SipHost host, ILoggerFactory logs, CancellationToken cancellation)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(logs);
        // Signals belong to whoever runs the node; the web host must not stop before the calls have.
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(board);
        builder.Services.AddSingleton(host);
        builder.Services.AddSingleton<VoiceSeam>();
        builder.Services.AddGrpc(static options =>
        {
            options.Interceptors.Add<BearerToken>();
            options.MaxReceiveMessageSize = 256 * 1024;
        });
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.ListenUnixSocket(settings.SocketPath, static listen => listen.Protocols = HttpProtocols.Http2);
            // A server that hangs without closing its stream must not keep its lease.
            options.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(1);
            options.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(3);
        });
        WebApplication seam = builder.Build();
        seam.MapGrpcService<VoiceSeam>();
        await seam.StartAsync(cancellation);
        if (OperatingSystem.IsLinux()) // Always: epoll and OpenSSL are Linux's here; the analyser wants to see it.
        {
            File.SetUnixFileMode(settings.SocketPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return seam;
    }

    /// <summary>A socket that a killed node left behind is removed; one that answers belongs to a node that lives.</summary>
    private static async Task TakeSocketPathAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
        }
        catch (SocketException)
        {
            File.Delete(path);
            return;
        }

        throw new VoiceSettingsException([$"SocketPath is '{path}', where a node answers already; allowed: one node per socket."]);
    }

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
