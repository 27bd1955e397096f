namespace Paceline.Storage;

/// <summary>One fact as it is kept: the line {"number", "writer", "version", "at", "fact", …} for who reads from outside.</summary>
public sealed record FactLine(long Number, string Json);

/// <summary>Everything that happened, in the order in which it was committed.</summary>
public sealed class FactLog
{
    internal FactLog()
    {
    }

    /// <summary>Facts after a number, oldest first, at most so many; empty: there are none yet.</summary>
    public Task<IReadOnlyList<FactLine>> AfterAsync(long number, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>The number of the newest fact; 0: none.</summary>
    public Task<long> LastAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
