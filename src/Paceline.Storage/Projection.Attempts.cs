using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Compliance;

namespace Paceline.Storage;

// Facts of attempts, with what they count.
internal static partial class Projection
{
    /// <summary>Whether an attempt was abandoned, by its columns: <see cref="AttemptFact.IsAbandonment(AttemptFact)"/> in SQL.</summary>
    public const string IsAbandoned = $"(coalesce(result, '') in ('Abandoned', 'Dropped') or {IsLeftAlone})";

    /// <summary>Whether its person had answered and was connected with nobody when its node was lost.</summary>
    public const string IsLeftAlone = "(interrupted and answered and bridged_at is null)";

    private static RowChange[] OfAttempt(AttemptFact fact, Instant at) => fact switch
    {
        AttemptFact.Withdrawn => [Attempt(fact, "phase = 'withdrawn'")],
        AttemptFact.Previewed => [Attempt(fact, "phase = 'previewing'")],
        AttemptFact.Ordered f =>
            [Attempt(fact, "phase = 'ordered', ordered_at = @At, valid_until = @Until", at, until: f.ValidUntil)],
        AttemptFact.Placed => [Attempt(fact, "phase = 'dialing', placed = 1, invite_left = 1")],
        AttemptFact.Alerted => [Attempt(fact, "phase = 'dialing', placed = 1, invite_left = 1, alerting = 1, rings_at = @At", at)],
        AttemptFact.Answered =>
        [
            Attempt(fact, "phase = 'answered', placed = 1, invite_left = 1, answered = 1, answered_at = @At", at),
            .. Counts(fact, at, answered: "1", abandoned: "0"),
        ],
        AttemptFact.Bridged => [Attempt(fact, "phase = 'bridged', bridged_at = @At", at)],
        AttemptFact.AgentAssigned f =>
        [
            new("delete from free_agent where agent = @Agent and group_id = (select group_id from attempt where id = @Id)",
                new { Id = f.Attempt.ToString(), Agent = f.Agent.Value }),
            new("update attempt set agent = @Agent, offer = @Offer where id = @Id", new { Id = f.Attempt.ToString(), Agent = f.Agent.Value, f.Offer }),
        ],
        AttemptFact.AgentLost f => [Attempt(fact, f.TooLate ? "agent = '', bridging = 0, too_late = 1" : "agent = '', bridging = 0")],
        AttemptFact.BridgeOrdered => [Attempt(fact, "bridging = 1")],
        AttemptFact.MessageStarted => [Attempt(fact, "too_late = 1")],
        AttemptFact.CancelOrdered => [Attempt(fact, "cancel_ordered = 1")],
        AttemptFact.Ended f =>
        [
            .. AttemptFact.IsAbandonment(f)
                ? (RowChange[])[.. Counts(fact, at, answered: "phase in ('reserving', 'ordered', 'dialing')", abandoned: "1"), .. LeavesInPeace(f, at)]
                : [],
            Ends(f, at),
        ],
        AttemptFact.Interrupted f =>
        [
            .. f.LeftAlone ? (RowChange[])[.. Counts(fact, at, answered: "0", abandoned: "1"), .. LeavesInPeace(f, at)] : [],
            new("""
                update attempt set phase = 'ended', ended_at = @At, invite_left = 1, interrupted = 1, result = @Result, cause = @Cause
                where id = @Id
                """,
                new
                {
                    Id = f.Attempt.ToString(),
                    At = at.Stored,
                    Result = nameof(CallResult.SystemError),
                    Cause = nameof(Cause.Interrupted),
                }),
            .. Rests("quarantine", f, at, f.QuarantineUntil),
        ],
        _ => throw Unknown(fact),
    };

    private static RowChange[] LeavesInPeace(AttemptFact fact, Instant at) => Rests("peace", fact, at, at + Peace.Length);

    /// <summary>The attempt's number is not called until then.</summary>
    private static RowChange[] Rests(string table, AttemptFact fact, Instant at, Instant until) =>
    [
        new($"delete from {table} where until <= @At", new { At = at.Stored }),
        new($"""
            insert into {table} (number, until) select number, @Until from attempt where id = @Id
            on conflict do update set until = max(until, excluded.until)
            """,
            new { Id = fact.Attempt.ToString(), Until = until.Stored }),
    ];

    /// <summary>An attempt of which only the end was reported is placed and answered by what its evidence says.</summary>
    private static RowChange Ends(AttemptFact.Ended fact, Instant at) => new("""
        update attempt set
            placed = case when phase = 'ordered' and @InviteLeft then 1 else placed end,
            answered = case when (phase = 'ordered' and @InviteLeft or phase = 'dialing') and @Answered then 1 else answered end,
            phase = 'ended', ended_at = @At, invite_left = @InviteLeft, result = @Result, cause = @Cause, evidence = @Evidence
        where id = @Id
        """,
        new
        {
            Id = fact.Attempt.ToString(),
            At = at.Stored,
            fact.Evidence.InviteLeft,
            fact.Evidence.Answered,
            Result = fact.Result.ToString(),
            Cause = fact.Cause.ToString(),
            Evidence = FactJson.Write(fact.Evidence),
        });

    private static RowChange[] Counts(AttemptFact fact, Instant at, string answered, string abandoned)
    {
        var today = at.InUtc().Date;
        var values = new
        {
            Id = fact.Attempt.ToString(),
            Day = DayOf(today),
            Oldest = DayOf(today.PlusDays(1 - AbandonmentWindow.LengthInDays)),
        };
        return
        [
            new($"""
                insert into abandonment_day (group_id, day, answered, abandoned)
                select group_id, @Day, {answered}, {abandoned} from attempt where id = @Id
                on conflict do update set answered = answered + excluded.answered, abandoned = abandoned + excluded.abandoned
                """, values),
            new("delete from abandonment_day where group_id = (select group_id from attempt where id = @Id) and day < @Oldest", values),
        ];
    }

    private static RowChange Attempt(AttemptFact fact, string change, Instant? at = null, Instant? until = null) =>
        Attempt(fact.Attempt, change, at, until);

    private static RowChange Attempt(AttemptId attempt, string change, Instant? at = null, Instant? until = null) =>
        new($"update attempt set {change} where id = @Id", new { Id = attempt.ToString(), At = at?.Stored, Until = until?.Stored });
}
