using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;

namespace Paceline.Storage;

/// <summary>One statement of a commit.</summary>
internal sealed record RowChange(string Sql, object Values);

/// <summary>What each fact does to the rows: the SQL twin of the machines' Evolve. A test shows that rows equal the fold.</summary>
internal static class Projection
{
    private static readonly LocalDate _firstDay = new(1970, 1, 1);

    public static IEnumerable<RowChange> Of(WriterId writer, DialingFact fact, Instant at) => fact switch
    {
        AgentFact f => [.. OfAgent(f, at), .. CampaignNotices.OfOrder(f, at)],
        AttemptFact f => OfAttempt(f, at),
        GroupFact f => [.. OfGroup(GroupOf(writer), f, at), .. CampaignNotices.Of(GroupOf(writer), f, at)],
        _ => throw new InvalidOperationException($"{fact.GetType().Name} is no fact that this version keeps."),
    };

    /// <summary>Days since 1970-01-01 UTC.</summary>
    public static int DayOf(LocalDate date) => Period.DaysBetween(_firstDay, date);

    public static LocalDate DateOf(long day) => _firstDay.PlusDays(checked((int)day));

    // ---- Agents ------------------------------------------------------------------------------------------------------

    private static RowChange[] OfAgent(AgentFact fact, Instant at) => fact switch
    {
        AgentFact.SignedIn f => [Moves(f, "notReady", at, reason: "Signed in"), CampaignNotices.Of(f, at)],
        AgentFact.SignedOut f =>
        [
            Moves(f, "signedOut", at, f.By.Length > 0 ? f.By : null),
            Books(f, null),
            Leaves(f, null, null),
            Saves(f, null),
            .. f.By.Length > 0 ? [EndsSignIns(f)] : Array.Empty<RowChange>(),
        ],
        AgentFact.ChannelSignedOut f => [Moves(f, "notReady", at, Agent.ChannelOff), Books(f, null), Leaves(f, null, null)],
        AgentFact.SignOutAsked f => [Leaves(f, at, f.Until, f.Channel, f.By, f.Now)],
        AgentFact.SignOutHeld f =>
            [new("update agent set leaving_until = @Until where id = @Agent", new { Agent = f.Agent.Value, Until = f.Until.Stored })],
        AgentFact.SignOutAllowed f =>
            [new("update agent set leaving_allowed = @At where id = @Agent", new { Agent = f.Agent.Value, At = at.Stored }), CampaignNotices.Of(f, at)],
        AgentFact.SignOutTakenBack f => [Leaves(f, null, null)],
        AgentFact.LegCameUp f =>
        [
            new("update agent set leg_epoch = @Epoch, leg_browser = @Browser where id = @Agent",
                new { Agent = f.Agent.Value, Epoch = f.Epoch.Value, f.Browser }),
        ],
        AgentFact.LegWentDown f =>
            [new("update agent set leg_epoch = null, leg_browser = null where id = @Agent", new { Agent = f.Agent.Value })],
        AgentFact.BecameReady f =>
        [
            Moves(f, "ready", at),
            Books(f, null),
            new("update agent set offer = @Offer, leaving_until = null where id = @Agent", new { Agent = f.Agent.Value, f.Offer }),
        ],
        AgentFact.BecameNotReady f => [Moves(f, "notReady", at, f.Reason), Books(f, null)],
        AgentFact.NotReadyBooked f => [Books(f, f.Reason)],
        AgentFact.RecordAsked => [Asks(fact, 1, why: null)],
        AgentFact.RecordMissed f => [Asks(f, 0, f.Why)],
        AgentFact.Offered f =>
        [
            Moves(f, "offered", at, attempt: f.Attempt),
            Saves(f, null),
            new("update agent set handing = @Handing, until = @Until where id = @Agent",
                new { Agent = f.Agent.Value, Handing = f.Handing.ToString(), Until = f.Until.Stored }),
        ],
        AgentFact.PreviewOpened f => [Moves(f, "previewing", at, attempt: f.Attempt), Saves(f, null)],
        AgentFact.CallChosen f => [Moves(f, "calling", at, attempt: f.Attempt)],
        AgentFact.CallRefused f => [Moves(f, "previewing", at, f.Why, f.Attempt)],
        AgentFact.CallPossible f => [Moves(f, "previewing", at, attempt: f.Attempt)],
        AgentFact.ClockStopped f => [new("update agent set clock_stopped = 1 where id = @Agent", new { Agent = f.Agent.Value })],
        AgentFact.MoreTimeTaken f => [new("update agent set more_times = more_times + 1 where id = @Agent", new { Agent = f.Agent.Value })],
        AgentFact.Reserved f => [Moves(f, "reserved", at, attempt: f.Attempt), Saves(f, null)],
        AgentFact.ReservationRefused or AgentFact.Released or AgentFact.RecordReturned or AgentFact.HangUpOrdered or AgentFact.HangUpAsked =>
            [], // Told to others; the agent's own state stays.
        AgentFact.Connected f =>
        [
            Moves(f, "talking", at, attempt: f.Attempt),
            Saves(f, null),
            new("update agent set last_attempt = attempt, last_offer = @Offer where id = @Agent", new { Agent = f.Agent.Value, f.Offer }),
        ],
        AgentFact.HoldOrdered f => [Holds(f, 1)],
        AgentFact.ResumeOrdered f => [Holds(f, 0)],
        AgentFact.ConversationEnded f =>
        [
            Moves(f, "wrapUp", at, attempt: f.Attempt),
            new("update agent set found = @Found where id = @Agent", new { Agent = f.Agent.Value, f.Found }),
        ],
        AgentFact.CallbackBooked f => [Arranges(f, f.Booking)],
        AgentFact.CallbackDropped f => [Arranges(f, null)],
        AgentFact.OutcomeSet f => [Saves(f, f), Arranges(f, null), .. Says(f, at)],
        AgentFact.OutcomeTakenBack f =>
        [
            new(
                "update agent set then_not_ready = iif(state = 'notReady' and reason <> @RanOut, reason, null) where id = @Agent",
                new { Agent = f.Agent.Value, RanOut = Agent.WrapUpRanOut }),
            Moves(f, "wrapUp", at, attempt: f.Attempt),
            new(
                """
                update agent set found = saved_found, booked = saved_booked, saved_attempt = null, saved_found = '', saved_booked = null, offer = @Offer,
                    undoing = @Attempt
                where id = @Agent
                """,
                new { Agent = f.Agent.Value, f.Offer, Attempt = f.Attempt.ToString() }),
        ],
        AgentFact.UndoMade f => [new("update agent set undoing = null where id = @Agent", new { Agent = f.Agent.Value })],
        AgentFact.UndoRefused f => Stands(f, at),
        AgentFact.RecordEdited f => [Edits(f)],
        _ => throw Unknown(fact),
    };

    /// <summary>The first outcome stands, and the callback with it. Whoever has chosen anew in the meantime is told.</summary>
    private static RowChange[] Stands(AgentFact.UndoRefused fact, Instant at)
    {
        var values = new { Agent = fact.Agent.Value, Attempt = fact.Attempt.ToString(), At = at.Stored };
        const string StillThere = "state = 'wrapUp' and attempt = @Attempt";
        return
        [
            new($"""
                insert into message (agent, kind, by, priority, text, at)
                select id, 'System', '', 'Normal', 'The outcome that you chose anew came too late and does not count: the first one stands.', @At
                from agent where id = @Agent and undoing = @Attempt and not ({StillThere})
                """, values),
            new("update attempt set said = outcome where id = @Attempt and outcome is not null", values),
            new($"""
                update agent set undoing = null,
                    booked = iif({StillThere}, null, booked),
                    saved_found = iif(saved_attempt = @Attempt and not ({StillThere}), '', saved_found),
                    saved_booked = iif(saved_attempt = @Attempt and not ({StillThere}), null, saved_booked),
                    saved_attempt = iif(saved_attempt = @Attempt and not ({StillThere}), null, saved_attempt)
                where id = @Agent
                """, values),
        ];
    }

    private static RowChange Moves(AgentFact fact, string state, Instant at, string? reason = null, AttemptId? attempt = null) => new(
        """
        update agent set state = @state, since = @Since, reason = @reason, attempt = @Attempt,
            on_hold = 0, asking = 0, handing = null, until = null, found = '', more_times = 0, clock_stopped = 0
        where id = @Agent
        """,
        new { Agent = fact.Agent.Value, state, Since = at.Stored, reason, Attempt = attempt?.ToString() });

    private static RowChange Asks(AgentFact fact, int asking, string? why) =>
        new("update agent set asking = @asking, reason = @why where id = @Agent", new { Agent = fact.Agent.Value, asking, why });

    private static RowChange Leaves(AgentFact fact, Instant? since, Instant? until, bool channel = false, string by = "", bool now = false) => new(
        """
        update agent set leaving_since = @Since, leaving_until = @Until, leaving_allowed = null, leaving_channel = @channel,
            leaving_by = @by, leaving_now = @now
        where id = @Agent
        """,
        new { Agent = fact.Agent.Value, Since = since?.Stored, Until = until?.Stored, channel, by, now });

    /// <summary>With the fact and not after it: a page that comes back in between would sign the agent in again.</summary>
    private static RowChange EndsSignIns(AgentFact.SignedOut fact) =>
        new("update user set sign_outs = sign_outs + 1 where id = @Agent", new { Agent = fact.Agent.Value });

    /// <summary>What can be taken back: only of a wrap-up, and not what closes a number for good.</summary>
    private static RowChange Saves(AgentFact fact, AgentFact.OutcomeSet? outcome) =>
        outcome is null or { IsForEver: true }
        ? new("update agent set saved_attempt = null, saved_found = '', saved_booked = null where id = @Agent", new { Agent = fact.Agent.Value })
        : new(
            "update agent set saved_attempt = attempt, saved_found = found, saved_booked = booked where id = @Agent and state = 'wrapUp'",
            new { Agent = fact.Agent.Value });

    private static RowChange Books(AgentFact fact, string? reason) =>
        new("update agent set then_not_ready = @reason where id = @Agent", new { Agent = fact.Agent.Value, reason });

    private static RowChange Arranges(AgentFact fact, Booking? booking) => new(
        "update agent set booked = @Booked where id = @Agent",
        new { Agent = fact.Agent.Value, Booked = booking is null ? null : FactJson.Write(booking) });

    private static RowChange Holds(AgentFact fact, int held) =>
        new("update agent set on_hold = @held where id = @Agent", new { Agent = fact.Agent.Value, held });

    /// <summary>In every record of the chain: they are one person's, and the next number of it is called with what this call taught.
    /// A field that the row has not had follows the others.</summary>
    private static RowChange Edits(AgentFact.RecordEdited fact) => new("""
        update record set fields = case
            when exists (select 1 from json_each(record.fields) f where json_extract(f.value, '$.key') = @Field)
            then (
                select json_group_array(json(case
                    when json_extract(f.value, '$.key') = @Field then json_object('key', @Field, 'value', @Value)
                    else f.value end))
                from json_each(record.fields) f)
            else json_insert(record.fields, '$[#]', json_object('key', @Field, 'value', @Value)) end
        where chain_id = (select chain_id from attempt where id = @Attempt)
        """,
        new { Attempt = fact.Attempt.ToString(), fact.Field, fact.Value });

    /// <summary>Do Not Call takes effect with the agent's own commit, not when the group hears of it.</summary>
    private static RowChange[] Says(AgentFact.OutcomeSet fact, Instant at)
    {
        var said = new RowChange("update attempt set said = @Outcome, note = @Note, said_result = @Result where id = @Attempt",
            new { Attempt = fact.Attempt.ToString(), fact.Outcome, fact.Note, fact.Result });
        return !fact.IsForEver
            ? [said]
            : [
                said,
                new("""
                    insert into suppression (number, reason, by, at)
                    select number, 'The person asked an agent not to be called.', @By, @At from attempt where id = @Attempt
                    on conflict do nothing
                    """,
                    new { Attempt = fact.Attempt.ToString(), By = fact.Agent.Value, At = at.Stored }),
            ];
    }

    // ---- Attempts ----------------------------------------------------------------------------------------------------

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
            .. AttemptFact.IsAbandonment(f.Result)
                ? Counts(fact, at, answered: "phase in ('reserving', 'ordered', 'dialing')", abandoned: "1")
                : [],
            Ends(f, at),
        ],
        AttemptFact.Interrupted f =>
        [
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
            new("delete from quarantine where until <= @At", new { At = at.Stored }),
            new("""
                insert into quarantine (number, until) select number, @Until from attempt where id = @Id
                on conflict do update set until = max(until, excluded.until)
                """,
                new { Id = f.Attempt.ToString(), Until = f.QuarantineUntil.Stored }),
        ],
        _ => throw Unknown(fact),
    };

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

    // ---- Groups and chains -------------------------------------------------------------------------------------------

    private static RowChange[] OfGroup(string group, GroupFact fact, Instant at) => fact switch
    {
        GroupFact.Loaded f => [Phase(group, GroupPhase.Loaded, f.By, at)],
        GroupFact.DialingStopped f => [Phase(group, GroupPhase.Loaded, f.By, at)],
        GroupFact.DialingStarted f => [Phase(group, GroupPhase.Running, f.By, at)],
        GroupFact.UnloadOrdered f => [Phase(group, GroupPhase.Unloading, f.By, at)],
        GroupFact.Unloaded => [Phase(group, GroupPhase.Unloaded, "", at)],
        GroupFact.PacingSet f =>
        [
            new("update campaign_group set rules = json_set(rules, '$.pacing', json(@Pacing)) where id = @group",
                new { group, Pacing = FactJson.Write(f.Pacing) }),
        ],
        GroupFact.DispositionsSet f =>
        [
            new("update campaign_group set rules = json_set(rules, '$.dispositions', json(@Pad)) where id = @group",
                new { group, Pad = FactJson.Write(f.Pad) }),
        ],
        GroupFact.ModeSet f => [new("update campaign_group set mode = @Mode where id = @group", new { group, Mode = f.Mode.ToString() })],
        GroupFact.AgentJoined f =>
        [
            new("delete from leaving_agent where group_id = @group and agent = @Agent and plan = @Pauses",
                new { group, Agent = f.Agent.Value, Pauses = nameof(AgentPlan.Pauses) }),
            new("update leaving_agent set held_until = null where group_id = @group and agent = @Agent", new { group, Agent = f.Agent.Value }),
            new("insert or replace into free_agent (group_id, agent, offer, epoch, since) values (@group, @Agent, @Offer, @Epoch, @Since)",
                new { group, Agent = f.Agent.Value, f.Offer, Epoch = f.Epoch.Value, Since = at.Stored }),
        ],
        GroupFact.AgentLeft f => [Taken(group, f.Agent), Gone(group, f.Agent)],
        GroupFact.AgentPlans { Plan: AgentPlan.Stays } f => [Gone(group, f.Agent)],
        GroupFact.AgentPlans f =>
        [
            new("insert or replace into leaving_agent (group_id, agent, plan, since) values (@group, @Agent, @Plan, @Since)",
                new { group, Agent = f.Agent.Value, Plan = f.Plan.ToString(), Since = at.Stored }),
        ],
        GroupFact.SignOutHeld f =>
        [
            new("update leaving_agent set held_until = @Until where group_id = @group and agent = @Agent",
                new { group, Agent = f.Agent.Value, Until = f.Until.Stored }),
        ],
        GroupFact.SignOutCleared f => [Taken(group, f.Agent), Gone(group, f.Agent)],
        GroupFact.PacingDecided => [], // In the facts, for whoever asks why.
        GroupFact.PacingLearned f =>
        [
            new("update campaign_group set pacing = @Pacing, pacing_at = @At where id = @group",
                new { group, Pacing = FactJson.Write(f), At = at.Stored }),
        ],
        GroupFact.RecordAsked f => [Asked(group, f.Agent, 1)],
        GroupFact.NoRecord f => [Asked(group, f.Agent, 0)],
        GroupFact.CallChosen f => Chosen(f),
        GroupFact.CallRefused or GroupFact.CallPossible => [], // Told to the agent.
        GroupFact.RecordsAwaited or GroupFact.TrunkChanged => [], // A new start asks the queue and the node again.
        GroupFact.ChainDeferred f =>
        [
            .. Unqueued(f.Chain.Id),
            new("update chain set due_at = @Due where id = @Chain", new { Chain = f.Chain.Id.Value, Due = f.Until.Stored }),
            Queued(f.Chain.Id),
        ],
        GroupFact.ReservationOrdered f =>
        [
            Taken(group, f.Agent),
            .. Begins(group, f.Attempt, f.Chain, f.Agent.Value, f.Offer, f.Epoch, f.Handing, at),
        ],
        GroupFact.DialedAhead f =>
        [
            .. Begins(group, f.Attempt, f.Chain, agent: "", offer: 0, f.Epoch, Handing.Call, at),
            Attempt(f.Attempt, "ahead = 1"),
        ],
        GroupFact.OutcomeRecorded f =>
        [
            new("update attempt set outcome = @Outcome, said_result = @Result, booking = @Booking where id = @Id",
                new { Id = f.Attempt.ToString(), f.Outcome, f.Result, Booking = f.Booking is null ? null : FactJson.Write(f.Booking) }),
        ],
        GroupFact.NumberAdded f => [Added(f.Chain, f.Position, f.Number.Number, f.Number.Zone)],
        GroupFact.CallbackMissed { ForGood: true } f =>
        [
            new("update callback set state = 'done', closed_at = @At, lost = @Why where id = @Id",
                new { Id = f.Callback.Booked.ToString(), At = at.Stored, f.Why }),
            CampaignNotices.OfLost(group, f, at),
        ],
        GroupFact.CallbackMissed f =>
        [
            new("update callback set state = 'missed', missed_by = agent, missed_at = @At, agent = null where id = @Id",
                new { Id = f.Callback.Booked.ToString(), At = at.Stored }),
            .. f.Callback.Owner is { } owner ? (RowChange[])[CampaignNotices.Of(group, f, owner, at)] : [],
        ],
        GroupFact.CallbackChanged f => Moved(group, f.Chain, f.Callback),
        GroupFact.CallbackCancelled f =>
        [
            new("update callback set state = 'cancelled', closed_at = @At where id = @Id", new { Id = f.Callback.ToString(), At = at.Stored }),
            new("delete from lease where chain_id = @Chain", new { Chain = f.Chain.Value }),
            Queued(f.Chain),
        ],
        GroupFact.OutcomeReturned f =>
        [
            new("update attempt set outcome = null, said_result = '', booking = null, closed_at = null, taken_back = @Offer where id = @Id",
                new { Id = f.Attempt.ToString(), f.Offer }),
            .. Unqueued(f.Chain),
            new("update chain set state = 'open', finished_why = null where id = @Chain", new { Chain = f.Chain.Value }),
            .. f.Promise is { } promise
                ?
                [
                    Promised(group, f.Chain, promise),
                    new("update chain set due_at = @Due where id = @Chain", new { Chain = f.Chain.Value, Due = promise.At.Stored }),
                ]
                : Array.Empty<RowChange>(),
        ],
        GroupFact.UndoRefused => [], // Told to the agent.
        GroupFact.ChainChangeOrdered f =>
        [
            .. f.Attempt is { } attempt
                ? (RowChange[])[new("update attempt set closed_at = @At where id = @Id", new { Id = attempt.ToString(), At = at.Stored })]
                : [],
            .. Unqueued(f.Chain),
            .. Promises(group, f, at),
            .. Changed(f.Chain, f.Change),
        ],
        _ => throw Unknown(fact),
    };

    private static RowChange[] Begins(
        string group, AttemptId attempt, Chain chain, string agent, long offer, NodeEpoch epoch, Handing handing, Instant at) =>
    [
        .. Unqueued(chain.Id),
        new("update chain set state = 'open' where id = @Chain", new { Chain = chain.Id.Value }),
        new("""
            insert into attempt (id, group_id, chain_id, record_id, number, agent, offer, epoch, handing, chain, phase, reserved_at)
            values (@Id, @group, @ChainId, @RecordId, @Number, @agent, @offer, @Epoch, @Handing, @Chain, 'reserving', @At)
            """,
            new
            {
                Id = attempt.ToString(),
                group,
                ChainId = chain.Id.Value,
                RecordId = chain.Current.Id.Value,
                Number = chain.Current.Number.Dialable,
                agent,
                offer,
                Epoch = epoch.Value,
                Handing = handing.ToString(),
                Chain = FactJson.Write(chain),
                At = at.Stored,
            }),
    ];

    private static RowChange Asked(string group, AgentId agent, int asked) => new(
        "update free_agent set asked = @asked where group_id = @group and agent = @Agent", new { group, Agent = agent.Value, asked });

    /// <summary>The number that is called may be another of the chain, or one that was not in it.</summary>
    private static RowChange[] Chosen(GroupFact.CallChosen fact)
    {
        var values = new
        {
            Id = fact.Attempt.ToString(),
            ChainId = fact.Chain.Id.Value,
            fact.Chain.Position,
            Number = fact.Chain.Current.Number.Dialable,
            fact.Chain.Current.Zone,
            Chain = FactJson.Write(fact.Chain),
            Epoch = fact.Epoch.Value,
        };
        return
        [
            Added(fact.Chain.Id, fact.Chain.Position, fact.Chain.Current.Number, fact.Chain.Current.Zone),
            new("""
                update attempt set number = @Number, epoch = @Epoch, chain = @Chain,
                    record_id = coalesce((select id from record where chain_id = @ChainId and position = @Position), record_id)
                where id = @Id
                """,
                values),
        ];
    }

    /// <summary>One more number of a person; nothing, if they have one at that position.</summary>
    private static RowChange Added(ChainId chain, int position, PhoneNumber number, string zone) => new("""
        insert into record (list_id, chain_id, position, number, zone, contact, fields, import_id, row)
        select list_id, chain_id, @position, @Number, @zone, contact, fields, import_id, row from record
        where chain_id = @ChainId and position = 0 and not exists (select 1 from record where chain_id = @ChainId and position = @position)
        on conflict do nothing
        """,
        new { ChainId = chain.Value, position, Number = number.Dialable, zone });

    /// <summary>What becomes of the chain's callback: it is promised, it waits on, or it is over, kept or not.</summary>
    private static RowChange[] Promises(string group, GroupFact.ChainChangeOrdered fact, Instant at)
    {
        var callback = (fact.Change as ChainChange.DueAgain)?.Callback;
        var isVoid = fact.Attempt is null || fact.Change is ChainChange.Finished { Why: "cancelled" or "do not call" };
        var over = new RowChange("""
            update callback set state = @State, closed_at = @At where chain_id = @Chain and state in ('pending', 'missed') and id is not @Id
            """,
            new { Chain = fact.Chain.Value, State = isVoid ? "cancelled" : "done", At = at.Stored, Id = callback?.Booked.ToString() });
        return callback is null ? [over] : [over, Promised(group, fact.Chain, callback)];
    }

    private static RowChange Promised(string group, ChainId chain, Callback callback) => new("""
        insert into callback (id, group_id, chain_id, at, zone, agent, by, note, state, missed_by, not_before)
        values (@Id, @group, @Chain, @At, @Zone, @Owner, @By, @Note, @State, @MissedBy, @NotBefore)
        on conflict do update set at = @At, zone = @Zone, agent = @Owner, note = @Note, state = @State, missed_by = @MissedBy,
            not_before = @NotBefore, closed_at = null, lost = null
        """,
        new
        {
            Id = callback.Booked.ToString(),
            group,
            Chain = chain.Value,
            At = callback.At.Stored,
            callback.Zone,
            Owner = callback.Owner?.Value,
            By = callback.By.Value,
            callback.Note,
            State = callback.Missed ? "missed" : "pending",
            MissedBy = callback.MissedBy?.Value,
            NotBefore = callback.NotBefore?.Stored,
        });

    /// <summary>Out of the lease: one that was claimed for the old time is nobody's.</summary>
    private static RowChange[] Moved(string group, ChainId chain, Callback callback) =>
    [
        Promised(group, chain, callback),
        new("delete from lease where chain_id = @Chain", new { Chain = chain.Value }),
        new("update chain set due_at = @Due where id = @Chain", new { Chain = chain.Value, Due = callback.At.Stored }),
    ];

    private static RowChange Phase(string group, GroupPhase phase, string by, Instant at) => new(
        "update campaign_group set phase = @Phase, phase_at = @At, phase_by = @by where id = @group",
        new { group, Phase = phase.ToString(), At = at.Stored, by });

    private static RowChange[] Changed(ChainId chain, ChainChange change) => change switch
    {
        ChainChange.DueAgain c =>
        [
            new("""
                update chain set
                    state = iif(@Attempts = 0, 'untouched', 'waiting'),
                    position = iif(exists (select 1 from record where chain_id = @Chain and position = @Position), @Position, 0),
                    attempts = @Attempts, streak_word = @Word, streak_count = @Count, due_at = @Due,
                    zone = coalesce((select zone from record where chain_id = @Chain and position = @Position), zone)
                where id = @Chain
                """,
                new { Chain = chain.Value, c.Position, c.Attempts, c.Streak.Word, c.Streak.Count, Due = c.At.Stored }),
            Queued(chain),
        ],
        ChainChange.Finished c =>
        [
            new("update chain set state = 'finished', attempts = @Attempts, finished_why = @Why where id = @Chain",
                new { Chain = chain.Value, c.Attempts, c.Why }),
        ],
        _ => throw new InvalidOperationException($"{change.GetType().Name} is no change of a chain that this version keeps."),
    };

    private static RowChange Taken(string group, AgentId agent) =>
        new("delete from free_agent where group_id = @group and agent = @Agent", new { group, Agent = agent.Value });

    private static RowChange Gone(string group, AgentId agent) =>
        new("delete from leaving_agent where group_id = @group and agent = @Agent", new { group, Agent = agent.Value });

    /// <summary>Out of lease and queue, wherever it is: an earlier activation may have given it back.</summary>
    private static RowChange[] Unqueued(ChainId chain) =>
    [
        new("delete from lease where chain_id = @Chain", new { Chain = chain.Value }),
        new("""
            delete from queue
            where (group_id, zone, due_at, chain_id) = (select group_id, zone, due_at, id from chain where id = @Chain)
            """,
            new { Chain = chain.Value }),
    ];

    private static RowChange Queued(ChainId chain) => new(SqliteQueue.Enqueue, new { Chain = chain.Value });

    private static string GroupOf(WriterId writer) => writer.Value.Split('/', 2) is ["group", var group]
        ? group
        : throw new InvalidOperationException($"{writer} is no campaign group and cannot write its facts.");

    private static InvalidOperationException Unknown(DialingFact fact) => new($"{fact.GetType().Name} is no fact that this version keeps.");
}
