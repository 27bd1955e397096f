using Microsoft.Extensions.Logging;
using Paceline.Dialing;
using Paceline.Dialing.Groups;

namespace Paceline.Grains;

/// <summary>Brings a writer's committed orders to where they belong, at least once, in order for each addressee, and tells the ledger.
/// It waits for the addressee's commit, so an order is forgotten only when its effect is on disk. One per activation.</summary>
internal sealed partial class Delivery(
    IGrainFactory grains, IVoiceNodes voice, ILedger ledger, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    private static readonly TimeSpan _retryAfter = TimeSpan.FromMilliseconds(500);

    private readonly List<StoredOrder> _waiting = [];
    private Task _loop = Task.CompletedTask;

    /// <summary>Attempts whose order to dial may still reach a node.</summary>
    public IReadOnlyList<AttemptId> OnTheWay =>
    [
        .. _waiting.Select(static o => (o.Order as Order.ToNode)?.Command).OfType<CallCommand.Originate>().Select(static o => o.Attempt),
    ];

    public void Add(IEnumerable<StoredOrder> orders)
    {
        _waiting.AddRange(orders);
        if (_waiting.Count > 0 && _loop.IsCompleted)
        {
            _loop = DeliverAsync();
        }
    }

    /// <summary>Completes when the loop has stopped (the activation ends).</summary>
    public Task StoppedAsync() => _loop;

    private async Task DeliverAsync()
    {
        while (_waiting.Count > 0 && !stopping.IsCancellationRequested)
        {
            // Each addressee gets its orders in order; addressees do not wait for each other.
            var letters = _waiting.GroupBy(static o => AddresseeOf(o.Order), StringComparer.Ordinal).Select(static g => g.ToList()).ToList();
            var results = await Task.WhenAll(letters.Select(DeliverAsync));
            var delivered = results.SelectMany(static r => r).ToList();
            if (delivered.Count > 0)
            {
                _waiting.RemoveAll(delivered.Contains);
                await ledger.DeliveredAsync([.. delivered.Select(static o => o.Number)], CancellationToken.None);
            }

            if (_waiting.Count > 0 && delivered.Count == 0)
            {
                await Task.Delay(_retryAfter, time, stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    /// <summary>Delivers until one fails; returns those that arrived.</summary>
    private async Task<List<StoredOrder>> DeliverAsync(List<StoredOrder> orders)
    {
        var delivered = new List<StoredOrder>();
        try
        {
            foreach (var order in orders)
            {
                await DeliverAsync(order.Order);
                delivered.Add(order);
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever it was, the order stays in the outbox and is tried again: delivery is at least once.
            Undelivered(AddresseeOf(orders[0].Order), failure.GetType().Name);
        }

        return delivered;
    }

    private Task DeliverAsync(Order order) => order switch
    {
        Order.ToGroup o => grains.GetGrain<ICampaignGroupGrain>(o.Group.Value).PostAsync([o.Input]),
        Order.ToAgent o => grains.GetGrain<IAgentGrain>(o.Agent.Value).PostAsync([o.Input]),
        Order.ToNode o => ToNodeAsync(o),
        _ => throw new System.Diagnostics.UnreachableException($"order {order}"),
    };

    private async Task ToNodeAsync(Order.ToNode order)
    {
        var reply = await voice.SendAsync(order.Epoch, order.Command, stopping);
        if (order.Command is CallCommand.Originate originate && reply is not NodeReply.Taken)
        {
            var input = reply switch
            {
                NodeReply.Refused refused => (GroupInput)new GroupInput.OrderExpired(originate.Attempt, refused.Why),
                _ => new GroupInput.Called(originate.Attempt, new Dialing.Attempts.AttemptInput.NodeForgot("its voice node has ended")),
            };
            await grains.GetGrain<ICampaignGroupGrain>(originate.Group.Value).PostAsync([input]);
        }
    }

    private static string AddresseeOf(Order order) => order switch
    {
        Order.ToGroup o => WriterId.Of(o.Group).Value,
        Order.ToAgent o => WriterId.Of(o.Agent).Value,
        Order.ToNode o => $"attempt/{o.Command.Attempt}",
        _ => throw new System.Diagnostics.UnreachableException($"order {order}"),
    };

    [LoggerMessage(LogLevel.Warning, "An order for {Addressee} was not delivered ({Failure}); it is tried again.")]
    private partial void Undelivered(string addressee, string failure);
}
