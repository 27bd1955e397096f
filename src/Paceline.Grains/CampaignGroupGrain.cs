using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using NodaTime;
using Orleans.Concurrency;
using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;

namespace Paceline.Grains;

/// <summary>Hosts a campaign group. Reentrant, because all state is the <see cref="Writer{TState,TInput}"/>'s, which takes turns by itself: a call
/// that waits for its commit must not keep the next one from joining it.</summary>
[Reentrant]
internal sealed partial class CampaignGroupGrain(
    ILedger ledger,
    IDueRecords records,
    IVoiceNodes voice,
    IScreens screens,
    IRoster roster,
    TimeProvider time,
    ILogger<CampaignGroupGrain> logger) : Grain, ICampaignGroupGrain, IDisposable
{
    /// <summary>With free agents and nothing due, the queue is asked again after this time at the latest.</summary>
    private static readonly Duration _lookAgainAfter = Duration.FromSeconds(1);

    /// <summary>While the node's news is not in, time stands still; this is how often that is looked at.</summary>
    private static readonly Duration _askNodeAgainAfter = Duration.FromMilliseconds(250);

    private readonly CancellationTokenSource _stopping = new();
    private Writer<CampaignGroup, GroupInput> _writer = null!; // Set on activation.
    private Delivery _delivery = null!; // Set on activation.
    private IGrainTimer _timer = null!; // Set on activation.
    private readonly List<ChainId> _claimed = [];
    private Instant _lookAt = Instant.MinValue;
    private Instant _lookForCallbacksAt = Instant.MinValue;
    private Instant _restUntil = Instant.MinValue;
    private Task _claiming = Task.CompletedTask;
    private string _name = "";

    private GroupId Id => new(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var rows = await ledger.OpenGroupAsync(Id, cancellationToken);
        _name = await roster.NameOfAsync(Id, cancellationToken);
        _delivery = new(GrainFactory, voice, ledger, time, logger, _stopping.Token);
        _writer = new(WriterId.Of(Id), Machine.Instance, ledger, _delivery, time, Committed);
        _writer.Start(rows.Group, rows.Version);
        _timer = this.RegisterGrainTimer(
            TickAsync,
            new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        _delivery.Add(rows.Undelivered);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _delivery.StoppedAsync();
        await _writer.QuietAsync();

        // What an activation claimed that was over without knowing it would stay in its lease until the next one opens.
        await _claiming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await GiveBackAsync(CancellationToken.None);
    }

    public void Dispose() => _stopping.Dispose();

    public async Task<Refusal?> PostAsync(IReadOnlyList<GroupInput> inputs)
    {
        try
        {
            return await _writer.PostAsync(inputs);
        }
        catch (StaleWriterException)
        {
            DeactivateOnIdle();
            throw;
        }
    }

    public Task WakeAsync()
    {
        (_lookAt, _lookForCallbacksAt) = (Instant.MinValue, Instant.MinValue);
        Arm();
        return Task.CompletedTask;
    }

    public Task<CampaignSnapshot> ViewAsync() => Task.FromResult(View());

    public Task<CampaignWhy> WhyAsync(Floor floor) => Task.FromResult(Views.WhyOf(_writer.State, floor, _writer.Now));

    public Task ReconcileAsync(NodeEpoch epoch, IReadOnlyList<AttemptId> known) =>
        PostAsync([new GroupInput.NodeReported(epoch, known, _delivery.OnTheWay)]);

    private void Committed(IReadOnlyList<DialingFact> facts)
    {
        Arm();
        screens.Changed(View());
    }

    /// <summary>One timer, for whichever comes first: an attempt that wants the time, or the next look into the queue.</summary>
    private void Arm()
    {
        var now = _writer.Now;
        var permitted = Instant.Max(_writer.State.Line.Until, now);
        var wants = _writer.State.Wants(now);
        var look = wants.TakeBack > 0 ? now
            : wants.Count > 0 && _claiming.IsCompleted ? Instant.Max(_lookAt, permitted)
            : wants.AskAgainAt;
        var callbacks = _writer.State.CallbacksWanted(now);
        Instant? promised = callbacks.Chains.Length > 0 && _claiming.IsCompleted ? Instant.Max(_lookForCallbacksAt, permitted) : callbacks.AskAgainAt;
        var next = ((Instant?[])[look, promised, _writer.Due]).Min();
        if (next is { } at)
        {
            var wait = Duration.Max(Instant.Max(at, _restUntil) - now, voice.IsUpToDate ? Duration.Zero : _askNodeAgainAfter);
            _timer.Change(wait.ToTimeSpan(), Timeout.InfiniteTimeSpan);
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TickAsync(_writer.Now, cancellationToken);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The store may be busy or full: the campaign waits a moment and goes on, it does not stand still.
            _restUntil = _writer.Now + _lookAgainAfter;
            TickFailed(Id.Value, failure.GetType().Name);
        }
        finally
        {
            Arm();
        }
    }

    private async Task TickAsync(Instant now, CancellationToken cancellationToken)
    {
        if (!voice.IsUpToDate)
        {
            return; // Nobody can be called, and a call that seems lost may have been answered long ago.
        }

        if (voice.Trunk(_writer.State.Rules.Trunk) is { } trunk && trunk.Trouble != _writer.State.Line.Trouble)
        {
            await PostAsync([trunk]); // This activation, or this trunk of the campaign, is newer than the node's last word about it.
        }

        if (_writer.Due <= now || _writer.State.Wants(now).TakeBack > 0)
        {
            await PostAsync([new GroupInput.TimePassed()]);
        }

        if (_writer.State.CallbacksWanted(now) is { Chains: { Length: > 0 } promised } && _claiming.IsCompleted && now >= _lookForCallbacksAt)
        {
            _claiming = ClaimAsync(promised, now, cancellationToken);
            await _claiming;
        }

        if (_writer.State.Wants(now) is { Count: > 0 } wants && _claiming.IsCompleted && now >= _lookAt && !_writer.State.Line.Holds(now))
        {
            _claiming = ClaimAsync(wants.Count, now, cancellationToken);
            await _claiming;
        }
    }

    /// <summary>Due chains come as an input; those the group does not take go back at once.</summary>
    private async Task ClaimAsync(int count, Instant now, CancellationToken cancellationToken)
    {
        await GiveBackAsync(cancellationToken);
        var due = await records.ClaimAsync(Id, _writer.State.Rules, count, now, cancellationToken);
        if (due.Candidates.Length == 0)
        {
            _lookAt = due.NextDue is { } next ? Instant.Min(Instant.Max(next, now), now + _lookAgainAfter) : now + _lookAgainAfter;
            await PostAsync([new GroupInput.NoneDue(due.NextDue)]);
            return;
        }

        await OfferAsync(due.Candidates, now, cancellationToken);
    }

    /// <summary>Callbacks come before every other record. If none can be had, the rows say otherwise than the group: it is not asked again at once.</summary>
    private async Task ClaimAsync(ImmutableArray<ChainId> callbacks, Instant now, CancellationToken cancellationToken)
    {
        await GiveBackAsync(cancellationToken);
        var due = await records.ClaimCallbacksAsync(Id, callbacks, now, cancellationToken);
        _lookForCallbacksAt = due.Length == 0 ? now + _lookAgainAfter : now;
        if (due.Length > 0)
        {
            await OfferAsync(due, now, cancellationToken);
        }
    }

    private async Task OfferAsync(ImmutableArray<DialCandidate> due, Instant now, CancellationToken cancellationToken)
    {
        _claimed.AddRange(due.Select(static c => c.Chain.Id));
        await PostAsync([new GroupInput.CandidatesDue([.. due.Select(c => (new AttemptId(Guid.CreateVersion7(now.ToDateTimeOffset())), c))])]);
        await GiveBackAsync(cancellationToken);
    }

    /// <summary>What a commit took is not leased any more and stays where it is; what a failure left over goes back the next time.</summary>
    private async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        if (_claimed.Count > 0)
        {
            await records.GiveBackAsync(Id, [.. _claimed], cancellationToken);
            _claimed.Clear();
        }
    }

    private CampaignSnapshot View() => Views.Of(_writer.State, _name, _writer.Now);

    [LoggerMessage(LogLevel.Error, "Campaign {Campaign} could not go on ({Failure}); it tries again in a second.")]
    private partial void TickFailed(string campaign, string failure);

    /// <summary>The production rules, seen as a machine.</summary>
    private sealed class Machine : IMachine<CampaignGroup, GroupInput>
    {
        public static Machine Instance { get; } = new();

        public Decision Decide(CampaignGroup state, GroupInput input, Instant now) => state.Decide(input, now);

        public CampaignGroup Evolve(CampaignGroup state, DialingFact fact, Instant at) => state.Evolve(fact, at);

        public Order? OrderOf(CampaignGroup state, DialingFact fact) => state.OrderOf(fact);

        public Instant? Due(CampaignGroup state) => state.Due;

        public IReadOnlyList<GroupInput> After(IReadOnlyList<GroupInput> inputs, CommitOutcome.NumberClosed closed) =>
            [.. inputs.Select(input => input switch
            {
                GroupInput.CandidatesDue due => new GroupInput.CandidatesDue(
                    [.. due.Candidates.Select(c => c.Attempt == closed.Attempt ? (c.Attempt, c.Candidate with { ClosedUntil = closed.Until }) : c)]),
                GroupInput.AgentConfirmed confirmed when confirmed.Attempt == closed.Attempt =>
                    new GroupInput.NumberClosed(closed.Attempt, closed.Why, closed.Until),
                GroupInput.CallChosen chosen when chosen.Attempt == closed.Attempt =>
                    new GroupInput.NumberClosed(closed.Attempt, closed.Why, closed.Until),
                GroupInput.OutcomeTakenBack back when back.Attempt == closed.Attempt => back with { TooLate = true },
                _ => input,
            })];
    }
}
