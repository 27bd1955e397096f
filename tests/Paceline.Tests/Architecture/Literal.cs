using System.Text;
using System.Text.RegularExpressions;

namespace Paceline.Tests.Architecture;

/// <summary>A literal of a C# file as people would read it: what is put in is a place, {0}, {1} …, and literals with + between them are one.</summary>
/// <param name="Before">What stands before it, up to 400 characters, blanks and line ends as one blank.</param>
internal sealed partial record Literal(string Path, int Line, string Text, string Before)
{
    private const char Place = '\u0001';
    private const int BeforeMax = 400;

    public static IEnumerable<Literal> In(SourceFile file)
    {
        var reader = new Reader(file.Text);
        reader.ReadAll();
        foreach (var (from, text) in reader.Pieces.OrderBy(static p => p.From).Select(static p => (p.From, p.Text)))
        {
            var place = 0;
            yield return new(
                file.Path,
                file.Text.AsSpan(0, from).Count('\n') + 1,
                string.Concat(text.Select(c => c == Place ? $"{{{place++}}}" : $"{c}")),
                Blanks().Replace(file.Text[Math.Max(0, from - BeforeMax)..from], " "));
        }
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, 10_000)]
    private static partial Regex Blanks();

    [GeneratedRegex("""\G(?<dollars>\$*)(?<at>@?)(?<more>\$?)(?<quotes>\"{3,}|\")""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Opening();

    [GeneratedRegex(@"\G(\s|//[^\n]*)*\+(\s|//[^\n]*)*(?=[$@]*"")", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Plus();

    private sealed class Reader(string text)
    {
        public List<(int From, string Text)> Pieces { get; } = [];

        public void ReadAll()
        {
            for (var at = 0; at < text.Length;)
            {
                at = Skipped(at) is { } end ? end : Read(at) ?? at + 1;
            }
        }

        /// <summary>The end of a comment or a character; null: neither begins here.</summary>
        private int? Skipped(int at) => text[at] switch
        {
            '/' when text.AsSpan(at).StartsWith("//", StringComparison.Ordinal) => End("\n", at),
            '/' when text.AsSpan(at).StartsWith("/*", StringComparison.Ordinal) => End("*/", at + 2),
            '\'' when at + 2 < text.Length && (text[at + 1] == '\\' || text[at + 2] == '\'') => End("'", at + (text[at + 1] == '\\' ? 3 : 2)),
            _ => null,
        };

        private int End(string what, int from)
        {
            var found = text.IndexOf(what, from, StringComparison.Ordinal);
            return found < 0 ? text.Length : found + what.Length;
        }

        /// <summary>Reads a literal and those that are added to it; null: none begins here.</summary>
        private int? Read(int from)
        {
            var said = new StringBuilder();
            if (One(from, said) is not { } at)
            {
                return null;
            }

            while (Plus().Match(text, at) is { Success: true } plus && One(plus.Index + plus.Length, said) is { } next)
            {
                at = next;
            }

            Pieces.Add((from, said.ToString()));
            return at;
        }

        private int? One(int from, StringBuilder said)
        {
            if (text[from] is not ('"' or '$' or '@') || Opening().Match(text, from) is not { Success: true } opening)
            {
                return null;
            }

            var at = from + opening.Length;
            if (opening.Groups["quotes"].Length > 1)
            {
                var end = text.IndexOf(opening.Groups["quotes"].Value, at, StringComparison.Ordinal);
                said.Append(text, at, end - at);
                return end + opening.Groups["quotes"].Length;
            }

            var places = opening.Groups["dollars"].Length + opening.Groups["more"].Length > 0;
            var verbatim = opening.Groups["at"].Length > 0;
            while (text[at] != '"' || (verbatim && text[at + 1] == '"'))
            {
                if (places && text[at] == '{' && text[at + 1] != '{')
                {
                    said.Append(Place);
                    at = AfterPlace(at + 1);
                }
                else
                {
                    var doubled = text[at] == '"' || (places && text[at] is '{' or '}');
                    at += doubled ? 1 : 0;
                    at += text[at] == '\\' && !verbatim ? Escaped(at, said) : Plain(at, said);
                }
            }

            return at + 1;
        }

        private int Plain(int at, StringBuilder said)
        {
            said.Append(text[at]);
            return 1;
        }

        private int Escaped(int at, StringBuilder said)
        {
            said.Append(text[at + 1] switch
            {
                'n' => '\n',
                't' => '\t',
                'u' => (char)Convert.ToInt32(text[(at + 2)..(at + 6)], 16),
                var plain => plain,
            });
            return text[at + 1] == 'u' ? 6 : 2;
        }

        /// <summary>What is put in may have literals of its own.</summary>
        private int AfterPlace(int at)
        {
            for (var depth = 1; depth > 0;)
            {
                if (Skipped(at) is { } end)
                {
                    at = end;
                }
                else if (Read(at) is { } after)
                {
                    at = after;
                }
                else
                {
                    depth += text[at] is '{' or '(' or '[' ? 1 : text[at] is '}' or ')' or ']' ? -1 : 0;
                    at++;
                }
            }

            return at;
        }
    }
}
