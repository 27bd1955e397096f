using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;

namespace Paceline.Storage;

// Facts of campaign groups and their chains.
internal static partial class Projection
{
    private static RowChange[] OfGroup(string group, GroupFact fact, Instant at) => fact switch
    {
        GroupFact.Loaded f => [Phase(group, GroupPhase.Loaded, f.By, at)],
        GroupFact.DialingStopped f => [Phase(group, GroupPhase.Stopped, f.By, at)],
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
        GroupFact.RulesSet f =>
            [new("update campaign_group set rules = @Rules where id = @group", new { group, Rules = FactJson.Write(f.Rules) })],
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
                new { group, Agent = f.Agent.Value, Plan = f.Plan.ToString(), Since = (f.Since ?? at).Stored }),
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
        GroupFact.NumberAdded f => Added(f.Chain, f.Position, f.Number.Number, f.Number.Zone),
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
            .. Added(fact.Chain.Id, fact.Chain.Position, fact.Chain.Current.Number, fact.Chain.Current.Zone),
            new("""
                update attempt set number = @Number, epoch = @Epoch, chain = @Chain,
                    record_id = coalesce((select id from record where chain_id = @ChainId and position = @Position), record_id)
                where id = @Id
                """,
                values),
        ];
    }

    /// <summary>One more number of a person; nothing, if they have it at that position. Another one there belonged to an outcome that was taken
    /// back, and was not called.</summary>
    private static RowChange[] Added(ChainId chain, int position, PhoneNumber number, string zone)
    {
        var values = new { ChainId = chain.Value, position, Number = number.Dialable, zone };
        return
        [
            new("""
                update or ignore record set number = @Number, zone = @zone where chain_id = @ChainId and position = @position and number <> @Number
                """, values),
            new("""
                insert into record (list_id, chain_id, position, number, zone, contact, fields, import_id, row)
                select list_id, chain_id, @position, @Number, @zone, contact, fields, import_id, row from record
                where chain_id = @ChainId and position = 0 and not exists (select 1 from record where chain_id = @ChainId and position = @position)
                on conflict do nothing
                """, values),
        ];
    }

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
}
