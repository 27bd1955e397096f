namespace Paceline.Storage;

/// <summary>Words the program keeps for itself in the data directory, such as the name of the installation.</summary>
public sealed class Settings
{
    internal Settings()
    {
    }

    /// <summary>Null: never set.</summary>
    public Task<string?> FindAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SetAsync(string name, string value, CancellationToken cancellationToken) => throw new NotSupportedException();
}
