using System.Globalization;

namespace Paceline.Bench.Pacing;

/// <summary>What is run.</summary>
internal sealed record PacingOptions
{
    public IReadOnlyList<int> Agents { get; init; } = [3, 5, 10, 20, 50, 100];

    public IReadOnlyList<double> Rates { get; init; } = [0.1, 0.2, 0.3, 0.5];

    public IReadOnlyList<double> Limits { get; init; } = [0.03, 0.01];

    /// <summary>Days of each cell; zero: by size.</summary>
    public int Days { get; init; }

    public ulong Seed { get; init; } = 1;

    public double Hours { get; init; } = 8;

    public bool Quick { get; init; }

    public bool Strict { get; init; }

    public bool OnlyDisturbances { get; init; }

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Larger groups have more answers in a day, so fewer days say as much.</summary>
    public int DaysOf(int agents) => (Days, agents) switch
    {
        (> 0, _) => Days,
        (_, <= 3) => Quick ? 12 : 24,
        (_, <= 5) => Quick ? 12 : 20,
        (_, <= 10) => Quick ? 6 : 12,
        (_, <= 20) => Quick ? 4 : 8,
        (_, <= 50) => Quick ? 2 : 4,
        _ => 2,
    };

    /// <exception cref="FormatException">An option that does not exist or a number that is none.</exception>
    public static PacingOptions Parse(string[] words)
    {
        var options = new PacingOptions();
        for (var i = 0; i < words.Length; i++)
        {
            var isFlag = words[i] is "--quick" or "--strict" or "--disturbances";
            var value = isFlag ? "" : i + 1 < words.Length ? words[++i] : throw new FormatException($"{words[i]} wants a value");
            options = words[isFlag ? i : i - 1] switch
            {
                "--quick" => options with { Quick = true, Rates = [0.2], Limits = [0.03] },
                "--strict" => options with { Strict = true },
                "--disturbances" => options with { OnlyDisturbances = true },
                "--agents" => options with { Agents = [.. value.Split(',').Select(v => int.Parse(v, CultureInfo.InvariantCulture))] },
                "--rates" => options with { Rates = Numbers(value) },
                "--limits" => options with { Limits = Numbers(value) },
                "--days" => options with { Days = int.Parse(value, CultureInfo.InvariantCulture) },
                "--seed" => options with { Seed = ulong.Parse(value, CultureInfo.InvariantCulture) },
                "--hours" => options with { Hours = double.Parse(value, CultureInfo.InvariantCulture) },
                "--threads" => options with { Threads = int.Parse(value, CultureInfo.InvariantCulture) },
                var word => throw new FormatException($"{word} is no option"),
            };
        }

        return options;
    }

    private static IReadOnlyList<double> Numbers(string value) => [.. value.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
}
