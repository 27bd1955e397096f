using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;

namespace Paceline.Tests.Storage;

/// <summary>What every store of the two writers keeps, whatever its database.</summary>
public abstract class LedgerContract : IAsyncLifetime
{
    private static readonly GroupId _other = new("surveys");

    private protected ILedger Ledger => Rig.Store.Ledger;

    private protected IDueRecords Queue => Rig.Store.Queue;

    private protected StoreRig Rig { get; private set; } = null!; // Made before each test.

    private protected abstract Task<StoreRig> MakeAsync();

    public async ValueTask InitializeAsync()
    {
        Rig = await MakeAsync();
        await Rig.AddGroupAsync(_other);
        await Rig.ImportAsync(20);
        await Rig.ImportAsync(20, group: _other);
    }

    public async ValueTask DisposeAsync()
    {
        await Rig.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private Instant Now => Instant.FromDateTimeOffset(Rig.Time.GetUtcNow());

    // ---- Versions and orders -------------------------------------------------------------------------------------------

    [Fact]
    public async Task A_writer_that_was_replaced_writes_nothing()
    {
        (await CommitAsync(RingHost.GroupId, 0, new GroupFact.DialingStarted("kim"))).ShouldBeOfType<CommitOutcome.Committed>().Version.ShouldBe(1);

        (await CommitAsync(RingHost.GroupId, 0, new GroupFact.DialingStopped("kim"))).ShouldBeOfType<CommitOutcome.Stale>();

        var rows = await Ledger.OpenGroupAsync(RingHost.GroupId, default);
        (rows.Version, rows.Group.Running).ShouldBe((1, true));
        (await Rig.Store.Facts.LastAsync(default)).ShouldBe(1);
    }

    [Fact]
    public async Task Orders_come_back_in_their_order_until_they_are_delivered()
    {
        Order[] orders =
        [
            new Order.ToAgent(StoreRig.Anna, new AgentInput.Reserve(new(Guid.NewGuid()), 1)),
            new Order.ToNode(RingHost.Epoch, new CallCommand.HangUp(new(Guid.NewGuid()))),
        ];
        var committed = (CommitOutcome.Committed)await Ledger.CommitAsync(
            new(WriterId.Of(RingHost.GroupId), 0, Now, [new GroupFact.DialingStarted("kim")], orders), default);
        await Rig.ReopenAsync();

        (await Ledger.OpenGroupAsync(RingHost.GroupId, default)).Undelivered
            .ShouldBe([new(committed.Orders[0], orders[0]), new(committed.Orders[1], orders[1])]);
        (await Ledger.OpenGroupAsync(_other, default)).Undelivered.ShouldBeEmpty("the orders of another writer are not its own");

        await Ledger.DeliveredAsync([committed.Orders[0]], default);
        (await Ledger.OpenGroupAsync(RingHost.GroupId, default)).Undelivered.ShouldBe([new(committed.Orders[1], orders[1])]);
    }

    [Fact]
    public async Task A_receipt_is_written_with_its_commit_and_not_without()
    {
        var receipt = new Receipt("kim", "/start", "key-0001", "hash", 200, "{}");
        await Ledger.CommitAsync(new(WriterId.Of(RingHost.GroupId), 7, Now, [], [], receipt), default);
        (await Rig.Store.Receipts.FindAsync("kim", "/start", "key-0001", default)).ShouldBeNull("the commit was stale");

        await Ledger.CommitAsync(new(WriterId.Of(RingHost.GroupId), 0, Now, [], [], receipt), default);
        (await Rig.Store.Receipts.FindAsync("kim", "/start", "key-0001", default)).ShouldBe(receipt);
        (await Rig.Store.Receipts.FindAsync("ben", "/start", "key-0001", default)).ShouldBeNull("a key is one user's");

        Rig.Time.Advance(TimeSpan.FromDays(1));
        (await Rig.Store.Receipts.FindAsync("kim", "/start", "key-0001", default)).ShouldBeNull("a receipt is kept for a day");
    }

    [Fact]
    public async Task Who_does_not_exist_cannot_be_opened()
    {
        (await Should.ThrowAsync<KeyNotFoundException>(Ledger.OpenGroupAsync(new("nobody"), default))).Message.ShouldContain("\"nobody\"");
        (await Should.ThrowAsync<KeyNotFoundException>(Ledger.OpenAgentAsync(new("nobody"), default))).Message.ShouldContain("\"nobody\"");
    }

    // ---- A number is one -----------------------------------------------------------------------------------------------

    [Fact]
    public async Task A_number_that_another_campaign_dials_is_closed_and_nothing_of_the_commit_is_written()
    {
        await ReserveAsync(RingHost.GroupId, version: 0);
        var theirs = (await ClaimAsync(_other, 1))[0];
        theirs.ClosedUntil.ShouldBe(Now + Duration.FromMinutes(1));

        var outcome = await CommitAsync(_other, 0, new GroupFact.DialingStarted("kim"), Reservation(theirs.Chain, out var attempt));

        var closed = outcome.ShouldBeOfType<CommitOutcome.NumberClosed>();
        (closed.Attempt, closed.Chain).ShouldBe((attempt, theirs.Chain.Id));
        closed.Until.ShouldBe(Now + Duration.FromMinutes(1));
        var rows = await Ledger.OpenGroupAsync(_other, default);
        (rows.Version, rows.Group.Running, rows.Group.Open.Count).ShouldBe((0, false, 0));
        (await ClaimAsync(_other, 1))[0].Chain.Id.ShouldBe(theirs.Chain.Id, "the chain is due as before");
    }

    [Fact]
    public async Task A_number_is_free_again_when_its_attempt_is_closed()
    {
        var (attempt, chain) = await ReserveAsync(RingHost.GroupId, version: 0);
        await CommitAsync(RingHost.GroupId, 1, new AttemptFact.Withdrawn(attempt, "no agent"), DueAgain(attempt, chain, Now + Duration.FromHours(1)));

        (await ReserveAsync(_other, version: 0)).Chain.Current.Number.ShouldBe(chain.Current.Number);
    }

    [Fact]
    public async Task A_number_in_quarantine_is_closed_until_its_end()
    {
        var until = Now + Duration.FromSeconds(57);
        var (attempt, chain) = await ReserveAsync(RingHost.GroupId, version: 0);
        await CommitAsync(
            RingHost.GroupId, 1,
            Ordered(attempt), new AttemptFact.Interrupted(attempt, until, "its node is gone"), DueAgain(attempt, chain, until));

        var theirs = (await ClaimAsync(_other, 1))[0];
        (theirs.ClosedUntil, theirs.AttemptsToday).ShouldBe((until, 1), "an attempt whose end nobody saw counts as one that left");
        (await CommitAsync(_other, 0, Reservation(theirs.Chain, out _))).ShouldBeOfType<CommitOutcome.NumberClosed>().Until.ShouldBe(until);

        Rig.Time.Advance(TimeSpan.FromSeconds(57));
        (await CommitAsync(_other, 0, Reservation(theirs.Chain, out _))).ShouldBeOfType<CommitOutcome.Committed>();
    }

    [Fact]
    public async Task Do_not_call_that_comes_between_reservation_and_dial_stops_the_dial()
    {
        var (attempt, chain) = await ReserveAsync(RingHost.GroupId, version: 0);
        await Rig.Store.Suppressions.AddAsync(chain.Current.Number, "by post", "kim", default);

        (await CommitAsync(RingHost.GroupId, 1, Ordered(attempt))).ShouldBeOfType<CommitOutcome.NumberClosed>().Why.ShouldContain("Do Not Call");
        (await ClaimAsync(_other, 1))[0].Suppressed.ShouldBeTrue();
    }

    [Fact]
    public async Task An_agents_do_not_call_is_on_the_list_with_the_agents_own_commit()
    {
        var (attempt, chain) = await ReserveAsync(RingHost.GroupId, version: 0);

        await Ledger.CommitAsync(
            new(WriterId.Of(StoreRig.Anna), 0, Now, [new AgentFact.OutcomeSet(StoreRig.Anna, RingHost.GroupId, attempt, "do-not-call", "")], []), default);

        (await Rig.Store.Suppressions.ContainsAsync(chain.Current.Number, default)).ShouldBeTrue();
        (await Rig.Store.Suppressions.NewestAsync(10, default)).ShouldHaveSingleItem().By.ShouldBe("anna");
    }

    [Fact]
    public async Task A_permission_that_is_over_dials_nothing()
    {
        var (attempt, _) = await ReserveAsync(RingHost.GroupId, version: 0);
        var ordered = Ordered(attempt);
        Rig.Time.Advance(TimeSpan.FromSeconds(31));

        (await CommitAsync(RingHost.GroupId, 1, ordered)).ShouldBeOfType<CommitOutcome.NumberClosed>().Until.ShouldBe(Now);
    }

    // ---- The queue -----------------------------------------------------------------------------------------------------

    [Fact]
    public async Task Claims_at_the_same_time_never_give_a_chain_twice()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ClaimAsync(RingHost.GroupId, 3)));

        claims.Sum(static c => c.Count).ShouldBe(20);
        claims.SelectMany(static c => c).Select(static c => c.Chain.Id).Distinct().Count().ShouldBe(20);
        (await Queue.ClaimAsync(RingHost.GroupId, CampaignRules.Default, 1, Now, default)).ShouldBe(new DueRecords([], null));
    }

    [Fact]
    public async Task What_was_claimed_and_not_used_is_due_again_after_it_is_given_back_or_the_group_starts_anew()
    {
        var claimed = await ClaimAsync(RingHost.GroupId, 20);
        await Queue.GiveBackAsync(RingHost.GroupId, [claimed[0].Chain.Id], default);
        (await ClaimAsync(RingHost.GroupId, 20)).ShouldHaveSingleItem().Chain.Id.ShouldBe(claimed[0].Chain.Id);

        await Ledger.OpenGroupAsync(RingHost.GroupId, default);
        (await ClaimAsync(RingHost.GroupId, 30)).Select(static c => c.Chain.Id).ShouldBe(claimed.Select(static c => c.Chain.Id));
    }

    [Fact]
    public async Task A_chain_that_a_commit_used_is_not_given_back()
    {
        var (_, chain) = await ReserveAsync(RingHost.GroupId, version: 0);

        await Queue.GiveBackAsync(RingHost.GroupId, [chain.Id], default);

        (await ClaimAsync(RingHost.GroupId, 20)).ShouldNotContain(c => c.Chain.Id == chain.Id);
    }

    [Fact]
    public async Task A_closed_zone_is_not_claimed_and_says_when_it_opens()
    {
        await Rig.AddGroupAsync(new("west"));
        await Rig.ImportAsync("phone\n+12125551000\n+14155552671\n", new("west"));
        Rig.Time.SetUtcNow(new DateTimeOffset(2026, 3, 4, 14, 0, 0, TimeSpan.Zero)); // 9:00 in New York, 6:00 in Los Angeles.

        (await ClaimAsync(new("west"), 10)).ShouldHaveSingleItem().Chain.Current.Zone.ShouldBe("America/New_York");
        (await Queue.ClaimAsync(new("west"), CampaignRules.Default, 10, Now, default)).NextDue.ShouldBe(Instant.FromUtc(2026, 3, 4, 16, 0));
    }

    [Fact]
    public async Task The_next_due_time_is_when_the_chain_is_due_and_its_window_open()
    {
        var all = await ClaimAsync(RingHost.GroupId, 20);
        var late = Instant.FromUtc(2026, 3, 4, 5, 0); // Midnight in New York: it opens at 13:00 UTC.
        await CommitAsync(
            RingHost.GroupId, 0, [.. all.Select(c => new GroupFact.ChainDeferred(c.Chain, Paceline.Dialing.Compliance.RefusedBecause.AttemptsToday, late))]);

        (await Queue.ClaimAsync(RingHost.GroupId, CampaignRules.Default, 1, Now, default)).NextDue.ShouldBe(Instant.FromUtc(2026, 3, 4, 13, 0));
    }

    // ---- Steps ---------------------------------------------------------------------------------------------------------

    private async Task<IReadOnlyList<DialCandidate>> ClaimAsync(GroupId group, int count) =>
        (await Queue.ClaimAsync(group, CampaignRules.Default, count, Now, default)).Candidates;

    private async Task<(AttemptId Attempt, Chain Chain)> ReserveAsync(GroupId group, long version)
    {
        var chain = (await ClaimAsync(group, 1))[0].Chain;
        (await CommitAsync(group, version, Reservation(chain, out var attempt))).ShouldBeOfType<CommitOutcome.Committed>();
        return (attempt, chain);
    }

    private Task<CommitOutcome> CommitAsync(GroupId group, long version, params DialingFact[] facts) =>
        Ledger.CommitAsync(new(WriterId.Of(group), version, Now, facts, []), default);

    private static GroupFact.ReservationOrdered Reservation(Chain chain, out AttemptId attempt) =>
        new(attempt = new(Guid.NewGuid()), chain, StoreRig.Anna, 1, RingHost.Epoch);

    private AttemptFact.Ordered Ordered(AttemptId attempt) => new(attempt, Now + Duration.FromSeconds(30), 1, 0, 0, 0, 0.03);

    private static GroupFact.ChainChangeOrdered DueAgain(AttemptId attempt, Chain chain, Instant at) =>
        new(attempt, chain.Id, new ChainChange.DueAgain(at, 0, 1, Streak.None.After("NoAnswer")));
}

/// <summary>The contract on SQLite.</summary>
public sealed class SqliteLedgerContract : LedgerContract
{
    private protected override Task<StoreRig> MakeAsync() => StoreRig.MakeAsync();
}
