using System.Globalization;

namespace Paceline.Demo.People;

/// <summary>
/// Telephone numbers that belong to nobody, and that libphonenumber (9.0.43) takes for valid, each one of every range here:
/// <list type="bullet">
/// <item>United States, 555-0100 to 555-0199 in every area code: set aside for fiction (NANPA, 555 line number guidelines).</item>
/// <item>United Kingdom, 020 7946 0000 to 0999: Ofcom, numbers for use in TV and radio drama.</item>
/// <item>Australia, (02), (03) and (07) 5550 0000 to 9999: ACMA, numbers for use in radio, film and television.</item>
/// </list>
/// </summary>
/// <param name="Name">For people, such as "US".</param>
/// <param name="Zones">IANA zones of its numbers, as libphonenumber gives them.</param>
/// <param name="Count">How many numbers there are.</param>
public sealed record FictionRange(string Name, IReadOnlyList<string> Zones, int Count)
{
    private static readonly (string Code, string City, string Zone)[] _areas =
    [
        ("212", "New York", "America/New_York"),
        ("213", "Los Angeles", "America/Los_Angeles"),
        ("808", "Honolulu", "Pacific/Honolulu"),
        ("312", "Chicago", "America/Chicago"),
        ("303", "Denver", "America/Denver"),
        ("206", "Seattle", "America/Los_Angeles"),
        ("617", "Boston", "America/New_York"),
        ("602", "Phoenix", "America/Phoenix"),
        ("415", "San Francisco", "America/Los_Angeles"),
        ("504", "New Orleans", "America/Chicago"),
        ("305", "Miami", "America/New_York"),
        ("503", "Portland", "America/Los_Angeles"),
        ("214", "Dallas", "America/Chicago"),
        ("404", "Atlanta", "America/New_York"),
        ("801", "Salt Lake City", "America/Denver"),
        ("702", "Las Vegas", "America/Los_Angeles"),
    ];

    // libphonenumber has one zone for all of them.
    private static readonly (string Code, string City)[] _australia = [("2", "Sydney"), ("3", "Melbourne")];

    /// <summary>The sun never sets on all three: at any hour it is between 8:00 and 21:00 in a zone of at least one.</summary>
    public static IReadOnlyList<FictionRange> All { get; } =
    [
        new("US", [.. _areas.Select(static a => a.Zone).Distinct(StringComparer.Ordinal)], _areas.Length * 100),
        new("UK", ["Europe/London"], 1000),
        new("AU", ["Australia/Sydney"], _australia.Length * 10_000),
    ];

    /// <summary>The n-th number, its city and its zone; after the last one they begin again.</summary>
    public (string Number, string City, string Zone) At(int index)
    {
        var n = index % Count;
        return Name switch
        {
            "US" when _areas[n % _areas.Length] is var area =>
                (string.Create(CultureInfo.InvariantCulture, $"+1{area.Code}55501{n / _areas.Length:00}"), area.City, area.Zone),
            "UK" => (string.Create(CultureInfo.InvariantCulture, $"+4420794{60000 + n:00000}"), "London", "Europe/London"),
            _ when _australia[n % _australia.Length] is var (code, city) =>
                (string.Create(CultureInfo.InvariantCulture, $"+61{code}5550{n / _australia.Length:0000}"), city, "Australia/Sydney"),
            _ => throw new InvalidOperationException($"There are no numbers called {Name}."),
        };
    }

    /// <summary>Whether a number is one of these; nobody can be reached by it.</summary>
    public static bool Contains(string number)
    {
        var digits = new string([.. number.Where(char.IsAsciiDigit)]);
        return digits switch
        {
            ['1', .. { Length: 10 } rest] => rest[3..8] is "55501",
            ['4', '4', .. { Length: 10 } rest] => rest.StartsWith("2079460", StringComparison.Ordinal),
            ['6', '1', .. { Length: 9 } rest] => rest[0] is '2' or '3' or '7' && rest.AsSpan(1, 4) is "5550",
            _ => false,
        };
    }
}
