namespace Paceline.Ui;

/// <summary>One line of a menu.</summary>
/// <param name="Value">Given back when it is chosen.</param>
/// <param name="Text">What it says.</param>
/// <param name="Chosen">Whether it is the present choice.</param>
/// <param name="Key">A digit or letter that chooses it while the menu is open; empty: none.</param>
/// <param name="Mark">The figure of what it leads to; null: none.</param>
public sealed record MenuChoice(string Value, string Text, bool Chosen = false, string Key = "", Shape? Mark = null);
