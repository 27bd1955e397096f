namespace Paceline.Sip;

/// <summary>One header line as it stands on the wire, its name in the long form.</summary>
/// <param name="Name">Long form; compact names are widened when a message is read.</param>
/// <param name="Value">Unfolded and trimmed; holds no CR or LF.</param>
public readonly record struct SipHeader(string Name, string Value);
