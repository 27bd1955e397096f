using Dapper;
using Microsoft.Data.Sqlite;
using Paceline.Dialing;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Groups;

namespace Paceline.Storage;

/// <summary>A campaign group as it was made, and where it is now.</summary>
/// <param name="Name">For people.</param>
public sealed record StoredGroup(GroupId Id, string Name, CampaignRules Rules, GroupPhase Phase, DialMode Mode);

/// <summary>The campaign groups there are.</summary>
public sealed class CampaignGroups
{
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;

    internal CampaignGroups(SqliteWriter writer, SqliteReaders readers) => (_writer, _readers) = (writer, readers);

    /// <summary>Makes a loaded group that does not dial; false: the id is taken and nothing was changed.</summary>
    public Task<bool> AddAsync(GroupId id, string name, CampaignRules rules, DialMode mode, CancellationToken cancellationToken) => _writer.WriteAsync(
        connection =>
        {
            var added = connection.Execute(
                "insert into campaign_group (id, name, rules, mode) values (@Id, @name, @Rules, @Mode) on conflict do nothing",
                new { Id = id.Value, name, Rules = FactJson.Write(rules), Mode = mode.ToString() });
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
        .Query<(string Id, string Name, string Rules, string Phase, string Mode)>($"select id, name, rules, phase, mode from campaign_group {which}", values)
        .Select(static row => new StoredGroup(
            new(row.Id), row.Name, FactJson.Read<CampaignRules>(row.Rules), Enum.Parse<GroupPhase>(row.Phase), Enum.Parse<DialMode>(row.Mode)));
}
