using NodaTime;
using Paceline.Dialing;

namespace Paceline.Grains;

/// <summary>What a machine gives its host: how it decides, evolves, whom it tells, and when it wants the time.</summary>
internal interface IMachine<TState, TInput>
{
    Decision Decide(TState state, TInput input, Instant now);

    TState Evolve(TState state, DialingFact fact, Instant at);

    Order? OrderOf(TState state, DialingFact fact);

    Instant? Due(TState state);

    /// <summary>The same inputs, now that the store has said that a number is closed.</summary>
    IReadOnlyList<TInput> After(IReadOnlyList<TInput> inputs, CommitOutcome.NumberClosed closed);
}

/// <summary>The one loop of every writer: take all inputs that wait → decide each → one commit of facts, rows and orders with the expected
/// version → evolve → hand the orders to delivery. It runs on the grain's scheduler; only it touches the state, so interleaved calls
/// are safe: they queue an input and wait for its commit.</summary>
internal sealed class Writer<TState, TInput>(
    WriterId id,
    IMachine<TState, TInput> machine,
    ILedger ledger,
    Delivery delivery,
    TimeProvider time,
    Action<IReadOnlyList<DialingFact>> committed)
{
    /// <summary>Inputs waiting at once. More means that the store does not keep up; whoever posts is told so.</summary>
    public const int InboxMax = 10_000;

    private readonly Queue<Waiting> _inbox = new();
    private Task _pump = Task.CompletedTask;

    public TState State { get; private set; } = default!; // Set by Start, before which the grain is not reachable.

    public long Version { get; private set; }

    /// <summary>Set when another activation has written: this one is over.</summary>
    public bool Stale { get; private set; }

    public Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    public Instant? Due => machine.Due(State);

    public void Start(TState state, long version)
    {
        State = state;
        Version = version;
    }

    /// <summary>Queues inputs and waits until their facts are on disk.</summary>
    /// <exception cref="BusyWriterException">Too much waits already; nothing was queued.</exception>
    /// <exception cref="StaleWriterException">Another activation has taken over; ask again.</exception>
    public Task<Refusal?> PostAsync(IReadOnlyList<TInput> inputs, Receipt? receipt = null)
    {
        if (Stale)
        {
            throw new StaleWriterException(id);
        }

        if (_inbox.Count >= InboxMax)
        {
            throw new BusyWriterException(id, InboxMax);
        }

        var waiting = new Waiting(inputs, receipt);
        _inbox.Enqueue(waiting);
        if (_pump.IsCompleted)
        {
            _pump = PumpAsync();
        }

        return waiting.Done.Task;
    }

    /// <summary>Completes when nothing is being committed any more.</summary>
    public Task QuietAsync() => _pump;

    private async Task PumpAsync()
    {
        while (_inbox.Count > 0)
        {
            var turn = Take();
            try
            {
                if (await CommitAsync(turn) is { } facts)
                {
                    turn.ForEach(static w => w.Complete());
                    committed(facts);
                }
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // The machine or the disk is broken: the turn never happened, and whoever posted learns it.
                turn.ForEach(w => w.Done.TrySetException(failure));
            }
        }
    }

    /// <summary>All that waits; a receipt ends the turn, because a commit carries one.</summary>
    private List<Waiting> Take()
    {
        var turn = new List<Waiting>();
        do
        {
            turn.Add(_inbox.Dequeue());
        }
        while (_inbox.Count > 0 && turn[^1].Receipt is null);
        return turn;
    }

    /// <summary>The facts that are on disk now; null: none came of the turn, and everybody has been told.</summary>
    private async Task<IReadOnlyList<DialingFact>?> CommitAsync(List<Waiting> turn)
    {
        while (true)
        {
            var now = Now;
            var next = State;
            var facts = new List<DialingFact>();
            var orders = new List<Order>();
            foreach (var waiting in turn)
            {
                foreach (var input in waiting.Inputs)
                {
                    var decision = machine.Decide(next, input, now);
                    waiting.Refusal = decision.Refusal;
                    foreach (var fact in decision.Facts)
                    {
                        if (machine.OrderOf(next, fact) is { } order)
                        {
                            orders.Add(order);
                        }

                        next = machine.Evolve(next, fact, now);
                        facts.Add(fact);
                    }
                }
            }

            if (facts.Count == 0)
            {
                turn.ForEach(static w => w.Complete());
                return null;
            }

            // A refused command keeps no receipt: asked again, it may be possible.
            var receipt = turn[^1].Refusal is null ? turn[^1].Receipt : null;
            switch (await ledger.CommitAsync(new(id, Version, now, facts, orders, receipt), CancellationToken.None))
            {
                case CommitOutcome.Committed done:
                    State = next;
                    Version = done.Version;
                    delivery.Add(done.Orders.Zip(orders, static (number, order) => new StoredOrder(number, order)));
                    return facts;
                case CommitOutcome.NumberClosed closed:
                    turn.ForEach(w => w.Inputs = machine.After(w.Inputs, closed));
                    continue;
                default:
                    Stale = true;
                    throw new StaleWriterException(id);
            }
        }
    }

    private sealed class Waiting(IReadOnlyList<TInput> inputs, Receipt? receipt)
    {
        public IReadOnlyList<TInput> Inputs { get; set; } = inputs;

        public Receipt? Receipt { get; } = receipt;

        public Refusal? Refusal { get; set; }

        public TaskCompletionSource<Refusal?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Complete() => Done.TrySetResult(Refusal);
    }
}

/// <summary>A writer found that another activation has written since: it is over, and the caller asks again.</summary>
public sealed class StaleWriterException(WriterId writer) : Exception($"Another activation of {writer} has taken over.");

/// <summary>A writer has more before it than it can queue: what was posted was not taken in, and may be tried again in a moment.</summary>
public sealed class BusyWriterException(WriterId writer, int waiting)
    : Exception($"{writer}: {waiting} inputs wait already; the store does not keep up.");
