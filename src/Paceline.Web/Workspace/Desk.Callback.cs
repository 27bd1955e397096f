using Paceline.Contracts;
using Paceline.Web.Connection;
using Paceline.Web.Workspace.Callbacks;

namespace Paceline.Web.Workspace;

// A callback that is arranged with the person on the desk: it counts from the outcome on, and closes a record that is only read.
public sealed partial class Desk
{
    private static readonly TimeSpan _ringEvery = TimeSpan.FromSeconds(3);

    private MyCallbacks? _callbacks;
    private DateTimeOffset _rungAt;

    /// <summary>The agent's callbacks that are to be kept.</summary>
    public MyCallbacks MyCallbacks => _callbacks ??= new(api, browser, clock, Tell, Announce);

    /// <summary>What was missed was the agent's own callback; null: this page did not see it.</summary>
    private bool? _missedOwn;

    /// <summary>The agent is not ready because they did not take their own callback in time; it is still theirs.</summary>
    public bool MissedOwn =>
        Snapshot is { MissedOffer: true } agent && _missedOwn is not false && (MyCallbacks.HasOwn(agent.Agent) || (_missedOwn is true && !MyCallbacks.Known));

    /// <summary>What the agent's own callbacks need to know of the next state.</summary>
    private void Follow(AgentSnapshot? before, AgentSnapshot now)
    {
        _missedOwn = !now.MissedOffer ? null : before is { State: AgentState.Offered } offered ? Words.IsOwn(offered) : _missedOwn;
        if (now.State == AgentState.Ready && before is not null && before.State != AgentState.Ready && MyCallbacks.HasOwn(now.Agent))
        {
            MyCallbacks.AskSoon(); // One that was let go rests from now on.
        }
    }

    /// <summary>What the panel has so far; null: it is closed.</summary>
    public CallbackPlan? CallbackPlan { get; private set; }

    /// <summary>One can be arranged now.</summary>
    public bool CanBook => DeskActions.Has(Snapshot, DeskAction.Callback) && !NotSavedYet;

    /// <summary>Opens the panel in the place of note and history, or closes it.</summary>
    public async Task OpenOrCloseCallback()
    {
        if (CallbackPlan is not null)
        {
            await CloseCallback();
        }
        else if (CanBook && Snapshot is { Call: { } call } agent)
        {
            KeypadOpen = false;
            Frame.BackToWork();
            Refusal = null;
            CallbackPlan = CallbackPlan.Of(agent, call);
            Tell();
            await JudgeCallback();
            await Task.Yield(); // The suggestions are drawn when this handler has returned.
            await browser.Focus("callback-first");
        }
    }

    /// <summary>The focus goes back to the control that opens it.</summary>
    public async Task CloseCallback()
    {
        CallbackPlan = null;
        Refusal = Refusal?.Control is "callback" ? null : Refusal;
        Tell();
        await Task.Yield();
        await browser.Focus("open-callback");
    }

    /// <summary>Another time, number or owner; whether it is permitted is asked at once.</summary>
    public async Task PlanCallback(CallbackPlan plan)
    {
        var judges = CallbackPlan is { } before && !before.IsFor(plan);
        CallbackPlan = judges ? plan : CallbackPlan is { } judged
            ? judged with { Personal = plan.Personal, Note = plan.Note }
            : null;
        Refusal = Refusal?.Control is "callback" ? null : Refusal;
        Tell();
        if (judges)
        {
            await JudgeCallback();
        }
    }

    /// <summary>By its key: one of the times that are suggested.</summary>
    public Task PlanSuggested(int index) => CallbackPlan is { } plan && index < plan.Suggested.Count
        ? PlanCallback(plan.With(plan.Suggested[index]))
        : Task.CompletedTask;

    public async Task BookCallback()
    {
        if (Call is not { } call || CallbackPlan is not { } plan || Pending is "callback")
        {
            return;
        }

        if (plan.At is not { } at)
        {
            Refuse("callback", Texts.CallbackNoTime);
            return;
        }

        var closes = Previewing;
        if (closes)
        {
            await _edits.Settle(_open.Token);
        }

        var request = new CallbackRequest(
            call.Attempt, at, plan.Personal, plan.IsNew ? null : plan.Position, plan.IsNew ? plan.Number.Trim() : null, plan.Note);
        var reply = await Send("callback", () => api.Command(Api.AgentCallback, request, Guid.CreateVersion7(), _open.Token));
        if (reply is Reply.Refused { Problem: var problem } && CallbackPlan is { } kept)
        {
            CallbackPlan = kept with { Code = problem.Code, Refusal = problem.Detail, Instead = problem.Instead };
            Refusal = problem.Instead is null ? Refusal : null; // Said with the time that is permitted.
            Tell();
        }
        else if (reply is Reply.Done)
        {
            CallbackPlan = null;
            if (!closes && Draft.Outcome.Length == 0 && Snapshot?.Outcomes.FirstOrDefault(static o => o.CallsAgain) is { } fits)
            {
                await Choose(fits.Code); // What an agent says of most of them; any other is chosen as ever.
            }

            Announce(Texts.FormatCallbackDone(time: CallbackWords.Day(at, plan.Zone, clock.Now), who: Words.Who(call)));
            await Task.Yield();
            await (closes ? Task.CompletedTask : browser.Focus("outcome"));
        }
    }

    public async Task DropCallback()
    {
        if (Call is null || Pending is "callback")
        {
            return;
        }

        if (await SendForCall("callback", Api.AgentCallbackDrop) is Reply.Done)
        {
            CallbackPlan = null;
            Announce(Texts.CallbackDropped);
            await Task.Yield();
            await browser.Focus("open-callback");
        }
    }

    /// <summary>A callback rings, by its own bell, until it is taken or gone.</summary>
    private async Task Ring()
    {
        if (Snapshot is { State: AgentState.Offered, Call.Callback: not null } && clock.Now - _rungAt >= _ringEvery)
        {
            _rungAt = clock.Now;
            await browser.Cue("callback");
        }
    }

    /// <summary>Asks what is permitted and suggested; an answer to what has changed meanwhile is not taken.</summary>
    private async Task JudgeCallback()
    {
        if (CallbackPlan is not { } asked)
        {
            return;
        }

        var reply = await api.Read(
            Api.AgentCallbackTimesFor(asked.At, asked.IsNew ? null : asked.Position, asked.IsNew ? asked.Number.Trim() : null), _open.Token);
        if (CallbackPlan != asked)
        {
            return;
        }

        CallbackPlan = reply is Reply.Done { Body: var body } && ApiClient.Parse<CallbackTimes>(body) is { } times ? asked.Judged(times)
            : reply is Reply.Refused { Problem: var problem } ? asked with { Refusal = problem.Detail, Code = problem.Code }
            : asked; // Booking tells.
        Tell();
    }
}
