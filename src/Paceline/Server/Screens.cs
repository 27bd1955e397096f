using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.SignalR;
using NodaTime;
using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Dialing.Groups;
using Paceline.Grains;
using Paceline.Storage;

namespace Paceline.Server;

/// <summary>Brings the newest picture of each agent and of the board to the screens that watch: an agent's at once, the board's at most
/// four times a second. Whoever is slow misses pictures, never the last one.</summary>
internal sealed partial class Screens(
    IHubContext<DeskHub> hub, Desks desks, IGrainFactory grains, SqliteStore store, TimeProvider time, ILogger<Screens> logger)
    : BackgroundService, IScreens
{
    private static readonly TimeSpan _boardPeriod = TimeSpan.FromMilliseconds(250);

    /// <summary>Counting a list's people reads an index; once a second is often enough for a bar.</summary>
    private static readonly TimeSpan _chainsPeriod = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, AgentSnapshot> _agents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CampaignSnapshot> _campaigns = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Contracts.ChainCounts> _chains = new(StringComparer.Ordinal);

    /// <summary>Which group each agent is in; names for people may be the same twice, ids may not.</summary>
    private readonly ConcurrentDictionary<string, string> _groupOf = new(StringComparer.Ordinal);

    /// <summary>What each campaign is for; never changes.</summary>
    private readonly ConcurrentDictionary<string, string> _descriptions = new(StringComparer.Ordinal);

    /// <summary>What the agents of each campaign were shown last.</summary>
    private readonly ConcurrentDictionary<string, MyCampaign> _shown = new(StringComparer.Ordinal);
    private volatile bool _dirty = true;
    private volatile bool _listChanged;
    private long _number;
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RecentHalfHour _recent = new(store);
    private DateTimeOffset _chainsAt;
    private DateTimeOffset _lookedAt;

    /// <summary>The board now; its number rises from snapshot to snapshot and from one start of the server to the next.</summary>
    public BoardSnapshot Board { get; private set; } = new(0, [], []);

    /// <summary>When everybody has been read. Who watches before that, as pages do that come back after a restart, would be told of no campaign,
    /// and hear of none.</summary>
    public Task Loaded => _loaded.Task;

    public void Changed(AgentSnapshot agent)
    {
        var shown = Shown(agent);
        _agents.AddOrUpdate(agent.Agent, shown, (_, had) => had.Number > shown.Number ? had : shown);
        _dirty = true;

        // Not awaited: SignalR queues it, and a browser that is slow must not hold up the agent's turn.
        _ = hub.Clients.Group(DeskHub.TopicOf(agent.Agent)).SendAsync(Contracts.Hub.AgentChanged, shown);
    }

    public void Changed(CampaignSnapshot campaign)
    {
        var before = _campaigns.GetValueOrDefault(campaign.Campaign);
        _campaigns[campaign.Campaign] = campaign;
        _dirty = true;
        if ((before?.State, before?.Mode) != (campaign.State, campaign.Mode))
        {
            foreach (var agent in _agents.Values.Where(a => GroupOf(a.Agent) == campaign.Campaign))
            {
                Changed(agent);
            }
        }
    }

    public Task SignedOffAsync(AgentId agent)
    {
        var open = desks.Of(agent.Value);
        return desks.EndAsync(hub.Clients.Clients(open), open, "Your supervisor signed you off.");
    }

    /// <summary>An agent's workspace with what only the screens know.</summary>
    public AgentSnapshot Shown(AgentSnapshot agent)
    {
        var campaign = _campaigns.GetValueOrDefault(GroupOf(agent.Agent));
        return agent with
        {
            CampaignRunning = campaign is { State: CampaignState.Running },
            CampaignStopped = campaign is { Stopped: true },
            Mode = campaign?.Mode ?? agent.Mode,
        };
    }

    /// <summary>Reads everybody once, so that the board is whole before anything moves.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var group in await store.Groups.AllAsync(cancellationToken))
        {
            await AddAsync(group.Id, group.Description);
        }

        foreach (var agent in await store.Board.AgentsAsync(cancellationToken))
        {
            await AddAsync(agent.Agent.Id, agent.Agent.Group);
        }

        Board = Compose(Board.Number);
        _loaded.TrySetResult();
    }

    /// <summary>People came to a list: no fact tells it, and the board counts them.</summary>
    public void ListChanged()
    {
        _listChanged = true;
        _dirty = true;
    }

    /// <summary>A new campaign appears on the board, its people counted: a board that was made a moment before is not asked to count again
    /// for a second.</summary>
    public async Task AddAsync(GroupId group, string description)
    {
        _descriptions[group.Value] = description;
        await CountAsync(group, CancellationToken.None);
        Changed(await grains.GetGrain<ICampaignGroupGrain>(group.Value).ViewAsync());
    }

    /// <summary>The campaigns an agent works on, now: as the newest board has them, which the next push may have overtaken.</summary>
    public MyCampaignsSnapshot CampaignsOf(string agent)
    {
        var board = Board;
        return Mine(board.Number, board.Campaigns.FirstOrDefault(c => c.Campaign == GroupOf(agent)));
    }

    /// <summary>Who is at work in a campaign, and who is left to call.</summary>
    public Floor FloorOf(string campaign)
    {
        var now = time.GetUtcNow();
        var agents = _agents.Values.Where(a => GroupOf(a.Agent) == campaign).ToList();
        var chains = _chains.GetValueOrDefault(campaign);
        return new(
            agents.Count(static a => a.State is AgentState.Ready or AgentState.Offered or AgentState.Reserved),
            agents.Count(static a => a.State is AgentState.Calling or AgentState.Talking),
            agents.Count(static a => a.State is AgentState.WrapUp),
            agents.Count(a => a.State is AgentState.WrapUp && a.Until < now),
            agents.Count(static a => a.State is AgentState.NotReady),
            agents.Count(static a => a.State is AgentState.NotReady && a.Leg is LegState.Down && (a.SoundLost || a.LegTrouble.Length > 0)),
            chains is null ? 0 : chains.Total - chains.Finished)
        {
            Reading = agents.Count(static a => a.State is AgentState.Previewing),
            NobodyAssigned = agents.Count == 0,
            NoRecords = chains is { Total: 0 },
        };
    }

    /// <summary>Whose campaign an agent works in, as a topic of the hub.</summary>
    public string CampaignTopicOf(string agent) => DeskHub.CampaignTopicOf(GroupOf(agent));

    /// <summary>A new agent appears on the board.</summary>
    public async Task AddAsync(AgentId agent, GroupId group)
    {
        _groupOf[agent.Value] = group.Value;
        Changed(await grains.GetGrain<IAgentGrain>(agent.Value).ViewAsync());
    }

    /// <summary>An agent is on another campaign: their pages hear of that one from now on, and of the other no more.</summary>
    public async Task MoveAsync(AgentId agent, GroupId group)
    {
        var before = CampaignTopicOf(agent.Value);
        _groupOf[agent.Value] = group.Value;
        foreach (var connection in desks.Of(agent.Value))
        {
            await hub.Groups.RemoveFromGroupAsync(connection, before);
            await hub.Groups.AddToGroupAsync(connection, CampaignTopicOf(agent.Value));
        }

        _shown.TryRemove(group.Value, out _); // So that it is sent again, with the next board.
        Changed(await grains.GetGrain<IAgentGrain>(agent.Value).ViewAsync());
    }

    private string GroupOf(string agent) => _groupOf.GetValueOrDefault(agent) ?? "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(_boardPeriod, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_dirty || time.GetUtcNow() - _lookedAt >= RecentHalfHour.Every)
            {
                await TryRefreshAsync(stoppingToken);
            }
        }
    }

    /// <summary>A board that cannot be read now is an old board for a moment, never the end of the server.</summary>
    private async Task TryRefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                _dirty = true;
                OldBoard(failure.GetType().Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The board could not be made anew ({Failure}); it is tried again.")]
    private partial void OldBoard(string failure);

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var looks = now - _lookedAt >= RecentHalfHour.Every;
        var counts = looks || _listChanged || now - _chainsAt >= _chainsPeriod;
        _listChanged = false;
        _dirty = !counts; // Counts that are older than the change are read soon, whether or not anything else changes.
        if (counts)
        {
            _chainsAt = now;
            foreach (var group in _campaigns.Keys)
            {
                var count = await CountAsync(new(group), cancellationToken);
                if (looks)
                {
                    var states = _agents.Values.Where(a => GroupOf(a.Agent) == group).Select(static a => a.State).ToList();
                    await _recent.LookAsync(group, states, count.Total - count.Finished, Instant.FromDateTimeOffset(now), cancellationToken);
                }
            }

            _lookedAt = looks ? now : _lookedAt;
        }

        _number = Math.Max(_number + 1, now.ToUnixTimeMilliseconds());
        Board = Compose(_number);
        await hub.Clients.Group(DeskHub.BoardTopic).SendAsync(Contracts.Hub.BoardChanged, Board, cancellationToken);
        foreach (var campaign in Board.Campaigns)
        {
            await ShowAgentsAsync(campaign, cancellationToken);
        }
    }

    private async Task<Contracts.ChainCounts> CountAsync(GroupId group, CancellationToken cancellationToken)
    {
        var read = await store.Board.ChainCountsAsync(group, cancellationToken);
        return _chains[group.Value] = new(read.Total, read.Untouched, read.Waiting + read.Open, read.Finished);
    }

    /// <summary>An agent's row has no figures that move with every dial: it is sent when it is another one.</summary>
    private async Task ShowAgentsAsync(CampaignSnapshot campaign, CancellationToken cancellationToken)
    {
        var row = Seen(campaign);
        if (_shown.GetValueOrDefault(campaign.Campaign) != row)
        {
            _shown[campaign.Campaign] = row;
            await hub.Clients.Group(DeskHub.CampaignTopicOf(campaign.Campaign))
                .SendAsync(Contracts.Hub.MyCampaignsChanged, Mine(_number, campaign), cancellationToken);
        }
    }

    private static MyCampaignsSnapshot Mine(long number, CampaignSnapshot? campaign) =>
        new(number, campaign is null or { State: CampaignState.Unloaded } ? [] : [Seen(campaign)]);

    private static MyCampaign Seen(CampaignSnapshot campaign) => new(
        campaign.Campaign,
        campaign.Name,
        campaign.Description,
        campaign.Mode,
        campaign.State,
        campaign.State is CampaignState.Running ? campaign.WaitingUntil : null,
        campaign.Chains.Total - campaign.Chains.Finished)
    {
        Stopped = campaign.Stopped,
    };

    private BoardSnapshot Compose(long number)
    {
        var agents = _agents.Values.OrderBy(static a => a.Agent, StringComparer.Ordinal).ToList();
        var byCampaign = agents.ToLookup(a => GroupOf(a.Agent), StringComparer.Ordinal);
        var campaigns = _campaigns.Values
            .OrderBy(static c => c.Campaign, StringComparer.Ordinal)
            .Select(c => c with
            {
                Chains = _chains.GetValueOrDefault(c.Campaign) ?? c.Chains,
                Recent = _recent.Of(c.Campaign),
                Agents = byCampaign[c.Campaign].CountBy(static a => a.State).ToImmutableDictionary(),
                Description = _descriptions.GetValueOrDefault(c.Campaign) ?? "",
            })
            .ToImmutableArray();
        return new(number, campaigns, [.. agents.Select(a => Row(
            a,
            campaigns.FirstOrDefault(c => c.Campaign == GroupOf(a.Agent)),
            byCampaign[GroupOf(a.Agent)].Count(b => b.State is AgentState.Ready && b.Since < a.Since)))])
        {
            NotReadyReasons = agents.Count > 0 ? agents[0].NotReadyReasons : [],
        };
    }

    private static AgentRow Row(AgentSnapshot a, CampaignSnapshot? campaign, int waitLonger) =>
        new(a.Agent, a.Name, a.Campaign, a.State, a.Since, a.NotReadyReason, a.Leg, Why(a, campaign, waitLonger))
        {
            ThenNotReady = a.ThenNotReady,
            SigningOut = a.SigningOut,
            Customer = a.Call?.Contact ?? "",
            LimitAt = a.LimitAt,
        };

    /// <param name="waitLonger">Ready agents of the campaign who have waited longer than this one.</param>
    private static string Why(AgentSnapshot agent, CampaignSnapshot? campaign, int waitLonger) => (agent.State, campaign) switch
    {
        (AgentState.NotReady, _) when agent.Leg is LegState.Down && agent.LegTrouble.Length > 0 => agent.LegTrouble,
        (AgentState.NotReady, _) when agent.SoundLost => "Their headset or phone was lost and is not connected.",
        (AgentState.NotReady, _) when agent.Leg is LegState.Down => "No sound is connected yet: it connects when they choose Ready.",
        (AgentState.Talking, _) when agent.Leg is LegState.Down => "Their sound is lost: the customer hears hold audio.",
        (AgentState.Ready, _) when agent.ThenNotReady is not null => "Not ready follows: a call that was already dialled may still come to them.",
        (AgentState.Ready, null) => "The agent is in no campaign.",
        (AgentState.Ready, { State: CampaignState.Loaded }) => agent.CampaignStopped ? "The campaign is stopped." : "The campaign has not started.",
        (AgentState.Ready, { State: CampaignState.Unloaded or CampaignState.Unloading }) => "The campaign is not loaded.",
        (AgentState.Ready, { Mode: DialMode.Preview }) when !agent.Asking => "Has not asked for a record.",
        (AgentState.Ready, { Waiting: { Length: > 0 } waiting }) => waiting,
        (AgentState.Ready, { Mode: DialMode.Progressive }) => "Nobody is being dialled for them now.",
        (AgentState.Ready, { Mode: not DialMode.Predictive }) => "No record has come to them yet.",
        (AgentState.Ready, { Counts.Dialing: var dialing }) => $"{Dialing(dialing)} {InLine(waitLonger)}",
        _ => "",
    };

    private static string Dialing(long calls) => calls switch
    {
        0 => "The next is about to be dialled.",
        1 => "1 number is being dialled.",
        _ => string.Create(CultureInfo.InvariantCulture, $"{calls} numbers are being dialled."),
    };

    private static string InLine(int waitLonger) => waitLonger switch
    {
        0 => "The next call is theirs.",
        1 => "1 agent has waited longer.",
        _ => string.Create(CultureInfo.InvariantCulture, $"{waitLonger} agents have waited longer."),
    };
}
