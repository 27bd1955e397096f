using Paceline.Contracts;
using Paceline.Demo;

namespace Paceline.PeerTests.Peers;

/// <summary>A list of real people: what of it cannot be called is said, and nobody is called before somebody has looked.</summary>
public sealed class OwnListTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("paceline-list-").FullName;

    [Fact]
    public void Refused_rows_are_listed_with_their_reasons_the_first_20_and_the_total()
    {
        ImportReport report = new(300, 275, 25, [.. Enumerable.Range(2, 25).Select(static row => new RefusedRow(row, $"Reason {row}."))], "phone");

        var lines = RefusedRows.Listed(report).Split(Environment.NewLine);

        lines.Length.ShouldBe(22);
        lines[0].ShouldBe("25 of 300 rows were refused:");
        lines[1].ShouldBe("  row 2: Reason 2.");
        lines[20].ShouldBe("  row 21: Reason 21.");
        lines[21].ShouldBe("  and 5 more");
        RefusedRows.Listed(report with { Refused = 0, Refusals = [] }).ShouldBe("");
    }

    [Fact]
    public async Task The_first_start_with_a_trunk_beyond_this_machine_shows_the_list_and_refuses()
    {
        var list = Path.Combine(_folder, "people.csv");
        await File.WriteAllLinesAsync(list,
        [
            "First name,Last name,Phone,City",
            "Ada,Abara,+1 212 555 0100,New York",
            "\"Beatriz\",\"Castillo\",+1 212 555 0101,\"Where\nlines break\"",
            "Chidi,,+1 212 555 0102,",
            ",,+1 212 555 0103,",
            "Dmitri 2125550104,Fontana,+1 212 555 0104,",
            "Eleni,Never-Shown,+1 212 555 0105,",
        ]);

        // TEST-NET-1 (RFC 5737): even a mistake here would reach nobody.
        var (exit, output, errors) = await DemoAsync("--list", list, "--trunk", "sip:192.0.2.1:5060");

        exit.ShouldBe(2, errors);
        output.ShouldBe("");
        errors.ShouldContain("people.csv has 6 rows; the first 5:");
        errors.ShouldContain("row 2: Ada Abara");
        errors.ShouldContain("row 3: Beatriz Castillo");
        errors.ShouldContain("row 5: (no name)");
        errors.ShouldContain("Dmitri  Fontana");
        errors.ShouldContain("--really-call");
        errors.ShouldNotContain("Never-Shown");
        errors.ShouldNotContain("555");
        Directory.Exists(Path.Combine(_folder, "data")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_trunk_beyond_this_machine_wants_a_list()
    {
        var (exit, _, errors) = await DemoAsync("--trunk", "sip:192.0.2.1:5060", "--really-call");

        exit.ShouldBe(2, errors);
        errors.ShouldContain("--list");
    }

    [Fact]
    public async Task A_list_that_is_no_csv_is_a_sentence()
    {
        var list = Path.Combine(_folder, "broken.csv");
        await File.WriteAllTextAsync(list, "name,phone\n\"never closed,+1 212 555 0100\n" + new string('x', 2 << 20));

        var (exit, _, errors) = await DemoAsync("--list", list, "--trunk", "sip:192.0.2.1:5060");

        exit.ShouldBe(2, errors);
        errors.ShouldContain("never closed");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<(int Exit, string Output, string Errors)> DemoAsync(params string[] words)
    {
        await using var demo = Peer.Start(Peer.Paceline(), _folder, ["demo", "--data", Path.Combine(_folder, "data"), .. words]);
        var exit = await demo.ExitAsync(TimeSpan.FromSeconds(60));
        return (exit, demo.Said.Trim(), demo.Complained);
    }
}
