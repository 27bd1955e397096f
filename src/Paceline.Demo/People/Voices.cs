namespace Paceline.Demo.People;

/// <summary>The tones by which the parties of the demo are recognised in each other's sound. Multiples of 25 Hz, so that they stay
/// apart in a window of 80 ms; nobody shares a tone with the other side.</summary>
public static class Voices
{
    /// <summary>Robots at once at most: each has a tone of its own below the 3.4 kHz of a telephone.</summary>
    public const int AgentsMax = 40;

    /// <summary>The beep of an answering machine.</summary>
    public const double BeepHz = 1000;

    /// <summary>Under every person's tone, so that it has the two parts of a voice.</summary>
    public const double ChestHz = 350;

    /// <summary>Tones of called people: 500 to 975 Hz.</summary>
    public static IReadOnlyList<double> PeopleHz { get; } = [.. Enumerable.Range(0, 20).Select(static i => 500.0 + (25 * i))];

    /// <summary>Tones of agents: 1050 to 3000 Hz.</summary>
    public static IReadOnlyList<double> AgentsHz { get; } = [.. Enumerable.Range(1, AgentsMax).Select(AgentHz)];

    /// <param name="agent">From 1 to <see cref="AgentsMax"/>.</param>
    public static double AgentHz(int agent) => 1000.0 + (50 * agent);
}
