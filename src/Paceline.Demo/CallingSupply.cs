using Paceline.Contracts;
using Paceline.Demo.People;
using Paceline.Demo.Robots;

namespace Paceline.Demo;

/// <summary>Keeps the calling list of a demo filled with people whose zone is open; those who were called to the end come back as new
/// records, marked "again".</summary>
internal sealed class CallingSupply(DemoSettings settings, ApiClient supervisor, TimeProvider time)
{
    /// <summary>People of the first list wherever they are: some of them sleep, and are called when their morning comes.</summary>
    private const int AnywhereCount = 60;

    /// <summary>People of the first list who may be called now.</summary>
    private const int FirstCount = 240;

    private const int MoreCount = 100;

    /// <summary>Fewer untouched people than that: more are brought. Above those who sleep.</summary>
    private const int Low = 100;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(10);

    private readonly InventedPeople _people = new(settings.Seed);
    private DateTimeOffset _notBefore;

    /// <summary>Imports the first list unless the campaign has one; says what was done.</summary>
    public async Task<string> BeginAsync(CancellationToken cancellationToken)
    {
        // The board of a server that has just started may not have counted yet; the file knows.
        if (File.Exists(settings.Position))
        {
            return "Goes on where an earlier start stopped.";
        }

        if (settings.List is { } path)
        {
            var csv = await File.ReadAllTextAsync(path, cancellationToken);
            var report = await supervisor.ImportAsync(settings.Campaign, csv, cancellationToken);
            if (report.Accepted == 0)
            {
                throw new DemoRefusedException(
                    $"Nobody in {path} can be called. " + (report.Refused > 0 ? RefusedRows.Listed(report) : "It has no rows."));
            }

            await File.WriteAllTextAsync(settings.Position, ListPosition.Start.ToString(), cancellationToken);
            var sentence = FormattableString.Invariant($"{report.Accepted} of {report.Rows} rows of {Path.GetFileName(path)} were imported.");
            return report.Refused == 0 ? sentence : $"{sentence} {RefusedRows.Listed(report)}";
        }

        var anywhere = await BringAsync(AnywhereCount, FictionRange.All, cancellationToken);
        return $"{anywhere} {await BringAsync(FirstCount, Open, cancellationToken)}";
    }

    /// <summary>Brings more people if few are left to call; empty: nothing was done.</summary>
    public async Task<string> RefillAsync(CampaignSnapshot campaign, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // Agents who are ready and get nothing: all who are left sleep, or were just called.
        var isIdle = campaign.Waiting.Length > 0 && campaign.Agents.GetValueOrDefault(AgentState.Ready) > 0;
        var isLow = campaign.Chains.Untouched < Low || isIdle;
        // While no call can leave, nobody is missing.
        var isHeld = campaign.Waiting.StartsWith("Waiting for the trunk", StringComparison.Ordinal)
            || campaign.Waiting.StartsWith("Waiting for the voice node", StringComparison.Ordinal);
        if (settings.List is not null || !isLow || isHeld || now < _notBefore)
        {
            return "";
        }

        _notBefore = now + _pause;
        return await BringAsync(MoreCount, Open, cancellationToken);
    }

    private IReadOnlyList<FictionRange> Open => InventedPeople.OpenAt(time.GetUtcNow(), DemoRun.WindowFrom, DemoRun.WindowUntil);

    private async Task<string> BringAsync(int count, IReadOnlyList<FictionRange> ranges, CancellationToken cancellationToken)
    {
        var stands = File.Exists(settings.Position) ? await File.ReadAllTextAsync(settings.Position, cancellationToken) : "";
        var position = ListPosition.Parse(stands);
        var (csv, next) = _people.List(position, count, ranges);
        var report = await supervisor.ImportAsync(settings.Campaign, csv, cancellationToken);
        await File.WriteAllTextAsync(settings.Position, next.ToString(), cancellationToken);
        var where = string.Join(", ", ranges.Select(static r => r.Name));
        return FormattableString.Invariant($"{report.Accepted} invented people came to the list ({where}).");
    }
}
