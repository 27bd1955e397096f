using System.Text.RegularExpressions;

namespace Paceline.Tests.Architecture;

/// <summary>
/// The ring is walked one way: a station of Paceline.Dialing knows earlier stations only. What an earlier station must
/// know of a later one arrives as its next input.
/// </summary>
public sealed partial class RingOrder
{
    private const string Dialing = "src/Paceline.Dialing/";

    // Station → what it may know. Files at the root (ids, phone numbers, ports) belong to no station and are not judged.
    private static readonly Dictionary<string, string[]> _mayKnow = new(StringComparer.Ordinal)
    {
        ["Contacts"] = [],
        ["Compliance"] = ["Contacts"],
        ["Dispositions"] = ["Contacts", "Compliance"], // What an agent can say is one of a campaign's rules.
        ["Campaigns"] = ["Contacts", "Compliance", "Dispositions"],
        ["Pacing"] = ["Contacts", "Compliance", "Campaigns", "Dispositions"],
        ["Agents"] = ["Contacts", "Compliance", "Campaigns", "Dispositions"],
        ["Attempts"] = ["Contacts", "Compliance", "Campaigns", "Dispositions"],
        ["Treatments"] = ["Contacts", "Compliance", "Campaigns", "Dispositions", "Pacing", "Agents", "Attempts"],
        ["Groups"] = ["Contacts", "Compliance", "Campaigns", "Dispositions", "Pacing", "Agents", "Attempts", "Treatments"],
    };

    private static IEnumerable<(SourceFile File, string Station)> Stations =>
        from file in SourceFile.Shipped
        where file.Path.StartsWith(Dialing, StringComparison.Ordinal)
        let parts = file.Path[Dialing.Length..].Split('/')
        where parts.Length > 1
        select (file, parts[0]);

    [Fact]
    public void A_station_knows_only_the_stations_before_it()
    {
        var findings = new Findings(
            "A station of the ring that knows a later one or its neighbour:",
            "Give the earlier station an input that says it in its own words, or move the type to the station that comes first. The order is in RingOrder.cs.");
        var declared = Stations
            .SelectMany(place => place.File.Types().Select(type => $"{place.Station}.{type.Name}"))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var (file, station) in Stations)
        {
            if (!_mayKnow.TryGetValue(station, out var mayKnow))
            {
                findings.Add(file.Path, $"the folder {station} is no station of the ring");
                continue;
            }

            foreach (var (line, named) in StationsNamedIn(file, declared))
            {
                if (!string.Equals(named, station, StringComparison.Ordinal) && !mayKnow.Contains(named))
                {
                    findings.Add(file.Path, line, $"{station} → {named}");
                }
            }
        }

        findings.ShouldBeNone();
    }

    // Otherwise a file could stand in one folder and speak from another, and the rule above would not see it.
    [Fact]
    public void The_namespace_of_a_station_is_its_folder()
    {
        var findings = new Findings(
            "A file of a station that is not in the station's namespace:",
            "Set the namespace to Paceline.Dialing.<folder>, or move the file.");
        foreach (var (file, station) in Stations)
        {
            if (file.Namespace is { } name && !$"{name}.".StartsWith($"Paceline.Dialing.{station}.", StringComparison.Ordinal))
            {
                findings.Add(file.Path, name);
            }
        }

        findings.ShouldBeNone();
    }

    [Fact]
    public void No_station_is_imported_for_everybody()
    {
        var findings = new Findings(
            "A global using of a station, which hides who knows whom:",
            "Write the using in each file that needs it.");
        foreach (var path in Repository.Under(Dialing, ".cs", ".csproj"))
        {
            foreach (var (line, text) in Repository.Lines(path).Index())
            {
                if (GlobalUsing().IsMatch(text))
                {
                    findings.Add(path, line + 1, text.Trim());
                }
            }
        }

        findings.ShouldBeNone();
    }

    [Theory]
    [InlineData("using Paceline.Dialing.Groups;", "Groups")]
    [InlineData("using static Paceline.Dialing.Attempts.DialAttempt;", "Attempts")]
    [InlineData("using Group = Paceline.Dialing.Groups.CampaignGroup;", "Groups")]
    [InlineData("    private Dialing.Agents.Agent? _agent;", "Agents")]
    [InlineData("    private Groups.CampaignGroup? _group;", "Groups")]
    [InlineData("    private int Free => Agents.Count(agent => agent.IsFree);", null)]
    [InlineData("// using Paceline.Dialing.Groups;", null)]
    [InlineData("namespace Paceline.Dialing.Pacing;", null)]
    public void A_station_is_seen_however_it_is_named(string line, string? station) =>
        StationsNamedIn(new SourceFile("one line", line), new(["Groups.CampaignGroup"], StringComparer.Ordinal)).Select(named => named.Station).ShouldBe(station is null ? [] : [station]);

    // `Groups.CampaignGroup` alone is C# too inside Paceline.Dialing; only a declared type tells it from a property's member.
    private static IEnumerable<(int Line, string Station)> StationsNamedIn(SourceFile file, HashSet<string> declared) =>
        from found in file.Find(StationName())
        let station = found.Match.Groups["station"].Value
        where _mayKnow.ContainsKey(station)
        where found.Match.Groups["root"].Success || declared.Contains($"{station}.{found.Match.Groups["type"].Value}")
        where !file.Code[found.Line - 1].TrimStart().StartsWith("namespace ", StringComparison.Ordinal)
        select (found.Line, station);

    [GeneratedRegex(
        @"(?<![\w.])(?<root>(?:global::)?(?:Paceline\.)?Dialing\.)?(?<station>[A-Z]\w*)\b(?:\.(?<type>[A-Z]\w*))?",
        RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex StationName();

    [GeneratedRegex(@"global\s+using[^;]*Paceline\.Dialing\.|<Using\s[^>]*Paceline\.Dialing\.", RegexOptions.None, 10_000)]
    private static partial Regex GlobalUsing();
}
