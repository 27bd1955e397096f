using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Groups;
using Paceline.Storage;

namespace Paceline.Tests.Storage;

/// <summary>The log, cursors, settings and groups: little to go wrong, and each asked for by somebody.</summary>
public sealed class StoreSpecification
{
    [Fact]
    public async Task Facts_are_lines_that_begin_with_their_place_and_are_read_on_from_a_number()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.Store.Ledger.CommitAsync(
            new(
                WriterId.Of(RingHost.GroupId), 0, Instant.FromUtc(2026, 3, 3, 17, 0),
                [new GroupFact.DialingStarted("kim"), new GroupFact.DialingStopped("kim")], []),
            default);

        (await rig.Store.Facts.AfterAsync(1, 10, default)).ShouldBe(
        [
            new(2, """{"number":2,"writer":"group/renewals","version":1,"at":"2026-03-03T17:00:00Z","fact":"group.stopped","by":"kim"}"""),
        ]);
        (await rig.Store.Facts.AfterAsync(0, 1, default)).ShouldHaveSingleItem().Number.ShouldBe(1);
        (await rig.Store.Facts.AfterAsync(2, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_group_whose_id_is_taken_is_not_made_again()
    {
        await using var rig = await StoreRig.MakeAsync();

        (await rig.AddGroupAsync(RingHost.GroupId)).ShouldBeFalse();

        (await rig.Store.Groups.AllAsync(default)).ShouldHaveSingleItem().Name.ShouldBe("Group renewals");
        (await rig.Store.Groups.FindAsync(new("nowhere"), default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_number_is_suppressed_once_and_keeps_its_first_reason()
    {
        await using var rig = await StoreRig.MakeAsync();
        var number = new PhoneNumber("+12125551000");

        (await rig.Store.Suppressions.AddAsync(number, "by post", "kim", default)).ShouldBeTrue();
        (await rig.Store.Suppressions.AddAsync(number, "by mail", "lee", default)).ShouldBeFalse();

        (await rig.Store.Suppressions.NewestAsync(10, default)).ShouldBe(
            [new Suppression(number, "by post", "kim", Instant.FromDateTimeOffset(rig.Time.GetUtcNow()))]);
    }
}
