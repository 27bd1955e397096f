using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
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
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly Clock _clock;

    internal People(SqliteWriter writer, SqliteReaders readers, Clock clock) => (_writer, _readers, _clock) = (writer, readers, clock);

    /// <summary>How long a one-time link works.</summary>
    public static Duration LinkValidity { get; } = Duration.FromMinutes(15);

    /// <summary>Adds a user, an agent with its agent's row; false: the id is taken and nothing was changed.</summary>
    /// <exception cref="ArgumentException">An agent without a group, or another user with one.</exception>
    /// <exception cref="UnknownIdException">There is no such group.</exception>
    public Task<bool> AddAsync(User user, CancellationToken cancellationToken)
    {
        if (user.Role is UserRole.Agent != user.Group.HasValue)
        {
            throw new ArgumentException("An agent has a group, and nobody else has.", nameof(user));
        }

        return _writer.WriteAsync(connection => Add(connection, user, _clock.Now), cancellationToken);
    }

    /// <summary>Null: there is no such user.</summary>
    public Task<User?> FindAsync(string user, CancellationToken cancellationToken) =>
        _readers.ReadAsync(connection => Read(connection, "where id = @user", new { user }).SingleOrDefault(), cancellationToken);

    /// <summary>All users by id.</summary>
    public Task<IReadOnlyList<User>> AllAsync(CancellationToken cancellationToken) => _readers.ReadAsync<IReadOnlyList<User>>(
        static connection => [.. Read(connection, "order by id", new { })], cancellationToken);

    /// <summary>Makes a link for a user.</summary>
    /// <exception cref="UnknownIdException">There is no such user.</exception>
    public Task<LinkToken> NewLinkAsync(string user, CancellationToken cancellationToken) => _writer.WriteAsync(
        connection =>
        {
            Know(connection, user);
            var (token, until) = (NewSecret(), _clock.Now + LinkValidity);
            connection.Execute("delete from sign_in_link where valid_until <= @Now", new { Now = _clock.Now.Stored });
            connection.Execute(
                "insert into sign_in_link (hash, user_id, valid_until) values (@Hash, @user, @Until)",
                new { Hash = Hash(token), user, Until = until.Stored });
            return new LinkToken(token, until);
        },
        cancellationToken);

    /// <summary>Uses a link up; null: it never existed, has been used, or is too old.</summary>
    public Task<User?> ConsumeLinkAsync(string token, CancellationToken cancellationToken) => _writer.WriteAsync(
        connection => connection.ExecuteScalar<string?>(
            "delete from sign_in_link where hash = @Hash and valid_until > @Now returning user_id",
            new { Hash = Hash(token), Now = _clock.Now.Stored }) is { } user
                ? Read(connection, "where id = @user", new { user }).SingleOrDefault()
                : null,
        cancellationToken);

    /// <summary>How often a user has signed out; what was signed in under a lower number is over. Null: there is no such user.</summary>
    public Task<long?> SignOutsAsync(string user, CancellationToken cancellationToken) => _readers.ReadAsync(
        connection => connection.ExecuteScalar<long?>("select sign_outs from user where id = @user", new { user }), cancellationToken);

    /// <summary>Ends every sign-in of a user, also those in other browsers; keys of programs stay.</summary>
    public Task SignOutAsync(string user, CancellationToken cancellationToken) => _writer.WriteAsync(
        connection => connection.Execute("update user set sign_outs = sign_outs + 1 where id = @user", new { user }), cancellationToken);

    /// <summary>Makes a key for a user.</summary>
    /// <exception cref="UnknownIdException">There is no such user.</exception>
    public Task<string> NewKeyAsync(string user, CancellationToken cancellationToken) => _writer.WriteAsync(
        connection =>
        {
            Know(connection, user);
            var key = NewSecret();
            connection.Execute(
                "insert into api_key (hash, user_id, made_at) values (@Hash, @user, @Now)",
                new { Hash = Hash(key), user, Now = _clock.Now.Stored });
            return key;
        },
        cancellationToken);

    /// <summary>Whose key it is; null: nobody's, or revoked.</summary>
    public Task<User?> UserOfKeyAsync(string key, CancellationToken cancellationToken) => _readers.ReadAsync(
        connection => Read(connection, "where id = (select user_id from api_key where hash = @Hash)", new { Hash = Hash(key) })
            .SingleOrDefault(),
        cancellationToken);

    /// <summary>Revokes all keys of a user and all links not yet used.</summary>
    public Task RevokeAsync(string user, CancellationToken cancellationToken) => _writer.WriteAsync(
        connection => connection.Execute(
            "delete from api_key where user_id = @user; delete from sign_in_link where user_id = @user;", new { user }),
        cancellationToken);

    private static bool Add(SqliteConnection connection, User user, Instant now)
    {
        if (user.Group is { } group && CampaignGroups.Read(connection, group) is null)
        {
            throw new UnknownIdException($"There is no campaign group \"{group}\".");
        }

        var added = connection.Execute(
            "insert into user (id, name, role, group_id) values (@Id, @Name, @Role, @Group) on conflict do nothing",
            new { user.Id, user.Name, Role = Word(user.Role), Group = user.Group?.Value });
        return added == 1 && (user.Role is not UserRole.Agent || connection.Execute(
            "insert into agent (id, group_id, state, since) values (@Id, @Group, 'signedOut', @Now)",
            new { user.Id, Group = user.Group?.Value, Now = now.Stored }) == 1);
    }

    private static IEnumerable<User> Read(SqliteConnection connection, string which, object values) => connection
        .Query<(string Id, string Name, string Role, string? Group)>($"select id, name, role, group_id from user {which}", values)
        .Select(static row => new User(
            row.Id, row.Name, Enum.Parse<UserRole>(row.Role, ignoreCase: true), row.Group is null ? null : new GroupId(row.Group)));

    private static void Know(SqliteConnection connection, string user)
    {
        if (connection.ExecuteScalar<long?>("select 1 from user where id = @user", new { user }) is null)
        {
            throw new UnknownIdException($"There is no user \"{user}\".");
        }
    }

    private static string Word(UserRole role) => role switch
    {
        UserRole.Agent => "agent",
        UserRole.Supervisor => "supervisor",
        UserRole.Machine => "machine",
    };

    /// <summary>256 bits: nobody guesses it, so a plain hash keeps it.</summary>
    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
