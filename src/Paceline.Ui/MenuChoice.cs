namespace Paceline.Ui;

/// <summary>One line of a menu.</summary>
/// <param name="Value">Given back when it is chosen.</param>
/// <param name="Text">What it says.</param>
/// <param name="Chosen">Whether it is the present choice.</param>
public sealed record MenuChoice(string Value, string Text, bool Chosen = false);
