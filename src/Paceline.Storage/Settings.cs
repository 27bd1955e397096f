using Dapper;

namespace Paceline.Storage;

/// <summary>Words the program keeps for itself in the data directory, such as the name of the installation.</summary>
public sealed class Settings
{
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;

    internal Settings(SqliteWriter writer, SqliteReaders readers) => (_writer, _readers) = (writer, readers);

    /// <summary>Null: never set.</summary>
    public Task<string?> FindAsync(string name, CancellationToken cancellationToken) => _readers.ReadAsync(
        connection => connection.ExecuteScalar<string?>("select value from setting where name = @name", new { name }), cancellationToken);

    public Task SetAsync(string name, string value, CancellationToken cancellationToken) => _writer.WriteAsync(
        connection => connection.Execute(
            "insert into setting (name, value) values (@name, @value) on conflict do update set value = excluded.value",
            new { name, value }),
        cancellationToken);
}
