using Dapper;
using Microsoft.Data.Sqlite;
using NodaTime;
using Paceline.Dialing;

namespace Paceline.Storage;

/// <summary>What a group's newest calls came to.</summary>
/// <param name="Since">When the first of them was known to be a conversation or not; null: there is none.</param>
/// <param name="Slices">Equal parts of the time, the oldest first.</param>
/// <param name="PeopleFinished">People who are finished, and whose last attempt closed in that time: each counts once.</param>
public sealed record RecentCalls(Instant? Since, IReadOnlyList<RecentSlice> Slices, long PeopleFinished)
{
    internal static RecentCalls Read(SqliteConnection connection, GroupId group, Instant from, Instant to, int slices)
    {
        var asked = new { Group = group.Value, From = from.Stored, Slice = Math.Max(1, (to.Stored - from.Stored) / slices), Last = slices - 1 };
        var rows = connection
            .Query<(long Slice, long First, long Attempts, long Persons, long Abandoned)>(
                $"""
                select min((coalesce(bridged_at, ended_at) - @From) / @Slice, @Last), min(coalesce(bridged_at, ended_at)), count(*),
                    sum(coalesce(nullif(said_result, ''), result, 'Answer') in ('Answer', 'Abandoned', 'Dropped') or {Projection.IsLeftAlone}),
                    sum({Projection.IsAbandoned})
                from attempt where group_id = @Group and coalesce(bridged_at, ended_at) >= @From and placed = 1 group by 1
                """,
                asked)
            .ToDictionary(static row => row.Slice);
        var finished = connection.ExecuteScalar<long>(
            """
            select count(distinct a.chain_id) from attempt a join chain c on c.id = a.chain_id
            where a.group_id = @Group and a.closed_at >= @From and c.state = 'finished'
            """,
            asked);
        return new(
            rows.Count == 0 ? null : rows.Values.Min(static row => row.First).At,
            [
                .. Enumerable.Range(0, slices).Select(i =>
                    rows.TryGetValue(i, out var row) ? new RecentSlice(row.Attempts, row.Persons, row.Abandoned) : RecentSlice.Empty),
            ],
            finished);
    }
}

/// <summary>A part of that time.</summary>
/// <param name="Attempts">Attempts whose INVITE left, and which became a conversation or ended in it.</param>
/// <param name="Persons">Of these, a person answered: with an agent, or abandoned. What an agent corrects is counted as corrected.</param>
/// <param name="Abandoned">Of these, no agent came in time.</param>
public sealed record RecentSlice(long Attempts, long Persons, long Abandoned)
{
    public static RecentSlice Empty { get; } = new(0, 0, 0);
}
