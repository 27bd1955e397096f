using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Paceline.Storage;

namespace Paceline.PeerTests.Kills;

/// <summary>A server with its voice node, as real processes on a data directory of their own; both can be killed, and the server started
/// again on the same port.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(20);

    private readonly IPEndPoint _trunk;
    private readonly int _sipPort;
    private readonly string _program;
    private Process? _server;

    private Installation(string data, IPEndPoint trunk, string key, string program)
    {
        (Data, _trunk, Key, _program) = (data, trunk, key, program);
        var port = FreePort();

        // A node that comes after another one has its port: late answers to the dead one's calls must reach somebody.
        _sipPort = FreePort();
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
    }

    public string Data { get; }

    /// <summary>An API key of a supervisor.</summary>
    public string Key { get; }

    public Uri Address { get; }

    /// <summary>Where the voice node is called.</summary>
    public IPEndPoint SipAddress => new(IPAddress.Loopback, _sipPort);

    private string Log => Path.Combine(Data, "processes.log");

    /// <param name="program">What is started; null: the program that was built with these tests.</param>
    public static async Task<Installation> StartAsync(string data, IPEndPoint trunk, CancellationToken cancellationToken, string? program = null)
    {
        string key;
        await using (var store = await SqliteStore.OpenAsync(data, TimeProvider.System, cancellationToken))
        {
            await store.People.AddAsync(new("kills", "Kills", UserRole.Supervisor, Group: null), cancellationToken);
            key = await store.People.NewKeyAsync("kills", cancellationToken);
        }

        Installation made = new(data, trunk, key, program ?? Built());
        await made.StartServerAsync(cancellationToken);
        return made;
    }

    /// <summary>Starts the server and waits until it says Ready.</summary>
    public async Task StartServerAsync(CancellationToken cancellationToken)
    {
        var before = File.Exists(Log) ? new FileInfo(Log).Length : 0;
        _server?.Dispose();

        // The shell becomes the server: its output goes to a file, because the node inherits it and outlives the server.
        var start = new ProcessStartInfo("/bin/sh")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            ArgumentList =
            {
                "-c", "log=$0; exec \"$@\" >>\"$log\" 2>&1", Log, _program, "serve", "--data", Data,
                "--port", Address.Port.ToString(CultureInfo.InvariantCulture), "--child",
            },
        };
        start.Environment["PACELINE_TRUNKHOST"] = _trunk.Address.ToString();
        start.Environment["PACELINE_TRUNKPORT"] = _trunk.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PACELINE_TRUNKCALLSPERSECOND"] = "50";
        start.Environment["PACELINE_SIPPORT"] = _sipPort.ToString(CultureInfo.InvariantCulture);
        start.Environment["PACELINE_WIRELOG"] = Path.Combine(Data, "wire.ndjson");
        var server = Process.Start(start) ?? throw new InvalidOperationException("The server could not be started.");
        _server = server;
        await Waiting.ForAsync(
            "\"Ready\" of the server",
            () => server.HasExited
                ? throw new InvalidOperationException($"The server ended with {server.ExitCode}.\n{LogEnd()}")
                : Task.FromResult(LogFrom(before).Contains("Ready  http", StringComparison.Ordinal) ? "ready" : null),
            LogEnd,
            cancellationToken);
    }

    /// <summary>kill -9, and waits until the system has taken the process away.</summary>
    public void KillServer()
    {
        var server = _server ?? throw new InvalidOperationException("There is no server.");
        server.Kill();
        server.WaitForExit();
    }

    /// <summary>kill -9 of one voice node. It is nobody's child here, so its end is seen by <see cref="Nodes"/>.</summary>
    public static void KillNode(int process)
    {
        using var node = Process.GetProcessById(process);
        node.Kill();
    }

    /// <summary>All voice nodes of this data directory that live.</summary>
    public IReadOnlyList<int> Nodes()
    {
        List<int> nodes = [];
        var launch = Path.Combine(Data, "voice.json");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process))
            {
                continue;
            }

            try
            {
                // A process that is dead and not yet waited for has an empty command line.
                var words = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
                if (words.Contains("voice", StringComparer.Ordinal) && words.Contains(launch, StringComparer.Ordinal))
                {
                    nodes.Add(process);
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked, or is somebody else's.
            }
        }

        return nodes;
    }

    /// <summary>The last words of server and node, for a failure's message.</summary>
    public string LogEnd()
    {
        var log = LogFrom(0);
        return $"{(_server is { HasExited: true } ? "The server is dead." : "The server runs.")} Voice nodes: {string.Join(", ", Nodes())}\n"
            + log[Math.Max(0, log.Length - 6000)..];
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { HasExited: false } server)
        {
            server.StandardInput.Close();
            using CancellationTokenSource limit = new(_stopLimit);
            await server.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!server.HasExited)
            {
                KillServer();
            }
        }

        _server?.Dispose();
        foreach (var node in Nodes())
        {
            KillNode(node);
        }
    }

    private string LogFrom(long offset)
    {
        if (!File.Exists(Log))
        {
            return "";
        }

        using FileStream file = new(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(offset, SeekOrigin.Begin);
        using StreamReader reader = new(file);
        return reader.ReadToEnd();
    }

    /// <summary>The program beside its own files in the build's output, or else the copy beside this test.</summary>
    private static string Built()
    {
        var built = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Paceline", "release", "paceline"));
        return File.Exists(built) ? built : Path.Combine(AppContext.BaseDirectory, "paceline");
    }

    /// <summary>A port that nobody has, for TCP and UDP, outside those that the kernel gives away.</summary>
    private static int FreePort()
    {
        for (var tries = 0; ; tries++)
        {
            var port = Random.Shared.Next(10_000, 15_000);
            try
            {
                using Socket tcp = new(SocketType.Stream, ProtocolType.Tcp);
                using Socket udp = new(SocketType.Dgram, ProtocolType.Udp);
                tcp.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
                udp.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
                return port;
            }
            catch (SocketException) when (tries < 100)
            {
                // Taken; another one.
            }
        }
    }
}
