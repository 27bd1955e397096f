using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Groups;
using Paceline.Storage;

namespace Paceline.Tests.Storage;

/// <summary>The data directory: who may open it, and what it holds when a process is killed.</summary>
public sealed class SqliteFiles
{
    private static readonly Instant _at = Instant.FromUtc(2026, 3, 3, 17, 0);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_second_server_is_refused_and_a_command_is_not()
    {
        await using var rig = await StoreRig.MakeAsync();

        var refused = await Should.ThrowAsync<StoreRefusedException>(SqliteStore.OpenAsync(rig.Folder.Path, _time, default));
        refused.Message.ShouldContain("Another Paceline server uses");

        await using var command = await SqliteStore.OpenForCommandAsync(rig.Folder.Path, rig.Time, default);
        var link = await command.People.NewLinkAsync("anna", default);
        (await rig.Store.People.ConsumeLinkAsync(link.Token, default)).ShouldNotBeNull().Id.ShouldBe("anna");
    }

    [Fact]
    public async Task A_directory_of_a_newer_program_is_refused_with_both_versions()
    {
        using var folder = new TemporaryFolder();
        await (await SqliteStore.OpenAsync(folder.Path, _time, default)).DisposeAsync();
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "paceline.db")};Pooling=False"))
        {
            await database.ExecuteAsync("pragma user_version = 99");
        }

        var refused = await Should.ThrowAsync<StoreRefusedException>(SqliteStore.OpenAsync(folder.Path, _time, default));

        refused.Message.ShouldContain($"made by a newer Paceline: its version is 99, and this program knows {Migrations.Newest}. Use the newer program.");
    }

    [Fact]
    public async Task A_directory_of_an_older_program_is_brought_up_to_date_by_a_server_and_by_no_command()
    {
        using var folder = new TemporaryFolder();
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "paceline.db")};Pooling=False"))
        {
            await database.OpenAsync(TestContext.Current.CancellationToken);
            Migrations.Apply(database, upTo: 1);
            await database.ExecuteAsync("insert into user (id, name, role) values ('kim', 'Kim', 'supervisor')");
        }

        (await Should.ThrowAsync<StoreRefusedException>(SqliteStore.OpenForCommandAsync(folder.Path, _time, default))).Message
            .ShouldContain($"made by an older Paceline (version 1 of {Migrations.Newest})");
        await using var store = await SqliteStore.OpenAsync(folder.Path, _time, default);
        (await store.People.SignOutsAsync("kim", default)).ShouldBe(0);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "data");
        await File.WriteAllTextAsync(path, "a file where the folder should be");

        var refused = await Should.ThrowAsync<StoreRefusedException>(SqliteStore.OpenAsync(path, _time, default));

        refused.Message.ShouldStartWith($"Paceline cannot write to {path}.");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "paceline.db"), new string('x', 4096));

        (await Should.ThrowAsync<StoreRefusedException>(SqliteStore.OpenAsync(folder.Path, _time, default)))
            .Message.ShouldContain("is no database of Paceline");
    }

    [Fact]
    public async Task A_new_directory_is_its_owners_alone()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "data");
        await using var store = await SqliteStore.OpenAsync(path, _time, default);

        if (!OperatingSystem.IsWindows())
        {
            (File.GetUnixFileMode(path) & (UnixFileMode)0b_000_111_111).ShouldBe(UnixFileMode.None);
            foreach (var file in Directory.GetFiles(path))
            {
                (File.GetUnixFileMode(file) & (UnixFileMode)0b_000_111_111).ShouldBe(UnixFileMode.None, file);
            }
        }
    }

    [Fact]
    public async Task What_was_answered_is_there_after_a_kill()
    {
        await using var rig = await StoreRig.MakeAsync();
        await rig.ImportAsync(3);
        await rig.Store.Ledger.CommitAsync(
            new(WriterId.Of(RingHost.GroupId), 0, _at, [new GroupFact.DialingStarted("kim")], []), default);

        using var killed = rig.Folder.Copy();
        await using var after = await SqliteStore.OpenAsync(killed.Path, rig.Time, default);

        (await after.Ledger.OpenGroupAsync(RingHost.GroupId, default)).Group.Running.ShouldBeTrue();
        (await after.Board.ChainCountsAsync(RingHost.GroupId, default)).ShouldBe(new ChainCounts(3, 3, 0, 0, 0));
    }

    [Fact]
    public async Task A_kill_in_the_middle_of_an_import_leaves_no_file_of_it_and_the_history_says_who_came()
    {
        await using var rig = await StoreRig.MakeAsync();
        var csv = "phone,name\n" + string.Concat(Enumerable.Range(1000, 2500).Select(static i => $"+1212555{i},x\n{(i == 1000 ? "hello,y\n" : "")}"));
        var moment = new Moment(rig.Folder);

        using (var stream = new MemoryStream(Encoding.UTF8.GetBytes(csv)))
        {
            await rig.Store.Lists.ImportAsync(RingHost.GroupId, stream, new("US", [], "kim", "people.csv"), moment, default);
        }

        using var killed = moment.Killed.ShouldNotBeNull();
        moment.Left.ShouldNotContain(static name => name.StartsWith("import-", StringComparison.Ordinal));
        await using var after = await SqliteStore.OpenAsync(killed.Path, rig.Time, default);
        var entry = (await after.Imports.OfAsync(RingHost.GroupId, 10, default)).ShouldHaveSingleItem();
        (entry.File, entry.Rows, entry.Accepted, entry.Refused, entry.FinishedAt).ShouldBe(("people.csv", 1_001, 1_000, 1, null));
        (await after.Board.ChainCountsAsync(RingHost.GroupId, default)).Total.ShouldBe(1_000);
        (await after.Imports.UndoAsync(RingHost.GroupId, entry.Id, "kim", default)).ShouldBe(new UndoOutcome.Undone(1_000));
    }

    [Fact]
    public async Task What_an_earlier_version_left_of_an_import_is_taken_away_by_the_next_server_and_nothing_else_is()
    {
        await using var rig = await StoreRig.MakeAsync();
        var left = Path.Combine(rig.Folder.Path, $"import-{Guid.NewGuid():N}.csv");
        var kept = Path.Combine(rig.Folder.Path, "import-people.csv");
        await File.WriteAllTextAsync(left, "phone\n+12125551000\n");
        await File.WriteAllTextAsync(kept, "phone\n+12125551000\n");

        await using (await SqliteStore.OpenForCommandAsync(rig.Folder.Path, rig.Time, default))
        {
            File.Exists(left).ShouldBeTrue("a command does not know whose it is");
        }

        await rig.ReopenAsync();

        (File.Exists(left), File.Exists(kept)).ShouldBe((false, true));
    }

    /// <summary>The folder as it is after the first piece of an import.</summary>
    private sealed class Moment(TemporaryFolder folder) : IProgress<ImportProgress>
    {
        public TemporaryFolder? Killed { get; private set; }

        public IReadOnlyList<string> Left { get; private set; } = [];

        public void Report(ImportProgress value)
        {
            if (Killed is null)
            {
                Killed = folder.Copy();
                Left = [.. Directory.GetFiles(folder.Path).Select(static f => Path.GetFileName(f))];
            }
        }
    }

    [Fact]
    public async Task Turns_that_wait_share_a_transaction_and_a_failing_one_takes_no_other_with_it()
    {
        await using var rig = await StoreRig.MakeAsync();
        var before = rig.Store.Writer.Transactions;

        // While the first turn runs, all others gather behind it.
        using var gathered = new SemaphoreSlim(0);
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = rig.Store.Writer.WriteAsync(
            _ =>
            {
                running.SetResult();
                return gathered.Wait(TimeSpan.FromSeconds(30));
            },
            default);
        await running.Task;
        var commits = Enumerable.Range(0, 20).Select(i => rig.Store.Ledger.CommitAsync(
            new(WriterId.Of(RingHost.GroupId), i == 7 ? 99 : i < 7 ? i : i - 1, _at, [new GroupFact.DialingStarted("kim")], []), default)).ToList();
        var failing = rig.Store.Writer.WriteAsync(
            static connection => connection.Execute("insert into setting (name) values ('broken')"), default);
        gathered.Release();

        (await first).ShouldBeTrue();
        var outcomes = await Task.WhenAll(commits);
        await Should.ThrowAsync<SqliteException>(failing);
        outcomes.Index().Where(static o => o.Item is CommitOutcome.Stale).Select(static o => o.Index).ShouldBe([7]);
        outcomes.OfType<CommitOutcome.Committed>().Select(static c => c.Version).ShouldBe(Enumerable.Range(1, 19).Select(static v => (long)v));
        (rig.Store.Writer.Transactions - before).ShouldBe(2);
        (await rig.Store.Facts.LastAsync(default)).ShouldBe(19);
    }
}
