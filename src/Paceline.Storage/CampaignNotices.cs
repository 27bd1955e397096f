using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Groups;

namespace Paceline.Storage;

/// <summary>What the agents of a campaign are told of it, written in the transaction of the fact that it tells: by whomever or whatever the
/// campaign was changed, at once, and to nobody who is not assigned (features 1.2).</summary>
internal static class CampaignNotices
{
    /// <summary>The place of a name that only the database knows.</summary>
    private const string Who = "{0}";

    /// <summary>The place of the campaign's name, likewise.</summary>
    private const string Campaign = "{1}";

    /// <summary>Whether a commit with this fact may have told somebody something.</summary>
    public static bool Follow(DialingFact fact) =>
        fact is AgentFact.SignedIn or AgentFact.SignOutAllowed or GroupFact.CallbackMissed { Callback.Owner: not null }
        || KindOf(fact) is not null
        || (fact is AgentFact f && OrderIn(f).By.Length > 0);

    /// <summary>To every agent of the group who is signed in. A change of mode is nobody's news while the campaign is out of sight.</summary>
    public static RowChange[] Of(string group, GroupFact fact, Instant at) => KindOf(fact) is not { } kind ? [] :
    [
        new("""
            insert into message (agent, kind, campaign, mode, by, priority, text, at, began)
            select agent.id, @Kind, g.id, g.mode, @By, 'Normal', @Text, @At, @At
            from agent join campaign_group g on g.id = agent.group_id
            where g.id = @group and agent.state <> 'signedOut' and (@Kind <> 'CampaignModeSet' or g.phase <> 'Unloaded')
            order by agent.id
            """,
            new { group, Kind = kind.ToString(), By = ByOf(fact), Text = TextOf(fact), At = at.Stored }),
    ];

    /// <summary>To an agent who signs in while the campaign is loaded or runs, unless that very load, start or stop was told before.</summary>
    public static RowChange Of(AgentFact.SignedIn fact, Instant at) => new("""
        insert into message (agent, kind, campaign, mode, by, priority, text, at, began)
        select a.id, iif(g.phase = 'Running', 'CampaignStartedBefore', 'CampaignLoaded'), g.id, g.mode, g.phase_by, 'Normal', '', @At, g.phase_at
        from agent a join campaign_group g on g.id = a.group_id
        where a.id = @Agent and g.phase in ('Loaded', 'Running', 'Stopped') and not exists (
            select 1 from message m
            where m.agent = a.id and m.campaign = g.id and m.began = g.phase_at and m.kind <> 'CampaignModeSet')
        """,
        new { Agent = fact.Agent.Value, At = at.Stored });

    /// <summary>The confirmation of a negotiated sign-out stays: at the next sign-in it can still be read (features 6.3).</summary>
    public static RowChange Of(AgentFact.SignOutAllowed fact, Instant at) => new("""
        insert into message (agent, kind, campaign, mode, by, priority, text, at, began)
        select a.id, 'System', g.id, g.mode, '', 'Normal', @Text, @At, @At
        from agent a join campaign_group g on g.id = a.group_id where a.id = @Agent
        """,
        new { Agent = fact.Agent.Value, Text = "Your sign-out was allowed: no call was on its way to you any more.", At = at.Stored });

    /// <summary>What a supervisor did with an agent is told to the agent, by name (features 9.13); who was signed off finds it at the next
    /// sign-in.</summary>
    public static RowChange[] OfOrder(AgentFact fact, Instant at) => OrderIn(fact) is not { By.Length: > 0 } order ? [] :
    [
        new("""
            insert into message (agent, kind, by, priority, text, at)
            select a.id, 'Supervisor', @By, 'Normal', replace(
                replace(@Text, @Campaign, coalesce((select name from campaign_group where id = @Into), @Into, '')),
                @Who, coalesce((select name from user where id = @By), @By)), @At
            from agent a where a.id = @Agent
            """,
            new { Agent = fact.Agent.Value, order.By, order.Text, Who, Campaign, Into = (fact as AgentFact.Assigned)?.Group.Value, At = at.Stored }),
    ];

    private static (string By, string Text) OrderIn(AgentFact fact) => fact switch
    {
        AgentFact.BecameReady f => (f.By, $"Your supervisor {Who} set you to Ready."),
        AgentFact.BecameNotReady f => (f.By, $"Your supervisor {Who} set you to Not ready ({f.Reason})."),
        AgentFact.NotReadyBooked { Reason: null } f => (f.By, $"Your supervisor {Who} set you to Ready after this call."),
        AgentFact.NotReadyBooked f => (f.By, $"Your supervisor {Who} set you to Not ready ({f.Reason}) after this call."),
        AgentFact.Assigned f => (f.By, $"Your supervisor {Who} put you on another campaign: {Campaign}."),
        AgentFact.SignOutAsked { Now: true } f => (f.By, $"Your supervisor {Who} signs you off when this call ends, without wrap-up."),
        AgentFact.SignOutAsked f => (f.By, $"Your supervisor {Who} is signing you off; what is at hand is finished first."),
        AgentFact.SignOutTakenBack f => (f.By, $"Your supervisor {Who} took the sign-off back: you stay signed in."),
        AgentFact.SignedOut f => (f.By, $"Your supervisor {Who} signed you off."),
        _ => ("", ""),
    };

    /// <summary>To the agent whose callback it was, signed in or not.</summary>
    public static RowChange Of(string group, GroupFact.CallbackMissed fact, AgentId owner, Instant at) => new("""
        insert into message (agent, kind, campaign, mode, by, priority, text, at, began)
        select @Owner, 'System', g.id, g.mode, '', 'Normal', replace(@Text, @Who, coalesce(nullif(r.contact, ''), @Somebody)), @At, @At
        from campaign_group g join chain c on c.id = @Chain join record r on r.chain_id = c.id and r.position = c.position
        where g.id = @group
        """,
        new
        {
            Owner = owner.Value,
            group,
            Chain = fact.Chain.Value,
            Text = $"Your callback with {Who} was missed, because you were away. Whoever is free calls now.",
            Who,
            Somebody = "a customer",
            At = at.Stored,
        });

    /// <summary>To the agent whose callback it was, or who promised it.</summary>
    public static RowChange OfLost(string group, GroupFact.CallbackMissed fact, Instant at) => new("""
        insert into message (agent, kind, campaign, mode, by, priority, text, at, began)
        select @Agent, 'System', g.id, g.mode, '', 'Normal', replace(@Text, @Who, coalesce(nullif(r.contact, ''), @Somebody)), @At, @At
        from campaign_group g join chain c on c.id = @Chain join record r on r.chain_id = c.id and r.position = c.position
        where g.id = @group
        """,
        new
        {
            Agent = (fact.Callback.Owner ?? fact.Callback.MissedBy ?? fact.Callback.By).Value,
            group,
            Chain = fact.Chain.Value,
            Text = $"Your callback with {Who} was missed and nobody calls them any more: {Because(fact.Why)}",
            Who,
            Somebody = "a customer",
            At = at.Stored,
        });

    private static string Because(string why) => why switch
    {
        "attempts used up" => "as many calls as the campaign allows were made, and none reached them.",
        "last number" => "none of their numbers reached them.",
        "do not call" => "the number is on the Do Not Call list.",
        "unknown time zone" => "nobody knows what time it is where the number is.",
        _ => $"{why}.",
    };

    private static MessageKind? KindOf(DialingFact fact) => fact switch
    {
        GroupFact.Loaded => MessageKind.CampaignLoaded,
        GroupFact.DialingStarted => MessageKind.CampaignStarted,
        GroupFact.DialingStopped => MessageKind.CampaignStopped,
        GroupFact.Unloaded => MessageKind.CampaignUnloaded,
        GroupFact.ModeSet => MessageKind.CampaignModeSet,
        GroupFact.TrunkChanged => MessageKind.System,
        _ => null,
    };

    /// <summary>What is wrong with a trunk is the supervisor's to read; an agent wants to know whether calls come.</summary>
    private static string TextOf(GroupFact fact) => fact switch
    {
        GroupFact.TrunkChanged { Trouble.Length: > 0 } => "The phone line is out of service. No calls come until it is back; your supervisor sees it too.",
        GroupFact.TrunkChanged => "The phone line is back in service. Calls go on.",
        _ => "", // News of a campaign has no words: each screen says it in its own.
    };

    private static string ByOf(GroupFact fact) => fact switch
    {
        GroupFact.Loaded f => f.By,
        GroupFact.DialingStarted f => f.By,
        GroupFact.DialingStopped f => f.By,
        GroupFact.ModeSet f => f.By,
        _ => "", // An unloading ends with its last call, and nobody does that.
    };
}
