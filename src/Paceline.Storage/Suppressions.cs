using NodaTime;
using Paceline.Dialing;

namespace Paceline.Storage;

/// <summary>A number that nobody calls.</summary>
public sealed record Suppression(PhoneNumber Number, string Reason, string By, Instant At);

/// <summary>The Do Not Call list over all campaigns: effective with its commit, for every dial that commits after it.</summary>
public sealed class Suppressions
{
    internal Suppressions()
    {
    }

    /// <summary>False: the number was on the list already, and the older entry stays.</summary>
    public Task<bool> AddAsync(PhoneNumber number, string reason, string by, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> ContainsAsync(PhoneNumber number, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>The newest entries first.</summary>
    public Task<IReadOnlyList<Suppression>> NewestAsync(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
}
