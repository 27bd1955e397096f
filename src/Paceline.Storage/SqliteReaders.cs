using Microsoft.Data.Sqlite;

namespace Paceline.Storage;

/// <summary>Connections that only read, beside the writer: each sees the last commit when it begins, and blocks nobody.</summary>
internal sealed class SqliteReaders(string connectionString) : IDisposable
{
    /// <summary>Reads at a time; more wait. A read is short and the machine has few cores.</summary>
    public const int AtATime = 8;

    private readonly SemaphoreSlim _free = new(AtATime);

    public async Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // SQLite reads on the thread it is called on: that must not be the caller's, who may be in a grain's turn.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            using var connection = new SqliteConnection(connectionString);
            connection.Open();
            return read(connection);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
        _free.Dispose();
    }
}
