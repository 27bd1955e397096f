using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Contacts;

namespace Paceline.Storage;

// Facts of agents.
internal static partial class Projection
{
    private static RowChange[] OfAgent(AgentFact fact, Instant at) => fact switch
    {
        AgentFact.SignedIn f => [Moves(f, "notReady", at, reason: "Signed in"), CampaignNotices.Of(f, at)],
        AgentFact.SignedOut f =>
        [
            Moves(f, "signedOut", at, f.By.Length > 0 ? f.By : null),
            Books(f, null),
            Leaves(f, null, null),
            Saves(f, null),
            EndsSignIns(f), // Also of a sign-out that had to wait, whose page may be gone by now.
        ],
        AgentFact.ChannelSignedOut f => [Moves(f, "notReady", at, Agent.ChannelOff), Books(f, null), Leaves(f, null, null)],
        AgentFact.SignOutAsked f => [Leaves(f, at, f.Until, f.Channel, f.By, f.Now)],
        AgentFact.SignOutHeld f =>
        [
            new(
                """
                update agent set leaving_until = iif(leaving_since is null, null, @Until), until = iif(leaving_since is null and state = 'ready', @Until, until)
                where id = @Agent
                """,
                new { Agent = f.Agent.Value, Until = f.Until.Stored }),
        ],
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
            new("update agent set then_not_ready = null where id = @Agent and leaving_since is null", new { Agent = f.Agent.Value }),
            new("update agent set offer = @Offer, leaving_until = null where id = @Agent", new { Agent = f.Agent.Value, f.Offer }),
        ],
        AgentFact.BecameNotReady f => 
        [
            Moves(f, "notReady", at, f.Reason),
            new(
                "update agent set then_not_ready = null where id = @Agent and (leaving_since is null or reason <> @SignsOut)",
                new { Agent = f.Agent.Value, Agent.SignsOut }),
        ],
        AgentFact.NotReadyBooked f =>
        [
            Books(f, f.Reason),
            new("update agent set until = @Until where id = @Agent and state = 'ready'", new { Agent = f.Agent.Value, Until = f.Until?.Stored }),
        ],
        AgentFact.Assigned f =>
        [
            Saves(f, null),
            new("update agent set group_id = @Group where id = @Agent", new { Agent = f.Agent.Value, Group = f.Group.Value }),
            new("update user set group_id = @Group where id = @Agent", new { Agent = f.Agent.Value, Group = f.Group.Value }),
        ],
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
                "update agent set then_not_ready = iif(state <> 'notReady', then_not_ready, iif(reason <> @RanOut, reason, null)) where id = @Agent",
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
        var said = new RowChange("update attempt set said = @Outcome, note = @Note, said_result = @Result, chosen_result = @Result where id = @Attempt",
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
}
