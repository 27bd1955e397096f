using System.Globalization;
using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Paceline.Storage;

/// <summary>The numbered steps of the schema, forward only. The database carries the number of the last one (user_version).</summary>
internal static class Migrations
{
    private const string Folder = "Paceline.Storage.Migrations.Sqlite.";

    /// <summary>The newest schema this program knows.</summary>
    public static int Newest => Steps().Max(static step => step.Number);

    public static int VersionOf(SqliteConnection connection) =>
        checked((int)connection.ExecuteScalar<long>("select user_version from pragma_user_version"));

    /// <summary>Brings the schema to the newest; each step is one transaction.</summary>
    public static void Apply(SqliteConnection connection) => Apply(connection, Newest);

    /// <param name="upTo">The last step: what an older program did.</param>
    public static void Apply(SqliteConnection connection, int upTo)
    {
        foreach (var (number, name) in Steps().Where(step => step.Number <= upTo).OrderBy(static step => step.Number))
        {
            using var transaction = connection.BeginTransaction(deferred: false);

            // Asked inside the transaction: a command beside the server may have made the step meanwhile.
            if (number > VersionOf(connection))
            {
                connection.Execute(Text(name), transaction: transaction);
                connection.Execute(
                    string.Create(CultureInfo.InvariantCulture, $"pragma user_version = {number}"), transaction: transaction);
            }

            transaction.Commit();
        }
    }

    private static IEnumerable<(int Number, string Name)> Steps() =>
        from name in Assembly.GetExecutingAssembly().GetManifestResourceNames()
        where name.StartsWith(Folder, StringComparison.Ordinal)
        select (int.Parse(name.AsSpan(Folder.Length, 4), CultureInfo.InvariantCulture), name);

    private static string Text(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!; // Named by the assembly itself.
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
