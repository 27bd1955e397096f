using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;

namespace Paceline.Storage;

/// <summary>The dialling queue: a claim takes the earliest due chains of the open zones, and never looks into a closed one.</summary>
internal sealed class SqliteQueue(SqliteWriter writer) : IDueRecords
{
    /// <summary>Puts one chain into the queue by its own row. One that has a callback waits outside: it is claimed by its id.</summary>
    public const string Enqueue = """
        insert into queue (group_id, zone, due_at, chain_id)
        select group_id, zone, due_at, id from chain
        where id = @Chain and not exists (select 1 from callback where chain_id = @Chain and state in ('pending', 'missed'))
        on conflict do nothing
        """;

    public Task<DueRecords> ClaimAsync(GroupId group, CampaignRules rules, int count, Instant now, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => Claim(connection, group, rules, count, now), cancellationToken);

    public Task<ImmutableArray<DialCandidate>> ClaimCallbacksAsync(
        GroupId group, IReadOnlyList<ChainId> chains, Instant now, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            connection => chains.Where(chain => Claim(connection, group, chain))
                .Select(chain => Candidate(connection, chain.Value, now) with { Promised = true }).ToImmutableArray(),
            cancellationToken);

    public async Task GiveBackAsync(GroupId group, IReadOnlyList<ChainId> chains, CancellationToken cancellationToken)
    {
        if (chains.Count > 0)
        {
            await writer.WriteAsync(connection => chains.Sum(chain => Return(connection, group, chain.Value)), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>What an earlier activation claimed and did not use.</summary>
    public static void ReturnLeases(SqliteConnection connection, GroupId group)
    {
        foreach (var chain in connection.Query<long>("select chain_id from lease where group_id = @Id", new { Id = group.Value }).AsList())
        {
            Return(connection, group, chain);
        }
    }

    private static int Return(SqliteConnection connection, GroupId group, long chain)
    {
        // Only what is still leased: a commit of another activation may have used it.
        var returned = connection.Execute(
            "delete from lease where chain_id = @chain and group_id = @Id", new { chain, Id = group.Value });
        return returned == 0 ? 0 : connection.Execute(Enqueue, new { Chain = chain });
    }

    /// <summary>False: it is being called, it is claimed already, or no callback of it is to be kept.</summary>
    private static bool Claim(SqliteConnection connection, GroupId group, ChainId chain) => connection.Execute(
        """
        insert into lease (chain_id, group_id)
        select c.id, c.group_id from chain c
        where c.id = @Chain and c.group_id = @Id and c.state in ('untouched', 'waiting')
            and exists (select 1 from callback where chain_id = c.id and state in ('pending', 'missed'))
        on conflict do nothing
        """,
        new { Chain = chain.Value, Id = group.Value }) == 1;

    private static DueRecords Claim(SqliteConnection connection, GroupId group, CampaignRules rules, int count, Instant now)
    {
        var zones = Zones(connection, group);
        var due = zones

            // A zone nobody knows is claimed as well: the group finishes such a chain and says why.
            .Where(zone => rules.Window.At(zone, now) is not WindowVerdict.Closed)
            .SelectMany(zone => connection.Query<(long Due, long Chain)>(
                """
                select due_at, chain_id from queue where group_id = @Id and zone = @zone and due_at <= @Now
                order by due_at, chain_id limit @count
                """,
                new { Id = group.Value, zone, Now = now.Stored, count }).Select(row => (zone, row.Due, row.Chain)))
            .OrderBy(static row => row.Due).ThenBy(static row => row.Chain)
            .Take(count)
            .ToList();
        foreach (var (zone, at, chain) in due)
        {
            connection.Execute(
                """
                delete from queue where group_id = @Id and zone = @zone and due_at = @at and chain_id = @chain;
                insert into lease (chain_id, group_id) values (@chain, @Id);
                """,
                new { Id = group.Value, zone, at, chain });
        }

        return due.Count > 0
            ? new([.. due.Select(row => Candidate(connection, row.Chain, now))], NextDue: null)
            : new([], NextDue(connection, group, zones, rules.Window, now));
    }

    /// <summary>The zones that have a chain in the queue: one seek of the key for each, however long the queue is.</summary>
    private static List<string> Zones(SqliteConnection connection, GroupId group) => connection.Query<string>(
        """
        with recursive zones (zone) as (
            select (select min(zone) from queue where group_id = @Id)
            union all
            select (select min(zone) from queue where group_id = @Id and zone > zones.zone) from zones where zones.zone is not null)
        select zone from zones where zone is not null
        """,
        new { Id = group.Value }).AsList();

    private static Instant? NextDue(
        SqliteConnection connection, GroupId group, List<string> zones, CallingWindow window, Instant now) => zones
        .Select(zone => connection.ExecuteScalar<long?>(
            "select min(due_at) from queue where group_id = @Id and zone = @zone", new { Id = group.Value, zone }) is { } due
                ? Opening(window, zone, Instant.Max(due.At, now))
                : (Instant?)null)
        .Min();

    private static Instant Opening(CallingWindow window, string zone, Instant due) =>
        window.At(zone, due) is WindowVerdict.Closed closed ? closed.Until : due;

    private static DialCandidate Candidate(SqliteConnection connection, long id, Instant now)
    {
        var chain = Chain(connection, id);
        var number = chain.Current.Number.Dialable;
        return new(
            chain,
            NumberGuard.IsSuppressed(connection, number),
            NumberGuard.PeaceUntil(connection, number, now) ?? NumberGuard.ClosedUntil(connection, number, except: null, now),
            NumberGuard.AttemptsToday(connection, number, now));
    }

    private static Chain Chain(SqliteConnection connection, long id)
    {
        var row = connection.QuerySingle<(int Position, int Attempts, string Word, int Count)>(
            "select position, attempts, streak_word, streak_count from chain where id = @id", new { id });
        return new(
            new(id),
            [
                .. connection
                    .Query<(long Id, string Number, string Zone)>(
                        "select id, number, zone from record where chain_id = @id order by position", new { id })
                    .Select(static r => new CallingRecord(new(r.Id), new(r.Number), r.Zone)),
            ],
            row.Position,
            row.Attempts,
            new(row.Word, row.Count));
    }
}
