using System.Collections.Immutable;
using NodaTime;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;

namespace Paceline.Dialing;

// Everything the outside world does for the rules, on one page. The rules declare who waits here, and never await themselves.
#pragma warning disable RS0030 // Task is banned in pure code; a port is where it is declared.

/// <summary>The store of the two writers: one commit = facts + the rows they change + the orders they cause, in one transaction.</summary>
public interface ILedger
{
    /// <summary>The rows a campaign group starts from. Leases of an earlier activation go back to the queue.</summary>
    /// <exception cref="KeyNotFoundException">There is no such group.</exception>
    Task<GroupRows> OpenGroupAsync(GroupId group, CancellationToken cancellationToken);

    /// <summary>The rows an agent starts from.</summary>
    /// <exception cref="KeyNotFoundException">There is no such agent.</exception>
    Task<AgentRows> OpenAgentAsync(AgentId agent, CancellationToken cancellationToken);

    /// <summary>Commits, durably. Returns only after it is on disk.</summary>
    Task<CommitOutcome> CommitAsync(Commit commit, CancellationToken cancellationToken);

    /// <summary>These orders are delivered and need not be kept.</summary>
    Task DeliveredAsync(IReadOnlyList<long> orders, CancellationToken cancellationToken);
}

/// <summary>The dialling queue of all calling lists.</summary>
public interface IDueRecords
{
    /// <summary>Takes up to <paramref name="count"/> due chains whose zone's calling window is open from the queue, into a lease.
    /// A claimed chain is used by a commit (reservation, deferral, finish) or given back.</summary>
    Task<DueRecords> ClaimAsync(GroupId group, CampaignRules rules, int count, Instant now, CancellationToken cancellationToken);

    /// <summary>Takes these chains, whose callbacks are due, into a lease; one that cannot be taken is left out. What is not used is given back.</summary>
    Task<ImmutableArray<DialCandidate>> ClaimCallbacksAsync(
        GroupId group, IReadOnlyList<ChainId> chains, Instant now, CancellationToken cancellationToken);

    /// <summary>Puts claimed chains back, due as before.</summary>
    Task GiveBackAsync(GroupId group, IReadOnlyList<ChainId> chains, CancellationToken cancellationToken);
}
#pragma warning restore RS0030

/// <summary>What a claim brought.</summary>
/// <param name="NextDue">With no candidate: when the next chain is due and its window open; null: none waits at all.</param>
public sealed record DueRecords(ImmutableArray<DialCandidate> Candidates, Instant? NextDue);

/// <summary>Who writes: one campaign group or one agent.</summary>
public readonly record struct WriterId(string Value)
{
    public static WriterId Of(GroupId group) => new($"group/{group.Value}");

    public static WriterId Of(AgentId agent) => new($"agent/{agent.Value}");

    public override string ToString() => Value;
}

/// <summary>One turn of a writer.</summary>
/// <param name="ExpectedVersion">The version the turn began with; a writer that finds another has been replaced, and stops.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Orders">To be kept until they are delivered.</param>
/// <param name="Receipt">The answer to a command with an idempotency key, stored in the same transaction; null: none.</param>
public sealed record Commit(
    WriterId Writer, long ExpectedVersion, Instant At, IReadOnlyList<DialingFact> Facts, IReadOnlyList<Order> Orders, Receipt? Receipt = null);

/// <summary>A stored answer: the same key with the same body gets it again.</summary>
public sealed record Receipt(string User, string Route, string Key, string BodyHash, int Status, string Answer);

/// <summary>What became of a commit.</summary>
public abstract record CommitOutcome
{
    private protected CommitOutcome()
    {
    }

    /// <summary>On disk. The orders' numbers are in the order they were given.</summary>
    public sealed record Committed(long Version, ImmutableArray<long> Orders) : CommitOutcome;

    /// <summary>Another activation has written since: this one must stop.</summary>
    public sealed record Stale : CommitOutcome;

    /// <summary>Nothing was written: the number of this attempt may not be dialled (open elsewhere, in quarantine, Do Not Call, permission over).</summary>
    /// <param name="Chain">The chain of the attempt.</param>
    public sealed record NumberClosed(AttemptId Attempt, ChainId Chain, string Why, Instant Until) : CommitOutcome;
}

/// <summary>What a campaign group starts from.</summary>
/// <param name="Undelivered">Orders of earlier turns that nobody is known to have got.</param>
public sealed record GroupRows(long Version, CampaignGroup Group, ImmutableArray<StoredOrder> Undelivered);

/// <summary>What an agent starts from.</summary>
public sealed record AgentRows(long Version, Agent Agent, CampaignRules Rules, ImmutableArray<StoredOrder> Undelivered);

/// <summary>An order with the number under which it is kept.</summary>
public sealed record StoredOrder(long Number, Order Order);
