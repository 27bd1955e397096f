using Microsoft.Data.Sqlite;

namespace Paceline.Storage;

/// <summary>The folder that belongs to one installation: made for its owner only, and held by one server at a time.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream? _lock;

    private DataDirectory(string path, FileStream? held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public string Database => DatabaseOf(Path);

    /// <summary>Takes the directory for a server, which is then its only one.</summary>
    public static DataDirectory Hold(string path)
    {
        Prepare(path);
        FileStream held;
        try
        {
            // An exclusive lock of the system (flock): it ends with its process, however that ends.
            held = new FileStream(System.IO.Path.Combine(path, "server.lock"), ForOwnerOnly(new()
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
            }));
        }
        catch (UnauthorizedAccessException failure)
        {
            throw CannotWrite(path, failure);
        }
        catch (IOException failure)
        {
            throw new StoreRefusedException(
                $"Another Paceline server uses {path}. Stop that one, or give this one a data directory of its own.", failure);
        }

        SpooledList.ClearAway(path);
        return new(path, held);
    }

    /// <summary>Uses the directory beside a server; one that no server has made stays unmade.</summary>
    public static DataDirectory Share(string path) => File.Exists(DatabaseOf(path)) ? new(path, held: null) : throw NotMade(path);

    /// <summary>Nobody's data: most often the wrong path.</summary>
    public static StoreRefusedException NotMade(string path) => new(
        $"There is no Paceline data in {path}. Name the data directory of a server with --data; a server makes it at its first start.");

    private static void Prepare(string path)
    {
        try
        {
            if (!Directory.Exists(path))
            {
                Make(path);
            }

            // SQLite gives its other files the rights of this one. One that is there is left alone: closing it would let go of the
            // locks that this process holds on it.
            if (!File.Exists(DatabaseOf(path)))
            {
                new FileStream(DatabaseOf(path), ForOwnerOnly(new() { Mode = FileMode.CreateNew, Access = FileAccess.Write })).Dispose();
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, failure);
        }
    }

    /// <summary>A file made with these options can be read by nobody else. Windows takes the folder's rights.</summary>
    public static FileStreamOptions ForOwnerOnly(FileStreamOptions options)
    {
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>A database that could not be opened, in words.</summary>
    public StoreRefusedException CannotOpen(SqliteException failure) => failure.SqliteErrorCode switch
    {
        11 or 26 => new($"{Database} is no database of Paceline, or is damaged. Put a backup in its place.", failure),
        5 or 6 => new($"{Database} is being written by another program, and stayed so for 5 seconds. Try again.", failure),
        _ => CannotWrite(Path, failure),
    };

    private static StoreRefusedException CannotWrite(string path, Exception failure) =>
        new($"Paceline cannot write to {path}. Its data directory must be a folder that its user owns. ({failure.Message})", failure);

    private static string DatabaseOf(string path) => System.IO.Path.Combine(path, "paceline.db");

    public void Dispose() => _lock?.Dispose();
}
