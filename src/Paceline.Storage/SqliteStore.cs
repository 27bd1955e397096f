using Dapper;
using Microsoft.Data.Sqlite;
using Paceline.Dialing;

namespace Paceline.Storage;

/// <summary>One data directory with its database: the only thing of this project that opens and closes.</summary>
public sealed class SqliteStore : IAsyncDisposable
{
    /// <summary>How long a write waits for another process (the server for a command, or the other way round).</summary>
    private const int BusySeconds = 5;

    private readonly DataDirectory _directory;
    private readonly SqliteReaders _readers;

    // Columns are written with underscores and members are not; nobody else uses Dapper.
    static SqliteStore() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    private SqliteStore(DataDirectory directory, SqliteConnection connection, TimeProvider time)
    {
        _directory = directory;
        _readers = new(new SqliteConnectionStringBuilder
        {
            DataSource = directory.Database,
            Mode = SqliteOpenMode.ReadOnly,
            DefaultTimeout = BusySeconds,
        }.ToString());
        var clock = new Clock(time);
        Writer = new(connection);
        Messages = new(Writer, _readers, clock);
        Ledger = new SqliteLedger(Writer, _readers, Messages, clock);
        Queue = new SqliteQueue(Writer);
        Groups = new(Writer, _readers, clock);
        Lists = new(Writer, _readers, clock, directory);
        Imports = new(Writer, _readers, clock);
        Fields = new(Writer, _readers);
        People = new(Writer, _readers, clock);
        Suppressions = new(Writer, _readers, clock, directory);
        Facts = new(_readers);
        Board = new(_readers);
        Receipts = new(Writer, _readers, clock);
        ReturnedCalls = new(Writer, _readers, clock);
        Callbacks = new(_readers);
    }

    internal SqliteWriter Writer { get; }

    /// <summary>What the two writers commit to.</summary>
    public ILedger Ledger { get; }

    /// <summary>The dialling queue.</summary>
    public IDueRecords Queue { get; }

    public CampaignGroups Groups { get; }

    public CallingLists Lists { get; }

    public Imports Imports { get; }

    public ListFields Fields { get; }

    public People People { get; }

    public Suppressions Suppressions { get; }

    public FactLog Facts { get; }

    public Board Board { get; }

    public Receipts Receipts { get; }

    public Messages Messages { get; }

    public ReturnedCalls ReturnedCalls { get; }

    public Callbacks Callbacks { get; }

    /// <summary>Opens the directory for a server, which is then its only one.</summary>
    /// <exception cref="StoreRefusedException">Another server uses it, it cannot be written, or a newer Paceline made it.</exception>
    public static async Task<SqliteStore> OpenAsync(string dataDirectory, TimeProvider time, CancellationToken cancellationToken) =>
        await OpenAsync(DataDirectory.Hold(Path.GetFullPath(dataDirectory)), upgrade: true, time, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Opens it for a short command beside a running server, such as a new sign-in link.</summary>
    /// <exception cref="StoreRefusedException">It is not there, cannot be written, or another version of Paceline made it.</exception>
    public static async Task<SqliteStore> OpenForCommandAsync(
        string dataDirectory, TimeProvider time, CancellationToken cancellationToken) =>
        await OpenAsync(DataDirectory.Share(Path.GetFullPath(dataDirectory)), upgrade: false, time, cancellationToken)
            .ConfigureAwait(false);

    private static async Task<SqliteStore> OpenAsync(
        DataDirectory directory, bool upgrade, TimeProvider time, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = directory.Database,
            Mode = SqliteOpenMode.ReadWrite,
            ForeignKeys = true,
            Pooling = false,
            DefaultTimeout = BusySeconds,
        }.ToString());
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            Admit(directory, Migrations.VersionOf(connection), upgrade);

            // Write-ahead log: readers and the writer do not wait for each other. FULL: a commit that was answered survives power loss.
            await connection.ExecuteAsync("pragma journal_mode = wal").ConfigureAwait(false);
            await connection.ExecuteAsync("pragma synchronous = full").ConfigureAwait(false);
            Migrations.Apply(connection);
            return new(directory, connection, time);
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            directory.Dispose();
            if (failure is SqliteException refused)
            {
                throw directory.CannotOpen(refused);
            }

            throw;
        }
    }

    private static void Admit(DataDirectory directory, int version, bool upgrade)
    {
        if (version > Migrations.Newest)
        {
            throw new StoreRefusedException(
                $"{directory.Path} was made by a newer Paceline: its version is {version}, and this program knows {Migrations.Newest}. "
                + "Use the newer program.");
        }

        if (version == 0 && !upgrade)
        {
            throw DataDirectory.NotMade(directory.Path);
        }

        if (version < Migrations.Newest && !upgrade)
        {
            throw new StoreRefusedException(
                $"{directory.Path} was made by an older Paceline (version {version} of {Migrations.Newest}). "
                + "Start this program's server once; it brings it up to date.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The writer last: the connection that closes last folds the log into the database, and a reader cannot.
        _readers.Dispose();
        await Writer.DisposeAsync().ConfigureAwait(false);
        _directory.Dispose();
    }
}
