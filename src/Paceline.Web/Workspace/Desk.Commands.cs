using Paceline.Contracts;
using Paceline.Ui;
using Paceline.Web.Connection;
using Paceline.Web.Sound;
using Paceline.Web.Workspace.Channels;
using Paceline.Web.Workspace.Outcomes;
using Paceline.Web.Workspace.Records;

namespace Paceline.Web.Workspace;

// What the agent asks for: each command has a key, and its refusal stands beside the control it came from.
public sealed partial class Desk
{
    public async Task GoReady()
    {
        Refusal = null;
        Pending = "ready";
        Tell();
        if (Phone.Length > 0)
        {
            // The server makes the agent ready when it is answered.
            if (Snapshot is { Leg: not LegState.Phone } && !await HavePhoneCalled("ready", Phone))
            {
                return;
            }
        }
        else if (Snapshot is { Leg: not LegState.Phone } && leg.Voice != VoiceState.Up && await leg.Attach() is { } sentence)
        {
            Refuse("ready", sentence);
            return;
        }
        else
        {
            await LegIsKnown();
        }

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
        Announce(leg.Muted ? Texts.CallMuted : Texts.SaidHeard);
    }

    public void OpenOrCloseKeypad()
    {
        // It lies below the note: in another view it would take the digits and not be seen.
        KeypadOpen = OnCall && (!KeypadOpen || Frame.View != View.Work);
        Frame.BackToWork();
        Tell();
    }

    /// <summary>Digits go to the call, and choose nothing.</summary>
    public bool KeypadTakesDigits => KeypadOpen && OnCall && Frame.View == View.Work;

    /// <summary>The focus goes back to the control that opens it.</summary>
    public async Task CloseKeypad()
    {
        KeypadOpen = false;
        Tell();
        await Task.Yield();
        await browser.Focus("open-keypad");
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
        if (Call is null || NotSavedYet || Offered)
        {
            return;
        }

        await _draft.Choose(outcome);
        (Question, AsksNotInCampaign) = (null, false);
        if (Refusal?.Control is "next")
        {
            Refusal = null;
        }

        Tell();
    }

    public async Task Write(string note)
    {
        if (!NotSavedYet && !Offered)
        {
            await _draft.Write(note);
            Tell();
        }
    }

    /// <summary>Nothing is saved before an outcome is chosen; a record that is closed without a call always has one.</summary>
    public bool NeedsOutcome => Snapshot is not { OutcomeMandatory: false, State: AgentState.WrapUp };

    /// <summary>The call result of the call: what the agent chose, what the outcome implies, or what was found.</summary>
    public string ResultOf(AgentSnapshot agent) => Draft.Result.Length > 0 ? Draft.Result : FoundResult(agent);

    private const string Answered = "Answer";

    private string FoundResult(AgentSnapshot agent) =>
        agent.Outcomes.FirstOrDefault(o => o.Code == Draft.Outcome) is { CallResult.Length: > 0 } chosen ? chosen.CallResult
        : agent.Found.Length > 0 ? agent.Found
        : Answered;

    public async Task ChooseResult(string? result)
    {
        if (Snapshot is { Call: not null } agent && !NotSavedYet)
        {
            await _draft.ChooseResult(result is null || result == FoundResult(agent) ? "" : result);
            Tell();
        }
    }

    /// <summary>What is wanted after the outcome that is being saved, also when it has to be sent again.</summary>
    private AndThen _then = AndThen.Next;

    /// <summary>The label of the outcome that this page saved last; empty: none.</summary>
    public string SavedAs { get; private set; } = "";

    /// <summary>The last outcome can be taken back.</summary>
    public bool CanUndo => Snapshot is { CanUndo: not null } && Pending is null;

    /// <summary>Takes the last outcome back: its record is on the desk again.</summary>
    public Task UndoOutcome() => Snapshot?.CanUndo is { } attempt
        ? Send("undo", () => api.Command(Api.AgentOutcomeUndo, new CallRequest(attempt), Guid.CreateVersion7(), _open.Token))
        : Task.CompletedTask;

    /// <summary>Saves outcome and note, and takes no further record or call.</summary>
    public Task NextAndStop() => Finish(AndThen.Stop);

    /// <summary>Saves outcome and note and asks for the next record.</summary>
    public Task NextRecord() => Finish(AndThen.GetRecord);

    /// <summary>Saves outcome and note and asks for the next call.</summary>
    public Task Next() => Finish(AndThen.Next);

    private async Task Finish(AndThen then)
    {
        _then = Pending is "next" ? _then : then;
        if (Snapshot is not { Call: { } call } snapshot || Pending is "next" || Offered)
        {
            return;
        }

        if (Draft.Outcome.Length == 0 && NeedsOutcome)
        {
            Refuse("next", Texts.PadChoose);
            await browser.Focus("outcome");
        }
        else if (snapshot.State == AgentState.Talking)
        {
            Refuse("next", Texts.PadEndFirst);
        }
        else if (snapshot.State == AgentState.Calling)
        {
            Refuse("next", Texts.PadStillRings);
        }
        else if (Question is null && QuestionOf(snapshot, call) is { } question)
        {
            Refusal = null;
            (Question, _questionAt) = (question, clock.OwnNow);
            Announce(Texts.FormatPadPressAgain(question: question));
        }
        else if (Question is null || clock.OwnNow - _questionAt >= _doubleClick)
        {
            await SaveAll(call, snapshot);
        }
    }

    /// <summary>Saves one field of the record.</summary>
    public Task EditRecord(RecordField field, string value) => _edits.Save(field, value, _open.Token);

    /// <summary>Asked before an outcome that nobody takes back: the number never rings again.</summary>
    private string? QuestionOf(AgentSnapshot snapshot, CallCard call) => ServerSentences
        .Read(snapshot.Outcomes.FirstOrDefault(o => string.Equals(o.Code, Draft.Outcome, StringComparison.Ordinal))?.Confirm)?
        .Replace("{number}", call.Number, StringComparison.Ordinal);

    /// <summary>The record leaves the desk with everything the agent wrote into it, or not yet.</summary>
    private async Task SaveAll(CallCard call, AgentSnapshot snapshot)
    {
        await _edits.Settle(_open.Token);
        if (_edits.Open is { } open)
        {
            var name = call.Fields.FirstOrDefault(f => f.Name == open.Field)?.Label ?? open.Field;
            Refuse("next", open.Edit.State == FieldEditState.Waiting
                ? Texts.FormatPadFieldWaits(name: name)
                : Texts.FormatPadFieldRefused(name: name));
            return;
        }

        await Save(call, snapshot);
    }

    /// <summary>Two keys in a rush were somebody writing: the choice the first one made is undone.</summary>
    public async Task UndoChoice()
    {
        if (!KeypadOpen && await _draft.TakeBack())
        {
            SayWriting();
        }
    }

    /// <summary>Letters in a rush were somebody writing, and did nothing.</summary>
    public void SayWriting() => Refuse("next", Texts.PadWriting);

    /// <summary>Begins the echo test; whether it began.</summary>
    public async Task<bool> HearYourself() =>
        await Send("echo", () => api.Command(Api.AgentEchoTest, new EchoTestRequest(On: true), Guid.CreateVersion7(), _open.Token)) is Reply.Done;

    public Task StopHearingYourself() =>
        Send("echo", () => api.Command(Api.AgentEchoTest, new EchoTestRequest(On: false), Guid.CreateVersion7(), _open.Token));

    /// <summary>Shows a message that has just come, in the messages.</summary>
    public async Task ShowMessage(Message message)
    {
        await Mail.Show(message);
        await Frame.OpenPanel(SidePanel.Messages);
    }

    public async Task GoToOutcomes() => await browser.Focus("outcome");

    /// <summary>From a view that has none.</summary>
    public async Task GoToNote()
    {
        Frame.BackToWork();
        Tell();
        await Task.Yield(); // The note is drawn when this handler has returned.
        await browser.Focus("note");
    }

    /// <summary>To the outcomes, and from there back to the note.</summary>
    public async Task GoToOutcomesOrNote() => await browser.Focus("toggle");

    public async Task<string> Theme(string? name) => await browser.Theme(name);

    public async Task ShowTitle()
    {
        if (EndedBecause is not null)
        {
            await browser.Title("Paceline", Words.Slug(AgentState.SignedOut)); // The customer is another page's.
        }
        else if (Snapshot is { } agent)
        {
            var who = Call is { } call ? $" – {Words.Who(call)}" : "";
            var lost = Line == LineState.Lost ? "⚠ " : "";
            var leaving = SignOutWords.Left(agent.SigningOut, clock.Now) is { Length: > 0 } left ? $"({left}) {SignOutWords.Title(agent.SigningOut!)} – " : "";
            await browser.Title($"{lost}{leaving}{Words.Of(agent).Word} {Clockwork.Length(clock.Now - agent.Since)}{who}", Words.Slug(agent.State));
        }
    }

    private async Task<Reply?> SendForCall(string control, string route) =>
        Call is { } call
            ? await Send(control, () => api.Command(route, new CallRequest(call.Attempt), Guid.CreateVersion7(), _open.Token))
            : null;

    private async Task<Reply> Send(string control, Func<Task<Reply>> command)
    {
        Pending = control;
        Refusal = null;
        Tell();
        var reply = await command();
        Pending = Pending == control ? null : Pending;
        if (reply is not Reply.Done)
        {
            Refuse(control, reply);
        }

        Tell();
        return reply;
    }

    private void Refuse(string control, Reply reply)
    {
        Refuse(control, reply.Sentence ?? "");
        if (reply is Reply.SignedOut)
        {
            SignInIsOver();
        }
    }

    private void Refuse(string control, string sentence)
    {
        Pending = null;
        Refusal = new Refusal(control, sentence);
        Tell();
    }
}
