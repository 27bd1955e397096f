using Paceline.Storage;

namespace Paceline.Tests.Storage;

/// <summary>Links work once and not for long, keys until they are revoked, and neither is stored.</summary>
public sealed class PeopleSpecification
{
    [Fact]
    public async Task A_link_signs_in_once_however_many_use_it_at_the_same_time()
    {
        await using var rig = await StoreRig.MakeAsync();
        var link = await rig.Store.People.NewLinkAsync("anna", default);

        var users = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => rig.Store.People.ConsumeLinkAsync(link.Token, default)));

        users.OfType<User>().ShouldHaveSingleItem().ShouldBe(new("anna", "anna the agent", UserRole.Agent, RingHost.GroupId));
    }

    [Fact]
    public async Task A_link_is_dead_after_fifteen_minutes()
    {
        await using var rig = await StoreRig.MakeAsync();
        var link = await rig.Store.People.NewLinkAsync("anna", default);
        rig.Time.Advance(TimeSpan.FromMinutes(15));

        (await rig.Store.People.ConsumeLinkAsync(link.Token, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_key_is_its_users_until_it_is_revoked()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.Store.People.AddAsync(new("import", "Nightly import", UserRole.Machine, Group: null), default);
        var key = await rig.Store.People.NewKeyAsync("import", default);

        (await rig.Store.People.UserOfKeyAsync(key, default)).ShouldBe(new("import", "Nightly import", UserRole.Machine, null));
        (await rig.Store.People.UserOfKeyAsync(key + "x", default)).ShouldBeNull();

        await rig.Store.People.RevokeAsync("import", default);
        (await rig.Store.People.UserOfKeyAsync(key, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Secrets_are_not_on_the_disk()
    {
        await using var rig = await StoreRig.MakeAsync();
        var secrets = new[] { (await rig.Store.People.NewLinkAsync("anna", default)).Token, await rig.Store.People.NewKeyAsync("anna", default) };
        using var copy = rig.Folder.Copy();

        foreach (var file in Directory.GetFiles(copy.Path))
        {
            var text = await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1, TestContext.Current.CancellationToken);
            secrets.ShouldAllBe(secret => !text.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_id_that_is_taken_stays_who_it_was()
    {
        await using var rig = await StoreRig.MakeAsync();

        (await rig.Store.People.AddAsync(new("anna", "Another", UserRole.Supervisor, Group: null), default)).ShouldBeFalse();

        (await rig.Store.People.FindAsync("anna", default)).ShouldNotBeNull().Role.ShouldBe(UserRole.Agent);
        (await rig.Store.Board.AgentsAsync(default)).Select(static a => a.Agent.Id.Value).ShouldBe(["anna", "ben"]);
        await Should.ThrowAsync<KeyNotFoundException>(rig.Store.People.NewLinkAsync("nobody", default));
        await Should.ThrowAsync<KeyNotFoundException>(rig.Store.People.AddAsync(new("carl", "Carl", UserRole.Agent, new("nowhere")), default));
    }
}
