namespace Paceline.Dialing.Pacing;

/// <summary>What is known of machine detection: how long it takes, and how often it says "person".</summary>
/// <param name="MeanSeconds">From the answer to the word "person", running mean. Goes to zero where nothing is detected.</param>
/// <param name="Persons">Answers that were presented, discounted.</param>
/// <param name="Answers">Answers, discounted.</param>
public sealed record Detection(double MeanSeconds, double Persons, double Answers)
{
    private const double Keep = 0.99;
    private const double Step = 0.02;

    public static Detection Prior { get; } = new(1.2, 3, 6);

    internal Detection AfterPerson(double seconds) =>
        new(MeanSeconds + (Step * (seconds - MeanSeconds)), (Persons * Keep) + 1, (Answers * Keep) + 1);

    internal Detection AfterMachine() => this with { Persons = Persons * Keep, Answers = (Answers * Keep) + 1 };

    /// <summary>The chance that an answer which is being judged for so long will be presented.</summary>
    internal double Person(double seconds) => Person(Persons / Answers, seconds);

    internal static double Person(double share, double seconds)
    {
        var person = share * PersonsUndecided(seconds);
        return person / (person + ((1 - share) * MachinesUndecided(seconds)));
    }

    // Shapes of a detector that says "person" after 0.5 to 1.8 s and "machine" after 2 to 4 s. One with other times has to bring its own.
    private static double PersonsUndecided(double seconds) => seconds switch
    {
        < 0.5 => 1,
        < 1.8 => Math.Min(1, ((1.8 - seconds) / 1.3) + 0.03),
        _ => 0.03,
    };

    private static double MachinesUndecided(double seconds) => seconds switch
    {
        < 2 => 1,
        < 4 => Math.Max(0.02, (4 - seconds) / 2),
        _ => 0.02,
    };
}
