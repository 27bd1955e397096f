using System.Globalization;
using Dapper;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Attempts;

namespace Paceline.Storage;

/// <summary>Somebody who called back, and what the campaign has of them.</summary>
/// <param name="Number">Theirs; null: withheld or no number that exists, and then it is everybody of whom that is so.</param>
/// <param name="At">When they called back last.</param>
/// <param name="Times">How often in <see cref="ReturnedCalls.ShownFor"/>.</param>
/// <param name="Contact">The person's name; empty: the list has none, or no campaign knows the number.</param>
/// <param name="Last">The campaign's last call to the person that is over; null: there is none.</param>
/// <param name="Chain">Where the person stands: "untouched", "waiting", "open" or "finished"; empty: no campaign knows the number.</param>
/// <param name="Promised">A callback with the person is to be kept.</param>
/// <param name="Suppressed">The number is on the Do Not Call list.</param>
public sealed record ReturnedCaller(
    PhoneNumber? Number, Instant At, long Times, string Contact, EarlierCall? Last, string Chain, bool Promised, bool Suppressed);

/// <summary>Calls of people who called back, kept as facts. Their writer is the life of a voice node and their version the number of its
/// event: an event that comes again changes nothing.</summary>
public sealed class ReturnedCalls
{
    /// <summary>People in one answer at most.</summary>
    public const int Max = 100;

    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly Clock _clock;

    internal ReturnedCalls(SqliteWriter writer, SqliteReaders readers, Clock clock) => (_writer, _readers, _clock) = (writer, readers, clock);

    /// <summary>How long a returned call is shown.</summary>
    public static Duration ShownFor { get; } = Duration.FromDays(30);

    /// <summary>Who called back, the last who did first.</summary>
    /// <param name="group">That had called them last; null: those whom none had called, and who withheld their number.</param>
    public Task<IReadOnlyList<ReturnedCaller>> OfAsync(GroupId? group, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<ReturnedCaller>>(
            connection =>
            [
                .. connection
                    .Query<CallerRow>(
                        """
                        with back as (
                            select json ->> '$.caller' as number, max(at) as at, count(*) as times from fact
                            where word = 'call.returned' and json ->> '$.group' is @Group and at > @Since
                            group by 1 order by 2 desc limit @Max),
                        known as (
                            select *, (select id from attempt where number = back.number and group_id = @Group order by reserved_at desc limit 1) as attempt
                            from back)
                        select known.number, known.at, known.times, r.contact, ch.state as chain,
                            exists (select 1 from callback where chain_id = ch.id and state in ('pending', 'missed')) as promised,
                            exists (select 1 from suppression where number = known.number) as suppressed,
                            coalesce(a.ordered_at, a.reserved_at) as last_at, a.number as last_number,
                            coalesce(nullif(a.said_result, ''), a.result) as result, a.said, a.note, coalesce(u.name, a.agent) as agent
                        from known
                        left join attempt mine on mine.id = known.attempt
                        left join chain ch on ch.id = mine.chain_id
                        left join record r on r.id = mine.record_id
                        left join attempt a on a.id = (
                            select id from attempt where chain_id = ch.id and invite_left and ended_at is not null order by reserved_at desc limit 1)
                        left join user u on u.id = a.agent
                        order by known.at desc
                        """,
                        new { Group = group?.Value, Since = (_clock.Now - ShownFor).Stored, Max })
                    .Select(static row => row.Caller),
            ],
            cancellationToken);

    /// <param name="epoch">The life of the node that saw it.</param>
    /// <param name="number">Of its event; they rise.</param>
    /// <param name="trunk">By which it came.</param>
    /// <param name="caller">As the trunk writes it; empty: withheld.</param>
    /// <param name="called">The same of our number.</param>
    /// <param name="region">Where numbers without a country code are, ISO 3166.</param>
    /// <returns>False: it was kept already.</returns>
    public Task<bool> KeepAsync(
        NodeEpoch epoch, long number, string trunk, string caller, string called, string region, CancellationToken cancellationToken)
    {
        var plan = new NumberPlan(region);
        var (from, to) = (Read(plan, caller), Read(plan, called));
        return _writer.WriteAsync(
            connection =>
            {
                var writer = string.Create(CultureInfo.InvariantCulture, $"node/{epoch.Value}");
                if (connection.ExecuteScalar<long?>("select version from writer where id = @writer", new { writer }) >= number)
                {
                    return false;
                }

                var group = connection.ExecuteScalar<string?>(
                    "select group_id from attempt where number = @Number order by reserved_at desc limit 1", new { Number = from?.Dialable });
                DialingFact fact = new CallFact.Returned(trunk, from, to, group is null ? null : new GroupId(group));
                connection.Execute(
                    "insert into writer (id, version) values (@writer, @number) on conflict do update set version = excluded.version",
                    new { writer, number });
                connection.Execute(
                    "insert into fact (writer, version, at, word, json) values (@writer, @number, @At, 'call.returned', @Json)",
                    new { writer, number, At = _clock.Now.Stored, Json = FactJson.Write(fact) });
                return true;
            },
            cancellationToken);
    }

    private static PhoneNumber? Read(NumberPlan plan, string text) =>
        PhoneNumber.IsDialable(text) ? new(text) : text.Length > 0 && plan.Place(text, zone: null).Number is { } placed ? placed.Number : null;

    private sealed record CallerRow
    {
        public string? Number { get; init; }

        public required long At { get; init; }

        public required long Times { get; init; }

        public string? Contact { get; init; }

        public string? Chain { get; init; }

        public required long Promised { get; init; }

        public required long Suppressed { get; init; }

        public long? LastAt { get; init; }

        public string? LastNumber { get; init; }

        public string? Result { get; init; }

        public string? Said { get; init; }

        public string? Note { get; init; }

        public string? Agent { get; init; }

        public ReturnedCaller Caller => new(
            Number is null ? null : new PhoneNumber(Number),
            At.At,
            Times,
            Contact ?? "",
            LastAt is { } at && LastNumber is { } called ? new(at.At, new(called), Result ?? "", Said ?? "", Note ?? "", Agent ?? "") : null,
            Chain ?? "",
            Promised != 0,
            Suppressed != 0);
    }
}
