using System.Text;
using Dapper;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;
using Paceline.Storage;

namespace Paceline.Tests.Storage;

/// <summary>What columns mean, what an agent writes into a record, and what is kept of numbers that nobody calls.</summary>
public sealed class RecordSpecification
{
    [Fact]
    public async Task Columns_are_text_that_nobody_changes_until_a_supervisor_says_otherwise()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.ImportAsync("phone,policy,tariff\n+12125551000,P-1,Gold\n");
        (await rig.Store.Fields.OfAsync(RingHost.GroupId, default)).Select(static f => (f.Definition.Column, f.Definition.Type, f.Definition.Editable, f.Definition.Shown, f.Imported))
            .ShouldBe([("policy", FieldType.Text, false, true, true), ("tariff", FieldType.Text, false, true, true)]);

        FieldDefinition tariff = new("tariff", "Tariff", FieldType.List, Editable: true, Shown: true, ["Gold", "Silver"]);
        FieldDefinition own = new("callback e-mail", "", FieldType.Text, Editable: true, Shown: true, []);
        (await rig.Store.Fields.SetAsync(RingHost.GroupId, [tariff, own], default)).ShouldBeTrue();
        (await rig.Store.Fields.SetAsync(new("nowhere"), [tariff], default)).ShouldBeFalse();

        await rig.ImportAsync("phone,region,policy\n+12125551001,East,P-2\n");
        (await rig.Store.Fields.OfAsync(RingHost.GroupId, default)).Select(static f => (f.Definition.Column, f.Definition.Name, f.Definition.Choices.Length, f.Imported))
            .ShouldBe([("tariff", "Tariff", 2, true), ("callback e-mail", "callback e-mail", 0, false), ("policy", "policy", 0, true), ("region", "region", 0, true)]);
        await rig.Store.Fields.SetAsync(RingHost.GroupId, [tariff], default);
        (await rig.Store.Fields.OfAsync(RingHost.GroupId, default)).ShouldNotContain(static f => f.Definition.Column == "callback e-mail");
    }

    [Fact]
    public async Task What_an_agent_writes_is_in_every_record_of_the_person_and_among_the_facts()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.ImportAsync("phone,mobile,policy,note\n+12125551000,+12125551001,P-1,\"a \"\"quoted\"\" {text}\"\n+12125551002,,P-2,\n");
        var now = Instant.FromDateTimeOffset(rig.Time.GetUtcNow());
        var chain = (await rig.Store.Queue.ClaimAsync(RingHost.GroupId, CampaignRules.Default, 1, now, default)).Candidates.ShouldHaveSingleItem().Chain;
        var attempt = new AttemptId(Guid.NewGuid());
        await rig.Store.Ledger.CommitAsync(
            new(WriterId.Of(RingHost.GroupId), 0, now, [new GroupFact.ReservationOrdered(attempt, chain, StoreRig.Anna, 1, RingHost.Epoch)], []), default);

        await rig.Store.Ledger.CommitAsync(
            new(
                WriterId.Of(StoreRig.Anna), 0, now,
                [
                    new AgentFact.RecordEdited(StoreRig.Anna, attempt, "policy", "P-1 \"new\" [1]"),
                    new AgentFact.RecordEdited(StoreRig.Anna, attempt, "e-mail", "ann@example.org"),
                ],
                []),
            default);

        (await rig.Store.Board.CardOfAsync(attempt, default)).ShouldNotBeNull().Fields
            .ShouldBe([new("policy", "P-1 \"new\" [1]"), new("note", "a \"quoted\" {text}"), new("e-mail", "ann@example.org")]);
        var rows = await rig.Store.Writer.WriteAsync(
            static connection => connection.Query<string>("select fields from record order by id").AsList(), default);
        rows[1].ShouldBe(rows[0], "the next number of the same person");
        FactJson.Read<KeyValuePair<string, string>[]>(rows[2])[0].Value.ShouldBe("P-2");
        (await rig.Store.Facts.AfterAsync(1, 1, default)).ShouldHaveSingleItem().Json
            .ShouldEndWith($$""""fact":"agent.recordEdited","attempt":"{{attempt}}","field":"policy","value":"P-1 \"new\" [1]","agent":"anna"}"""");
        (await rig.Store.Fields.FindAsync(attempt, "policy", default)).ShouldNotBeNull().Editable.ShouldBeFalse();
        (await rig.Store.Fields.FindAsync(attempt, "nothing", default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_number_that_is_taken_off_the_list_leaves_who_and_why()
    {
        await using var rig = await StoreRig.MakeAsync();
        var number = new PhoneNumber("+12125551000");
        await rig.Store.Suppressions.AddAsync(number, "by post", "kim", default);
        await rig.Store.Suppressions.AddAsync(new("+442079460958"), "by post", "kim", default);

        (await rig.Store.Suppressions.RemoveAsync(number, "asked again", "lee", default)).ShouldBeTrue();
        (await rig.Store.Suppressions.RemoveAsync(number, "asked again", "lee", default)).ShouldBeFalse();

        var page = await rig.Store.Suppressions.PageAsync("5551000", 0, 10, default);
        (page.Total, page.Entries.Count, page.More).ShouldBe((1, 0, false));
        var removed = page.Removed.ShouldHaveSingleItem();
        (removed.Had.Number, removed.Had.By, removed.By, removed.Reason).ShouldBe((number, "kim", "lee", "asked again"));
        (await rig.Store.Suppressions.PageAsync("7946", 0, 10, default)).Entries.ShouldHaveSingleItem();
        (await rig.Store.Suppressions.ContainsAsync(number, default)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("+12125551000\n(212) 555-1001\nhello\n+12125551000\n", 4, 2, 1, 1)]
    [InlineData("name;phone\nA;+12125551000\nB;\n", 2, 1, 0, 1)]
    public async Task A_file_of_numbers_may_have_a_header_or_none(string text, int rows, int added, int known, int refused)
    {
        await using var rig = await StoreRig.MakeAsync();
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));

        var done = await rig.Store.Suppressions.ImportAsync(file, "US", "national list", "kim", default);

        (done.Rows, done.Added, done.Known, done.Refused).ShouldBe((rows, added, known, refused));
        (await rig.Store.Suppressions.ContainsAsync(new("+12125551000"), default)).ShouldBeTrue();
    }
}
