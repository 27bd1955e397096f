using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;
using Paceline.Storage;

namespace Paceline.Tests.Storage;

/// <summary>What the steps of the schema make of what an older program has written.</summary>
public sealed class MigrationSpecification
{
    private static readonly NewNumber _added = new(new("+12125550100"), "America/New_York");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 3, 17, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Step_20_A_group_that_was_stopped_and_not_loaded_since_rests_as_stopped()
    {
        using var folder = await OlderAsync(
            19,
            """
            insert into campaign_group (id, name, rules, phase) values
                ('stopped', '', '{}', 'Loaded'), ('again', '', '{}', 'Loaded'), ('new', '', '{}', 'Loaded'), ('runs', '', '{}', 'Running'),
                ('ended', '', '{}', 'Unloaded');
            """,
            ("group/stopped", "group.loaded", "{}"),
            ("group/stopped", "group.dialingStopped", "{}"),
            ("group/again", "group.dialingStopped", "{}"),
            ("group/again", "group.loaded", "{}"),
            ("group/runs", "group.dialingStopped", "{}"),
            ("group/ended", "group.dialingStopped", "{}"));

        await using var store = await SqliteStore.OpenAsync(folder.Path, _time, default);

        var phases = await store.Writer.WriteAsync(
            static connection => connection.Query<(string Id, string Phase)>("select id, phase from campaign_group order by id").ToList(), default);
        phases.ShouldBe([("again", "Loaded"), ("ended", "Unloaded"), ("new", "Loaded"), ("runs", "Running"), ("stopped", "Stopped")]);
    }

    [Fact]
    public async Task Step_21_The_number_of_two_facts_has_a_name_of_its_own_and_they_are_read_again()
    {
        var attempt = new AttemptId(Guid.NewGuid());
        DialingFact[] told =
        [
            new AgentFact.CallChosen(StoreRig.Anna, RingHost.GroupId, attempt, Position: null, _added, RingHost.Epoch),
            new AgentFact.CallChosen(StoreRig.Anna, RingHost.GroupId, attempt, Position: 1, Number: null, RingHost.Epoch),
            new GroupFact.NumberAdded(new(42), 2, _added),
        ];
        using var folder = await OlderAsync(
            20,
            "",
            ("agent/anna", "agent.callChosen", AsBefore(told[0])),
            ("agent/anna", "agent.callChosen", AsBefore(told[1])),
            ("group/main", "group.numberAdded", AsBefore(told[2])));

        await using var store = await SqliteStore.OpenAsync(folder.Path, _time, default);

        var kept = await store.Writer.WriteAsync(
            static connection => connection.Query<string>("select json from fact order by number").ToList(), default);
        kept.Select(static json => FactJson.Read<DialingFact>(json)).ShouldBe(told);
        kept.ShouldAllBe(static json => !json.Contains("\"number\":{", StringComparison.Ordinal) && !json.Contains("\"number\":null", StringComparison.Ordinal));

        static string AsBefore(DialingFact fact)
        {
            var now = FactJson.Write(fact);
            now.ShouldContain("\"newNumber\":");
            return now.Replace("\"newNumber\":", "\"number\":", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Step_22_Who_called_back_before_it_is_found()
    {
        using var folder = await OlderAsync(
            21,
            "",
            ("node/life-1", "call.returned", FactJson.Write<DialingFact>(Returned("+12125550100", "renewals"))),
            ("node/life-1", "call.returned", FactJson.Write<DialingFact>(Returned(null, null))));

        await using var store = await SqliteStore.OpenAsync(folder.Path, _time, default);

        (await store.ReturnedCalls.OfAsync(new("renewals"), default)).ShouldHaveSingleItem().Number.ShouldBe(new("+12125550100"));
        (await store.ReturnedCalls.OfAsync(group: null, default)).ShouldHaveSingleItem().Number.ShouldBeNull();
    }

    private static CallFact.Returned Returned(string? caller, string? group) => new(
        "main", caller is null ? null : new PhoneNumber(caller), Called: null, group is null ? null : new GroupId(group));

    /// <summary>A data directory as the program of this step left it, with facts of a minute ago.</summary>
    private async Task<TemporaryFolder> OlderAsync(int step, string rows, params (string Writer, string Word, string Json)[] facts)
    {
        var folder = new TemporaryFolder();
        await using var database = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "paceline.db")};Pooling=False");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        Migrations.Apply(database, upTo: step);
        if (rows.Length > 0)
        {
            await database.ExecuteAsync(rows);
        }

        var at = _time.GetUtcNow().AddMinutes(-1);
        await database.ExecuteAsync(
            "insert into fact (writer, version, at, word, json) values (@Writer, 1, @At, @Word, @Json)",
            facts.Select(fact => new { fact.Writer, At = (at - DateTimeOffset.UnixEpoch).Ticks, fact.Word, fact.Json }));
        return folder;
    }
}
