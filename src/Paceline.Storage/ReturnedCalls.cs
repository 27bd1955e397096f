using System.Globalization;
using Dapper;
using Paceline.Dialing;
using Paceline.Dialing.Attempts;

namespace Paceline.Storage;

/// <summary>Calls of people who called back, kept as facts. Their writer is the life of a voice node and their version the number of its
/// event: an event that comes again changes nothing.</summary>
public sealed class ReturnedCalls
{
    private readonly SqliteWriter _writer;
    private readonly Clock _clock;

    internal ReturnedCalls(SqliteWriter writer, Clock clock) => (_writer, _clock) = (writer, clock);

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
}
