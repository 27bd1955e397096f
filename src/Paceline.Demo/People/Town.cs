using Paceline.Dialing;

namespace Paceline.Demo.People;

/// <summary>Who lives behind the numbers of the simulated carrier: the people of the simulation, each with a voice of their own. The same
/// seed, number and count of earlier calls give the same behaviour.</summary>
internal sealed class Town(int seed)
{
    private readonly Simulation.People _people = new((ulong)seed);

    /// <param name="number">As called; anything but its digits is passed over.</param>
    /// <param name="calledBefore">How often this number was called before.</param>
    /// <returns>Null: it cannot be a number.</returns>
    public CalledPerson? Called(string number, int calledBefore)
    {
        var dialable = "+" + Check.LineLog.Digits(number);
        if (!PhoneNumber.IsDialable(dialable))
        {
            return null;
        }

        var ring = Chance.Of(seed, FormattableString.Invariant($"{dialable}/{calledBefore}/ring")).Percent() switch
        {
            < 15 => RingStyle.EarlyMedia,
            < 25 => RingStyle.Forked,
            _ => RingStyle.Plain,
        };
        return new(_people.Call(new PhoneNumber(dialable), calledBefore + 1), ring, Chance.Of(seed, dialable).Pick(Voices.PeopleHz));
    }
}
