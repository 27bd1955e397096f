using Dapper;
using Microsoft.Data.Sqlite;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;

namespace Paceline.Storage;

/// <summary>The last check of a number, inside the transaction that reserves or dials it: what no decision outside could know.</summary>
internal static class NumberGuard
{
    /// <summary>When a number that is in use elsewhere, or on the Do Not Call list, is asked for again.</summary>
    public static Duration AskAgainAfter { get; } = Duration.FromMinutes(1);

    /// <summary>Null: the number may be dialled, or the fact dials none.</summary>
    /// <remarks>Do Not Call closes the number for a minute only: the claim after it says that the number is suppressed, and the group
    /// finishes the chain. A permission that is over closes it until now: the group asks for a new one.</remarks>
    public static CommitOutcome.NumberClosed? Closes(SqliteConnection connection, DialingFact fact, Instant now) => fact switch
    {
        GroupFact.AttemptBegan f => Begins(connection, f.Attempt, f.Chain, now),
        GroupFact.CallChosen f => Chooses(connection, f, now),
        GroupFact.OutcomeReturned f => Reopens(connection, f, now),
        AttemptFact.Ordered f => Check(connection, f, now),
        _ => null,
    };

    /// <summary>Until when other attempts and quarantine close a number; null: it is free.</summary>
    public static Instant? ClosedUntil(SqliteConnection connection, string number, AttemptId? except, Instant now)
    {
        var quarantine = connection.ExecuteScalar<long?>(
            "select until from quarantine where number = @number and until > @Now", new { number, Now = now.Stored });
        var open = connection.ExecuteScalar<long?>(
            "select 1 from attempt where number = @number and closed_at is null and id is not @Except",
            new { number, Except = except?.ToString() });
        return (quarantine, open) switch
        {
            ({ } until, null) => until.At,
            ({ } until, _) => Instant.Max(until.At, now + AskAgainAfter),
            (null, not null) => now + AskAgainAfter,
            _ => null,
        };
    }

    /// <summary>Until when the person who has the number is left in peace by every campaign; null: they are not.</summary>
    public static Instant? PeaceUntil(SqliteConnection connection, string number, Instant now) => connection.ExecuteScalar<long?>(
        "select until from peace where number = @number and until > @Now", new { number, Now = now.Stored })?.At;

    /// <summary>Attempts to a number in 24 hours whose INVITE left, by whichever campaign.</summary>
    public static int AttemptsToday(SqliteConnection connection, string number, Instant now) => connection.ExecuteScalar<int>(
        """
        select count(*) from attempt
        where number = @number and reserved_at > @Since and (placed = 1 or invite_left = 1)
        """,
        new { number, Since = (now - Duration.FromHours(24)).Stored });

    public static bool IsSuppressed(SqliteConnection connection, string number) =>
        connection.ExecuteScalar<long?>("select 1 from suppression where number = @number", new { number }) is not null;

    private static CommitOutcome.NumberClosed? Reopens(SqliteConnection connection, GroupFact.OutcomeReturned fact, Instant now)
    {
        var number = connection.ExecuteScalar<string>("select number from attempt where id = @Id", new { Id = fact.Attempt.ToString() })!; // It was reserved.
        return InUse(connection, fact.Attempt, fact.Chain, number, now); // Nobody is called by this.
    }

    private static CommitOutcome.NumberClosed? Chooses(SqliteConnection connection, GroupFact.CallChosen fact, Instant now) =>
        Check(connection, fact.Attempt, fact.Chain.Id, fact.Chain.Current.Number.Dialable, now)
        ?? (fact.PerDay is { } most && AttemptsToday(connection, fact.Chain.Current.Number.Dialable, now) >= most
            ? new(fact.Attempt, fact.Chain.Id, $"the number has had its {most} calls of 24 hours", now + Duration.FromHours(1))
            : null);

    private static CommitOutcome.NumberClosed? Begins(SqliteConnection connection, AttemptId attempt, Chain chain, Instant now) =>
        ImportUndone(connection, attempt, chain, now) ?? Check(connection, attempt, chain.Id, chain.Current.Number.Dialable, now);

    /// <summary>A record whose import was undone since it was claimed.</summary>
    private static CommitOutcome.NumberClosed? ImportUndone(SqliteConnection connection, AttemptId attempt, Chain chain, Instant now) =>
        connection.ExecuteScalar<long?>(
            "select 1 from record r join import i on i.id = r.import_id where r.id = @Id and i.undone_at is null",
            new { Id = chain.Current.Id.Value }) is null
            ? new(attempt, chain.Id, "its import was undone", now + AskAgainAfter)
            : null;

    private static CommitOutcome.NumberClosed? Check(SqliteConnection connection, AttemptFact.Ordered fact, Instant now)
    {
        var (number, chain) = connection.QuerySingleOrDefault<(string? Number, long Chain)>(
            "select number, chain_id from attempt where id = @Id", new { Id = fact.Attempt.ToString() });
        if (number is null)
        {
            throw new InvalidOperationException($"Attempt {fact.Attempt} was ordered and never reserved.");
        }

        return Check(connection, fact.Attempt, new(chain), number, now)
            ?? (now > fact.ValidUntil ? new(fact.Attempt, new(chain), "the permission to dial was over", now) : null);
    }

    private static CommitOutcome.NumberClosed? Check(
        SqliteConnection connection, AttemptId attempt, ChainId chain, string number, Instant now) =>
        PeaceUntil(connection, number, now) is { } peace
            ? new(attempt, chain, "the person answered a call that no agent took, and is left in peace for 72 hours", peace)
            : InUse(connection, attempt, chain, number, now);

    private static CommitOutcome.NumberClosed? InUse(
        SqliteConnection connection, AttemptId attempt, ChainId chain, string number, Instant now) =>
        IsSuppressed(connection, number) ? new(attempt, chain, "the number is on the Do Not Call list", now + AskAgainAfter)
        : ClosedUntil(connection, number, attempt, now) is { } until
            ? new(attempt, chain, "the number is in use, or rests after a call whose end nobody saw", until)
        : null;
}
