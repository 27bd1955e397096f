using System.Globalization;
using Paceline.Simulation;
using Paceline.Tests.Architecture;

namespace Paceline.Tests.Simulation;

/// <summary>The ring under seeds: every promise holds after every event, whatever breaks. A seed that once failed is never taken out.</summary>
public sealed class Seeds(ITestOutputHelper output)
{
    private const ulong FreshBase = 1_000_000;

    // Corners that chance must reach in the committed seeds; without them a green run would say little.
    private static readonly string[] _corners =
    [
        "attempt Reserving→Ordered", "attempt Reserving→Withdrawn", "attempt Ordered→Dialing", "attempt Dialing→Answered", "attempt Answered→Bridged",
        "attempt Bridged→Answer (FarEnd)", "attempt Bridged→Answer (HangUp)", "attempt Dialing→NoAnswer (RingTimeout)", "attempt Dialing→Busy (FarEnd)",
        "attempt Dialing→Cleared (HangUp)", "attempt Dialing→Cleared (LeaseLost)", "attempt Dialing→Dropped (CancelCrossedAnswer)",
        "attempt Answered→Dropped (AnswerLimit)", "attempt Answered→Abandoned (FarEnd)", "attempt Answered MessageStarted",
        "attempt Ordered Interrupted", "attempt Dialing Interrupted", "attempt Bridged Interrupted",
        "attempt Dialing CancelOrdered", "attempt Ordered→NoFreePort (NotAdmitted)",
        "agent SignedOut→NotReady", "agent NotReady→Ready", "agent Ready→Reserved", "agent Reserved→Talking", "agent Reserved→Ready",
        "agent Reserved→NotReady", "agent Talking→WrapUp", "agent WrapUp→Ready", "agent WrapUp→NotReady",
        "agent NotReady→Talking", "agent Ready→Talking", "agent SignedOut→Talking",
        "group DialedAhead", "group PacingDecided", "group PacingLearned", "group SignOutHeld", "group SignOutCleared", "bridge TooLate",
        "agent Offered→Previewing", "agent Previewing→Calling", "agent Ready→WrapUp", "agent NotReady→WrapUp", "agent Calling→WrapUp",
        "group CallbackMissed", "group CallbackChanged", "group CallbackCancelled", "group OutcomeReturned", "group UndoRefused",
        "command BookCallback", "command UndoOutcome", "attempt Bridged CancelOrdered", "group ChainDeferred", "number closed: do not call",
        "crash of server", "crash of node", "link cut", "lease lost", "browser lost", "commit stale", "old activation wakes up",
        "order came again", "reply lost", "request lost", "originate Over", "answer crossed cancel",
    ];

    [Fact]
    public void Every_committed_seed_keeps_every_promise()
    {
        var reports = Run(File.ReadLines(Committed()).Select(static line => ulong.Parse(line, CultureInfo.InvariantCulture)));
        var coverage = Say(reports);

        _corners.Where(corner => !coverage.ContainsKey(corner)).ShouldBeEmpty("no seed came there");
    }

    [Fact]
    [Trait("kind", "fresh")]
    public void Fresh_seeds_by_command()
    {
        Assert.SkipUnless(int.TryParse(Environment.GetEnvironmentVariable("PACELINE_SEEDS"), CultureInfo.InvariantCulture, out var count), "PACELINE_SEEDS=N runs N fresh seeds");
        var first = ulong.TryParse(Environment.GetEnvironmentVariable("PACELINE_SEED_BASE"), CultureInfo.InvariantCulture, out var given) ? given : FreshBase;

        Say(Run(Enumerable.Range(0, count).Select(n => first + (ulong)n)));
    }

    private static List<RunReport> Run(IEnumerable<ulong> seeds)
    {
        var runs = seeds.AsParallel().AsOrdered().Select(static seed => One(seed)).ToList();
        var broken = runs.Where(static r => r.Broken is not null).Select(static r => r.Broken!).ToList();
        Assert.True(
            broken.Count == 0,
            $"{string.Join('\n', broken.GroupBy(static b => b.Promise, StringComparer.Ordinal).Select(static g => $"{g.Key}: seeds {string.Join(' ', g.Select(static b => b.Seed))}"))}\n"
            + string.Join("\n\n", broken.DistinctBy(static b => b.Promise, StringComparer.Ordinal).Select(static b => b.Message)));
        return [.. runs.Select(static r => r.Report!)];
    }

    private static (RunReport? Report, PromiseBrokenException? Broken) One(ulong seed)
    {
        try
        {
            return (World.Run(seed, new WorldOptions()), null);
        }
        catch (PromiseBrokenException broken)
        {
            return (null, broken);
        }
    }

    private SortedDictionary<string, int> Say(List<RunReport> reports)
    {
        var coverage = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (corner, times) in reports.SelectMany(static r => r.Coverage))
        {
            coverage[corner] = coverage.GetValueOrDefault(corner) + times;
        }

        output.WriteLine($"{reports.Count} seeds, {reports.Sum(static r => r.Hours):0} virtual hours, "
            + $"{reports.Sum(static r => r.Records)} chains, {reports.Sum(static r => r.Crashes)} crashes, {reports.Sum(static r => r.Steps)} events");
        foreach (var (corner, times) in coverage)
        {
            output.WriteLine($"{times,8} {corner}");
        }

        return coverage;
    }

    private static string Committed() => Path.Combine(Repository.Root, "tests/Paceline.Tests/Simulation/seeds.txt");
}
