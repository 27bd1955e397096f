using System.Text;
using System.Text.RegularExpressions;

namespace Paceline.Tests.Architecture;

/// <summary>A C# file with comments and literals blanked, so that a rule about code does not fire on a sentence.</summary>
internal sealed partial class SourceFile
{
    private static readonly Lazy<IReadOnlyList<SourceFile>> _shipped =
        new(() => [.. Repository.Under("src/", ".cs").Select(path => new SourceFile(path, Repository.Text(path)))]);

    public SourceFile(string path, string text)
    {
        Path = path;
        Text = text.ReplaceLineEndings("\n");
        Code = Blank(Text).Split('\n');
    }

    /// <summary>Every C# file under src/.</summary>
    public static IReadOnlyList<SourceFile> Shipped => _shipped.Value;

    public string Path { get; }

    public string Text { get; }

    /// <summary>The lines without comments and literals; numbers and columns are those of the file.</summary>
    public IReadOnlyList<string> Code { get; }

    public string? Namespace =>
        Code.Select(line => NamespaceLine().Match(line)).FirstOrDefault(match => match.Success)?.Groups["name"].Value;

    public IEnumerable<(int Line, Match Match)> Find(Regex pattern) =>
        Code.SelectMany((line, index) => pattern.Matches(line).Select(match => (index + 1, match)));

    /// <summary>Types declared here, nested ones too: line, whether public, name.</summary>
    public IEnumerable<(int Line, bool Public, string Name)> Types() =>
        Find(TypeDeclaration()).Select(found => (
            found.Line,
            found.Match.Groups["modifiers"].Value.Contains("public", StringComparison.Ordinal),
            found.Match.Groups["name"].Value));

    /// <summary>Blanks comments, strings and characters; line breaks stay. Code inside an interpolation is blanked too.</summary>
    internal static string Blank(string text)
    {
        var code = new StringBuilder(text);
        for (var at = 0; at < text.Length;)
        {
            var end = LiteralEnd(text, at);
            for (var i = at; i < end; i++)
            {
                if (text[i] is not '\n')
                {
                    code[i] = ' ';
                }
            }

            at = Math.Max(end, at + 1);
        }

        return code.ToString();
    }

    // The end of the comment or literal that begins at this place; the place itself where none does.
    private static int LiteralEnd(string text, int at) => text[at] switch
    {
        '/' when Starts(text, at, "//") => IndexOrEnd(text, "\n", at),
        '/' when Starts(text, at, "/*") => After(text, "*/", at + 2),
        '"' when Starts(text, at, "\"\"\"") => RawEnd(text, at),
        '"' when IsVerbatim(text, at) => VerbatimEnd(text, at + 1),
        '"' => EscapedEnd(text, at + 1, '"'),
        '\'' when at + 2 < text.Length && (text[at + 1] is '\\' || text[at + 2] is '\'') => EscapedEnd(text, at + 1, '\''),
        _ => at,
    };

    private static bool IsVerbatim(string text, int at) =>
        at > 0 && (text[at - 1] is '@' || (text[at - 1] is '$' && at > 1 && text[at - 2] is '@'));

    private static int RawEnd(string text, int at)
    {
        var quotes = at;
        while (quotes < text.Length && text[quotes] is '"')
        {
            quotes++;
        }

        return After(text, new string('"', quotes - at), quotes);
    }

    private static int VerbatimEnd(string text, int at)
    {
        while (at < text.Length)
        {
            if (text[at] is not '"')
            {
                at++;
            }
            else if (Starts(text, at, "\"\""))
            {
                at += 2;
            }
            else
            {
                return at + 1;
            }
        }

        return at;
    }

    // An escaped literal cannot cross its line: a stray quote costs the rest of one line, not of the file.
    private static int EscapedEnd(string text, int at, char quote)
    {
        while (at < text.Length && text[at] is not '\n')
        {
            if (text[at] == quote)
            {
                return at + 1;
            }

            at += text[at] is '\\' ? 2 : 1;
        }

        return Math.Min(at, text.Length);
    }

    private static bool Starts(string text, int at, string what) => string.CompareOrdinal(text, at, what, 0, what.Length) == 0;

    private static int IndexOrEnd(string text, string what, int from)
    {
        var found = text.IndexOf(what, from, StringComparison.Ordinal);
        return found < 0 ? text.Length : found;
    }

    private static int After(string text, string what, int from) =>
        Math.Min(IndexOrEnd(text, what, Math.Min(from, text.Length)) + what.Length, text.Length);

    [GeneratedRegex(@"^\s*namespace\s+(?<name>[\w.]+)", RegexOptions.None, 10_000)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(
        @"^\s*(?<modifiers>(?:(?:public|internal|private|protected|file|static|sealed|abstract|readonly|ref|partial|unsafe|new)\s+)*)" +
        @"(?:(?:class|interface|enum|record(?:\s+struct|\s+class)?|struct)\s+(?<name>[A-Za-z_]\w*)" +
        @"|delegate\s+[\w<>\[\],.? ]+?\s+(?<name>[A-Za-z_]\w*)\s*[<(])",
        RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex TypeDeclaration();
}
