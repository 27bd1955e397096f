using Paceline.Contracts;
using Paceline.Web.Connection;

namespace Paceline.Web.Workspace;

// Records that are read before they are called: asking for one, taking what is offered, calling it, or letting it go.
public sealed partial class Desk
{
    /// <summary>The call is this page's: what was chosen here is what is dialled. A record that calls by itself calls the number that is due.</summary>
    private bool _calledHere;

    /// <summary>Of the outcome that leaves what is next to the call result.</summary>
    public const string NotReached = "not-reached";

    /// <summary>The agent may ask for a record now.</summary>
    public bool CanAsk => Has(DeskAction.GetRecord);

    /// <summary>There is a call to end, answered or not.</summary>
    public bool CanHangUp => Has(DeskAction.EndCall);

    public bool Previewing => Snapshot is { State: AgentState.Previewing, Call: not null };

    public bool Offered => Snapshot is { State: AgentState.Offered, Call: not null };

    /// <summary>Which of the person's numbers is called; null: the one that is due.</summary>
    public int? ChosenNumber { get; private set; }

    /// <summary>A number that is typed in is called instead.</summary>
    public bool CallsNewNumber { get; private set; }

    /// <summary>What was typed, also while another number is chosen.</summary>
    public string NewNumber { get; private set; } = "";

    /// <summary>Asked before a record is taken out of the campaign for good.</summary>
    public bool AsksNotInCampaign { get; private set; }

    /// <summary>What Call dials or has dialled, as the agent wrote it.</summary>
    public string NumberToCall => CallsNewNumber ? NewNumber.Trim() : Chosen?.Number ?? Call?.Number ?? "";

    /// <summary>Where it rings; empty: a number that was typed in is not known yet.</summary>
    public string ZoneToCall => CallsNewNumber ? "" : Chosen?.Zone ?? Call?.Zone ?? "";

    private CardNumber? Chosen => Call?.Numbers.FirstOrDefault(n => ChosenNumber is { } position ? n.Position == position : n.Due);

    /// <summary>The pad with its first choice after a call that reached nobody.</summary>
    public static IReadOnlyList<OutcomeChoice> PadOf(AgentSnapshot agent) => agent is { State: AgentState.WrapUp, Found.Length: > 0 }
        ? [new(NotReached, Texts.FormatCallNotReached(found: Words.Result(agent.Found)), 0, Texts.PadTreated), .. agent.Outcomes]
        : agent.Outcomes;

    /// <summary>Asks for a record, and makes the agent Ready before that if they are not.</summary>
    public async Task GetRecord()
    {
        // The command that made the agent Ready may be answered after the push of the state it brought: it holds up nothing.
        var waits = Snapshot is { State: AgentState.Ready } ? Pending is "record" or "undo" : Pending is not null;
        if (Snapshot is null or { Asking: true } || Busy || waits)
        {
            return;
        }

        if (Snapshot.State is AgentState.NotReady or AgentState.SignedOut)
        {
            await GoReady();
            if (Refusal is not null)
            {
                return;
            }
        }

        await Send("record", () => api.Command(Api.AgentGetRecord, Guid.CreateVersion7(), _open.Token));
    }

    public Task Accept() => Pending is "offer" ? Task.CompletedTask : SendForCall("offer", Api.AgentAccept);

    public Task Decline() => Pending is "offer" ? Task.CompletedTask : SendForCall("offer", Api.AgentDecline);

    public void ChooseNumber(int? position)
    {
        (ChosenNumber, CallsNewNumber) = (position, false);
        Tell();
    }

    /// <summary>The number that is typed in is called instead.</summary>
    public void ChooseNewNumber(string? text = null)
    {
        (CallsNewNumber, NewNumber) = (true, text ?? NewNumber);
        Tell();
    }

    public async Task CallNow()
    {
        if (Call is not { } call || Pending is "next" or "record")
        {
            return;
        }

        if (CallsNewNumber && NewNumber.Trim().Length == 0)
        {
            Refuse("record", Texts.PadTypeNumber);
            return;
        }

        var request = CallsNewNumber
            ? new CallRecordRequest(call.Attempt, Number: NewNumber.Trim())
            : new CallRecordRequest(call.Attempt, Chosen is { Due: false } other ? other.Position : null);
        (Question, AsksNotInCampaign) = (null, false);
        _calledHere = true;
        var reply = await Send("record", () => api.Command(Api.AgentCall, request, Guid.CreateVersion7(), _open.Token));
        _calledHere = reply is Reply.Done;
    }

    /// <summary>Half a minute more before the record is called by itself.</summary>
    public async Task MoreTime()
    {
        if (Pending is null && await SendForCall("clock", Api.AgentMoreTime) is Reply.Done)
        {
            Announce(Texts.ClockMoreTaken);
        }
    }

    /// <summary>The record waits for the agent.</summary>
    public async Task StopClock()
    {
        if (Pending is null && await SendForCall("clock", Api.AgentStopClock) is Reply.Done)
        {
            Announce(Texts.ClockStopped);
            await browser.Focus("primary");
        }
    }

    /// <summary>Back to the list, for somebody else.</summary>
    public Task Skip() => Return(ReturnAs.Skipped);

    public void AskNotInCampaign()
    {
        (AsksNotInCampaign, Question, Refusal) = (true, null, null);
        Announce(NotInCampaignQuestion);
    }

    public void KeepInCampaign()
    {
        AsksNotInCampaign = false;
        Tell();
    }

    public Task NotInCampaign() => Return(ReturnAs.NotInCampaign);

    public string NotInCampaignQuestion => Call is { } call ? Texts.FormatPadNotInCampaign(who: Words.Who(call)) : "";

    private async Task Return(ReturnAs how)
    {
        if (Call is not { } call || Pending is "next" or "record")
        {
            return;
        }

        AsksNotInCampaign = false;
        await _edits.Settle(_open.Token);
        await Send("record", () => api.Command(Api.AgentReturn, new ReturnRecordRequest(call.Attempt, how), Guid.CreateVersion7(), _open.Token));
    }

    /// <summary>Another record is on the desk: what was chosen for the one before is not for this one.</summary>
    private void NewRecord() =>
        (ChosenNumber, CallsNewNumber, NewNumber, AsksNotInCampaign, _calledHere) = (null, false, "", false, false);

    /// <summary>A record that is on the desk already has come to its next state.</summary>
    private async Task Proceed(AgentSnapshot before, AgentSnapshot now, CallCard call)
    {
        AsksNotInCampaign = false;
        switch (now.State)
        {
            case AgentState.Talking:
                Announce(Texts.FormatSaidOnCall(who: Words.Who(call), campaign: call.Campaign));
                await browser.Landed();
                break;
            case AgentState.WrapUp when now.Found.Length > 0:
                Announce(Texts.FormatSaidNotReached(found: Words.Result(now.Found)));
                await browser.Landed();
                break;
            case AgentState.Previewing:
                // A call that was refused says why beside the button, and that is read out by itself.
                Announce(before.State == AgentState.Calling ? Texts.StatePreviewing : Preview(now, call));
                await browser.Landed("primary");
                break;
            case AgentState.Calling when !_calledHere:
                NewRecord();
                Announce(Texts.StateCalling);
                break;
            default:
                Announce(Words.Of(now).Word);
                break;
        }
    }
}
