using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Groups;
using Paceline.Grains;

namespace Paceline.Tests.Server;

/// <summary>A store that does not keep up: who posts is told so, and nothing grows without end.</summary>
public sealed class FullInbox
{
    [Fact]
    public void More_than_the_inbox_holds_is_not_taken_in()
    {
        var writer = new Writer<int, int>(new("group/x"), new AlwaysOneFact(), new SilentLedger(), delivery: null!, TimeProvider.System, static _ => { }); // Nothing is ever committed, so nothing is delivered.
        writer.Start(0, 0);

        var posted = Enumerable.Range(0, Writer<int, int>.InboxMax + 1).Select(i => writer.PostAsync([i])).ToList(); // The first is at the store.

        posted.ShouldAllBe(static p => !p.IsCompleted);
        Should.Throw<BusyWriterException>(() => { _ = writer.PostAsync([0]); }).Message.ShouldContain("group/x");
    }

    private sealed class AlwaysOneFact : IMachine<int, int>
    {
        public Decision Decide(int state, int input, Instant now) => Decision.Of(new GroupFact.DialingStarted("kim"));

        public int Evolve(int state, DialingFact fact, Instant at) => state;

        public Order? OrderOf(int state, DialingFact fact) => null;

        public Instant? Due(int state) => null;

        public IReadOnlyList<int> After(IReadOnlyList<int> inputs, CommitOutcome.NumberClosed closed) => inputs;
    }

    private sealed class SilentLedger : ILedger
    {
        public Task<GroupRows> OpenGroupAsync(GroupId group, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<AgentRows> OpenAgentAsync(AgentId agent, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<CommitOutcome> CommitAsync(Commit commit, CancellationToken cancellationToken) => new TaskCompletionSource<CommitOutcome>().Task;

        public Task DeliveredAsync(IReadOnlyList<long> orders, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
