using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Paceline.Dialing;
using Paceline.Dialing.Campaigns;
using Paceline.Storage;

namespace Paceline.Tests.Storage;

/// <summary>A store with one campaign group and two agents, at noon in New York.</summary>
internal sealed class StoreRig : IAsyncDisposable
{
    private StoreRig(TemporaryFolder folder, FakeTimeProvider time, SqliteStore store) => (Folder, Time, Store) = (folder, time, store);

    public static AgentId Anna { get; } = new("anna");

    public static AgentId Ben { get; } = new("ben");

    public TemporaryFolder Folder { get; }

    public FakeTimeProvider Time { get; }

    public SqliteStore Store { get; private set; }

    public static async Task<StoreRig> MakeAsync()
    {
        var folder = new TemporaryFolder();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 3, 17, 0, 0, TimeSpan.Zero));
        var rig = new StoreRig(folder, time, await SqliteStore.OpenAsync(folder.Path, time, default));
        await rig.AddGroupAsync(RingHost.GroupId);
        foreach (var agent in new[] { Anna, Ben })
        {
            await rig.Store.People.AddAsync(new(agent.Value, $"{agent.Value} the agent", UserRole.Agent, RingHost.GroupId), default);
        }

        return rig;
    }

    public Task<bool> AddGroupAsync(GroupId group) =>
        Store.Groups.AddAsync(group, $"Group {group}", CampaignRules.Default, DialMode.Progressive, description: "", default);

    public RingHost Host() => new(Store.Ledger, Store.Queue, Time);

    /// <summary>So many people in New York, with numbers from a first one on.</summary>
    public Task<ImportedList> ImportAsync(int people, int first = 0, GroupId? group = null) => ImportAsync(
        "phone,name,policy\n" + string.Concat(Enumerable.Range(first, people).Select(static i =>
            string.Create(CultureInfo.InvariantCulture, $"+1212555{1000 + i},Person {i},P-{i}\n"))),
        group);

    public Task<ImportedList> ImportAsync(string csv, GroupId? group = null) => ImportAsync(Encoding.UTF8.GetBytes(csv), group);

    public async Task<ImportedList> ImportAsync(byte[] csv, GroupId? group = null)
    {
        using var stream = new MemoryStream(csv);
        return await Store.Lists.ImportAsync(group ?? RingHost.GroupId, stream, "US", default);
    }

    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = await SqliteStore.OpenAsync(Folder.Path, Time, default);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Folder.Dispose();
    }
}
