using System.Collections.Concurrent;
using NodaTime;
using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Storage;

namespace Paceline.Server;

/// <summary>What the last half hour of each campaign came to: its calls from the rows, the time of its agents from a look every ten seconds.
/// One thread at a time may look; anybody may ask.</summary>
internal sealed class RecentHalfHour(SqliteStore store)
{
    /// <summary>How often it is looked at.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private const int Parts = 8;
    private static readonly Duration _length = Duration.FromMinutes(30);

    /// <summary>Below that a speed is a guess.</summary>
    private static readonly Duration _shortest = Duration.FromMinutes(1);
    private readonly Dictionary<string, Queue<(int Busy, int Present)>> _looks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RecentFigures> _figures = new(StringComparer.Ordinal);

    public RecentFigures Of(string campaign) => _figures.GetValueOrDefault(campaign) ?? RecentFigures.None;

    /// <param name="states">Of the campaign's agents now.</param>
    /// <param name="left">People who are not finished.</param>
    public async Task LookAsync(string campaign, IReadOnlyList<AgentState> states, long left, Instant now, CancellationToken cancellationToken)
    {
        var calls = await store.Board.RecentAsync(new GroupId(campaign), now - _length, now, Parts, cancellationToken);
        _figures[campaign] = new(
            calls.Slices.Sum(static s => s.Attempts),
            calls.Slices.Sum(static s => s.Persons),
            calls.Slices.Sum(static s => s.Abandoned),
            [.. calls.Slices.Select(static s => s.Attempts == 0 ? (double?)null : (double)s.Persons / s.Attempts)],
            Busy(campaign, states),
            calls.PeopleFinished,
            calls is { Since: { } since, PeopleFinished: > 0 } && left > 0
                ? left * Duration.Max(_shortest, now - since).TotalMinutes / calls.PeopleFinished
                : null);
    }

    private double? Busy(string campaign, IReadOnlyList<AgentState> states)
    {
        if (!_looks.TryGetValue(campaign, out var looks))
        {
            _looks[campaign] = looks = new();
        }

        looks.Enqueue((states.Count(IsBusy), states.Count(static s => s is not (AgentState.SignedOut or AgentState.NotReady))));
        while (looks.Count > _length.TotalSeconds / Every.TotalSeconds)
        {
            looks.Dequeue();
        }

        var present = looks.Sum(static l => l.Present);
        return present == 0 ? null : (double)looks.Sum(static l => l.Busy) / present;
    }

    private static bool IsBusy(AgentState state) => state is AgentState.Previewing or AgentState.Calling or AgentState.Talking or AgentState.WrapUp;
}
