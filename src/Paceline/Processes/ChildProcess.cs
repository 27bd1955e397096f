using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Paceline.Processes;

/// <summary>Another process of this same program. It holds a pipe from us; when the pipe closes, because we end in whatever way, it ends too.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _lastWords = TimeSpan.FromSeconds(2);
    private readonly Process _process;
    private readonly Task _errors;
    private volatile bool _said;

    private ChildProcess(Process process, TextWriter errors)
    {
        _process = process;
        _errors = PassOnAsync(errors);
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public TextReader Output => _process.StandardOutput;

    /// <summary>Starts <c>paceline</c> with these words; its error output goes to <paramref name="errors"/>.</summary>
    public static ChildProcess Start(IEnumerable<string> words, TextWriter errors)
    {
        var start = new ProcessStartInfo(ProgramOf(out var first))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in first.Concat(words).Append("--child"))
        {
            start.ArgumentList.Add(word);
        }

        return new(Process.Start(start) ?? throw new InvalidOperationException("The program could not be started again."), errors);
    }

    /// <summary>Starts a process that outlives us: a voice node keeps its calls when its server dies.</summary>
    public static Process StartDetached(IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(ProgramOf(out var first));
        foreach (var word in first.Concat(words))
        {
            start.ArgumentList.Add(word);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The program could not be started again.");
    }

    /// <summary>Completes when a line begins with the word; the line.</summary>
    /// <exception cref="ChildEndedException">The child ended before.</exception>
    public async Task<string> LineAsync(string word, CancellationToken cancellationToken)
    {
        while (await Output.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(word, StringComparison.Ordinal))
            {
                return line;
            }
        }

        // Its output is closed, so it ends; what it has to say of that is on its error output.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_stopLimit);
        await _process.WaitForExitAsync(limit.Token);
        await _errors.WaitAsync(_lastWords, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        throw new ChildEndedException(word, _process.ExitCode, hasSaidWhy: _said);
    }

    public async Task WaitAsync(CancellationToken cancellationToken) => await _process.WaitForExitAsync(cancellationToken);

    /// <summary>Closes the pipe and waits; what does not end in time is ended.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(_stopLimit);
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        // A voice node that outlives its server holds the server's error output; it is not waited for.
        await _errors.WaitAsync(_lastWords).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    /// <summary>In the child: cancelled when the parent's pipe closes or the system asks it to end. Ctrl+C goes to the whole group of the
    /// terminal; a child leaves it to its parent.</summary>
    public static CancellationTokenSource Ending(bool isChild, bool obeysInterrupt = true)
    {
        var ending = new CancellationTokenSource();
        Register(PosixSignal.SIGTERM, ends: true);
        Register(PosixSignal.SIGINT, ends: obeysInterrupt && !isChild);
        if (isChild)
        {
            var watch = new Thread(() =>
            {
                using var input = Console.OpenStandardInput();
                Span<byte> nothing = stackalloc byte[64];
                while (input.Read(nothing) > 0)
                {
                    // Nothing is ever sent; only the end of the pipe counts.
                }

                ending.Cancel();
            })
            {
                IsBackground = true,
                Name = "parent's pipe",
            };
            watch.Start();
        }

        return ending;

        void Register(PosixSignal signal, bool ends) => _signals.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            if (ends)
            {
                ending.Cancel();
            }
        }));
    }

    /// <summary>Registrations live as long as the process.</summary>
    private static readonly List<PosixSignalRegistration> _signals = [];

    private static string ProgramOf(out string[] first)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The program does not know its own path.");
        first = Path.GetFileNameWithoutExtension(program) is "dotnet" ? [typeof(ChildProcess).Assembly.Location] : [];
        return program;
    }

    private async Task PassOnAsync(TextWriter to)
    {
        while (await _process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
        {
            _said = true;
            await to.WriteLineAsync(line);
        }
    }
}

/// <summary>A child ended before it was ready.</summary>
internal sealed class ChildEndedException(string word, int code, bool hasSaidWhy)
    : Exception($"A part of the program ended before it said \"{word}\"; its exit code was {code}.")
{
    public int Code => code;

    /// <summary>Whether its own sentence has been passed on, and nothing needs to be added.</summary>
    public bool HasSaidWhy => hasSaidWhy;
}
