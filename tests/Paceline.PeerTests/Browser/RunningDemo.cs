using System.Diagnostics;
using System.Globalization;

namespace Paceline.PeerTests.Browser;

/// <summary><c>paceline demo</c> with the two links it prints.</summary>
internal sealed class RunningDemo : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    /// <summary>The program beside its own files in the build's output.</summary>
    private static readonly string _program =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Paceline", "release", "paceline"));

    private readonly Process _process;
    private readonly string _data;
    private readonly Task _reading;

    private RunningDemo(Process process, string data, string agentLink, string supervisorLink)
    {
        (_process, _data, AgentLink, SupervisorLink) = (process, data, agentLink, supervisorLink);
        _reading = process.StandardError.ReadToEndAsync();
    }

    public string AgentLink { get; }

    public string SupervisorLink { get; }

    public static async Task<RunningDemo> StartAsync()
    {
        var data = Directory.CreateTempSubdirectory("paceline-pictures-").FullName;
        var process = Process.Start(new ProcessStartInfo(_program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            ArgumentList = { "demo", "--data", data, "--port", "0" },
        }) ?? throw new InvalidOperationException("The demo could not be started.");
        using CancellationTokenSource limit = new(_limit);
        Dictionary<string, string> links = new(StringComparer.Ordinal);
        List<string> said = [];
        while (links.Count < 2 && await LineAsync(process, limit.Token) is { } line)
        {
            said.Add(line);
            if (line.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries) is [("agent" or "supervisor") and var who, var link])
            {
                links[who] = link;
            }
        }

        if (links.Count < 2)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"The demo printed no links:\n{string.Join('\n', said)}");
        }

        return new(process, data, links["agent"], links["supervisor"]);
    }

    /// <summary>Null at the end, and when it took too long.</summary>
    private static async Task<string?> LineAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            return await process.StandardError.ReadLineAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        using CancellationTokenSource limit = new(_limit);
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _reading;
        _process.Dispose();
        EndNodes(_data);
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>A voice node outlives a server that did not end in good order, and must not outlive a test.</summary>
    private static void EndNodes(string data)
    {
        var launch = Path.Combine(data, "voice.json");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process))
            {
                continue;
            }

            try
            {
                if (File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0').Contains(launch, StringComparer.Ordinal))
                {
                    using var node = Process.GetProcessById(process);
                    node.Kill();
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
            {
                // It ended while we looked, or is somebody else's.
            }
        }
    }
}
