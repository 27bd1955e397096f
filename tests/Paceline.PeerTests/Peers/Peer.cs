using System.Diagnostics;
using System.Text;

namespace Paceline.PeerTests.Peers;

/// <summary>A program of other make, or ours as others start it, with what it said on both outputs.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly StringBuilder _complained = new();

    private Peer(Process process) => _process = process;

    public string Said => Locked(_said);

    public string Complained => Locked(_complained);

    /// <summary>What it complained of, with every break and run of blanks as one blank: lines are folded to the width of a terminal.</summary>
    public string ComplainedUnfolded => string.Join(' ', Complained.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Where the program is; without it the test is skipped, and in CI it fails.</summary>
    public static string Need(string path, string package)
    {
        if (!File.Exists(path))
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") is "true", $"{path} is missing (Debian: {package}).");
            Assert.Fail($"{path} is missing (Debian: {package}), and in CI no peer may be.");
        }

        return path;
    }

    /// <summary>The program beside its own files in the build's output, or else the copy beside this test.</summary>
    public static string Paceline()
    {
        var built = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Paceline", "release", "paceline"));
        return File.Exists(built) ? built : Path.Combine(AppContext.BaseDirectory, "paceline");
    }

    public static Peer Start(string program, string folder, IReadOnlyList<string> words)
    {
        Process process = new()
        {
            StartInfo = new ProcessStartInfo(program, words)
            {
                WorkingDirectory = folder, UseShellExecute = false,
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            },
        };
        Peer peer = new(process);
        process.OutputDataReceived += (_, line) => peer.Note(peer._said, line.Data);
        process.ErrorDataReceived += (_, line) => peer.Note(peer._complained, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return peer;
    }

    /// <summary>Waits for the end and gives the exit code.</summary>
    public async Task<int> ExitAsync(TimeSpan limit)
    {
        using CancellationTokenSource patience = new(limit);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Note(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.AppendLine(line);
        }
    }

    private static string Locked(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
