using System.Collections.Concurrent;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Paceline.Contracts;

namespace Paceline.Server;

/// <summary>The help: Markdown beside the screens (wwwroot/help/LANGUAGE/PAGE.md), each language read once when somebody first asks for it.</summary>
internal sealed class HelpShelf(IWebHostEnvironment environment)
{
    private const int ExcerptLength = 140;

    private static readonly MarkdownPipeline _pipeline = new MarkdownPipelineBuilder().UsePipeTables().DisableHtml().Build();

    private readonly ConcurrentDictionary<string, IReadOnlyList<Sheet>> _languages = new(StringComparer.Ordinal);

    /// <summary>Null: there is no such page in this language, or no such language.</summary>
    public HelpPage? Find(string language, string page) => Read(language).FirstOrDefault(s => s.Page.Page == page)?.Page;

    /// <summary>The pages that have all of the words; null: there is no such language.</summary>
    public HelpHits? Search(string language, string words)
    {
        var wanted = words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var sheets = Read(language);
        return sheets.Count == 0 ? null : new(
        [
            .. sheets.Where(sheet => wanted.All(word => Has(sheet.Page.Title, word) || Has(sheet.Text, word)))
                .OrderByDescending(sheet => wanted.Count(word => Has(sheet.Page.Title, word)))
                .Select(sheet => new HelpHit(sheet.Page.Page, sheet.Page.Title, Excerpt(sheet.Text, wanted))),
        ]);
    }

    private IReadOnlyList<Sheet> Read(string language)
    {
        if (_languages.TryGetValue(language, out var known))
        {
            return known;
        }

        // Two letters: anything else is no language, and is not remembered either.
        List<Sheet> sheets = [];
        if (language.Length == 2 && language.All(char.IsAsciiLetterLower))
        {
            foreach (var file in environment.WebRootFileProvider.GetDirectoryContents($"help/{language}").OrderBy(static f => f.Name, StringComparer.Ordinal))
            {
                using StreamReader text = new(file.CreateReadStream());
                sheets.Add(Sheet.Of(Path.GetFileNameWithoutExtension(file.Name), text.ReadToEnd()));
            }
        }

        return sheets.Count == 0 ? sheets : _languages.GetOrAdd(language, sheets);
    }

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static string Excerpt(string text, string[] words)
    {
        var first = words.Select(word => text.IndexOf(word, StringComparison.OrdinalIgnoreCase)).Where(static at => at >= 0).DefaultIfEmpty(0).Min();
        var from = Math.Max(0, text.LastIndexOf(' ', Math.Max(0, first - (ExcerptLength / 3))));
        var to = Math.Min(text.Length, from + ExcerptLength);
        return $"{(from > 0 ? "…" : "")}{text[from..to].Trim()}{(to < text.Length ? "…" : "")}";
    }

    /// <summary>A page, and its words without marks.</summary>
    private sealed record Sheet(HelpPage Page, string Text)
    {
        public static Sheet Of(string name, string markdown)
        {
            var document = Markdown.Parse(markdown, _pipeline);
            var title = "";
            foreach (var heading in document.Descendants<HeadingBlock>().ToList())
            {
                if (heading.Level == 1)
                {
                    title = string.Concat(heading.Inline!.Descendants<LiteralInline>());
                    document.Remove(heading);
                }

                heading.Level++; // The title is the second level of the screen it is shown on.
            }

            foreach (var link in document.Descendants<LinkInline>())
            {
                link.Url = link.Url switch
                {
                    { } picture when link.IsImage => picture.Replace("../", "/help/", StringComparison.Ordinal),
                    { } page when page.EndsWith(".md", StringComparison.Ordinal) => $"/help/{page[..^3]}",
                    var other => other,
                };
            }

            // Blocks are told apart by a space; what belongs together in one of them is not.
            var text = string.Join(' ', document.Descendants<LeafBlock>().Where(static b => b.Inline is not null)
                .Select(static b => string.Concat(b.Inline!.Descendants<LiteralInline>())));
            return new(new(name, title, document.ToHtml(_pipeline)), text);
        }
    }
}
