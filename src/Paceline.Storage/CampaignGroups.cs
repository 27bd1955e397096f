using Dapper;
using Microsoft.Data.Sqlite;
using Paceline.Dialing;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Groups;

namespace Paceline.Storage;

/// <summary>A campaign group as it was made, and where it is now.</summary>
/// <param name="Name">For people.</param>
/// <param name="Description">What it is for, in the company's words; empty: nobody said.</param>
public sealed record StoredGroup(GroupId Id, string Name, CampaignRules Rules, GroupPhase Phase, DialMode Mode, string Description);

/// <summary>The campaign groups there are.</summary>
public sealed class CampaignGroups
{
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly Clock _clock;

    internal CampaignGroups(SqliteWriter writer, SqliteReaders readers, Clock clock) => (_writer, _readers, _clock) = (writer, readers, clock);

    /// <summary>Makes a loaded group that does not dial; false: the id is taken and nothing was changed.</summary>
    /// <param name="description">What it is for, in the company's words; empty: nobody said.</param>
    public Task<bool> AddAsync(
        GroupId id, string name, CampaignRules rules, DialMode mode, string description, CancellationToken cancellationToken) => _writer.WriteAsync(
        connection =>
        {
            var added = connection.Execute(
                """
                insert into campaign_group (id, name, rules, mode, description, phase_at)
                values (@Id, @name, @Rules, @Mode, @description, @Now) on conflict do nothing
                """,
                new { Id = id.Value, name, Rules = FactJson.Write(rules), Mode = mode.ToString(), description, Now = _clock.Now.Stored });
            return added == 1 && connection.Execute("insert into calling_list (group_id) values (@Id)", new { Id = id.Value }) == 1;
        },
        cancellationToken);

    /// <summary>All groups by id.</summary>
    public Task<IReadOnlyList<StoredGroup>> AllAsync(CancellationToken cancellationToken) => _readers.ReadAsync<IReadOnlyList<StoredGroup>>(
        static connection => [.. Read(connection, "order by id", new { })], cancellationToken);

    /// <summary>Null: there is no such group.</summary>
    public Task<StoredGroup?> FindAsync(GroupId id, CancellationToken cancellationToken) =>
        _readers.ReadAsync(connection => Read(connection, id), cancellationToken);

    internal static StoredGroup? Read(SqliteConnection connection, GroupId id) =>
        Read(connection, "where id = @Id", new { Id = id.Value }).SingleOrDefault();

    private static IEnumerable<StoredGroup> Read(SqliteConnection connection, string which, object values) => connection
        .Query<(string Id, string Name, string Rules, string Phase, string Mode, string Description)>(
            $"select id, name, rules, phase, mode, description from campaign_group {which}", values)
        .Select(static row => new StoredGroup(
            new(row.Id), row.Name, FactJson.Read<CampaignRules>(row.Rules),
            Enum.Parse<GroupPhase>(row.Phase), Enum.Parse<DialMode>(row.Mode), row.Description));
}
