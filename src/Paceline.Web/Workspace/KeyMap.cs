using Paceline.Contracts;

namespace Paceline.Web.Workspace;

/// <summary>One key of the workspace.</summary>
/// <param name="Key">As a browser names it, with <c>Ctrl+</c> and <c>Shift+</c> before it. One character: it works while nobody is writing;
/// any other works everywhere, also in a text.</param>
/// <param name="Action">What <see cref="KeyMap.Press"/> does; several keys may do the same.</param>
/// <param name="Says">For the keyboard help.</param>
/// <param name="Works">Whether it does anything now.</param>
public sealed record KeyBinding(string Key, string Action, string Says, Func<Desk, bool> Works)
{
    /// <summary>The parts of it as they stand on a keyboard.</summary>
    public IReadOnlyList<string> Caps =>
        [.. Key.Split('+').Select(static part => part switch
        {
            "Enter" => "↵",
            "Ctrl" => Texts.KeyControl,
            "Shift" => Texts.KeyShift,
            { Length: 1 } => part.ToUpperInvariant(),
            _ => part,
        })];
}

/// <summary>What each key of the workspace does: the script listens to these and no others, and the keyboard help is made of them. When they
/// count as writing is the script's to say (desk.js).</summary>
public static class KeyMap
{
    /// <summary>All keys but the digits, in the order of the help.</summary>
    public static IReadOnlyList<KeyBinding> All { get; } =
    [
        new("F9", "primary", Texts.KeysPrimary, static _ => true),
        new("Ctrl+Enter", "save", Texts.PadSaveNext, static d => d.Call is not null && !d.Offered),
        new("F2", "pad", Texts.KeysPad, static _ => true),
        new("Shift+F2", "status", Texts.KeysStatus, static _ => true),
        new("F4", "mute", Texts.KeysMute, static d => d.CanMute),
        new("Shift+F4", "fixSound", Texts.FixSoundSays, static d => d.CanRemakeSound),
        new("F8", "hold", Texts.KeysHold, static d => d.OnCall),
        new("Shift+F9", "hangUp", Texts.KeysEnd, static d => d.CanHangUp),
        new("Ctrl+z", "undo", Texts.KeysUndo, static d => d.CanUndo),
        new("F1", "help", Texts.KeysHelp, static _ => true),
        new("m", "mute", Texts.KeysMute, static d => d.CanMute),
        new("h", "hold", Texts.KeysHold, static d => d.OnCall),
        new("k", "keypad", Texts.KeypadLabel, static d => d.OnCall),
        new("s", "skip", Texts.KeysSkip, static d => d.Has(DeskAction.Skip)),
        new("x", "moreTime", Texts.KeysMoreTime, static d => d.Has(DeskAction.MoreTime)),
        new("b", "callback", Texts.KeysCallback, static d => d.CanBook),
        new("n", "note", Texts.KeysNote, static d => d.Call is not null && !d.Offered),
        new("?", "keys", Texts.KeysKeys, static _ => true),
    ];

    /// <summary>The map as the script wants it.</summary>
    public static string ForScript { get; } = string.Join('\n', All.Select(static k => $"{k.Key}\t{k.Action}"));

    /// <param name="key">A digit, * or #, or the name of an action.</param>
    public static Task Press(Desk desk, string key) => key switch
    {
        [>= '0' and <= '9' or '*' or '#'] when desk.KeypadTakesDigits => desk.Digit(key[0]),
        [>= '1' and <= '9'] when desk.CallbackPlan is not null => desk.PlanSuggested(key[0] - '1'),
        [>= '1' and <= '9'] when desk.Snapshot?.Outcomes.FirstOrDefault(o => o.Digit == key[0] - '0') is { } outcome => desk.Choose(outcome.Code),
        "0" when desk.Snapshot is { State: AgentState.WrapUp, Found.Length: > 0 } => desk.Choose(Desk.NotReached),
        "undoDigit" when desk.CallbackPlan is not null => Task.CompletedTask,
        "callback" => desk.OpenOrCloseCallback(),
        "undoDigit" => desk.UndoChoice(),
        "writing" when desk is { Call: not null, Offered: false, KeypadOpen: false, Pending: null, CallbackPlan: null } => Do(desk.SayWriting),
        "primary" => Primary(desk),
        "save" => desk.Next(),
        "mute" when desk.CanMute => desk.MuteOrSpeak(),
        "fixSound" => desk.RemakeSound(),
        "hold" when desk.OnCall => desk.HoldOrResume(),
        "hangUp" when desk.CanHangUp => desk.HangUp(),
        "skip" when desk.Has(DeskAction.Skip) => desk.Skip(),
        "moreTime" when desk.Has(DeskAction.MoreTime) => desk.MoreTime(),
        "keypad" => Do(desk.OpenOrCloseKeypad),
        "pad" => desk.GoToOutcomesOrNote(),
        "note" when desk.Call is not null && !desk.Offered => desk.GoToNote(),
        "status" => desk.Frame.OpenStatus(),
        "undo" when desk.CanUndo => desk.UndoOutcome(),
        "help" => desk.Frame.Toggle(SidePanel.Help),
        "keys" => desk.Frame.Toggle(SidePanel.Keys),
        "close" when desk.Frame.Panel == SidePanel.None && desk.KeypadTakesDigits => desk.CloseKeypad(),
        "close" => desk.Frame.ClosePanel(),
        // A key that means nothing in this state.
        _ => Task.CompletedTask,
    };

    /// <summary>What the button at the bottom of the outcomes does.</summary>
    private static Task Primary(Desk desk) => desk.Snapshot?.State switch
    {
        AgentState.NotReady or AgentState.SignedOut => desk.GoReady(),
        // Asked of the server also when the page has not heard of the start yet; where nothing runs, the refusal says so.
        AgentState.Ready when desk.Snapshot.Mode is DialMode.Preview => desk.GetRecord(),
        AgentState.Offered => desk.Accept(),
        AgentState.Previewing => desk.CallNow(),
        AgentState.Calling => Task.CompletedTask,
        _ => desk.Next(),
    };

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
