using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Storage;

namespace Paceline.Server;

/// <summary>Brings an agent's messages to the page that watches them, as soon as a commit has changed them. One loop sends, so that no page
/// gets an older picture after a newer one.</summary>
internal sealed partial class Mailboxes(IHubContext<DeskHub> hub, SqliteStore store, Desks desks, TimeProvider time, ILogger<Mailboxes> logger)
    : BackgroundService
{
    private static readonly TimeSpan _tryAgainAfter = TimeSpan.FromSeconds(1);

    // One is enough: a signal says that something has changed, and the rows say what.
    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly Dictionary<string, long> _sent = new(StringComparer.Ordinal);

    /// <summary>An agent's messages, now.</summary>
    public async Task<MessagesSnapshot> OfAsync(AgentId agent, CancellationToken cancellationToken)
    {
        var stored = await store.Messages.OfAsync(agent, cancellationToken);
        return new(stored.Number, stored.Messages.Count(static m => !m.IsRead), [.. stored.Messages.Select(Shown)]);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        store.Messages.Changed += Signal;
        try
        {
            await foreach (var _ in _signals.Reader.ReadAllAsync(stoppingToken))
            {
                await TrySendAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
        finally
        {
            store.Messages.Changed -= Signal;
        }
    }

    private void Signal(object? sender, EventArgs e) => _signals.Writer.TryWrite(true);

    /// <summary>Rows that cannot be read now are read a moment later; the loop never ends for it.</summary>
    private async Task TrySendAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not (OutOfMemoryException or OperationCanceledException))
        {
            Late(failure.GetType().Name);
            await Task.Delay(_tryAgainAfter, time, cancellationToken);
            Signal(this, EventArgs.Empty);
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        var numbers = await store.Messages.NumbersAsync(cancellationToken);
        foreach (var agent in desks.Agents)
        {
            var number = numbers.GetValueOrDefault(agent);
            if (number > _sent.GetValueOrDefault(agent))
            {
                var snapshot = await OfAsync(new(agent), cancellationToken);
                _sent[agent] = snapshot.Number;
                await hub.Clients.Group(DeskHub.MailTopicOf(agent)).SendAsync(Contracts.Hub.MessagesChanged, snapshot, cancellationToken);
            }
        }
    }

    private static Message Shown(StoredMessage m) => new(
        m.Id,
        KindOf(m.Kind),
        m.Campaign is null ? null : m.CampaignName ?? m.Campaign.Value.Value,
        m.Mode is { } mode ? ModeOf(mode) : null,
        m.By,
        m.Priority is Storage.MessagePriority.High ? Contracts.MessagePriority.High : Contracts.MessagePriority.Normal,
        m.Text,
        m.At.ToDateTimeOffset(),
        m.Began?.ToDateTimeOffset(),
        m.IsRead,
        m.IsAcknowledged)
    {
        OfOrder = m.IsOfOrder,
    };

    private static DialMode ModeOf(Dialing.Campaigns.DialMode mode) => mode switch
    {
        Dialing.Campaigns.DialMode.Preview => DialMode.Preview,
        Dialing.Campaigns.DialMode.PushPreview => DialMode.PushPreview,
        Dialing.Campaigns.DialMode.Progressive => DialMode.Progressive,
        Dialing.Campaigns.DialMode.Predictive => DialMode.Predictive,
    };

    private static Contracts.MessageKind KindOf(Storage.MessageKind kind) => kind switch
    {
        Storage.MessageKind.CampaignLoaded => Contracts.MessageKind.CampaignLoaded,
        Storage.MessageKind.CampaignStarted => Contracts.MessageKind.CampaignStarted,
        Storage.MessageKind.CampaignStartedBefore => Contracts.MessageKind.CampaignStartedBefore,
        Storage.MessageKind.CampaignStopped => Contracts.MessageKind.CampaignStopped,
        Storage.MessageKind.CampaignUnloaded => Contracts.MessageKind.CampaignUnloaded,
        Storage.MessageKind.CampaignModeSet => Contracts.MessageKind.CampaignModeSet,
        Storage.MessageKind.Supervisor => Contracts.MessageKind.Supervisor,
        Storage.MessageKind.System => Contracts.MessageKind.System,
    };

    [LoggerMessage(LogLevel.Error, "Messages could not be brought to the screens ({Failure}); it is tried again in a second.")]
    private partial void Late(string failure);
}
