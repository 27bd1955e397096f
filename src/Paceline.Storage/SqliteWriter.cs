using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Paceline.Storage;

/// <summary>What a turn says of its changes.</summary>
/// <param name="Keep">False: they are undone, and the answer is given nevertheless.</param>
internal readonly record struct Turned<T>(T Answer, bool Keep)
{
    public static Turned<T> Kept(T answer) => new(answer, Keep: true);

    public static Turned<T> Undone(T answer) => new(answer, Keep: false);
}

/// <summary>The one connection that writes, with group commit: all turns that wait go into one transaction and one write to disk, each in
/// a savepoint, so that one that is stale or fails takes no other with it.</summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    /// <summary>Turns of one transaction at most: what a crash can delay, and how long the first waits for the last.</summary>
    public const int BatchMax = 200;

    /// <summary>Turns that wait; more wait at the door. Five transactions, some milliseconds each.</summary>
    private const int WaitingMax = 1_000;

    private readonly SqliteConnection _connection;
    private readonly Channel<Turn> _waiting = Channel.CreateBounded<Turn>(
        new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly Task _loop;

    /// <param name="connection">Open; the writer closes it.</param>
    public SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        _loop = RunAsync();
    }

    /// <summary>Transactions committed since the start.</summary>
    public long Transactions { get; private set; }

    /// <summary>Runs a turn and answers after it is on disk. A turn that has been taken in is not cancelled any more.</summary>
    public async Task<T> TurnAsync<T>(Func<SqliteConnection, Turned<T>> change, CancellationToken cancellationToken)
    {
        var turn = new Turn<T>(change);
        await _waiting.Writer.WriteAsync(turn, cancellationToken).ConfigureAwait(false);
        return await turn.Answer.ConfigureAwait(false);
    }

    /// <summary>A turn that is always kept.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> change, CancellationToken cancellationToken) =>
        TurnAsync(connection => Turned<T>.Kept(change(connection)), cancellationToken);

    private async Task RunAsync()
    {
        var batch = new List<Turn>(BatchMax);
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < BatchMax && _waiting.Reader.TryRead(out var turn))
            {
                batch.Add(turn);
            }

            Commit(batch);
        }
    }

    private void Commit(List<Turn> batch)
    {
        try
        {
            Run("begin immediate");
            foreach (var turn in batch)
            {
                Run("savepoint turn");
                if (!turn.Run(_connection))
                {
                    Run("rollback to turn");
                }

                Run("release turn");
            }

            Run("commit");
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The disk is full or gone: nobody's turn is kept, and each caller hears it. The writer itself goes on.
            RollBack();
            batch.ForEach(turn => turn.Fail(failure));
            return;
        }

        Transactions++;
        batch.ForEach(static turn => turn.Complete());
    }

    private void RollBack()
    {
        try
        {
            if (raw.sqlite3_get_autocommit(_connection.Handle!) == 0)
            {
                Run("rollback");
            }
        }
        catch (SqliteException)
        {
            // A transaction that cannot even be rolled back fails the next "begin", and those who wait for it hear that.
        }
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Only the words above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private abstract class Turn
    {
        /// <summary>Whether its changes are kept.</summary>
        public abstract bool Run(SqliteConnection connection);

        public abstract void Complete();

        public abstract void Fail(Exception failure);
    }

    private sealed class Turn<T>(Func<SqliteConnection, Turned<T>> change) : Turn
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Turned<T> _turned;
        private Exception? _failure;

        public Task<T> Answer => _answer.Task;

        public override bool Run(SqliteConnection connection)
        {
#pragma warning disable CA1031 // Whatever a turn throws is its caller's, and must not end the loop of all.
            try
            {
                _turned = change(connection);
                return _turned.Keep;
            }
            catch (Exception failure)
            {
                _failure = failure;
                return false;
            }
#pragma warning restore CA1031
        }

        public override void Complete()
        {
            if (_failure is null)
            {
                _answer.SetResult(_turned.Answer);
            }
            else
            {
                _answer.SetException(_failure);
            }
        }

        public override void Fail(Exception failure) => _answer.TrySetException(_failure ?? failure);
    }
}
