using Paceline.Contracts;

namespace Paceline.Web.Workspace;

/// <summary>What each key of the workspace does; which keys there are, and when they count as writing, is the script's (desk.js).</summary>
public static class KeyMap
{
    /// <param name="key">A digit, * or #, or the name of an action.</param>
    public static Task Press(Desk desk, string key) => key switch
    {
        [>= '0' and <= '9' or '*' or '#'] when desk is { KeypadOpen: true, OnCall: true } => desk.Digit(key[0]),
        [>= '1' and <= '9'] when desk.Snapshot?.Outcomes.FirstOrDefault(o => o.Digit == key[0] - '0') is { } outcome => desk.Choose(outcome.Code),
        "undoDigit" => desk.UndoChoice(),
        "primary" when desk.Snapshot?.State is AgentState.NotReady or AgentState.SignedOut => desk.GoReady(),
        "primary" => desk.Next(),
        "mute" when desk.OnCall => desk.MuteOrSpeak(),
        "hold" when desk.OnCall => desk.HoldOrResume(),
        "hangUp" when desk.OnCall => desk.HangUp(),
        "keypad" => Do(desk.OpenOrCloseKeypad),
        "pad" => desk.GoToOutcomesOrNote(),
        // A key that means nothing in this state.
        _ => Task.CompletedTask,
    };

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
