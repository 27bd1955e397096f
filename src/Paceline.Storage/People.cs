using NodaTime;
using Paceline.Dialing;

namespace Paceline.Storage;

/// <summary>What a user may do.</summary>
public enum UserRole
{
    /// <summary>Takes calls; sees only their own.</summary>
    Agent,

    /// <summary>Runs campaign groups and sees everybody.</summary>
    Supervisor,

    /// <summary>A program with a key.</summary>
    Machine,
}

/// <summary>Somebody who may sign in, or a program that has a key.</summary>
/// <param name="Name">For people.</param>
/// <param name="Group">The group whose calls an agent takes; null for all others.</param>
public sealed record User(string Id, string Name, UserRole Role, GroupId? Group);

/// <summary>A one-time link's secret, shown once.</summary>
public sealed record LinkToken(string Token, Instant ValidUntil);

/// <summary>Who may come in, and by what: links that work once, and keys of programs. Secrets are stored as hashes only.</summary>
public sealed class People
{
    /// <summary>How long a one-time link works.</summary>
    public static Duration LinkValidity { get; } = Duration.FromMinutes(15);

    internal People()
    {
    }

    /// <summary>Adds a user, an agent with its agent's row; false: the id is taken and nothing was changed.</summary>
    /// <exception cref="KeyNotFoundException">There is no such group.</exception>
    public Task<bool> AddAsync(User user, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Null: there is no such user.</summary>
    public Task<User?> FindAsync(string user, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>All users by id.</summary>
    public Task<IReadOnlyList<User>> AllAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Makes a link for a user.</summary>
    /// <exception cref="KeyNotFoundException">There is no such user.</exception>
    public Task<LinkToken> NewLinkAsync(string user, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Uses a link up; null: it never existed, has been used, or is too old.</summary>
    public Task<User?> ConsumeLinkAsync(string token, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Makes a key for a user.</summary>
    /// <exception cref="KeyNotFoundException">There is no such user.</exception>
    public Task<string> NewKeyAsync(string user, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Whose key it is; null: nobody's, or revoked.</summary>
    public Task<User?> UserOfKeyAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Revokes all keys of a user and all links not yet used.</summary>
    public Task RevokeAsync(string user, CancellationToken cancellationToken) => throw new NotSupportedException();
}
