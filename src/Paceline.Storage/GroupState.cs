using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Paceline.Dialing;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;

namespace Paceline.Storage;

/// <summary>A campaign group from its rows, never from its facts.</summary>
internal static class GroupState
{
    /// <exception cref="UnknownIdException">There is no such group.</exception>
    public static CampaignGroup Read(SqliteConnection connection, GroupId id)
    {
        var stored = CampaignGroups.Read(connection, id) ?? throw new UnknownIdException($"There is no campaign group \"{id}\".");
        return CampaignGroup.Loaded(id, stored.Rules) with
        {
            Phase = stored.Phase,
            Mode = stored.Mode,
            Free = Free(connection, id).ToImmutableSortedDictionary(static a => a.Agent, static a => a),
            Open = Open(connection, id).ToImmutableDictionary(static o => o.Attempt.Id, static o => o),
            Window = Window(connection, id),
            Counts = Counts(connection, id),
            Plans = Leaving(connection, id),
            Pacing = Pacing(connection, id, stored.Rules),
            Callbacks = Callbacks.BookOf(connection, id),
        };
    }

    private static IEnumerable<FreeAgent> Free(SqliteConnection connection, GroupId group) => connection
        .Query<(string Agent, long Offer, string Epoch, long Since, long Asked)>(
            "select agent, offer, epoch, since, asked from free_agent where group_id = @Id", new { Id = group.Value })
        .Select(static row => new FreeAgent(new(row.Agent), row.Offer, new(row.Epoch), row.Since.At, row.Asked != 0));

    private static ImmutableSortedDictionary<AgentId, LeavingAgent> Leaving(SqliteConnection connection, GroupId group) => connection
        .Query<(string Agent, string Plan, long Since, long? HeldUntil)>(
            "select agent, plan, since, held_until from leaving_agent where group_id = @Id", new { Id = group.Value })
        .ToImmutableSortedDictionary(
            static row => new AgentId(row.Agent),
            static row => new LeavingAgent(Enum.Parse<AgentPlan>(row.Plan), row.Since.At, row.HeldUntil?.At));

    private static GroupPacing Pacing(SqliteConnection connection, GroupId group, CampaignRules rules)
    {
        var (learned, at) = connection.QuerySingle<(string? Learned, long? At)>(
            "select pacing, pacing_at from campaign_group where id = @Id", new { Id = group.Value });
        return learned is null
            ? GroupPacing.New(rules)
            : GroupPacing.New(rules).From(FactJson.Read<GroupFact.PacingLearned>(learned), at.AtOrBroken("pacing_at"));
    }

    /// <summary>By the index of the open ones: the planner would walk through all attempts there ever were.</summary>
    private static IEnumerable<OpenAttempt> Open(SqliteConnection connection, GroupId group) => connection
        .Query<AttemptRow>(
            """
            select id, agent, offer, epoch, handing, chain, phase, reserved_at, ordered_at, valid_until, rings_at, answered_at, bridged_at,
                ended_at, cancel_ordered, invite_left, result, outcome, said_result, booking, ahead, too_late, bridging, taken_back
            from attempt indexed by open_attempt where group_id = @Id and closed_at is null
            """,
            new { Id = group.Value })
        .Select(static row => new OpenAttempt(
            new DialAttempt(
                new(Guid.Parse(row.Id)), row.Agent is "" ? null : new AgentId(row.Agent), row.State, row.CancelOrdered != 0, Enum.Parse<Handing>(row.Handing))
            {
                Ahead = row.Ahead != 0,
                OrderedAt = row.OrderedAt?.At,
            },
            FactJson.Read<Chain>(row.Chain),
            row.Offer,
            new(row.Epoch),
            row.Outcome)
        {
            Booking = row.Booking is null ? null : FactJson.Read<Booking>(row.Booking),
            TakenBack = row.TakenBack,
            Result = row.Outcome is null ? "" : row.SaidResult, // The agent's word may be here before the group has heard it.
        });

    private static AbandonmentWindow Window(SqliteConnection connection, GroupId group) => new(connection
        .Query<(long Day, long Answered, long Abandoned)>(
            "select day, answered, abandoned from abandonment_day where group_id = @Id", new { Id = group.Value })
        .ToImmutableSortedDictionary(
            static row => Projection.DateOf(row.Day), static row => new AbandonmentCounts(row.Answered, row.Abandoned)));

    private static GroupCounts Counts(SqliteConnection connection, GroupId group)
    {
        var sums = connection.QuerySingle<(long Placed, long Dialing, long Answered, long Connected, long Abandoned, long Interrupted)>(
            $"""
            select coalesce(sum(placed), 0), coalesce(sum(phase = 'dialing'), 0), coalesce(sum(answered), 0),
                count(bridged_at), coalesce(sum({Projection.IsAbandoned}), 0), coalesce(sum(interrupted), 0)
            from attempt where group_id = @Id
            """,
            new { Id = group.Value });
        return new(
            sums.Placed, sums.Dialing, sums.Answered, sums.Connected, sums.Abandoned, sums.Interrupted,
            By(connection, group, "result"), By(connection, group, "outcome"));
    }

    private static ImmutableSortedDictionary<string, long> By(SqliteConnection connection, GroupId group, string column) => connection
        .Query<(string Word, long Attempts)>(
            $"select {column}, count(*) from attempt where group_id = @Id and {column} is not null group by {column}",
            new { Id = group.Value })
        .ToImmutableSortedDictionary(static row => row.Word, static row => row.Attempts, StringComparer.Ordinal);

    private sealed record AttemptRow
    {
        public required string Id { get; init; }

        public required string Agent { get; init; }

        public required long Offer { get; init; }

        public required string Epoch { get; init; }

        public required string Handing { get; init; }

        public required string Chain { get; init; }

        public required string Phase { get; init; }

        public required long ReservedAt { get; init; }

        public long? OrderedAt { get; init; }

        public long? ValidUntil { get; init; }

        public long? RingsAt { get; init; }

        public long? AnsweredAt { get; init; }

        public long? BridgedAt { get; init; }

        public long? EndedAt { get; init; }

        public required long CancelOrdered { get; init; }

        public required long Ahead { get; init; }

        public required long TooLate { get; init; }

        public required long Bridging { get; init; }

        public required long InviteLeft { get; init; }

        public required long TakenBack { get; init; }

        public string? Result { get; init; }

        public string? Outcome { get; init; }

        public required string SaidResult { get; init; }

        public string? Booking { get; init; }

        public AttemptState State => Phase switch
        {
            "reserving" => new AttemptState.Reserving(ReservedAt.At),
            "previewing" => new AttemptState.Previewing(ReservedAt.At),
            "ordered" => new AttemptState.Ordered(OrderedAt.AtOrBroken("ordered_at"), ValidUntil.AtOrBroken("valid_until")),
            "dialing" => new AttemptState.Dialing(OrderedAt.AtOrBroken("ordered_at"), RingsAt?.At),
            "answered" => new AttemptState.Answered(AnsweredAt.AtOrBroken("answered_at"), TooLate != 0, Bridging != 0),
            "bridged" => new AttemptState.Bridged(BridgedAt.AtOrBroken("bridged_at")),
            "ended" => new AttemptState.Ended(Enum.Parse<CallResult>(Result ?? ""), InviteLeft != 0, EndedAt.AtOrBroken("ended_at")),
            "withdrawn" => new AttemptState.Withdrawn(),
            _ => throw new InvalidDataException($"Attempt {Id} is in phase \"{Phase}\", which this version does not know."),
        };
    }
}
