using System.Globalization;

namespace Paceline.WebBench;

/// <summary>What is run.</summary>
internal sealed record WebOptions
{
    /// <summary>Loads of the page with an empty cache, and as many with a full one.</summary>
    public int Loads { get; init; } = 5;

    /// <summary>Calls of the shift; each is one record on the desk.</summary>
    public int Records { get; init; } = 100;

    /// <summary>The product as it is published.</summary>
    public string Program { get; init; } = Path.GetFullPath(Path.Combine("artifacts", "bench", "web", "paceline"));

    /// <exception cref="FormatException">An option that does not exist or a number that is none.</exception>
    public static WebOptions Parse(string[] words)
    {
        var options = new WebOptions();
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            options = word switch
            {
                "--quick" => options with { Loads = 3, Records = 20 },
                "--loads" => options with { Loads = Number(Value()) },
                "--records" => options with { Records = Number(Value()) },
                "--program" => options with { Program = Path.GetFullPath(Value()) },
                _ => throw new FormatException($"{word} is no option"),
            };

            string Value() => i + 1 < words.Length ? words[++i] : throw new FormatException($"{word} wants a value");
        }

        return options;
    }

    private static int Number(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 400
            ? number
            : throw new FormatException($"{word} is no number from 1 to 400");
}
