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

    private readonly Dictionary<string, Letterbox> _boxes = new(StringComparer.Ordinal);

    /// <summary>Attempts whose order to dial may still reach a node.</summary>
    public IReadOnlyList<AttemptId> OnTheWay =>
    [
        .. _boxes.Values.SelectMany(static b => b.Orders)
            .Select(static o => (o.Order as Order.ToNode)?.Command).OfType<CallCommand.Originate>().Select(static o => o.Attempt),
    ];

    public void Add(IEnumerable<StoredOrder> orders)
    {
        foreach (var order in orders)
        {
            var addressee = AddresseeOf(order.Order);
            if (!_boxes.TryGetValue(addressee, out var box))
            {
                _boxes.Add(addressee, box = new());
            }

            box.Orders.Enqueue(order);
            if (box.Loop.IsCompleted)
            {
                box.Loop = EmptyAsync(addressee, box);
            }
        }
    }

    /// <summary>Completes when all loops have stopped (the activation ends).</summary>
    public Task StoppedAsync() => Task.WhenAll(_boxes.Values.Select(static b => b.Loop));

    /// <summary>Each addressee gets its orders in order, and nobody waits for another's.</summary>
    private async Task EmptyAsync(string addressee, Letterbox box)
    {
        // Never completes before Add has kept the loop: the rest runs as a turn of its own.
        await Task.Yield();
        while (box.Orders.TryPeek(out var order) && !stopping.IsCancellationRequested)
        {
            try
            {
                await DeliverAsync(order.Order);
                box.Orders.Dequeue();
                await ledger.DeliveredAsync([order.Number], CancellationToken.None);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // Whatever it was, what is in the box or in the outbox comes again: delivery is at least once.
                Undelivered(addressee, failure.GetType().Name);
                await Task.Delay(_retryAfter, time, stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }

        if (box.Orders.Count == 0)
        {
            _boxes.Remove(addressee);
        }
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
                NodeReply.Refused refused => (GroupInput)new GroupInput.OrderExpired(originate.Attempt, refused.Why, refused.NumberRefused),
                _ => new GroupInput.Called(originate.Attempt, new Dialing.Attempts.AttemptInput.NodeForgot("its voice node has ended")),
            };
            await grains.GetGrain<ICampaignGroupGrain>(originate.Group.Value).PostAsync([input]);
        }

        if (order.Command is CallCommand.Bridge bridge && reply is NodeReply.Refused refusal)
        {
            await grains.GetGrain<ICampaignGroupGrain>(bridge.Group.Value)
                .PostAsync([new GroupInput.BridgeRefused(bridge.Attempt, bridge.Agent, refusal.Why, refusal.TooLate)]);
        }
    }

    private static string AddresseeOf(Order order) => order switch
    {
        Order.ToGroup o => WriterId.Of(o.Group).Value,
        Order.ToAgent o => WriterId.Of(o.Agent).Value,
        Order.ToNode o => $"attempt/{o.Command.Attempt}",
        _ => throw new System.Diagnostics.UnreachableException($"order {order}"),
    };

    private sealed class Letterbox
    {
        public Queue<StoredOrder> Orders { get; } = new();

        public Task Loop { get; set; } = Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Warning, "An order for {Addressee} was not delivered ({Failure}); it is tried again.")]
    private partial void Undelivered(string addressee, string failure);
}
