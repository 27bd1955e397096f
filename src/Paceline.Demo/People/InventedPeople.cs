using System.Globalization;
using System.Text;

namespace Paceline.Demo.People;

/// <summary>Where an invented list stands: how many people of each range have been given out. Kept between starts.</summary>
/// <param name="Given">By the range's name.</param>
public sealed record ListPosition(IReadOnlyDictionary<string, int> Given)
{
    public static ListPosition Start { get; } = new(new Dictionary<string, int>(StringComparer.Ordinal));

    public int Of(FictionRange range) => Given.TryGetValue(range.Name, out var given) ? given : 0;

    public ListPosition After(FictionRange range, int more) =>
        new(new Dictionary<string, int>(Given, StringComparer.Ordinal) { [range.Name] = Of(range) + more });

    /// <summary>One line for a file.</summary>
    public override string ToString() => string.Join(' ', Given.Select(static pair =>
        string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}")));

    /// <summary>Reads the line again; what cannot be read counts as the start.</summary>
    public static ListPosition Parse(string? line)
    {
        Dictionary<string, int> given = new(StringComparer.Ordinal);
        foreach (var part in (line ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=') is [var name, var text]
                && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                given[name] = count;
            }
        }

        return new(given);
    }
}

/// <summary>A calling list of people who do not exist: the same seed gives the same people.</summary>
public sealed class InventedPeople(int seed)
{
    private const string Header = "name,phone,phone 2,city,customer,balance,due,again";

    private static readonly string[] _first =
    [
        "Ada", "Amir", "Beatriz", "Chidi", "Clara", "Dmitri", "Eleni", "Farah", "Goran", "Hana", "Ines", "Jonas", "Kaya", "Leila", "Mateo",
        "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Samir", "Tove", "Ulrich", "Vera", "Wanda", "Xavier", "Yuki", "Zofia",
    ];

    private static readonly string[] _last =
    [
        "Abara", "Bergmann", "Castillo", "Dufour", "Eriksen", "Fontana", "Grant", "Haddad", "Ivanova", "Jansen", "Kowalski", "Lindqvist",
        "Moreau", "Nakamura", "Okafor", "Petrov", "Quint", "Rossi", "Silva", "Tanaka", "Usman", "Vasquez", "Weber", "Yilmaz", "Zeman",
    ];

    /// <summary>The next people of the ranges, in turn, as a CSV file with a header; and where the list stands after them.</summary>
    /// <param name="position">Where the list stands.</param>
    /// <param name="count">How many people; about one in five has two numbers and so takes two.</param>
    /// <param name="ranges">Whose numbers to take; at least one.</param>
    public (string Csv, ListPosition Next) List(ListPosition position, int count, IReadOnlyList<FictionRange> ranges)
    {
        StringBuilder csv = new(Header + "\n");
        for (var i = 0; i < count; i++)
        {
            var range = ranges[i % ranges.Count];
            position = position.After(range, Person(csv, range, position.Of(range)));
        }

        return (csv.ToString(), position);
    }

    /// <summary>The ranges in whose zones it is between two hours of the day; never none with the hours 8 to 21.</summary>
    public static IReadOnlyList<FictionRange> OpenAt(DateTimeOffset now, TimeOnly from, TimeOnly until) =>
        [.. FictionRange.All.Where(range => range.Zones.Any(zone => IsOpen(zone, now, from, until)))];

    private static bool IsOpen(string zone, DateTimeOffset now, TimeOnly from, TimeOnly until)
    {
        // Without the machine's zone data nothing is known: then every range counts as open, and the server decides anyway.
        return !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known)
            || TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, known).DateTime) is var local && local >= from && local < until;
    }

    /// <summary>Writes one person and says how many numbers it took.</summary>
    private int Person(StringBuilder csv, FictionRange range, int index)
    {
        var (number, city, _) = range.At(index);
        var chance = Chance.Of(seed, number);
        var name = $"{chance.Pick(_first)} {chance.Pick(_last)}";
        var isAgain = index >= range.Count;
        var hasTwo = chance.Percent() < 20 && (index + 1) % range.Count != 0;
        var second = hasTwo ? range.At(index + 1).Number : "";
        csv.Append(CultureInfo.InvariantCulture, $"{name},{number},{second},{city},C{chance.Below(900_000) + 100_000},");
        csv.Append(CultureInfo.InvariantCulture, $"{chance.Below(90_000) / 100.0 + 25:0.00},");
        csv.Append(CultureInfo.InvariantCulture, $"{new DateOnly(2026, 1, 1).AddDays(chance.Below(360)):yyyy-MM-dd},");
        csv.Append(isAgain ? "yes\n" : "\n");
        return hasTwo ? 2 : 1;
    }
}
