using Paceline.Dialing;

namespace Paceline.Storage;

/// <summary>Answers to commands with an idempotency key, kept for a day.</summary>
public sealed class Receipts
{
    internal Receipts()
    {
    }

    /// <summary>The stored answer; null: this command is new.</summary>
    public Task<Receipt?> FindAsync(string user, string route, string key, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Keeps the answer of a command that no writer commits, such as an import. The first answer to a key stays.</summary>
    public Task KeepAsync(Receipt receipt, CancellationToken cancellationToken) => throw new NotSupportedException();
}
