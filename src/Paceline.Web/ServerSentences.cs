using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Resources;

namespace Paceline.Web;

/// <summary>What the server says, in the language of the page. The server speaks English, to programs too; its sentence, with places for what it puts
/// in, is the name under which ServerSentences.xx.resx has another language's (decision 0018). What nobody has translated stays as it came.</summary>
/// <remarks>A text of another language has the places of the English one: <c>{0}</c> is shown as it came (a name, a number, what somebody wrote),
/// <c>{0:read}</c> is itself the server's and is read as well.</remarks>
public static class ServerSentences
{
    private static Catalogue? _catalogue;

    /// <summary>A sentence of the server, or a few in a row.</summary>
    [return: NotNullIfNotNull(nameof(english))]
    public static string? Read(string? english) =>
        Languages.Current is var language && language == "en" || string.IsNullOrEmpty(english) ? english : Of(language).Read(english);

    /// <summary>A word that is the server's or somebody's own, such as a reason of Not ready: read only if it is one of the server's, and all of it.</summary>
    public static string Word(string english) => Languages.Current is var language && language == "en" ? english : Of(language).Word(english);

    private static Catalogue Of(string language) =>
        _catalogue is { } open && open.Language == language ? open : _catalogue = Catalogue.Open(language);

    /// <summary>The sentences of one language.</summary>
    private sealed class Catalogue(string language, Dictionary<string, string> whole, Pattern[] patterns)
    {
        private const int RememberedMax = 500;

        private readonly ConcurrentDictionary<string, string> _remembered = new(StringComparer.Ordinal);

        public string Language => language;

        /// <summary>Those of most letters first: of two that fit, the one that says more.</summary>
        public static Catalogue Open(string language)
        {
            Dictionary<string, string> whole = new(StringComparer.Ordinal);
            List<Pattern> patterns = [];
            var texts = new ResourceManager("Paceline.Web.ServerSentences", typeof(ServerSentences).Assembly)
                .GetResourceSet(new CultureInfo(language), createIfNotExists: true, tryParents: false);
            foreach (DictionaryEntry text in (IEnumerable?)texts ?? Array.Empty<DictionaryEntry>())
            {
                var (english, other) = ((string)text.Key, (string)text.Value!); // The file has texts only.
                if (english.Contains("{0", StringComparison.Ordinal))
                {
                    patterns.Add(new(english, other));
                }
                else
                {
                    whole.Add(english, other);
                }
            }

            return new(language, whole, [.. patterns.OrderByDescending(static p => p.Letters)]);
        }

        /// <summary>Screens are drawn again and again with the same sentences.</summary>
        public string Read(string english)
        {
            if (_remembered.TryGetValue(english, out var known))
            {
                return known;
            }

            if (_remembered.Count >= RememberedMax)
            {
                _remembered.Clear();
            }

            return _remembered[english] = Whole(english) ?? InARow(english, all: true) ?? Find(english) ?? InARow(english, all: false) ?? english;
        }

        public string Word(string english) => whole.GetValueOrDefault(english, english);

        /// <summary>What a place caught: a sentence or a word of the server, or several with commas between them.</summary>
        public string Caught(string english)
        {
            if (Whole(english) is { } same)
            {
                return same;
            }

            // Several of which each is known are several, and not one whose place has caught the others.
            string[] parts = english.Split(", ");
            string?[] read = [.. parts.Select(part => Find(part))];
            return (read.Contains(null) ? null : string.Join(", ", read))
                ?? InARow(english, all: true)
                ?? Find(english)
                ?? InARow(english, all: false)
                ?? string.Join(", ", read.Select((part, at) => part ?? parts[at]));
        }

        private string? Whole(string english) => whole.GetValueOrDefault(english);

        /// <param name="named">Only what begins with words of its own, and not with a place.</param>
        private string? Find(string english, bool named = false)
        {
            if (Whole(english) is { } same)
            {
                return same;
            }

            foreach (var pattern in patterns)
            {
                if ((!named || pattern.IsNamed) && pattern.Read(english, this) is { } read)
                {
                    return read;
                }
            }

            // "The phone hung up." is "the phone hung up", said as a sentence.
            return english is [>= 'A' and <= 'Z', .., '.']
                && Find($"{char.ToLowerInvariant(english[0])}{english[1..^1]}", named: true) is { Length: > 0 } phrase
                ? $"{char.ToUpperInvariant(phrase[0])}{phrase[1..]}."
                : null;
        }

        /// <summary>Sentence by sentence, the longest piece that is known at each place; null: it is one sentence, or not all are known, or none is.</summary>
        private string? InARow(string english, bool all)
        {
            var sentences = english.Split(". ");
            if (sentences.Length == 1)
            {
                return null;
            }

            for (var at = 0; at < sentences.Length - 1; at++)
            {
                sentences[at] += ".";
            }

            var read = "";
            var known = false;
            for (var at = 0; at < sentences.Length;)
            {
                var until = at == 0 ? sentences.Length - 1 : sentences.Length; // All of them are no piece.
                string? found = null;
                while (until > at && (found = Find(string.Join(' ', sentences, at, until - at))) is null)
                {
                    until--;
                }

                if (all && found is null)
                {
                    return null;
                }

                read += $"{(at == 0 ? "" : " ")}{found ?? sentences[at]}";
                known |= found is not null;
                at = Math.Max(until, at + 1);
            }

            return known ? read : null;
        }
    }

    /// <summary>A sentence with places: what stands between them, in English, and the other language's with the places where it has them.</summary>
    private sealed class Pattern
    {
        private readonly string[] _between;
        private readonly string _other;

        public Pattern(string english, string other)
        {
            List<string> between = [];
            var begin = 0;
            for (var open = english.IndexOf('{', StringComparison.Ordinal); open >= 0; open = english.IndexOf('{', begin))
            {
                between.Add(english[begin..open]);
                begin = english.IndexOf('}', open) + 1;
            }

            between.Add(english[begin..]);
            _between = between.ToArray(); // Not by a spread: that is another assembly of every page's first load.
            _other = other;
            Letters = _between.Sum(static piece => piece.Length);
        }

        public int Letters { get; }

        public bool IsNamed => _between[0].Length > 0;

        /// <summary>Null: it is another sentence.</summary>
        public string? Read(string text, Catalogue catalogue)
        {
            var last = _between.Length - 1;
            if (!text.StartsWith(_between[0], StringComparison.Ordinal) || !text.EndsWith(_between[last], StringComparison.Ordinal))
            {
                return null;
            }

            var caught = new string[last];
            var (at, end) = (_between[0].Length, text.Length - _between[last].Length);
            for (var place = 0; place < last; place++)
            {
                var next = place == last - 1 ? end : at > end ? -1 : text.IndexOf(_between[place + 1], at, end - at, StringComparison.Ordinal);
                if (next < at)
                {
                    return null;
                }

                caught[place] = text[at..next];
                at = next + _between[place + 1].Length;
            }

            var read = "";
            var begin = 0;
            for (var open = _other.IndexOf('{', StringComparison.Ordinal); open >= 0; open = _other.IndexOf('{', begin))
            {
                var close = _other.IndexOf('}', open);
                var piece = caught[_other[open + 1] - '0'];
                read += $"{_other[begin..open]}{(_other[open + 2] == ':' ? catalogue.Caught(piece) : piece)}";
                begin = close + 1;
            }

            return read + _other[begin..];
        }
    }
}
