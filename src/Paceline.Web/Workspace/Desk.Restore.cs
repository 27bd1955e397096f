using Paceline.Contracts;
using Paceline.Web.Connection;
using Paceline.Web.Sound;
using Paceline.Web.Workspace.Outcomes;

namespace Paceline.Web.Workspace;

// What a lost line or a reloaded page left undone is done when the server is back.
public sealed partial class Desk
{
    private MicrophoneState _microphone;
    private VoiceState _voice;

    /// <summary>A device or the sound was lost: said at once and aloud, over whatever a screen reader says; empty: nothing.</summary>
    public string Alarm { get; private set; } = "";

    /// <summary>Makes microphone and sound again while the customer hears hold audio.</summary>
    public async Task RemakeSound()
    {
        if (CanRemakeSound)
        {
            await leg.Remake();
            Announce(leg.Voice == VoiceState.Up ? Texts.SoundRemade : "");
        }
    }

    public bool CanRemakeSound => OnCall && !ByPhone && !leg.Remaking;

    /// <summary>To the view where microphone and speaker are chosen.</summary>
    public Task ChooseDevice() => Frame.Open(View.Channels);

    private void LegChanged(object? sender, EventArgs e)
    {
        var (microphone, voice) = (_microphone, _voice);
        (_microphone, _voice) = (leg.Microphone, leg.Voice);
        if (Snapshot is { } agent && (microphone, voice) != (_microphone, _voice))
        {
            var kind = Notices.MostUrgent(this, agent);
            var alarm = kind is Notice.Microphone or Notice.Voice ? $"{Notices.Title(kind, this, agent)} {Notices.Words(kind, this, agent)}" : "";
            if (alarm.Length > 0 && alarm != Alarm && kind is Notice.Microphone)
            {
                _ = browser.Cue("lost"); // A lost leg has its own.
            }

            Alarm = alarm;
            if (microphone != _microphone)
            {
                _restoring = RestoreAfter(_restoring);
            }
        }

        Tell();
    }

    /// <summary>A microphone that is lost while the leg is being made is seen to when that is over, before a customer is put through.</summary>
    private async Task RestoreAfter(Task before)
    {
        // One that failed stops none after it.
        await before.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        await (Snapshot is { } agent ? Restore(agent) : Task.CompletedTask);
    }

    /// <summary>What a lost line, a lost microphone or a reloaded page left undone: the leg, and an outcome nobody confirmed.</summary>
    private async Task Restore(AgentSnapshot snapshot)
    {
        await _beginning;
        if (SignedOutAt is not null)
        {
            return;
        }

        var working = snapshot.State is not (AgentState.SignedOut or AgentState.NotReady);
        var byBrowser = !ByPhone;
        if (byBrowser && leg.IsUnheard && leg.Voice != VoiceState.Off && snapshot.State is not (AgentState.Calling or AgentState.Talking))
        {
            // Before a customer is put through to somebody who cannot be heard. In a conversation the agent still hears, and it goes on.
            await leg.LetGo();
        }
        else if (working && byBrowser && leg is { Voice: VoiceState.Off, Microphone: MicrophoneState.Works or MicrophoneState.Silent }
            && await leg.Attach() is { } sentence)
        {
            Refuse("ready", sentence);
        }

        if (_late is { } late)
        {
            await SaveLate(late);
        }

        await _edits.Settle(_open.Token);

        if (NotSavedYet && Pending is null && snapshot is { State: AgentState.WrapUp or AgentState.Previewing, Call: { } call })
        {
            await Save(call, snapshot);
        }
    }

    private async Task Save(CallCard call, AgentSnapshot snapshot)
    {
        var key = await _draft.Send(_then);
        var label = Label(snapshot);
        var request = new OutcomeRequest(call.Attempt, Draft.Outcome, Draft.Note, _then, Draft.Result);
        var reply = await Send("next", () => api.Command(Api.AgentOutcome, request, key, _open.Token));
        switch (reply)
        {
            case Reply.Done:
                await _draft.Saved(snapshot.Agent, call.Attempt);
                SavedAs = label;
                Announce(Texts.FormatSaidSaved(outcome: label));
                break;
            case Reply.SignedOut:
                Refuse("next", Texts.FormatOutcomeKept(outcome: label));
                break;
            case Reply.Unreachable:
                Refuse("next", snapshot.WrapUpUntil is null ? Texts.FormatPadOutcomeWaits(outcome: label) : Texts.FormatPadOutcomeWaitsLimit(outcome: label));
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
        // As it was sent: the same key with other words is refused.
        var request = new OutcomeRequest(late.Call.Attempt, late.Draft.Outcome, late.Draft.Note, late.Then, late.Draft.Result);
        var reply = await api.Command(Api.AgentOutcome, request, late.Draft.Key ?? Guid.CreateVersion7(), _open.Token);
        if (reply is Reply.Unreachable or Reply.SignedOut)
        {
            return;
        }

        _late = null;
        if (reply is Reply.Done)
        {
            await _draft.Forget(late.Agent, late.Call.Attempt);
            Announce(Texts.FormatSaidSaved(outcome: late.Label));
        }
        else
        {
            await _draft.Refused(late.Agent, late.Call.Attempt, late.Draft);
            Refuse("next", Snapshot is { WrapUpRanOut: true }
                ? Texts.FormatPadOutcomeTooLate(outcome: late.Label, who: Words.Who(late.Call))
                : Texts.FormatPadOutcomeLate(outcome: late.Label, who: Words.Who(late.Call), why: reply.Sentence));
        }
    }

    private string Label(AgentSnapshot snapshot) =>
        PadOf(snapshot).FirstOrDefault(o => string.Equals(o.Code, Draft.Outcome, StringComparison.Ordinal))?.Label ?? Draft.Outcome;
}

/// <summary>An outcome whose record left the desk before the server had it.</summary>
internal sealed record LateOutcome(string Agent, CallCard Call, string Label, Draft Draft, AndThen Then);
