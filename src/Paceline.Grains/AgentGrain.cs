using Microsoft.Extensions.Logging;
using NodaTime;
using Orleans.Concurrency;
using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Campaigns;

namespace Paceline.Grains;

/// <summary>Hosts an agent. Reentrant for the same reason as <see cref="CampaignGroupGrain"/>.</summary>
[Reentrant]
internal sealed partial class AgentGrain(
    ILedger ledger,
    IVoiceNodes voice,
    IScreens screens,
    IRecordCards cards,
    IRoster roster,
    NotReadyReasons reasons,
    TimeProvider time,
    ILogger<AgentGrain> logger) : Grain, IAgentGrain, IDisposable
{
    private static readonly TimeSpan _tryAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>Whoever signs out is not kept waiting longer for the group's word; it still comes, by push.</summary>
    private static readonly TimeSpan _groupAnswersIn = TimeSpan.FromSeconds(2);

    /// <summary>Timers count whole milliseconds, and the clock does not.</summary>
    private static readonly Duration _clockStep = Duration.FromMilliseconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private Writer<Agent, AgentInput> _writer = null!; // Set on activation.
    private Delivery _delivery = null!; // Set on activation.
    private IGrainTimer _timer = null!; // Set on activation.
    private readonly PhoneOfAgent _phone = new();
    private readonly Machine _machine = new();
    private CampaignRules _rules = CampaignRules.Default;
    private CallCard? _card;
    private bool _cardIsOld;
    private Task _showing = Task.CompletedTask;
    private Task _ending = Task.CompletedTask;
    private TaskCompletionSource _nextCommit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _name = "";
    private string _campaign = "";

    private AgentId Id => new(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var rows = await ledger.OpenAgentAsync(Id, cancellationToken);
        _name = await roster.NameOfAsync(Id, cancellationToken);
        _campaign = await roster.NameOfAsync(rows.Agent.Group, cancellationToken);
        _delivery = new(GrainFactory, voice, ledger, time, logger, _stopping.Token);
        _rules = _machine.Rules = rows.Rules;
        _writer = new(WriterId.Of(Id), _machine, ledger, _delivery, time, Committed);
        _writer.Start(rows.Agent, rows.Version);
        _timer = this.RegisterGrainTimer(
            TickAsync,
            new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        await LookUpCardAsync(cancellationToken);
        Arm();
        _delivery.Add(rows.Undelivered);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _delivery.StoppedAsync();
        await _writer.QuietAsync();
        await _showing;
        await _ending;
    }

    public void Dispose() => _stopping.Dispose();

    public Task<Refusal?> PostAsync(IReadOnlyList<AgentInput> inputs) => PostAsync(inputs, receipt: null);

    public async Task<Refusal?> CommandAsync(AgentInput input, Receipt? receipt) =>
        input is AgentInput.MakeReady && _writer.State is { Leg: null, State: not Dialing.Agents.AgentState.SignedOut } && _phone.Uri is { } uri
            ? await CallPhoneAsync(uri, thenReady: _writer.State.State is Dialing.Agents.AgentState.NotReady)
            : await PostAsync([input], receipt);

    public async Task<bool> SignOutAsync(bool channel)
    {
        await PostAsync([new AgentInput.SignOut("by the agent", Channel: channel)]);
        await GroupHasAnsweredAsync();
        return _writer.State.State is Dialing.Agents.AgentState.SignedOut
            || (channel && _writer.State.State is Dialing.Agents.AgentState.NotReady { Reason: Agent.ChannelOff });
    }

    public async Task<Refusal?> SignOffAsync(string by, bool now)
    {
        var refusal = await PostAsync([new AgentInput.SignOut("by a supervisor", now, By: by)]);
        await GroupHasAnsweredAsync();
        return refusal;
    }

    /// <summary>Whether a call is on its way to an agent who signs out.</summary>
    private async Task GroupHasAnsweredAsync()
    {
        var patience = Task.Delay(_groupAnswersIn, time, _stopping.Token);
        while (_writer.State is { State: Dialing.Agents.AgentState.Ready, Leaving.Until: null } && !patience.IsCompleted)
        {
            await Task.WhenAny(_nextCommit.Task, patience);
        }
    }

    public async Task<Refusal?> UsePhoneAsync(string? uri)
    {
        var rang = _phone.Rings && _writer.State.Leg is null;
        _phone.Use(uri);
        if (uri is not null)
        {
            return await CallPhoneAsync(uri, thenReady: false);
        }

        if (rang)
        {
            screens.Changed(View()); // No fact tells of a phone that was never up.
        }

        return null;
    }

    public Task<AgentSnapshot> ViewAsync() => Task.FromResult(View());

    public async Task LearnRulesAsync()
    {
        var rows = await ledger.OpenAgentAsync(Id, _stopping.Token);
        _rules = _machine.Rules = rows.Rules;
        _campaign = await roster.NameOfAsync(_writer.State.Group, _stopping.Token);
        Arm();
        screens.Changed(View());
    }

    public Task ReconcileAsync(NodeEpoch epoch, bool up, string? phone)
    {
        _phone.Learn(phone);
        return _writer.State.Leg switch
        {
            { } leg when leg.Epoch != epoch || !up => PostAsync([new AgentInput.LegDown(leg.Epoch, "The voice node was restarted")]),
            _ => Task.CompletedTask,
        };
    }

    private async Task<Refusal?> CallPhoneAsync(string uri, bool thenReady)
    {
        // Noted before: what comes of it may be here before the answer is.
        if (_writer.State.Leg is null)
        {
            _phone.Called(thenReady);
            screens.Changed(View());
        }

        try
        {
            await voice.AttachPhoneAsync(Id, uri, _stopping.Token);

            // A phone that answers by itself may have been up before this was asked, and nothing follows then.
            return thenReady && _writer.State is { Leg: not null, State: Dialing.Agents.AgentState.NotReady }
                ? await PostAsync([new AgentInput.MakeReady()])
                : null;
        }
        catch (VoiceRefusedException refusal)
        {
            _phone.NotCalled(refusal.Message);
            screens.Changed(View());
            return new(refusal.IsRequestWrong ? IAgentGrain.BadUri : "no-audio", _phone.Trouble);
        }
    }

    private async Task<Refusal?> PostAsync(IReadOnlyList<AgentInput> inputs, Receipt? receipt)
    {
        try
        {
            var (trouble, version) = (_phone.Trouble, _writer.Version);
            var ready = inputs.Aggregate(false, (any, input) => _phone.After(input) || any);
            var refusal = await _writer.PostAsync(ready ? [.. inputs, new AgentInput.MakeReady()] : inputs, receipt);
            if (trouble != _phone.Trouble && version == _writer.Version)
            {
                screens.Changed(View()); // No fact tells of a phone that was never up.
            }

            return refusal;
        }
        catch (StaleWriterException)
        {
            DeactivateOnIdle();
            throw;
        }
    }

    private void Committed(IReadOnlyList<DialingFact> facts)
    {
        Arm();
        _nextCommit.SetResult();
        _nextCommit = new(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var edit in facts.OfType<AgentFact.RecordEdited>())
        {
            _card = Views.Edited(_card, edit);
        }

        // The agent may have called another number than the one that was shown, or added it: by now the group has written it.
        _cardIsOld |= facts.Any(static f => f is AgentFact.Connected or AgentFact.ConversationEnded);
        if (AttemptOnDesk == _card?.Attempt && !_cardIsOld)
        {
            screens.Changed(View());
        }
        else if (_showing.IsCompleted)
        {
            _showing = ShowAsync();
        }

        if (facts.Any(static f => f is AgentFact.SignedOut or AgentFact.ChannelSignedOut))
        {
            _ending = EndAsync(pages: facts.Any(static f => f is AgentFact.SignedOut { By.Length: > 0 }));
        }
    }

    /// <summary>The agent's sound ends, the phone's too; by a supervisor's order so do their pages, whose sign-ins were ended by the commit.</summary>
    private async Task EndAsync(bool pages)
    {
        try
        {
            await _showing;
            await (pages ? screens.SignedOffAsync(Id) : Task.CompletedTask);
            await voice.DetachAsync(Id, _stopping.Token);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The node is away and the leg with it, or a page that is gone could not be told.
            NotEnded(Id.Value, failure.GetType().Name);
        }
    }

    /// <summary>The screen waits for the record; nothing else does.</summary>
    private async Task ShowAsync()
    {
        try
        {
            await LookUpCardAsync(_stopping.Token);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The call goes on; its record is looked up again with the next thing that happens.
            NoCard(Id.Value, failure.GetType().Name);
        }

        screens.Changed(View());
    }

    private void Arm()
    {
        if (_writer.Due is { } due)
        {
            var left = due - _writer.Now;
            _timer.Change(left > Duration.Zero ? (left + _clockStep).ToTimeSpan() : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_writer.Due <= _writer.Now)
            {
                await PostAsync([new AgentInput.TimePassed()]);
            }
            else
            {
                // A timer may fire a moment before the clock says so; told nothing then, the agent would never be told.
                Arm();
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            TickFailed(Id.Value, failure.GetType().Name);
            _timer.Change(_tryAgainAfter, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The record is looked up when it comes or is dialled for the agent, when its call lands, and when the call is over.</summary>
    private async Task LookUpCardAsync(CancellationToken cancellationToken)
    {
        while (AttemptOnDesk != _card?.Attempt || _cardIsOld)
        {
            _cardIsOld = false;
            _card = AttemptOnDesk is { } attempt ? await cards.OfAsync(new(attempt), cancellationToken) : null;
            if (_card is null)
            {
                return;
            }
        }
    }

    private Guid? AttemptOnDesk => _writer.State.AttemptAtHand?.Value;

    private AgentSnapshot View() => Views.Of(_writer.State, _rules, reasons, _writer.Version, _name, _campaign, _card, _writer.Due) with
    {
        LegTrouble = _phone.Trouble,
        PhoneRings = _phone.Rings && _writer.State.Leg is null,
    };

    [LoggerMessage(LogLevel.Error, "Agent {Agent} could not be told the time ({Failure}); it is tried again in a second.")]
    private partial void TickFailed(string agent, string failure);

    [LoggerMessage(LogLevel.Warning, "Agent {Agent} was signed off; their page or sound may not have heard of it ({Failure}).")]
    private partial void NotEnded(string agent, string failure);

    [LoggerMessage(LogLevel.Error, "The record of agent {Agent}'s call could not be read ({Failure}).")]
    private partial void NoCard(string agent, string failure);

    /// <summary>The production rules, seen as a machine.</summary>
    private sealed class Machine : IMachine<Agent, AgentInput>
    {
        /// <summary>As they were when the agent last heard of them.</summary>
        public CampaignRules Rules { get; set; } = CampaignRules.Default;

        public Decision Decide(Agent state, AgentInput input, Instant now) => state.Decide(input, now, Rules);

        public Agent Evolve(Agent state, DialingFact fact, Instant at) => state.Evolve((AgentFact)fact, at);

        public Order? OrderOf(Agent state, DialingFact fact) => Order.Of(state, (AgentFact)fact);

        public Instant? Due(Agent state) => state.Due(Rules);

        public IReadOnlyList<AgentInput> After(IReadOnlyList<AgentInput> inputs, CommitOutcome.NumberClosed closed) => inputs;
    }
}
