using Paceline.Dialing;

namespace Paceline.Storage;

/// <summary>One data directory with its database: the only thing of this project that opens and closes.</summary>
public sealed class SqliteStore : IAsyncDisposable
{
    private SqliteStore()
    {
    }

    /// <summary>What the two writers commit to.</summary>
    public ILedger Ledger => throw new NotSupportedException();

    /// <summary>The dialling queue.</summary>
    public IDueRecords Queue => throw new NotSupportedException();

    public CampaignGroups Groups => throw new NotSupportedException();

    public CallingLists Lists => throw new NotSupportedException();

    public People People => throw new NotSupportedException();

    public Suppressions Suppressions => throw new NotSupportedException();

    public FactLog Facts => throw new NotSupportedException();

    public Board Board => throw new NotSupportedException();

    public Receipts Receipts => throw new NotSupportedException();

    public VoiceCursors VoiceCursors => throw new NotSupportedException();

    public Settings Settings => throw new NotSupportedException();

    /// <summary>Opens the directory for a server, which is then its only one.</summary>
    /// <exception cref="StoreRefusedException">Another server uses it, it cannot be written, or a newer Paceline made it.</exception>
    public static Task<SqliteStore> OpenAsync(string dataDirectory, TimeProvider time, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Opens it for a short command beside a running server, such as a new sign-in link.</summary>
    /// <exception cref="StoreRefusedException">It cannot be written, or a newer Paceline made it.</exception>
    public static Task<SqliteStore> OpenForCommandAsync(string dataDirectory, TimeProvider time, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
