namespace Paceline.Demo;

/// <summary>The run cannot do what it was asked for; the message is a sentence for the person who started it.</summary>
public sealed class DemoRefusedException(string message) : Exception(message);
