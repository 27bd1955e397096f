using System.Globalization;
using Paceline.PeerTests.Voice;

namespace Paceline.PeerTests.Kills;

/// <summary>Kills by chance, for as long as <c>./test --chaos MINUTES</c> says; each kill is printed with its moment before it happens, and
/// the seed, so that it can be asked for again with PACELINE_CHAOS_SEED.</summary>
[Collection(nameof(RealAudio))]
public sealed class ChaosTests
{
    [Fact]
    [Trait("kind", "chaos")]
    public async Task Whoever_is_killed_and_whenever_what_must_hold_holds()
    {
        var minutes = Whole("PACELINE_CHAOS_MINUTES") ?? 2;
        var seed = Whole("PACELINE_CHAOS_SEED") ?? Random.Shared.Next(1, 1_000_000);
        Say(string.Create(CultureInfo.InvariantCulture, $"chaos for {minutes} min, PACELINE_CHAOS_SEED={seed}"));
#pragma warning disable CA5394 // Chance that can be repeated is what is wanted.
        Random chance = new(seed);
        var moments = Enum.GetValues<Moment>();
        await using var shift = await Shift.BeginAsync(seed, TestContext.Current.CancellationToken);
        var since = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromMinutes(minutes))
        {
            var victim = chance.Next(2) == 0 ? Victim.Server : Victim.Node;
            var moment = moments[chance.Next(moments.Length)];
            var pauseMs = chance.Next(3) == 0 ? 0 : chance.Next(1, 400);
#pragma warning restore CA5394
            Say(string.Create(CultureInfo.InvariantCulture, $"kill {shift.Kills.Count + 1}: {victim} at {moment}, {pauseMs} ms after it was seen"));
            await shift.KillAsync(victim, moment, pauseMs);
        }

        var after = await shift.EndAsync();
        Say(after.Table());
        after.Broken.ShouldBeEmpty($"seed {seed}\n{after.Explained()}\n{shift.Dump()}");
        foreach (var story in after.Interrupted)
        {
            after.EpochHadEnded(story).ShouldBeTrue($"{story.Attempt} was interrupted while its node lived (seed {seed}).");
            after.DialledInQuarantine(story).Select(static line => line.CallId).ShouldBeEmpty($"the number of {story.Attempt} rests (seed {seed})");
        }
    }

    private static void Say(string sentence) => Console.WriteLine(sentence);

    private static int? Whole(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var whole) && whole > 0 ? whole : null;
}
