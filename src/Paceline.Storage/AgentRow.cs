using Dapper;
using Microsoft.Data.Sqlite;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;

namespace Paceline.Storage;

/// <summary>The row of an agent, and the agent it means.</summary>
internal sealed record AgentRow
{
    public const string Columns =
        """
        agent.id, agent.group_id, state, since, reason, attempt, asking, handing, until, found, on_hold, more_times, clock_stopped,
        leg_epoch, leg_browser, then_not_ready, offer, last_attempt, leaving_since, leaving_until, leaving_allowed, leaving_channel,
        leaving_by, leaving_now, booked, saved_attempt, saved_found, saved_booked, undoing, last_offer, user.name,
        (select said from attempt where attempt.id = saved_attempt) as saved_said
        """;

    public required string Id { get; init; }

    public required string GroupId { get; init; }

    public required string State { get; init; }

    public required long Since { get; init; }

    public string? Reason { get; init; }

    public string? Attempt { get; init; }

    public required long Asking { get; init; }

    public string? Handing { get; init; }

    public long? Until { get; init; }

    public required string Found { get; init; }

    public required long OnHold { get; init; }

    public required long MoreTimes { get; init; }

    public required long ClockStopped { get; init; }

    public string? LegEpoch { get; init; }

    public long? LegBrowser { get; init; }

    public string? ThenNotReady { get; init; }

    public required long Offer { get; init; }

    public string? LastAttempt { get; init; }

    public long? LeavingSince { get; init; }

    public long? LeavingUntil { get; init; }

    public long? LeavingAllowed { get; init; }

    public required long LeavingChannel { get; init; }

    public required string LeavingBy { get; init; }

    public required long LeavingNow { get; init; }

    public string? Booked { get; init; }

    public string? SavedAttempt { get; init; }

    public required string SavedFound { get; init; }

    public string? SavedBooked { get; init; }

    public string? SavedSaid { get; init; }

    public string? Undoing { get; init; }

    public required long LastOffer { get; init; }

    public required string Name { get; init; }

    /// <exception cref="UnknownIdException">There is no such agent.</exception>
    public static (Agent Agent, CampaignRules Rules) Read(SqliteConnection connection, AgentId id)
    {
        var row = connection.QuerySingleOrDefault<AgentRow>(
            $"select {Columns} from agent join user using (id) where id = @Id", new { Id = id.Value })
            ?? throw new UnknownIdException($"There is no agent \"{id}\".");
        var (rules, mode) = connection.QuerySingle<(string, string)>("select rules, mode from campaign_group where id = @GroupId", new { row.GroupId });
        return (row.Agent, FactJson.Read<CampaignRules>(rules) with { DialsAhead = mode == nameof(DialMode.Predictive) });
    }

    public Agent Agent => new(
        new(Id),
        new(GroupId),
        State switch
        {
            "signedOut" => new AgentState.SignedOut(Since.At, Reason ?? ""),
            "notReady" => new AgentState.NotReady(Since.At, Reason ?? ""),
            "ready" => new AgentState.Ready(Since.At, Asking != 0, Reason ?? "", Until?.At),
            "offered" => new AgentState.Offered(Since.At, AttemptId, Enum.Parse<Handing>(Handing ?? ""), Until.AtOrBroken("until")),
            "reserved" => new AgentState.Reserved(Since.At, AttemptId),
            "previewing" => new AgentState.Previewing(Since.At, AttemptId, Reason ?? "", checked((int)MoreTimes), ClockStopped != 0),
            "calling" => new AgentState.Calling(Since.At, AttemptId),
            "talking" => new AgentState.Talking(Since.At, AttemptId, OnHold != 0),
            "wrapUp" => new AgentState.WrapUp(Since.At, AttemptId, Found),
            _ => throw new InvalidDataException($"Agent {Id} is in state \"{State}\", which this version does not know."),
        },
        LegEpoch is null ? null : new AgentLeg(new(LegEpoch), LegBrowser != 0),
        ThenNotReady,
        Offer,
        LastAttempt is null ? null : new AttemptId(Guid.Parse(LastAttempt)))
    {
        Leaving = LeavingSince is { } since ? new(since.At, LeavingUntil?.At, LeavingAllowed?.At, LeavingChannel != 0, LeavingBy, LeavingNow != 0) : null,
        Booked = Booked is null ? null : FactJson.Read<Booking>(Booked),
        LastOffer = LastOffer,
        Undoing = Undoing is null ? null : new AttemptId(Guid.Parse(Undoing)),
        Saved = SavedAttempt is null ? null : new(
            new(Guid.Parse(SavedAttempt)), SavedFound, SavedBooked is null ? null : FactJson.Read<Booking>(SavedBooked), SavedSaid ?? ""),
    };

    private AttemptId AttemptId => new(Guid.Parse(Attempt ?? throw new InvalidDataException($"Agent {Id} is {State} without an attempt.")));
}
