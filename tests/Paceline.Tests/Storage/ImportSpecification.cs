using System.Text;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Groups;
using Paceline.Storage;

namespace Paceline.Tests.Storage;

/// <summary>What becomes of a file that somebody sends as a calling list.</summary>
public sealed class ImportSpecification
{
    [Fact]
    public async Task Each_row_is_a_person_with_the_numbers_of_all_phone_columns()
    {
        await using var rig = await StoreRig.MakeAsync();

        var done = await rig.ImportAsync("Policy;Full Name;Phone Number;Mobile 2\nP-1;\"Doe; Jane\";(212) 555-1000;+44 20 7946 0958\n");

        (done.Rows, done.Accepted, done.Refused, done.PhoneColumn).ShouldBe((1, 1, 0, "Phone Number"));
        var chain = (await ClaimAsync(rig)).Candidates.ShouldHaveSingleItem().Chain;
        chain.Records.Select(static r => (r.Number.Dialable, r.Zone)).ShouldBe([("+12125551000", "America/New_York"), ("+442079460958", "Europe/London")]);
        var attempt = new AttemptId(Guid.NewGuid());
        await rig.Store.Ledger.CommitAsync(
            new(WriterId.Of(RingHost.GroupId), 0, Now(rig), [new GroupFact.ReservationOrdered(attempt, chain, StoreRig.Anna, 1, RingHost.Epoch)], []), default);
        var card = (await rig.Store.Board.CardOfAsync(attempt, default)).ShouldNotBeNull();
        (card.Contact, card.Number.Dialable, card.Chain.Attempts).ShouldBe(("Doe; Jane", "+12125551000", 0));
        card.Fields.ShouldBe([new("Policy", "P-1")]);
    }

    [Fact]
    public async Task Rows_that_cannot_be_called_are_refused_with_row_and_reason_and_the_others_stay()
    {
        await using var rig = await StoreRig.MakeAsync();

        var done = await rig.ImportAsync("phone,name\n+12125551000,A\nhello,B\n,C\n555,D\n+12125551000,E\n+12125551001,F\n");

        (done.Rows, done.Accepted, done.Refused).ShouldBe((6, 2, 4));
        done.Refusals.Select(static r => r.Row).ShouldBe([3, 4, 5, 6]);
        done.Refusals[0].Reason.ShouldContain("\"hello\"");
        done.Refusals[1].Reason.ShouldBe("The row has no phone number.");
        done.Refusals[2].Reason.ShouldContain("no number that exists");
        done.Refusals[3].Reason.ShouldBe("The number is already in the list (row 2).");
    }

    [Fact]
    public async Task The_same_file_again_brings_nobody_twice()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.ImportAsync(2_500);

        var again = await rig.ImportAsync(2_501);

        (again.Accepted, again.Refused, again.Refusals.Count).ShouldBe((1, 2_500, CallingLists.RefusalsMax));
        again.Refusals[0].Reason.ShouldBe("The number is already in the list (row 2 of an earlier file).");
        (await rig.Store.Board.ChainCountsAsync(RingHost.GroupId, default)).Total.ShouldBe(2_501);
        Directory.GetFiles(rig.Folder.Path, "import-*").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "The file is empty")]
    [InlineData("phone,name\n", "no row after it")]
    [InlineData("\n\n", "empty lines")]
    [InlineData("[{\"phone\":\"+12125551000\"}]", "JSON came")]
    [InlineData(" \n{\"phone\":\"+12125551000\"}\n", "JSON came")]
    [InlineData("<html><body>phone</body></html>", "page or XML came")]
    [InlineData("%PDF-1.7 phone", "PDF came")]
    [InlineData("name,city\nJane,Paris\n", "no column for the phone number")]
    [InlineData("name,city\nJane,Paris\n", "its columns are: \"name\", \"city\"")]
    public async Task A_file_that_is_no_calling_list_is_refused(string csv, string why)
    {
        await using var rig = await StoreRig.MakeAsync();

        (await Should.ThrowAsync<ImportRefusedException>(rig.ImportAsync(csv))).Message.ShouldContain(why);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused_before_the_first_row_is_taken()
    {
        await using var rig = await StoreRig.MakeAsync();
        var rows = Encoding.UTF8.GetBytes("phone\n" + string.Concat(Enumerable.Range(1000, 2000).Select(static i => $"+1212555{i}\n")));

        (await Should.ThrowAsync<ImportRefusedException>(rig.ImportAsync([.. rows, 0]))).Message.ShouldContain("no text");
        (await Should.ThrowAsync<ImportRefusedException>(rig.ImportAsync([.. rows, 0xC3]))).Message.ShouldContain("not in UTF-8");
        (await Should.ThrowAsync<ImportRefusedException>(rig.ImportAsync(Encoding.Latin1.GetBytes("phone,name\n+12125551000,Müller\n")))).Message
            .ShouldContain("not in UTF-8");

        (await rig.Store.Board.ChainCountsAsync(RingHost.GroupId, default)).Total.ShouldBe(0);
    }

    [Theory]
    [InlineData("", 2)] // The quote runs to the end of the file.
    [InlineData("+12125551009,\"Ann\"\n", 2)] // It ends in the middle of a value, where the next one was meant to be opened.
    public async Task A_quote_that_nobody_closes_refuses_the_file_with_its_row_and_nobody_is_taken(string end, int row)
    {
        await using var rig = await StoreRig.MakeAsync();
        foreach (var rows in (int[])[0, 3, 200_000]) // The last is longer than a row may be.
        {
            var csv = "phone,name\n+12125551000,\"open\n" + string.Concat(Enumerable.Repeat("+12125551001,x\n", rows)) + end;

            var refused = await Should.ThrowAsync<ImportRefusedException>(rig.ImportAsync(csv));

            refused.Message.ShouldStartWith(rows > 3
                ? $"Row {row} is longer than 1 MiB: a quote in it is never closed, or it has no line end."
                : $"The quote opened at row {row} is never closed.");
        }

        (await rig.Store.Board.ChainCountsAsync(RingHost.GroupId, default)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task A_quote_after_thousands_of_rows_refuses_them_too()
    {
        await using var rig = await StoreRig.MakeAsync();
        var rows = string.Concat(Enumerable.Range(1000, 2500).Select(static i => $"+1212555{i},x\n"));

        (await Should.ThrowAsync<ImportRefusedException>(rig.ImportAsync($"phone,name\n{rows}+12125551000,\"open\n"))).Message.ShouldContain("row 2502");

        (await rig.Store.Board.ChainCountsAsync(RingHost.GroupId, default)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task A_quote_in_an_odd_place_and_a_value_of_several_lines_are_no_fault()
    {
        await using var rig = await StoreRig.MakeAsync();

        var done = await rig.ImportAsync("phone,name,note\n+12125551000,\"Ann \"\"A\"\"\",\"two\nlines\"\n+12125551001,5\" pipe,\n");

        (done.Rows, done.Accepted, done.Refused).ShouldBe((2, 2, 0));
    }

    [Theory]
    [InlineData("+1 900 234 5678", "premium-rate")]
    [InlineData("+44 909 879 0000", "premium-rate")]
    [InlineData("+49 180 5123456", "special-rate")]
    [InlineData("911", "short code")]
    public async Task A_number_that_costs_more_or_is_nobodys_is_refused_with_the_reason(string number, string why)
    {
        await using var rig = await StoreRig.MakeAsync();

        var done = await rig.ImportAsync($"phone\n{number}\n+1 800 234 5678\n");

        (done.Rows, done.Accepted).ShouldBe((2, 1), "a toll-free number costs nobody anything");
        var refused = done.Refusals.ShouldHaveSingleItem();
        refused.Row.ShouldBe(2);
        refused.Reason.ShouldContain(why);
    }

    [Fact]
    public async Task A_file_of_more_columns_than_a_list_has_fields_is_refused_by_their_number_alone()
    {
        await using var rig = await StoreRig.MakeAsync();
        foreach (var (columns, written) in ((int, string)[])[(201, "201"), (900_000, "900,000")])
        {
            var refused = (await Should.ThrowAsync<ImportRefusedException>(rig.ImportAsync($"phone{new string(',', columns - 1)}\n+12125551000\n"))).Message;

            refused.ShouldBe($"The file has {written} columns; a list has at most 200. Keep those that agents need, and send it again.");
        }

        var header = new string('x', 201);
        (await Should.ThrowAsync<ImportRefusedException>(rig.ImportAsync($"phone,{header}\n+12125551000,\n"))).Message
            .ShouldBe("The header of column 2 has 201 characters, at most 200 are kept. Shorten it.");
        (await rig.ImportAsync($"phone{new string(',', 199)}\n+12125551000\n")).Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Files_whose_columns_are_too_many_together_are_refused_in_the_check_as_in_the_import()
    {
        await using var rig = await StoreRig.MakeAsync();
        string Csv(string word, int number) => $"phone,{string.Join(',', Enumerable.Range(1, 120).Select(i => $"{word} {i}"))}\n+1212555{number},x\n";
        await rig.ImportAsync(Csv("first", 1000));

        (await rig.ImportAsync(Csv("first", 1001))).Accepted.ShouldBe(1, "its columns are known");
        var refused = (await Should.ThrowAsync<ImportRefusedException>(rig.ImportAsync(Csv("second", 1002)))).Message;

        refused.ShouldStartWith("With this file the list would have 240 fields; it has at most 200.");
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Csv("second", 1002)));
        (await Should.ThrowAsync<ImportRefusedException>(rig.Store.Lists.CheckAsync(RingHost.GroupId, stream, new("US", [], "", ""), progress: null, default)))
            .Message.ShouldBe(refused);
        (await rig.Store.Fields.OfAsync(RingHost.GroupId, default)).Select(static f => f.Definition.Column)
            .ShouldBe(Enumerable.Range(1, 120).Select(static i => $"first {i}"));
        (await rig.Store.Board.ChainCountsAsync(RingHost.GroupId, default)).Total.ShouldBe(2);
    }

    [Fact]
    public async Task A_region_nobody_knows_and_a_group_nobody_made_are_refused()
    {
        await using var rig = await StoreRig.MakeAsync();
        using var stream = new MemoryStream("phone\n+12125551000\n"u8.ToArray());

        (await Should.ThrowAsync<ImportRefusedException>(rig.Store.Lists.ImportAsync(RingHost.GroupId, stream, "Atlantis", default))).Message
            .ShouldContain("\"Atlantis\" is no region");
        await Should.ThrowAsync<KeyNotFoundException>(rig.Store.Lists.ImportAsync(new("nowhere"), stream, "US", default));
    }

    private static Instant Now(StoreRig rig) => Instant.FromDateTimeOffset(rig.Time.GetUtcNow());

    private static Task<DueRecords> ClaimAsync(StoreRig rig) =>
        rig.Store.Queue.ClaimAsync(RingHost.GroupId, CampaignRules.Default, 10, Now(rig), default);
}
