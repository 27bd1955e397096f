using System.Globalization;
using Paceline.Demo;

namespace Paceline.Commands;

/// <summary>Shows where a run is: a line that rewrites itself on a terminal, one line every few seconds elsewhere. Each phase leaves its last
/// line behind.</summary>
/// <param name="to">Where to; not standard output, which has the report.</param>
/// <param name="rewrites">Whether it is a terminal, on which a line can be written again.</param>
/// <param name="width">The terminal's width now, in characters.</param>
/// <param name="begun">Told of each phase when it begins.</param>
internal sealed class ProgressLines(TextWriter to, bool rewrites, Func<int> width, Action<DemoPhase> begun) : IProgress<DemoProgress>
{
    private const int WidthUnknown = 80;

    /// <summary>Narrower than that, nothing can be read.</summary>
    private const int WidthMin = 20;

    private const string Indent = "           ";

    private static readonly TimeSpan _every = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private DemoProgress? _last;

    /// <summary>The last moment, while its lines do not stand for good.</summary>
    private DemoProgress? _open;
    private TimeSpan _shown;

    /// <summary>The width of this terminal; what COLUMNS says when only the error output is one; else 80 characters.</summary>
    public static int TerminalWidth()
    {
        try
        {
            return Math.Max(Console.IsOutputRedirected ? Told(Environment.GetEnvironmentVariable("COLUMNS")) : Console.WindowWidth, WidthMin);
        }
        catch (IOException)
        {
            return WidthUnknown;
        }
    }

    /// <summary>A width in words; 80 when it is none.</summary>
    public static int Told(string? columns) =>
        int.TryParse(columns, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width > 0 ? width : WidthUnknown;

    public void Report(DemoProgress value)
    {
        lock (_lock)
        {
            var isNewPhase = _last?.Phase != value.Phase;
            var says = value.Sentence.Length > 0 && (isNewPhase || _last?.Sentence != value.Sentence);
            if (isNewPhase)
            {
                Close();
                begun(value.Phase);
            }

            _open = _last = value;
            if (rewrites)
            {
                to.Write($"\r\e[2K{Cut($"{value}", width() - 1)}"); // A full line would move the cursor to the next.
            }
            else if (isNewPhase || says || value.Elapsed - _shown >= _every)
            {
                _shown = value.Elapsed;
                Close();
            }
        }
    }

    /// <summary>The run is over: its last line stands for good.</summary>
    public void End()
    {
        lock (_lock)
        {
            Close();
        }
    }

    private void Close()
    {
        if (_open is not { } value)
        {
            return;
        }

        to.Write(rewrites ? "\r\e[2K" : "");
        foreach (var line in Wrapped($"{value}", width()))
        {
            to.WriteLine(line);
        }

        _open = null;
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : $"{text[..(length - 1)]}…";

    private static IEnumerable<string> Wrapped(string text, int width)
    {
        var indent = "";
        while (indent.Length + text.Length > width)
        {
            var room = width - indent.Length;
            var space = text.LastIndexOf(' ', room);
            var end = space > 0 ? space : room;
            yield return indent + text[..end].TrimEnd();
            text = text[end..].TrimStart();
            indent = Indent;
        }

        if (text.Length > 0)
        {
            yield return indent + text;
        }
    }
}
