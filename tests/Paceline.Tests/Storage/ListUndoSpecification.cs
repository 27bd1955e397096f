using System.Text;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;
using Paceline.Storage;

namespace Paceline.Tests.Storage;

/// <summary>A file is looked at before it is taken, its columns can be named, and what was taken can be given back until it is called.</summary>
public sealed class ListUndoSpecification
{
    private const string Mixed = "Telefone,Mobil,Nome,Ort\n212 555 1000,,Ann,Boston\nhello,,Bob,\n,,Cid,\n212 555 1000,,Ann again,\n555,+12125551001,Dan,\n";

    private static readonly ListReading _reading = new(
        "US", [new("telefone", ColumnUse.Phone), new("Mobil", ColumnUse.Mobile), new("Nome", ColumnUse.Name), new("Ort", ColumnUse.Skip)], "kim", "people.csv");

    [Fact]
    public async Task A_check_says_what_an_import_then_does_and_writes_nothing()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.Store.Suppressions.AddAsync(new("+12125551001"), "asked", "kim", default);

        var check = await rig.Store.Lists.CheckAsync(RingHost.GroupId, Csv(Mixed), _reading, progress: null, default);
        (await rig.Store.Board.ChainCountsAsync(RingHost.GroupId, default)).Total.ShouldBe(0);
        (await rig.Store.Imports.OfAsync(RingHost.GroupId, 10, default)).ShouldBeEmpty();
        (await rig.Store.Fields.OfAsync(RingHost.GroupId, default)).ShouldBeEmpty();
        var done = await rig.Store.Lists.ImportAsync(RingHost.GroupId, Csv(Mixed), _reading, progress: null, default);

        check.Import.ShouldBeNull();
        done.Import.ShouldNotBeNull();
        FactJson.Write(check).ShouldBe(FactJson.Write(done with { Import = null }));
        (done.Rows, done.Accepted, done.Refused, done.Suppressed, done.PhoneColumn).ShouldBe((5, 2, 3, 1, "Telefone"));
        done.Groups.Select(static g => (g.Kind, g.Count, g.Rows[0])).ShouldBe(
            [(RefusalKind.NoNumber, 1, 4), (RefusalKind.NotANumber, 1, 3), (RefusalKind.AlreadyInList, 1, 5)], ignoreOrder: true);
        done.Columns.Select(static c => (c.Column, c.Use, c.Sample)).ShouldBe(
            [("Telefone", ColumnUse.Phone, "212 555 1000"), ("Mobil", ColumnUse.Mobile, ""), ("Nome", ColumnUse.Name, "Ann"), ("Ort", ColumnUse.Skip, "Boston")]);

        var again = await rig.Store.Lists.CheckAsync(RingHost.GroupId, Csv(Mixed), _reading, progress: null, default);
        (again.Accepted, again.Groups.Single(static g => g.Kind is RefusalKind.AlreadyInList).Count).ShouldBe((0, 3));
    }

    [Fact]
    public async Task A_column_can_say_the_zone_and_which_telephone_it_is()
    {
        await using var rig = await StoreRig.MakeAsync();
        var reading = new ListReading("US", [MappedColumn.Parse("zone=Where")], "kim", "");

        var done = await rig.Store.Lists.ImportAsync(
            RingHost.GroupId, Csv("phone,work phone,where\n+12125551000,+12125551001,Europe/Lisbon\n+12125551002,,Atlantis\n"), reading, progress: null, default);

        done.Groups.ShouldHaveSingleItem().Kind.ShouldBe(RefusalKind.UnknownZone);
        var chain = (await ClaimAsync(rig)).ShouldHaveSingleItem();
        chain.Records.Select(static r => (r.Number.Dialable, r.Zone)).ShouldBe([("+12125551000", "Europe/Lisbon"), ("+12125551001", "Europe/Lisbon")]);
        var attempt = await TakeAsync(rig, chain with { Position = 1 });
        (await rig.Store.Board.CardOfAsync(attempt, default)).ShouldNotBeNull().NumberType.ShouldBe("work");
    }

    [Theory]
    [InlineData("phone=Nowhere", "The file has no column \"Nowhere\"; its columns are: \"phone\", \"name\".")]
    [InlineData("telefone=phone", "\"telefone=phone\" is no mapping of a column.")]
    [InlineData("phone", "\"phone\" is no mapping of a column.")]
    [InlineData("3=phone", "is no mapping of a column.")]
    public async Task A_mapping_that_does_not_fit_is_refused(string map, string why)
    {
        await using var rig = await StoreRig.MakeAsync();

        (await Should.ThrowAsync<ImportRefusedException>(async () => await rig.Store.Lists.ImportAsync(
            RingHost.GroupId, Csv("phone,name\n+12125551000,A\n"), new("US", [MappedColumn.Parse(map)], "kim", ""), progress: null, default)))
            .Message.ShouldContain(why);
    }

    [Fact]
    public async Task An_import_is_undone_until_somebody_of_it_is_taken_and_the_file_can_come_again()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.ImportAsync(1, first: 900);
        var import = (await rig.ImportAsync(1_200)).Import.ShouldNotBeNull();

        (await rig.Store.Imports.UndoAsync(RingHost.GroupId, import, "kim", default)).ShouldBe(new UndoOutcome.Undone(1_199));

        (await rig.Store.Board.ChainCountsAsync(RingHost.GroupId, default)).ShouldBe(new ChainCounts(1, 1, 0, 0, 0));
        (await ClaimAsync(rig)).Count.ShouldBe(1);
        var entry = (await rig.Store.Imports.OfAsync(RingHost.GroupId, 10, default))[0];
        (entry.Id, entry.Rows, entry.Accepted, entry.Refused, entry.UndoneBy, entry.Groups.Count).ShouldBe((import, 1_200, 1_199, 1, "kim", 1));
        (await rig.Store.Imports.UndoAsync(RingHost.GroupId, import, "lee", default)).ShouldBe(new UndoOutcome.Undone(0));
        (await rig.Store.Imports.UndoAsync(new("elsewhere"), import, "lee", default)).ShouldBe(new UndoOutcome.Unknown());
        (await rig.ImportAsync(1_200)).Accepted.ShouldBe(1_199);
    }

    [Fact]
    public async Task An_import_with_somebody_who_was_taken_stays_and_one_that_was_undone_gives_nobody()
    {
        await using var rig = await StoreRig.MakeAsync();
        var first = (await rig.ImportAsync(1)).Import.ShouldNotBeNull();
        var second = (await rig.ImportAsync(1, first: 1)).Import.ShouldNotBeNull();
        var claimed = await ClaimAsync(rig);
        claimed.Count.ShouldBe(2);
        await TakeAsync(rig, claimed[0]);

        (await rig.Store.Imports.UndoAsync(RingHost.GroupId, first, "kim", default)).ShouldBe(new UndoOutcome.Refused(Now(rig)));
        (await rig.Store.Imports.UndoAsync(RingHost.GroupId, second, "kim", default)).ShouldBe(new UndoOutcome.Undone(1));

        // The group has it still, and would dial it.
        var late = await rig.Store.Ledger.CommitAsync(
            new(WriterId.Of(RingHost.GroupId), 1, Now(rig), [Reservation(claimed[1])], []), default);
        late.ShouldBeOfType<CommitOutcome.NumberClosed>().Why.ShouldBe("its import was undone");
        await rig.Store.Queue.GiveBackAsync(RingHost.GroupId, [claimed[1].Id], default);
        (await ClaimAsync(rig)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_another_process_imports_is_seen()
    {
        await using var rig = await StoreRig.MakeAsync();
        var before = Now(rig);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await using (var command = await SqliteStore.OpenForCommandAsync(rig.Folder.Path, rig.Time, default))
        {
            await command.Lists.ImportAsync(RingHost.GroupId, Csv("phone\n+12125551000\n"), "US", default);
        }

        var changes = await rig.Store.Imports.ChangesAsync(before, default);

        changes.Groups.ShouldBe([RingHost.GroupId]);
        (await rig.Store.Imports.ChangesAsync(changes.Until, default)).Groups.ShouldBeEmpty();
    }

    private static MemoryStream Csv(string text) => new(Encoding.UTF8.GetBytes(text));

    private static Instant Now(StoreRig rig) => Instant.FromDateTimeOffset(rig.Time.GetUtcNow());

    private static async Task<IReadOnlyList<Chain>> ClaimAsync(StoreRig rig) =>
        [.. (await rig.Store.Queue.ClaimAsync(RingHost.GroupId, CampaignRules.Default, 10, Now(rig), default)).Candidates.Select(static c => c.Chain)];

    private static GroupFact.ReservationOrdered Reservation(Chain chain) =>
        new(new(Guid.NewGuid()), chain, StoreRig.Anna, 1, RingHost.Epoch);

    private static async Task<AttemptId> TakeAsync(StoreRig rig, Chain chain)
    {
        var fact = Reservation(chain);
        (await rig.Store.Ledger.CommitAsync(new(WriterId.Of(RingHost.GroupId), 0, Now(rig), [fact], []), default))
            .ShouldBeOfType<CommitOutcome.Committed>();
        return fact.Attempt;
    }
}
