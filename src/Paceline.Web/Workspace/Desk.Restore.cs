using Paceline.Contracts;
using Paceline.Web.Connection;
using Paceline.Web.Sound;

namespace Paceline.Web.Workspace;

// What a lost line or a reloaded page left undone is done when the server is back.
public sealed partial class Desk
{
    /// <summary>What a lost line or a reloaded page left undone: the leg of a call, and an outcome nobody confirmed.</summary>
    private async Task Restore(AgentSnapshot snapshot)
    {
        await _beginning;
        var working = snapshot.State is not (AgentState.SignedOut or AgentState.NotReady);
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

        if (NotSavedYet && Pending is null && snapshot is { State: AgentState.WrapUp or AgentState.Previewing, Call: { } call })
        {
            await Save(call, snapshot);
        }
    }

    private async Task Save(CallCard call, AgentSnapshot snapshot)
    {
        var key = await _draft.Send();
        var label = Label(snapshot);
        var request = new OutcomeRequest(call.Attempt, Draft.Outcome, Draft.Note, _then, Draft.Result);
        var reply = await Send("next", () => api.Command(Api.AgentOutcome, request, key, _open.Token));
        switch (reply)
        {
            case Reply.Done:
                await _draft.Saved();
                SavedAs = label;
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
        var request = new OutcomeRequest(late.Call.Attempt, late.Draft.Outcome, late.Draft.Note, Result: late.Draft.Result);
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
        PadOf(snapshot).FirstOrDefault(o => string.Equals(o.Code, Draft.Outcome, StringComparison.Ordinal))?.Label ?? Draft.Outcome;
}

/// <summary>An outcome whose record left the desk before the server had it.</summary>
internal sealed record LateOutcome(CallCard Call, string Label, Draft Draft);
