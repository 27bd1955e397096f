using Dapper;
using Paceline.Dialing;

namespace Paceline.Storage;

/// <summary>How far the events of each node's life are committed: after a restart the server asks from there.</summary>
public sealed class VoiceCursors
{
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;

    internal VoiceCursors(SqliteWriter writer, SqliteReaders readers) => (_writer, _readers) = (writer, readers);

    /// <summary>Number of the last acknowledged event; 0: none.</summary>
    public Task<long> AcknowledgedAsync(NodeEpoch epoch, CancellationToken cancellationToken) => _readers.ReadAsync(
        connection => connection.ExecuteScalar<long?>(
            "select acknowledged from voice_cursor where epoch = @Epoch", new { Epoch = epoch.Value }) ?? 0,
        cancellationToken);

    /// <summary>Never goes back: a lower number changes nothing.</summary>
    public Task AcknowledgeAsync(NodeEpoch epoch, long number, CancellationToken cancellationToken) => _writer.WriteAsync(
        connection => connection.Execute(
            """
            insert into voice_cursor (epoch, acknowledged) values (@Epoch, @number)
            on conflict do update set acknowledged = max(acknowledged, excluded.acknowledged)
            """,
            new { Epoch = epoch.Value, number }),
        cancellationToken);
}
