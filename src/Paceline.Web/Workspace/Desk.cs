using Paceline.Contracts;
using Paceline.Ui;
using Paceline.Web.Connection;
using Paceline.Web.Sound;

namespace Paceline.Web.Workspace;

/// <summary>The agent's workspace behind the screen: the newest snapshot, the draft, the leg, and the commands. The server is the
/// only authority over states; this class never invents one, it asks and waits for the snapshot.</summary>
public sealed class Desk(ApiClient api, ILiveLine live, BrowserModule browser, AgentLeg leg, SecondHand clock) : IAsyncDisposable
{
    private readonly Fold<AgentSnapshot> _fold = new(static s => s.Number);
    private readonly PressedDigits _digits = new(api);
    private readonly DraftBook _draft = new(browser);
    private readonly RecordEdits _edits = new(api, clock);
    /// <summary>From sound in the browser to the server's word of it; loopback takes 100 ms.</summary>
    private static readonly TimeSpan _legPatience = TimeSpan.FromSeconds(5);

    private CancellationTokenSource _open = new();
    private TaskCompletionSource? _legUp;
    private bool _hungUpHere;
    private LateOutcome? _late;
    private Task _restoring = Task.CompletedTask;
    private Task _ending = Task.CompletedTask;

    /// <summary>Raised after each change of anything the screen shows.</summary>
    public event EventHandler? Changed;

    public SignedInUser? User { get; private set; }

    public AgentSnapshot? Snapshot => _fold.Newest;

    public AgentLeg Leg => leg;

    public LineState Line { get; private set; }

    /// <summary>When the line was lost (UTC); null while it is not.</summary>
    public DateTimeOffset? LostAt { get; private set; }

    /// <summary>The server's sentence why this page is no longer the agent's; null while it is.</summary>
    public string? EndedBecause { get; private set; }

    /// <summary>Nobody is signed in: the sign-in page is next.</summary>
    public bool MustSignIn { get; private set; }

    public Draft Draft => _draft.Current;

    /// <summary>What the agent changed in the record on the desk.</summary>
    public RecordEdits Edits => _edits;

    /// <summary>What is asked before the chosen outcome is sent; null: nothing, or not yet.</summary>
    public string? Question { get; private set; }

    public bool KeypadOpen { get; private set; }

    /// <summary>The digits of this call so far, for the agent's eyes.</summary>
    public string DigitsSent => _digits.Pressed;

    /// <summary>The last refusal and the control it stands beside; null when there is none.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>The control whose command is on its way; null when none is.</summary>
    public string? Pending { get; private set; }

    /// <summary>An outcome the server has not confirmed: it is sent again when the line is back.</summary>
    public bool NotSavedYet => Draft.Key is not null && Pending is not "next";

    public bool TalkingWhileMuted { get; private set; }

    /// <summary>What a screen reader says next, politely.</summary>
    public string Announcement { get; private set; } = "";

    public CallCard? Call => Snapshot?.Call;

    public bool OnCall => Snapshot is { State: AgentState.Talking, Call.State: CallState.Connected or CallState.OnHold };

    /// <summary>The refusal's sentence if it belongs to this control.</summary>
    public string? RefusalOf(string control) => Refusal is { } refusal && refusal.Control == control ? refusal.Sentence : null;

    // ---- opening and closing ----

    public async Task Open()
    {
        _open = new CancellationTokenSource();
        EndedBecause = null;
        browser.KeyPressed = key => KeyMap.Press(this, key);
        browser.TalkedWhileMuted = TalkedWhileMuted;
        leg.Changed += LegChanged;
        _edits.Changed += LegChanged;
        await browser.Start();
        if (await Identify())
        {
            await leg.Begin();
            await live.WatchAgent(new Listener<AgentSnapshot>(Take, Moved, Ended), _open.Token);
        }
    }

    public async Task Close()
    {
        await _open.CancelAsync();
        leg.Changed -= LegChanged;
        _edits.Changed -= LegChanged;
        await live.Close();
        await Finish(_restoring);
        await _ending;
        await leg.End();
        await browser.Stop();
    }

    /// <summary>Makes this page the agent's again, after another one was.</summary>
    public async Task TakeOver()
    {
        EndedBecause = null;
        Tell();
        if (await Identify())
        {
            await live.WatchAgent(new Listener<AgentSnapshot>(Take, Moved, Ended), _open.Token);
        }
    }

    public async Task SignOut()
    {
        var reply = await api.Command(Api.SignOut, Guid.CreateVersion7(), _open.Token);
        if (reply is Reply.Refused or Reply.Unreachable)
        {
            Refuse("person", reply);
            return;
        }

        await browser.Forget("");
        MustSignIn = true;
        Tell();
    }

    public async ValueTask DisposeAsync()
    {
        await _open.CancelAsync();
        _open.Dispose();
    }

    // ---- commands ----

    public async Task GoReady()
    {
        Refusal = null;
        Pending = "ready";
        Tell();
        if (Snapshot is { Leg: not LegState.Phone } && leg.Voice != VoiceState.Up && await leg.Attach() is { } sentence)
        {
            Refuse("ready", sentence);
            return;
        }

        await LegIsKnown();
        await Send("ready", () => api.Command(Api.AgentReady, Guid.CreateVersion7(), _open.Token));
    }

    /// <summary>The browser is connected a moment before the server has heard of it; a leg that never comes is the server's to refuse.</summary>
    private async Task LegIsKnown()
    {
        if (Snapshot is { Leg: LegState.Down })
        {
            _legUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await Task.WhenAny(_legUp.Task, Task.Delay(_legPatience, _open.Token));
            _legUp = null;
        }
    }

    /// <summary>Now, or after this call when there is one.</summary>
    public Task GoNotReady(string reason) =>
        Send("not-ready", () => api.Command(Api.AgentNotReady, new NotReadyRequest(reason), Guid.CreateVersion7(), _open.Token));

    public Task HangUp()
    {
        _hungUpHere = true;
        return SendForCall("call", Api.AgentHangUp);
    }

    public Task HoldOrResume() =>
        SendForCall("call", Call?.State == CallState.OnHold ? Api.AgentResume : Api.AgentHold);

    public async Task MuteOrSpeak()
    {
        TalkingWhileMuted = false;
        await leg.Mute(!leg.Muted);
        Announce(leg.Muted ? "Muted" : "You can be heard");
    }

    public void OpenOrCloseKeypad()
    {
        KeypadOpen = OnCall && !KeypadOpen;
        Tell();
    }

    public async Task Digit(char digit)
    {
        if (Call is { } call)
        {
            var pressing = _digits.Press(call.Attempt, digit, _open.Token);
            Tell();
            if (await pressing is { } refused)
            {
                Refuse("keypad", refused);
            }
        }
    }

    public async Task Choose(string outcome)
    {
        if (Call is null || NotSavedYet)
        {
            return;
        }

        await _draft.Choose(outcome);
        Question = null;
        if (Refusal?.Control is "next")
        {
            Refusal = null;
        }

        Tell();
    }

    public async Task Write(string note)
    {
        if (!NotSavedYet)
        {
            await _draft.Write(note);
            Tell();
        }
    }

    /// <summary>Saves outcome and note and asks for the next call.</summary>
    public async Task Next()
    {
        if (Snapshot is not { Call: { } call } snapshot || Pending is "next")
        {
            return;
        }

        if (Draft.Outcome.Length == 0)
        {
            Refuse("next", "Choose an outcome to finish.");
            await browser.Focus("outcome");
        }
        else if (snapshot.State == AgentState.Talking)
        {
            Refuse("next", "The outcome is chosen and will be saved when the call has ended. End the call first.");
        }
        else if (Question is null && QuestionOf(snapshot, call) is { } question)
        {
            Refusal = null;
            Question = question;
            Announce($"{question} Press again to save it, or choose another outcome.");
        }
        else
        {
            await SaveAll(call, snapshot);
        }
    }

    /// <summary>Saves one field of the record.</summary>
    public Task EditRecord(string field, string value) => _edits.Save(field, value, _open.Token);

    /// <summary>Asked before an outcome that nobody takes back: the number never rings again.</summary>
    private string? QuestionOf(AgentSnapshot snapshot, CallCard call) => snapshot.Outcomes
        .FirstOrDefault(o => string.Equals(o.Code, Draft.Outcome, StringComparison.Ordinal))?.Confirm?
        .Replace("{number}", call.Number, StringComparison.Ordinal);

    /// <summary>The record leaves the desk with everything the agent wrote into it, or not yet.</summary>
    private async Task SaveAll(CallCard call, AgentSnapshot snapshot)
    {
        await _edits.Settle(_open.Token);
        if (_edits.Open is { } open)
        {
            var name = call.Fields.FirstOrDefault(f => f.Name == open.Field)?.Label ?? open.Field;
            Refuse("next", open.Edit.State == FieldEditState.Waiting
                ? $"“{name}” is not saved yet. Try again when the server answers."
                : $"“{name}” is not saved. Correct it, or give it up with Escape.");
            return;
        }

        await Save(call, snapshot);
    }

    /// <summary>Two keys in a rush were somebody writing: the choice the first one made is undone.</summary>
    public async Task UndoChoice()
    {
        if (!KeypadOpen && await _draft.TakeBack())
        {
            Refuse("next", "Writing? Press N to write a note.");
        }
    }

    public async Task GoToOutcomes() => await browser.Focus("outcome");

    /// <summary>To the outcomes, and from there back to the note.</summary>
    public async Task GoToOutcomesOrNote() => await browser.Focus("toggle");

    public async Task<string> Theme(string? name) => await browser.Theme(name);

    public async Task ShowTitle()
    {
        if (Snapshot is { } agent)
        {
            var who = Call is { } call ? $" – {Words.Who(call)}" : "";
            var lost = Line == LineState.Lost ? "⚠ " : "";
            await browser.Title($"{lost}{Words.Of(agent).Word} {Clockwork.Length(clock.Now - agent.Since)}{who}", Words.Slug(agent.State));
        }
    }

    // ---- what happens to us ----

    private async Task Take(AgentSnapshot snapshot)
    {
        var before = Snapshot;
        if (!_fold.Take(snapshot))
        {
            return;
        }

        if (snapshot.Leg != LegState.Down)
        {
            _legUp?.TrySetResult();
        }

        if (before?.State != snapshot.State || before.Call?.State != snapshot.Call?.State)
        {
            Refusal = null;
        }

        if (NotSavedYet && before?.Call is { } gone && gone.Attempt != snapshot.Call?.Attempt)
        {
            _late = new LateOutcome(gone, Label(before), Draft);
        }

        if (snapshot.Call is { } call && call.Attempt != before?.Call?.Attempt)
        {
            await Land(snapshot.Agent, call, before);
        }
        else if (snapshot.Call is null)
        {
            _draft.Close();
            KeypadOpen = false;
        }

        if (before?.State == AgentState.Talking && snapshot is { State: AgentState.WrapUp, Call: { } ended })
        {
            KeypadOpen = false;
            Announce($"Call ended, {Clockwork.Spoken((ended.EndedAt ?? clock.Now) - ended.ConnectedAt)}. Wrap-up");
            await (_hungUpHere ? Task.CompletedTask : browser.Cue("ended"));
            await browser.Landed();
        }
        else if (before is not null && before.State != snapshot.State && snapshot.State != AgentState.Talking)
        {
            Announce(Words.Of(snapshot).Word);
        }

        Tell();
        await ShowTitle();
        if (_restoring.IsCompleted)
        {
            // Making the leg takes seconds, and the next snapshot must not wait for it: Close awaits it.
            _restoring = Restore(snapshot);
        }
    }

    private static async Task Finish(Task work)
    {
        try
        {
            await work;
        }
        catch (OperationCanceledException)
        {
            // The page was closed in the middle of it.
        }
    }

    private async Task Land(string agent, CallCard call, AgentSnapshot? before)
    {
        _hungUpHere = false;
        Question = null;
        _edits.Begin(call.Attempt);
        _digits.NewCall();
        await leg.Mute(on: false);
        await _draft.Open(agent, call.Attempt);
        Announce($"{(call.State == CallState.Ended ? "Wrap-up" : "On call")}: {Words.Who(call)}, {call.Campaign}");
        Tell();
        if (before is not null && call.State != CallState.Ended)
        {
            await browser.Cue("landed");
            await browser.Landed();
        }
    }

    /// <summary>What a lost line or a reloaded page left undone: the leg of a call, and an outcome nobody confirmed.</summary>
    private async Task Restore(AgentSnapshot snapshot)
    {
        var working = snapshot.State is AgentState.Ready or AgentState.Reserved or AgentState.Talking or AgentState.WrapUp;
        if (working && snapshot.Leg != LegState.Phone && leg is { Voice: VoiceState.Off, Microphone: MicrophoneState.Works }
            && await leg.Attach() is { } sentence)
        {
            Refuse("ready", sentence);
        }

        if (_late is { } late)
        {
            await SaveLate(late);
        }

        await _edits.Settle(_open.Token);

        if (NotSavedYet && Pending is null && snapshot is { State: AgentState.WrapUp, Call: { } call })
        {
            await Save(call, snapshot);
        }
    }

    private async Task Save(CallCard call, AgentSnapshot snapshot)
    {
        var key = await _draft.Send();
        var label = Label(snapshot);
        var request = new OutcomeRequest(call.Attempt, Draft.Outcome, Draft.Note);
        var reply = await Send("next", () => api.Command(Api.AgentOutcome, request, key, _open.Token));
        switch (reply)
        {
            case Reply.Done:
                await _draft.Saved();
                Announce($"Saved {label}");
                break;
            case Reply.Unreachable:
                Refuse("next", $"“{label}” is not saved yet. It will be sent as soon as the server answers.");
                break;
            default:
                // The sentence stands beside the button; another try is another command.
                await _draft.Refused();
                break;
        }
    }

    /// <summary>The record left the desk while the server was away (wrap-up ran out): the outcome is still the agent's word, so it is
    /// sent, and a refusal is told.</summary>
    private async Task SaveLate(LateOutcome late)
    {
        var request = new OutcomeRequest(late.Call.Attempt, late.Draft.Outcome, late.Draft.Note);
        var reply = await api.Command(Api.AgentOutcome, request, late.Draft.Key ?? Guid.CreateVersion7(), _open.Token);
        if (reply is Reply.Unreachable)
        {
            return;
        }

        _late = null;
        if (reply is Reply.Done)
        {
            Announce($"Saved {late.Label}");
        }
        else
        {
            Refuse("next", $"“{late.Label}” for {Words.Who(late.Call)} was not saved. {reply.Sentence}");
        }
    }

    private string Label(AgentSnapshot snapshot) =>
        snapshot.Outcomes.FirstOrDefault(o => string.Equals(o.Code, Draft.Outcome, StringComparison.Ordinal))?.Label ?? Draft.Outcome;

    private void Moved(LineState state)
    {
        if (state == LineState.Up)
        {
            _fold.NewConnection();
            if (LostAt is not null)
            {
                Announce("Connected again.");
            }
        }
        else if (state == LineState.Lost && LostAt is null)
        {
            Announce(OnCall ? "Reconnecting. Your call is not affected." : "Reconnecting.");
        }

        LostAt = state == LineState.Lost ? LostAt ?? clock.Now : null;
        Line = state;
        Tell();
    }

    private void Ended(string why)
    {
        EndedBecause = why.Length > 0 ? why : "The server ended this page's connection.";
        Announce(EndedBecause);
        _ending = leg.End();
    }

    private Task TalkedWhileMuted()
    {
        TalkingWhileMuted = OnCall;
        Tell();
        return Task.CompletedTask;
    }

    private async Task<bool> Identify()
    {
        var reply = await api.Read(Api.Me, _open.Token);
        MustSignIn = reply is Reply.SignedOut;
        if (reply is Reply.Done done)
        {
            User = ApiClient.Parse<SignedInUser>(done.Body);
        }

        Tell();
        return !MustSignIn;
    }

    private Task SendForCall(string control, string route) =>
        Call is { } call
            ? Send(control, () => api.Command(route, new CallRequest(call.Attempt), Guid.CreateVersion7(), _open.Token))
            : Task.CompletedTask;

    private async Task<Reply> Send(string control, Func<Task<Reply>> command)
    {
        Pending = control;
        Refusal = null;
        Tell();
        var reply = await command();
        Pending = null;
        if (reply is not Reply.Done)
        {
            Refuse(control, reply);
        }

        Tell();
        return reply;
    }

    private void Refuse(string control, Reply reply)
    {
        MustSignIn |= reply is Reply.SignedOut;
        Refuse(control, reply.Sentence ?? "");
    }

    private void Refuse(string control, string sentence)
    {
        Pending = null;
        Refusal = new Refusal(control, sentence);
        Tell();
    }

    private void LegChanged(object? sender, EventArgs e) => Tell();

    private void Announce(string text)
    {
        Announcement = text;
        Tell();
    }

    private void Tell() => Changed?.Invoke(this, EventArgs.Empty);
}

/// <summary>An outcome whose record left the desk before the server had it.</summary>
internal sealed record LateOutcome(CallCard Call, string Label, Draft Draft);

/// <summary>A sentence and the control it stands beside.</summary>
public sealed record Refusal(string Control, string Sentence);
