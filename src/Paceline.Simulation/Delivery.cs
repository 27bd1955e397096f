using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Groups;

namespace Paceline.Simulation;

/// <summary>Brings a writer's orders to where they belong: in order for each addressee, at least once. Requests and replies are lost, and
/// some arrive a second time when nobody expects them.</summary>
internal sealed class Delivery(World world, Server server)
{
    private static readonly Duration _retryAfter = Duration.FromMilliseconds(500);

    private readonly Dictionary<string, Queue<StoredOrder>> _lanes = new(StringComparer.Ordinal);

    public IReadOnlyList<AttemptId> OnTheWay =>
        [.. _lanes.Values.SelectMany(static lane => lane).Select(static o => o.Order).OfType<Order.ToNode>()
            .Select(static o => o.Command).OfType<CallCommand.Originate>().Select(static o => o.Attempt)];

    /// <param name="later">What happens later in this activation, or never.</param>
    public void Add(IReadOnlyList<StoredOrder> orders, Action<Duration, Action> later)
    {
        foreach (var order in orders)
        {
            var addressee = AddresseeOf(order.Order);
            if (_lanes.TryGetValue(addressee, out var lane))
            {
                lane.Enqueue(order);
            }
            else
            {
                _lanes.Add(addressee, new([order]));
                later(Latency(), () => Try(addressee, later));
            }
        }
    }

    private Duration Latency() => world.Chance.Happens(0.02) ? world.Chance.Seconds(0.1, 2) : world.Chance.Seconds(0.001, 0.02);

    private void Try(string addressee, Action<Duration, Action> later)
    {
        var order = _lanes[addressee].Peek();
        if (world.Chance.Happens(world.Options.LossRatio / 2))
        {
            world.Covered("request lost");
            later(_retryAfter, () => Try(addressee, later));
            return;
        }

        if (world.Chance.Happens(world.Options.DuplicateRatio))
        {
            world.Covered("order came again");
            later(world.Chance.Seconds(0.01, 30), () => Bring(order.Order, static _ => { }));
        }

        var replyLost = world.Chance.Happens(world.Options.LossRatio / 2);
        Bring(order.Order, arrived =>
        {
            if (!arrived || replyLost)
            {
                world.Covered(arrived ? "reply lost" : "node not reached");
                later(_retryAfter, () => Try(addressee, later));
                return;
            }

            later(Duration.FromMilliseconds(1), () => Done(addressee, later));
        });
    }

    private void Done(string addressee, Action<Duration, Action> later)
    {
        var lane = _lanes[addressee];
        world.Ledger.Delivered(lane.Dequeue().Number);
        if (lane.Count > 0)
        {
            later(Latency(), () => Try(addressee, later));
        }
        else
        {
            _lanes.Remove(addressee);
        }
    }

    /// <summary>Calls back when the addressee has committed what it led to.</summary>
    private void Bring(Order order, Action<bool> arrived)
    {
        switch (order)
        {
            case Order.ToGroup o:
                server.Group(o.Group).Post(o.Input, _ => arrived(true));
                break;
            case Order.ToAgent { Input: Dialing.Agents.AgentInput.Release } when world.Options.Plant == PlantedFault.DeliveryForgetsReleases:
                arrived(true);
                break;
            case Order.ToAgent o:
                server.Agent(o.Agent).Post(o.Input, _ => arrived(true));
                break;
            case Order.ToNode when !server.Link.Connected:
                arrived(false);
                break;
            case Order.ToNode o:
                Bring(o, arrived);
                break;
        }
    }

    private void Bring(Order.ToNode order, Action<bool> arrived)
    {
        var answer = world.Node.Take(order);
        if (order.Command is CallCommand.Bridge bridge && answer is NodeAnswer.Refused or NodeAnswer.TooLate)
        {
            world.Covered($"bridge {answer}");
            server.Group(bridge.Group).Post(
                new GroupInput.BridgeRefused(bridge.Attempt, bridge.Agent, "refused", answer is NodeAnswer.TooLate), _ => arrived(true));
            return;
        }

        if (order.Command is not CallCommand.Originate originate || answer == NodeAnswer.Taken)
        {
            arrived(true);
            return;
        }

        world.Covered($"originate {answer}");
        server.Group(originate.Group).Post(
            answer == NodeAnswer.Refused
                ? new GroupInput.OrderExpired(originate.Attempt, "refused")
                : new GroupInput.Called(originate.Attempt, new AttemptInput.NodeForgot("its voice node has ended")),
            _ => arrived(true));
    }

    private static string AddresseeOf(Order order) => order switch
    {
        Order.ToGroup o => WriterId.Of(o.Group).Value,
        Order.ToAgent o => WriterId.Of(o.Agent).Value,
        Order.ToNode o => $"attempt/{o.Command.Attempt}",
        _ => throw new System.Diagnostics.UnreachableException($"order {order}"),
    };
}
