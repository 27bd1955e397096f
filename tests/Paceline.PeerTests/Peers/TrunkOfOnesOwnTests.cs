using System.Globalization;
using System.Text.Json;
using Paceline.Demo;
using Paceline.Demo.People;
using Paceline.PeerTests.Voice;

namespace Paceline.PeerTests.Peers;

/// <summary>The demo with a list and a carrier that are not ours.</summary>
[Collection(nameof(RealAudio))]
public sealed class TrunkOfOnesOwnTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("paceline-trunk-").FullName;

    [Fact]
    public async Task A_check_by_sipp_with_a_list_is_good_and_says_what_it_could_not_see()
    {
        await using var carrier = await SippCarrier.StartAsync(_folder);
        var list = Path.Combine(_folder, "people.csv");
        var open = InventedPeople.OpenAt(DateTimeOffset.UtcNow, DemoRun.WindowFrom, DemoRun.WindowUntil);
        var (csv, _) = new InventedPeople(1).List(ListPosition.Start, 80, open);
        await File.WriteAllTextAsync(list, csv.TrimEnd() + "\nNobody,12,,,,,,\nNo Phone,,,,,,,\n");

        await using var demo = Peer.Start(Peer.Paceline(), _folder,
        [
            "demo", "--check", "--seconds", "8", "--agents", "3", "--data", Path.Combine(_folder, "data"),
            "--list", list, "--trunk", string.Create(CultureInfo.InvariantCulture, $"sip:127.0.0.1:{carrier.Port}"),
        ]);
        var exit = await demo.ExitAsync(TimeSpan.FromSeconds(120));

        exit.ShouldBe(0, $"{demo.Complained}\n{demo.Said}\nsipp: {carrier.Complained}");
        demo.ComplainedUnfolded.ShouldContain("2 of 82 rows were refused:");
        demo.ComplainedUnfolded.ShouldContain("row 82: ");
        demo.ComplainedUnfolded.ShouldContain("row 83: The row has no phone number.");
        using var report = JsonDocument.Parse(demo.Said.Trim());
        report.RootElement.GetProperty("ok").GetBoolean().ShouldBeTrue();
        report.RootElement.GetProperty("connected").GetInt64().ShouldBeGreaterThan(0);
        var invariants = report.RootElement.GetProperty("invariants");
        foreach (var invariant in invariants.EnumerateObject())
        {
            invariant.Value.ValueKind.ShouldBe(
                invariant.Name is "noSilentLine" ? JsonValueKind.Null : JsonValueKind.True, $"{invariant.Name}: {demo.Said}");
        }

        invariants.EnumerateObject().Count().ShouldBe(7);
        report.RootElement.GetProperty("sentences").GetProperty("noSilentLine").GetString()
            .ShouldBe("The far end is not ours: nobody measured there what an answered person hears.");
    }

    [Fact]
    public async Task A_trunk_that_is_not_there_holds_the_demo_with_a_sentence_until_it_is_and_burns_nobody()
    {
        Peer.Need("/usr/bin/sipp", "sip-tester");
        var port = SippCarrier.FreePort();
        var list = Path.Combine(_folder, "people.csv");
        var open = InventedPeople.OpenAt(DateTimeOffset.UtcNow, DemoRun.WindowFrom, DemoRun.WindowUntil);
        await File.WriteAllTextAsync(list, new InventedPeople(1).List(ListPosition.Start, 80, open).Csv);
        await using var demo = Peer.Start(Peer.Paceline(), _folder,
        [
            "demo", "--check", "--seconds", "45", "--agents", "3", "--data", Path.Combine(_folder, "data"),
            "--list", list, "--trunk", string.Create(CultureInfo.InvariantCulture, $"sip:127.0.0.1:{port}"),
        ]);
        for (var tries = 0; !demo.ComplainedUnfolded.Contains("Waiting for the trunk: main does not answer.", StringComparison.Ordinal); tries++)
        {
            tries.ShouldBeLessThan(300, demo.Complained);
            await Task.Delay(100);
        }

        await using var carrier = await SippCarrier.StartAsync(_folder, port);

        var exit = await demo.ExitAsync(TimeSpan.FromSeconds(150));
        exit.ShouldBe(0, $"{demo.Complained}\n{demo.Said}");
        using var report = JsonDocument.Parse(demo.Said.Trim());
        report.RootElement.GetProperty("connected").GetInt64().ShouldBeGreaterThan(0, demo.Complained);
        // Once there were seventeen refused orders a second, and each took a step of somebody's chain.
        var results = report.RootElement.GetProperty("callResults");
        (results.TryGetProperty("noFreePort", out var refused) ? refused.GetInt64() : 0).ShouldBeLessThan(10, demo.Said);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
