using System.Diagnostics;
using System.Net.Sockets;

namespace Paceline.Processes;

/// <summary>Sees to it that there is a voice node: one that an earlier server left is taken over as it is, and one that has died is
/// started again. Never a second one: a node that answers on the socket is the node.</summary>
internal sealed partial class VoiceNodeProcess(
    VoiceLaunch launch, string data, IHostApplicationLifetime host, TimeProvider time, ILogger<VoiceNodeProcess> logger) : BackgroundService
{
    private static readonly TimeSpan _lookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(15);
    private Process? _node;

    /// <summary>The node that an earlier server started and we took over; null: we started ours, or the system does not say who answers.</summary>
    private int? _adopted;

    /// <summary>Ends our node, the adopted one too; its calls hear their farewell.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_stopLimit);
        if (_node is { HasExited: false } node)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{node.Id}"]);
            await node.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else if (_adopted is not null && await AnswersAsync(limit.Token))
        {
            // Not our child, so its end is seen at the socket.
            using var kill = Process.Start("kill", ["-TERM", $"{_adopted}"]);
            while (!limit.IsCancellationRequested && await AnswersAsync(limit.Token))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public override void Dispose()
    {
        _node?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not before the server listens: one that cannot (its port is taken, say) must leave no node behind.
        using (var started = CancellationTokenSource.CreateLinkedTokenSource(host.ApplicationStarted, stoppingToken))
        {
            await Task.Delay(Timeout.Infinite, started.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            if (!await AnswersAsync(stoppingToken) && _node is null or { HasExited: true })
            {
                _node?.Dispose();
                _node = ChildProcess.StartDetached(["voice", "--launch", VoiceLaunch.FileOf(data)]);
                Started(_node.Id);
                await UntilItAnswersAsync(stoppingToken);
            }

            await Task.Delay(_lookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task UntilItAnswersAsync(CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < _startLimit && _node is { HasExited: false } && !await AnswersAsync(cancellationToken))
        {
            await Task.Delay(100, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(launch.SocketPath), cancellationToken);
            Adopt(socket);
            return true;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Remembers who answers, if it is not the node we started.</summary>
    private void Adopt(Socket socket)
    {
        if (_node is { HasExited: false } || !OperatingSystem.IsLinux())
        {
            return;
        }

        // unix(7): SOL_SOCKET 1, SO_PEERCRED 17; struct ucred begins with the process id.
        Span<byte> credentials = stackalloc byte[12];
        socket.GetRawSocketOption(1, 17, credentials);
        var process = BitConverter.ToInt32(credentials);
        if (_adopted != process)
        {
            _adopted = process;
            Adopted(process);
        }
    }

    [LoggerMessage(LogLevel.Information, "A voice node that runs already was taken over, process {Process}.")]
    private partial void Adopted(int process);

    [LoggerMessage(LogLevel.Information, "A voice node was started, process {Process}.")]
    private partial void Started(int process);
}
