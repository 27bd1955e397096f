using Paceline.Contracts;

namespace Paceline.Web.Workspace;

/// <summary>What an agent can do with a record or a call: one button or key each.</summary>
public enum DeskAction
{
    /// <summary>Ask for a record to read.</summary>
    GetRecord,

    /// <summary>Take what is offered.</summary>
    Accept,

    /// <summary>Let it go to somebody else.</summary>
    Decline,

    /// <summary>Take a record that is offered or read out of the campaign.</summary>
    TakeOut,

    /// <summary>Give the record that is read back, for somebody else.</summary>
    Skip,

    /// <summary>Call the record that is read.</summary>
    Call,

    /// <summary>Choose another of the person's numbers before that.</summary>
    OtherNumber,

    /// <summary>Type another number in.</summary>
    NewNumber,

    /// <summary>Add time to the clock of a timed preview.</summary>
    MoreTime,

    /// <summary>Stop that clock.</summary>
    StopClock,

    /// <summary>Hold and resume; with them the keypad and the microphone.</summary>
    Hold,

    /// <summary>End the call, answered or not.</summary>
    EndCall,

    /// <summary>Arrange a callback in a call and after it, or close a record that is read for one.</summary>
    Callback,

    /// <summary>Save the outcome: after a call, or of a record that is closed without one.</summary>
    Save,

    /// <summary>Save it and take no further record or call.</summary>
    SaveAndStop,

    /// <summary>Save it and have the next record.</summary>
    SaveAndGetNext,
}

/// <summary>Which of them there are now: the right and the state must both allow it. What is not there is not shown, and its key does
/// nothing.</summary>
public static class DeskActions
{
    public static bool Has(AgentSnapshot? agent, DeskAction action) => agent is not null && (action, agent.State) switch
    {
        (DeskAction.GetRecord, AgentState.Ready) => agent is { CampaignRunning: true, Mode: DialMode.Preview },
        (_, _) when agent.Call is null => false,
        (DeskAction.Accept, AgentState.Offered) => true,
        (DeskAction.Decline, AgentState.Offered) => agent.May.Decline,
        (DeskAction.TakeOut, AgentState.Offered) => agent.OffersRecord && agent.May.NotInCampaign,
        (DeskAction.TakeOut, AgentState.Previewing) => agent.May.NotInCampaign,
        (DeskAction.Skip, AgentState.Previewing) => agent.May.Skip,
        (DeskAction.Call, AgentState.Previewing) => true,
        (DeskAction.OtherNumber, AgentState.Previewing) => agent.May.OtherNumber,
        (DeskAction.NewNumber, AgentState.Previewing) => agent.May.NewNumber,
        (DeskAction.MoreTime, AgentState.Previewing) => agent.May.MoreTime && agent is { Until: not null, MoreTimesLeft: > 0 },
        (DeskAction.StopClock, AgentState.Previewing) => agent.May.StopClock && agent.Until is not null,
        (DeskAction.Hold, AgentState.Talking) => agent.Call.State is CallState.Connected or CallState.OnHold,
        (DeskAction.EndCall, AgentState.Calling) => true,
        (DeskAction.EndCall, AgentState.Talking) => agent.Call.State is CallState.Connected or CallState.OnHold,
        (DeskAction.Callback, AgentState.Previewing) => agent.May.CallbackBeforeCall,
        (DeskAction.Callback, AgentState.Talking or AgentState.WrapUp) => agent.May.Callback,
        (DeskAction.Save, AgentState.Previewing or AgentState.WrapUp) => true,
        (DeskAction.SaveAndStop, AgentState.Previewing or AgentState.WrapUp) => agent.May.DoneAndStop,
        (DeskAction.SaveAndGetNext, AgentState.Previewing or AgentState.WrapUp) =>
            agent is { Mode: DialMode.Preview, CampaignRunning: true, May.GetNext: true },
        _ => false,
    };
}
